"""The audit: who changed what, and when. Rows are added, never changed."""

from dataclasses import dataclass
from enum import StrEnum

from storage.database import Row, Transaction


class Kind(StrEnum):
    """What acts can be told apart by."""

    PEOPLE = "people"
    """Roles, and links to them."""
    DATA = "data"
    """The directory, ready answers, settings of chats."""
    ANNOUNCEMENTS = "announcements"
    BLOCKS = "blocks"
    EXPORTS = "exports"
    OTHER = "other"
    """What was set aside and tried again or dismissed; and whatever is none of these."""


_SOME = {
    Kind.PEOPLE: "subject LIKE 'staff %'",
    Kind.ANNOUNCEMENTS: "subject LIKE 'announcement%'",
    Kind.BLOCKS: "act IN ('block', 'unblock')",
    Kind.EXPORTS: "act LIKE 'export%'",
    Kind.DATA: "act IN ('add', 'change', 'remove', 'reorder')",
}
_OF = _SOME | {Kind.OTHER: " AND ".join(f"NOT ({condition})" for condition in _SOME.values())}
"""Kind -> the SQL condition; no act is of two kinds."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One act. `at` is seconds since 1970, `person_id` a Telegram id.

    None stands in `person_id` for the command line, or for the bot itself (which of them, the act
    tells), and in `old` and `new` for "unknown" or "nothing". `field` is the column of a change;
    without one `old` and `new` are whole rows as JSON.
    """

    id: int
    at: int
    person_id: int | None
    act: str
    subject: str
    field: str | None
    old: str | None
    new: str | None


async def add(
    tx: Transaction,
    act: str,
    subject: str,
    *,
    by: int | None,
    now: float,
    field: str | None = None,
    old: str | None = None,
    new: str | None = None,
) -> None:
    """Note an act of the person with the Telegram id ``by``; None: see `Entry`."""
    await tx.insert(
        "INSERT INTO audit (at, person_id, act, subject, field, old, new) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (int(now), by, act, subject, field, old, new),
    )


async def latest(tx: Transaction, subject: str, limit: int) -> list[Entry]:
    """The last acts upon a subject, the newest first."""
    rows = await tx.fetch(
        "SELECT * FROM audit WHERE subject = ? ORDER BY id DESC LIMIT ?", (subject, limit)
    )
    return [_entry(row) for row in rows]


async def page(tx: Transaction, kind: Kind | None, limit: int, offset: int) -> list[Entry]:
    """The acts of a kind, or all of them, the newest first."""
    rows = await tx.fetch(
        f"SELECT * FROM audit WHERE {_OF[kind] if kind else 'TRUE'} "
        "ORDER BY id DESC LIMIT ? OFFSET ?",
        (limit, offset),
    )
    return [_entry(row) for row in rows]


def _entry(row: Row) -> Entry:
    return Entry(
        id=row["id"],
        at=row["at"],
        person_id=row["person_id"],
        act=row["act"],
        subject=row["subject"],
        field=row["field"],
        old=row["old"],
        new=row["new"],
    )
