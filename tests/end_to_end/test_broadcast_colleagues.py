"""What administrators see and do of announcements that are late, old, or a colleague's."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from time import time

from bot.demo.people import PersonChat
from bot.demo.server import DemoServer
from bot.demo.views import Message
from tests.conftest import Rows, Start
from tests.end_to_end.acting import ever_sent
from tests.end_to_end.broadcasting import ENGLISH, Country, Versions
from tests.end_to_end.composing import acts, alert, country
from tests.end_to_end.desk_scene import turned

OTHER: Versions = {"en": [{"kind": "text", "text": "Another one."}]}
LIST = "🗂 All announcements"


async def change(path: Path, sql: str, *values: object) -> None:
    """Changes the database of the running bot; in a thread, as the bot may be writing."""
    await asyncio.to_thread(_change, path, sql, values)


def _change(path: Path, sql: str, values: Sequence[object]) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(sql, values)


async def listed(chat: PersonChat) -> Message:
    """The list, by way of /broadcast."""
    before = await chat.send("/broadcast")
    first = await chat.wait_new(before)
    await turned(chat, first, LIST, "the last ones of all")
    return first


async def below(chat: PersonChat, shown: Message, words: str) -> Message:
    """The screen that comes below another one."""
    return await chat.wait(
        lambda c: c.last if c.last.id > shown.id and words in c.last.text else None
    )


def lines(message: Message) -> list[str]:
    """The rows of the list."""
    return [row[0] for row in message.buttons]


async def test_what_was_to_go_long_ago_is_a_draft_again_and_its_author_is_told(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    scene = Country(server, 2)
    # The bot was down: one is four days late, one half an hour.
    await scene.settle(database_path, ENGLISH, OTHER, at=time() - 4 * 86400)
    await change(database_path, "UPDATE announcements SET at = ? WHERE id = 2", int(time()) - 1800)
    boss = scene.boss.chat
    async with start(default_language="en", admin_ids=str(scene.boss.id)):
        told = await boss.wait_text("Announcement 1 could not be sent at its time")
        assert "Nobody got it. It is a draft again" in told.text
        await scene.shows("Announcement 2: ✅ sent", "Delivered: 2")
        await turned(boss, told, "👁 Open it", "being written")
        audit = await boss.send("/audit")
        shown = await boss.wait_new(audit)
        assert "· the bot itself\n📢 Made announcement 1 a draft again" in shown.text
    assert not scene.holders()
    assert len(scene.holders("Another one.")) == 2
    assert rows("SELECT status FROM announcements WHERE id = 1")[0][0] == "draft"


async def test_what_a_colleague_has_set_up_can_be_seen_and_stopped(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    async with country(server, start) as it:
        chat = it.deputy.chat
        draft = await it.draft("Water is off")
        first = await chat.wait_new(await chat.send("/broadcast"))
        await turned(chat, first, LIST, "There are no announcements yet")
        await it.sure(draft)
        question = await it.asked()
        shown = await listed(chat)
        assert lines(shown) == ["⏳ 1 · Water is off", "➕ New announcement"]
        # Whoever may say yes has seen every word.
        await chat.press(shown, "⏳ 1 · Water is off")
        waits = await below(chat, shown, "waits for a second administrator")
        assert sum(m.text.endswith("\n\nWater is off") for m in chat.bot_messages) == 2
        assert "by Boss" in waits.text and "Everybody who uses the bot" in waits.text
        assert waits.buttons == [
            ["📨 Yes, send it", "✖️ No"],
            ["👁 Preview", "⏹ Stop"],
            [LIST],
        ]
        # One that has its time.
        later = int(time()) + 3600
        await change(database_path, "UPDATE announcements SET status = 'scheduled', at = ?", later)
        await chat.press(waits, "👁 Preview")
        again = await below(chat, waits, "waits for its time")
        assert sum(m.text.endswith("\n\nWater is off") for m in chat.bot_messages) == 3
        assert again.buttons == [["👁 Preview", "⏹ Stop"], [LIST]]
        await turned(chat, again, "⏹ Stop", "Announcement 1 was stopped")
        assert "There are no announcements yet" in again.text
        told = await it.chat.wait_text("Deputy stopped announcement 1")
        await it.shown(told, "👁 Open it", "being written")
        assert rows("SELECT status FROM announcements")[0][0] == "draft"
        # Pressed twice; and a draft is nobody's but its author's.
        press = await chat.press_raw(shown, "an:stop:1::")
        assert "Nothing was changed" in await alert(press)
        for do in ("show", "preview", "edit", "discarded"):
            press = await chat.press_raw(shown, f"an:{do}:1::")
            assert "no announcement of yours" in await alert(press)
        press = await chat.press(question, "📨 Yes, send it")
        assert "decided already" in await alert(press)
        assert "Water is off" not in ever_sent(server, it.people["en"].chat.id)
    assert acts(rows) == ["draft", "ask_about", "reopen"]
    assert rows("SELECT person_id FROM audit ORDER BY id DESC")[0][0] == it.deputy.person.id


async def test_from_the_list_every_announcement_shows_its_words_and_leads_back(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    scene = Country(server, 1)
    await scene.settle(database_path, ENGLISH, *[OTHER] * 8)
    # Paused long ago, before eight others.
    await change(
        database_path, "UPDATE announcements SET status = 'done', started_at = id, delivered = 1"
    )
    await change(database_path, "UPDATE announcements SET status = 'paused' WHERE id = 1")
    boss = scene.boss.chat
    async with start(default_language="en", admin_ids=str(scene.boss.id)):
        shown = await listed(boss)
        assert lines(shown)[0].startswith("⏸ 1 · The market") and len(shown.buttons) == 10
        await turned(boss, shown, lines(shown)[0], "Announcement 1: ⏸ paused")
        assert shown.buttons == [
            ["▶️ Go on", "⏹ Stop"],
            ["🗑 Take back"],
            ["👁 Preview"],
            [LIST],
        ]
        await turned(boss, shown, LIST, "the last ones of all")
        await turned(boss, shown, "✅ 9 · Another one.", "Announcement 9: ✅ sent")
        await boss.press(shown, "👁 Preview")
        again = await below(boss, shown, "Announcement 9")
        assert any(m.text.endswith("\n\nAnother one.") for m in boss.bot_messages)
        assert again.buttons == shown.buttons
        await turned(boss, again, LIST, "the last ones of all")


async def test_what_is_wrong_leaves_the_news_even_when_it_stays_in_chats(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    scene = Country(server, 1)
    await scene.settle(database_path, ENGLISH, OTHER)
    # One is three days old, and so is one that was stopped: that one is no news.
    old = int(time()) - 3 * 86400
    await change(database_path, "UPDATE announcements SET started_at = ?1, ended_at = ?1", old)
    await change(
        database_path, "UPDATE announcements SET status = 'done', delivered = 1 WHERE id = 1"
    )
    await change(database_path, "UPDATE announcements SET status = 'cancelled' WHERE id = 2")
    boss, reader = scene.boss.chat, scene.people[0].chat
    async with start(default_language="en", admin_ids=str(scene.boss.id)):
        await reader.send("/news")
        await reader.wait(lambda _: scene.got(scene.people[0]))
        assert not scene.got(scene.people[0], "Another one.")
        shown = await listed(boss)
        await turned(boss, shown, "⏹ 2 · Another one.", "Announcement 2: ⏹ stopped")
        assert shown.buttons == [["👁 Preview"], [LIST]]
        press = await boss.press_raw(shown, "ru:ask_back:2")
        assert "Nothing was changed" in await alert(press)
        await turned(boss, shown, LIST, "the last ones of all")
        line = next(one for one in lines(shown) if one.startswith("✅ 1"))
        await turned(boss, shown, line, "Announcement 1")
        assert ["🗑 Remove from /news"] in shown.buttons
        await boss.press(shown, "🗑 Remove from /news")
        asked = await boss.wait_text("Take announcement 1 out of /news?")
        await turned(boss, asked, "🗑 Yes, remove it", "taken back")
        # Nobody knows any longer in whose chats it stands.
        assert "Telegram did not delete it" not in asked.text
        last = reader.last
        await reader.send("/news")
        assert "no announcements for you yet" in (await reader.wait_new(last)).text
    assert acts(rows) == ["take_back"]
