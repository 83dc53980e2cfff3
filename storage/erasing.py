"""Erasing: what tells who somebody is, or what they said, leaves the database for good.

What stays of a concern is a nameless statistic: its number, office, topic, dates, states and the
kinds of its events.

Deleted rows leave bytes behind in the file: each erasure notes that the file is to be compacted.
"""

import json
from collections.abc import Sequence

from bot.reception.tickets import Status
from storage import (
    announcements,
    audit,
    directory,
    entries,
    events,
    exports,
    failures,
    members,
    meta,
    quotes,
    residents,
    search,
    tickets,
    withdrawals,
)
from storage.database import Database, Transaction
from storage.entries import Link
from storage.events import Event
from storage.residents import Resident
from storage.tickets import Ticket

QUEUE = "erased"
"""The signal set by a commit that erased something."""

REMOVALS = "cleared"
"""The continuation of calls that take a concern out of a chat: they carry nothing of a person,
and go on whatever is erased."""


async def shown_in_chats(tx: Transaction, ticket: Ticket) -> list[tuple[Link, str | None]]:
    """The cards and copies of a concern in the chats of those who handle it, each with the kind
    of the file in it; cards have no entry and come first in their chat."""
    rows = await tx.fetch(
        "SELECT links.*, json_extract(content, '$.kind') AS file FROM links "
        "LEFT JOIN entries ON entries.id = links.entry_id "
        "WHERE links.ticket_id = ?1 "
        f"AND (links.kind IN ('card', 'copy') OR {entries.IS_SHOWN} "
        # What a visitor said at the counter stands there as a secretary wrote it down.
        "OR (links.kind = 'source' AND direction = 'in')) "
        "AND chat_id IS NOT (SELECT telegram_id FROM residents WHERE id = ?2) "
        "ORDER BY chat_id, links.kind, message_id",
        (ticket.id, ticket.resident_id),
    )
    return [(Link(*tuple(row)[:-1]), row["file"]) for row in rows]


async def strip_ticket(tx: Transaction, ticket: Ticket, now: float, *, system: bool) -> None:
    """Leave of a concern what tells nothing of its writer; of a draft, nothing.

    ``system``: its time has come; else its writer wishes it.
    """
    await _forget_calls(tx, ticket)
    await note(tx)
    if ticket.status is Status.DRAFT:
        await tx.fetch(
            "DELETE FROM fsm WHERE chat_id = user_id "
            "AND user_id = (SELECT telegram_id FROM residents WHERE id = ?)",
            (ticket.resident_id,),
        )
        await tx.fetch("DELETE FROM tickets WHERE id = ?", (ticket.id,))
        return
    await quotes.forget(tx, ticket)
    await exports.make_anew(tx, now)
    await tx.fetch("DELETE FROM links WHERE ticket_id = ?", (ticket.id,))
    await search.forget_ticket(tx, ticket.id)
    await tx.fetch("DELETE FROM entries WHERE ticket_id = ?", (ticket.id,))
    await tx.fetch("DELETE FROM claims WHERE ticket_id = ?", (ticket.id,))
    await tx.fetch("UPDATE events SET detail = NULL WHERE ticket_id = ?", (ticket.id,))
    await tx.fetch(
        "UPDATE tickets SET resident_id = NULL, show_name = 0, stale_at = NULL, "
        "register_number = NULL, duplicate_of = NULL, decision = NULL, extension = NULL, "
        "erased_at = ? WHERE id = ?",
        (int(now), ticket.id),
    )
    await events.add(tx, ticket.id, Event.ERASED, now, system=system)


_OF_NO_CONCERN = (
    "json_extract(context, '$.ticket') IS NULL AND stream NOT LIKE 'ticket:%' "
    "AND stream NOT IN ('deadlines', 'given_back')"
)
"""Calls that are not part of the exchange of any concern, and tell nothing of several: those of
other ones must not be lost."""


async def _forget_calls(tx: Transaction, ticket: Ticket) -> None:
    """Queued or set aside, about the concern, or notices with its number in their text."""
    await tx.fetch(
        "DELETE FROM outbox WHERE on_result IS NOT ? AND (stream = ? "
        "OR json_extract(context, '$.ticket') = ? "
        f"OR (? <> '' AND instr(params, ?) AND {_OF_NO_CONCERN}))",
        (REMOVALS, ticket.stream, ticket.id, ticket.number or "", ticket.number or ""),
    )
    tx.changed.add(withdrawals.WITHDRAWN)


