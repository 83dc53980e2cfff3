"""Slow work: done once, again after a failure, given up in the end, and only for those who may."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from time import time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.dispatch import i18n
from bot.jobs import ATTEMPTS, Jobs
from bot.reception.permissions import Action
from handlers.desk import Desk, Setting
from handlers.jobs import DrawingFailed, Kind, Tools
from handlers.say import message
from storage import directory, jobs, outbox, residents
from storage.database import Database, Transaction, open_database
from storage.directory import Directories
from storage.jobs import Job
from storage.outbox import Sends

BOSS = 700


async def _no_download(_path: str) -> bytes:
    raise OSError("nothing here")


async def _no_drawing(_pictures: Sequence[Mapping[str, Any]]) -> list[bytes]:
    raise DrawingFailed("nothing here")


@asynccontextmanager
async def _working(
    path: Path, kinds: Mapping[str, Kind], admins: tuple[int, ...] = (BOSS,)
) -> AsyncIterator[Database]:
    directories = Directories()
    setting = Setting(
        zone=ZoneInfo("Asia/Bishkek"),
        default_language="en",
        admin_ids=admins,
        staff_chat_id=None,
        monitoring_chat_id=None,
        bot_id=1,
        bot_name="",
        retention_days=365,
        concerns_per_day=5,
        messages_per_10_minutes=30,
        hears_all=False,
        extension_working_days=14,
    )

    async def make_desk(tx: Transaction) -> Desk:
        return Desk(tx, time(), setting, await directories.current(tx))

    async with open_database(path) as database:
        async with database.transaction() as tx:
            await directory.load_shipped(tx)
            if await residents.by_telegram_id(tx, BOSS) is None:
                await residents.add(tx, BOSS, "Boss", time())
        with i18n().context():
            async with asyncio.TaskGroup() as tasks:
                running = tasks.create_task(
                    Jobs(Tools(database, _no_download, _no_drawing), kinds, make_desk).run()
                )
                yield database
                running.cancel()
                # Whoever stops it may do so twice.
                await asyncio.sleep(0)
                running.cancel()
                with suppress(asyncio.CancelledError):
                    await running


async def _ask(database: Database, kind: str, **params: Any) -> None:
    async with database.transaction() as tx:
        await jobs.add(tx, kind, BOSS, by=BOSS, now=time(), params=params)


async def _settled(database: Database) -> list[str]:
    """What was said when no job is left."""
    for _turn in range(2000):
        if not await database.read("SELECT 1 FROM jobs"):
            break
        await asyncio.sleep(0.005)
    rows = await database.read("SELECT params ->> 'text' AS text FROM outbox ORDER BY id")
    return [row["text"] for row in rows]


async def _say(desk: Desk, job: Job, result: Any) -> Sends:
    return message(job.chat_id, str(result))


async def test_work_is_done_in_order_and_its_result_is_said(tmp_path: Path) -> None:
    async def double(tools: Tools, job: Job) -> int:
        return int(job.params["number"]) * 2

    kinds = {"double": Kind(Action.SEE_STATISTICS, double, _say)}
    async with _working(tmp_path / "db", kinds) as database:
        await _ask(database, "double", number=21)
        await _ask(database, "double", number=4)
        assert await _settled(database) == ["42", "8"]


async def test_work_that_fails_is_tried_again_and_given_up_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.jobs.PAUSE", 0.0)
    tries: list[str] = []

    async def fragile(tools: Tools, job: Job) -> str:
        tries.append(job.params["name"])
        if job.params["name"] == "never" or len(tries) < 3:
            raise ValueError("not this time")
        return "done at last"

    kinds = {"fragile": Kind(Action.SEE_STATISTICS, fragile, _say)}
    async with _working(tmp_path / "db", kinds) as database:
        await _ask(database, "fragile", name="third time")
        await _ask(database, "fragile", name="never")
        await _ask(database, "unknown")
        said = await _settled(database)
    assert tries == ["third time"] * 3 + ["never"] * 3
    assert said[0] == "done at last"
    assert len(said) == 3
    assert all("error in the bot" in text for text in said[1:])


async def test_nothing_is_said_to_somebody_who_may_not_know_it_any_longer(tmp_path: Path) -> None:
    done = asyncio.Event()

    async def count(tools: Tools, job: Job) -> str:
        done.set()
        return "2,500 concerns"

    kinds = {"count": Kind(Action.EXPORT, count, _say)}
    async with _working(tmp_path / "db", kinds, admins=()) as database:
        await _ask(database, "count")
        assert await _settled(database) == []
    assert done.is_set()


async def test_work_that_ended_the_program_each_time_is_not_begun_again(tmp_path: Path) -> None:
    begun: list[str] = []

    async def work(tools: Tools, job: Job) -> str:
        begun.append(job.params["name"])
        return "done"

    kinds = {"work": Kind(Action.SEE_STATISTICS, work, _say)}
    async with _working(tmp_path / "db", {}) as database:
        pass
    async with open_database(tmp_path / "db") as database:
        await _ask(database, "work", name="deadly")
        async with database.transaction() as tx:
            await tx.fetch("UPDATE jobs SET attempts = ?", (ATTEMPTS,))
        await _ask(database, "work", name="harmless")
    async with _working(tmp_path / "db", kinds) as database:
        said = await _settled(database)
    assert begun == ["harmless"]
    assert "error in the bot" in said[0]
    assert said[1:] == ["done"]


async def test_work_that_the_database_refuses_is_given_up_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.jobs.PAUSE", 0.0)

    async def wrong(tools: Tools, job: Job) -> None:
        await tools.database.read("SELECT 1 FROM nothing")

    async def fine(tools: Tools, job: Job) -> str:
        return "done"

    async def wrong_end(desk: Desk, job: Job, result: Any) -> Sends:
        await desk.tx.fetch("DELETE FROM residents")
        await desk.tx.fetch("SELECT 1 FROM nothing")
        return None

    kinds = {
        "wrong": Kind(Action.SEE_STATISTICS, wrong, _say),
        "wrong_end": Kind(Action.SEE_STATISTICS, fine, wrong_end),
        "fine": Kind(Action.SEE_STATISTICS, fine, _say),
    }
    async with _working(tmp_path / "db", kinds) as database:
        for kind in kinds:
            await _ask(database, kind)
        *given_up, done = await _settled(database)
        assert len(await database.read("SELECT 1 FROM residents")) == 1
    assert len(given_up) == 2
    assert all("error in the bot" in text for text in given_up)
    assert done == "done"


async def test_a_database_that_takes_no_result_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.jobs.PAUSE", 0.0)
    refusals = [sqlite3.OperationalError("database or disk is full")] * (2 * ATTEMPTS)
    enqueue = outbox.enqueue

    async def full(*args: Any) -> None:
        if refusals:
            raise refusals.pop()
        await enqueue(*args)

    done: list[int] = []

    async def work(tools: Tools, job: Job) -> str:
        done.append(job.id)
        return "done"

    monkeypatch.setattr("bot.jobs.outbox.enqueue", full)
    kinds = {"work": Kind(Action.SEE_STATISTICS, work, _say)}
    async with _working(tmp_path / "db", kinds) as database:
        await _ask(database, "work")
        assert await _settled(database) == ["done"]
    assert len(done) == 1


async def test_clean_stops_do_not_count_and_a_kill_does(tmp_path: Path) -> None:
    begun: list[int] = []
    working = asyncio.Event()

    async def long(tools: Tools, job: Job) -> str:
        begun.append(job.attempts)
        working.set()
        await asyncio.Event().wait()
        return "never"

    async def short(tools: Tools, job: Job) -> str:
        begun.append(job.attempts)
        return "done at last"

    long_one = {"work": Kind(Action.SEE_STATISTICS, long, _say)}
    path = tmp_path / "db"
    async with _working(path, {}) as database:
        pass
    async with open_database(path) as database:
        await _ask(database, "work")
    for _stop in range(ATTEMPTS + 1):
        working.clear()
        async with _working(path, long_one):
            await asyncio.wait_for(working.wait(), 10)
    assert begun == [0] * (ATTEMPTS + 1)
    for kill in range(ATTEMPTS):
        begun.clear()
        working.clear()
        async with _working(path, long_one):
            await asyncio.wait_for(working.wait(), 10)
            # What a killed program leaves behind.
            path = _as_left(path, tmp_path / f"killed {kill}")
        assert begun == [kill]
        if kill == 1:
            done = _as_left(path, tmp_path / "other")
    async with _working(path, long_one) as database:
        assert "error in the bot" in (await _settled(database))[0]
    # After two kills it is still done.
    async with _working(done, {"work": Kind(Action.SEE_STATISTICS, short, _say)}) as database:
        assert await _settled(database) == ["done at last"]


def _as_left(path: Path, other: Path) -> Path:
    """The database as it is on disk at this moment, in another place."""
    for end in ("", "-wal"):
        shutil.copyfile(f"{path}{end}", f"{other}{end}")
    return other


async def test_a_stop_that_the_database_refuses_to_note_is_a_stop_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    working = asyncio.Event()

    async def long(tools: Tools, job: Job) -> None:
        working.set()
        await asyncio.Event().wait()

    async def full(*args: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("bot.jobs.jobs.take_back", full)
    kinds = {"work": Kind(Action.SEE_STATISTICS, long, _say)}
    async with _working(tmp_path / "db", kinds) as database:
        await _ask(database, "work")
        await asyncio.wait_for(working.wait(), 10)
    async with open_database(tmp_path / "db") as database:
        assert [row[0] for row in await database.read("SELECT attempts FROM jobs")] == [1]
