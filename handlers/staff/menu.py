"""What a secretary can press under a card: what is needed daily, and the rest behind "More"."""

from collections.abc import Callable
from dataclasses import dataclass

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.i18n import gettext as _
from pydantic import Field

from bot.reception.routing import CENTRE
from bot.reception.tickets import Status
from handlers.labels import N_, fitting
from storage.terms import can_be_extended
from storage.tickets import Ticket


class TicketPress(CallbackData, prefix="t"):
    """A press on a card's button."""

    do: str
    """take, answer, close; more, less; those of `MORE`"""
    ticket: int = Field(ge=0, lt=2**63)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing behind "More"."""

    do: str
    label: str
    offered: Callable[[Ticket], bool]
    """Whether it makes sense for a ticket in its present state."""


def _is_open(ticket: Ticket) -> bool:
    return ticket.is_open


def is_unclaimed(ticket: Ticket) -> bool:
    """Whether it waits for the person for whom a secretary wrote it down."""
    return ticket.at_counter and ticket.resident_id is None and ticket.erased_at is None


def may_reopen(ticket: Ticket) -> bool:
    """Whether the office itself may open it again: not what the resident took back."""
    return not ticket.is_open and ticket.status is not Status.WITHDRAWN


MORE = (
    # NOTE: a button: read everything that was written about the concern
    Item("read", N_("📖 Read it all"), lambda t: t.erased_at is None),
    # NOTE: a button: I am in charge of this concern no longer
    Item("release", N_("🤲 Release it"), lambda t: t.is_open and t.taken_by is not None),
    # NOTE: a button: ask the resident for something that is missing
    Item("ask", N_("❓ Ask the resident"), lambda t: t.is_open),
    # NOTE: a button: answers that are written already
    Item("ready", N_("📄 Ready answers"), lambda _ticket: True),
    # NOTE: a button: give the concern to another reception
    Item("transfer", N_("➡️ To another office"), _is_open),
    # NOTE: a button: give the concern to the Monitoring Centre
    Item("escalate", N_("⬆️ Monitoring Centre"), lambda t: t.is_open and t.office != CENTRE),
    # NOTE: a button: mark the concern as urgent
    Item("urgent", N_("🔴 Urgent"), lambda t: t.is_open and not t.urgent),
    # NOTE: a button: the concern is urgent no longer
    Item("not_urgent", N_("⚪️ Not urgent"), lambda t: t.is_open and t.urgent),
    # NOTE: a button: change the topic of the concern
    Item("topic", N_("🏷 Topic"), _is_open),
    # NOTE: a button: note the number in the agency's own register
    Item("register", N_("🗂 Register number"), lambda _ticket: True),
    # NOTE: a button: another concern tells of the same
    Item("duplicate", N_("🔗 The same as…"), lambda t: t.is_open and t.duplicate_of is None),
    # NOTE: a button: it is not the same as the other concern
    Item("distinct", N_("🔗 Not the same"), lambda t: t.duplicate_of is not None),
    # NOTE: a button: the answer needs more time
    Item("extend", N_("⏳ More time"), can_be_extended),
    # NOTE: a button: another body is competent for the concern
    Item("redirect", N_("↗️ To another body"), _is_open),
    # NOTE: a button: the law allows not to answer the concern
    Item("decline", N_("🚫 Decline"), _is_open),
    # NOTE: a button: the code for a visitor's concern was lost
    Item("code", N_("🔑 New claim code"), is_unclaimed),
    # NOTE: a button: work on a concern again that was ended by mistake
    Item("reopen", N_("🔓 Open it again"), may_reopen),
)
"""In the order in which they are shown."""


def buttons(ticket: Ticket) -> InlineKeyboardMarkup:
    """What a secretary does every day with a ticket in its present state."""
    row = []
    if ticket.is_open and ticket.taken_by is None:
        # NOTE: a button of three in a row: I am in charge of this concern
        row.append(button(_("✋ Take"), "take", ticket))
    # NOTE: a button of three in a row: answer this concern
    row.append(button(_("💬 Answer"), "answer", ticket))
    if ticket.is_open:
        # NOTE: a button of three in a row: the matter is over
        row.append(button(_("✅ Close"), "close", ticket))
    # NOTE: a button: what else can be done with the concern
    rows = [row, [button(_("⋯ More"), "more", ticket)]]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def more(ticket: Ticket) -> InlineKeyboardMarkup:
    """Everything else."""
    offered = [button(_(item.label), item.do, ticket) for item in MORE if item.offered(ticket)]
    rows = [offered[start : start + 2] for start in range(0, len(offered), 2)]
    # NOTE: a button: back to the everyday buttons of the card
    rows.append([button(_("⬅️ Less"), "less", ticket)])
    return InlineKeyboardMarkup(inline_keyboard=list(fitting(rows)))


def button(text: str, do: str, ticket: Ticket) -> InlineKeyboardButton:
    """A press on a ticket's card."""
    return InlineKeyboardButton(
        text=text, callback_data=TicketPress(do=do, ticket=ticket.id).pack()
    )
