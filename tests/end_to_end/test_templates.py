"""Answers ready to send: written by administrators, seen by secretaries before they go."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.demo.people import PersonChat
from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers import labels
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, ever_sent
from tests.end_to_end.desk_scene import turned

TEXT = "Hello, {name}! Concern {number} is with {office}. You hear from us by {date}."


@dataclass
class Scene:
    """An administrator, a secretary's chat with a card, and the resident behind it."""

    boss: Resident
    resident: Resident
    room: PersonChat
    card: Message
    number: str


@asynccontextmanager
async def desk(
    server: DemoServer, start: Start, *, language: str = "en", named: bool = False
) -> AsyncIterator[Scene]:
    """The bot runs, and one concern is filed."""
    boss = Resident(server.person("Boss", language_code="en"), "en")
    resident = Resident(server.person("Айгүл", language_code=language), language)
    secretary = server.person("Нурлан")
    staff = server.group("Штаб", members=[secretary])
    room = secretary.in_(staff)
    async with start(staff_chat_id=staff.id, default_language="en", admin_ids=str(boss.person.id)):
        await boss.start()
        await resident.start()
        await resident.begin()
        await resident.chat.send("Zzstory")
        await resident.tap(labels.DONE)
        if named:
            await resident.tap(labels.SHOW_NAME)
        number = await resident.confirm()
        card = await room.wait_text("Zzstory")
        yield Scene(boss, resident, room, card, number)


async def write(
    boss: Resident,
    words: str,
    language: str = "English",
    topic: str = "Every topic",
    *,
    save: bool = True,
) -> None:
    """From the command to the words, and through the last look."""
    chat = boss.chat
    await chat.send("/templates")
    await chat.wait(lambda c: ["➕ New answer"] in c.last.buttons)
    await chat.press(None, "➕ New answer")
    await chat.wait(lambda c: [language] in c.last.buttons)
    await chat.press(None, language)
    await chat.wait(lambda c: ["Every topic"] in c.last.buttons)
    label = next(row[0] for row in chat.last.buttons if row[0].startswith(topic[:20]))
    await chat.press(None, label)
    await chat.wait_text("Write a title in the first line")
    shown = await chat.wait_new(await chat.send(words))
    if save:
        await chat.press(shown, "💾 Save")


async def offered(scene: Scene) -> Message:
    """The list under the card."""
    await scene.room.press(scene.card, "⋯ More")
    await scene.room.wait(lambda _: "📄 Ready answers" in str(scene.card.buttons))
    await scene.room.press(scene.card, "📄 Ready answers")
    return await scene.room.wait_text("Press one to read it")


