"""The last days of open concerns, counted anew after a change of the calendar or the terms."""

from collections.abc import Collection, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.reception.deadlines import Deadline, deadlines
from bot.reception.directory import Directory
from storage import events, reminders, terms, tickets
from storage.database import Row, Transaction
from storage.reminders import Moved
from storage.tickets import IS_OPEN, Ticket

TABLES = frozenset({"working_day_overrides", "terms"})
"""The tables of the directory on which the last days depend."""

_ANSWER_RUNS = f"(due_on IS NOT NULL AND extension IS NULL AND {terms.RUNS})"
_REGISTRATION_RUNS = f"(register_by IS NOT NULL AND {terms.UNREGISTERED})"
_RUNNING = (
    f"SELECT tickets.*, {_ANSWER_RUNS} AS answer_runs, "
    f"{_REGISTRATION_RUNS} AS registration_runs, "
    "COALESCE((SELECT MAX(at) FROM events WHERE events.ticket_id = tickets.id "
    f"AND {events.BEGINS_TERM}), filed_at) AS began_at "
    f"FROM tickets WHERE {IS_OPEN} AND filed_at IS NOT NULL "
    f"AND ({_ANSWER_RUNS} OR {_REGISTRATION_RUNS})"
)


async def count_anew(
    tx: Transaction, changed: Collection[str], known: Directory, zone: ZoneInfo, now: float
) -> None:
    """Count anew the days by which open concerns are to be registered and answered, each from the
    day on which its term began; and no reminder that is due by now is given a second time.

    What was registered or answered keeps its day, and so does a term that the office extended.
    ``changed``: the tables that are new; ``known``: the directory with them.
    """
    if TABLES.isdisjoint(changed):
        return
    await _count(tx, await tx.fetch(_RUNNING), known, zone, now)


async def of_ticket(
    tx: Transaction, ticket: Ticket, known: Directory, zone: ZoneInfo, now: float
) -> Ticket:
    """The same for a ticket that is open, or unanswered, again: while it was not, its days stood
    still. Returns it with its days as they are now."""
    running = await tx.fetch(f"{_RUNNING} AND tickets.id = ?", (ticket.id,))
    await _count(tx, running, known, zone, now)
    return await tickets.load(tx, ticket.id)


async def _count(
    tx: Transaction, running: Iterable[Row], known: Directory, zone: ZoneInfo, now: float
) -> None:
    moved = []
    for row in running:
        ticket = tickets.from_row(row)
        filed, began = (
            deadlines(datetime.fromtimestamp(row[at], zone).date(), known.terms, known.overrides)
            for at in ("filed_at", "began_at")
        )
        last_days = {
            Deadline.REGISTRATION: (
                row["registration_runs"],
                ticket.register_by,
                filed.register_by,
            ),
            Deadline.ANSWER: (row["answer_runs"], ticket.due_on, began.answer_by),
        }
        for deadline, (runs, old, new) in last_days.items():
            if runs and old is not None and old != new:
                moved.append(Moved(ticket.id, deadline, old, new))
        if row["answer_runs"] and ticket.due_on != began.answer_by:
            # The card shows it.
            await tickets.mark_stale(tx, ticket, now)
    await reminders.move_days(tx, moved, datetime.fromtimestamp(now, zone), known.overrides)
