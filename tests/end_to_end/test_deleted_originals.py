"""What can only be copied is not lost without a word when its original was deleted."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.demo.server import DemoServer
from handlers import labels
from tests.conftest import Rows, Start
from tests.end_to_end.desk_scene import at_desk, named
from tests.end_to_end.test_exchange import filed
from tests.end_to_end.test_shared_phone import clear_chat

CLEARED = "The original was deleted in Telegram. This is what it said:"
POLL = "📊 Who closed the ditch?\n▫️ Neighbours\n▫️ Nobody"


async def test_a_poll_of_a_cleared_chat_is_shown_in_words(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with filed(server, start) as scene:
        resident, chat = scene.resident, scene.resident.chat
        await resident.tap(labels.FILE)
        await resident.tap_shown("🏛 Nookat District")
        await resident.choose_topic()
        await chat.send_poll("Who closed the ditch?", ("Neighbours", "Nobody"))
        await chat.wait_text("Kept. Send more")
        await clear_chat(resident)
        await resident.tap(labels.FILE)
        number = await resident.send()
        shown = await scene.room.wait_text(CLEARED)
        assert shown.text == f"{number} · from the resident\n{CLEARED}\n\n{POLL}"
        card = next(m for m in scene.room.bot_messages if f"{number} · 🆕" in m.text)
        assert shown.reply_to == card
        # A reply to it is an answer, and its writer reads it, too.
        await scene.room.send("We look who it was", reply_to=shown)
        await chat.wait_text("We look who it was")
        await chat.send("/mine")
        listed = await chat.wait_text("Your concerns")
        await chat.press(listed, listed.buttons[0][0])
        await chat.wait(lambda _: POLL in listed.text)
    assert not rows("SELECT 1 FROM outbox")


async def test_what_is_known_of_an_original_no_longer_is_not_passed_over(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        secretary = await named(scene)
        number = await scene.resident.file("The ditch is dry")
        await scene.room.wait_text("The ditch is dry")
        card = next(m for m in scene.room.bot_messages if "The ditch is dry" in m.text)
        assert number in card.text
        answer = await scene.room.send("Which one?", reply_to=card)
        asked = await scene.resident.chat.wait_text("Which one?")
        await scene.room.wait(lambda _: answer.reactions)
        poll = await scene.resident.chat.send_poll("Which?", ("A", "B"), reply_to=asked)
        await scene.room.wait(lambda c: any(m.poll for m in c.bot_messages))
        await scene.resident.chat.delete(poll)
        for words in ("This is what it said:\n\n📊 Which?", "It cannot be shown here"):
            page = await scene.ask(f"/ticket {number}", secretary.chat)
            await secretary.chat.press(page, "📎 Show the files")
            await secretary.chat.wait_text(words)
            # As those were kept that came before their words were.
            _forget_words(database_path)


def _forget_words(database_path: Path) -> None:
    with closing(sqlite3.connect(database_path, timeout=10)) as connection, connection:
        connection.execute(
            "UPDATE entries SET content = json_set(content, '$.text', '') "
            "WHERE content ->> '$.kind' = 'poll'"
        )
