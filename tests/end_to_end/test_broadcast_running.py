"""An announcement on its way: who gets it, how it is held up, stopped and taken back."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from time import time
from typing import Any

import pytest

from bot.announcer import Announcer
from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from tests.conftest import Rows, Start
from tests.end_to_end.broadcasting import ENGLISH, WORDS, Country, nothing_waits

BOLD = [{"type": "bold", "offset": 4, "length": 6}]
VERSIONS: dict[str, Sequence[dict[str, Any]]] = {
    "en": [{"kind": "text", "text": WORDS, "entities": BOLD}],
    "ru": [{"kind": "text", "text": "Рынок закрыт."}],
}


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.announcer.STEP", 0.05)
    monkeypatch.setattr("bot.announcer.IDLE", 0.05)
    monkeypatch.setattr("bot.announcer.SHOWN_EVERY", 0.1)
    monkeypatch.setattr("bot.announcer.STOCK_SECONDS", 0.25)


def sums(rows: Rows) -> dict[str, Any]:
    """The newest announcement as it is kept."""
    return dict(rows("SELECT * FROM announcements ORDER BY id DESC LIMIT 1")[0])


async def test_everybody_gets_it_once_in_a_language_they_read_whatever_telegram_says_first(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    languages = ("en", "ru", "ky", "uz", None)
    country = Country(server, 60, languages)
    await country.settle(database_path, VERSIONS)
    gone = country.people[::20]
    for person in gone:
        person.block()
    muted = country.people[1]
    with closing(sqlite3.connect(database_path)) as connection, connection:
        connection.execute("UPDATE residents SET muted = 1 WHERE telegram_id = ?", (muted.id,))
    # Told to wait, and a server that is ill: neither is anybody's failure.
    server.faults.add(Fault("flood", "sendMessage", count=2, retry_after=1))
    server.faults.add(Fault("server_error", "sendMessage", count=10))
    async with start(default_language="en", admin_ids=str(country.boss.id)):
        shown = await country.shows("✅ sent", "Delivered: 56", "Blocked the bot: 3", "Failed: 0")
        assert "59 of 59" in shown.text
        assert "▓▓▓▓▓▓▓▓▓▓▓▓ 100%" in shown.text
        assert shown.buttons == [["🗑 Take back"]]
    for index, person in enumerate(country.people):
        # Kyrgyz falls back to Russian, Uzbek in the end to Russian, too.
        words = WORDS if languages[index % 5] in ("en", None) else "Рынок закрыт."
        expected = 0 if person in gone or person is muted else 1
        assert len(country.got(person, words)) == expected, (index, person.chat.as_text())
        assert len(person.chat.bot_messages) == expected
    letter = country.got(country.people[5])[0]
    assert letter.text == f"📢 Announcement\n\n{WORDS}"
    # Telegram counts the sign as two.
    assert {"type": "bold", "offset": 5 + letter.text.index(WORDS), "length": 6} in letter.entities
    assert letter.buttons == [["🔕 No more announcements"]]
    kept = sums(rows)
    assert (kept["status"], kept["total"]) == ("done", 59)
    assert not rows("SELECT 1 FROM outbox")
    assert rows("SELECT COUNT(*) FROM residents WHERE blocked_at IS NOT NULL")[0][0] == 3
    assert {row["state"] for row in rows("SELECT state FROM recipients")} == {
        "delivered",
        "blocked",
    }


async def test_held_up_gone_on_stopped_and_taken_back(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    country = Country(server, 120)
    await country.settle(database_path, ENGLISH)
    boss = country.boss.chat
    async with start(default_language="en", admin_ids=str(country.boss.id), send_per_second=60):
        await country.shows("is being sent", "a second")
        await server.wait(lambda: len(country.holders()) >= 3)
        await boss.press(country.progress(), "⏸ Pause")
        await country.shows("paused")
        # What was in the outbox still goes, and then nothing.
        await nothing_waits(rows)
        held = len(country.holders())
        assert held < 100
        await country.shows("paused", f"Delivered: {held}")
        assert sums(rows)["delivered"] == held
        # An old button of somebody who does not see that it is paused already.
        await boss.press_raw(country.progress(), f"ru:pause:{sums(rows)['id']}")
        await country.shows("paused", f"Delivered: {held}")

        await boss.press(country.progress(), "▶️ Go on")
        await server.wait(lambda: len(country.holders()) > held + 5, 20)
        await boss.press(country.progress(), "⏹ Stop")
        await boss.wait_text("Stop announcement 1 for good?")
        await boss.press(None, "⏹ Yes, stop it")
        await country.shows("stopped")
        await nothing_waits(rows)
        got = country.holders()
        assert held < len(got) < 120
        assert all(len(country.got(person)) <= 1 for person in country.people)

        # One of them got it in another time: they keep it. One has deleted it already.
        old, deleted = got[0], got[1]
        await asyncio.to_thread(_age, database_path, old.id)
        await deleted.chat.delete(country.got(deleted)[0])
        shown = await country.shows("stopped", f"Delivered: {len(got)}")
        await boss.press(shown, "🗑 Take back")
        await boss.wait_text(f"People who got announcement 1: {len(got)}.")
        await boss.press(None, "🗑 Yes, take it back")
        await country.shows(
            "taken back", f"Deleted again: {len(got) - 1}", "Telegram did not delete it: 1"
        )
    assert country.holders() == [old]
    acts = [row["act"] for row in rows("SELECT act FROM audit WHERE act LIKE '%announcement'")]
    assert acts == [
        "pause_announcement",
        "resume_announcement",
        "cancel_announcement",
        "take_back_announcement",
    ]
    assert {row["person_id"] for row in rows("SELECT person_id FROM audit")} == {country.boss.id}


async def test_an_album_and_what_takes_no_words_come_whole_and_go_whole(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    country = Country(server, 3)
    photos = [
        await country.boss.chat.send_photo(caption=caption) for caption in ("Two photos.", "")
    ]
    sticker = await country.boss.chat.send_sticker()
    album = [
        {
            "kind": "photo",
            "text": photo.raw.get("caption", ""),
            "file_id": photo.photo[-1]["file_id"],
        }
        for photo in photos
    ]
    single = [{"kind": "sticker", "text": "", "file_id": sticker.sticker["file_id"]}]
    await country.settle(database_path, {"en": album}, {"en": single})
    boss = country.boss.chat
    async with start(default_language="en", admin_ids=str(country.boss.id)):
        first = await country.shows("Announcement 1: ✅ sent", "Delivered: 3")
        second = await country.shows("Announcement 2: ✅ sent", "Delivered: 3")
        for person in country.people:
            two, one, head, picture = person.chat.bot_messages
            assert two.text == "📢 Announcement\n\nTwo photos."
            assert two.media_group_id == one.media_group_id
            assert head.text == "📢 Announcement"
            assert picture.buttons == [["🔕 No more announcements"]]
        for shown in (first, second):
            await boss.press(shown, "🗑 Take back")
            await boss.wait(lambda chat: "Delete it again" in chat.last.text)
            await boss.press(None, "🗑 Yes, take it back")
            await boss.wait(lambda chat: "taken back" in chat.last.text)
        await country.shows("Announcement 2: 🗑 taken back", "Deleted again: 3")
        await country.shows("Announcement 1: 🗑 taken back", "Deleted again: 3")
    assert not [m for person in country.people for m in person.chat.bot_messages if not m.deleted]


async def test_it_goes_at_its_time_and_only_for_an_administrator(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    country = Country(server, 2)
    moment = time() + 3600
    clock = [time()]
    await country.settle(database_path, ENGLISH, at=moment)
    async with start(default_language="en", admin_ids=str(country.boss.id), now=lambda: clock[0]):
        await server.wait(lambda: server.count("getUpdates") > 1)
        assert sums(rows)["status"] == "scheduled"
        assert not country.holders()
        clock[0] = moment
        await country.shows("✅ sent", "Delivered: 2")
    assert sums(rows)["started_at"] == int(moment)
    # Its author, who is no administrator any longer, has written another one.
    with closing(sqlite3.connect(database_path)) as connection, connection:
        connection.execute("UPDATE announcements SET status = 'scheduled', started_at = NULL")
    other = country.people[1]
    async with start(default_language="en", admin_ids=str(other.id), now=lambda: clock[0]):
        await other.chat.wait_text("It was not sent: its author is no longer an administrator.")
    assert sums(rows)["status"] == "cancelled"
    assert all(len(country.got(person)) == 1 for person in country.people)
    assert rows("SELECT act, person_id FROM audit")[0]["act"] == "cancel_announcement"


def _age(database_path: Path, person_id: int) -> None:
    with closing(sqlite3.connect(database_path)) as connection, connection:
        connection.execute(
            "UPDATE recipients SET at = at - 172800 WHERE resident_id = "
            "(SELECT id FROM residents WHERE telegram_id = ?)",
            (person_id,),
        )


def _leave(database_path: Path, muted: int, forgotten: int) -> None:
    with closing(sqlite3.connect(database_path)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("UPDATE residents SET muted = 1 WHERE telegram_id = ?", (muted,))
        connection.execute("DELETE FROM residents WHERE telegram_id = ?", (forgotten,))


async def test_who_forgets_themselves_or_mutes_meanwhile_is_left_out(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    country = Country(server, 100)
    await country.settle(database_path, ENGLISH)
    forgotten, muted = country.people[-2:]
    async with start(default_language="en", admin_ids=str(country.boss.id), send_per_second=60):
        await country.shows("is being sent")
        await server.wait(lambda: len(country.holders()) >= 2)
        # In a thread: the bot may be writing, and needs the loop to come to its end.
        await asyncio.to_thread(_leave, database_path, muted.id, forgotten.id)
        await country.boss.chat.press(country.progress(), "⏸ Pause")
        await nothing_waits(rows)
    async with start(default_language="en", admin_ids=str(country.boss.id)):
        shown = await country.shows("paused")
        await country.boss.chat.press(shown, "▶️ Go on")
        await country.shows("✅ sent", "98 of 98", "Delivered: 98")
    assert not country.got(forgotten)
    assert not country.got(muted)


async def test_a_progress_message_that_was_deleted_is_posted_anew(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    country = Country(server, 60)
    await country.settle(database_path, ENGLISH)
    async with start(default_language="en", admin_ids=str(country.boss.id), send_per_second=60):
        first = await country.shows("is being sent")
        await country.boss.chat.delete(first)
        again = await country.shows("✅ sent", "Delivered: 60")
        assert again.id != first.id
    assert sums(rows)["progress_id"] == again.id


async def test_one_without_words_stands_in_nobodys_way_and_they_go_one_after_the_other(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    country = Country(server, 30)
    other = {"en": [{"kind": "text", "text": "Another one."}]}
    await country.settle(database_path, {}, ENGLISH, other)
    async with start(default_language="en", admin_ids=str(country.boss.id), send_per_second=60):
        await country.shows("Announcement 3: ✅ sent", "Delivered: 30")
    assert [row["status"] for row in rows("SELECT status FROM announcements ORDER BY id")] == [
        "cancelled",
        "done",
        "done",
    ]
    for person in country.people:
        first, second = person.chat.bot_messages
        assert WORDS in first.text
        assert "Another one." in second.text


async def test_calls_that_are_gone_without_a_word_keep_nobody_waiting(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    country = Country(server, 3)
    await country.settle(database_path, ENGLISH)
    with closing(sqlite3.connect(database_path)) as connection, connection:
        connection.execute(
            "UPDATE announcements SET status = 'running', started_at = 1, total = 3"
        )
        connection.execute(
            "INSERT INTO recipients (announcement_id, resident_id, state) "
            "SELECT 1, id, 'queued' FROM residents WHERE muted = 0"
        )
    async with start(default_language="en", admin_ids=str(country.boss.id)):
        await country.shows("✅ sent", "Delivered: 0", "Failed: 3")


def test_the_announcer_keeps_no_more_in_the_outbox_than_a_pause_may_let_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()
    assert Announcer(None, None, 29.0, time)._stock == 87  # type: ignore[arg-type]
    assert Announcer(None, None, 0.1, time)._stock == 1  # type: ignore[arg-type]
    assert Announcer(None, None, 10000.0, time)._stock == 300  # type: ignore[arg-type]
