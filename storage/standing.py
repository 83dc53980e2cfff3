"""Which messages stand in private chats: a chat can be cleared for a phone that others use.

Only ids, and only for as long as Telegram lets a bot delete a message.
"""

from collections.abc import Iterable

from bot.reception.tickets import OPEN
from storage.database import Transaction

KEPT = 48 * 3600
"""Seconds after which Telegram lets no bot delete a message."""


async def note(tx: Transaction, messages: Iterable[tuple[int, int]], now: float) -> None:
    """Messages, as chat and id, stand in private chats.

    Those of people the bot does not know are not noted: what reaches somebody after they were
    forgotten must leave no trace.
    """
    await tx.execute_many(
        "INSERT INTO standing (chat_id, message_id, at) SELECT ?1, ?2, ?3 "
        "WHERE EXISTS (SELECT 1 FROM residents WHERE telegram_id = ?1) ON CONFLICT DO NOTHING",
        [(chat_id, message_id, int(now)) for chat_id, message_id in messages],
    )


async def take(tx: Transaction, chat_id: int, now: float) -> list[int]:
    """The ids of all messages in a chat that can still be deleted, oldest first; they are noted
    no longer. An administrator's desk stays: nobody else has the open concerns on it."""
    marks = ", ".join("?" * len(OPEN))
    rows = await tx.fetch(
        "DELETE FROM standing WHERE chat_id = ? AND at > ? AND NOT EXISTS ("
        "SELECT 1 FROM links JOIN tickets ON tickets.id = links.ticket_id "
        "AND tickets.chat_id = links.chat_id WHERE links.chat_id = standing.chat_id "
        "AND links.message_id = standing.message_id AND links.kind IN ('card', 'copy') "
        f"AND tickets.status IN ({marks})) RETURNING message_id",
        (chat_id, now - KEPT, *OPEN),
    )
    return sorted(row["message_id"] for row in rows)


async def purge(tx: Transaction, now: float) -> None:
    """Forget what can be deleted no longer."""
    await tx.fetch("DELETE FROM standing WHERE at <= ?", (now - KEPT,))
