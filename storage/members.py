"""Who is known to be in which staff chat: those who wrote, pressed, came or left there."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from storage.database import Row, Transaction

HEARD_EVERY = 300
"""Seconds within which nobody is noted twice: when somebody was last heard of is no more exact."""
ASK_EVERY = 60
"""Seconds between two questions to Telegram whether one person is in a chat."""

_NAMELESS = "name = '', joined_at = NULL, seen_at = left_at, asked_at = NULL"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a staff chat, or who was in it. Moments are seconds since 1970."""

    chat_id: int
    telegram_id: int
    name: str
    """As Telegram showed it last; empty: forgotten since they left."""
    joined_at: int | None
    """None: Telegram did not tell."""
    left_at: int | None
    """None: they are there, as far as is known."""
    seen_at: int
    """When they were last heard of."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many members Telegram counts in a chat, and when it said so."""

    members: int
    at: int


async def heard(tx: Transaction, chat_id: int, telegram_id: int, name: str, now: float) -> bool:
    """Somebody writes or presses in a chat. False: they have left it, as far as is known."""
    row = await tx.fetch_one(
        "SELECT name, left_at, seen_at FROM members WHERE chat_id = ? AND telegram_id = ?",
        (chat_id, telegram_id),
    )
    if row is not None and row["left_at"] is not None:
        return False
    if row is None or row["name"] != name or row["seen_at"] <= now - HEARD_EVERY:
        await tx.fetch(
            "INSERT INTO members (chat_id, telegram_id, name, seen_at) VALUES (?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET name = excluded.name, seen_at = excluded.seen_at",
            (chat_id, telegram_id, name, int(now)),
        )
    return True


async def present(
    tx: Transaction,
    chat_id: int,
    telegram_id: int,
    name: str,
    now: float,
    *,
    came: bool,
) -> None:
    """Telegram says that somebody is in a chat; ``came``: from now on."""
    await tx.fetch(
        "INSERT INTO members (chat_id, telegram_id, name, joined_at, seen_at) "
        "VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET name = excluded.name, left_at = NULL, "
        "joined_at = COALESCE(excluded.joined_at, joined_at), seen_at = excluded.seen_at",
        (chat_id, telegram_id, name, int(now) if came else None, int(now)),
    )


async def gone(tx: Transaction, chat_id: int, telegram_id: int, name: str, now: float) -> bool:
    """Somebody is not in a chat any longer. False: that is known already."""
    rows = await tx.fetch(
        "INSERT INTO members (chat_id, telegram_id, name, left_at, seen_at) "
        "VALUES (?1, ?2, ?3, ?4, ?4) ON CONFLICT DO UPDATE SET name = excluded.name, "
        "left_at = excluded.left_at, seen_at = excluded.seen_at, asked_at = NULL "
        "WHERE left_at IS NULL RETURNING chat_id",
        (chat_id, telegram_id, name, int(now)),
    )
    return bool(rows)


async def may_ask(tx: Transaction, chat_id: int, telegram_id: int, now: float) -> bool:
    """Note that Telegram is asked whether somebody who left is back. False: it was just now."""
    rows = await tx.fetch(
        "UPDATE members SET asked_at = ? WHERE chat_id = ? AND telegram_id = ? "
        "AND left_at IS NOT NULL AND (asked_at IS NULL OR asked_at <= ?) RETURNING chat_id",
        (int(now), chat_id, telegram_id, now - ASK_EVERY),
    )
    return bool(rows)


async def of_chat(tx: Transaction, chat_id: int) -> list[Member]:
    """Everybody who is known in a chat: those in it first, the last heard of first."""
    rows = await tx.fetch(
        "SELECT * FROM members WHERE chat_id = ? "
        "ORDER BY left_at IS NOT NULL, seen_at DESC, telegram_id",
        (chat_id,),
    )
    return [_member(row) for row in rows]


async def of_person(tx: Transaction, telegram_id: int) -> list[Member]:
    """The staff chats in which somebody is known."""
    rows = await tx.fetch(
        "SELECT * FROM members WHERE telegram_id = ? ORDER BY chat_id", (telegram_id,)
    )
    return [_member(row) for row in rows]


async def name_of(tx: Transaction, telegram_id: int) -> str | None:
    """The name of somebody who is known in some staff chat."""
    row = await tx.fetch_one(
        "SELECT name FROM members WHERE telegram_id = ? AND name <> '' "
        "ORDER BY seen_at DESC LIMIT 1",
        (telegram_id,),
    )
    return str(row["name"]) if row else None


async def purge(tx: Transaction, staff_chats: Collection[int], before: float) -> None:
    """Forget who was in chats that are no staff chats any longer, and whom nobody has heard of
    since a moment; of those who left a staff chat, all but that."""
    await tx.fetch(
        "DELETE FROM members WHERE chat_id NOT IN (SELECT value FROM json_each(?)) "
        "OR (seen_at < ? AND left_at IS NULL)",
        (json.dumps(sorted(staff_chats)), int(before)),
    )
    await tx.fetch(
        f"UPDATE members SET {_NAMELESS} WHERE seen_at < ? AND left_at IS NOT NULL AND name <> ''",
        (int(before),),
    )


async def forget(tx: Transaction, telegram_id: int) -> None:
    """Somebody is forgotten. That they left a staff chat is kept, without their name: else a press
    there would count as that of somebody present."""
    await tx.fetch("DELETE FROM members WHERE telegram_id = ? AND left_at IS NULL", (telegram_id,))
    await tx.fetch(f"UPDATE members SET {_NAMELESS} WHERE telegram_id = ?", (telegram_id,))


async def move(tx: Transaction, old: int, new: int) -> None:
    """A group became a supergroup: whoever was in it is in the new one."""
    await tx.fetch("UPDATE OR REPLACE members SET chat_id = ? WHERE chat_id = ?", (new, old))


async def note_count(tx: Transaction, chat_id: int, count: int, now: float) -> None:
    """Telegram counts so many members in a chat."""
    await tx.fetch(
        "INSERT INTO chats (id, members, counted_at) VALUES (?, ?, ?) ON CONFLICT (id) "
        "DO UPDATE SET members = excluded.members, counted_at = excluded.counted_at",
        (chat_id, count, int(now)),
    )


async def counted(tx: Transaction, chat_id: int) -> Counted | None:
    """What Telegram said last of the number of members; None: nothing yet."""
    row = await tx.fetch_one(
        "SELECT members, counted_at FROM chats WHERE id = ? AND members IS NOT NULL", (chat_id,)
    )
    return Counted(row["members"], row["counted_at"]) if row else None


def _member(row: Row) -> Member:
    return Member(
        row["chat_id"],
        row["telegram_id"],
        row["name"],
        row["joined_at"],
        row["left_at"],
        row["seen_at"],
    )
