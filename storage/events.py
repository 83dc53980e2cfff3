"""What happened to a ticket: a row for each event, with who and when."""

from enum import StrEnum

from storage.database import Transaction


class Event(StrEnum):
    """The kinds of events."""

    FILED = "filed"
    TAKEN = "taken"
    WRITTEN = "written"
    """The resident added something."""
    ANSWERED = "answered"
    """An answer reached the resident."""
    ANSWER_WITHDRAWN = "answer_withdrawn"
    EDITED = "edited"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    MOVED = "moved"
    """It is handled elsewhere from now on; the detail says by which office."""
    NAME_HIDDEN = "name_hidden"
    NAME_SHOWN = "name_shown"
    ERASED = "erased"
    """What it said, and whose it was, is gone."""
    UNDELIVERED = "undelivered"
    """An answer will never reach the resident; the detail says why."""


async def add(
    tx: Transaction,
    ticket_id: int,
    kind: Event,
    now: float,
    *,
    secretary: int | None = None,
    system: bool = False,
    detail: str | None = None,
) -> None:
    """Note an event of the resident, of a secretary (their Telegram id), or of the program."""
    role = "secretary" if secretary is not None else "system" if system else "resident"
    await tx.fetch(
        "INSERT INTO events (ticket_id, kind, at, role, actor_id, detail) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (ticket_id, kind, int(now), role, secretary, detail),
    )
