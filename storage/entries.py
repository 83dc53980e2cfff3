"""The exchange of a ticket: every message both ways, and the map between its copies."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from storage import search
from storage.database import Database, Row, Transaction


@dataclass(frozen=True, slots=True)
class Entry:
    """One message of an exchange."""

    id: int
    ticket_id: int
    direction: str
    """"in": from the resident; "out": from the office."""
    author_id: int | None
    author_name: str | None
    content: dict[str, Any]
    album: str | None
    delivery: str
    """Of what the resident wrote: "kept", or "queued" while it is yet to be shown to the office.
    Of answers: queued, delivered, failed, withdrawn; "kept" while nobody has claimed a concern
    that was written down at the counter, or the resident has stopped the bot."""
    sent_at: int
    shown_at: int | None
    """When it was shown to the office apart from the card; None: it stands on the card, or was
    not shown yet."""
    quotes: int | None
    """The entry that it replies to."""
    waiting_at: int | None
    """Since when the staff chat sees that an answer waits."""
    bundled: bool
    """Whether the office has it in one message together with others."""
    asks: bool
    """Whether the office asks the resident something by it, and answers nothing."""

    @property
    def is_held(self) -> bool:
        """Whether the resident wrote it, and it is yet to be shown to the office."""
        return self.direction == "in" and self.delivery == "queued"


IS_HELD = "(direction = 'in' AND delivery = 'queued')"
"""The condition of SQL that the office does not have yet what a resident wrote."""
SHOWN, READY = "shown", "ready"
"""The purposes of messages of ours: one that shows an exchange, in pages or as a file, to which a
reply is no answer; one with a ready answer that has the resident's name in it."""
IS_SHOWN = f"(links.purpose ->> '$.do' IN ('{SHOWN}', '{READY}'))"
"""The condition of SQL for both."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a message in a chat stands for."""

    chat_id: int
    message_id: int
    ticket_id: int
    entry_id: int | None
    kind: str
    """"card", "source" (as its author wrote it), "copy" (wherever else it stands), "prompt"."""
    purpose: str | None = None
    """What the message is for, as JSON; None: a reply to it is an answer to the resident."""


async def add(
    tx: Transaction,
    ticket_id: int,
    contents: Sequence[dict[str, Any]],
    *,
    now: float,
    source: tuple[int, Sequence[int]],
    author: tuple[int, str] | None = None,
    album: str | None = None,
    quotes: int | None = None,
    asks: bool = False,
) -> list[int]:
    """Store messages and link their originals; returns the entries' ids.

    ``source`` is the chat and the message ids; ``author`` a secretary's id and name, None for
    the resident; ``quotes`` the entry that they reply to.
    """
    direction, delivery = ("in", "kept") if author is None else ("out", "queued")
    of_all = (direction, *(author or (None, None)), album, delivery, int(now), quotes, asks)
    ids = []
    chat_id, message_ids = source
    for content, message_id in zip(contents, message_ids, strict=True):
        entry_id = await tx.insert(
            "INSERT INTO entries (ticket_id, content, direction, author_id, author_name, album, "
            "delivery, sent_at, quotes, asks) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (ticket_id, json.dumps(content, ensure_ascii=False), *of_all),
        )
        ids.append(entry_id)
        await search.follow(tx, entry_id, content)
        await link(tx, Link(chat_id, message_id, ticket_id, entry_id, "source"))
    return ids


async def of_ticket(tx: Transaction, ticket_id: int) -> list[Entry]:
    """The whole exchange, oldest first."""
    rows = await tx.fetch("SELECT * FROM entries WHERE ticket_id = ? ORDER BY id", (ticket_id,))
    return [_entry(row) for row in rows]


async def for_office(tx: Transaction, ticket_id: int) -> list[Entry]:
    """The exchange as far as the office has it, oldest first."""
    return [entry for entry in await of_ticket(tx, ticket_id) if not entry.is_held]


