"""Staff ask to be forgotten: what they have of other people's concerns in private goes."""

import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers import labels
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, arrived, ever_sent, tick
from tests.end_to_end.desk_scene import DeskScene, at_desk, named
from tests.end_to_end.privacy_steps import forget_me, press, privacy_page
from tests.end_to_end.test_central import administrators, ids
from tests.end_to_end.test_complaint import STORY, complain

ROLE = "You are named here as staff. That ends, too."


@dataclass
class Opened:
    """What a secretary has of a concern in the private chat."""

    card: Message
    page: Message
    voice: Message


async def opened(scene: DeskScene, secretary: Resident) -> Opened:
    """A concern with a voice message is filed, and opened in private in all ways."""
    await scene.resident.begin()
    await scene.resident.chat.send("Marigold")
    await scene.resident.chat.send_voice()
    number = await scene.resident.send()
    chat = secretary.chat
    listed = await scene.ask("/queue", chat)
    await chat.press(listed, number)
    card = await chat.wait(
        lambda c: next((m for m in c.bot_messages if "Marigold" in m.text and m.buttons), None)
    )
    page = await scene.ask(f"/ticket {number}", chat)
    await chat.press(page, "📎 Show the files")
    voice = await chat.wait(lambda c: next((m for m in c.bot_messages if m.voice), None))
    return Opened(card, page, voice)


async def forgotten(secretary: Resident) -> None:
    """Both presses; the warning tells of the role."""
    screen = await privacy_page(secretary)
    await press(secretary, screen, "🗑 Forget me")
    await secretary.chat.wait(lambda _: "Shall the bot forget you?" in screen.text)
    assert ROLE in screen.text
    await press(secretary, screen, "🗑 Yes, forget me")
    await secretary.chat.wait_text("Done. What the bot held about you")


async def test_what_a_secretary_opened_goes_with_the_role(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        secretary = await named(scene)
        shown = await opened(scene, secretary)
        await forgotten(secretary)
        await secretary.chat.wait(lambda _: "Marigold" not in shown.card.text)
        await secretary.chat.wait(lambda _: "Marigold" not in shown.page.text)
        await secretary.chat.wait(lambda _: shown.voice.deleted)
        assert not shown.card.buttons
        # The concern itself is where it was.
        assert "Marigold" in str(scene.room.texts)
        assert not rows("SELECT 1 FROM staff")
        assert not rows(f"SELECT 1 FROM links WHERE chat_id = {secretary.chat.id}")


async def test_nobody_is_told_in_whose_private_chat_something_stays(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        secretary = await named(scene)
        shown = await opened(scene, secretary)
        # Telegram takes no voice message back after two days.
        server.clock = lambda: time.time() + timedelta(hours=49).total_seconds()
        await forgotten(secretary)
        await secretary.chat.wait(lambda _: "no longer handled" in shown.voice.text)
        assert not shown.voice.deleted
    assert str(secretary.chat.id) not in ever_sent(server, scene.boss.chat.id)
    assert not rows("SELECT 1 FROM outbox")
    assert not rows(f"SELECT 1 FROM links WHERE chat_id = {secretary.chat.id}")


async def test_who_has_no_role_is_warned_of_none(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        await scene.resident.tap(labels.FILE)
        screen = await privacy_page(scene.resident)
        await press(scene.resident, screen, "🗑 Forget me")
        await scene.resident.chat.wait(lambda _: "Shall the bot forget you?" in screen.text)
        assert ROLE not in screen.text
        assert "You have left a staff chat" not in screen.text


async def test_a_complaint_leaves_the_administrator_who_is_forgotten(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    boss, deputy = administrators(server, "Boss", "Deputy")
    async with arrived(server, start, admin_ids=ids(boss, deputy)) as resident:
        await boss.start()
        await deputy.start()
        await complain(resident)
        card = await boss.chat.wait_text(STORY)
        await forget_me(boss)
    async with start(default_language="en", admin_ids=ids(boss, deputy)) as application:
        await tick(application)
        await deputy.chat.wait_text(STORY)
        await boss.chat.wait(lambda _: "is no longer handled in this chat" in card.text)
    assert rows("SELECT chat_id FROM tickets")[0]["chat_id"] == deputy.chat.id
