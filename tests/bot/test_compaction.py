"""The file is compacted after an erasure, whatever comes in between."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import compaction
from bot.compaction import Compaction
from storage import erasing, residents
from storage.database import Database, open_database
from tests.bot.delivery.until import until


@pytest.fixture
async def database(database_path: Path) -> AsyncIterator[Database]:
    async with open_database(database_path) as opened:
        yield opened


async def erase(database: Database, telegram_id: int) -> None:
    """Somebody comes and is forgotten."""
    async with database.transaction() as tx:
        person = await residents.add(tx, telegram_id, "A", 0)
        await erasing.erase_resident(tx, person, 0)


async def test_a_compaction_that_fails_is_tried_again(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made: list[str] = []
    compact = Database.compact

    async def struggling(self: Database) -> bool:
        made.append("full" if not made else "busy" if len(made) == 1 else "done")
        if made[-1] == "full":
            raise sqlite3.OperationalError("database or disk is full")
        return made[-1] == "done" and await compact(self)

    monkeypatch.setattr(Database, "compact", struggling)
    monkeypatch.setattr(compaction, "SOON", 0.0)
    monkeypatch.setattr(compaction, "AT_MOST_EVERY", 0.0)
    await erase(database, 5)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(Compaction(database).run())
        await until(lambda: "done" in made)
        # Nothing to do until somebody is erased again.
        await erase(database, 6)
        await until(lambda: made.count("done") == 2)
        running.cancel()
    assert made == ["full", "busy", "done", "done"]
    assert "disk is full" in caplog.text or "OperationalError" in caplog.text


async def test_several_erasures_soon_after_each_other_are_one_compaction(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bool] = []
    compact = Database.compact

    async def noted(self: Database) -> bool:
        made.append(await compact(self))
        return made[-1]

    monkeypatch.setattr(Database, "compact", noted)
    once = Compaction(database)
    assert await once.compact()
    assert made == []
    for telegram_id in (5, 6, 7):
        await erase(database, telegram_id)
    assert await once.compact()
    assert await once.compact()
    assert made == [True]
