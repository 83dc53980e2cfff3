"""Updates are stored before they are confirmed."""

import asyncio
import sqlite3
from pathlib import Path

from bot.demo.faults import Fault
from bot.demo.server import DemoServer
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
        other = sqlite3.connect(database_path, isolation_level=None)
        try:
            other.execute(
                "CREATE TRIGGER full BEFORE INSERT ON inbox "
                "BEGIN SELECT RAISE(ABORT, 'disk full'); END"
            )
            await anna.chat.send("/start")
            await server.wait(lambda: server.count("getUpdates") >= 3, timeout=10)
            assert len(server.pending_updates) == 1
            assert not rows("SELECT * FROM inbox")
            other.execute("DROP TRIGGER full")
        finally:
            other.close()
        await anna.chat.wait(lambda chat: chat.texts, timeout=10)
        await server.wait(lambda: not server.pending_updates)
    assert len(anna.chat.texts) == 1


async def test_a_bad_day_of_getupdates_loses_nothing(server: DemoServer, start: Start) -> None:
    anna = server.person("Anna", language_code="en")
    for kind in ("html_error", "drop_after", "garbage"):
        server.faults.add(Fault(kind, methods="getUpdates", count=1))  # type: ignore[arg-type]
    await anna.chat.send("/start")
    async with start():
        await anna.chat.wait(lambda chat: chat.texts, timeout=20)
        async with asyncio.timeout(5):
            while server.pending_updates:
                await asyncio.sleep(0.01)
    assert len(anna.chat.texts) == 1
