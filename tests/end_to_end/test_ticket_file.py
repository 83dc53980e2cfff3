"""The page for the paper register, as a browser and a printer read it."""

from functools import partial
from pathlib import Path

from bot.demo.chats import ChatView
from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers import labels
from tests.conftest import Rows, Start
from tests.end_to_end.acting import ever_sent
from tests.end_to_end.desk_scene import DeskScene, at_desk, offers
from tests.end_to_end.desk_steps import pick
from tests.end_to_end.test_my_data import ARABIC, NASTY, Page, content


async def printed(scene: DeskScene, number: str) -> Message:
    """Asks for the file of a concern."""
    shown = await scene.ask(f"/ticket {number}")
    await scene.room.press(shown, "🖨 To print")
    return await scene.room.wait(
        lambda chat: chat.last if chat.last.document is not None else None
    )


async def test_it_has_everything_and_nothing_in_it_acts(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        number = await scene.resident.file(NASTY, ARABIC)
        card = await scene.room.wait_text("quoted")
        answer = await scene.room.send("We <i>come</i> & look", reply_to=card)
        await scene.room.wait(lambda _: answer.reactions)
        received = await scene.resident.chat.wait_text("& look")
        await scene.resident.chat.send_photo(caption="The ditch", reply_to=received)
        await scene.room.wait_text("The ditch")
        message = await printed(scene, number)
        source = content(server, message)
    page = Page(source)
    assert message.document["file_name"] == f"{number}.html"
    assert not {"script", "img", "link", "a", "b", "i"} & set(page.tags)
    assert "@page { size: A4" in source
    for words in (
        number,
        NASTY,
        ARABIC,
        "We <i>come</i> & look",
        "The ditch",
        "🖼 photo",
        "Answer, Нурлан",
        "delivered",
        "Nookat District",
        "Name not shown: a signal",
        "Signature of the responsible secretary",
    ):
        assert words in page.words, words
    # The name stays hidden until the resident shows it.
    assert "Айгүл" not in source


async def test_a_shown_name_stands_on_it_and_the_chat_has_its_language(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        await scene.resident.begin()
        await scene.resident.chat.send("The ditch")
        await scene.resident.tap(labels.DONE)
        await scene.resident.tap(labels.SHOW_NAME)
        number = await scene.resident.confirm()
        await scene.room.wait_text(number)
        asked = await scene.ask("/language")
        await scene.room.press(asked, "Русский")
        await scene.room.wait_text("русском")
        shown = await scene.ask(f"/ticket {number}")
        press = await scene.room.press_raw(shown, "k:file:1:0")
        file = await scene.room.wait(lambda c: c.last if c.last.document is not None else None)
        source = content(server, file)
        assert press.data.startswith("k:")
    assert '<html lang="ru">' in source
    assert "Айгүл" in source
    assert "Ноокат" in source


async def test_the_file_goes_when_the_resident_is_forgotten_and_a_reply_to_it_is_no_answer(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        number = await scene.resident.file("Marigold")
        message = await printed(scene, number)
        await scene.room.send("Filed in folder 3", reply_to=message)
        await scene.room.wait_text("Nothing was sent. To answer, reply to the card")
        resident = scene.resident.chat
        await resident.send("/privacy")
        await resident.wait_text("What is kept")
        await resident.press(None, "🗑 Forget me")
        await resident.wait(lambda c: any("🗑 Yes, forget me" in row for row in c.last.buttons))
        await resident.press(None, "🗑 Yes, forget me")
        await scene.room.wait(lambda _: message.deleted)
        again = await scene.ask(f"/ticket {number}")
        assert "was erased" in again.text
        assert not offers(again, "🖨 To print")
        assert "Filed in folder" not in ever_sent(server, resident.id)
    assert not rows("SELECT 1 FROM search")


async def test_a_long_exchange_is_read_in_pages_with_its_files(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        number = await scene.resident.file(*(f"{n} " + "word " * 700 for n in range(3)))
        received = await scene.resident.chat.wait_text(number)
        await scene.resident.chat.send_voice(reply_to=received)
        await scene.room.wait(lambda c: any(m.voice for m in c.bot_messages))
        shown = await scene.ask(f"/ticket {number}")
        pages = [shown.text]
        while offers(shown, "➡️"):
            before = shown.text
            await scene.room.press(shown, "➡️")
            await scene.room.wait(partial(_differs, shown, before))
            pages.append(shown.text)
        whole = "".join(pages)
        assert whole.count("word") == 2100
        assert all(number in page for page in pages)
        assert "🎤 voice message" in whole
        voices = [m for m in scene.room.bot_messages if m.voice]
        await scene.room.press(shown, "📎 Show the files")
        again = await scene.room.wait(
            lambda c: next((m for m in c.bot_messages if m.voice and m not in voices), None)
        )
        # What the resident sent stands there once more: a reply to it answers.
        await scene.room.send("I have heard it.", reply_to=again)
        await scene.resident.chat.wait_text("I have heard it.")


def _differs(shown: Message, before: str, _chat: ChatView) -> bool:
    return shown.text != before


async def test_it_says_how_the_concern_ended_and_why(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        number = await scene.resident.file("They mow our meadow")
        card = await scene.room.wait_text("They mow")
        reason = f"The surveyor\n<comes> in May. {'So it takes longer. ' * 20}Marigold"
        await pick(scene.room, card, "⋯ More", "⏳ More time", "⏳ 3 working days")
        await scene.room.send(reason, reply_to=await scene.room.wait_text("take longer?"))
        await scene.room.wait(lambda _: "(extended)" in card.text)
        # What has no room on the card stands where the whole concern is read.
        assert reason in (await scene.ask(f"/ticket {number}")).text
        page = Page(content(server, await printed(scene, number)))
        assert f"Why the answer takes longer\n{reason}" in page.words
        words = f"The <court> of Nookat.\n{'It is about property. ' * 20}Tulip"
        await pick(scene.room, card, "⋯ More", "↗️ To another body")
        await scene.room.send(words, reply_to=await scene.room.wait_text("Which body"))
        await scene.room.wait(lambda _: "redirected" in card.text)
        assert "Tulip" not in card.text
        assert f"Reason: {words}" in (await scene.ask(f"/ticket {number}")).text
        page = Page(content(server, await printed(scene, number)))
        assert f"What the reception decided\n{words}" in page.words
        assert "Marigold" in page.words
        declined = await scene.resident.file("Curses")
        card = await scene.room.wait_text("Curses")
        await pick(scene.room, card, "⋯ More", "🚫 Decline", "🤬 Obscene words")
        await scene.room.wait(lambda _: "declined" in card.text)
        page = Page(content(server, await printed(scene, declined)))
        assert (
            "Why it was declined\nBy law an office need not answer a concern with obscene"
            in page.words
        )
