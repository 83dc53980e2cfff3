"""Announcements as residents have them: /news, /mute, the button under one, a reply to one."""

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.demo.server import DemoServer
from bot.reception.announcements import Audience, Status
from handlers import labels
from storage import announcement_versions, announcements, residents
from storage.database import open_database
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, ever_sent
from tests.end_to_end.broadcasting import schedule
from tests.end_to_end.desk_scene import at_desk
from tests.end_to_end.test_my_data import content

HEADING = "📢 Announcement"
NOBODY_READS = "Nobody reads replies to announcements"


def text(words: str, **fields: Any) -> dict[str, Any]:
    """A text as it is stored."""
    return {"kind": "text", "text": words, **fields}


async def announced(
    path: Path,
    *all_versions: dict[str, Sequence[dict[str, Any]]],
    audience: Audience | None = None,
    muted: int | None = None,
) -> None:
    """Announcements of the last days that were sent, the oldest first; the bot is stopped."""
    async with open_database(path) as database, database.transaction() as tx:
        for day, versions in enumerate(all_versions):
            new = await announcements.create(tx, by=1, now=0)
            await announcements.set_audience(tx, new.id, audience or Audience())
            for language, contents in versions.items():
                await announcement_versions.put(tx, new.id, language, contents)
            await tx.fetch(
                "UPDATE announcements SET status = ?, started_at = ? WHERE id = ?",
                (Status.DONE, int(time.time()) - (20 - day) * 86400, new.id),
            )
        if muted is not None:
            known = await residents.by_telegram_id(tx, muted)
            assert known is not None
            await residents.set_muted(tx, known.id, True)


