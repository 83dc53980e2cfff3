"""Forget me, as the chats of secretaries and the bytes on the disk show it."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot import compaction
from bot.demo.chats import ChatView
from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from bot.demo.views import Message
from storage.database import Database
from tests.bot.delivery.until import until
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, arrived, ever_sent
from tests.end_to_end.privacy_steps import forget_me, press, privacy_page
from tests.end_to_end.remains import NAME, PATIENCE, Trace, leave_traces, set_aside
from tests.end_to_end.test_exchange import Scene, filed

KINDS = ["filed", "taken", "answered", "written", "edited", "closed", "erased"]


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is compacted without the pauses that spare the people of a busy bot."""
    monkeypatch.setattr(compaction, "SOON", 0.01)
    monkeypatch.setattr(compaction, "AT_MOST_EVERY", 0.05)


def is_compacted(rows: Rows) -> bool:
    """Whether the program holds the file to be free of what was erased."""
    return not rows("SELECT * FROM meta WHERE key = 'erased'")


def settled(rows: Rows) -> bool:
    """Whether nothing waits to be sent or was set aside."""
    return not rows("SELECT * FROM outbox") and not rows(
        "SELECT * FROM inbox WHERE state <> 'done'"
    )


@pytest.mark.usefixtures("at_once")
async def test_nothing_of_a_forgotten_person_is_left_in_the_file(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    resident = Resident(server.person(NAME), "en")
    secretary = server.person("Нурлан")
    staff = server.group("Staff", members=[secretary])
    settings: dict[str, Any] = {"staff_chat_id": staff.id, "default_language": "en"}
    async with start(**settings):
        await resident.start()
        trace, card = await leave_traces(server, resident, staff, secretary)
    set_aside(database_path, resident.person)
    async with start(**settings):
        # The search finds each of them, wherever it is.
        assert trace.left_in(database_path) == set(trace.marks)
        assert len(rows("SELECT * FROM entries")) > 200
        assert rows("SELECT * FROM inbox WHERE state = 'failed'")
        assert rows("SELECT * FROM blobs")
        await forget_me(resident)
        await until(lambda: is_compacted(rows))
        assert trace.left_in(database_path) == set()
        await staff.wait(lambda c: not any(m.photo or m.voice for m in c.bot_messages), PATIENCE)
        await server.wait(lambda: "erased" in card.text or None)
        await until(lambda: settled(rows))
    assert trace.left_in(database_path) == set()
    # What counts without a name.
    [ticket] = rows("SELECT * FROM tickets WHERE status <> 'draft'")
    assert (ticket["status"], ticket["office"], ticket["topic"]) == ("closed", "NKT", "land")
    assert ticket["filed_at"]
    assert ticket["closed_at"] == ticket["erased_at"]
    kinds = [row["kind"] for row in rows("SELECT kind FROM events ORDER BY id")]
    assert kinds == KINDS


async def test_what_a_kill_left_undone_is_done_at_the_next_start(
    server: DemoServer, start: Start, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    resident = Resident(server.person("Айгүл"), "en")
    async with start(default_language="en"):
        await resident.start()
        await resident.file("Plain")
        await forget_me(resident)
    assert not is_compacted(rows)
    assert not rows("SELECT * FROM residents")
    monkeypatch.setattr(compaction, "SOON", 0.01)
    monkeypatch.setattr(compaction, "AT_MOST_EVERY", 0.05)
    async with start(default_language="en"):
        await until(lambda: is_compacted(rows))


@pytest.mark.usefixtures("at_once")
async def test_the_last_words_to_a_person_leave_the_file_when_they_have_left(
    server: DemoServer,
    start: Start,
    rows: Rows,
    database_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waiting: list[bool] = []
    compact = Database.compact

    def words_wait() -> bool:
        return bool(rows("SELECT * FROM outbox WHERE params LIKE '%Done. What the bot held%'"))

    async def noted(database: Database) -> bool:
        waiting.append(words_wait())
        return await compact(database)

    monkeypatch.setattr(Database, "compact", noted)
    async with arrived(server, start) as resident:
        trace = Trace(resident.person)
        screen = await privacy_page(resident)
        await press(resident, screen, "🗑 Forget me")
        flood = Fault("flood", "sendMessage", chat_id=resident.chat.id, count=1, retry_after=3)
        with server.faults.add(flood):
            await press(resident, screen, "🗑 Yes, forget me")
            await until(lambda: any(waiting))
            assert not is_compacted(rows)
            await resident.chat.wait_text("Done. What the bot held")
        await until(lambda: is_compacted(rows))
        assert not waiting[-1]
        assert trace.left_in(database_path) == set()


async def test_the_chat_is_emptied_of_old_messages_too(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    boss = Resident(server.person("Boss"), "en")
    secretary = server.person("Нурлан")
    staff = server.group("Staff", members=[secretary], bot_is_admin=False)
    settings: dict[str, Any] = {"staff_chat_id": staff.id, "admin_ids": str(boss.person.id)}
    async with arrived(server, start, **settings) as resident:
        await boss.start()
        number = await resident.file("Plain")
        story = next(m for m in resident.chat.messages if m.text == "Plain")
        await resident.chat.send("In words", reply_to=story)
        await resident.chat.send_photo(caption="In a picture", reply_to=story)
        await resident.chat.send_document(caption="On paper", reply_to=story)
        await resident.chat.send_voice(caption="Aloud", reply_to=story)
        await resident.chat.send_contact("+996700123456", reply_to=story)
        await staff.wait(lambda c: any(m.contact for m in c.bot_messages))
        old = [m for m in staff.bot_messages if number in m.text or m.contact]
        before = {m: (m.photo, m.document, m.voice) for m in old}
        for message in old:
            message.stored.raw["date"] -= int(timedelta(hours=49).total_seconds())
        await resident.chat.send("New words", reply_to=story)
        new = await staff.wait_text("New words")
        await forget_me(resident)
        notice = await boss.chat.wait_text("Please delete the rest by hand.")
        assert number in notice.text
        await staff.wait(lambda _: all("erased" in m.text for m in old if not m.contact))
        await staff.wait(lambda _: new.deleted)
        await until(lambda: settled(rows))
        # The voice and the contact stay: Telegram lets nobody change them.
        assert str(boss.chat.texts).count("by hand") == 1
        for message, (photo, document, voice) in before.items():
            if photo or document:
                assert (message.photo, message.document) != (photo, document)
            assert message.voice == voice
        for words in ("Plain", "In words", "In a picture", "On paper", "Aloud"):
            assert words not in str(staff.texts)
        card = next(m for m in old if m.text.startswith(number))
        assert not card.buttons
        # Secretaries learn it from the card; what they answer goes nowhere.
        for target in (card, next(m for m in old if m.photo)):
            late = await secretary.in_(staff).send("When?", reply_to=target)
            await staff.wait(partial(refused, late))
        for do in ("take", "answer", "close"):
            ticket = rows("SELECT id FROM tickets")[0]["id"]
            pressed = await secretary.in_(staff).press_raw(card, f"t:{do}:{ticket}")
            assert (await pressed.wait_answer())["show_alert"]
        assert "write your answer" not in str(staff.texts)
    assert not rows("SELECT * FROM entries")
    assert settled(rows)


def refused(late: Message, chat: ChatView) -> bool:
    """Whether an answer was refused because there is nobody to get it."""
    words = "The resident's data was erased. Nothing can be sent."
    return any(m.reply_to == late and m.text == words for m in chat.bot_messages)


async def untouched_since(rows: Rows, scene: Scene) -> None:
    """The erased concern is as erasing left it, and nothing failed."""
    await until(lambda: settled(rows))
    for table in ("residents", "entries", "fsm", "standing"):
        assert not rows(f"SELECT * FROM {table}"), table
    assert not rows("SELECT * FROM links WHERE kind <> 'copy' OR entry_id IS NOT NULL")
    [ticket] = rows("SELECT * FROM tickets")
    assert ticket["status"] == "closed"
    assert ticket["stale_at"] is None
    assert rows("SELECT kind FROM events ORDER BY id")[-1]["kind"] == "erased"
    assert "erased" in scene.card.text


async def test_a_copy_that_is_on_its_way_is_taken_out_again(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with filed(server, start) as scene:
        slow = Fault("slow", "sendMessage", chat_id=scene.room.id, count=1, seconds=1.5)
        with server.faults.add(slow):
            await scene.resident.chat.send("More", reply_to=scene.resident.chat.last)
            copy = await scene.room.wait_text("More")
            await forget_me(scene.resident)
            await scene.room.wait(lambda _: copy.deleted)
        await untouched_since(rows, scene)


async def test_what_waits_for_a_flooded_chat_is_never_shown(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with filed(server, start) as scene:
        flood = Fault("flood", "sendMessage", chat_id=scene.room.id, retry_after=1)
        with server.faults.add(flood):
            await scene.resident.chat.send("More", reply_to=scene.resident.chat.last)
            await server.wait(lambda: flood.hits or None)
            await forget_me(scene.resident)
        await scene.room.wait(lambda _: "erased" in scene.card.text)
        await untouched_since(rows, scene)
        assert "More" not in str(scene.room.texts)


async def test_a_card_that_is_on_its_way_is_taken_out_again(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    secretary = server.person("Нурлан")
    staff = server.group("Staff", members=[secretary])
    async with arrived(server, start, staff_chat_id=staff.id) as resident:
        await staff.wait_text("The id of this chat")
        slow = Fault("slow", "sendMessage", chat_id=staff.id, count=1, seconds=1.5)
        with server.faults.add(slow):
            number = await resident.file("Plain")
            card = await staff.wait_text("Plain")
            await forget_me(resident)
            await staff.wait(lambda _: card.deleted)
        assert number in card.text
        await until(lambda: settled(rows))
    [ticket] = rows("SELECT * FROM tickets")
    assert ticket["erased_at"]
    assert ticket["card_id"] is None
    assert not rows("SELECT * FROM links")


async def test_an_answer_that_is_on_its_way_changes_nothing(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with filed(server, start) as scene:
        chat = scene.resident.chat
        slow = Fault("slow", "sendMessage", chat_id=chat.id, count=1, seconds=1.5)
        with server.faults.add(slow):
            answer = await scene.room.send("We come tomorrow", reply_to=scene.card)
            await chat.wait_text("We come tomorrow")
            await forget_me(scene.resident)
        await scene.room.wait(lambda _: "erased" in scene.card.text)
        await untouched_since(rows, scene)
        # Nobody has an entry to change any longer.
        await scene.room.edit(answer, "// a mistake")
        await scene.room.edit(answer, "We come today")
        await scene.resident.start()
        assert "today" not in ever_sent(server, chat.id)
        assert not answer.reactions
    assert "answered" not in [row["kind"] for row in rows("SELECT kind FROM events")]


async def test_who_blocks_the_bot_or_edits_afterwards_stays_forgotten(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with filed(server, start) as scene:
        chat = scene.resident.chat
        story = next(m for m in chat.messages if "water" in m.text)
        await forget_me(scene.resident)
        said = len(chat.bot_messages)
        await chat.edit(story, "They closed our road.")
        scene.resident.person.block()
        await server.wait(lambda: not server.pending_updates or None)
        await until(lambda: settled(rows))
        assert len(chat.bot_messages) == said
        assert "road" not in str(scene.room.texts)
    assert not rows("SELECT * FROM residents")
