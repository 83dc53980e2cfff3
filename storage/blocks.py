"""Blocks: who may not write to the offices for a time, or until somebody lifts it.

A block outlives the resident's row, so it is known by the Telegram account. People never see whose
it is: they name it by the number of the concern it is for. Who is blocked for several concerns has
a block for each, so that none tells that another has the same writer.
"""

from dataclasses import dataclass

from storage import erasing
from storage.database import Row, Transaction

_LIVE = "(until IS NULL OR until > ?)"
_LONGEST = "ORDER BY until IS NULL DESC, until DESC, at DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Block:
    """Who may not write, why, and until when."""

    telegram_id: int
    ticket_number: str
    reason: str
    """In the administrator's words; shown to the person."""
    until: int | None
    """Seconds since 1970; None: until somebody lifts it."""
    by_id: int
    """The administrator's Telegram id."""
    at: int


@dataclass(frozen=True, slots=True)
class Writer:
    """Whose concern a number is."""

    telegram_id: int | None
    """None: it was erased, or nobody has claimed it yet; nobody can tell."""


async def live(tx: Transaction, telegram_id: int, now: float) -> Block | None:
    """The block that keeps a person from writing now, of several the one that ends last. One that
    has expired is none."""
    row = await tx.fetch_one(
        f"SELECT * FROM blocks WHERE telegram_id = ? AND {_LIVE} {_LONGEST}",
        (telegram_id, int(now)),
    )
    return _block(row) if row else None


async def of_resident(tx: Transaction, resident_id: int, now: float) -> Block | None:
    """The same of a resident."""
    row = await tx.fetch_one(
        "SELECT blocks.* FROM residents JOIN blocks USING (telegram_id) "
        f"WHERE residents.id = ? AND {_LIVE} {_LONGEST}",
        (resident_id, int(now)),
    )
    return _block(row) if row else None


async def of_concern(tx: Transaction, ticket_number: str, now: float) -> Block | None:
    """The block for a concern that holds now."""
    row = await tx.fetch_one(
        f"SELECT * FROM blocks WHERE ticket_number = ? AND {_LIVE}", (ticket_number, int(now))
    )
    return _block(row) if row else None


async def all_live(tx: Transaction, now: float) -> list[Block]:
    """The blocks that hold now, the newest first."""
    rows = await tx.fetch(
        f"SELECT * FROM blocks WHERE {_LIVE} ORDER BY at DESC, ticket_number", (int(now),)
    )
    return [_block(row) for row in rows]


async def put(tx: Transaction, block: Block) -> None:
    """The person may not write from now on; an earlier block for the same concern is
    replaced."""
    await tx.fetch(
        "INSERT INTO blocks (telegram_id, ticket_number, reason, until, by_id, at) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "reason = excluded.reason, "
        "until = excluded.until, by_id = excluded.by_id, at = excluded.at",
        (
            block.telegram_id,
            block.ticket_number,
            block.reason,
            block.until,
            block.by_id,
            block.at,
        ),
    )


async def lift(tx: Transaction, ticket_number: str, now: float) -> Block | None:
    """End the block for a concern. None: there is none that holds."""
    row = await tx.fetch_one(
        f"DELETE FROM blocks WHERE ticket_number = ? AND {_LIVE} RETURNING *",
        (ticket_number, int(now)),
    )
    if row:
        await erasing.note(tx)
    return _block(row) if row else None


async def purge(tx: Transaction, now: float) -> None:
    """Forget what has expired: nobody's account is kept longer than needed."""
    if await tx.fetch("DELETE FROM blocks WHERE until <= ? RETURNING 1", (int(now),)):
        await erasing.note(tx)


async def writer_of(tx: Transaction, ticket_number: str) -> Writer | None:
    """Who wrote a concern, as far as blocking needs it. None: no concern has this number."""
    row = await tx.fetch_one(
        "SELECT telegram_id FROM tickets LEFT JOIN residents ON residents.id = resident_id "
        "WHERE number = ?",
        (ticket_number,),
    )
    return Writer(row["telegram_id"]) if row else None


def _block(row: Row) -> Block:
    return Block(
        telegram_id=row["telegram_id"],
        ticket_number=row["ticket_number"],
        reason=row["reason"],
        until=row["until"],
        by_id=row["by_id"],
        at=row["at"],
    )
