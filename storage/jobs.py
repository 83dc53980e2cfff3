"""Slow work that waits to be done outside of transactions: pictures, tables, imports.

A job is a row from the moment it was asked for until its result is in the outbox, so a restart
loses none. It is done again when the program was killed meanwhile.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storage.database import Database, Transaction

QUEUE = "jobs"
"""The signal set by a commit that added a job."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be worked out for a chat."""

    id: int
    kind: str
    """A name in handlers.kinds."""
    chat_id: int
    """Where the result goes."""
    person_id: int | None
    """The Telegram id of whoever asked; None: the clock did."""
    params: dict[str, Any]
    attempts: int
    """How often it was begun before."""


async def add(
    tx: Transaction,
    kind: str,
    chat_id: int,
    *,
    by: int | None,
    now: float,
    params: Mapping[str, Any] | None = None,
) -> None:
    """Ask for work. ``params`` are JSON values and never what a resident wrote."""
    await tx.insert(
        "INSERT INTO jobs (kind, chat_id, person_id, params, at) VALUES (?, ?, ?, ?, ?)",
        (kind, chat_id, by, json.dumps(params or {}, ensure_ascii=False), int(now)),
    )
    tx.changed.add(QUEUE)


async def is_waiting(tx: Transaction, kind: str, chat_id: int) -> bool:
    """Whether such work for a chat is asked for already."""
    sql = "SELECT 1 FROM jobs WHERE kind = ? AND chat_id = ? LIMIT 1"
    return bool(await tx.fetch(sql, (kind, chat_id)))


async def oldest(database: Database) -> Job | None:
    """The job that is done next."""
    rows = await database.read("SELECT * FROM jobs ORDER BY id LIMIT 1")
    return (
        Job(
            id=rows[0]["id"],
            kind=rows[0]["kind"],
            chat_id=rows[0]["chat_id"],
            person_id=rows[0]["person_id"],
            params=json.loads(rows[0]["params"]),
            attempts=rows[0]["attempts"],
        )
        if rows
        else None
    )


async def chat_of(tx: Transaction, job: Job) -> int:
    """The chat that gets the result by now: a group may have got another id since it was read."""
    row = await tx.fetch_one("SELECT chat_id FROM jobs WHERE id = ?", (job.id,))
    return int(row["chat_id"]) if row else job.chat_id


async def begin(tx: Transaction, job: Job) -> None:
    """Note that it is begun: one that ends the program each time is given up in the end."""
    await tx.fetch("UPDATE jobs SET attempts = attempts + 1 WHERE id = ?", (job.id,))


async def take_back(tx: Transaction, job: Job) -> None:
    """It counts as often begun as before this time."""
    await tx.fetch("UPDATE jobs SET attempts = ? WHERE id = ?", (job.attempts, job.id))


async def remove(tx: Transaction, job: Job) -> None:
    """Its result is in the outbox, or it was given up."""
    await tx.fetch("DELETE FROM jobs WHERE id = ?", (job.id,))
