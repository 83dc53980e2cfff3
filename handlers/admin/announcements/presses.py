"""The buttons under an announcement that is being written: what they carry, how they look.

A press can be old or forged: whose announcement it is, and how far it is by now, is looked up on
each press.
"""

from typing import Literal

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.i18n import gettext as _
from pydantic import Field

from bot.reception.announcements import Status
from handlers.admin.announcements.sending import subject
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import FITS
from handlers.say import cut, told
from storage import announcements, audit
from storage.announcements import Announcement
from storage.outbox import Send


class DraftPress(CallbackData, prefix="an"):
    """A press under an announcement of one's own, or under a question about it."""

    do: Literal[
        "list",
        "new",
        "language",
        "cancel",
        "show",
        "version",
        "remove",
        "preview",
        "when",
        "at_once",
        "edit",
        "send",
        "sure",
        "discard",
        "discarded",
        "stop",
    ]
    id: int = Field(default=0, ge=0, lt=2**63)
    language: str = Field(default="", max_length=8)
    stamp: str = Field(default="", max_length=8)
    """For sending: what the screen showed, see `screens.stamp`."""


class WhomPress(CallbackData, prefix="aw"):
    """A press while the audience is chosen: a list to show, or with a code to switch in it."""

    do: Literal["menu", "all", "concern", "languages", "regions", "districts", "offices"]
    id: int = Field(ge=0, lt=2**63)
    region: str = Field(default="", max_length=14)
    """The region whose districts are shown."""
    code: str = Field(default="", max_length=14)
    page: int = Field(default=0, ge=0, lt=1000)


class ApprovalPress(CallbackData, prefix="ay"):
    """What a second administrator says to an announcement."""

    yes: bool
    id: int = Field(ge=0, lt=2**63)
    stamp: str = Field(max_length=8)
    """What they were shown: a yes to one text is no yes to another."""


def button(text: str, press: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=cut(text, FITS[1]), callback_data=press.pack())


def opening(announcement: Announcement) -> InlineKeyboardMarkup:
    """Under what is told of it: the way to the announcement."""
    # NOTE: a button: look at an announcement
    shown = button(_("👁 Open it"), DraftPress(do="show", id=announcement.id))
    return InlineKeyboardMarkup(inline_keyboard=[[shown]])


def leading(announcement: Announcement) -> list[InlineKeyboardButton]:
    """To its words, and to the list."""
    return [
        # NOTE: a button: see an announcement as residents will get it
        button(_("👁 Preview"), DraftPress(do="preview", id=announcement.id)),
        # NOTE: a button: the list of announcements
        button(_("🗂 All announcements"), DraftPress(do="list")),
    ]


async def own(desk: Desk, actor: Actor, announcement_id: int) -> Announcement | None:
    """An announcement of whoever acts; None: there is none, or it is a colleague's."""
    found = await announcements.get(desk.tx, announcement_id)
    return found if found is not None and found.by_id == person(actor).telegram_id else None


async def reopened(desk: Desk, announcement: Announcement) -> Announcement | None:
    """Make it a draft that can be changed: whoever was asked for a yes was asked for another
    text. None: it goes already, or is over."""
    if announcement.status is Status.DRAFT:
        return announcement
    moved = await announcements.move(desk.tx, announcement, Status.DRAFT, desk.now)
    if moved is not None:
        by = announcement.by_id
        await audit.add(desk.tx, "reopen_announcement", subject(announcement), by=by, now=desk.now)
    return moved


async def readable(desk: Desk, actor: Actor, announcement_id: int) -> Announcement | None:
    """One of whoever acts, or a colleague's that is more than a draft. None: there is none."""
    found = await announcements.get(desk.tx, announcement_id)
    if found is None or found.by_id == person(actor).telegram_id:
        return found
    return None if found.status is Status.DRAFT else found


async def note_change(
    desk: Desk,
    announcement: Announcement,
    field: Literal["version", "audience", "at"],
    *,
    old: str | None = None,
    new: str | None = None,
) -> None:
    """The audit says what its author changed, without the words."""
    by, now = announcement.by_id, desk.now
    what = subject(announcement)
    await audit.add(
        desk.tx, "change_announcement", what, by=by, now=now, field=field, old=old, new=new
    )


def gone(query: CallbackQuery) -> Send:
    """The answer to a press on what is not there, or not one's own."""
    return told(query, _("This is no announcement of yours, or it was discarded."), alert=True)


def too_late(query: CallbackQuery) -> Send:
    """The answer to a change of what is being sent."""
    # NOTE: in a small window, to an administrator who wants to change an announcement
    return told(query, _("Too late: it is being sent, or it is over."), alert=True)
