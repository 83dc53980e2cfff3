"""A ready answer with the resident's name in it: the name goes from the office's chat with the
person, or when they hide it."""

import json

import pytest

from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers import labels
from tests.bot.delivery.until import until
from tests.conftest import Rows, Start
from tests.end_to_end.acting import ever_sent
from tests.end_to_end.desk_steps import pick
from tests.end_to_end.privacy_steps import forget_me
from tests.end_to_end.test_erasing import settled
from tests.end_to_end.test_names import opened
from tests.end_to_end.test_templates import Scene, desk, write

NAME = "Айгүл"


async def previewed(scene: Scene) -> Message:
    """Another preview of the one ready answer, below the card."""
    before = scene.room.messages[-1]
    if not any("📄 Ready answers" in row for row in scene.card.buttons):
        await pick(scene.room, scene.card, "⋯ More")
    await pick(scene.room, scene.card, "📄 Ready answers")
    listed = await scene.room.wait_new(before)
    await scene.room.press(listed, "We have it")
    await scene.room.wait(lambda _: "Nothing is sent yet" in listed.text)
    assert NAME in listed.text
    return listed


async def prompted(scene: Scene) -> Message:
    """A ready answer that is to be changed before it goes."""
    preview = await previewed(scene)
    before = scene.room.messages[-1]
    await scene.room.press(preview, "✏️ Change")
    return await scene.room.wait_new(before)


async def prepare(scene: Scene) -> None:
    """The one ready answer."""
    await write(scene.boss, "We have it\nHello, {name}! Concern {number}")
    await scene.boss.chat.wait_text("Saved.")


def naming(scene: Scene) -> list[str]:
    """What in the office's chat has the name."""
    return [m.text for m in scene.room.bot_messages if NAME in m.text and not m.deleted]


async def hide(scene: Scene) -> None:
    """The resident hides the name."""
    screen = await opened(scene.resident)
    await scene.resident.chat.press(screen, scene.resident.text(labels.HIDE_NAME))
    await scene.room.wait(lambda _: "Name: not shown" in scene.card.text)


async def test_nothing_with_the_name_is_left_of_who_is_forgotten(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with desk(server, start, named=True) as scene:
        await prepare(scene)
        await previewed(scene)
        prompt = await prompted(scene)
        sent = await previewed(scene)
        await scene.room.press(sent, "📨 Send")
        await scene.resident.chat.wait_text(f"Hello, {NAME}")
        await scene.room.wait(lambda _: sent.reactions)
        assert NAME in sent.text
        assert len(naming(scene)) == 4
        await forget_me(scene.resident)
        await scene.room.wait(lambda _: not naming(scene))
        assert sent.deleted
        assert prompt.deleted
        await until(lambda: settled(rows))


async def test_what_was_not_sent_goes_when_the_name_is_hidden(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with desk(server, start, named=True) as scene:
        await prepare(scene)
        preview = await previewed(scene)
        prompt = await prompted(scene)
        listed = await previewed(scene)
        await scene.room.press(listed, "⬅️ Others")
        await scene.room.wait(lambda _: "Press one to read it" in listed.text)
        await hide(scene)
        await scene.room.wait(lambda _: not naming(scene))
        assert "has hidden the name" in preview.text
        assert not preview.buttons
        assert prompt.deleted
        # What has no name in it stays as it is.
        assert listed.buttons
        await scene.room.press(listed, "We have it")
        await scene.room.wait(lambda _: "Hello, dear resident!" in listed.text)
        await until(lambda: settled(rows))


async def test_the_name_is_taken_out_of_what_was_on_its_way(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with desk(server, start, named=True) as scene:
        await prepare(scene)
        preview = await previewed(scene)
        slow = Fault("slow", "sendMessage", chat_id=scene.room.id, count=1, seconds=1.5)
        with server.faults.add(slow):
            await scene.room.press(preview, "✏️ Change")
            prompt = await scene.room.wait_text("tap the text to copy it")
            await hide(scene)
            await scene.room.wait(lambda _: prompt.deleted)
        await until(lambda: settled(rows))
        assert not naming(scene)


@pytest.mark.parametrize("album", [False, True])
async def test_a_reply_to_changed_words_is_an_answer(
    server: DemoServer, start: Start, rows: Rows, album: bool
) -> None:
    async with desk(server, start, named=True) as scene:
        await prepare(scene)
        prompt = await prompted(scene)
        room = scene.room
        if album:
            await room.send_album(2, "Come on Monday", reply_to=prompt)
        else:
            note = await room.send("// shall we?", reply_to=prompt)
            await room.send("Come on Monday", reply_to=prompt)
            # An edit sends nothing, and says so.
            await room.edit(note, "We shall")
            await room.wait_text("an edit sends no answer")
        await scene.resident.chat.wait_text("Come on Monday")
        contents = [json.loads(row["content"]) for row in rows("SELECT content FROM entries")]
        assert len([one for one in contents if one["kind"] == "photo"]) == (2 if album else 0)
    assert "shall" not in ever_sent(server, scene.resident.chat.id)


async def test_a_late_press_leaves_a_sent_answer_as_it_is(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with desk(server, start, named=True) as scene:
        await prepare(scene)
        sent = await previewed(scene)
        keyboard = sent.raw["reply_markup"]["inline_keyboard"]
        presses = [button["callback_data"] for row in keyboard for button in row]
        await scene.room.press(sent, "📨 Send")
        await scene.resident.chat.wait_text(f"Hello, {NAME}")
        await scene.room.wait(lambda _: sent.reactions)
        said, below = sent.text, scene.room.messages[-1]
        for data in presses:
            await scene.room.press_raw(sent, data)
        await scene.room.send("/delete", reply_to=sent)
        told = await scene.room.wait_new(below)
        assert "taken back" in told.text
        assert sent.text == said
