"""Tickets: a concern from its first written line to its end."""

from dataclasses import dataclass
from datetime import date

from bot.reception.routing import CENTRE
from bot.reception.tickets import OPEN, Status, format_number, sources_of
from storage.database import Database, Row, Transaction


@dataclass(frozen=True, slots=True)
class Ticket:
    """A concern. One without a number is a draft that only its writer knows of."""

    id: int
    resident_id: int | None
    status: Status
    number: str | None
    office: str | None
    """Who handles it: an office's code, or bot.reception.routing.CENTRE."""
    about_office: str | None
    """The office it complains of."""
    topic: str | None
    urgent: bool
    show_name: bool
    language: str
    created_at: int
    updated_at: int
    filed_at: int | None
    due_on: date | None
    taken_by: int | None
    taken_name: str | None
    answered_at: int | None
    resident_at: int | None
    acknowledged_at: int | None
    chat_id: int | None
    card_id: int | None
    send_at: int | None
    """When a finished draft over the limit is filed by itself."""
    closed_at: int | None
    """When it was closed or withdrawn; None while it is neither."""
    erased_at: int | None
    """Since when nothing in it tells whose it is or what it says."""

    @property
    def stream(self) -> str:
        """The outbox stream in which what concerns this ticket keeps its order."""
        return f"ticket:{self.id}"

    @property
    def is_open(self) -> bool:
        """Whether the office still has it on its desk."""
        return self.status in OPEN


