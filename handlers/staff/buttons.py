"""The buttons of a card: take, release, answer, close."""

from collections.abc import Iterable
from functools import partial

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.methods import EditMessageReplyMarkup
from aiogram.types import (
    CallbackQuery,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
)
from aiogram.utils.formatting import Text, TextMention
from aiogram.utils.i18n import gettext as _
from pydantic import Field

from bot.reception.permissions import Action
from bot.reception.plain import plain
from bot.reception.tickets import Status
from handlers import blocked, labels
from handlers.decisions import closed_by_office
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.labels import fitting
from handlers.say import message, say, told
from handlers.staff import card, notices
from handlers.staff.menu import TicketPress, button, buttons, more
from handlers.staff.placing import handled_here, unerased_here
from storage import describing, events, tickets
from storage.events import Event
from storage.outbox import Priority, Send, Sends
from storage.tickets import Ticket

router = Router(name=__name__)


def turned(
    query: CallbackQuery, ticket: Ticket, rows: Iterable[list[InlineKeyboardButton]]
) -> list[Send]:
    """Other buttons on the card: a question is asked there, and costs the chat no message."""
    if query.message is None:
        return []
    edit = EditMessageReplyMarkup(
        chat_id=query.message.chat.id,
        message_id=query.message.message_id,
        reply_markup=InlineKeyboardMarkup(inline_keyboard=list(fitting(rows))),
    )
    return [Send(edit, stream=ticket.stream, optional=True)]


def no_longer_open(query: CallbackQuery) -> Send:
    """What was pressed makes sense for an open concern only."""
    return told(query, _("This concern is no longer open."), alert=True)


def not_here(query: CallbackQuery) -> Send:
    """The concern is with another chat by now, or a press was forged."""
    return told(query, _("This concern is not with this chat."), alert=True)


@router.callback_query(TicketPress.filter(F.do == "take"), flags={"action": Action.TAKE})
async def take(
    query: CallbackQuery, callback_data: TicketPress, desk: Desk, actor: Actor
) -> Sends:
    """A secretary takes the concern; of two who press at once, one gets it."""
    ticket = await handled_here(desk, actor, callback_data.ticket)
    if ticket is None:
        return not_here(query)
    taken = await tickets.take(
        desk.tx, ticket, query.from_user.id, query.from_user.full_name, desk.now
    )
    if taken is None and ticket.taken_by == query.from_user.id and ticket.is_open:
        return told(query, _("You are in charge now."))
    if taken is None:
        if ticket.taken_name and ticket.is_open:
            # NOTE: {name} is that of a secretary
            text = _("{name} is in charge of this concern already.")
            return told(query, text.format(name=plain(ticket.taken_name)[:100]), alert=True)
        return no_longer_open(query)
    is_first = not await events.happened(desk.tx, ticket.id, Event.TAKEN)
    await events.add(desk.tx, ticket.id, Event.TAKEN, desk.now, secretary=query.from_user.id)
    sends = [told(query, _("You are in charge now.")), *await card.refresh(desk, taken)]
    if is_first and ticket.status is Status.REGISTERED:
        # Who comes second, after a release or a transfer, is no news to the resident.
        sends += await notices.tell(desk, taken, partial(_in_work, taken), Priority.CARD)
    return sends


def _in_work(ticket: Ticket) -> Text:
    return say(
        # NOTE: to the resident
        _("🔧 The reception works on your concern <b>{number}</b>. The answer will come here."),
        number=ticket.number or "",
    )


class ReleasePress(CallbackData, prefix="tr"):
    """“Yes, release it” by a colleague."""

    ticket: int = Field(ge=0, lt=2**63)
    holder: int = Field(ge=0, lt=2**63)
    """Who was in charge when the question was asked: a Telegram id."""


