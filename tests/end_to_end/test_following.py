"""What a resident wrote while something of the same concern was on its way to a busy group."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from handlers.staff import card
from tests.bot.delivery.until import until
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident


async def test_what_follows_a_call_that_is_gone_goes_at_the_next_look_of_the_clock(
    server: DemoServer,
    start: Start,
    rows: Rows,
    database_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Whatever is on its way counts as held up.
    monkeypatch.setattr(card, "BUSY_AFTER", -60.0)
    group = server.group("Штаб", members=[server.person("Нурлан")])
    resident = Resident(server.person("Айгүл"), "en")
    settings = {"staff_chat_id": group.id, "default_language": "en"}
    async with start(**settings):
        await resident.start()
        await resident.file("They closed our water.")
        shown = await group.wait_text("They closed our water.")
        await until(lambda: bool(rows("SELECT 1 FROM tickets WHERE card_id IS NOT NULL")))
        registered = resident.chat.last
        with server.faults.add(Fault("server_error", "sendMessage", group.id)) as fault:
            await resident.chat.send("The first post", reply_to=registered)
            await server.wait(lambda: fault.hits > 0)
            await resident.chat.send("The second post", reply_to=registered)
            await until(lambda: bool(rows("SELECT 1 FROM entries WHERE follows = 1")))
    with closing(sqlite3.connect(database_path)) as connection, connection:
        # As somebody who withdraws it, or an administrator who drops what Telegram refused.
        gone = connection.execute("DELETE FROM outbox WHERE on_result = 'copied'")
        assert gone.rowcount == 1
    async with start(**settings):
        follower = await group.wait_text("The second post")
    assert follower.reply_to == shown
    assert not rows("SELECT 1 FROM entries WHERE follows = 1")
