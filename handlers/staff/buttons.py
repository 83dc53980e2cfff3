"""The buttons of a card: take, answer, close."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, ForceReply
from aiogram.utils.formatting import TextMention
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from bot.reception.plain import plain
from bot.reception.tickets import Status
from handlers import neutral
from handlers.desk import Desk, speaking
from handlers.gate import Actor
from handlers.say import message, say, told
from handlers.staff import card
from handlers.staff.card import TicketPress
from handlers.staff.placing import handled_here
from storage import events, residents, tickets
from storage.events import Event
from storage.outbox import Send, Sends
from storage.tickets import Ticket

router = Router(name=__name__)


def _not_here(query: CallbackQuery) -> Send:
    return told(query, _("This concern is not with this chat."), alert=True)


@router.callback_query(TicketPress.filter(F.do == "take"), flags={"action": Action.TAKE})
async def take(
    query: CallbackQuery, callback_data: TicketPress, desk: Desk, actor: Actor
) -> Sends:
    """A secretary takes the concern; of two who press at once, one gets it."""
    ticket = await handled_here(desk, actor, callback_data.ticket)
    if ticket is None:
        return _not_here(query)
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
        return told(query, _("This concern is no longer open."), alert=True)
    await events.add(desk.tx, ticket.id, Event.TAKEN, desk.now, secretary=query.from_user.id)
    return [told(query, _("You are in charge now.")), *await card.refresh(desk, taken)]


@router.callback_query(TicketPress.filter(F.do == "answer"), flags={"action": Action.ANSWER})
async def ask_for_answer(
    query: CallbackQuery, callback_data: TicketPress, desk: Desk, actor: Actor
) -> Sends:
    """Opens the reply field of whoever pressed."""
    ticket = await handled_here(desk, actor, callback_data.ticket)
    if ticket is None or ticket.chat_id is None:
        return _not_here(query)
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
        ticket.chat_id,
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
        return _not_here(query)
    closed = await tickets.move(desk.tx, ticket, Status.CLOSED, desk.now)
    if closed is None:
        return told(query, _("This concern is no longer open."), alert=True)
    await events.add(desk.tx, ticket.id, Event.CLOSED, desk.now, secretary=actor.person_id)
    return [
        # NOTE: the concern was closed
        told(query, _("Closed.")),
        *await card.refresh(desk, closed),
        *await _tell_resident(desk, closed),
    ]


async def _tell_resident(desk: Desk, ticket: Ticket) -> list[Send]:
    if ticket.resident_id is None:
        return []
    resident = await residents.by_id(desk.tx, ticket.resident_id)
    if resident is None:
        return []
    with speaking(resident.language or ticket.language):
        if resident.discreet:
            return [
                neutral.news(
                    resident.telegram_id,
                    ticket,
                    stream=ticket.stream,
                    on_result="closing_told",
                    context={"ticket": ticket.id},
                )
            ]
        text = say(
            _(
                "The office has closed your concern <b>{number}</b>. If the matter is not "
                "settled, reply to this message: it will be opened again."
            ),
            number=ticket.number or "",
        )
    return [
        message(
            resident.telegram_id,
            text,
            stream=ticket.stream,
            on_result="closing_told",
            context={"ticket": ticket.id},
        )
    ]
