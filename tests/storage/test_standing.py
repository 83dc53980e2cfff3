"""Which messages stand in private chats."""

from collections.abc import AsyncIterator

import pytest

from storage import drafts, entries, residents, standing
from storage.database import Database, Transaction
from storage.entries import Link

NOW = 1_000_000.0
SOMEBODY, STRANGER = 111, 222


@pytest.fixture
async def known(database: Database) -> AsyncIterator[Transaction]:
    """The bot knows one person."""
    async with database.transaction() as tx:
        await residents.add(tx, SOMEBODY, "Somebody", NOW)
        yield tx


async def test_messages_are_noted_once_and_taken_in_order(known: Transaction) -> None:
    await standing.note(known, [(SOMEBODY, 7), (SOMEBODY, 3)], NOW)
    await standing.note(known, [(SOMEBODY, 7), (SOMEBODY, 9)], NOW + 1)
    assert await standing.take(known, SOMEBODY, NOW + 2) == [3, 7, 9]
    assert await standing.take(known, SOMEBODY, NOW + 2) == []


async def test_what_reaches_a_stranger_leaves_no_trace(known: Transaction) -> None:
    await standing.note(known, [(STRANGER, 1)], NOW)
    assert await standing.take(known, STRANGER, NOW) == []


async def test_what_is_too_old_is_neither_taken_nor_kept(known: Transaction) -> None:
    await standing.note(known, [(SOMEBODY, 1)], NOW)
    await standing.note(known, [(SOMEBODY, 2)], NOW + 60)
    later = NOW + standing.KEPT
    await standing.purge(known, later)
    rows = await known.fetch("SELECT message_id FROM standing")
    assert [row["message_id"] for row in rows] == [2]
    assert await standing.take(known, SOMEBODY, later) == [2]
    await standing.note(known, [(SOMEBODY, 3)], NOW)
    assert await standing.take(known, SOMEBODY, later) == []


async def test_a_desk_in_a_private_chat_stays(known: Transaction) -> None:
    writer = await residents.add(known, STRANGER, "Writer", NOW)
    marks = {}
    for status in ("registered", "closed"):
        draft = await drafts.add(known, writer.id, "ky", NOW)
        await known.fetch(
            "UPDATE tickets SET status = ?, chat_id = ? WHERE id = ?",
            (status, SOMEBODY, draft.id),
        )
        marks[status] = draft.id * 10
        await entries.link(known, Link(SOMEBODY, draft.id * 10, draft.id, None, "card"))
        await entries.link(known, Link(SOMEBODY, draft.id * 10 + 1, draft.id, None, "copy"))
        await standing.note(known, [(SOMEBODY, draft.id * 10 + i) for i in range(3)], NOW)
    is_open, closed = marks["registered"], marks["closed"]
    taken = await standing.take(known, SOMEBODY, NOW)
    assert taken == [is_open + 2, closed, closed + 1, closed + 2]
