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
    """By its resident, or with the detail GIVEN_AWAY: a new term of the answer begins."""
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
    UNTOLD = "untold"
    """The resident had stopped the bot when they were to be told what became of it."""
    TOLD = "told"
    """They came back, and were told."""


GIVEN_AWAY = "given_away"
"""The detail of what was answered, and opened again by whoever gave it to another office."""
BEGINS_TERM = f"(kind = 'reopened' AND (role = 'resident' OR detail = '{GIVEN_AWAY}'))"
"""The condition of SQL that with an event a new term of the answer begins."""


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


async def closed_by(tx: Transaction, ticket_id: int) -> str | None:
    """Who closed a ticket the last time it was closed: a role of `add`."""
    row = await tx.fetch_one(
        "SELECT role FROM events WHERE ticket_id = ? AND kind = ? ORDER BY id DESC LIMIT 1",
        (ticket_id, Event.CLOSED),
    )
    return row["role"] if row else None


async def untold_at(tx: Transaction, ticket_id: int) -> int | None:
    """When the resident was last to be told what became of a ticket and could not be; None: they
    know."""
    row = await tx.fetch_one(
        "SELECT at FROM events WHERE ticket_id = ?1 AND kind = ?2 AND id > "
        "(SELECT COALESCE(MAX(id), 0) FROM events WHERE ticket_id = ?1 AND kind IN (?3, ?4)) "
        "ORDER BY id DESC LIMIT 1",
        # An answer that reached them since then says enough.
        (ticket_id, Event.UNTOLD, Event.TOLD, Event.ANSWERED),
    )
    return row["at"] if row else None


async def moves(tx: Transaction, ticket_id: int) -> list[tuple[float, str]]:
    """When a ticket came to other offices, and to which: codes, oldest first."""
    rows = await tx.fetch(
        "SELECT at, detail FROM events WHERE ticket_id = ? AND kind = ? AND detail IS NOT NULL "
        "ORDER BY id",
        (ticket_id, Event.MOVED),
    )
    return [(row["at"], row["detail"]) for row in rows]