@router.callback_query(TicketPress.filter(F.do == "release"), flags={"action": Action.TAKE})
async def release(
    query: CallbackQuery, callback_data: TicketPress, desk: Desk, actor: Actor
) -> Sends:
    """Whoever is in charge gives the concern back; a colleague is asked first."""
    ticket = await unerased_here(desk, actor, callback_data.ticket)
    if ticket is None:
        return not_here(query)
    if not ticket.is_open or ticket.taken_by is None:
        return told(query, _("Nobody is in charge of this concern."), alert=True)
    if ticket.taken_by == query.from_user.id:
        return await _released(query, desk, ticket, ticket.taken_by)
    sure = ReleasePress(ticket=ticket.id, holder=ticket.taken_by)
    rows = [
        # NOTE: a button: yes, my colleague is no longer in charge
        [InlineKeyboardButton(text=_("🤲 Yes, release it"), callback_data=sure.pack())],
        [button(_(labels.BACK), "more", ticket)],
    ]
    # NOTE: {name} is that of a secretary
    text = _("{name} is in charge. Release the concern all the same?")
    name = plain(ticket.taken_name or "")[:100]
    return [told(query, text.format(name=name)), *turned(query, ticket, rows)]


@router.callback_query(ReleasePress.filter(), flags={"action": Action.TAKE})
async def release_of_colleague(
    query: CallbackQuery, callback_data: ReleasePress, desk: Desk, actor: Actor
) -> Sends:
    """Yes, nobody is in charge from now on."""
    ticket = await unerased_here(desk, actor, callback_data.ticket)
    if ticket is None:
        return not_here(query)
    return await _released(query, desk, ticket, callback_data.holder)


async def _released(query: CallbackQuery, desk: Desk, ticket: Ticket, holder: int) -> list[Send]:
    released = await describing.release(desk.tx, ticket, holder, desk.now)
    if released is None:
        text = _("This concern has changed meanwhile.")
        return [told(query, text, alert=True), *await card.refresh(desk, ticket)]
    await events.add(desk.tx, ticket.id, Event.RELEASED, desk.now, secretary=query.from_user.id)
    return [
        # NOTE: nobody is in charge of the concern any longer
        told(query, _("Released. Anybody here can take it.")),
        *await card.refresh(desk, released),
    ]


@router.callback_query(TicketPress.filter(F.do == "answer"), flags={"action": Action.ANSWER})
async def ask_for_answer(
    query: CallbackQuery, callback_data: TicketPress, desk: Desk, actor: Actor
) -> Sends:
    """Opens the reply field of whoever pressed."""
    ticket = await handled_here(desk, actor, callback_data.ticket)
    if ticket is None or actor.chat_id is None:
        return not_here(query)
    if ticket.erased_at is not None:
        return told(query, _("The resident's data was erased. Nothing can be sent."), alert=True)
    text = say(
        # NOTE: {name} is that of the secretary who pressed
        _("{name}, write your answer to <b>{number}</b> as a reply to this message."),
        # A mention: Telegram opens the reply field only for people who are mentioned.
        name=TextMention(plain(query.from_user.full_name), user=query.from_user),
        number=ticket.number or "",
    )
    return message(
        # Where they pressed: a named secretary has the card in the private chat.
        actor.chat_id,
        text,
        ForceReply(selective=True),
        stream=ticket.stream,
        on_result="prompt_posted",
        context={"ticket": ticket.id},
    )


@router.callback_query(TicketPress.filter(F.do == "close"), flags={"action": Action.CLOSE})
async def close(
    query: CallbackQuery, callback_data: TicketPress, desk: Desk, actor: Actor
) -> Sends:
    """The matter is over; the resident is told how to come back."""
    ticket = await handled_here(desk, actor, callback_data.ticket)
    if ticket is None:
        return not_here(query)
    closed = await tickets.move(desk.tx, ticket, Status.CLOSED, desk.now)
    if closed is None:
        return no_longer_open(query)
    await events.add(desk.tx, ticket.id, Event.CLOSED, desk.now, secretary=actor.person_id)
    block = await blocked.of_writer(desk, closed)
    return [
        # NOTE: the concern was closed
        told(query, _("Closed.")),
        *await card.refresh(desk, closed),
        *await notices.tell(desk, closed, partial(closed_by_office, desk, closed, block)),
    ]


@router.callback_query(
    TicketPress.filter(F.do.in_({"more", "less"})), flags={"action": Action.TAKE}
)
async def turn(
    query: CallbackQuery, callback_data: TicketPress, desk: Desk, actor: Actor
) -> Sends:
    """Shows what else can be done with the concern, on the card itself; or no longer."""
    ticket = await unerased_here(desk, actor, callback_data.ticket)
    if ticket is None:
        return not_here(query)
    keyboard = more(ticket) if callback_data.do == "more" else buttons(ticket)
    return turned(query, ticket, keyboard.inline_keyboard)
