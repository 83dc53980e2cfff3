"""Residents: the one table with a person's Telegram identity."""

from dataclasses import dataclass
from datetime import date

from storage.database import Row, Transaction


@dataclass(frozen=True, slots=True)
class Resident:
    """A person who writes to the bot in private."""

    id: int
    telegram_id: int
    name: str
    language: str | None
    last_office: str | None
    blocked_at: int | None
    discreet: bool
    """Whether an answer comes as a notice that says nothing, its words behind a tap."""
    seen_on: str | None
    """The last day on which they wrote or pressed something, as an ISO date."""


async def by_telegram_id(tx: Transaction, telegram_id: int) -> Resident | None:
    """The resident behind a Telegram account, if they ever wrote."""
    row = await tx.fetch_one("SELECT * FROM residents WHERE telegram_id = ?", (telegram_id,))
    return _resident(row) if row else None


async def by_id(tx: Transaction, resident_id: int | None) -> Resident | None:
    """The resident with this id; None: of a concern that has none any longer, or none yet."""
    row = await tx.fetch_one("SELECT * FROM residents WHERE id = ?", (resident_id,))
    return _resident(row) if row else None


async def add(tx: Transaction, telegram_id: int, name: str, now: float) -> Resident:
    """A new resident, with no language chosen yet."""
    row = await tx.fetch_one(
        "INSERT INTO residents (telegram_id, name, created_at) VALUES (?, ?, ?) RETURNING *",
        (telegram_id, name, int(now)),
    )
    if row is None:
        raise LookupError("the new resident was not returned")
    return _resident(row)


async def seen(tx: Transaction, resident_id: int, name: str, today: date) -> None:
    """They wrote: the name Telegram shows now, and the bot is not blocked (any longer)."""
    await tx.fetch(
        "UPDATE residents SET name = ?, blocked_at = NULL, seen_on = ? WHERE id = ?",
        (name, today.isoformat(), resident_id),
    )


async def set_language(tx: Transaction, resident_id: int, language: str) -> None:
    """The language every word to this person is in."""
    await tx.fetch("UPDATE residents SET language = ? WHERE id = ?", (language, resident_id))


async def set_last_office(tx: Transaction, resident_id: int, office: str) -> None:
    """The office offered first next time."""
    await tx.fetch("UPDATE residents SET last_office = ? WHERE id = ?", (office, resident_id))


async def set_last_district(tx: Transaction, resident_id: int, district: str) -> None:
    """The district or city whose office they looked for last: where they are at home."""
    await tx.fetch("UPDATE residents SET last_district = ? WHERE id = ?", (district, resident_id))


async def set_discreet(tx: Transaction, resident_id: int, discreet: bool) -> None:
    """Whether answers come as a notice that says nothing."""
    await tx.fetch("UPDATE residents SET discreet = ? WHERE id = ?", (discreet, resident_id))


async def set_muted(tx: Transaction, resident_id: int, muted: bool) -> None:
    """Whether they want no announcements; answers always come."""
    await tx.fetch("UPDATE residents SET muted = ? WHERE id = ?", (muted, resident_id))


async def is_muted(tx: Transaction, resident_id: int) -> bool:
    """Whether they want no announcements."""
    row = await tx.fetch_one("SELECT muted FROM residents WHERE id = ?", (resident_id,))
    return bool(row and row["muted"])


async def note_data_sent(tx: Transaction, resident_id: int, now: float, not_within: float) -> bool:
    """They get the file with what is held about them. False: they got one less than
    ``not_within`` seconds ago."""
    rows = await tx.fetch(
        "UPDATE residents SET data_sent_at = ? "
        "WHERE id = ? AND (data_sent_at IS NULL OR data_sent_at <= ?) RETURNING id",
        (int(now), resident_id, now - not_within),
    )
    return bool(rows)


async def set_blocked(tx: Transaction, telegram_id: int, now: float) -> None:
    """Telegram says that the person blocked the bot."""
    await tx.fetch(
        "UPDATE residents SET blocked_at = ? WHERE telegram_id = ?", (int(now), telegram_id)
    )


def _resident(row: Row) -> Resident:
    return Resident(
        id=row["id"],
        telegram_id=row["telegram_id"],
        name=row["name"],
        language=row["language"],
        last_office=row["last_office"],
        blocked_at=row["blocked_at"],
        discreet=bool(row["discreet"]),
        seen_on=row["seen_on"],
    )
