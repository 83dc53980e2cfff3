"""What was set aside: updates whose handling raised, calls that Telegram refused."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from storage import inbox, outbox
from storage.database import Row, Transaction


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that was set aside. Its content stays unread: it may be a resident's words."""

    queue: str
    """"in": an update; "out": a call."""
    id: int
    at: float
    kind: str
    """The update's kind, or the method."""
    chat_id: int | None
    error: str
    attempts: int
    ticket_id: int | None


_UPDATES = (
    "SELECT 'in' AS queue, id, received_at AS at, payload, NULL AS method, NULL AS chat_id, "
    "NULL AS context, error, attempts FROM inbox WHERE state = 'failed'"
)
_CALLS = (
    "SELECT 'out' AS queue, id, created_at AS at, NULL AS payload, method, chat_id, "
    "context, error, 1 AS attempts FROM outbox WHERE state = 'failed'"
)


async def count(tx: Transaction) -> int:
    """How much is set aside."""
    [row] = await tx.fetch(
        "SELECT (SELECT COUNT(*) FROM inbox WHERE state = 'failed') "
        "+ (SELECT COUNT(*) FROM outbox WHERE state = 'failed')"
    )
    return int(row[0])


async def listed(tx: Transaction, *, limit: int, offset: int) -> list[Failure]:
    """Some of what was set aside, newest first."""
    rows = await tx.fetch(
        f"{_UPDATES} UNION ALL {_CALLS} ORDER BY at DESC, id DESC LIMIT ? OFFSET ?",
        (limit, offset),
    )
    return [_failure(row) for row in rows]


async def find(tx: Transaction, queue: str, failure_id: int) -> Failure | None:
    """The failure with this id, if it is still set aside."""
    kept = {"in": _UPDATES, "out": _CALLS}.get(queue)
    row = await tx.fetch_one(f"{kept} AND id = ?", (failure_id,)) if kept else None
    return _failure(row) if row else None


def _failure(row: Row) -> Failure:
    if row["queue"] == "in":
        update = json.loads(row["payload"])
        kind, chat_id, ticket_id = kind_of(update), chat_of(update), None
    else:
        kind, chat_id = row["method"], row["chat_id"]
        ticket_id = json.loads(row["context"]).get("ticket")
    return Failure(
        queue=row["queue"],
        id=row["id"],
        at=row["at"],
        kind=kind,
        chat_id=chat_id,
        error=row["error"] or "",
        attempts=row["attempts"],
        ticket_id=ticket_id,
    )


async def try_again(tx: Transaction, failure: Failure) -> bool:
    """Queue it once more. False: somebody else did something with it already."""
    requeue = inbox.requeue if failure.queue == "in" else outbox.requeue
    return await requeue(tx, failure.id)


async def dismiss(tx: Transaction, failure: Failure) -> bool:
    """Give it up. False: somebody else did something with it already."""
    if failure.queue == "in":
        sql = (
            "UPDATE inbox SET state = 'done', payload = NULL "
            "WHERE state = 'failed' "
            "AND (id = ?1 OR album = (SELECT album FROM inbox WHERE id = ?1)) RETURNING id"
        )
    else:
        sql = "DELETE FROM outbox WHERE id = ?1 AND state = 'failed' RETURNING id"
    return bool(await tx.fetch(sql, (failure.id,)))


def kind_of(update: dict[str, Any]) -> str:
    """The update's kind: its one field beside update_id. Of several, one that holds an event."""
    names = [name for name in update if name.isidentifier() and name.isascii()]
    events = [name for name in names if isinstance(update[name], dict)]
    return next((name for name in [*events, *names] if name != "update_id"), "unknown")


def chat_of(update: dict[str, Any]) -> int | None:
    """The chat an update happened in, as far as a raw update tells."""
    chat = _within(update, [("message", "chat"), ("chat",)])
    return _number(chat)


def sender_of(update: dict[str, Any]) -> int | None:
    """The person who caused an update, as far as a raw update tells."""
    person = _within(update, [("from",), ("user",)])
    return _number(person)


def _number(thing: dict[str, Any] | None) -> int | None:
    """The id, if it is what Telegram says it is: a number of at most 52 bits."""
    value = thing.get("id") if thing else None
    return value if type(value) is int and abs(value) < 2**52 else None


def _within(update: dict[str, Any], paths: Sequence[tuple[str, ...]]) -> dict[str, Any] | None:
    event = update.get(kind_of(update))
    for path in paths:
        value: Any = event
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, dict):
            return value
    return None
