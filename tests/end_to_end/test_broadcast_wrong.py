"""An announcement that is wrong: found to be so while it is still being sent, or at its time."""

from pathlib import Path

import pytest

from bot.demo.server import DemoServer
from bot.reception.announcements import Audience
from storage.database import open_database
from tests.conftest import Rows, Start
from tests.end_to_end.acting import ever_sent
from tests.end_to_end.broadcasting import ENGLISH, Country, nothing_waits, schedule
from tests.end_to_end.composing import acts, alert
from tests.end_to_end.desk_scene import turned
from tests.end_to_end.test_broadcast_few import NOOKAT


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.announcer.STEP", 0.05)
    monkeypatch.setattr("bot.announcer.IDLE", 0.05)
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


async def test_what_was_stopped_reaches_nobody_else(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    scene = Country(server, 120)
    await scene.settle(database_path, ENGLISH)
    boss, lacks = scene.boss.chat, scene.people[-1]
    async with start(default_language="en", admin_ids=str(scene.boss.id), send_per_second=60):
        await scene.shows("is being sent", "a second")
        await server.wait(lambda: len(scene.holders()) >= 3)
        await boss.press(scene.progress(), "⏹ Stop")
        asked = await boss.wait_text("Those who lack it will not get it.")
        await boss.press(asked, "⏹ Yes, stop it")
        shown = await scene.shows("stopped")
        assert "🗑 Take back" in str(shown.buttons)
        asked_for = await lacks.chat.send("/news")
        assert "no announcements for you yet" in (await lacks.chat.wait_new(asked_for)).text
    assert not scene.got(lacks)


@pytest.mark.parametrize("kind", ["poll", "sticker"])
async def test_a_heading_does_not_stand_alone_where_its_announcement_cannot_come(
    server: DemoServer, start: Start, rows: Rows, database_path: Path, kind: str
) -> None:
    scene = Country(server, 3)
    # A copy of what its author has cleared, and a file that Telegram does not know.
    lost = {"chat_id": scene.boss.id, "message_id": 9999, "file_id": "lost"}
    await scene.settle(database_path, {"en": [{"kind": kind, "text": "", **lost}]})
    async with start(default_language="en", admin_ids=str(scene.boss.id)):
        await scene.shows("✅ sent", "Delivered: 0", "Failed: 3", "3 of 3")
        await nothing_waits(rows)
    for person in scene.people:
        assert "📢 Announcement" in ever_sent(server, person.id)
        assert all(m.deleted for m in person.chat.bot_messages)
    assert {row["state"] for row in rows("SELECT state FROM recipients")} == {"failed"}
    assert rows("SELECT taken_back FROM announcements")[0][0] == 0


async def test_who_forgot_themselves_is_nobody_who_kept_it(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    scene = Country(server, 4)
    await scene.settle(database_path, ENGLISH)
    boss = scene.boss.chat
    async with start(default_language="en", admin_ids=str(scene.boss.id)):
        shown = await scene.shows("✅ sent", "Delivered: 4")
        late, forgotten = scene.people[:2]
        async with open_database(database_path) as database, database.transaction() as tx:
            await tx.fetch(
                "UPDATE recipients SET at = at - 172800 WHERE resident_id = "
                "(SELECT id FROM residents WHERE telegram_id = ?)",
                (late.id,),
            )
            await tx.fetch("DELETE FROM residents WHERE telegram_id = ?", (forgotten.id,))
        await boss.press(shown, "🗑 Take back")
        asked = await boss.wait_text("Delete it again in their chats?")
        await boss.press(asked, "🗑 Yes, take it back")
        await scene.shows("taken back", "Deleted again: 2", "Telegram did not delete it: 1")


async def test_what_came_of_a_call_that_is_gone_is_taken_back_too(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    scene = Country(server, 2)
    await scene.settle(database_path, ENGLISH)
    async with start(default_language="en", admin_ids=str(scene.boss.id)):
        await scene.shows("✅ sent", "Delivered: 2")
        await nothing_waits(rows)
    async with open_database(database_path) as database, database.transaction() as tx:
        # A part of it stands in their chats; the call for the rest is gone without a word.
        await tx.fetch("UPDATE recipients SET state = 'queued', at = NULL")
        await tx.fetch(
            "UPDATE announcements SET status = 'removing', delivered = 0, taken_back_at = ended_at"
        )
    async with start(default_language="en", admin_ids=str(scene.boss.id)):
        await scene.shows("taken back", "Failed: 2", "Deleted again: 0")
        await nothing_waits(rows)
        assert not scene.holders()
    assert {row["state"] for row in rows("SELECT state FROM recipients")} == {"failed"}


async def test_a_place_that_is_no_longer_there_makes_it_a_draft_again(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    scene = Country(server, 3)
    await scene.settle(database_path)
    boss = scene.boss.chat
    whom = Audience(districts=(NOOKAT.code,), offices=("TST",))
    async with open_database(database_path) as database, database.transaction() as tx:
        await tx.fetch("UPDATE residents SET last_district = ?", (NOOKAT.code,))
        await schedule(tx, scene.boss.id, ENGLISH, None, whom)
    async with start(default_language="en", admin_ids=str(scene.boss.id)):
        told = await boss.wait_text("Announcement 1 was not sent")
        assert "No longer in the list of places: TST. Nobody got it." in told.text
        await turned(boss, told, "👁 Open it", "being written")
        # At once, too.
        press = await boss.press(told, "📨 Send now")
        said = await alert(press)
        assert "No longer in the list of places: TST." in said and "Nothing was sent" in said
        await turned(boss, told, "👥 For whom", "Places add up")
        await boss.press(told, "🏛 Receptions")
        # What is no longer there stands on the last page.
        await boss.wait(lambda _: "▫️" in str(told.buttons) and "Back" in str(told.buttons))
        await boss.press_raw(told, "aw:offices:1:::999")
        await boss.wait(lambda _: "☑️ TST" in str(told.buttons))
        await boss.press(told, "☑️ TST")
        await boss.wait(lambda _: "TST" not in told.text)
        assert not scene.holders()
    assert acts(rows) == ["reopen", "change"]
