"""What secretaries note about a ticket, and who is in charge no longer.

Each change returns the ticket as it is now, or None when there was nothing to change: of two
people who press at once, one changes it.
"""

from bot.reception.grounds import Ground
from bot.reception.tickets import Status
from storage.database import Transaction
from storage.tickets import IS_OPEN, Ticket, from_row, load, move


async def release(tx: Transaction, ticket: Ticket, holder: int, now: float) -> Ticket | None:
    """Nobody is in charge any longer. None: ``holder`` (a Telegram id) is not, or it has ended."""
    row = await tx.fetch_one(
        "UPDATE tickets SET taken_by = NULL, taken_name = NULL, updated_at = ?, "
        "status = CASE status WHEN 'in_work' THEN 'registered' ELSE status END "
        f"WHERE id = ? AND taken_by = ? AND {IS_OPEN} RETURNING *",
        (int(now), ticket.id, holder),
    )
    return from_row(row) if row else None


async def note_asked(tx: Transaction, ticket: Ticket, now: float) -> Ticket:
    """A question of the office reached the resident."""
    await tx.fetch("UPDATE tickets SET asked_at = ? WHERE id = ?", (int(now), ticket.id))
    return await move(tx, ticket, Status.WAITING, now) or await load(tx, ticket.id)


async def decide(
    tx: Transaction,
    ticket: Ticket,
    status: Status,
    now: float,
    *,
    ground: Ground | None = None,
    words: str | None = None,
) -> Ticket | None:
    """Redirect or decline it, on a legal ground or with the words that the resident is told."""
    if await move(tx, ticket, status, now) is None:
        return None
    await tx.fetch(
        "UPDATE tickets SET ground = ?, decision = ? WHERE id = ?", (ground, words, ticket.id)
    )
    return await load(tx, ticket.id)


async def set_urgent(tx: Transaction, ticket: Ticket, urgent: bool, now: float) -> Ticket | None:
    """It is urgent from now on, or no longer: should it become so again, that is news again."""
    row = await tx.fetch_one(
        "UPDATE tickets SET urgent = ?1, updated_at = ?2, "
        "alarmed_at = CASE WHEN ?1 THEN alarmed_at END "
        f"WHERE id = ?3 AND urgent <> ?1 AND {IS_OPEN} RETURNING *",
        (urgent, int(now), ticket.id),
    )
    return from_row(row) if row else None


async def note_alarmed(tx: Transaction, ticket: Ticket, now: float) -> bool:
    """Those who answer for urgent concerns are told of it. False: they were told since it became
    urgent."""
    rows = await tx.fetch(
        "UPDATE tickets SET alarmed_at = ? WHERE id = ? AND alarmed_at IS NULL RETURNING id",
        (int(now), ticket.id),
    )
    return bool(rows)


async def forget_alarm(tx: Transaction, ticket: Ticket) -> None:
    """It is opened again: should it be urgent, that is news again."""
    await tx.fetch("UPDATE tickets SET alarmed_at = NULL WHERE id = ?", (ticket.id,))


async def set_topic(tx: Transaction, ticket: Ticket, topic: str, now: float) -> Ticket | None:
    """It is about something else: a topic's code."""
    row = await tx.fetch_one(
        "UPDATE tickets SET topic = ?, updated_at = ? "
        f"WHERE id = ? AND topic IS NOT ? AND {IS_OPEN} RETURNING *",
        (topic, int(now), ticket.id, topic),
    )
    return from_row(row) if row else None


async def set_register_number(
    tx: Transaction, ticket: Ticket, number: str | None, now: float
) -> Ticket:
    """Its number in the agency's own register; None: it has none there."""
    await tx.fetch(
        "UPDATE tickets SET register_number = ?, updated_at = ? WHERE id = ?",
        (number, int(now), ticket.id),
    )
    return await load(tx, ticket.id)


async def set_duplicate(
    tx: Transaction, ticket: Ticket, original: Ticket | None, now: float
) -> Ticket | None:
    """It tells of the same as another ticket; None for that: of its own."""
    new = original.id if original else None
    row = await tx.fetch_one(
        "UPDATE tickets SET duplicate_of = ?, updated_at = ? "
        "WHERE id = ? AND duplicate_of IS NOT ? RETURNING *",
        (new, int(now), ticket.id, new),
    )
    return from_row(row) if row else None


async def told_again_in(tx: Transaction, ticket: Ticket) -> list[Ticket]:
    """The tickets of the same chat that tell of the same as this one, oldest first."""
    rows = await tx.fetch(
        "SELECT * FROM tickets WHERE duplicate_of = ? AND chat_id = ? ORDER BY id",
        (ticket.id, ticket.chat_id),
    )
    return [from_row(row) for row in rows]


async def same_as(tx: Transaction, ticket: Ticket) -> Ticket | None:
    """The ticket of the same chat of which this one is a second telling."""
    row = await tx.fetch_one(
        "SELECT * FROM tickets WHERE id = ? AND chat_id = ?", (ticket.duplicate_of, ticket.chat_id)
    )
    return from_row(row) if row else None
