"""What was closed, left or last seen a year ago is erased by the clock, once."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot import compaction
from bot.demo.server import DemoServer
from tests.bot.delivery.until import until
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, tick
from tests.end_to_end.remains import NAME, leave_traces, set_aside
from tests.end_to_end.test_erasing import is_compacted, settled
from tests.end_to_end.test_exchange import filed

DAY = 86400


def later(days: float) -> Callable[[], float]:
    """A clock that is ahead by so many days."""
    return lambda: time.time() + days * DAY


async def test_nothing_personal_is_left_in_the_file_a_year_after_closing(
    server: DemoServer,
    start: Start,
    rows: Rows,
    database_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compaction, "SOON", 0.01)
    monkeypatch.setattr(compaction, "AT_MOST_EVERY", 0.05)
    resident = Resident(server.person(NAME), "en")
    secretary = server.person("Нурлан")
    staff = server.group("Staff", members=[secretary])
    settings: dict[str, Any] = {"staff_chat_id": staff.id, "default_language": "en"}
    async with start(**settings):
        await resident.start()
        trace, card = await leave_traces(server, resident, staff, secretary)
        await secretary.in_(staff).press(card, "✅ Close")
        await resident.chat.wait_text("The office has closed your concern")
    set_aside(database_path, resident.person)
    async with start(now=later(364), **settings):
        assert trace.left_in(database_path) == set(trace.marks)
        assert rows("SELECT * FROM residents")
    async with start(now=later(366.5), **settings):
        await until(lambda: not rows("SELECT * FROM residents"))
        await until(lambda: is_compacted(rows))
        assert trace.left_in(database_path) == set()
        await staff.wait(lambda _: "erased" in card.text)
        await until(lambda: settled(rows))
    assert trace.left_in(database_path) == set()
    # The neighbour's unsent concern is gone, too.
    [ticket] = rows("SELECT * FROM tickets")
    assert (ticket["status"], ticket["office"], ticket["topic"]) == ("closed", "NKT", "land")
    assert ticket["erased_at"] - ticket["closed_at"] > 365 * DAY
    [*_, closed, erased] = rows("SELECT * FROM events ORDER BY id")
    assert (closed["kind"], erased["kind"], erased["role"]) == ("closed", "erased", "system")


async def test_a_concern_is_stripped_once(server: DemoServer, start: Start, rows: Rows) -> None:
    async with filed(server, start) as scene:
        room, card, resident = scene.room, scene.card, scene.resident
        await room.press(card, "✅ Close")
        await resident.chat.wait_text("The office has closed your concern")
    settings: dict[str, Any] = {"staff_chat_id": room.id, "default_language": "en"}
    async with start(now=later(31), retention_days=30, **settings) as application:
        await room.wait(lambda _: "erased" in card.text)
        assert "closed long ago" in card.text
        assert "water" not in card.text
        await until(lambda: settled(rows))
        edits = server.count("editMessageText")
        await resident.chat.send("/mine")
        await resident.chat.wait_text("Choose your language")
        await tick(application)
        await until(lambda: settled(rows))
    async with start(now=later(40), retention_days=30, **settings) as application:
        await tick(application)
        await until(lambda: settled(rows))
    assert server.count("editMessageText") == edits
    kinds = [row["kind"] for row in rows("SELECT kind FROM events")]
    assert kinds.count("erased") == 1
    # They were away for longer than that, and have come back as a stranger.
    assert [row["language"] for row in rows("SELECT language FROM residents")] == [None]


async def test_what_is_open_or_in_use_stays(server: DemoServer, start: Start, rows: Rows) -> None:
    boss = Resident(server.person("Boss"), "en")
    settings: dict[str, Any] = {"default_language": "en", "admin_ids": str(boss.person.id)}
    async with filed(server, start, admin_ids=str(boss.person.id)) as scene:
        await boss.start()
        helper = Resident(server.person("Helper"), "en")
        await helper.start()
        await boss.chat.send("/invite ADM")
        invitation = await boss.chat.wait_text("?start=")
        await helper.person.start(invitation.text.split("?start=")[1].split()[0])
        await helper.chat.wait_text("You are an administrator of this bot from now on")
        settings["staff_chat_id"] = scene.room.id
        reader = Resident(server.person("Reader"), "en")
        await reader.start()
        writer = Resident(server.person("Writer"), "en")
        await writer.start()
        await writer.begin()
        await writer.chat.send("Unsent")
    async with start(now=later(20), retention_days=30, **settings):
        await writer.chat.send("Unsent, too")
        await until(lambda: len(rows("SELECT * FROM entries")) == 3)
    async with start(now=later(45), retention_days=30, **settings) as application:
        await tick(application)
        await until(lambda: settled(rows))
        assert "water" in scene.card.text
        names = {row["name"] for row in rows("SELECT name FROM residents")}
        assert names == {"Айгүл", "Boss", "Helper", "Writer"}
        assert len(rows("SELECT * FROM entries")) == 3
    async with start(now=later(60), retention_days=30, **settings) as application:
        await tick(application)
        names = {row["name"] for row in rows("SELECT name FROM residents")}
        # An administrator who never files a concern is still needed, appointed or of ADMIN_IDS.
        assert names == {"Айгүл", "Boss", "Helper"}
        assert len(rows("SELECT * FROM entries")) == 1
        await writer.chat.send("Where was I?")
        await writer.chat.wait_text("Choose your language")


async def test_a_tick_erases_a_few_and_leaves_the_group_to_those_who_wait(
    server: DemoServer, start: Start, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.clock.RETIRED_A_TICK", 2)
    async with filed(server, start) as scene:
        room, resident = scene.room, scene.resident
        for _ in range(2):
            number = await resident.file("Another")
            await room.wait_text(number)
        for card in [m for m in room.bot_messages if m.buttons]:
            await room.press(card, "✅ Close")
        await room.wait(lambda c: not any("✅ Close" in str(m.buttons) for m in c.messages))
    settings: dict[str, Any] = {"staff_chat_id": room.id, "default_language": "en"}
    async with start(now=later(400), **settings) as application:
        await until(lambda: len(rows("SELECT * FROM tickets WHERE erased_at IS NOT NULL")) == 2)
        await room.wait(lambda c: sum("erased" in m.text for m in c.messages) == 2)
        await tick(application)
        assert not rows("SELECT * FROM tickets WHERE erased_at IS NULL")
        await room.wait(lambda c: sum("erased" in m.text for m in c.messages) == 3)
