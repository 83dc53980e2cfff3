"""What is on a desk: lists of tickets, and tickets by what somebody knows of them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.reception.routing import Desks
from bot.reception.tickets import WantedNumber
from storage import terms
from storage.database import Row, Transaction
from storage.entries import IS_HELD
from storage.tickets import IS_OPEN, Sight, Ticket, from_row

MAX_WORDS = 8
"""Words of a question that count."""


_PAIRS = "(SELECT value ->> 0, value ->> 1 FROM json_each(?))"
"""Pairs of an office and a chat."""


@dataclass(frozen=True, slots=True)
class View:
    """What somebody may see at a desk: what they could open there, too."""

    sight: Sight
    desks: Desks
    """What is in a wrong chat, and will leave it, is out of sight."""

    @property
    def condition(self) -> tuple[str, tuple[object, ...]]:
        """The condition of SQL, and its parameters."""
        at_desk, values = self.sight.at_desk
        # The rule of bot.reception.routing.may_stay.
        sql = (
            f"({at_desk}) AND (chat_id IS NULL OR ((office, chat_id) IN {_PAIRS} "
            f"AND (about_office IS NULL OR (about_office, chat_id) NOT IN {_PAIRS})))"
        )
        return sql, (*values, json.dumps(self.desks.seats), json.dumps(self.desks.readers))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of the open tickets; None: whatever it is."""

    topic: str | None = None
    status: str | None = None
    taken_by: int | None = None
    """A secretary's Telegram id; 0: nobody is in charge."""


_DUE = f"CASE WHEN {terms.RUNS} THEN due_on END"
"""The day by which the office is to answer; NULL while no term runs, as after an answer."""
_ORDER = (
    # What was answered waits for its resident, not for the office.
    f"ORDER BY status = 'answered', urgent DESC, {_DUE} NULLS LAST, id"
)


async def open_tickets(
    tx: Transaction, view: View, wanted: Wanted, *, limit: int, offset: int = 0
) -> list[Ticket]:
    """Open tickets: urgent ones first, then by due date, so that overdue ones come first, then
    those without a term that runs; those that were answered come last."""
    condition, values = _open(view, wanted)
    rows = await tx.fetch(
        f"SELECT * FROM tickets WHERE {condition} {_ORDER} LIMIT ? OFFSET ?",
        (*values, limit, offset),
    )
    return [from_row(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many open tickets there are."""

    all: int
    urgent: int
    overdue: int
    """Not answered within their terms."""


async def count(tx: Transaction, view: View, wanted: Wanted, today: date) -> Counted:
    """How many there are of them in all."""
    condition, values = _open(view, wanted)
    row = await tx.fetch_one(
        "SELECT COUNT(*), COALESCE(SUM(urgent), 0), "
        f"COALESCE(SUM(due_on < ? AND {terms.RUNS}), 0) "
        f"FROM tickets WHERE {condition}",
        (today.isoformat(), *values),
    )
    return Counted(*row) if row else Counted(0, 0, 0)


async def topics(tx: Transaction, view: View) -> list[str]:
    """The topics of which there are open tickets."""
    return [str(row[0]) for row in await _distinct(tx, view, "topic") if row[0] is not None]


async def states(tx: Transaction, view: View) -> list[str]:
    """The states in which there are open tickets."""
    return [str(row[0]) for row in await _distinct(tx, view, "status")]


async def in_charge(tx: Transaction, view: View) -> list[tuple[int, str]]:
    """Who is in charge of open tickets: Telegram ids and names."""
    found = await _distinct(tx, view, "taken_by, taken_name")
    return list({row[0]: (row[0], row[1] or "") for row in found if row[0]}.values())


async def _distinct(tx: Transaction, view: View, columns: str) -> list[Row]:
    condition, values = _open(view, Wanted())
    sql = f"SELECT DISTINCT {columns} FROM tickets WHERE {condition} ORDER BY {columns}"
    return list(await tx.fetch(sql, values))


def _open(view: View, wanted: Wanted) -> tuple[str, tuple[object, ...]]:
    condition, values = view.condition
    sql, parameters = f"{condition} AND {IS_OPEN}", list(values)
    if wanted.topic is not None:
        sql += " AND topic = ?"
        parameters.append(wanted.topic)
    if wanted.status is not None:
        sql += " AND status = ?"
        parameters.append(wanted.status)
    if wanted.taken_by is not None:
        sql += " AND COALESCE(taken_by, 0) = ?"
        parameters.append(wanted.taken_by)
    return sql, tuple(parameters)


async def numbered(tx: Transaction, view: View, number: WantedNumber) -> list[Ticket]:
    """The tickets within sight that a number may mean; the newest year first."""
    condition, values = view.condition
    rows = await tx.fetch_apart(
        f"SELECT * FROM tickets WHERE {condition} AND number LIKE ? ORDER BY filed_at DESC",
        (*values, number.pattern),
    )
    return [from_row(row) for row in rows]


async def find(
    tx: Transaction, view: View, keys: Iterable[str], *, limit: int, offset: int = 0
) -> list[Ticket]:
    """The tickets within sight, open or not, that have words which begin with all these keys (see
    `storage.search.words`); the newest first. What the office took back does not count, nor what
    it does not have yet."""
    condition, values = view.condition
    parameters = list(values)
    for key in list(keys)[:MAX_WORDS]:
        condition += (
            " AND id IN (SELECT ticket_id FROM search JOIN entries ON entries.id = search.rowid "
            f"WHERE search MATCH ? AND delivery <> 'withdrawn' AND NOT {IS_HELD})"
        )
        # In quotation marks, of which no key has any, nothing means anything to FTS5.
        parameters.append(f'"{key}"*')
    rows = await tx.fetch_apart(
        f"SELECT * FROM tickets WHERE {condition} ORDER BY filed_at DESC, id DESC "
        "LIMIT ? OFFSET ?",
        (*parameters, limit, offset),
    )
    return [from_row(row) for row in rows]