async def test_an_answer_is_written_previewed_and_sent(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with desk(server, start) as scene:
        await write(scene.boss, f"We have it\n{TEXT}")
        await scene.boss.chat.wait_text("Saved.")
        listed = await offered(scene)
        assert ["We have it"] in listed.buttons
        await scene.room.press(listed, "We have it")
        await scene.room.wait(lambda _: "Nothing is sent yet" in listed.text)
        filled = listed.text.split("\n\n", 1)[1]
        assert filled.startswith(f"Hello, dear resident! Concern {scene.number} is with Nookat")
        assert "{" not in filled
        assert "Hello, dear" not in ever_sent(server, scene.resident.chat.id)
        await scene.room.press(listed, "📨 Send")
        received = await scene.resident.chat.wait_text(filled)
        assert scene.number in received.text
        await scene.room.wait(lambda _: listed.reactions == ["👍"] and not listed.buttons)
        assert "sent by Нурлан" in listed.text
        late = await scene.room.press_raw(listed, f"ra:send:1:{1}:0")
        assert "sent already" in (await late.wait_answer())["text"]
        # It is an answer like any other: whoever sent it can take it back.
        await scene.room.send("/delete", reply_to=listed)
        await scene.resident.chat.wait(lambda _: received.deleted)
    sent = rows("SELECT * FROM entries WHERE direction = 'out'")
    assert len(sent) == 1
    assert sent[0]["author_name"] == "Нурлан"
    assert json.loads(sent[0]["content"])["text"] == filled


async def test_the_name_is_used_only_when_it_is_shown(server: DemoServer, start: Start) -> None:
    async with desk(server, start, named=True) as scene:
        await write(scene.boss, f"We have it\n{TEXT}")
        await scene.boss.chat.wait_text("Saved.")
        listed = await offered(scene)
        await scene.room.press(listed, "We have it")
        await scene.room.wait(lambda _: "Hello, Айгүл!" in listed.text)


async def test_only_what_fits_is_offered(server: DemoServer, start: Start) -> None:
    async with desk(server, start, language="uz") as scene:
        await write(scene.boss, "Of water\nText", "Русский", "🌾 Land, water")
        await scene.boss.chat.wait_text("Of water")
        await write(scene.boss, "Of papers\nText", "Русский", "📄 Documents")
        await scene.boss.chat.wait_text("Of papers")
        await write(scene.boss, "In English\nText")
        await scene.boss.chat.wait_text("In English")
        await write(scene.boss, "For all\nText", "Русский")
        await scene.boss.chat.wait_text("For all")
        listed = await offered(scene)
        assert listed.buttons[:-1] == [["Of water"], ["For all"]]


async def test_a_placeholder_that_means_nothing_is_refused(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with desk(server, start) as scene:
        await write(scene.boss, "Title\nCall {phone}, {name}", save=False)
        await scene.boss.chat.wait_text("does not know what to put in for: {phone}")
        await scene.boss.chat.send("No text below")
        await scene.boss.chat.wait_text("Please write a title in the first line")
        await scene.boss.chat.send(f"{'long' * 10}\ntext")
        await scene.boss.chat.wait_text("The title is too long")
        assert not rows("SELECT 1 FROM templates")
        shown = await scene.boss.chat.wait_new(await scene.boss.chat.send("Title\nCall, {name}"))
        await scene.boss.chat.press(shown, "💾 Save")
        await scene.boss.chat.wait_text("Saved.")
    assert len(rows("SELECT 1 FROM templates")) == 1


async def test_only_what_the_last_look_shows_is_saved(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with desk(server, start) as scene:
        chat = scene.boss.chat
        await write(scene.boss, "Title\nFirst words", save=False)
        first = await chat.wait_text("Save?")
        assert "Every topic" in first.text and "First words" in first.text
        second = await chat.wait_new(await chat.send("Title\nSecond words"))
        assert "Save?" in second.text and not rows("SELECT 1 FROM templates")
        press = await chat.press(first, "💾 Save")
        assert "Nothing was changed" in (await press.wait_answer())["text"]
        # What cannot be saved takes the last look away, too.
        await chat.wait_new(await chat.send("No text below"))
        press = await chat.press(second, "💾 Save")
        assert "Nothing was changed" in (await press.wait_answer())["text"]
        third = await chat.wait_new(await chat.send("Title\nThird words"))
        await turned(chat, third, "✖️ Cancel", "There are no ready answers yet")
        press = await chat.press_raw(third, f"tw:{third.id - 1}")
        assert "Nothing was changed" in (await press.wait_answer())["text"]
        assert not rows("SELECT 1 FROM templates")


async def test_changing_and_removing_are_noted(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with desk(server, start) as scene:
        chat = scene.boss.chat
        await write(scene.boss, "Old title\nOld text")
        await chat.wait_text("Saved.")
        await chat.press(None, "✏️ Change")
        await chat.wait_text("Write a title in the first line")
        shown = await chat.wait_new(await chat.send("New title\nNew text"))
        await turned(chat, shown, "💾 Save", "Saved.")
        listed = await offered(scene)
        await chat.press(None, "🗑 Remove")
        await chat.wait(lambda c: ["🗑 Yes, remove"] in c.last.buttons)
        await chat.press(None, "🗑 Yes, remove")
        await chat.wait_text("There are no ready answers yet")
        late = await scene.room.press(listed, "New title")
        assert "was removed" in (await late.wait_answer())["text"]
    acts = rows("SELECT act, old, new FROM audit WHERE subject = 'templates 1' ORDER BY id")
    assert [act["act"] for act in acts] == ["add", "change", "remove"]
    assert "Old text" in acts[1]["old"]
    assert "New text" in acts[1]["new"]


async def test_what_changed_after_the_preview_is_shown_again(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with desk(server, start) as scene:
        await write(scene.boss, "Title\nOld text")
        await scene.boss.chat.wait_text("Saved.")
        listed = await offered(scene)
        await scene.room.press(listed, "Title")
        await scene.room.wait(lambda _: "Old text" in listed.text)
        await scene.boss.chat.press(None, "✏️ Change")
        await scene.boss.chat.wait_text("Write a title in the first line")
        shown = await scene.boss.chat.wait_new(await scene.boss.chat.send("Title\nNew text"))
        await turned(scene.boss.chat, shown, "💾 Save", "Saved.")
        press = await scene.room.press(listed, "📨 Send")
        assert "changed meanwhile" in (await press.wait_answer())["text"]
        await scene.room.wait(lambda _: "New text" in listed.text)
        assert not rows("SELECT 1 FROM entries WHERE direction = 'out'")


async def test_the_words_can_be_changed_before_they_go(server: DemoServer, start: Start) -> None:
    async with desk(server, start) as scene:
        await write(scene.boss, f"We have it\n{TEXT}")
        await scene.boss.chat.wait_text("Saved.")
        listed = await offered(scene)
        await scene.room.press(listed, "We have it")
        await scene.room.wait(lambda _: "Nothing is sent yet" in listed.text)
        await scene.room.press(listed, "✏️ Change")
        prompt = await scene.room.wait_text("tap the text to copy it")
        assert [entity["type"] for entity in prompt.entities].count("pre") == 1
        assert scene.room.forced_reply() is prompt.stored
        await scene.room.send("Come on Monday", reply_to=prompt)
        await scene.resident.chat.wait_text("Come on Monday")
        assert listed.deleted


async def test_without_any_the_secretary_is_told(server: DemoServer, start: Start) -> None:
    async with desk(server, start) as scene:
        await scene.room.press(scene.card, "⋯ More")
        await scene.room.wait(lambda _: "📄 Ready answers" in str(scene.card.buttons))
        press = await scene.room.press(scene.card, "📄 Ready answers")
        assert "no ready answer" in (await press.wait_answer())["text"]


async def test_a_reply_to_a_preview_is_not_sent(server: DemoServer, start: Start) -> None:
    async with desk(server, start) as scene:
        await write(scene.boss, "Title\nText")
        await scene.boss.chat.wait_text("Saved.")
        listed = await offered(scene)
        await scene.room.send("Shall we send this?", reply_to=listed)
        await scene.room.wait_text("Which concern is this reply for?")
        assert "Shall we" not in ever_sent(server, scene.resident.chat.id)
