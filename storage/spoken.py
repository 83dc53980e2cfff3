"""Who spoke last in a ticket: the office, or its resident."""

from bot.reception.tickets import Status
from storage import tickets
from storage.database import Transaction
from storage.tickets import Ticket


async def note_answered(tx: Transaction, ticket: Ticket, now: float) -> Ticket:
    """An answer reached the resident, who is asked anew whether the matter is settled."""
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
