"""/broadcast: an administrator edits a message that is an announcement, or was to be one."""

from bot.demo.server import DemoServer
from handlers.say import MAX_TEXT
from tests.conftest import Rows, Start
from tests.end_to_end.acting import ever_sent
from tests.end_to_end.composing import acts, country


async def test_an_edit_counts_until_it_is_sent(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with country(server, start, alone=True) as it:
        chat = it.chat
        await it.ask("/broadcast")
        sent = await chat.send("Water is of")
        await chat.wait_text("In which language is it?")
        # While its language is asked.
        await chat.edit(sent, "Water is off on Mnday")
        question = await chat.wait_text("Your edit was taken")
        assert "In which language is it?" in question.text
        screen = await it.shown(question, "English", "being written")
        assert "Water is off on Mnday" in screen.text
        # While it is a draft; a question that was open is no longer.
        await it.shown(screen, "✏️ English", "It replaces this one")
        await chat.edit(sent, "Water is off on Monday")
        screen = await chat.wait(lambda c: c.last if "on Monday" in c.last.text else None)
        assert "Your edit was taken" in screen.text and "✅ English" in screen.text
        await chat.edit(sent, "x" * MAX_TEXT)
        told = await chat.wait_text("too long")
        assert "Nothing was changed" in told.text
        # While it waits for its time.
        await it.shown(screen, "🕒 Time", "Write the day and time")
        screen = await it.ask("0:00")
        await it.sure(screen, "📨 Send at that time")
        await chat.wait(lambda _: "waits for its time" in screen.text)
        await chat.edit(sent, "Water is off on Tuesday")
        told = await chat.wait_text("waits to be sent")
        assert "changed nothing" in told.text
        await it.shown(told, "👁 Open it", "on Monday")
        await it.shown(told, "✏️ Change", "being written")
        await it.shown(told, "🕒 Time", "Write the day and time")
        await it.shown(told, "📨 Without a time: at once", "As soon as possible")
        # When it went.
        await it.sure(told)
        got = await it.people["en"].chat.wait_text("Water is off")
        assert "Monday" in got.text
        await chat.edit(sent, "Water is off on Wednesday")
        told = await chat.wait_text("is being sent, or it is over")
        assert "changed nothing" in told.text and ["👁 Open it"] in told.buttons
        assert "Wednesday" not in ever_sent(server, it.people["en"].chat.id)
    assert acts(rows)[:2] == ["draft", "change"]


async def test_a_part_of_an_album_is_edited_in_its_place(server: DemoServer, start: Start) -> None:
    async with country(server, start, alone=True) as it:
        chat = it.chat
        await it.ask("/broadcast")
        album = await chat.send_album(3, caption="Tree")
        asked = await chat.wait(lambda c: c.last if "which language" in c.last.text else None)
        await it.shown(asked, "English", "being written")
        await chat.edit(album[0], "Three")
        screen = await chat.wait_text("Your edit was taken")
        assert "🖼 album: 3 Three" in screen.text


async def test_what_was_refused_is_looked_at_anew_when_it_is_edited(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with country(server, start, alone=True) as it:
        chat = it.chat
        await it.ask("/broadcast")
        sent = await chat.send("x" * MAX_TEXT)
        await chat.wait_text("too long")
        await chat.edit(sent, "Water is off")
        question = await chat.wait_text("In which language is it?")
        await it.shown(question, "English", "“Water is off”")
        # Of an album only a part would come anew.
        await it.shown(question, "✏️ English", "It replaces this one")
        album = await chat.send_album(2, caption="x" * 1024)
        await chat.wait(lambda c: "too long" in c.last.text)
        await chat.edit(album[0], "Two")
        told = await chat.wait_text("the album was not taken")
        assert "Please send it anew" in told.text and "It replaces this one" in told.text
    assert "Water is off" in rows("SELECT contents FROM announcement_versions")[0][0]
