"""Keeps open concerns where they belong, whatever became of the chats.

Settings change, offices get chats of their own, administrators come and go: a concern follows, and
one about an office leaves every chat that serves it.
"""

from collections.abc import Sequence

from aiogram.methods import DeleteMessage, EditMessageText
from aiogram.utils.i18n import gettext as _

from bot.reception.routing import Seat, may_stay
from handlers.admin.reports import in_private_hands, no_staff_chat
from handlers.desk import Desk, speaking
from handlers.say import say
from handlers.staff import card
from storage import entries, events, outbox, residents, tickets
from storage.events import Event
from storage.outbox import Priority, Send
from storage.tickets import Ticket


async def misplaced(desk: Desk) -> list[int]:
    """The open concerns that wait for a chat which is there by now, or are in a wrong one."""
    desks = await desk.desks()
    found = []
    for where in await tickets.seated(desk.tx):
        if where.chat_id is not None and may_stay(
            where.office, where.about_office, where.chat_id, desks
        ):
            continue
        found += await tickets.open_at(desk.tx, where)
    return found


async def is_misplaced(desk: Desk, ticket: Ticket) -> bool:
    """Whether nothing more of a concern may be said in its chat: that serves its office no
    longer, or serves the office complained of by now."""
    return ticket.chat_id is not None and not may_stay(
        ticket.office or "", ticket.about_office, ticket.chat_id, await desk.desks()
    )


async def settle(desk: Desk, ticket_id: int) -> list[Send]:
    """Bring a concern to where it belongs now; nothing when it is there, or nowhere can be."""
    ticket = await tickets.load(desk.tx, ticket_id)
    if ticket.office is None or not ticket.is_open:
        return []
    found = await seat_of(desk, ticket)
    if found == Seat(ticket.office, ticket.chat_id):
        return []
    await events.add(desk.tx, ticket.id, Event.MOVED, desk.now, system=True, detail=found.office)
    if ticket.chat_id is not None and ticket.chat_id == found.chat_id:
        # Another office of the same chat: the card is in its place.
        await tickets.reseat(desk.tx, ticket.id, found.office, found.chat_id)
        await tickets.set_card(desk.tx, ticket.id, ticket.chat_id, ticket.card_id)
        await tickets.mark_stale(desk.tx, ticket, desk.now)
        return []
    sends = await left(desk, ticket)
    ticket = await tickets.reseat(desk.tx, ticket.id, found.office, found.chat_id)
    return [*sends, *await place(desk, ticket)]


async def place(desk: Desk, ticket: Ticket) -> list[Send]:
    """Show a concern to those who have it now."""
    if ticket.chat_id is None:
        return await no_staff_chat(desk, ticket)
    sends = await card.post(desk, ticket)
    if ticket.chat_id > 0:
        sends += await in_private_hands(desk, ticket)
    return sends


async def seat_of(desk: Desk, ticket: Ticket) -> Seat:
    """Where a concern belongs now."""
    writer = await residents.by_id(desk.tx, ticket.resident_id) if ticket.resident_id else None
    return await desk.seat(
        ticket.office or "", ticket.about_office, writer.telegram_id if writer else None
    )


async def left(desk: Desk, ticket: Ticket) -> list[Send]:
    """Takes a concern out of the chat that it leaves: its content is no longer for that chat.

    What is on its way there just now is taken out when it has arrived: see handlers.staff.results.
    """
    if ticket.chat_id is None:
        return []
    await outbox.withdraw(desk.tx, ticket.chat_id, ticket.stream)
    if ticket.card_id is None:
        return []
    sends = [await emptied(desk, ticket, ticket.chat_id, ticket.card_id)]
    for entry in await entries.of_ticket(desk.tx, ticket.id):
        if entry.direction == "in":
            copies = await entries.copies_of(desk.tx, entry.id)
            there = [copy.message_id for copy in copies if copy.chat_id == ticket.chat_id]
            sends += taken_out(ticket, ticket.chat_id, there)
    return sends


def taken_out(ticket: Ticket, chat_id: int, message_ids: Sequence[int]) -> list[Send]:
    """Deletes what a resident wrote from a chat that has their concern no longer."""
    return [
        Send(
            DeleteMessage(chat_id=chat_id, message_id=message_id),
            priority=Priority.CARD,
            stream=ticket.stream,
            optional=True,
        )
        for message_id in message_ids
    ]


async def emptied(desk: Desk, ticket: Ticket, chat_id: int, card_id: int) -> Send:
    """What stays of a card in a chat that has the concern no longer."""
    with speaking(await desk.language_of_chat(chat_id)):
        text = say(
            _("<b>{number}</b> is no longer handled in this chat."), number=ticket.number or ""
        )
    body, entities = text.render()
    edit = EditMessageText(
        chat_id=chat_id,
        message_id=card_id,
        text=body,
        entities=entities or None,
        parse_mode=None,
    )
    return Send(edit, priority=Priority.CARD, stream=ticket.stream, optional=True)
