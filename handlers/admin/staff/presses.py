"""The buttons under /staff, and names that stand on them and in the texts.

A press can be old or forged: what it names is looked up on each press.
"""

from typing import Literal

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton
from aiogram.utils.i18n import gettext as _
from pydantic import Field

from handlers import words
from handlers.desk import Desk
from handlers.labels import FITS
from handlers.say import cut
from storage import members, residents
from storage.staff import ADMINISTRATOR, MONITORING

Rows = list[list[InlineKeyboardButton]]


class StaffPress(CallbackData, prefix="st"):
    """A press under the lists of people with a role."""

    do: Literal["home", "list", "ask", "remove"]
    role: str = Field(default="", max_length=13)
    person: int = Field(default=0, ge=0, lt=2**63)
    """The id of their row in the residents table."""
    office: str = Field(default="", max_length=3)
    page: int = Field(default=0, ge=0, lt=10**6)


class RoomPress(CallbackData, prefix="sr"):
    """A press under the staff chats."""

    do: Literal["list", "show"]
    chat: int = Field(default=0, gt=-(2**63), lt=2**63)
    page: int = Field(default=0, ge=0, lt=10**6)


def button(text: str, press: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=cut(text, FITS[1]), callback_data=press.pack())


def role_name(desk: Desk, role: str, office: str) -> str:
    """The reception of a named secretary; one that is no longer in the directory by its code. Else
    the role."""
    if role == ADMINISTRATOR:
        # NOTE: stands where the name of a reception would, for people with that role
        return _("Administrators")
    if role == MONITORING:
        return _("Monitoring Centre")
    known = desk.directory.known_office(office)
    return words.office(desk.directory, office) if known else office


async def name_of(desk: Desk, telegram_id: int) -> str:
    """Somebody's name as far as the bot knows it, else the number of their account."""
    known = await residents.by_telegram_id(desk.tx, telegram_id)
    return (
        known.name if known else (await members.name_of(desk.tx, telegram_id) or str(telegram_id))
    )
