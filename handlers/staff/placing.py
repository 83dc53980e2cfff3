"""Keeps concerns where they belong, whatever became of the chats.

Settings change, offices get chats of their own, administrators come and go: a concern follows, an
open one with its card. One that nobody works on follows in silence, so that it is found where its
office is. One about an office leaves every chat in which people of that office read, open or not.
"""

from collections.abc import Sequence

from bot.reception.routing import Desks, Seat, may_stay, seat
from handlers.admin.reports import in_private_hands, no_staff_chat
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.staff import card
from handlers.staff.leaving import leave
from handlers.staff.wrong_chat import is_in_wrong_chat, is_misplaced
from storage import events, outbox, residents, seating, tickets, withdrawals
from storage.events import Event
from storage.outbox import Send
from storage.tickets import Ticket


async def misplaced(desk: Desk) -> list[int]:
    """The concerns that `settle` should look at: open ones that wait for a chat or are in a wrong
    one, and others about an office that are in a wrong one."""
    desks = await desk.desks()
    found = []
    for where in await seating.seated(desk.tx):
        if where.chat_id is None or is_in_wrong_chat(where, desks):
            found += await seating.open_at(desk.tx, where)
    at_rest = await seating.complaints_at_rest(desk.tx)
    return found + [ticket_id for ticket_id, where in at_rest if is_in_wrong_chat(where, desks)]


async def left_at_rest(desk: Desk) -> list[int]:
    """The concerns that nobody works on and whose office has another chat by now, for
    `carry_along`; without those about an office."""
    desks = await desk.desks()
    found = []
    for where in await seating.seated_at_rest(desk.tx):
        if where.chat_id is None:
            belongs = seat(where.office, None, desks, (), writer=None).chat_id is None
        else:
            belongs = may_stay(where.office, None, where.chat_id, desks)
        if not belongs:
            found += await seating.resting_at(desk.tx, where)
    return found


async def carry_along(desk: Desk, ticket_ids: Sequence[int]) -> None:
    """Concerns that nobody works on belong to the chat that their office has now. They may be very
    many: nothing is posted. The card comes when one is opened again, or asked for."""
    desks = await desk.desks()
    waiting: dict[int, set[str]] = {}
    places = []
    for one in await seating.resting(desk.tx, ticket_ids):
        chat_id = _resting_place(one.office, None, one.chat_id, desks, one.writer)
        if chat_id == one.chat_id:
            continue
        places.append((one.id, chat_id))
        if one.chat_id is None:
            continue
        if one.chat_id not in waiting:
            waiting[one.chat_id] = await withdrawals.streams_to(desk.tx, one.chat_id)
        if waiting[one.chat_id]:
            ticket = await tickets.load(desk.tx, one.id)
            if ticket.stream in waiting[one.chat_id]:
                await leave(desk, ticket)
    await seating.carry_along(desk.tx, places)


def _resting_place(
    office: str, about: str | None, chat_id: int | None, desks: Desks, writer: int | None
) -> int | None:
    """The chat that has a concern on which nobody works: that of its office, unless people of the
    office complained of read it. Then there is none."""
    if chat_id is None and about is not None:
        # It had to leave, and is seated anew when it is opened again.
        return None
    if chat_id is not None and may_stay(office, about, chat_id, desks):
        return chat_id
    found = seat(office, about, desks, (), writer=writer)
    return found.chat_id if found.office == office else None


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


async def is_cardless(desk: Desk, ticket: Ticket) -> bool:
    """Whether a concern is with a chat, but its card is not there, nor on its way (or there, and
    not noted yet)."""
    return (
        ticket.card_id is None
        and ticket.chat_id is not None
        and not await outbox.is_under_way(desk.tx, ticket.chat_id, ticket.stream, "card_posted")
    )


async def settle(desk: Desk, ticket_id: int) -> list[Send]:
    """Bring a concern to where it belongs now; nothing when it is there, or nowhere can be.

    One that is no longer open comes without its card: see `carry_along`. If it is about an office
    and its own has no chat that may have it, it goes nowhere, and is seated anew when it opens
    again.
    """
    ticket = await tickets.load(desk.tx, ticket_id)
    if ticket.office is None:
        return []
    if not ticket.is_open and ticket.about_office is None:
        await carry_along(desk, [ticket.id])
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
    resident = await residents.by_id(desk.tx, ticket.resident_id)
    office, about = ticket.office or "", ticket.about_office
    writer = resident.telegram_id if resident else None
    if not ticket.is_open:
        desks = await desk.desks()
        return Seat(office, _resting_place(office, about, ticket.chat_id, desks, writer))
    return await desk.seat(office, about, writer)