def from_row(row: Row) -> Ticket:
    """A row of the tickets table."""
    return Ticket(
        id=row["id"],
        resident_id=row["resident_id"],
        status=Status(row["status"]),
        number=row["number"],
        office=row["office"],
        about_office=row["about_office"],
        topic=row["topic"],
        urgent=bool(row["urgent"]),
        show_name=bool(row["show_name"]),
        language=row["language"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        filed_at=row["filed_at"],
        due_on=date.fromisoformat(row["due_on"]) if row["due_on"] else None,
        taken_by=row["taken_by"],
        taken_name=row["taken_name"],
        answered_at=row["answered_at"],
        resident_at=row["resident_at"],
        acknowledged_at=row["acknowledged_at"],
        chat_id=row["chat_id"],
        card_id=row["card_id"],
        send_at=row["send_at"],
        closed_at=row["closed_at"],
        erased_at=row["erased_at"],
    )


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose tickets somebody may see: their own, and those whose card is in a chat."""

    resident_id: int | None = None
    chat_id: int | None = None
    central: bool = False
    """Those that an administrator handles privately for the agency itself."""
    author_id: int | None = None
    """Those that this secretary has answered."""


async def ticket_for(tx: Transaction, sight: Sight, ticket_id: int) -> Ticket | None:
    """The ticket, if it is within ``sight``; None as if it did not exist otherwise.

    The only way to a ticket that a person named, pressed or replied to.
    """
    row = await tx.fetch_one(
        "SELECT * FROM tickets WHERE id = ? "
        "AND ((resident_id IS NOT NULL AND resident_id = ?) "
        "OR (status <> 'draft' AND (chat_id = ? OR (? AND office = ? AND chat_id > 0) "
        "OR EXISTS (SELECT 1 FROM entries WHERE ticket_id = tickets.id AND author_id = ?))))",
        (ticket_id, sight.resident_id, sight.chat_id, sight.central, CENTRE, sight.author_id),
    )
    return from_row(row) if row else None


async def ticket_id_of(tx: Transaction, number: str) -> int | None:
    """The id behind a ticket number; to be seen through `ticket_for`."""
    row = await tx.fetch_one("SELECT id FROM tickets WHERE number = ?", (number,))
    return row["id"] if row else None


async def load(tx: Transaction, ticket_id: int) -> Ticket:
    """The ticket of a queued call or a due date: the program's own errands, nobody's request."""
    row = await tx.fetch_one("SELECT * FROM tickets WHERE id = ?", (ticket_id,))
    if row is None:
        raise LookupError(f"ticket {ticket_id} is gone")
    return from_row(row)


async def file(
    tx: Transaction, ticket: Ticket, *, year: int, due_on: date, chat_id: int | None, now: float
) -> Ticket | None:
    """Give the draft its number and put it on the office's desk. None: filed already."""
    if ticket.office is None:
        raise ValueError("a draft without an office cannot be filed")
    filed = await tx.fetch(
        "UPDATE tickets SET status = 'registered', filed_at = ?, updated_at = ?, due_on = ?, "
        "chat_id = ?, resident_at = ?, send_at = NULL "
        "WHERE id = ? AND status = 'draft' RETURNING id",
        (int(now), int(now), due_on.isoformat(), chat_id, int(now), ticket.id),
    )
    if not filed:
        return None
    rows = await tx.fetch(
        "INSERT INTO serials (office, year, last) VALUES (?, ?, 1) "
        "ON CONFLICT (office, year) DO UPDATE SET last = last + 1 RETURNING last",
        (ticket.office, year),
    )
    number = format_number(ticket.office, year, rows[0]["last"])
    await tx.fetch("UPDATE tickets SET number = ? WHERE id = ?", (number, ticket.id))
    return await load(tx, ticket.id)


async def move(tx: Transaction, ticket: Ticket, status: Status, now: float) -> Ticket | None:
    """Move a ticket to another state. None: its present state does not allow it.

    Two people may press at once: the row, not what they saw, decides.
    """
    allowed = sources_of(status)
    marks = ", ".join("?" * len(allowed))
    row = await tx.fetch_one(
        "UPDATE tickets SET status = ?, updated_at = ?, closed_at = ? "
        f"WHERE id = ? AND status IN ({marks}) RETURNING *",
        (status, int(now), None if status in OPEN else int(now), ticket.id, *allowed),
    )
    return from_row(row) if row else None


async def take(
    tx: Transaction, ticket: Ticket, person_id: int, name: str, now: float
) -> Ticket | None:
    """A secretary takes it. None: somebody has it already, or it is not open."""
    row = await tx.fetch_one(
        "UPDATE tickets SET taken_by = ?, taken_name = ?, updated_at = ?, "
        "status = CASE status WHEN 'registered' THEN 'in_work' ELSE status END "
        "WHERE id = ? AND taken_by IS NULL AND status IN ('registered', 'in_work', 'answered') "
        "RETURNING *",
        (person_id, name, int(now), ticket.id),
    )
    return from_row(row) if row else None


async def note_answered(tx: Transaction, ticket: Ticket, now: float) -> Ticket:
    """An answer reached the resident."""
    await tx.fetch("UPDATE tickets SET answered_at = ? WHERE id = ?", (int(now), ticket.id))
    return await move(tx, ticket, Status.ANSWERED, now) or await load(tx, ticket.id)


async def note_resident(tx: Transaction, ticket: Ticket, now: float, acknowledged: bool) -> None:
    """The resident wrote to it, and was told so in words if ``acknowledged``."""
    await tx.fetch(
        "UPDATE tickets SET resident_at = ?, updated_at = ?, "
        "acknowledged_at = CASE WHEN ? THEN ? ELSE acknowledged_at END WHERE id = ?",
        (int(now), int(now), acknowledged, int(now), ticket.id),
    )


async def show_name(tx: Transaction, ticket: Ticket, shown: bool, now: float) -> Ticket | None:
    """The office may see the resident's name, or may not. None: so it is already."""
    row = await tx.fetch_one(
        "UPDATE tickets SET show_name = ?, updated_at = ? WHERE id = ? AND show_name <> ? "
        "RETURNING *",
        (shown, int(now), ticket.id, shown),
    )
    return from_row(row) if row else None


async def set_card(tx: Transaction, ticket_id: int, chat_id: int, card_id: int | None) -> None:
    """Where the ticket's card is now; None for the id: not there (any longer)."""
    await tx.fetch(
        "UPDATE tickets SET chat_id = ?, card_id = ? WHERE id = ?", (chat_id, card_id, ticket_id)
    )


STALE_QUEUE = "stale cards"
"""The signal set by a commit that made a card stale."""


async def mark_stale(tx: Transaction, ticket: Ticket, now: float) -> None:
    """The ticket's card shows an earlier state; it is brought up to date soon."""
    await tx.fetch(
        "UPDATE tickets SET stale_at = ? "
        "WHERE id = ? AND stale_at IS NULL AND chat_id IS NOT NULL",
        (now, ticket.id),
    )
    tx.changed.add(STALE_QUEUE)


async def mark_fresh(tx: Transaction, ticket_id: int) -> None:
    """What shows the ticket's present state is on its way."""
    await tx.fetch("UPDATE tickets SET stale_at = NULL WHERE id = ?", (ticket_id,))


async def stale(database: Database, before: float, limit: int) -> list[int]:
    """Tickets whose cards have been stale since before a moment, the longest first."""
    rows = await database.read(
        "SELECT id FROM tickets WHERE stale_at IS NOT NULL AND stale_at <= ? "
        "ORDER BY stale_at LIMIT ?",
        (before, limit),
    )
    return [row["id"] for row in rows]


async def written_by(tx: Transaction, resident_id: int) -> list[Ticket]:
    """All that a resident filed, and what they are writing, oldest first."""
    rows = await tx.fetch(
        "SELECT * FROM tickets WHERE resident_id = ? ORDER BY id", (resident_id,)
    )
    return [from_row(row) for row in rows]


async def filed_by(tx: Transaction, resident_id: int) -> list[Ticket]:
    """A resident's concerns, newest first, without the draft."""
    rows = await tx.fetch(
        "SELECT * FROM tickets WHERE resident_id = ? AND status <> 'draft' ORDER BY id DESC",
        (resident_id,),
    )
    return [from_row(row) for row in rows]