async def erase_resident(tx: Transaction, resident: Resident, now: float) -> None:
    """Leave nothing of a person but nameless concerns, which end, a block, and that they left a
    staff chat.

    What they did as a secretary or administrator stays noted: the office accounts for it. What
    they were going to announce goes.
    """
    for ticket in await tickets.written_by(tx, resident.id):
        if ticket.is_open and await tickets.move(tx, ticket, Status.CLOSED, now):
            await events.add(tx, ticket.id, Event.CLOSED, now)
        await strip_ticket(tx, ticket, now, system=False)
    person = resident.telegram_id
    for unsent in await announcements.discard_unsent(tx, person, now):
        subject = directory.subject("announcements", str(unsent.id))
        await audit.add(tx, "cancel_announcement", subject, by=None, now=now)
    await tx.fetch("DELETE FROM residents WHERE id = ?", (resident.id,))
    await tx.fetch("DELETE FROM fsm WHERE ? IN (chat_id, user_id)", (person,))
    await tx.fetch("DELETE FROM standing WHERE chat_id = ?", (person,))
    await tx.fetch("DELETE FROM owed_reminders WHERE chat_id = ?", (person,))
    await members.forget(tx, person)
    await tx.fetch("DELETE FROM invites WHERE by_id = ?", (person,))
    # What a named secretary opened there. What an administrator has in hand is taken out later.
    await tx.fetch(
        "DELETE FROM links WHERE chat_id = ? AND kind <> 'source' "
        "AND NOT EXISTS (SELECT 1 FROM tickets WHERE id = ticket_id AND chat_id = ?)",
        (person, person),
    )
    # An administrator may have other people's concerns in the same chat.
    await tx.fetch(
        f"DELETE FROM outbox WHERE on_result IS NOT ? AND {_OF_NO_CONCERN} "
        "AND (chat_id = ? OR json_extract(params, '$.scope.chat_id') = ?)",
        (REMOVALS, person, person),
    )
    await tx.execute_many(
        "DELETE FROM inbox WHERE id = ?", [(id_,) for id_ in await updates_of(tx, person)]
    )
    # The keys of albums that took effect: chat, sender, Telegram's own id.
    await tx.fetch(
        "UPDATE inbox SET album = NULL "
        # The second condition lets SQLite use the index of albums.
        "WHERE state = 'done' AND album IS NOT NULL AND instr(':' || album, ?)",
        (f":{person}:",),
    )
    tx.changed.add(withdrawals.WITHDRAWN)
    await note(tx)


async def updates_of(tx: Transaction, telegram_id: int) -> list[int]:
    """The updates of a person that wait for their album or were set aside; not what they wrote
    where concerns are handled."""
    found = []
    for row in await tx.fetch(
        # The second condition lets SQLite use the index of open updates.
        "SELECT id, payload FROM inbox WHERE state IN ('waiting', 'failed') AND state <> 'done'"
    ):
        update = json.loads(row["payload"])
        chat = failures.chat_of(update)
        if chat == telegram_id or (
            failures.sender_of(update) == telegram_id
            and not await tx.fetch("SELECT 1 FROM tickets WHERE chat_id = ? LIMIT 1", (chat,))
        ):
            found.append(row["id"])
    return found


async def purge_set_aside(tx: Transaction, before: float) -> None:
    """Forget what was set aside before a moment: it may quote anybody."""
    updates = await tx.fetch(
        "DELETE FROM inbox WHERE state = 'failed' AND state <> 'done' AND received_at < ? "
        "RETURNING id",
        (before,),
    )
    calls = await tx.fetch(
        "DELETE FROM outbox WHERE state = 'failed' AND created_at < ? RETURNING id", (before,)
    )
    if updates or calls:
        await note(tx)


_CLOSED = "closed_at IS NOT NULL AND erased_at IS NULL AND closed_at <= ?1"
_LEFT = (
    "status = 'draft' AND updated_at <= ?1 "
    # What waits goes by itself, unless its writer is blocked.
    "AND (send_at IS NULL OR (send_at <= ?1 AND EXISTS (SELECT 1 FROM residents "
    "JOIN blocks USING (telegram_id) WHERE residents.id = tickets.resident_id))) "
    "AND NOT EXISTS (SELECT 1 FROM entries WHERE ticket_id = tickets.id AND sent_at > ?1)"
)


