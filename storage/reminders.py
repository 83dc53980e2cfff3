"""Which deadlines run, and which reminders of them were sent."""

from datetime import date

from bot.reception.deadlines import LADDER, Deadline
from storage import terms
from storage.database import Transaction
from storage.tickets import IS_OPEN, Ticket, from_row

_LAST_DAY = {Deadline.REGISTRATION: "register_by", Deadline.ANSWER: "due_on"}
_RUNS = {
    Deadline.REGISTRATION: (
        "taken_by IS NULL AND register_number IS NULL AND NOT EXISTS "
        # Who took it may have released it: it was registered all the same.
        "(SELECT 1 FROM events WHERE ticket_id = tickets.id AND kind = 'taken')"
    ),
    Deadline.ANSWER: terms.RUNS,
}
"""The conditions under which an open ticket has yet to meet a deadline."""


def last_day(ticket: Ticket, deadline: Deadline) -> date:
    """The day of a deadline that `running` found."""
    day = ticket.register_by if deadline is Deadline.REGISTRATION else ticket.due_on
    if day is None:
        raise LookupError(f"ticket {ticket.id} has no {deadline} deadline")
    return day


async def running(tx: Transaction, deadline: Deadline, until: date) -> list[tuple[Ticket, int]]:
    """The tickets that have yet to meet a deadline no later than a day, the most overdue first,
    each with the last step of the ladder that was sent: -1 for none. Not those that were reminded
    of for the last time."""
    day = _LAST_DAY[deadline]
    rows = await tx.fetch(
        "SELECT * FROM (SELECT tickets.*, COALESCE((SELECT MAX(step) FROM reminders WHERE "
        f"ticket_id = tickets.id AND deadline = ? AND reminders.due_on = tickets.{day}), -1) "
        f"AS sent FROM tickets WHERE {IS_OPEN} AND {day} <= ? AND {_RUNS[deadline]}) "
        f"WHERE sent < ? ORDER BY {day}, id",
        (deadline, until.isoformat(), len(LADDER[deadline]) - 1),
    )
    return [(from_row(row), row["sent"]) for row in rows]


async def note(tx: Transaction, ticket: Ticket, deadline: Deadline, step: int, now: float) -> None:
    """A reminder is on its way, in this same transaction."""
    await tx.fetch(
        "INSERT INTO reminders (ticket_id, deadline, due_on, step, at) VALUES (?, ?, ?, ?, ?)",
        (ticket.id, deadline, last_day(ticket, deadline).isoformat(), step, int(now)),
    )
