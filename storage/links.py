"""What stands of a concern in the chats of those who handle it: cards, and copies of what the
resident wrote.

What leaves a chat is retired first: a reply to it still tells which concern is meant, and nothing
takes it for a card or a copy any longer.
"""

from collections.abc import Collection

from storage import entries
from storage.database import Transaction
from storage.entries import Link


async def retire(tx: Transaction, ticket_id: int, chat_id: int | None = None) -> list[Link]:
    """Retire the cards and copies of a ticket, in one chat or in all. Returns them as they are
    now; cards have no entry."""
    rows = await tx.fetch(
        "UPDATE links SET kind = 'prompt' WHERE ticket_id = ? AND (? IS NULL OR chat_id = ?) "
        "AND (kind = 'card' OR (kind = 'copy' AND entry_id IN "
        "(SELECT id FROM entries WHERE ticket_id = ? AND direction = 'in'))) RETURNING *",
        (ticket_id, chat_id, chat_id, ticket_id),
    )
    return sorted((Link(*row) for row in rows), key=lambda link: (link.chat_id, link.message_id))


async def retire_answer(tx: Transaction, entry_ids: Collection[int], chat_id: int) -> list[int]:
    """Retire the copies of an answer in the resident's chat; returns the ids of the messages."""
    marks = ", ".join("?" * len(entry_ids))
    rows = await tx.fetch(
        f"UPDATE links SET kind = 'prompt' WHERE entry_id IN ({marks}) AND chat_id = ? "
        "AND kind = 'copy' RETURNING message_id",
        (*entry_ids, chat_id),
    )
    return sorted(row["message_id"] for row in rows)


async def note_left_behind(tx: Transaction, ticket_id: int, chat_id: int, message_id: int) -> bool:
    """A retired message still shows what it showed: Telegram let nobody take it out. False: the
    ticket has such a message already.

    It is noted as a copy without an entry, once a ticket.
    """
    known = await tx.fetch(
        "SELECT 1 FROM links WHERE ticket_id = ? AND kind = 'copy' AND entry_id IS NULL",
        (ticket_id,),
    )
    if known:
        return False
    # The links of an erased ticket are gone: this one comes anew.
    await entries.link(tx, Link(chat_id, message_id, ticket_id, None, "copy"))
    return True
