"""Tickets: a concern from its first written line to its end."""

import json
from dataclasses import dataclass, fields
from datetime import date

from bot.reception.outcomes import Outcome
from bot.reception.routing import CENTRE
from bot.reception.tickets import OPEN, Status, format_number, sources_of
from storage import search
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
    register_number: str | None
    """Its number in the agency's own register."""
    duplicate_of: int | None
    """The concern of which this one is a second telling."""
    asked_at: int | None
    """When the last question of the office reached the resident."""
    ground: str | None
    """Why it was declined: a bot.reception.grounds.Ground; None: see ``decision``."""
    decision: str | None
    """Why it was redirected or declined, in the words that the resident was told."""
    at_counter: bool
    """A secretary wrote it down for a visitor or caller, who may claim it later."""
    register_by: date | None
    """The day by which it is to be registered: taken, or given its register number."""
    due_met_at: int | None
    """When an answer first reached the resident within the term that ends on `due_on`, or was kept
    for them."""
    extension: str | None
    """Why the present term was extended, as the resident was told."""
    outcome: Outcome | None
    """What the resident says of the last answer."""
    outcome_at: int | None
    comment_until: int | None
    """Until when the resident's next words are a comment on that."""
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

    @property
    def spoken_at(self) -> int | None:
        """When the last answer or question of the office reached the resident."""
        return max((at for at in (self.answered_at, self.asked_at) if at), default=None)


_BOOLEANS = ("urgent", "show_name", "at_counter")
_DAYS = ("due_on", "register_by")
_COLUMNS = tuple(field.name for field in fields(Ticket))


def from_row(row: Row) -> Ticket:
    """A row of the tickets table."""
    values = {name: row[name] for name in _COLUMNS}
    values["status"] = Status(values["status"])
    values["outcome"] = Outcome(values["outcome"]) if values["outcome"] else None
    for name in _BOOLEANS:
        values[name] = bool(values[name])
    for name in _DAYS:
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    return Ticket(**values)


IS_OPEN = "status IN (" + ", ".join(f"'{status}'" for status in OPEN) + ")"
"""The condition of SQL that a ticket is on a desk."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose tickets somebody may see: their own, and those whose card is in a chat."""

    resident_id: int | None = None
    chat_id: int | None = None
    central: bool = False
    """Those that an administrator handles privately for the agency itself."""
    author_id: int | None = None
    """Those that this secretary has answered."""
    offices: tuple[str, ...] = ()
    """Those that these offices handle, but for complaints about one of them."""
    not_of: int | None = None
    """Of those, what this resident wrote is left out: nobody handles their own concern."""

    @property
    def at_desk(self) -> tuple[str, tuple[object, ...]]:
        """The condition of SQL, with its parameters, that a ticket is handled within it."""
        offices = json.dumps(self.offices)
        sql = (
            "status <> 'draft' AND (chat_id = ? "
            "OR (office IN (SELECT value FROM json_each(?)) AND (about_office IS NULL "
            "OR about_office NOT IN (SELECT value FROM json_each(?))) AND resident_id IS NOT ?))"
        )
        return sql, (self.chat_id, offices, offices, self.not_of)


async def ticket_for(tx: Transaction, sight: Sight, ticket_id: int) -> Ticket | None:
    """The ticket, if it is within ``sight``; None as if it did not exist otherwise.

    The only way to a ticket that a person named, pressed or replied to.
    """
    at_desk, of_desk = sight.at_desk
    row = await tx.fetch_one(
        "SELECT * FROM tickets WHERE id = ? "
        f"AND ((resident_id IS NOT NULL AND resident_id = ?) OR ({at_desk}) "
        "OR (status <> 'draft' AND ((? AND office = ? AND chat_id > 0) "
        "OR EXISTS (SELECT 1 FROM entries WHERE ticket_id = tickets.id AND author_id = ?))))",
        (ticket_id, sight.resident_id, *of_desk, sight.central, CENTRE, sight.author_id),
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
    tx: Transaction,
    ticket: Ticket,
    *,
    year: int,
    due_on: date,
    register_by: date | None = None,
    chat_id: int | None,
    now: float,
) -> Ticket | None:
    """Give the draft its number and put it on the office's desk. None: filed already.

    ``register_by`` is None for a concern that the office enters itself.
    """
    if ticket.office is None:
        raise ValueError("a draft without an office cannot be filed")
    filed = await tx.fetch(
        "UPDATE tickets SET status = 'registered', filed_at = ?, updated_at = ?, due_on = ?, "
        "register_by = ?, chat_id = ?, resident_at = ?, send_at = NULL "
        "WHERE id = ? AND status = 'draft' RETURNING id",
        (
            int(now),
            int(now),
            due_on.isoformat(),
            register_by.isoformat() if register_by else None,
            chat_id,
            int(now),
            ticket.id,
        ),
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
    await search.add_ticket(tx, ticket.id)
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
        f"WHERE id = ? AND taken_by IS NULL AND {IS_OPEN} "
        "RETURNING *",
        (person_id, name, int(now), ticket.id),
    )
    return from_row(row) if row else None


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
        "UPDATE tickets SET stale_at = ?1 "
        "WHERE id = ?2 AND (stale_at IS NULL OR stale_at > ?1) AND (chat_id IS NOT NULL "
        "OR EXISTS (SELECT 1 FROM links WHERE ticket_id = tickets.id AND kind = 'card'))",
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
