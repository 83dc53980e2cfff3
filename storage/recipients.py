"""What becomes of an announcement for each of the people it is for.

waiting -> queued (its calls are in the outbox) -> delivered, blocked or failed; and, when it is
taken back, delivered -> removing (its calls are in the outbox) -> taken_back. One that Telegram
does not delete goes back to delivered, without the ids of its messages. Of what failed a part may
have come: failed -> removing -> failed; it has no moment at which it was delivered.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.reception.announcements import TAKE_BACK_SECONDS, Status
from storage.announcements import stream_of
from storage.database import Row, Transaction

End = Literal["delivered", "blocked", "failed"]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who is to get an announcement, or has it."""

    resident_id: int
    telegram_id: int
    language: str | None
    message_ids: tuple[int, ...] = ()
    """In their chat, when it is to be deleted there."""


async def take_waiting(tx: Transaction, announcement_id: int, limit: int) -> list[Recipient]:
    """The next who are to get it: their calls go to the outbox in this transaction.

    Who wants no announcements any longer is none of them; who blocked the bot meanwhile is
    counted as such.
    """
    rows = await tx.fetch(
        "SELECT resident_id, telegram_id, language, muted, residents.blocked_at FROM recipients "
        "JOIN residents ON residents.id = resident_id "
        "WHERE announcement_id = ? AND state = 'waiting' ORDER BY resident_id LIMIT ?",
        (announcement_id, limit),
    )
    muted = [row["resident_id"] for row in rows if row["muted"]]
    wanted = [row for row in rows if not row["muted"]]
    await tx.execute_many(
        "DELETE FROM recipients WHERE announcement_id = ? AND resident_id = ?",
        [(announcement_id, id_) for id_ in muted],
    )
    if muted:
        await tx.fetch(
            "UPDATE announcements SET total = total - ? WHERE id = ?",
            (len(muted), announcement_id),
        )
    await tx.execute_many(
        "UPDATE recipients SET state = 'queued' WHERE announcement_id = ? AND resident_id = ?",
        [(announcement_id, row["resident_id"]) for row in wanted],
    )
    found = []
    for row in wanted:
        if row["blocked_at"] is None:
            found.append(Recipient(row["resident_id"], row["telegram_id"], row["language"]))
        else:
            await settle(tx, announcement_id, row["resident_id"], "blocked", 0)
    return found


async def take_delivered(
    tx: Transaction, announcement_id: int, limit: int, now: float
) -> list[Recipient]:
    """The next from whose chats it is to be deleted: the calls go to the outbox in this
    transaction. Those who have had it for too long keep it."""
    rows = await tx.fetch(
        "SELECT resident_id, telegram_id, message_ids, at FROM recipients "
        "JOIN residents ON residents.id = resident_id "
        f"WHERE announcement_id = ? AND {_TO_BE_DELETED} ORDER BY resident_id LIMIT ?",
        (announcement_id, limit),
    )
    until = now - TAKE_BACK_SECONDS
    late = [row["resident_id"] for row in rows if row["at"] is not None and row["at"] <= until]
    await tx.execute_many(
        "UPDATE recipients SET message_ids = NULL WHERE announcement_id = ? AND resident_id = ?",
        [(announcement_id, id_) for id_ in late],
    )
    return await _leave(
        tx, announcement_id, [row for row in rows if row["resident_id"] not in late]
    )


async def take_parts(tx: Transaction, announcement_id: int, resident_id: int) -> list[Recipient]:
    """Somebody to whom it could not be sent whole, if a part of it stands in their chat: the call
    that deletes it goes to the outbox in this transaction."""
    rows = await tx.fetch(
        "SELECT resident_id, telegram_id, message_ids FROM recipients "
        "JOIN residents ON residents.id = resident_id WHERE announcement_id = ? "
        "AND resident_id = ? AND state = 'failed' AND message_ids IS NOT NULL",
        (announcement_id, resident_id),
    )
    return await _leave(tx, announcement_id, rows)


async def _leave(tx: Transaction, announcement_id: int, rows: Sequence[Row]) -> list[Recipient]:
    found = [
        Recipient(row[0], row["telegram_id"], None, tuple(json.loads(row["message_ids"])))
        for row in rows
    ]
    await tx.execute_many(
        "UPDATE recipients SET state = 'removing' WHERE announcement_id = ? AND resident_id = ?",
        [(announcement_id, recipient.resident_id) for recipient in found],
    )
    return found


_TO_BE_DELETED = "state IN ('delivered', 'failed') AND message_ids IS NOT NULL"


