"""Drafts: concerns that are being written. They are tickets without a number.

One that is finished and waits for a limit has a moment at which it is sent; its writer may begin
another one.
"""

from storage.database import Database, Transaction
from storage.tickets import Ticket, from_row, load


async def of_resident(tx: Transaction, resident_id: int) -> Ticket | None:
    """The concern this resident is writing."""
    row = await tx.fetch_one(
        "SELECT * FROM tickets WHERE resident_id = ? AND status = 'draft' AND send_at IS NULL "
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


_WRITER_MAY_WRITE = (
    "NOT EXISTS (SELECT 1 FROM residents JOIN blocks USING (telegram_id) "
    "WHERE residents.id = tickets.resident_id AND (until IS NULL OR until > ?))"
)


async def unsent(database: Database, before: float, now: float) -> list[int]:
    """Drafts with something written, untouched since ``before``, not yet recalled; not of people
    who may not write."""
    rows = await database.read(
        "SELECT id FROM tickets WHERE status = 'draft' AND recalled_at IS NULL "
        "AND send_at IS NULL AND updated_at <= ? "
        f"AND EXISTS (SELECT 1 FROM entries WHERE ticket_id = tickets.id) AND {_WRITER_MAY_WRITE}",
        (int(before), int(now)),
    )
    return [row["id"] for row in rows]


async def mark_recalled(tx: Transaction, ticket_id: int, now: float) -> Ticket | None:
    """The writer is reminded of the draft, once. None: sent or given up meanwhile."""
    row = await tx.fetch_one(
        "UPDATE tickets SET recalled_at = ? WHERE id = ? AND status = 'draft' "
        "AND recalled_at IS NULL AND send_at IS NULL RETURNING *",
        (int(now), ticket_id),
    )
    return from_row(row) if row else None


async def is_recalled(tx: Transaction, ticket: Ticket) -> bool:
    """Whether the writer was reminded of the draft."""
    rows = await tx.fetch(
        "SELECT 1 FROM tickets WHERE id = ? AND recalled_at IS NOT NULL", (ticket.id,)
    )
    return bool(rows)


async def postpone(tx: Transaction, draft: Ticket, send_at: int, language: str) -> Ticket:
    """It is finished and is sent at a moment, in seconds since 1970."""
    await tx.fetch(
        "UPDATE tickets SET send_at = ?, language = ? WHERE id = ? AND status = 'draft'",
        (send_at, language, draft.id),
    )
    return await load(tx, draft.id)


async def waiting(tx: Transaction, resident_id: int) -> list[Ticket]:
    """A resident's finished concerns that wait to be sent, the first to go first."""
    rows = await tx.fetch(
        "SELECT * FROM tickets WHERE resident_id = ? AND status = 'draft' "
        "AND send_at IS NOT NULL ORDER BY send_at, id",
        (resident_id,),
    )
    return [from_row(row) for row in rows]


_DUE = f"status = 'draft' AND send_at <= ? AND {_WRITER_MAY_WRITE}"


async def due(database: Database, now: float) -> list[int]:
    """What is to be sent now, the first first; not of people who may not write."""
    rows = await database.read(
        f"SELECT id FROM tickets WHERE {_DUE} ORDER BY send_at, id", (int(now), int(now))
    )
    return [row["id"] for row in rows]


async def still_due(tx: Transaction, ticket_id: int, now: float) -> Ticket | None:
    """The draft, if it is still to be sent now: it may have been sent or given up meanwhile."""
    row = await tx.fetch_one(
        f"SELECT * FROM tickets WHERE id = ? AND {_DUE}", (ticket_id, int(now), int(now))
    )
    return from_row(row) if row else None


async def moments(tx: Transaction, resident_id: int, urgent: bool, since: float) -> list[float]:
    """When the resident's concerns went since a moment, and when those that wait will go: the
    urgent ones, or the others."""
    rows = await tx.fetch(
        "SELECT COALESCE(filed_at, send_at) FROM tickets WHERE resident_id = ? AND urgent = ? "
        "AND (filed_at > ? OR (filed_at IS NULL AND send_at IS NOT NULL))",
        (resident_id, urgent, int(since)),
    )
    return [float(row[0]) for row in rows]
