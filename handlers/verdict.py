"""Under an answer: whether it settled the matter."""

from collections.abc import Sequence
from dataclasses import replace

from aiogram.filters.callback_data import CallbackData
from aiogram.methods import EditMessageReplyMarkup, SendMediaGroup
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.i18n import gettext as _
from pydantic import Field

from bot.reception.outcomes import Outcome
from bot.reception.tickets import Status
from handlers.labels import N_, fitting
from handlers.say import message
from storage.entries import Entry
from storage.outbox import Ref, Send
from storage.tickets import Ticket

LABELS = {
    # NOTE: a button, also on the card: the answer settled the matter
    Outcome.SOLVED: N_("✅ Solved"),
    # NOTE: a button, also on the card: the answer settled part of the matter
    Outcome.PARTLY: N_("🟡 Partly"),
    # NOTE: a button, also on the card: the answer did not settle the matter
    Outcome.NOT_SOLVED: N_("❌ Not solved"),
}


class OutcomePress(CallbackData, prefix="oc"):
    """A press under an answer, or under one's own concern."""

    said: str
    """a bot.reception.outcomes.Outcome"""
    ticket: int = Field(ge=0, lt=2**63)
    mine: bool = False
    """Whether it stands under the concern in "My concerns", which then shows the new state."""


def is_asked(ticket: Ticket) -> bool:
    """Whether an answer waits for its resident's word."""
    return ticket.status is Status.ANSWERED and ticket.outcome is None


def row(ticket: Ticket, *, mine: bool = False) -> list[InlineKeyboardButton]:
    """The three choices."""
    return [
        InlineKeyboardButton(
            text=_(label),
            callback_data=OutcomePress(said=said, ticket=ticket.id, mine=mine).pack(),
        )
        for said, label in LABELS.items()
    ]


def reopening(ticket: Ticket) -> InlineKeyboardMarkup:
    """For who said that it is solved, and finds that it is not."""
    press = OutcomePress(said=Outcome.NOT_SOLVED, ticket=ticket.id)
    # NOTE: a button: work on the concern again
    open_again = InlineKeyboardButton(text=_("🔓 Open it again"), callback_data=press.pack())
    return InlineKeyboardMarkup(inline_keyboard=[[open_again]])


def keyboard(ticket: Ticket) -> InlineKeyboardMarkup:
    """The three choices, on as many rows as they need."""
    return InlineKeyboardMarkup(inline_keyboard=list(fitting([row(ticket)])))


def with_question(sends: Sequence[Send], ticket: Ticket) -> list[Send]:
    """An answer with the three choices under its last message; an album can have none, so they
    follow in a message of their own."""
    *others, last = sends
    if not isinstance(last.method, SendMediaGroup):
        method = last.method.model_copy(update={"reply_markup": keyboard(ticket)})
        return [*others, replace(last, method=method)]
    chat_id = last.method.chat_id
    if not isinstance(chat_id, int):
        raise TypeError("a resident's chat has a number")
    return [*others, last, question(ticket, chat_id, last.context["entries"])]


def question(ticket: Ticket, chat_id: int, entry_ids: Sequence[int]) -> Send:
    """The three choices below an album, whose entries these are: they go when it is taken back."""
    return message(
        chat_id,
        _("Is the matter solved?"),
        keyboard(ticket),
        stream=ticket.stream,
        on_result="question_posted",
        context={"ticket": ticket.id, "entries": list(entry_ids)},
    )


def put_below(ticket: Ticket, chat_id: int, answer: Entry) -> Send:
    """The three choices under an answer, no album, that stands in its resident's chat."""
    return _below(ticket, chat_id, answer, keyboard(ticket))


def take_away(ticket: Ticket, chat_id: int, answer: Entry) -> Send:
    """No choices under such an answer any longer."""
    return _below(ticket, chat_id, answer, None)


def _below(
    ticket: Ticket, chat_id: int, answer: Entry, markup: InlineKeyboardMarkup | None
) -> Send:
    method = EditMessageReplyMarkup(chat_id=chat_id, reply_markup=markup)
    ref = Ref("message_id", "copy", answer.id)
    return Send(method, stream=ticket.stream, refs=(ref,), optional=True)
