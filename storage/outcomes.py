"""What residents say of the answers they got, and those who say nothing."""

from bot.reception.deadlines import SILENCE_DAYS, WARNING_DAYS
from bot.reception.outcomes import Outcome
from storage.database import Database, Transaction
from storage.tickets import Ticket, from_row

_DAY = 86400


async def note(
    tx: Transaction, ticket: Ticket, outcome: Outcome, now: float, comment_until: float | None
) -> Ticket | None:
    """The resident says whether the matter is settled. None: they said so already, or there is no
    answer to say it of.

    “Not solved” takes a concern back into work: said of one that is answered or closed, it is new,
    also when the office closed it without another answer.
    """
    until = int(comment_until) if comment_until else None
    row = await tx.fetch_one(
        "UPDATE tickets SET outcome = ?1, outcome_at = ?2, comment_until = ?3, updated_at = ?2 "
        "WHERE id = ?4 AND status IN ('answered', 'closed') AND answered_at IS NOT NULL "
        f"AND (outcome IS NOT ?1 OR ?1 = '{Outcome.NOT_SOLVED}') RETURNING *",
        (outcome, int(now), until, ticket.id),
    )
    return from_row(row) if row else None


_SPOKEN = "MAX(answered_at, COALESCE(outcome_at, 0))"
"""When the last word was said in an answered ticket: whatever else the resident writes takes it
back into work."""
_UNWARNED = (
    f"status = 'answered' AND {_SPOKEN} <= ?1 - {(SILENCE_DAYS - WARNING_DAYS) * _DAY} "
    f"AND (close_warned_at IS NULL OR close_warned_at <= {_SPOKEN})"
)
_SILENT = (
    f"status = 'answered' AND {_SPOKEN} <= ?1 - {SILENCE_DAYS * _DAY} "
    f"AND close_warned_at > {_SPOKEN} AND close_warned_at <= ?1 - {WARNING_DAYS * _DAY}"
)


async def unwarned(database: Database, now: float, limit: int) -> list[int]:
    """Answered tickets whose residents are to be told that they will be closed."""
    return await _ids(database, _UNWARNED, now, limit)


async def silent(database: Database, now: float, limit: int) -> list[int]:
    """Answered tickets whose residents were told so, and said nothing until now."""
    return await _ids(database, _SILENT, now, limit)


async def warn(tx: Transaction, ticket_id: int, now: float) -> Ticket | None:
    """The resident is told now. None: something happened since `unwarned` found the ticket."""
    row = await tx.fetch_one(
        f"UPDATE tickets SET close_warned_at = ?1 WHERE id = ?2 AND {_UNWARNED} RETURNING *",
        (int(now), ticket_id),
    )
    return from_row(row) if row else None


async def warn_again(tx: Transaction, resident_id: int) -> None:
    """What was announced to somebody who had stopped the bot may not have been heard: it is not
    known exactly since when."""
    await tx.fetch(
        "UPDATE tickets SET close_warned_at = NULL WHERE resident_id = ? AND status = 'answered'",
        (resident_id,),
    )


async def still_silent(tx: Transaction, ticket_id: int, now: float) -> Ticket | None:
    """The ticket, if nothing has happened since `silent` found it."""
    row = await tx.fetch_one(
        f"SELECT * FROM tickets WHERE id = ?2 AND {_SILENT}", (int(now), ticket_id)
    )
    return from_row(row) if row else None


async def _ids(database: Database, condition: str, now: float, limit: int) -> list[int]:
    rows = await database.read(
        f"SELECT id FROM tickets WHERE {condition} ORDER BY answered_at LIMIT ?2",
        (int(now), limit),
    )
    return [row["id"] for row in rows]
