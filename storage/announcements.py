"""Announcements: what an administrator writes to many residents at once, and how far it is.

Its words are in `storage.announcement_versions`. Who gets one is counted and written down by
`storage.audience`; what became of it for each of them is in `storage.recipients`.
"""

import json
from dataclasses import dataclass

from bot.reception.announcements import (
    TAKE_BACK_SECONDS,
    Audience,
    Status,
    audience_from,
    sources_of,
)
from storage.database import Database, Row, Transaction

QUEUE = "announcements"
"""The signal set by a commit that moved an announcement: something may have to be sent."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """An announcement. Moments are seconds since 1970."""

    id: int
    by_id: int
    """The administrator's Telegram id."""
    status: Status
    audience: Audience
    at: int | None
    """When it is to go; None: as soon as it may."""
    created_at: int
    approved_by: int | None
    """The Telegram id of the second administrator."""
    started_at: int | None
    ended_at: int | None
    """When the last of it was settled, or it was stopped for good."""
    taken_back_at: int | None
    """Since when it is being deleted again."""
    worked: float
    """Seconds in which it was being sent, without pauses."""
    total: int
    """The people it was meant for when it began."""
    delivered: int
    blocked: int
    """Those who had blocked the bot."""
    failed: int
    taken_back: int
    progress_id: int | None
    """The message in the author's chat that shows how far it is."""
    asked_at: int | None
    """Since when it waits for a second administrator's yes; None: it does not."""
    held_at: int | None
    """The time at which it was to go when the bot held it for a second yes; None: it was not."""
    released_at: int | None
    """Since when nothing but its time, or others before it, keeps it from going; None: unknown."""

    @property
    def stream(self) -> str:
        """The outbox's stream of its calls."""
        return stream_of(self.id)

    @property
    def settled(self) -> int:
        """For how many people it is known what became of it."""
        return self.delivered + self.blocked + self.failed

    @property
    def is_being_sent(self) -> bool:
        """Whether it goes to people, or would if it were not held up."""
        return self.status in (Status.RUNNING, Status.PAUSED)

    @property
    def is_supplied(self) -> bool:
        """Whether it goes on by itself: it is being sent, or deleted again."""
        return self.status in (Status.RUNNING, Status.REMOVING)

    def can_be_taken_back(self, now: float) -> bool:
        """Whether somebody has it, or it is not said whether anybody has, and Telegram still
        deletes it; or it is still being sent."""
        if self.is_being_sent:
            return True
        ended = self.status in (Status.DONE, Status.CANCELLED) and self.ended_at is not None
        unsaid = self.started_at is not None and self.audience.is_narrowed
        # A part of what failed may stand in somebody's chat.
        held = self.delivered + self.failed > 0 or unsaid
        return ended and held and now < (self.ended_at or 0) + TAKE_BACK_SECONDS

    @property
    def can_be_removed(self) -> bool:
        """Whether residents find it among the news; what was stopped they do not."""
        return self.is_being_sent or self.status is Status.DONE

    @property
    def was_kept(self) -> int | None:
        """How many have it although it was taken back; None: it was too late to know who does."""
        known = (self.taken_back_at or 0) < (self.ended_at or 0) + TAKE_BACK_SECONDS
        return self.delivered - self.taken_back if known else None


_STREAM = "announcement:"


def stream_of(announcement_id: int) -> str:
    """The outbox's stream of an announcement's calls."""
    return f"{_STREAM}{announcement_id}"


def is_stream(stream: str) -> bool:
    """Whether a stream is that of an announcement's calls."""
    return stream.startswith(_STREAM)


async def create(tx: Transaction, *, by: int, now: float) -> Announcement:
    """A new draft, for everybody, without any words yet."""
    row = await tx.fetch_one(
        "INSERT INTO announcements (by_id, status, audience, created_at) VALUES (?, ?, ?, ?) "
        "RETURNING *",
        (by, Status.DRAFT, json.dumps(Audience().as_json()), int(now)),
    )
    if row is None:
        raise LookupError("the new announcement was not returned")
    return _announcement(row)


async def get(tx: Transaction, announcement_id: int) -> Announcement | None:
    """The announcement of this id: buttons name one that may be no more, or never was."""
    row = await tx.fetch_one("SELECT * FROM announcements WHERE id = ?", (announcement_id,))
    return _announcement(row) if row else None


async def draft_of(tx: Transaction, by: int) -> Announcement | None:
    """The newest one of an author that has not begun to go."""
    return next(iter(await not_begun(tx, by)), None)


async def not_begun(tx: Transaction, by: int) -> list[Announcement]:
    """All those of an author that have not begun to go, the newest first."""
    everybodys = await in_states(tx, Status.DRAFT, Status.WAITING, Status.SCHEDULED)
    return [one for one in everybodys if one.by_id == by]


async def in_states(tx: Transaction, *states: Status) -> list[Announcement]:
    """Everybody's in one of these states, the newest first."""
    marks = ", ".join("?" * len(states))
    rows = await tx.fetch(
        f"SELECT * FROM announcements WHERE status IN ({marks}) ORDER BY id DESC", states
    )
    return [_announcement(row) for row in rows]


async def set_audience(tx: Transaction, announcement_id: int, audience: Audience) -> None:
    """Whom it is for."""
    await tx.fetch(
        "UPDATE announcements SET audience = ? WHERE id = ?",
        (json.dumps(audience.as_json()), announcement_id),
    )