async def by_ids(tx: Transaction, entry_ids: Iterable[int]) -> list[Entry]:
    """The entries with these ids, in their order."""
    ids = list(entry_ids)
    marks = ", ".join("?" * len(ids))
    rows = await tx.fetch(f"SELECT * FROM entries WHERE id IN ({marks}) ORDER BY id", ids)
    return [_entry(row) for row in rows]


async def count(tx: Transaction, ticket_id: int) -> int:
    """How many messages the exchange has."""
    row = await tx.fetch_one("SELECT COUNT(*) FROM entries WHERE ticket_id = ?", (ticket_id,))
    return int(row[0]) if row else 0


async def album_entries(tx: Transaction, ticket_id: int, album: str) -> list[Entry]:
    """The entries of one album of a ticket."""
    rows = await tx.fetch(
        "SELECT * FROM entries WHERE album = ? AND ticket_id = ? ORDER BY id", (album, ticket_id)
    )
    return [_entry(row) for row in rows]


async def set_delivery(tx: Transaction, entry_ids: Sequence[int], delivery: str) -> None:
    """What became of messages: see `Entry.delivery`."""
    await tx.execute_many(
        "UPDATE entries SET delivery = ? WHERE id = ? AND delivery <> 'withdrawn'",
        [(delivery, id_) for id_ in entry_ids],
    )


async def replace_content(tx: Transaction, entry_id: int, content: dict[str, Any]) -> None:
    """The author edited the message."""
    await tx.fetch(
        "UPDATE entries SET content = ? WHERE id = ?",
        (json.dumps(content, ensure_ascii=False), entry_id),
    )
    await search.follow(tx, entry_id, content)


async def link(tx: Transaction, new: Link) -> None:
    """Note what a message stands for."""
    await tx.fetch(
        "INSERT INTO links (chat_id, message_id, ticket_id, entry_id, kind, purpose) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (chat_id, message_id) DO UPDATE SET "
        "ticket_id = excluded.ticket_id, entry_id = excluded.entry_id, kind = excluded.kind, "
        "purpose = excluded.purpose",
        (new.chat_id, new.message_id, new.ticket_id, new.entry_id, new.kind, new.purpose),
    )


async def linked(tx: Transaction, chat_id: int, message_id: int) -> Link | None:
    """What a message stands for, if it belongs to a ticket."""
    row = await tx.fetch_one(
        "SELECT * FROM links WHERE chat_id = ? AND message_id = ?", (chat_id, message_id)
    )
    return Link(*row) if row else None


async def sources_of(tx: Transaction, entry_ids: Sequence[int]) -> list[Link]:
    """The messages as their author wrote them, oldest first; the bot's marks come after them."""
    marks = ", ".join("?" * len(entry_ids))
    rows = await tx.fetch(
        f"SELECT * FROM links WHERE entry_id IN ({marks}) AND kind = 'source' "
        "ORDER BY entry_id, message_id",
        entry_ids,
    )
    return [Link(*row) for row in rows]


async def copies_of(tx: Transaction, entry_id: int) -> list[Link]:
    """The entry's copies on the other side."""
    rows = await tx.fetch(
        "SELECT * FROM links WHERE entry_id = ? AND kind = 'copy' ORDER BY message_id",
        (entry_id,),
    )
    return [Link(*row) for row in rows]


def _entry(row: Row) -> Entry:
    return Entry(
        id=row["id"],
        ticket_id=row["ticket_id"],
        direction=row["direction"],
        author_id=row["author_id"],
        author_name=row["author_name"],
        content=json.loads(row["content"]),
        album=row["album"],
        delivery=row["delivery"],
        sent_at=row["sent_at"],
        shown_at=row["shown_at"],
        quotes=row["quotes"],
        waiting_at=row["waiting_at"],
        bundled=bool(row["bundled"]),
        asks=bool(row["asks"]),
    )