async def closed_before(database: Database, before: float, limit: int) -> list[int]:
    """Concerns closed before a moment that still tell of somebody, the oldest first."""
    rows = await database.read(
        f"SELECT id FROM tickets WHERE {_CLOSED} ORDER BY closed_at LIMIT ?2",
        (int(before), limit),
    )
    return [row["id"] for row in rows]


async def drafts_before(database: Database, before: float, limit: int) -> list[int]:
    """Unsent concerns that nobody has touched since a moment, and that wait for nothing."""
    rows = await database.read(
        f"SELECT id FROM tickets WHERE {_LEFT} ORDER BY id LIMIT ?2", (int(before), limit)
    )
    return [row["id"] for row in rows]


async def ticket_before(tx: Transaction, ticket_id: int, before: float) -> Ticket | None:
    """The ticket, if nothing has happened to it since one of these two found it."""
    row = await tx.fetch_one(
        f"SELECT * FROM tickets WHERE id = ?2 AND (({_CLOSED}) OR ({_LEFT}))",
        (int(before), ticket_id),
    )
    return tickets.from_row(row) if row else None


async def unseen_before(database: Database, day: str, limit: int, but: Sequence[int]) -> list[int]:
    """Residents without any concern who were last seen before a day (an ISO date), those first
    of whom longest nothing was heard; not those with the Telegram ids ``but``."""
    marks = ", ".join("?" * len(but))
    # The index residents_seen has this expression.
    seen = "COALESCE(seen_on, date(created_at, 'unixepoch'))"
    rows = await database.read(
        f"SELECT id FROM residents WHERE {seen} < ? "
        f"AND telegram_id NOT IN ({marks}) "
        "AND NOT EXISTS (SELECT 1 FROM tickets WHERE resident_id = residents.id) "
        # Named staff stay until somebody ends that, or they forget themselves.
        "AND NOT EXISTS (SELECT 1 FROM staff WHERE person_id = residents.id) "
        f"ORDER BY {seen}, id LIMIT ?",
        (day, *but, limit),
    )
    return [row["id"] for row in rows]


async def resident_before(tx: Transaction, resident_id: int, day: str) -> Resident | None:
    """The resident, if nothing has been heard of them since they were found by `unseen_before`."""
    resident = await residents.by_id(tx, resident_id)
    if resident is None or (resident.seen_on or "") >= day:
        return None
    if await tx.fetch("SELECT 1 FROM tickets WHERE resident_id = ? LIMIT 1", (resident_id,)):
        return None
    # Somebody who is just sending an album is here.
    return None if await updates_of(tx, resident.telegram_id) else resident


async def note(tx: Transaction) -> None:
    """Something was erased: the file is to be compacted."""
    await meta.put(tx, meta.ERASED, _NEW)
    tx.changed.add(QUEUE)


_NEW = "new"


async def is_noted(tx: Transaction) -> bool:
    """Whether the file may still hold bytes of what was erased."""
    return await meta.get(tx, meta.ERASED) is not None


async def claim(tx: Transaction) -> tuple[int, bool] | None:
    """What compacting must reckon with: the id of the last call that may still tell of somebody
    erased, and whether one of those still waits. None: there is nothing to compact now.

    The last words to a person who was erased may be in the outbox when the first compaction
    begins; a second one follows when they have left.
    """
    flag = await meta.get(tx, meta.ERASED)
    if flag is None:
        return None
    row = await tx.fetch_one("SELECT COALESCE(MAX(id), 0) FROM outbox")
    last = int(row[0]) if flag == _NEW and row else int(flag)
    sql = (
        "SELECT 1 FROM outbox WHERE state = 'queued' AND id <= ? "
        "AND (chat_id IS NULL OR chat_id > 0) LIMIT 1"
    )
    waits = bool(await tx.fetch(sql, (last,)))
    if waits and flag != _NEW:
        return None
    await meta.put(tx, meta.ERASED, str(last))
    return last, waits


async def compacted(tx: Transaction, last: int) -> None:
    """Nothing waited when `claim` returned ``last``, and the file was compacted since; what was
    erased meanwhile is the next compaction's."""
    await tx.fetch("DELETE FROM meta WHERE key = ? AND value = ?", (meta.ERASED, str(last)))
