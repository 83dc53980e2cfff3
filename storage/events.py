"""What happened to a ticket: a row for each event, with who and when."""

from enum import StrEnum

from storage.database import Transaction


class Event(StrEnum):
    """The kinds of events."""

    FILED = "filed"
    TAKEN = "taken"
    RELEASED = "released"
    """Nobody is in charge any longer."""
    ASKED = "asked"
    """A question of the office reached the resident; the detail is the id of its entry."""
    REDIRECTED = "redirected"
    """Another body is competent; the detail is what the resident was told."""
    DECLINED = "declined"
    """The detail is the legal ground, or what the resident was told."""
    URGENT = "urgent"
    NOT_URGENT = "not_urgent"
    TOPIC_CHANGED = "topic_changed"
    """The detail is the topic's code."""
    REGISTER_NUMBER = "register_number"
    """The agency's own register has it under the number in the detail."""
    DUPLICATE = "duplicate"
    """It tells of the same as the concern in the detail."""
    DISTINCT = "distinct"
    """It is no longer held for a second telling."""
    WRITTEN = "written"
    """The resident added something."""
    ANSWERED = "answered"
    """An answer reached the resident; the detail is the id of its first entry."""
    ANSWER_WITHDRAWN = "answer_withdrawn"
    EDITED = "edited"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    NEW_CODE = "new_code"
    """The code to claim it with was lost: there is another one."""
    CLAIMED = "claimed"
    """Whose concern a secretary had written down follows it in the bot from now on."""
    MOVED = "moved"
    """It is handled elsewhere from now on; the detail says by which office."""
    NAME_HIDDEN = "name_hidden"
    NAME_SHOWN = "name_shown"
    ERASED = "erased"
    """What it said, and whose it was, is gone."""
    EXTENDED = "extended"
    """The answer is due later; the detail says until when, and why."""
    OUTCOME = "outcome"
    """The resident said whether the matter is settled; the detail is a
    bot.reception.outcomes.Outcome."""
    UNDELIVERED = "undelivered"
    """An answer did not reach the resident; the detail says why."""


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


async def happened(tx: Transaction, ticket_id: int, kind: Event) -> bool:
    """Whether a ticket has had such an event."""
    sql = "SELECT 1 FROM events WHERE ticket_id = ? AND kind = ? LIMIT 1"
    return bool(await tx.fetch(sql, (ticket_id, kind)))


async def closed_by_silence(tx: Transaction, ticket_id: int) -> bool:
    """Whether the program closed a ticket the last time it was closed."""
    row = await tx.fetch_one(
        "SELECT role FROM events WHERE ticket_id = ? AND kind = ? ORDER BY id DESC LIMIT 1",
        (ticket_id, Event.CLOSED),
    )
    return row is not None and row["role"] == "system"


async def moves(tx: Transaction, ticket_id: int) -> list[tuple[float, str]]:
    """When a ticket came to other offices, and to which: codes, oldest first."""
    rows = await tx.fetch(
        "SELECT at, detail FROM events WHERE ticket_id = ? AND kind = ? AND detail IS NOT NULL "
        "ORDER BY id",
        (ticket_id, Event.MOVED),
    )
    return [(row["at"], row["detail"]) for row in rows]
