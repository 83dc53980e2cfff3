"""What stands of a concern in the chats of those who handle it: cards, copies of what the resident
wrote and of answers that were given elsewhere.

What leaves a chat is retired first: a reply to it still tells which concern is meant, and nothing
takes it for a card or a copy any longer.
"""

import json
from collections.abc import Collection

from storage import entries
from storage.database import Transaction
from storage.entries import Link
from storage.tickets import Ticket


async def retire(
    tx: Transaction,
    ticket_id: int,
    chat_id: int | None = None,
    *,
    but: Collection[int] = (),
    pages_stay_in: int | None = None,
) -> list[Link]:
    """Retire the cards and copies of a ticket, and the pages that show it, in one chat or in all
    ``but`` some. Returns them as they are now; cards and pages have no entry."""
    rows = await tx.fetch(
        "UPDATE links SET kind = 'prompt', purpose = NULL "
        "WHERE ticket_id = ? AND (? IS NULL OR chat_id = ?) "
        "AND chat_id NOT IN (SELECT value FROM json_each(?)) "
        f"AND (kind = 'card' OR ({entries.IS_SHOWN} AND chat_id IS NOT ?) "
        "OR (kind = 'copy' AND entry_id IN "
        "(SELECT id FROM entries WHERE ticket_id = ? AND (direction = 'in' "
        # What the resident got is theirs.
        "OR links.chat_id IS NOT (SELECT telegram_id FROM residents JOIN tickets "
        "ON residents.id = resident_id WHERE tickets.id = ticket_id))))) RETURNING *",
        (ticket_id, chat_id, chat_id, json.dumps(list(but)), pages_stay_in, ticket_id),
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


async def was_shown(tx: Transaction, entry_ids: Collection[int], chat_id: int) -> bool:
    """Whether an answer stood in the resident's chat and was hidden again."""
    marks = ", ".join("?" * len(entry_ids))
    rows = await tx.fetch(
        f"SELECT 1 FROM links WHERE entry_id IN ({marks}) AND chat_id = ? AND kind = 'prompt' "
        "LIMIT 1",
        (*entry_ids, chat_id),
    )
    return bool(rows)


_QUESTION = "kind = 'prompt' AND purpose ->> '$.do' = 'judge'"


async def note_question(
    tx: Transaction, chat_id: int, message_id: int, ticket_id: int, entry_id: int
) -> None:
    """A message asks whether the album that begins with this entry settles the matter."""
    purpose = json.dumps({"do": "judge", "entry": entry_id})
    await entries.link(tx, Link(chat_id, message_id, ticket_id, None, "prompt", purpose))


async def note_pressed(tx: Transaction, chat_id: int, message_id: int) -> None:
    """A button of such a message was pressed, and all of them go: it asks no longer, and goes with
    the album all the same."""
    await tx.fetch(
        "UPDATE links SET purpose = json_set(purpose, '$.pressed', 1) "
        f"WHERE chat_id = ? AND message_id = ? AND {_QUESTION}",
        (chat_id, message_id),
    )


async def has_question(tx: Transaction, entry_id: int) -> bool:
    """Whether such a message stands below the album, with its buttons."""
    rows = await tx.fetch(
        f"SELECT 1 FROM links WHERE ticket_id = (SELECT ticket_id FROM entries WHERE id = ?1) "
        f"AND {_QUESTION} AND purpose ->> '$.entry' = ?1 "
        "AND purpose ->> '$.pressed' IS NULL LIMIT 1",
        (entry_id,),
    )
    return bool(rows)


async def retire_questions(tx: Transaction, entry_id: int) -> list[Link]:
    """Retire the questions below an album: a reply to them still tells which concern is meant."""
    rows = await tx.fetch(
        "UPDATE links SET purpose = NULL "
        "WHERE ticket_id = (SELECT ticket_id FROM entries WHERE id = ?1) "
        f"AND {_QUESTION} AND purpose ->> '$.entry' = ?1 RETURNING *",
        (entry_id,),
    )
    return [Link(*row) for row in rows]


_UNREAD = "kind = 'prompt' AND purpose ->> '$.unread'"


async def has_unread(tx: Transaction, ticket_id: int, chat_id: int) -> bool:
    """Whether a chat was told, or is being told, that there is more to read, and nobody has read
    it there yet."""
    rows = await tx.fetch(
        f"SELECT 1 FROM links WHERE ticket_id = ?1 AND chat_id = ?2 AND {_UNREAD} "
        "UNION ALL SELECT 1 FROM outbox WHERE chat_id = ?2 AND on_result = 'page_posted' "
        "AND context ->> '$.ticket' = ?1 AND context ->> '$.unread' "
        # What Telegram refused for good tells nobody.
        "AND state <> 'failed' LIMIT 1",
        (ticket_id, chat_id),
    )
    return bool(rows)


async def note_read(tx: Transaction, ticket_id: int, chat_id: int) -> None:
    """Somebody has read the exchange in this chat: what the resident writes next is news again."""
    await tx.fetch(
        "UPDATE links SET purpose = json_remove(purpose, '$.unread') "
        f"WHERE ticket_id = ? AND chat_id = ? AND {_UNREAD}",
        (ticket_id, chat_id),
    )


async def note_cleared(tx: Transaction, chat_id: int) -> None:
    """What told in this chat that there is more to read was deleted: it counts no longer."""
    await tx.fetch(
        "UPDATE links SET purpose = json_remove(purpose, '$.unread') "
        f"WHERE chat_id = ? AND {_UNREAD}",
        (chat_id,),
    )


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


async def private_cards(tx: Transaction, ticket_id: int, staff_chat: int | None) -> list[Link]:
    """The cards that were opened in private chats, beside the one in the chat that has the
    ticket."""
    rows = await tx.fetch(
        "SELECT * FROM links WHERE ticket_id = ? AND kind = 'card' AND chat_id > 0 "
        "AND chat_id IS NOT ? ORDER BY chat_id, message_id",
        (ticket_id, staff_chat),
    )
    return [Link(*row) for row in rows]


async def cards_elsewhere(tx: Transaction, ticket: Ticket) -> list[Link]:
    """All its cards but the one in the chat that has it: those opened in private, and those that
    stay in another chat until the new one is there."""
    rows = await tx.fetch(
        "SELECT * FROM links WHERE ticket_id = ? AND kind = 'card' "
        "AND (chat_id IS NOT ? OR message_id IS NOT ?) ORDER BY chat_id, message_id",
        (ticket.id, ticket.chat_id, ticket.card_id),
    )
    return [Link(*row) for row in rows]


async def unlink_cards(tx: Transaction, ticket_id: int, chat_id: int) -> list[Link]:
    """The cards of a ticket in a chat go: they stand for nothing any longer."""
    rows = await tx.fetch(
        "DELETE FROM links WHERE ticket_id = ? AND chat_id = ? AND kind = 'card' RETURNING *",
        (ticket_id, chat_id),
    )
    return [Link(*row) for row in rows]


async def unlink_named(tx: Transaction, ticket_id: int) -> list[Link]:
    """What may have the resident's name in it and is neither a card nor an answer that was sent:
    pages, files, ready answers that nobody has sent. They stand for nothing any longer."""
    rows = await tx.fetch(
        "DELETE FROM links WHERE ticket_id = ? AND kind = 'prompt' "
        f"AND {entries.IS_SHOWN} RETURNING *",
        (ticket_id,),
    )
    return sorted((Link(*row) for row in rows), key=lambda link: (link.chat_id, link.message_id))


async def note_named(tx: Transaction, chat_id: int, message_id: int) -> None:
    """An answer in a staff chat is a message of ours, with the resident's name in it."""
    await tx.fetch(
        "UPDATE links SET purpose = ? WHERE chat_id = ? AND message_id = ? AND kind = 'source'",
        (json.dumps({"do": entries.READY}), chat_id, message_id),
    )


async def unlink_page(tx: Transaction, chat_id: int, message_id: int) -> None:
    """A message shows no ticket any longer."""
    await tx.fetch(
        # An answer that was sent meanwhile stays one.
        "DELETE FROM links WHERE chat_id = ? AND message_id = ? AND kind = 'prompt' "
        f"AND {entries.IS_SHOWN}",
        (chat_id, message_id),
    )


async def opened_in(tx: Transaction, chat_id: int) -> list[int]:
    """The tickets of others that something in a private chat shows: cards, pages, copies."""
    rows = await tx.fetch(
        "SELECT DISTINCT ticket_id FROM links JOIN tickets ON tickets.id = ticket_id "
        "WHERE links.chat_id = ? AND links.chat_id IS NOT tickets.chat_id "
        f"AND (links.kind IN ('card', 'copy') OR {entries.IS_SHOWN}) "
        "AND resident_id IS NOT (SELECT id FROM residents WHERE telegram_id = ?)",
        (chat_id, chat_id),
    )
    return [row["ticket_id"] for row in rows]


async def answers_elsewhere(tx: Transaction, ticket_id: int, chat_id: int) -> set[int]:
    """The answers (entries) of a ticket that were not written in this chat, without those that
    were taken back."""
    rows = await tx.fetch(
        "SELECT id FROM entries WHERE ticket_id = ? AND direction = 'out' "
        "AND delivery <> 'withdrawn' AND NOT EXISTS (SELECT 1 FROM links "
        "WHERE entry_id = entries.id AND kind = 'source' AND chat_id = ?)",
        (ticket_id, chat_id),
    )
    return {row["id"] for row in rows}


async def note_bundled(tx: Transaction, entry_ids: Collection[int], bundled: bool) -> None:
    """The office has these in one message with others, where they cannot be changed alone; or
    each by itself."""
    await tx.execute_many(
        "UPDATE entries SET bundled = ? WHERE id = ?", [(bundled, id_) for id_ in entry_ids]
    )
