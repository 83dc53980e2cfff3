"""The buttons of these screens: what they carry, how they look, and pages of them.

A press can be old or forged: its codes are looked up on each press, and a field that does not
exist makes no press at all.
"""

from collections.abc import Callable, Sequence
from typing import Literal, TypeVar

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton
from aiogram.utils.i18n import gettext as _
from pydantic import Field as Checked

from handlers.admin.directory.fields import Field
from handlers.paging import page_of, turns
from handlers.say import cut, told
from storage.outbox import Send

BUTTON = 30
"""Characters that a small phone shows of a button."""

Buttons = list[list[InlineKeyboardButton]]

_T = TypeVar("_T")


class ListPress(CallbackData, prefix="dl"):
    """A page of all offices."""

    page: int = Checked(default=0, ge=0, lt=10**6)


class OfficePress(CallbackData, prefix="do"):
    """Something to see of an office, or to do with it as a whole."""

    do: Literal["show", "names", "serves", "confirm", "unconfirm"]
    office: str
    page: int = Checked(default=0, ge=0, lt=10**6)


class FieldPress(CallbackData, prefix="df"):
    """A step of changing one field of an office."""

    do: Literal["ask", "clear", "save", "cancel"]
    office: str
    field: Field
    about: int = 0
    """For saving: the message that brought the new value."""


class RegionPress(CallbackData, prefix="dr"):
    """The districts of a region, or all regions while there is no region.

    With an office, a district is chosen as the place where that office sits.
    """

    region: str = ""
    office: str = ""
    page: int = Checked(default=0, ge=0, lt=10**6)


class SeatPress(CallbackData, prefix="ds"):
    """An office is to sit in this district."""

    do: Literal["ask", "sure"]
    office: str
    old: str
    """The district it sits in now."""
    new: str


class DistrictPress(CallbackData, prefix="dd"):
    """Something to see of a district, or to do with it."""

    do: Literal["show", "offices", "confirm", "unconfirm"]
    district: str
    office: str = ""
    """For confirming: the office that serves it, as the screen said."""
    page: int = Checked(default=0, ge=0, lt=10**6)


class ServePress(CallbackData, prefix="dt"):
    """Another office is to serve a district."""

    do: Literal["ask", "sure"]
    district: str
    old: str
    new: str


def button(text: str, data: CallbackData) -> InlineKeyboardButton:
    """An inline button, short enough for a small phone."""
    return InlineKeyboardButton(text=cut(text, BUTTON), callback_data=data.pack())


def mark(*, confirmed: bool) -> str:
    """Whether a source or the agency confirms it."""
    return "✅" if confirmed else "❔"


def paged(
    things: Sequence[_T],
    page: int,
    draw: Callable[[_T], InlineKeyboardButton],
    turn: Callable[[int], CallbackData],
) -> Buttons:
    """One page of things, a row each, and the way to the pages before and after it."""
    shown, page, more = page_of(things, page)
    return [[draw(thing)] for thing in shown] + turns(page, more, turn)


def unknown_place(query: CallbackQuery) -> Send:
    """The answer to a press that names what is not, or no longer, in the directory."""
    return told(
        query, _("There is no such reception or district. /offices shows all."), alert=True
    )
