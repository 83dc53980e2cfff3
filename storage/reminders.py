"""Which deadlines run, which reminders of them were given, and which chats are owed one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.reception.deadlines import LADDER, Deadline, step_due
from storage import terms
from storage.database import Transaction
from storage.tickets import IS_OPEN, Ticket, from_row

REMINDED = "reminded"
"""The continuation of a reminder."""

_LAST_DAY = {Deadline.REGISTRATION: "register_by", Deadline.ANSWER: "due_on"}
_DAY_OF_EACH = " ".join(f"WHEN '{deadline}' THEN {day}" for deadline, day in _LAST_DAY.items())
_RUNS = {Deadline.REGISTRATION: terms.UNREGISTERED, Deadline.ANSWER: terms.RUNS}
"""The conditions under which an open ticket has yet to meet a deadline."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The day of a deadline is another one, while its term is the same."""

    ticket_id: int
    deadline: Deadline
    old: date
    new: date


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


async def owe(tx: Transaction, chat_id: int, named: Sequence[tuple[int, str, str]]) -> None:
    """A reminder did not reach a chat in time. ``named``: the id of each ticket in it, the
    deadline and its day, in ISO form, which may have moved since."""
    await tx.execute_many(
        "INSERT OR REPLACE INTO owed_reminders (chat_id, ticket_id, deadline, due_on) "
        "SELECT ?1, id, ?3, day FROM (SELECT tickets.*, "
        f"CASE ?3 {_DAY_OF_EACH} END AS day FROM tickets) "
        # A reminder is noted for the day that it counts for; of a new term none is.
        "WHERE id = ?2 AND (day = ?4 OR EXISTS (SELECT 1 FROM reminders "
        "WHERE ticket_id = ?2 AND deadline = ?3 AND reminders.due_on = day)) "
        # Nothing is noted of a person who was forgotten meanwhile.
        "AND erased_at IS NULL "
        "AND (?1 < 0 OR EXISTS (SELECT 1 FROM residents WHERE telegram_id = ?1))",
        [(chat_id, ticket_id, deadline, day) for ticket_id, deadline, day in named],
    )


async def take_owed(tx: Transaction, now: float) -> list[tuple[int, Ticket, Deadline]]:
    """The reminders that chats are owed, as far as these deadlines run still, with the ids of the
    chats; from now on they are owed no longer."""
    # Calls to a chat that refuses everything are not made, so they do not end.
    late = await tx.fetch(
        "DELETE FROM outbox WHERE on_result = ? AND state = 'queued' AND expires_at < ? "
        "AND chat_id IN (SELECT id FROM chats WHERE parked_at IS NOT NULL) "
        "RETURNING chat_id, context",
        (REMINDED, now),
    )
    for row in late:
        await owe(tx, row["chat_id"], json.loads(row["context"])["due"])
    found = []
    for deadline, day in _LAST_DAY.items():
        rows = await tx.fetch(
            "SELECT owed_reminders.chat_id AS owed_to, tickets.* FROM owed_reminders "
            "JOIN tickets ON tickets.id = ticket_id "
            f"WHERE deadline = ? AND owed_reminders.due_on = tickets.{day} "
            f"AND {IS_OPEN} AND {_RUNS[deadline]} ORDER BY tickets.{day}, tickets.id",
            (deadline,),
        )
        found += [(row["owed_to"], from_row(row), deadline) for row in rows]
    await tx.fetch("DELETE FROM owed_reminders")
    return found


async def move_days(
    tx: Transaction, moved: Sequence[Moved], moment: datetime, overrides: Mapping[date, bool]
) -> None:
    """Deadlines have other days; what was given, or is owed, counts for the new day as far as it
    is due for it by now. ``moment``: the present one, where the offices are."""
    for deadline, day in _LAST_DAY.items():
        await tx.execute_many(
            f"UPDATE tickets SET {day} = ? WHERE id = ?",
            [(one.new.isoformat(), one.ticket_id) for one in moved if one.deadline is deadline],
        )
    carried = [
        (one.ticket_id, one.deadline, one.old.isoformat(), one.new.isoformat(), last)
        for one in moved
        if (last := _last_carried(one, moment, overrides)) is not None
    ]
    given = "ticket_id = ?1 AND deadline = ?2 AND due_on = ?3"
    await tx.execute_many(
        "INSERT OR IGNORE INTO reminders (ticket_id, deadline, due_on, step, at) "
        f"SELECT ticket_id, deadline, ?4, MIN(step, ?5), at FROM reminders WHERE {given}",
        carried,
    )
    # Later ones stay noted for the old day, lest they come again when it moves back.
    await tx.execute_many(
        f"DELETE FROM reminders WHERE {given} AND step <= ?4",
        [(id_, deadline, old, last) for id_, deadline, old, _new, last in carried],
    )
    await tx.execute_many(
        f"UPDATE owed_reminders SET due_on = ?4 WHERE {given}",
        [one[:4] for one in carried],
    )


def _last_carried(one: Moved, moment: datetime, overrides: Mapping[date, bool]) -> int | None:
    """The last step that can count as given for the new day; None: it is too early for any."""
    if one.new < one.old:
        return len(LADDER[one.deadline]) - 1
    return step_due(one.deadline, one.new, moment, overrides)
