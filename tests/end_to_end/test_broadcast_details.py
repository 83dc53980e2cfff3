"""/broadcast: its words, its time and its audience, right and wrong."""

import json
import time
from pathlib import Path

from bot.demo.server import DemoServer
from bot.demo.views import Message
from bot.dispatch import i18n
from handlers import announced
from handlers.say import MAX_CAPTION, MAX_TEXT, length, say
from locales.languages import LANGUAGES
from tests.conftest import Rows, Start
from tests.end_to_end.acting import ever_sent, set_office
from tests.end_to_end.composing import HEADING, acts, alert, country


def headings() -> list[str]:
    """The heading of announcements in every language."""
    texts = i18n()
    return [texts.gettext(announced.HEADING, locale=code) for code in LANGUAGES]


async def test_what_cannot_be_announced_is_refused_and_changes_nothing(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with country(server, start) as it:
        chat = it.chat

        async def refused(sent: Message, words: str) -> None:
            answer = await chat.wait_new(sent)
            assert words in answer.text and "Nothing was changed" in answer.text, answer.text
            assert not rows("SELECT 1 FROM announcements")

        await it.ask("/broadcast")
        await refused(await chat.send_contact("+996700000000"), "contact")
        # It could only be copied, and its original may be cleared from the chat by then.
        await refused(await chat.send_poll(), "Send a text, a photo, a video or a file")
        # Everybody reads the heading in their own language: it must fit in each.
        heading = max(length(say(words).render()[0]) for words in headings()) + length("\n\n")
        most = MAX_TEXT - heading
        await refused(await chat.send("x" * (most + 1)), "1 character too long")
        await refused(await chat.send("😀" * (MAX_TEXT // 2)), f"{heading} characters too long")
        await refused(await chat.send_photo("y" * MAX_CAPTION), f"{heading} characters too long")
        album = await chat.send_album(11 - 1, caption="Ten")
        asked = await chat.wait(
            lambda c: c.last if c.last.id > album[-1].id and c.last.buttons else None
        )
        assert "In which language is it?" in asked.text
        # Telegram makes two of eleven: what comes after the first is told so.
        eleventh = await chat.send_photo()
        told = await chat.wait_new(eleventh)
        assert "one album of at most 10" in told.text and "was not" in told.text
        screen = await it.shown(told, "English", "being written")
        assert "🖼 album: 10 Ten" in screen.text
        await it.shown(screen, "➕ Русский", "for those who read Русский")
        await chat.send_album(10)
        screen = await chat.wait(lambda c: c.last if "✅ Русский" in c.last.text else None)
        told = await chat.wait_new(await chat.send_photo())
        assert "one album of at most 10" in told.text
        assert not rows("SELECT 1 FROM tickets")
        stored = rows("SELECT language, contents FROM announcement_versions ORDER BY 1")
        assert [(r[0], len(json.loads(r[1]))) for r in stored] == [("en", 10), ("ru", 10)]
        # Without words nothing is sent.
        for name in ("English", "Русский"):
            await it.shown(screen, f"✏️ {name}", "It replaces this one")
            await it.shown(screen, "🗑 Remove this version", "being written")
        press = await chat.press(screen, "📨 Send now")
        assert "no text yet" in await alert(press)
        # The longest text that fits goes as one message.
        await it.shown(screen, "➕ English", "for those who read English")
        screen = await it.ask("x" * most)
        assert "✅ English" in screen.text
        await chat.press(screen, "👁 Preview")
        whole = await chat.wait_text("x" * most)
        assert whole.text == f"{HEADING}\n\n" + "x" * most
        assert length(whole.text) <= MAX_TEXT
        await it.shown(screen, "🗑 Discard", "Nobody has got it")
        await it.shown(screen, "🗑 Yes, delete", "was discarded")
    assert not rows("SELECT 1 FROM announcement_versions")
    assert acts(rows) == ["draft", *["change"] * 4, "discard"]


async def test_of_eleven_that_were_refused_the_last_alone_is_no_announcement(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with country(server, start) as it:
        chat = it.chat
        await it.ask("/broadcast")
        # A short album is whole, however soon something follows it.
        await chat.send_album(2, caption="y" * MAX_CAPTION)
        await chat.wait(lambda c: "too long" in c.last.text)
        assert "In which language" in (await chat.wait_new(await chat.send_photo())).text
        await it.ask("/broadcast")
        album = await chat.send_album(10, caption="y" * MAX_CAPTION)
        eleventh = await chat.send_photo()
        told = await chat.wait_text("This came together with the album that was refused")
        assert told.id > eleventh.id > album[-1].id
        assert "Nothing was changed" in told.text and "Send the announcement" in told.text
        assert ever_sent(server, chat.id).count("In which language is it?") == 1
    assert not rows("SELECT 1 FROM announcements")


async def test_an_album_goes_as_it_is(server: DemoServer, start: Start) -> None:
    async with country(server, start, alone=True) as it:
        await it.ask("/broadcast")
        await it.chat.send_album(3, caption="Three")
        asked = await it.chat.wait(lambda c: c.last if "which language" in c.last.text else None)
        screen = await it.shown(asked, "English", "being written")
        await it.sure(screen)
        chat = it.people["ru"].chat
        first = await chat.wait_text("Three")
        await chat.wait(
            lambda c: sum(m.media_group_id == first.media_group_id for m in c.messages) == 3
        )


async def test_a_time_is_read_stated_and_kept(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    async with country(server, start, alone=True) as it:
        screen = await it.draft()
        await it.shown(screen, "🕒 Time", "Write the day and time")
        assert "Asia/Bishkek" in screen.text
        for words, wrong in (
            ("soon", "not a day and a time"),
            ("31.02 10:00", "no such day"),
            ("25:00", "no such time"),
            ("01.01.2020 10:00", "01.01.2020 10:00 is in the past"),
            ("01.01.2100 10:00", "too far ahead: at most 60 days"),
        ):
            answer = await it.ask(words)
            assert wrong in answer.text and "Nothing was changed." in answer.text
        await it.chat.send_photo()
        await it.chat.wait(lambda c: "not a day" in c.last.text)
        assert rows("SELECT at FROM announcements")[0][0] is None
        # By the clock of the receptions it is later than that on any day.
        screen = await it.ask("0:00")
        assert "Set for tomorrow" in screen.text
        at = rows("SELECT at FROM announcements")[0][0]
        assert 0 < at - time.time() <= 86400
        await it.shown(screen, "📨 Send at that time", "Send this announcement?")
        await it.shown(screen, "📨 Yes, send it", "waits for its time")
        # Until it runs it can be changed; then it has to be sent anew.
        await it.shown(screen, "✏️ Change", "being written")
        await it.ask("/broadcast")
        it.ahead[0] = 2 * 86400
        press = await it.chat.press(screen, "📨 Send at that time")
        assert "time that was set is over" in await alert(press)
        await it.shown(screen, "🕒 Time", "Write the day and time")
        await it.shown(screen, "📨 Without a time: at once", "As soon as possible")
        assert "Water is off" not in ever_sent(server, it.people["en"].chat.id)
        await it.sure(screen)
        await it.people["en"].chat.wait_text("Water is off")


async def test_the_audience_is_chosen_and_counted(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    room = server.group("Nookat", members=[server.person("Нурлан")])
    async with start():
        pass
    set_office(database_path, "NKT", staff_chat_id=room.id)
    async with country(server, start) as it:
        await it.people["en"].file("Zzstory")
        screen = await it.draft()
        await it.opened(screen, "👥 For whom", "🌐 Languages")
        assert "In all: <5 people" in screen.text
        await it.opened(screen, "🌐 Languages", "▫️ Русский")
        await it.shown(screen, "▫️ Русский", "Who reads: Русский")
        assert "In all: <5 people" in screen.text
        await it.shown(screen, "☑️ Русский", "Everybody who uses the bot")
        await it.opened(screen, "⬅️ Back", "🏘 Districts")
        await it.opened(screen, "🏘 Districts", "Osh Region")
        await it.opened(screen, "Osh Region", "▫️ Nookat District")
        await it.shown(screen, "▫️ Nookat District", "Who belongs to: Nookat District")
        assert "In all: <5 people" in screen.text
        unknown = await it.chat.press_raw(screen, "aw:offices:1::XXX:0")
        assert "no such reception" in await alert(unknown)
        await it.opened(screen, "⬅️ Back", "Batken Region")
        await it.opened(screen, "⬅️ Back", "🏛 Receptions")
        await it.shown(screen, "▫️ With an open concern", "Who has an open concern")
        assert "In all: <5 people" in screen.text
        await it.opened(screen, "🏛 Receptions", "➡️")
        await it.opened(screen, "⬅️ Back", "▫️ Everybody")
        await it.shown(screen, "▫️ Everybody", "Everybody who uses the bot")
        await it.opened(screen, "🗺 Regions", "▫️ Batken Region")
        await it.shown(screen, "▫️ Batken Region", "Who belongs to: Batken Region")
        await it.opened(screen, "an:show:1::", "👁 Preview")
        press = await it.chat.press(screen, "📨 Send now")
        assert "Nobody would get it" in await alert(press)
        # What concerns one district needs no second yes.
        await it.shown(screen, "👥 For whom", "Places add up")
        await it.opened(screen, "aw:regions:1::41705000000000:0", "▫️ Batken Region")
        await it.chat.press_raw(screen, "aw:offices:1::NKT:0")
        await it.chat.wait(lambda _: "Who belongs to: 🏛 Nookat" in screen.text)
        await it.opened(screen, "an:show:1::", "👁 Preview")
        # Another administrator has nothing to say about what is not theirs.
        foreign = await it.deputy.person.forge_press(screen, "an:sure:1::")
        assert "no announcement of yours" in await alert(foreign)
        await it.shown(screen, "📨 Send now", "Send this announcement?")
        assert "say yes" not in screen.text
        await it.shown(screen, "📨 Yes, send it", "It goes now")
        await it.people["en"].chat.wait_text("Water is off")
        assert "Water is off" not in ever_sent(server, it.people["ru"].chat.id)
