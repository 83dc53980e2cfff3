"""Updates are stored before they are confirmed."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any, cast

import pytest
from aiogram import Bot
from aiogram.utils.backoff import Backoff

from bot.demo.faults import Fault, FaultKind
from bot.demo.server import DemoServer
from bot.intake import GetRawUpdates, Intake
from storage import inbox
from storage.database import open_database
from tests.bot.delivery.until import until
from tests.conftest import Rows, Start


async def test_the_first_poll_names_no_offset_and_later_ones_confirm(
    server: DemoServer, start: Start
) -> None:
    anna = server.person("Anna", language_code="en")
    async with start():
        sent = await anna.chat.send("/start")
        await anna.chat.wait(lambda chat: chat.texts)
        await server.wait(lambda: not server.pending_updates)
    assert sent.id
    polls = [request.params for request in server.requests if request.method == "getUpdates"]
    assert "offset" not in polls[0]


async def test_a_database_that_refuses_stops_confirmation_and_recovers(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    anna = server.person("Anna", language_code="en")
    async with start():
        await server.wait(lambda: server.count("getUpdates"))
        other = sqlite3.connect(database_path, isolation_level=None, check_same_thread=False)
        try:
            # In a thread: the lock it waits for may be held by a task of this very loop.
            await asyncio.to_thread(
                other.execute,
                "CREATE TRIGGER full BEFORE INSERT ON inbox "
                "BEGIN SELECT RAISE(ABORT, 'disk full'); END",
            )
            await anna.chat.send("/start")
            await server.wait(lambda: server.count("getUpdates") >= 3, timeout=10)
            assert len(server.pending_updates) == 1
            assert not rows("SELECT * FROM inbox")
            await asyncio.to_thread(other.execute, "DROP TRIGGER full")
        finally:
            other.close()
        await anna.chat.wait(lambda chat: chat.texts, timeout=10)
        await server.wait(lambda: not server.pending_updates)
    assert len(anna.chat.texts) == 1


async def test_a_bad_day_of_getupdates_loses_nothing(server: DemoServer, start: Start) -> None:
    anna = server.person("Anna", language_code="en")
    kinds: tuple[FaultKind, ...] = ("html_error", "drop_after", "garbage")
    for kind in kinds:
        server.faults.add(Fault(kind, methods="getUpdates", count=1))
    await anna.chat.send("/start")
    async with start():
        await anna.chat.wait(lambda chat: chat.texts, timeout=20)
        await until(lambda: not server.pending_updates)
    assert len(anna.chat.texts) == 1


class Line:
    """A Telegram that hands the same updates over until they are confirmed."""

    id = 1

    def __init__(self, *answers: list[Any]) -> None:
        self.answers = list(answers)
        self.offsets: list[int | None] = []

    async def __call__(self, method: GetRawUpdates, **_: Any) -> list[Any]:
        self.offsets.append(method.offset)
        if not self.answers:
            await asyncio.Event().wait()
        return self.answers.pop(0)


@pytest.mark.parametrize("number", [None, "7", 7.0, True, 0, -3, 2**63, [7]])
async def test_an_update_without_a_number_is_kept_once_and_stops_no_other(
    database_path: Path, rows: Rows, caplog: pytest.LogCaptureFixture, number: object
) -> None:
    odd = {"update_id": number, "message": {"text": "a"}}
    bare = {"message": {"text": "b"}}
    line = Line([odd, {"update_id": 7}, bare, "no object"], [odd, {"update_id": 8}])

    async def absent(*_: object) -> None:
        raise AssertionError

    async with open_database(database_path) as database:
        intake = Intake(database, cast("Bot", line), [], absent, lambda: 1_000_000.0)
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(intake.run())
            await until(lambda: len(line.offsets) == 3)
            running.cancel()
    assert line.offsets == [None, 8, 9]
    numbers = [row["update_id"] for row in rows("SELECT update_id FROM inbox ORDER BY id")]
    assert [n for n in numbers if n > 0] == [7, 8]
    assert len([n for n in numbers if n < 0]) == 2
    assert [r.message for r in caplog.records] == ["1 of 4 updates are no objects"]


async def test_updates_that_cannot_be_confirmed_are_not_asked_for_without_a_pause(
    database_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = {"message": {"text": "b"}}
    line = Line([bare], [bare])
    pauses = []

    async def pause(backoff: Backoff) -> None:
        pauses.append(backoff)

    monkeypatch.setattr(Backoff, "asleep", pause)

    async def absent(*_: object) -> None:
        raise AssertionError

    async with open_database(database_path) as database:
        intake = Intake(database, cast("Bot", line), [], absent, lambda: 1_000_000.0)
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(intake.run())
            await until(lambda: len(line.offsets) == 3)
            running.cancel()
        assert len(await inbox.next_items(database, "new", 10)) == 1
    assert line.offsets == [None] * 3
    assert len(pauses) == 2
