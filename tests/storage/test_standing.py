"""Which messages stand in private chats."""

from collections.abc import AsyncIterator

import pytest

from storage import residents, standing
from storage.database import Database, Transaction

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
