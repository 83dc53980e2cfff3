"""What residents wrote and the office may see, while something of the same concern is still on its
way there: it follows in as few messages as possible."""

from collections.abc import Sequence

from bot.reception.tickets import Status
from storage.database import Database, Transaction
from storage.tickets import Ticket

_AHEAD = "state = 'queued' AND on_result IN ('card_posted', 'copied')"


async def hold(tx: Transaction, entry_ids: Sequence[int]) -> None:
    """These follow what is on its way."""
    await tx.execute_many(
        "UPDATE entries SET follows = 1 WHERE id = ?", [(id_,) for id_ in entry_ids]
    )


async def let_go(tx: Transaction, ticket_id: int) -> list[int]:
    """What followed of a ticket goes now; returns the entries' ids."""
    rows = await tx.fetch(
        "UPDATE entries SET follows = 0 WHERE ticket_id = ? AND follows = 1 RETURNING id",
        (ticket_id,),
    )
    return sorted(row["id"] for row in rows)


async def is_due(tx: Transaction, ticket: Ticket, before: float) -> bool:
    """Whether what is to be shown of a ticket has to follow: other things of it do, or have been
    on their way since before a moment."""
    waiting = await tx.fetch(
        "SELECT 1 FROM entries WHERE ticket_id = ? AND follows = 1 LIMIT 1", (ticket.id,)
    )
    return bool(waiting) or await ahead(tx, ticket, before) > 0


async def ahead(tx: Transaction, ticket: Ticket, before: float) -> int:
    """How many calls that show the concern have been on their way since before a moment."""
    row = await tx.fetch_one(
        f"SELECT COUNT(*) FROM outbox WHERE chat_id = ? AND stream = ? AND {_AHEAD} "
        "AND created_at < ?",
        (ticket.chat_id, ticket.stream, before),
    )
    return int(row[0]) if row else 0


async def stranded(database: Database) -> list[int]:
    """Tickets of which something follows what is on its way no longer: its call was withdrawn, or
    set aside."""
    rows = await database.read(
        "SELECT DISTINCT ticket_id FROM entries JOIN tickets ON tickets.id = ticket_id "
        "WHERE follows = 1 AND tickets.chat_id IS NOT NULL AND status <> ? AND NOT EXISTS "
        "(SELECT 1 FROM outbox WHERE outbox.chat_id = tickets.chat_id "
        f"AND stream = 'ticket:' || ticket_id AND {_AHEAD})",
        (Status.WITHDRAWN,),
    )
    return [row["ticket_id"] for row in rows]
