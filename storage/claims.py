"""Concerns that were written down at the counter, and the codes with which people claim them."""

import hashlib
from dataclasses import dataclass

from storage import tickets
from storage.database import Transaction
from storage.residents import Resident
from storage.tickets import Ticket

HOUR = 3600


async def add_ticket(
    tx: Transaction, *, office: str, topic: str, urgent: bool, language: str, now: float
) -> Ticket:
    """A draft that is nobody's, to be filed in the same transaction."""
    ticket_id = await tx.insert(
        "INSERT INTO tickets (status, office, topic, urgent, language, at_counter, created_at, "
        "updated_at) VALUES ('draft', ?, ?, ?, ?, 1, ?, ?)",
        (office, topic, urgent, language, int(now), int(now)),
    )
    return await tickets.load(tx, ticket_id)


async def put(tx: Transaction, ticket: Ticket, code: str, now: float) -> None:
    """Note the code of a ticket; it is stored as a digest."""
    await tx.fetch(
        "INSERT INTO claims (code, ticket_id, at) VALUES (?, ?, ?)",
        (_digest(code), ticket.id, int(now)),
    )


async def renew(tx: Transaction, ticket: Ticket, code: str, now: float) -> bool:
    """Another code instead of the one that was lost. False: somebody has used that one."""
    rows = await tx.fetch(
        "UPDATE claims SET code = ?, at = ? WHERE ticket_id = ? AND claimed_at IS NULL "
        "RETURNING ticket_id",
        (_digest(code), int(now), ticket.id),
    )
    return bool(rows)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a code stands for."""

    ticket: Ticket
    is_dead: bool
    """Somebody has used it."""


async def behind(tx: Transaction, code: str) -> Claim | None:
    """What a code stands for; None: nothing, or something erased."""
    row = await tx.fetch_one(
        "SELECT ticket_id, claimed_at FROM claims WHERE code = ?", (_digest(code),)
    )
    if row is None:
        return None
    ticket = await tickets.load(tx, row["ticket_id"])
    return None if ticket.erased_at is not None else Claim(ticket, row["claimed_at"] is not None)


async def use(tx: Transaction, ticket: Ticket, resident: Resident, now: float) -> Ticket | None:
    """The ticket is this resident's from now on, and its code is dead. None: it was already."""
    used = await tx.fetch(
        "UPDATE claims SET claimed_at = ? WHERE ticket_id = ? AND claimed_at IS NULL "
        "RETURNING ticket_id",
        (int(now), ticket.id),
    )
    if not used:
        return None
    owned = await tx.fetch(
        "UPDATE tickets SET resident_id = ?, updated_at = ? "
        "WHERE id = ? AND resident_id IS NULL AND erased_at IS NULL RETURNING id",
        (resident.id, int(now), ticket.id),
    )
    return await tickets.load(tx, ticket.id) if owned else None


async def note_wrong(tx: Transaction, resident: Resident, now: float) -> None:
    """They sent a code that stands for nothing."""
    await tx.fetch(
        "INSERT INTO claim_tries (resident_id, at) VALUES (?, ?)", (resident.id, int(now))
    )


async def wrong_since(tx: Transaction, resident: Resident, now: float) -> list[int]:
    """When they sent wrong codes within the last hour, the oldest first."""
    rows = await tx.fetch(
        "SELECT at FROM claim_tries WHERE resident_id = ? AND at > ? ORDER BY at, id",
        (resident.id, int(now) - HOUR),
    )
    return [row["at"] for row in rows]


async def purge(tx: Transaction, now: float) -> None:
    """Forget wrong codes that count no longer."""
    await tx.fetch("DELETE FROM claim_tries WHERE at <= ?", (int(now) - HOUR,))


def _digest(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()
