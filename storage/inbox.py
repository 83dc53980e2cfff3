"""Updates as Telegram handed them over, kept until they have taken effect."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from storage import quotes
from storage.database import Database, Transaction

QUEUE = "inbox"
"""The signal set by a commit that stored an update."""

KEPT_DONE = 48 * 3600
"""Seconds a done update's key is kept. Telegram hands an unconfirmed update over again within
24 hours, and restarts its numbers at random after a quiet week."""


NEXT = (
    "SELECT id, update_id, payload, received_at, attempts FROM inbox "
    # The second condition says what the first implies: without it SQLite does not see that the
    # index of open updates will do, and reads through all that were done in two days.
    "WHERE state = ? AND state <> 'done' ORDER BY id LIMIT ?"
)

BACKLOG = "SELECT 1 FROM inbox WHERE state = 'new' AND state <> 'done' LIMIT 1"


@dataclass(frozen=True, slots=True)
class Item:
    """One stored update."""

    id: int
    update_id: int
    update: dict[str, Any]
    received_at: float
    attempts: int


async def store(
    tx: Transaction, bot_id: int, updates: Sequence[dict[str, Any]], now: float
) -> None:
    """Store raw updates in their order; one that is known already is left alone.

    One without a number of Telegram's is known by its content, under a negative number.
    """
    payloads = [json.dumps(update, separators=(",", ":")) for update in updates]
    await tx.execute_many(
        "INSERT INTO inbox (bot_id, update_id, received_at, payload) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (bot_id, update_id) DO NOTHING",
        [
            (
                bot_id,
                update["update_id"] if is_numbered(update) else _number(payload),
                now,
                payload,
            )
            for update, payload in zip(updates, payloads, strict=True)
        ],
    )
    tx.changed.add(QUEUE)


def is_numbered(update: Any) -> bool:
    """Whether a raw update has a number as Telegram gives them: positive, and SQLite can keep
    it."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return type(number) is int and 0 < number < 2**63


def _number(payload: str) -> int:
    digest = hashlib.blake2b(payload.encode(), digest_size=7).digest()
    return -1 - int.from_bytes(digest, "big")


async def next_items(database: Database, state: str, limit: int) -> list[Item]:
    """The oldest ``limit`` updates in a state, in order of arrival."""
    rows = await database.read(NEXT, (state, limit))
    return [
        Item(row["id"], row["update_id"], json.loads(row["payload"]), row[3], row["attempts"])
        for row in rows
    ]


async def wait_for_album(tx: Transaction, item_id: int, album: str) -> None:
    """Hold an album's item back until the whole album is there."""
    await tx.fetch("UPDATE inbox SET state = 'waiting', album = ? WHERE id = ?", (album, item_id))


async def album_was_judged(tx: Transaction, album: str) -> bool:
    """Whether earlier items of this album have taken effect already."""
    rows = await tx.fetch(
        "SELECT 1 FROM inbox WHERE album = ? AND state = 'done' LIMIT 1", (album,)
    )
    return bool(rows)


async def mark_done(tx: Transaction, item_ids: Sequence[int]) -> None:
    """The updates took effect: only their keys stay, their texts go."""
    sql = "UPDATE inbox SET state = 'done', payload = NULL, error = NULL WHERE id = ?"
    if len(item_ids) == 1:
        await tx.fetch(sql, item_ids)
    else:
        await tx.execute_many(sql, [(id_,) for id_ in item_ids])


async def set_aside(tx: Transaction, item_ids: Sequence[int], error: str, attempts: int) -> None:
    """Stop after so many attempts; administrators decide. Words of concerns that are erased by now
    are not kept with them."""
    await tx.execute_many(
        "UPDATE inbox SET state = 'failed', attempts = attempts + ?, error = ? WHERE id = ?",
        [(attempts, error, id_) for id_ in item_ids],
    )
    await quotes.forget_erased(tx, item_ids)


async def requeue(tx: Transaction, item_id: int) -> bool:
    """Try an update that was set aside once more. False: it is not there."""
    rows = await tx.fetch(
        "UPDATE inbox SET state = 'new', attempts = 0, error = NULL WHERE state = 'failed' "
        # The items of an album belong together.
        "AND (id = ? OR album = (SELECT album FROM inbox WHERE id = ?)) RETURNING id",
        (item_id, item_id),
    )
    tx.changed.add(QUEUE)
    return bool(rows)


async def has_backlog(database: Database) -> bool:
    """Whether updates wait to be handled."""
    return bool(await database.read(BACKLOG))


async def purge(tx: Transaction, now: float) -> None:
    """Forget the keys of updates that were done long ago."""
    await tx.fetch(
        "DELETE FROM inbox WHERE state = 'done' AND received_at < ?", (now - KEPT_DONE,)
    )
