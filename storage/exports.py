"""What an export of concerns is made of, and what becomes of one when a concern is erased or a
name hidden.

No Telegram id is read here, and no name of who works for the agency.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.reception.periods import Period
from storage import jobs
from storage.database import Database, Transaction
from storage.entries import IS_HELD
from storage.statistics import FIRST_ANSWERED, local, moment_of, read_apart

JOB = "export"
"""The job that makes a file."""
STREAM = "export"
"""The stream of the outbox in which files wait."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A concern. Moments are those of the office's clock."""

    number: str
    office: str
    topic: str | None
    status: str
    urgent: bool
    at_counter: bool
    language: str
    filed_at: datetime | None
    due_on: date | None
    first_answered: datetime | None
    closed_at: datetime | None
    outcome: str | None
    register_number: str | None
    name: str | None
    """The resident's, where they show it and names are asked for."""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of a concern."""

    number: str
    at: datetime | None
    kind: str
    role: str


@dataclass(frozen=True, slots=True)
class Written:
    """A message of an exchange."""

    number: str
    at: datetime | None
    from_resident: bool
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Concerns:
    """All concerns of a period, in the order in which they were filed."""

    tickets: Sequence[Exported]
    events: Sequence[Happened]
    messages: Sequence[Written]
    """Empty when words are not asked for."""
    left_out: Sequence[str]
    """The offices that who asks is a named secretary of: complaints about them are not in it."""
    erased: int
    """How many concerns were erased by then: see `is_outdated`."""


async def concerns(
    database: Database, zone: ZoneInfo, period: Period, asker: int, *, words: bool
) -> Concerns:
    """The concerns filed in a period, without complaints about an office of whoever asks
    (``asker``: their Telegram id); ``words``: with names and all that was written."""

    def work(connection: sqlite3.Connection) -> Concerns:
        own = [row["office"] for row in connection.execute(_OWN, (asker,))]
        span = moment_of(period.first, zone), _end(period, zone), json.dumps(own)
        return Concerns(
            list(_tickets(connection, zone, span, words)),
            list(_events(connection, zone, span)),
            list(_messages(connection, zone, span)) if words else [],
            own,
            connection.execute(_ERASED).fetchone()[0],
        )

    return await read_apart(database, work)


_ERASED = "SELECT COUNT(*) FROM tickets WHERE erased_at IS NOT NULL"
_HIDDEN = (
    "SELECT 1 FROM json_each(?) JOIN tickets ON tickets.number = value WHERE NOT show_name LIMIT 1"
)
_OWN = (
    "SELECT office FROM staff JOIN residents ON residents.id = staff.person_id "
    "WHERE telegram_id = ? AND role = 'secretary' ORDER BY office"
)
_FILED = (
    "filed_at >= ? AND filed_at < ? AND number IS NOT NULL AND status <> 'draft' AND "
    "(about_office IS NULL OR about_office NOT IN (SELECT value FROM json_each(?)))"
)

Span = tuple[int, int, str]
"""From when until when, and the offices left out, as JSON."""


def _end(period: Period, zone: ZoneInfo) -> int:
    """The first second after a period."""
    return moment_of(date.fromordinal(period.last.toordinal() + 1), zone)


def _tickets(
    connection: sqlite3.Connection, zone: ZoneInfo, span: Span, words: bool
) -> Iterator[Exported]:
    sql = (
        f"SELECT tickets.*, {FIRST_ANSWERED} AS first_answered, residents.name AS name "
        "FROM tickets LEFT JOIN residents ON residents.id = resident_id "
        f"WHERE {_FILED} ORDER BY filed_at, tickets.id"
    )
    for row in connection.execute(sql, span):
        yield Exported(
            number=row["number"],
            office=row["office"],
            topic=row["topic"],
            status=row["status"],
            urgent=bool(row["urgent"]),
            at_counter=bool(row["at_counter"]),
            language=row["language"],
            filed_at=local(row["filed_at"], zone),
            due_on=date.fromisoformat(row["due_on"]) if row["due_on"] else None,
            first_answered=local(row["first_answered"], zone),
            closed_at=local(row["closed_at"], zone),
            outcome=row["outcome"],
            register_number=row["register_number"],
            name=row["name"] if words and row["show_name"] else None,
        )


def _events(connection: sqlite3.Connection, zone: ZoneInfo, span: Span) -> Iterator[Happened]:
    sql = (
        "SELECT number, at, kind, role FROM events JOIN tickets ON tickets.id = ticket_id "
        f"WHERE {_FILED} ORDER BY filed_at, tickets.id, events.id"
    )
    for row in connection.execute(sql, span):
        yield Happened(row["number"], local(row["at"], zone), row["kind"], row["role"])


def _messages(connection: sqlite3.Connection, zone: ZoneInfo, span: Span) -> Iterator[Written]:
    sql = (
        "SELECT number, sent_at, direction, content FROM entries "
        "JOIN tickets ON tickets.id = ticket_id "
        # What was taken back is nobody's word any longer; what is held is nobody else's yet.
        f"WHERE {_FILED} AND delivery <> 'withdrawn' AND NOT {IS_HELD} "
        "ORDER BY filed_at, tickets.id, entries.id"
    )
    for row in connection.execute(sql, span):
        content: dict[str, Any] = json.loads(row["content"])
        yield Written(
            row["number"],
            local(row["sent_at"], zone),
            row["direction"] == "in",
            content["kind"],
            content["text"],
        )


async def is_outdated(tx: Transaction, found: Concerns, asker: int) -> bool:
    """Whether an export may hold what must not be in it: since it was read a concern was erased, a
    name was hidden, or whoever asks became a secretary elsewhere."""
    row = await tx.fetch_one(_ERASED)
    own = [one["office"] for one in await tx.fetch(_OWN, (asker,))]
    named = json.dumps([one.number for one in found.tickets if one.name is not None])
    hidden = await tx.fetch(_HIDDEN, (named,))
    return row is None or row[0] != found.erased or own != list(found.left_out) or bool(hidden)


async def make_anew(tx: Transaction, now: float) -> None:
    """A concern is erased, or a name hidden: files that wait to be sent may hold it, and are made
    again."""
    rows = await tx.fetch(
        "DELETE FROM outbox WHERE stream = ? AND uploads = 1 RETURNING chat_id, context",
        (STREAM,),
    )
    for row in rows:
        asked = json.loads(row["context"])
        await jobs.add(tx, JOB, row["chat_id"], by=asked["by"], now=now, params=asked["params"])
