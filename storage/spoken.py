"""Who spoke last in a ticket: the office, or its resident."""

from bot.reception.tickets import ENDED, Status
from storage import tickets
from storage.database import Transaction
from storage.events import Event
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
    return await _reached_after(tx, ticket, kind, "kind IN ('written', 'reopened')")


async def is_answered(tx: Transaction, ticket: Ticket) -> bool:
    """Whether the office has given an answer within the present term, one that nobody has claimed
    yet among them, and has not taken it back."""
    kept = ticket.resident_id is None and await tx.fetch(
        "SELECT 1 FROM entries WHERE ticket_id = ? AND direction = 'out' AND asks = 0 "
        "AND delivery = 'kept' LIMIT 1",
        (ticket.id,),
    )
    # With the resident's wish to open it again a new term begins.
    term = "kind = 'reopened' AND role = 'resident'"
    return bool(kept) or await _reached_after(tx, ticket, Event.ANSWERED, term)


async def _reached_after(tx: Transaction, ticket: Ticket, kind: Event, turn: str) -> bool:
    rows = await tx.fetch(
        "SELECT 1 FROM events JOIN entries ON entries.id = CAST(detail AS INTEGER) "
        "WHERE events.ticket_id = ?1 AND kind = ?2 AND delivery = 'delivered' AND events.id > "
        f"(SELECT COALESCE(MAX(id), 0) FROM events WHERE ticket_id = ?1 AND {turn}) LIMIT 1",
        (ticket.id, kind),
    )
    return bool(rows)