async def set_at(tx: Transaction, announcement_id: int, at: float | None) -> None:
    """When it is to go; None: as soon as it may."""
    await tx.fetch(
        "UPDATE announcements SET at = ? WHERE id = ?",
        (None if at is None else int(at), announcement_id),
    )


async def hold(tx: Transaction, announcement_id: int) -> None:
    """Its time has come, but something is missing: it goes as soon as it may."""
    await tx.fetch(
        "UPDATE announcements SET held_at = at, at = NULL WHERE id = ?", (announcement_id,)
    )


_MOMENTS = {
    Status.DRAFT: "approved_by = NULL, asked_at = NULL, held_at = NULL",
    Status.WAITING: "asked_at = ?2",
    Status.SCHEDULED: "released_at = ?2",
    Status.RUNNING: "started_at = COALESCE(started_at, ?2)",
    Status.DONE: "ended_at = ?2, total = delivered + blocked + failed",
    Status.CANCELLED: "ended_at = ?2",
    Status.REMOVING: "taken_back_at = ?2",
    # Later than that nobody knows any longer who got it.
    Status.TAKEN_BACK: (
        f"delivered = IIF(taken_back_at < ended_at + {TAKE_BACK_SECONDS}, taken_back + (SELECT "
        "COUNT(*) FROM recipients WHERE announcement_id = ?3 AND state = 'delivered'), delivered)"
    ),
}
"""What else is written down with a state. Those who were forgotten meanwhile are nobody's
failure, and nobody who kept it: at the end the sums are what it came to."""


async def move(
    tx: Transaction, announcement: Announcement, status: Status, now: float
) -> Announcement | None:
    """Bring it into another state. None: somebody else was faster, it cannot go there now."""
    sources = ", ".join(f"'{source}'" for source in sources_of(status))
    also = f", {_MOMENTS[status]}" if status in _MOMENTS else ""
    row = await tx.fetch_one(
        f"UPDATE announcements SET status = ?1{also} "
        f"WHERE id = ?3 AND status IN ({sources}) RETURNING *",
        (status, int(now), announcement.id),
    )
    tx.changed.add(QUEUE)
    return _announcement(row) if row else None


async def approve(tx: Transaction, announcement_id: int, by: int) -> None:
    """A second administrator said yes."""
    await tx.fetch("UPDATE announcements SET approved_by = ? WHERE id = ?", (by, announcement_id))


async def discard_unsent(tx: Transaction, by: int, now: float) -> list[Announcement]:
    """None of an author's that has not begun goes any longer, and their words are not kept."""
    unsent = await not_begun(tx, by)
    for announcement in unsent:
        await move(tx, announcement, Status.CANCELLED, now)
        await tx.fetch(
            "DELETE FROM announcement_versions WHERE announcement_id = ?", (announcement.id,)
        )
    return unsent


async def latest(tx: Transaction, limit: int, *, stopped: bool = True) -> list[Announcement]:
    """The last that began to go and were not taken back, the newest first; ``stopped``: also
    those that were stopped."""
    rows = await tx.fetch(
        "SELECT * FROM announcements WHERE started_at IS NOT NULL AND taken_back_at IS NULL "
        "AND (? OR status <> 'cancelled') ORDER BY started_at DESC, id DESC LIMIT ?",
        (stopped, limit),
    )
    return [_announcement(row) for row in rows]


_MOVES = (
    "(status IN ('running', 'removing') OR (status IN ('paused', 'cancelled') AND EXISTS "
    "(SELECT 1 FROM recipients WHERE announcement_id = announcements.id AND state = 'queued')))"
)


async def under_way(tx: Transaction) -> list[Announcement]:
    """Those that are being sent or deleted again, and those held up or stopped of which a part is
    still on its way. In the order in which they are served: what was taken back first."""
    rows = await tx.fetch(
        f"SELECT * FROM announcements WHERE {_MOVES} ORDER BY status <> 'removing', started_at, id"
    )
    return [_announcement(row) for row in rows]


async def any_under_way(database: Database) -> bool:
    """Whether there is any such."""
    return bool(await database.read(f"SELECT 1 FROM announcements WHERE {_MOVES} LIMIT 1"))


async def due(tx: Transaction, now: float) -> Announcement | None:
    """The one that is to begin now, if any."""
    row = await tx.fetch_one(
        "SELECT * FROM announcements WHERE status = ? AND COALESCE(at, 0) <= ? "
        "ORDER BY COALESCE(at, 0), id LIMIT 1",
        (Status.SCHEDULED, now),
    )
    return _announcement(row) if row else None


async def next_at(database: Database) -> int | None:
    """When the next one is to begin."""
    rows = await database.read(
        "SELECT MIN(COALESCE(at, 0)) FROM announcements WHERE status = ?", (Status.SCHEDULED,)
    )
    at: int | None = rows[0][0]
    return at


async def add_worked(tx: Transaction, announcement_id: int, seconds: float) -> None:
    """It was being sent for so long."""
    await tx.fetch(
        "UPDATE announcements SET worked = worked + ? WHERE id = ?", (seconds, announcement_id)
    )


async def set_progress(tx: Transaction, announcement_id: int, message_id: int | None) -> None:
    """The message in the author's chat that shows how far it is; None: it is gone."""
    await tx.fetch(
        "UPDATE announcements SET progress_id = ? WHERE id = ?", (message_id, announcement_id)
    )


def _announcement(row: Row) -> Announcement:
    values = dict(row)
    values["status"] = Status(row["status"])
    values["audience"] = audience_from(json.loads(row["audience"]))
    return Announcement(**values)
