"""The term of an answer: it is extended once, begins anew, or goes on."""

from datetime import date

from storage.database import Transaction
from storage.tickets import IS_OPEN, Ticket, from_row, load

RUNS = "due_met_at IS NULL"
"""The condition of SQL that an open ticket has yet to be answered within its term."""
UNREGISTERED = (
    "taken_by IS NULL AND register_number IS NULL AND NOT EXISTS "
    # Who took it may have released it: it was registered all the same.
    "(SELECT 1 FROM events WHERE events.ticket_id = tickets.id AND kind = 'taken')"
)
"""The condition of SQL that an open ticket has yet to be registered."""


def can_be_extended(ticket: Ticket) -> bool:
    """Whether the term runs, and was not extended yet."""
    return (
        ticket.is_open
        and ticket.due_on is not None
        and ticket.due_met_at is None
        and ticket.extension is None
    )


async def meet(tx: Transaction, ticket: Ticket, now: float) -> None:
    """The office has answered: no more is asked of it within the present term."""
    await tx.fetch(
        "UPDATE tickets SET due_met_at = COALESCE(due_met_at, ?) WHERE id = ?",
        (int(now), ticket.id),
    )


async def extend(
    tx: Transaction, ticket: Ticket, due_on: date, reason: str, now: float
) -> Ticket | None:
    """The answer is due on another day. None: the term was extended meanwhile, or is over."""
    row = await tx.fetch_one(
        "UPDATE tickets SET due_on = ?, extension = ?, updated_at = ? WHERE id = ? "
        f"AND {IS_OPEN} AND {RUNS} AND extension IS NULL RETURNING *",
        (due_on.isoformat(), reason, int(now), ticket.id),
    )
    return from_row(row) if row else None


async def begin_again(tx: Transaction, ticket: Ticket, due_on: date) -> Ticket:
    """The concern is to be answered anew, by another day."""
    await tx.fetch(
        "UPDATE tickets SET due_on = ?, due_met_at = NULL, extension = NULL WHERE id = ?",
        (due_on.isoformat(), ticket.id),
    )
    return await load(tx, ticket.id)


async def resume(tx: Transaction, ticket: Ticket) -> None:
    """The only answer was taken back: the term runs as if there had been none."""
    await tx.fetch("UPDATE tickets SET due_met_at = NULL WHERE id = ?", (ticket.id,))
