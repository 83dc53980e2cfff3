"""An announcement that is wrong, and found to be so while it is still being sent."""

from pathlib import Path

import pytest

from bot.demo.server import DemoServer
from tests.conftest import Rows, Start
from tests.end_to_end.broadcasting import ENGLISH, Country, nothing_waits
from tests.end_to_end.composing import acts


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.announcer.STEP", 0.05)
    monkeypatch.setattr("bot.announcer.SHOWN_EVERY", 0.1)
    monkeypatch.setattr("bot.announcer.STOCK_SECONDS", 0.25)


@pytest.mark.parametrize("paused", [False, True])
async def test_what_is_still_being_sent_is_stopped_and_taken_back_by_one_press(
    server: DemoServer, start: Start, rows: Rows, database_path: Path, *, paused: bool
) -> None:
    country = Country(server, 120)
    await country.settle(database_path, ENGLISH)
    boss, reader = country.boss.chat, country.people[0].chat
    async with start(default_language="en", admin_ids=str(country.boss.id), send_per_second=60):
        await country.shows("is being sent", "a second")
        await server.wait(lambda: len(country.holders()) >= 3)
        if paused:
            await boss.press(country.progress(), "⏸ Pause")
            await country.shows("paused")
        await boss.press(country.progress(), "🗑 Take back")
        asked = await boss.wait_text("Stop announcement 1 for good?")
        assert "Those who lack it will not get it." in asked.text
        assert "Delete it again in their chats?" in asked.text
        await boss.press(asked, "🗑 Yes, take it back")
        await country.shows("taken back", "Deleted again: ")
        await nothing_waits(rows)
        assert not country.holders()
        asked_for = await reader.send("/news")
        assert "no announcements for you yet" in (await reader.wait_new(asked_for)).text
    stored = rows("SELECT * FROM announcements")[0]
    assert 0 < stored["taken_back"] == stored["delivered"] < 120
    # So it is known when those who got it can be forgotten.
    assert stored["ended_at"] is not None
    assert acts(rows)[-2:] == ["cancel", "take_back"]
