"""Updates are stored before they are confirmed."""

import asyncio
import sqlite3
from pathlib import Path

from bot.demo.faults import Fault, FaultKind
from bot.demo.server import DemoServer
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
