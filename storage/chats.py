"""Staff chats: their language, whether they moved, whether Telegram refuses them."""

from dataclasses import dataclass

from storage import members, outbox
from storage.database import Database, Row, Transaction
from storage.tickets import IS_OPEN

SHUT_OUT = "the bot was removed or may not write"
"""Why a chat is parked before Telegram has refused anything, for `kabyldama check`."""
RETURNED = "returned calls"
"""The signal set when calls that delivery had put away may be sent after all."""


@dataclass(frozen=True, slots=True)
class Chat:
    """What is known of a staff chat."""

    id: int
    language: str | None = None
    is_forum: bool | None = None
    """Whether it has topics; None: not known yet."""
    topics_refused_at: int | None = None
    """Since when Telegram lets the bot make no topics."""


async def get(tx: Transaction, chat_id: int) -> Chat:
    """What is known of a chat; an unknown one has no settings."""
    row = await tx.fetch_one("SELECT * FROM chats WHERE id = ?", (chat_id,))
    if row is None:
        return Chat(chat_id)
    return _chat(row)


def _chat(row: Row) -> Chat:
    return Chat(
        row["id"],
        row["language"],
        None if row["is_forum"] is None else bool(row["is_forum"]),
        row["topics_refused_at"],
    )


async def note(tx: Transaction, chat_id: int) -> None:
    """The bot is in this group."""
    await tx.fetch("INSERT INTO chats (id) VALUES (?) ON CONFLICT (id) DO NOTHING", (chat_id,))


async def is_known(tx: Transaction, chat_id: int) -> bool:
    """Whether the bot was seen in a chat, and Telegram refuses nothing there."""
    sql = "SELECT 1 FROM chats WHERE id = ? AND parked_at IS NULL"
    return bool(await tx.fetch(sql, (chat_id,)))


async def set_language(tx: Transaction, chat_id: int, language: str) -> None:
    """The language of cards and notices in this chat."""
    await tx.fetch(
        "INSERT INTO chats (id, language) VALUES (?, ?) "
        "ON CONFLICT (id) DO UPDATE SET language = excluded.language",
        (chat_id, language),
    )


async def moves(source: Transaction | Database) -> dict[int, int]:
    """Groups that became supergroups: old id to new."""
    fetch = source.fetch if isinstance(source, Transaction) else source.read
    rows = await fetch("SELECT id, moved_to FROM chats WHERE moved_to IS NOT NULL")
    return {row["id"]: row["moved_to"] for row in rows}


async def move(tx: Transaction, old: int, new: int) -> list[int]:
    """A group became a supergroup: its settings and queued calls follow.

    Message ids start anew there, so links and cards of the old chat are forgotten, and calls that
    would change one of its messages: they would meet another one. A call that replies to one is
    made without that. Returns the open tickets whose
    cards were lost, for the caller to post again; none when it was known.
    """
    await tx.fetch(
        "DELETE FROM outbox WHERE chat_id = ? "
        "AND json_extract(params, '$.message_id') IS NOT NULL "
        # A copy of a message of another chat is none of them.
        "AND json_extract(params, '$.from_chat_id') IS NULL",
        (old,),
    )
    await tx.fetch(
        "UPDATE outbox SET chat_id = ?, params = json_remove(params, '$.reply_parameters') "
        "WHERE chat_id = ?",
        (new, old),
    )
    await tx.fetch("UPDATE jobs SET chat_id = ? WHERE chat_id = ?", (new, old))
    # Delivery puts the old chat's calls away at each word of the move: it must read again.
    tx.changed |= {outbox.QUEUE, RETURNED}
    if (await moves(tx)).get(old) == new:
        return []
    await tx.fetch(
        "INSERT INTO chats (id, language, members, counted_at) "
        "SELECT ?, language, members, counted_at FROM chats WHERE id = ? "
        "ON CONFLICT (id) DO UPDATE SET language = COALESCE(language, excluded.language)",
        (new, old),
    )
    await tx.fetch(
        "INSERT INTO chats (id, moved_to) VALUES (?, ?) "
        "ON CONFLICT (id) DO UPDATE SET moved_to = excluded.moved_to, parked_at = NULL",
        (old, new),
    )
    await tx.fetch("UPDATE offices SET staff_chat_id = ? WHERE staff_chat_id = ?", (new, old))
    lost = await tx.fetch(
        "SELECT id FROM tickets WHERE chat_id = ? AND card_id IS NOT NULL "
        f"AND {IS_OPEN} ORDER BY id",
        (old,),
    )
    await tx.fetch("UPDATE tickets SET chat_id = ?, card_id = NULL WHERE chat_id = ?", (new, old))
    await tx.fetch("DELETE FROM links WHERE chat_id = ?", (old,))
    # What somebody was asked for they may still write.
    await tx.fetch("UPDATE OR REPLACE fsm SET chat_id = ? WHERE chat_id = ?", (new, old))
    await members.move(tx, old, new)
    return [row["id"] for row in lost]


async def park(tx: Transaction, chat_id: int, reason: str, now: float) -> bool:
    """Telegram refuses everything for this chat: its calls wait. False: parked already."""
    rows = await tx.fetch(
        "INSERT INTO chats (id, parked_at, parked_reason) VALUES (?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET parked_at = excluded.parked_at, "
        "parked_reason = excluded.parked_reason WHERE parked_at IS NULL RETURNING id",
        (chat_id, int(now), reason),
    )
    return bool(rows)


async def unpark(tx: Transaction, chat_id: int) -> bool:
    """The chat works again: its calls go on. False: it was not parked."""
    rows = await tx.fetch(
        "UPDATE chats SET parked_at = NULL, parked_reason = NULL "
        "WHERE id = ? AND parked_at IS NOT NULL RETURNING id",
        (chat_id,),
    )
    tx.changed |= {outbox.QUEUE, RETURNED}
    return bool(rows)


async def parked(database: Database) -> list[Chat]:
    """The chats that refuse everything."""
    rows = await database.read("SELECT * FROM chats WHERE parked_at IS NOT NULL")
    return [_chat(row) for row in rows]


async def note_forum(tx: Transaction, chat_id: int, is_forum: bool) -> None:
    """The group has topics, or has none. When that is news, making topics is tried again."""
    await tx.fetch(
        "INSERT INTO chats (id, is_forum) VALUES (?, ?) ON CONFLICT (id) DO UPDATE "
        "SET is_forum = excluded.is_forum, topics_refused_at = NULL "
        "WHERE is_forum IS NOT excluded.is_forum",
        (chat_id, is_forum),
    )


async def refuse_topics(tx: Transaction, chat_id: int, now: float) -> bool:
    """Telegram lets the bot make no topics in the group. False: so it was already."""
    rows = await tx.fetch(
        "UPDATE chats SET topics_refused_at = ? WHERE id = ? AND topics_refused_at IS NULL "
        "RETURNING id",
        (int(now), chat_id),
    )
    return bool(rows)


async def allow_topics(tx: Transaction, chat_id: int) -> None:
    """The bot may manage topics now, as far as is known."""
    await tx.fetch("UPDATE chats SET topics_refused_at = NULL WHERE id = ?", (chat_id,))