async def test_news_shows_the_last_five_that_were_for_the_reader(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    resident = Resident(server.person("Айгүл", language_code="en"), "en")
    photo = {"kind": "photo", "text": "Album", "file_id": "none"}
    async with start(default_language="en"):
        await resident.start()
        sent = await resident.chat.send("/news")
        empty = await resident.chat.wait_new(sent)
        assert "no announcements for you yet" in empty.text
        photo["file_id"] = (await resident.chat.send_photo("x")).photo[-1]["file_id"]
        await resident.chat.wait_text("not sent to anybody yet")
        await resident.tap(labels.DROP)
        await resident.chat.wait_text("Deleted.")
    bold = [{"type": "bold", "offset": 0, "length": 4}]
    await announced(
        database_path,
        {"en": [text("zz0")]},
        {"en": [text("zz1")]},
        {"ru": [text("яя2")], "ky": [text("кк2")]},
        {"en": [photo, {**photo, "text": ""}]},
        {"en": [text("zz4")]},
        {"en": [text("zz5 bold", entities=bold)], "ru": [text("яя5")]},
        muted=resident.person.id,
    )
    await announced(database_path, {"en": [text("zz6")]}, audience=Audience(languages=("ru",)))
    await announced(database_path, {"en": [text("zz7")]}, audience=Audience(regions=("41708",)))
    async with start(default_language="en"):
        sent = await resident.chat.send("/news")
        await resident.chat.wait_text("zz1")
        shown = [m for m in resident.chat.bot_messages if m.id > sent.id]
        heads = [m.text.split("\n\n")[-1] for m in shown if m.text]
        # Who wants none sent sees them here all the same; a reader of English gets Russian
        # before Kyrgyz where there is no English.
        assert heads == ["zz5 bold", "zz4", "Album", "яя2", "zz1"]
        assert shown[0].text.startswith(f"{HEADING} · ")
        day = time.gmtime(time.time() - 15 * 86400 + 6 * 3600)
        assert f"{day.tm_mday} {time.strftime('%B', day)} {day.tm_year}" in shown[0].text
        assert {e["type"] for e in shown[0].entities} == {"bold"} and len(shown[0].entities) == 2
        album = [m for m in shown if m.media_group_id]
        assert len(album) == 2 and not any(m.buttons for m in album)


async def test_announcements_are_muted_and_wanted_again(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        chat = scene.resident.chat

        def is_muted() -> bool:
            sql = "SELECT muted FROM residents WHERE telegram_id = ?"
            return bool(rows(sql, scene.resident.person.id)[0][0])

        page = await scene.ask("/mute", chat)
        assert "come to you here" in page.text
        assert "Answers to your concerns always come" in page.text
        await chat.press(page, "🔕 Announcements off")
        await chat.wait(lambda _: "do not come" in page.text)
        assert is_muted()
        # An answer comes all the same.
        number = await scene.resident.file("Zzstory")
        card = await scene.room.wait_text("Zzstory")
        await scene.room.send("Zzanswer", reply_to=card)
        await chat.wait_text("Zzanswer")
        assert number in card.text
        await chat.press(page, "🔔 Announcements on")
        await chat.wait(lambda _: "come to you here" in page.text)
        assert not is_muted()
        # In my data it is stated.
        await chat.press(page, "🔕 Announcements off")
        await chat.wait(lambda _: "do not come" in page.text)
        await chat.press(await scene.ask("/privacy", chat), "📄 My data")
        file = await chat.wait(lambda c: next((m for m in c.bot_messages if m.document), None))
        assert "You do not get them." in content(server, file)


async def test_one_tap_under_an_announcement_and_one_to_undo_it(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    resident = Resident(server.person("Айгүл", language_code="en"), "en")
    async with start(default_language="en"):
        await resident.start()
    await announced(database_path, {"en": [text("Water is off")]})
    async with start(default_language="en"):
        chat = resident.chat
        await chat.send("/news")
        shown = await chat.wait_text("Water is off")
        before = (shown.text, shown.entities)
        press = await chat.press(shown, "🔕 No more announcements")
        said = (await press.wait_answer())["text"]
        assert "Answers to your concerns always come" in said and len(said) <= 200
        await chat.wait(lambda _: shown.buttons == [["🔔 Announcements again"]])
        assert rows("SELECT muted FROM residents")[0][0] == 1
        press = await chat.press(shown, "🔔 Announcements again")
        assert "come to you again" in (await press.wait_answer())["text"]
        await chat.wait(lambda _: shown.buttons == [["🔕 No more announcements"]])
        assert rows("SELECT muted FROM residents")[0][0] == 0
        assert (shown.text, shown.entities) == before


async def test_a_reply_to_an_announcement_leads_to_a_concern(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        # An office has just spoken: other words without a reply would be for it.
        await scene.resident.file("Zzstory")
        card = await scene.room.wait_text("Zzstory")
        await scene.room.send("Zzanswer", reply_to=card)
        await scene.resident.chat.wait_text("Zzanswer")
    await announced(database_path, {"en": [text("Water is off")]})
    async with start(default_language="en", admin_ids=str(scene.boss.person.id)):
        chat = scene.resident.chat
        await chat.send("/news")
        shown = await chat.wait_text("Water is off")
        reply = await chat.send("Zzmine is off since May", reply_to=shown)
        told = await chat.wait_text(NOBODY_READS)
        assert told.reply_to == reply
        await scene.resident.last_says("not sent to anybody yet")
        await scene.resident.tap(labels.NEW)
        await scene.resident.choose_office()
        await scene.resident.choose_topic()
        await scene.resident.send()
        new = await scene.room.wait_text("Zzmine is off")
        assert new.text != card.text
        # While a concern is told, it is a part of the story.
        await scene.resident.begin()
        await chat.send("Zzpart", reply_to=shown)
        await chat.wait(lambda c: "Kept." in c.last.text)
        await scene.resident.send()
        await scene.room.wait_text("Zzpart")
    contents = [json.loads(row[0])["text"] for row in rows("SELECT content FROM entries")]
    assert contents.count("Zzmine is off since May") == 1
    owner = rows("SELECT ticket_id FROM entries WHERE content LIKE '%Zzmine%'")[0][0]
    assert owner != rows("SELECT ticket_id FROM entries WHERE content LIKE '%Zzanswer%'")[0][0]


async def test_a_reply_to_what_bears_no_heading_is_asked_about_too(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        await scene.resident.file("Zzstory")
        card = await scene.room.wait_text("Zzstory")
        await scene.room.send("Zzanswer", reply_to=card)
        await scene.resident.chat.wait_text("Zzanswer")
        sticker = (await scene.room.send_sticker()).sticker["file_id"]
        photos = [(await scene.room.send_photo()).photo[-1]["file_id"] for _ in range(2)]
    single = {"kind": "sticker", "text": "", "file_id": sticker}
    album = [{"kind": "photo", "text": "", "file_id": file_id} for file_id in photos]
    async with open_database(database_path) as database, database.transaction() as tx:
        await schedule(tx, scene.boss.person.id, {"en": [single]})
        await schedule(tx, scene.boss.person.id, {"en": album})
    async with start(default_language="en", admin_ids=str(scene.boss.person.id)):
        chat = scene.resident.chat
        stuck = await chat.wait(lambda c: next((m for m in c.bot_messages if m.sticker), None))
        pictures = await chat.wait(
            lambda c: (
                [m for m in c.bot_messages if m.media_group_id][1:]
                and [m for m in c.bot_messages if m.media_group_id]
            )
        )
        await scene.boss.chat.wait_text("Announcement 2: ✅ sent")
        for number, target in enumerate((stuck, pictures[1]), 1):
            reply = await chat.send(f"Zzreply {number}", reply_to=target)
            told = await chat.wait_new(reply)
            assert NOBODY_READS in told.text and told.reply_to == reply
            await scene.resident.last_says("not sent to anybody yet")
            await scene.resident.tap(labels.DROP)
            await chat.wait(lambda c: "Deleted." in c.last.text)
        # What /news shows is not noted; the office has spoken again since.
        sent = await chat.send("/news")
        copied = await chat.wait(
            lambda c: next((m for m in c.bot_messages if m.sticker and m.id > sent.id), None)
        )
        reply = await chat.send("Zzreply 3", reply_to=copied)
        assert "not sent to anybody yet" in (await chat.wait_new(reply)).text
        await scene.room.send("Zzmore", reply_to=card)
        await chat.wait_text("Zzmore")
        reply = await chat.send("Zzreply 4", reply_to=copied)
        assert "not sent to anybody yet" in (await chat.wait_new(reply)).text
        await scene.resident.tap(labels.DROP)
        await chat.wait(lambda c: "Deleted." in c.last.text)
        # Without a reply it is for the office.
        await chat.send("Zzlast")
        await scene.room.wait_text("Zzlast")
    assert "Zzreply" not in ever_sent(server, scene.room.id)
    kept = {json.loads(row[0])["text"] for row in rows("SELECT content FROM entries")}
    assert not any("Zzreply" in words for words in kept)


async def test_who_may_not_write_may_still_read_and_mute(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        number = await scene.resident.file("Zzstory")
        await scene.room.wait_text("Zzstory")
        await scene.ask(f"/block {number} 5 rude", scene.boss.chat)
        await scene.boss.chat.press(None, "🚫 Yes, block")
        await scene.resident.chat.wait_text("cannot write")
        page = await scene.ask("/mute", scene.resident.chat)
        await scene.resident.chat.press(page, "🔕 Announcements off")
        await scene.resident.chat.wait(lambda _: "do not come" in page.text)
        news = await scene.ask("/news", scene.resident.chat)
        assert "no announcements for you yet" in news.text
