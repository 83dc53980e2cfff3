"""Staff ask to be forgotten: what they have of other people's concerns in private goes."""

import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers import labels
from tests.bot.delivery.until import until
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, arrived, ever_sent, tick
from tests.end_to_end.desk_scene import DeskScene, at_desk, named
from tests.end_to_end.privacy_steps import forget_me, press, privacy_page
from tests.end_to_end.test_central import administrators, ids
from tests.end_to_end.test_complaint import STORY, complain

ROLE = "You are named here as staff. That ends, too."
ACTED = "What you did stays noted with the number of your account"


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
    assert ACTED in screen.text
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
        assert ACTED not in screen.text
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


async def test_who_was_in_charge_is_so_no_longer(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        secretary = await named(scene, "Zamiraqq")
        cards = []
        for story in ("Marigold", "Tulip"):
            number = await scene.resident.file(story)
            cards.append(await scene.room.wait_text(story))
            listed = await scene.ask("/queue", secretary.chat)
            await secretary.chat.press(listed, number)
            await secretary.chat.wait_text(story)
            own = next(m for m in secretary.chat.bot_messages if story in m.text and m.buttons)
            await secretary.chat.press(own, "✋ Take")
            await scene.room.wait(lambda _: "In charge: Zamiraqq" in cards[-1].text)
        open_card, closed_card = cards
        await secretary.chat.send("We come", reply_to=own)
        await scene.resident.chat.wait_text("We come")
        await scene.room.press(closed_card, "✅ Close")
        await scene.room.wait(lambda _: "closed" in closed_card.text)
        await forgotten(secretary)
        told = await scene.room.wait_text("Nobody is in charge any longer of")
        assert told.text.endswith("NKT-2026-00001")
        assert "Zamiraqq" not in told.text
        await tick(scene.application)
        await scene.room.wait(lambda _: "Zamiraqq" not in open_card.text + closed_card.text)
        await scene.room.wait(lambda _: any("✋ Take" in row for row in open_card.buttons))
        # The office accounts for who answered: that stays, as the warning says.
        [answer] = rows("SELECT author_name FROM entries WHERE direction = 'out'")
        assert answer["author_name"] == "Zamiraqq"
        assert not rows("SELECT 1 FROM tickets WHERE taken_by NOT NULL OR taken_name NOT NULL")
        listed = await scene.ask("/queue")
        assert "Zamiraqq" not in listed.text
        await scene.room.press(open_card, "✋ Take")
        await scene.room.wait(lambda _: "In charge: Нурлан" in open_card.text)
    events = rows("SELECT kind, role FROM events WHERE kind = 'released'")
    assert [tuple(event) for event in events] == [("released", "system")]


async def test_who_only_works_in_a_staff_chat_is_told_what_stays(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        await scene.resident.file("Marigold")
        card = await scene.room.wait_text("Marigold")
        await scene.room.press(card, "✋ Take")
        await scene.room.wait(lambda _: "In charge: Нурлан" in card.text)
        clerk = Resident(scene.clerk, "en")
        await clerk.start()
        screen = await privacy_page(clerk)
        await press(clerk, screen, "🗑 Forget me")
        await clerk.chat.wait(lambda _: "Shall the bot forget you?" in screen.text)
        assert ACTED in screen.text
        assert ROLE not in screen.text


async def test_a_closed_concern_does_not_come_back_into_the_group(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        secretary = await named(scene, "Zamiraqq")
        number = await scene.resident.file("Marigold")
        card = await scene.room.wait_text("Marigold")
        await secretary.chat.press(await scene.ask("/queue", secretary.chat), number)
        await secretary.chat.wait_text("Marigold")
        own = next(m for m in secretary.chat.bot_messages if "Marigold" in m.text and m.buttons)
        await secretary.chat.press(own, "✋ Take")
        await scene.room.wait(lambda _: "In charge: Zamiraqq" in card.text)
        await scene.room.press(card, "✅ Close")
        await scene.room.wait(lambda _: "closed" in card.text)
        await scene.room.delete(card)
        before = len(scene.room.bot_messages)
        await forgotten(secretary)
        scene.ahead[0] += 60
        await tick(scene.application)
        # The edit of the card that is gone was refused.
        await until(lambda: rows("SELECT 1 FROM tickets WHERE card_id IS NULL"))
        await until(lambda: not rows("SELECT 1 FROM outbox"))
        assert len(scene.room.bot_messages) == before
