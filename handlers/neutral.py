"""What comes unasked to somebody whose phone others look at: notices that say nothing, with a
button that leads to the words."""

from typing import Any

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.i18n import gettext as _
from pydantic import Field

from handlers.say import message
from storage.outbox import Send
from storage.tickets import Ticket


class NoticePress(CallbackData, prefix="np"):
    """A press under such a notice."""

    do: str
    """show, hide: an answer; open: a concern"""
    id: int = Field(ge=0, lt=2**63)
    """The answer's first entry; the concern."""


def answer_text() -> str:
    """What is told of an answer."""
    # NOTE: it comes on the screen of a phone that others may see: it must not say more than this
    return _("There is an answer to your concern.")


def answer_keyboard(entry_id: int, *, shown: bool) -> InlineKeyboardMarkup:
    """Shows the words of an answer, or takes them away again."""
    if shown:
        # NOTE: a button: take the words of the answer away again
        return _one(_("🙈 Hide"), NoticePress(do="hide", id=entry_id))
    # NOTE: a button: show the words of the answer
    return _one(_("👁 Show"), NoticePress(do="show", id=entry_id))


def answer_notice(chat_id: int, entry_id: int, *, shown: bool = False, **send: Any) -> Send:
    """There is an answer. ``send`` goes to `Send`."""
    return message(chat_id, answer_text(), answer_keyboard(entry_id, shown=shown), **send)


def news(chat_id: int, ticket: Ticket, **send: Any) -> Send:
    """Something happened to a concern. ``send`` goes to `Send`.

    Without a number in it, only a link tells which concern a reply to it is meant for: the
    continuation should make it a prompt.
    """
    # NOTE: it comes on the screen of a phone that others may see: it must not say more than this
    text = _("There is news about your concern.")
    # NOTE: a button: open the concern
    return message(chat_id, text, _one(_("📂 Open"), NoticePress(do="open", id=ticket.id)), **send)


def _one(text: str, press: NoticePress) -> InlineKeyboardMarkup:
    button = InlineKeyboardButton(text=text, callback_data=press.pack())
    return InlineKeyboardMarkup(inline_keyboard=[[button]])
