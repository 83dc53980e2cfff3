"""Which topic of a forum a ticket stands in; what a concern is about is another kind of topic."""

from dataclasses import dataclass

from storage.database import Database, Row, Transaction

MOST_LOSSES = 3
"""A ticket whose topic was deleted so often stands outside topics from then on."""


@dataclass(frozen=True, slots=True)
class ForumTopic:
    """A ticket's topic in one chat."""

    ticket_id: int
    chat_id: int
    thread_id: int | None
    """Telegram's message_thread_id; None: it was deleted."""
    name: str
    closed: bool
    losses: int


async def get(tx: Transaction, ticket_id: int, chat_id: int) -> ForumTopic | None:
    """The ticket's topic in a chat; None when it never had one there."""
    row = await tx.fetch_one(
        "SELECT * FROM forum_topics WHERE ticket_id = ? AND chat_id = ?", (ticket_id, chat_id)
    )
    return _from_row(row) if row else None


def _from_row(row: Row) -> ForumTopic:
    return ForumTopic(**{**dict(row), "closed": bool(row["closed"])})


async def put(tx: Transaction, ticket_id: int, chat_id: int, thread_id: int, name: str) -> None:
    """The ticket has this new and open topic in the chat."""
    await tx.fetch(
        "INSERT INTO forum_topics (ticket_id, chat_id, thread_id, name) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET thread_id = excluded.thread_id, name = excluded.name, "
        "closed = 0",
        (ticket_id, chat_id, thread_id, name),
    )


async def note(tx: Transaction, topic: ForumTopic, *, name: str, closed: bool) -> None:
    """What the topic is called, and whether it is closed, once Telegram has done it."""
    await tx.fetch(
        "UPDATE forum_topics SET name = ?, closed = ? WHERE ticket_id = ? AND chat_id = ?",
        (name, closed, topic.ticket_id, topic.chat_id),
    )


async def lose(tx: Transaction, ticket_id: int, chat_id: int) -> None:
    """Somebody deleted the ticket's topic, or the chat has none any longer."""
    await tx.fetch(
        "UPDATE forum_topics SET thread_id = NULL, losses = losses + 1 "
        "WHERE ticket_id = ? AND chat_id = ? AND thread_id IS NOT NULL",
        (ticket_id, chat_id),
    )


async def thread_of(database: Database, ticket_id: int, chat_id: int) -> int | None:
    """The thread in which to say what concerns a ticket in a chat; None: in none."""
    rows = await database.read(
        "SELECT thread_id FROM forum_topics JOIN chats ON chats.id = chat_id "
        "WHERE ticket_id = ? AND chat_id = ? AND is_forum",
        (ticket_id, chat_id),
    )
    return rows[0]["thread_id"] if rows else None


async def open_elsewhere(tx: Transaction, ticket_id: int, chat_id: int | None) -> list[ForumTopic]:
    """The ticket's open topics in other chats than this one."""
    rows = await tx.fetch(
        "SELECT * FROM forum_topics WHERE ticket_id = ? AND chat_id IS NOT ? "
        "AND thread_id IS NOT NULL AND NOT closed",
        (ticket_id, chat_id),
    )
    return [_from_row(row) for row in rows]
