"""Somebody who worked on concerns is to be forgotten: what they gave up, and what stays theirs."""

from storage import describing, tickets
from storage.database import Transaction
from storage.tickets import IS_OPEN, Ticket

ENDED_EVERY = 10.0
"""Seconds between two cards of concerns that ended: they may be very many, and a group has 20
messages a minute."""


async def give_back(tx: Transaction, telegram_id: int, now: float) -> list[Ticket]:
    """Nobody is in charge of somebody's open concerns any longer, and their name goes from the
    cards of those that ended. Returns the open ones, oldest first."""
    rows = await tx.fetch(
        f"SELECT * FROM tickets WHERE taken_by = ? AND {IS_OPEN} ORDER BY id", (telegram_id,)
    )
    released = []
    for row in rows:
        ticket = await describing.release(tx, tickets.from_row(row), telegram_id, now)
        if ticket is not None:
            released.append(ticket)
            await tickets.mark_stale(tx, ticket, now)
    ended = await tx.fetch(
        "UPDATE tickets SET taken_by = NULL, taken_name = NULL WHERE taken_by = ? RETURNING *",
        (telegram_id,),
    )
    shown = (tickets.from_row(row) for row in ended if row["erased_at"] is None)
    for place, ticket in enumerate(shown):
        await tickets.mark_stale(tx, ticket, now + place * ENDED_EVERY)
    return released


async def has_acted(tx: Transaction, telegram_id: int) -> bool:
    """Whether somebody answered, decided or changed anything as staff."""
    [row] = await tx.fetch_apart(
        "SELECT EXISTS (SELECT 1 FROM events WHERE actor_id = ?1) "
        "OR EXISTS (SELECT 1 FROM entries WHERE author_id = ?1) "
        "OR EXISTS (SELECT 1 FROM audit WHERE person_id = ?1)",
        (telegram_id,),
    )
    return bool(row[0])