async def move_to(
    tx: Transaction, draft_id: int, ticket_id: int, entry_ids: Sequence[int]
) -> None:
    """Some of what was kept in a draft becomes part of a filed ticket."""
    for table, column in (("entries", "id"), ("links", "entry_id")):
        await tx.execute_many(
            f"UPDATE {table} SET ticket_id = ? WHERE ticket_id = ? AND {column} = ?",
            [(ticket_id, draft_id, entry_id) for entry_id in entry_ids],
        )
    for entry in await by_ids(tx, entry_ids):
        await search.follow(tx, entry.id, entry.content)


async def forget(tx: Transaction, draft_id: int, entry_ids: Sequence[int]) -> None:
    """Forget some of what was kept in a draft."""
    await tx.execute_many(
        "DELETE FROM entries WHERE ticket_id = ? AND id = ?",
        [(draft_id, entry_id) for entry_id in entry_ids],
    )


_HELD = (
    f"FROM entries JOIN tickets ON tickets.id = ticket_id WHERE {IS_HELD} "
    "AND status <> 'withdrawn'"
)
"""What a resident wrote that is yet to be shown to the office; not of what they took back."""


async def held(tx: Transaction, resident_id: int) -> list[Entry]:
    """What of a resident waits to be shown to offices, the oldest first."""
    rows = await tx.fetch(
        f"SELECT entries.* {_HELD} AND resident_id = ? ORDER BY entries.id", (resident_id,)
    )
    return [_entry(row) for row in rows]


async def first_held(tx: Transaction, resident_id: int) -> int | None:
    """The id of the oldest of these."""
    row = await tx.fetch_one(f"SELECT MIN(entries.id) {_HELD} AND resident_id = ?", (resident_id,))
    return row[0] if row else None


async def residents_with_held(database: Database, now: float) -> list[int]:
    """Whose messages wait to be shown; not of people who may not write."""
    rows = await database.read(
        f"SELECT DISTINCT resident_id {_HELD} AND EXISTS (SELECT 1 FROM residents WHERE "
        "id = resident_id AND telegram_id NOT IN (SELECT telegram_id FROM blocks "
        "WHERE until IS NULL OR until > ?))",  # with IN, SQLite begins with all residents
        (int(now),),
    )
    return [row["resident_id"] for row in rows]


async def shown_since(tx: Transaction, resident_id: int, since: float) -> list[float]:
    """When messages of a resident were shown to offices apart from cards, an album once."""
    rows = await tx.fetch(
        "SELECT MIN(shown_at) FROM tickets CROSS JOIN entries ON ticket_id = tickets.id "
        "WHERE resident_id = ? AND shown_at > ? GROUP BY COALESCE(album, entries.id)",
        (resident_id, int(since)),
    )
    return [float(row[0]) for row in rows]


async def long_under_way(database: Database, before: float) -> list[int]:
    """Answers given before a moment that have not arrived, and are not marked so yet: of an album
    the first."""
    rows = await database.read(
        "SELECT MIN(id) FROM entries WHERE direction = 'out' AND delivery = 'queued' "
        "AND waiting_at IS NULL AND sent_at <= ? GROUP BY COALESCE(album, id)",
        (before,),
    )
    return [row[0] for row in rows]


async def note_waiting(tx: Transaction, entry_id: int, now: float) -> Entry | None:
    """The staff chat is told that an answer waits. None: it has arrived, or they know."""
    row = await tx.fetch_one(
        "UPDATE entries SET waiting_at = ? WHERE delivery = 'queued' AND waiting_at IS NULL "
        "AND (id = ? OR album = (SELECT album FROM entries WHERE id = ?)) RETURNING *",
        (int(now), entry_id, entry_id),
    )
    return _entry(row) if row else None


async def note_shown(tx: Transaction, entry_ids: Sequence[int], now: float) -> None:
    """They are on their way to the office."""
    await tx.execute_many(
        "UPDATE entries SET delivery = 'kept', shown_at = ? WHERE id = ?",
        [(int(now), id_) for id_ in entry_ids],
    )
