"""Facts about concerns for statistics and exports, read apart from everything else.

What is read here may be all there is: it is read in a thread, on a connection of its own.
"""

import asyncio
import json
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date, datetime
from typing import TypeVar
from urllib.parse import quote
from zoneinfo import ZoneInfo

from bot.reception.outcomes import Outcome
from bot.reception.periods import Period
from bot.reception.statistics import Fact
from bot.reception.tickets import Status
from storage.database import Database, Row
from storage.tickets import IS_OPEN

T = TypeVar("T")

STEPS = 10_000
"""Of SQLite, between two looks whether what is read is still wanted: some milliseconds."""

FIRST_ANSWERED = (
    "(SELECT MIN(at) FROM events WHERE events.ticket_id = tickets.id "
    "AND kind IN ('answered', 'redirected', 'declined') "
    # An answer that was taken back is none; of an erased concern that cannot be told any longer.
    "AND NOT EXISTS (SELECT 1 FROM entries WHERE kind = 'answered' "
    "AND entries.id = CAST(detail AS INTEGER) AND delivery = 'withdrawn'))"
)
"""When the office first told the resident how it stands: an expression of SQL."""
_FORGOTTEN = (
    "(erased_at IS NOT NULL AND status = 'closed' AND EXISTS (SELECT 1 FROM events "
    "WHERE events.ticket_id = tickets.id AND kind = 'closed' AND role = 'resident' "
    "AND at = erased_at))"
)
"""Whether it was closed because its resident wished to be forgotten: an expression of SQL."""


async def facts(
    database: Database, zone: ZoneInfo, period: Period, offices: Sequence[str] | None
) -> list[Fact]:
    """The concerns filed or first answered from the first day of a period on, and those that are
    open.

    ``offices`` are codes: what these handle, without what complains of one of them; None: all.
    """
    since = moment_of(period.first, zone)

    def work(connection: sqlite3.Connection) -> list[Fact]:
        where, values = of_offices(offices)
        rows = connection.execute(
            f"SELECT *, {FIRST_ANSWERED} AS first_answered, {_FORGOTTEN} AS forgotten "
            "FROM tickets WHERE filed_at IS NOT NULL AND status <> 'draft' "
            f"AND (filed_at >= ? OR answered_at >= ? OR closed_at >= ? OR {IS_OPEN}) AND {where}",
            (since, since, since, *values),
        )
        return [_fact(row, zone) for row in rows]

    return await read_apart(database, work)


def of_offices(offices: Sequence[str] | None) -> tuple[str, tuple[object, ...]]:
    """The condition of SQL, with its parameters, that offices handle a ticket."""
    if offices is None:
        return "1", ()
    codes = json.dumps(list(offices))
    sql = (
        "office IN (SELECT value FROM json_each(?)) AND (about_office IS NULL "
        "OR about_office NOT IN (SELECT value FROM json_each(?)))"
    )
    return sql, (codes, codes)


def moment_of(day: date, zone: ZoneInfo) -> int:
    """The first second of a day, since 1970."""
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())


async def read_apart(database: Database, work: Callable[[sqlite3.Connection], T]) -> T:
    """Do long reading in a thread of its own, on one state of the database.

    The thread ends soon when this is cancelled: the program would wait for it.
    """
    path = (await database.read("PRAGMA database_list"))[0]["file"]
    cancelled = threading.Event()

    def run() -> T:
        address = f"file:{quote(path)}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA busy_timeout = 5000")
            # What is neither None nor 0 ends the statement that runs.
            connection.set_progress_handler(cancelled.is_set, STEPS)
            connection.execute("BEGIN")
            return work(connection)

    try:
        return await asyncio.to_thread(run)
    except asyncio.CancelledError:
        cancelled.set()
        raise


def local(seconds: int | None, zone: ZoneInfo) -> datetime | None:
    """A moment by the office's clock."""
    return None if seconds is None else datetime.fromtimestamp(seconds, zone).replace(tzinfo=None)


def _fact(row: Row, zone: ZoneInfo) -> Fact:
    return Fact(
        filed_at=datetime.fromtimestamp(row["filed_at"], zone).replace(tzinfo=None),
        office=row["office"],
        topic=row["topic"],
        urgent=bool(row["urgent"]),
        status=Status(row["status"]),
        answered_at=local(row["first_answered"], zone),
        met_at=local(row["due_met_at"], zone),
        closed_at=local(row["closed_at"], zone),
        due_on=date.fromisoformat(row["due_on"]) if row["due_on"] else None,
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        forgotten=bool(row["forgotten"]),
    )