async def any_waits(tx: Transaction, announcement_id: int, *, removing: bool) -> bool:
    """Whether somebody is still to be sent it; ``removing``: to be freed of it."""
    condition = _TO_BE_DELETED if removing else "state = 'waiting'"
    sql = f"SELECT 1 FROM recipients WHERE announcement_id = ? AND {condition} LIMIT 1"
    return bool(await tx.fetch(sql, (announcement_id,)))


async def settle(
    tx: Transaction, announcement_id: int, resident_id: int, end: End, now: float
) -> None:
    """Note what became of it. Who was forgotten meanwhile is not counted."""
    rows = await tx.fetch(
        "UPDATE recipients SET state = ?, at = ? "
        "WHERE announcement_id = ? AND resident_id = ? AND state = 'queued' RETURNING 1",
        (end, int(now) if end == "delivered" else None, announcement_id, resident_id),
    )
    if rows:
        # `end` is one of three words of ours, and a column's name.
        await tx.fetch(
            f"UPDATE announcements SET {end} = {end} + 1 WHERE id = ?", (announcement_id,)
        )


async def add_messages(
    tx: Transaction, announcement_id: int, resident_id: int, message_ids: Sequence[int]
) -> None:
    """Note where it stands in somebody's chat."""
    if message_ids:
        await tx.execute_many(
            "UPDATE recipients SET message_ids = json_insert(COALESCE(message_ids, '[]'), '$[#]', "
            "?) WHERE announcement_id = ? AND resident_id = ?",
            [(id_, announcement_id, resident_id) for id_ in message_ids],
        )


async def has_message(tx: Transaction, resident_id: int, message_id: int) -> bool:
    """Whether a message in somebody's chat is, or is a part of, an announcement; known for as
    long as it may be taken back."""
    rows = await tx.fetch(
        # CROSS JOIN: a few announcements are looked through, not all their recipients.
        "SELECT 1 FROM announcements CROSS JOIN recipients ON announcement_id = announcements.id "
        "CROSS JOIN json_each(message_ids) WHERE resident_id = ? AND json_each.value = ? LIMIT 1",
        (resident_id, message_id),
    )
    return bool(rows)


async def settle_removal(
    tx: Transaction, announcement_id: int, resident_id: int, *, removed: bool
) -> None:
    """Note whether it is gone from somebody's chat. Who never had it whole is not counted."""
    rows = await tx.fetch(
        "UPDATE recipients SET state = IIF(at IS NULL, 'failed', ?), message_ids = NULL "
        "WHERE announcement_id = ? AND resident_id = ? AND state = 'removing' RETURNING at",
        ("taken_back" if removed else "delivered", announcement_id, resident_id),
    )
    if removed and any(row["at"] is not None for row in rows):
        await tx.fetch(
            "UPDATE announcements SET taken_back = taken_back + 1 WHERE id = ?",
            (announcement_id,),
        )


async def in_outbox(tx: Transaction, announcement_id: int) -> int:
    """For how many people its calls are in the outbox."""
    row = await tx.fetch_one(
        "SELECT COUNT(*) FROM recipients WHERE announcement_id = ? "
        "AND state IN ('queued', 'removing')",
        (announcement_id,),
    )
    return int(row[0]) if row else 0


async def give_up_lost(tx: Transaction, announcement_id: int) -> None:
    """Settle those whose calls are gone without a word: nobody waits for an answer that cannot
    come. To be called when nobody waits to be served any more."""
    # The second condition lets SQLite use the index of queued calls.
    sql = "SELECT 1 FROM outbox WHERE stream = ? AND state = 'queued' AND priority >= 0 LIMIT 1"
    if await tx.fetch(sql, (stream_of(announcement_id),)):
        return
    for row in await tx.fetch(
        "SELECT resident_id, state FROM recipients WHERE announcement_id = ? "
        "AND state IN ('queued', 'removing')",
        (announcement_id,),
    ):
        if row["state"] == "queued":
            await settle(tx, announcement_id, row["resident_id"], "failed", 0)
        else:
            await settle_removal(tx, announcement_id, row["resident_id"], removed=False)


async def purge(tx: Transaction, now: float) -> None:
    """Forget who got what, once nothing can be taken back; the sums stay."""
    kept = (Status.RUNNING, Status.PAUSED, Status.REMOVING)
    await tx.fetch(
        "DELETE FROM recipients WHERE announcement_id IN (SELECT id FROM announcements "
        "WHERE ended_at <= ? AND status NOT IN (?, ?, ?))",
        (now - TAKE_BACK_SECONDS, *kept),
    )
