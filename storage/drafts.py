"""Drafts: concerns that are being written. They are tickets without a number."""

from storage.database import Database, Transaction
from storage.tickets import Ticket, from_row, load


async def of_resident(tx: Transaction, resident_id: int) -> Ticket | None:
    """The concern this resident is writing."""
    row = await tx.fetch_one(
        "SELECT * FROM tickets WHERE resident_id = ? AND status = 'draft' "
        "ORDER BY id DESC LIMIT 1",
        (resident_id,),
    )
    return from_row(row) if row else None


async def add(tx: Transaction, resident_id: int, language: str, now: float) -> Ticket:
    """An empty draft."""
    ticket_id = await tx.insert(
        "INSERT INTO tickets (resident_id, status, language, created_at, updated_at) "
        "VALUES (?, 'draft', ?, ?, ?)",
        (resident_id, language, int(now), int(now)),
    )
    return await load(tx, ticket_id)


async def change(
    tx: Transaction, ticket: Ticket, now: float, **values: str | int | None
) -> Ticket:
    """Set the office, the office complained of, the topic, urgency, name choice or language."""
    unknown = set(values) - {"office", "about_office", "topic", "urgent", "show_name", "language"}
    if unknown:
        raise ValueError(f"a draft has no {', '.join(sorted(unknown))}")
    columns = "".join(f"{name} = ?, " for name in values)
    await tx.fetch(
        f"UPDATE tickets SET {columns} updated_at = ? WHERE id = ? AND status = 'draft'",
        (*values.values(), int(now), ticket.id),
    )
    return await load(tx, ticket.id)


async def discard(tx: Transaction, ticket: Ticket) -> None:
    """Its writer gave it up: nothing of it stays."""
    await tx.fetch("DELETE FROM tickets WHERE id = ? AND status = 'draft'", (ticket.id,))


async def unsent(database: Database, before: float) -> list[int]:
    """Drafts with something written, untouched since ``before``, not yet recalled."""
    rows = await database.read(
        "SELECT id FROM tickets WHERE status = 'draft' AND recalled_at IS NULL "
        "AND updated_at <= ? AND EXISTS (SELECT 1 FROM entries WHERE ticket_id = tickets.id)",
        (int(before),),
    )
    return [row["id"] for row in rows]


async def mark_recalled(tx: Transaction, ticket_id: int, now: float) -> Ticket | None:
    """The writer is reminded of the draft, once. None: sent or given up meanwhile."""
    row = await tx.fetch_one(
        "UPDATE tickets SET recalled_at = ? WHERE id = ? AND status = 'draft' "
        "AND recalled_at IS NULL RETURNING *",
        (int(now), ticket_id),
    )
    return from_row(row) if row else None
