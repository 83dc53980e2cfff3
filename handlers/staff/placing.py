"""Keeps concerns where they belong, whatever became of the chats.

Settings change, offices get chats of their own, administrators come and go: an open concern
follows, and one about an office leaves every chat in which people of that office read, open or
not.
"""

from bot.reception.routing import Desks, Seat, may_stay
from handlers.admin.reports import in_private_hands, no_staff_chat
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.staff import card
from handlers.staff.leaving import leave
from storage import events, residents, seating, tickets
from storage.events import Event
from storage.outbox import Send
from storage.tickets import Ticket


async def misplaced(desk: Desk) -> list[int]:
    """The concerns that `settle` should look at: open ones that wait for a chat or are in a wrong
    one, and others in a chat that people of the office complained of read by now."""
    desks = await desk.desks()
    found = []
    for where in await seating.seated(desk.tx):
        if where.chat_id is not None and may_stay(
            where.office, where.about_office, where.chat_id, desks
        ):
            continue
        found += await seating.open_at(desk.tx, where)
    at_rest = await seating.complaints_at_rest(desk.tx)
    return found + [ticket.id for ticket in at_rest if _is_exposed(ticket, desks)]


def _is_exposed(ticket: Ticket, desks: Desks) -> bool:
    """Whether a concern is in a chat that people of the office complained of read."""
    return desks.is_read_by(ticket.about_office, ticket.chat_id)


async def is_misplaced(desk: Desk, ticket: Ticket) -> bool:
    """Whether nothing more of a concern may be said in its chat: that serves its office no
    longer, or people of the office complained of read it by now."""
    return ticket.chat_id is not None and not may_stay(
        ticket.office or "", ticket.about_office, ticket.chat_id, await desk.desks()
    )


async def handled_here(desk: Desk, actor: Actor, ticket_id: int) -> Ticket | None:
    """The concern that somebody at a desk names, presses or replies to; None when it is not with
    their chat, or must not be any longer."""
    ticket = await tickets.ticket_for(desk.tx, actor.desk_sight, ticket_id)
    return None if ticket is None or await is_misplaced(desk, ticket) else ticket


async def unerased_here(desk: Desk, actor: Actor, ticket_id: int) -> Ticket | None:
    """`handled_here` for what needs the words of a concern or changes it: None as well once its
    data was erased."""
    ticket = await handled_here(desk, actor, ticket_id)
    return None if ticket is None or ticket.erased_at is not None else ticket


async def settle(desk: Desk, ticket_id: int) -> list[Send]:
    """Bring a concern to where it belongs now; nothing when it is there, or nowhere can be.

    One that is no longer open goes nowhere: it only leaves the chat of the office complained of,
    and is seated anew when it opens again.
    """
    ticket = await tickets.load(desk.tx, ticket_id)
    if ticket.office is None:
        return []
    found = await _seat_of(desk, ticket)
    if found == Seat(ticket.office, ticket.chat_id):
        return []
    await events.add(desk.tx, ticket.id, Event.MOVED, desk.now, system=True, detail=found.office)
    if found.chat_id is not None and found.chat_id == ticket.chat_id:
        # Another office of the same chat: the card is in its place.
        await seating.reseat(desk.tx, ticket.id, found.office, found.chat_id)
        await tickets.mark_stale(desk.tx, ticket, desk.now)
        return []
    sends = await leave(desk, ticket)
    ticket = await seating.reseat(desk.tx, ticket.id, found.office, found.chat_id)
    return [*sends, *await place(desk, ticket)] if ticket.is_open else sends


async def place(desk: Desk, ticket: Ticket) -> list[Send]:
    """Show a concern to those who have it now."""
    if ticket.chat_id is None:
        return await no_staff_chat(desk, ticket)
    sends = await card.post(desk, ticket)
    if ticket.chat_id > 0:
        sends += await in_private_hands(desk, ticket)
    return sends


async def _seat_of(desk: Desk, ticket: Ticket) -> Seat:
    """Where a concern belongs now."""
    if not ticket.is_open:
        exposed = _is_exposed(ticket, await desk.desks())
        return Seat(ticket.office or "", None if exposed else ticket.chat_id)
    writer = await residents.by_id(desk.tx, ticket.resident_id) if ticket.resident_id else None
    return await desk.seat(
        ticket.office or "", ticket.about_office, writer.telegram_id if writer else None
    )
