"""Calls that wait in the outbox and are taken back, or put behind others."""

import json
from collections.abc import Collection, Sequence

from storage import chats, outbox
from storage.database import Database, Transaction

WITHDRAWN = "withdrawn calls"
"""The signal set when calls were deleted that delivery may have in memory."""


async def withdraw(
    tx: Transaction, chat_id: int, stream: str, on_results: Collection[str]
) -> None:
    """Delete what waits for a chat in a stream and must not be shown there any longer: calls with
    these continuations, and those that refer to a card or a copy."""
    marks = ", ".join("?" * len(on_results))
    await tx.fetch(
        "DELETE FROM outbox WHERE chat_id = ? AND stream = ? "
        "AND (EXISTS (SELECT 1 FROM json_each(refs) WHERE value ->> 1 <> 'topic') "
        f"OR on_result IN ({marks}))",
        (chat_id, stream, *on_results),
    )
    tx.changed.add(WITHDRAWN)


async def streams_to(tx: Transaction, chat_id: int) -> set[str]:
    """The streams in which something waits for a chat."""
    rows = await tx.fetch("SELECT DISTINCT stream FROM outbox WHERE chat_id = ?", (chat_id,))
    return {row["stream"] for row in rows}


ANSWER, QUESTION = ("answer_delivered", "copied"), ("question_posted",)
"""The continuations of an answer, and of the question below an album."""


async def withdraw_answer(
    tx: Transaction, stream: str, entry_ids: Sequence[int], on_results: Sequence[str]
) -> None:
    """Delete what waits to bring an answer to its resident, or the question below it."""
    marks = ", ".join("?" * len(on_results))
    await tx.fetch(
        "DELETE FROM outbox WHERE stream = ? AND state = 'queued' "
        f"AND on_result IN ({marks}) AND json_extract(context, '$.entries') = ?",
        (stream, *on_results, json.dumps(list(entry_ids), separators=(",", ":"))),
    )
    tx.changed.add(WITHDRAWN)


async def is_withdrawn(database: Database, call_id: int) -> bool:
    """Whether a call that delivery has in memory was deleted meanwhile."""
    return not await database.read("SELECT 1 FROM outbox WHERE id = ?", (call_id,))


async def waiting(tx: Transaction, chat_id: int, stream: str) -> list[int]:
    """The ids of the calls of a stream that wait for a chat, in their order."""
    rows = await tx.fetch(
        "SELECT id FROM outbox WHERE chat_id = ? AND stream = ? AND state = 'queued' ORDER BY id",
        (chat_id, stream),
    )
    return [row["id"] for row in rows]


async def postpone(tx: Transaction, call_ids: Sequence[int]) -> None:
    """Put calls behind everything that is queued now, in this order; delivery reads anew."""
    for call_id in call_ids:
        await tx.fetch(
            "UPDATE outbox SET id = (SELECT seq + 1 FROM sqlite_sequence WHERE name = 'outbox') "
            "WHERE id = ?",
            (call_id,),
        )
        await tx.fetch("UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'outbox'")
    tx.changed |= {outbox.QUEUE, chats.RETURNED}
