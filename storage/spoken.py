"""Who spoke last in a ticket: the office, or its resident."""

from bot.reception.tickets import ENDED, Status
from storage import tickets
from storage.database import Transaction
from storage.events import BEGINS_TERM, GIVEN_AWAY, Event
from storage.tickets import Ticket


async def note_answered(
    tx: Transaction, ticket: Ticket, now: float, *, reopens: bool = True
) -> Ticket:
    """An answer reached the resident, who is asked anew whether the matter is settled; unless the
    concern has ended and the answer ``reopens`` nothing."""
    if ticket.status in ENDED and not reopens:
        await tx.fetch(
            "UPDATE tickets SET answered_at = ?, due_met_at = COALESCE(due_met_at, ?) "
            "WHERE id = ?",
            (int(now), int(now), ticket.id),
        )
        return await tickets.load(tx, ticket.id)
    await tx.fetch(
        "UPDATE tickets SET answered_at = ?, due_met_at = COALESCE(due_met_at, ?), "
        "outcome = NULL, outcome_at = NULL, comment_until = NULL WHERE id = ?",
        (int(now), int(now), ticket.id),
    )
    return await tickets.move(tx, ticket, Status.ANSWERED, now) or await tickets.load(
        tx, ticket.id
    )


async def note_resident(tx: Transaction, ticket: Ticket, now: float, acknowledged: bool) -> None:
    """The resident wrote to it, and was told so in words if ``acknowledged``."""
    await tx.fetch(
        "UPDATE tickets SET resident_at = ?, updated_at = ?, "
        "acknowledged_at = CASE WHEN ? THEN ? ELSE acknowledged_at END WHERE id = ?",
        (int(now), int(now), acknowledged, int(now), ticket.id),
    )


async def stands(tx: Transaction, ticket: Ticket, kind: Event) -> bool:
    """Whether an answer, or a question, that reached the resident still stands as the last word:
    nothing was written and nothing opened again after it. ``kind``: ANSWERED or ASKED."""
    return bool(await _reached_after(tx, ticket, kind, _TURN))


async def standing_answers(tx: Transaction, ticket: Ticket) -> list[int]:
    """The answers that stand so, the oldest first: of each its first entry."""
    return await _reached_after(tx, ticket, Event.ANSWERED, _TURN)


_TURN = "kind IN ('written', 'reopened')"


async def is_answered(tx: Transaction, ticket: Ticket) -> bool:
    """Whether the office has given an answer within the present term, one that is kept for its
    resident among them, and has not taken it back."""
    row = await tx.fetch_one(
        f"SELECT MAX(at) FROM events WHERE ticket_id = ? AND {BEGINS_TERM}", (ticket.id,)
    )
    began_at = row[0] if row and row[0] is not None else 0
    return await is_kept(tx, ticket, began_at) or bool(
        await _reached_after(tx, ticket, Event.ANSWERED, BEGINS_TERM)
    )


_IS_EARLIER_OFFICE_S = (
    "EXISTS (SELECT 1 FROM events AS given WHERE given.ticket_id = entries.ticket_id "
    f"AND kind = 'reopened' AND detail = '{GIVEN_AWAY}' AND at > entries.sent_at)"
)


async def is_earlier_office_s(tx: Transaction, entry_id: int) -> bool:
    """Whether an answer was written before its concern was given away: however late it arrives,
    what the present office is to answer stays due."""
    return bool(
        await tx.fetch(
            f"SELECT 1 FROM entries WHERE id = ? AND {_IS_EARLIER_OFFICE_S}", (entry_id,)
        )
    )


async def is_kept(tx: Transaction, ticket: Ticket, since: int) -> bool:
    """Whether an answer written after a moment is kept for the resident, who has stopped the bot
    or has not claimed the concern yet."""
    rows = await tx.fetch(
        "SELECT 1 FROM entries WHERE ticket_id = ? AND direction = 'out' AND asks = 0 "
        "AND delivery = 'kept' AND sent_at > ? LIMIT 1",
        (ticket.id, since),
    )
    return bool(rows)


async def _reached_after(tx: Transaction, ticket: Ticket, kind: Event, turn: str) -> list[int]:
    rows = await tx.fetch(
        "SELECT entries.id FROM events JOIN entries ON entries.id = CAST(detail AS INTEGER) "
        "WHERE events.ticket_id = ?1 AND kind = ?2 AND delivery = 'delivered' AND events.id > "
        f"(SELECT COALESCE(MAX(id), 0) FROM events WHERE ticket_id = ?1 AND {turn}) "
        f"AND NOT {_IS_EARLIER_OFFICE_S} ORDER BY entries.id",
        (ticket.id, kind),
    )
    return [row["id"] for row in rows]
