"""A file that is replaced by an edit is replaced on the other side; the first one stays known."""

import json

from bot.demo.people import PersonChat
from bot.demo.posting import change
from bot.demo.server import DemoServer
from bot.demo.views import Message
from tests.conftest import Rows, Start
from tests.end_to_end.test_exchange import Scene, filed


async def replace(chat: PersonChat, message: Message, by: Message) -> None:
    """Puts the file of another message into an own one, as Telegram's clients can."""
    dropped = {"text", "photo", "document"}
    raw = {name: value for name, value in message.stored.raw.items() if name not in dropped}
    taken = {name: by.stored.raw[name] for name in dropped & by.stored.raw.keys()}
    change(chat.world, message.stored, raw | taken)


def photo_of(message: Message) -> str:
    """What tells one photo from another."""
    return str(message.photo[-1]["file_unique_id"])


async def test_a_secretary_replaces_a_photo(server: DemoServer, start: Start, rows: Rows) -> None:
    async with filed(server, start) as scene:
        answer = await scene.room.send_photo(caption="The order", reply_to=scene.card)
        received = await scene.resident.chat.wait_text("The order")
        await scene.room.wait(lambda _: answer.reactions == ["👍"])
        first = answer.photo[-1]["file_id"]
        other = await scene.room.send_photo(caption="aside", reply_to=False)
        await replace(scene.room, answer, other)
        await scene.resident.chat.wait(lambda _: photo_of(received) == photo_of(other))
        assert "The order" in received.text
        await scene.resident.chat.wait_text("has corrected this answer")
    content = json.loads(rows("SELECT content FROM entries WHERE direction = 'out'")[0][0])
    assert content["earlier_files"] == [["photo", first]]
    assert content["file_id"] != first


async def _photographed(scene: Scene) -> tuple[Message, Message]:
    """A photo that the resident added: as they see it, and as the office does."""
    chat = scene.resident.chat
    story = next(m for m in chat.messages if "our water" in m.text)
    mine = await chat.send_photo(caption="The canal", reply_to=story)
    return mine, await scene.room.wait_text("The canal")


async def test_a_resident_replaces_a_photo(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        mine, copy = await _photographed(scene)
        other, _copy = await _photographed(scene)
        await replace(scene.resident.chat, mine, other)
        await scene.room.wait(lambda _: photo_of(copy) == photo_of(other))
        assert "edited" in copy.text


async def test_a_photo_becomes_a_document(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        mine, copy = await _photographed(scene)
        paper = await scene.resident.chat.send_document(reply_to=mine)
        await scene.room.wait(lambda c: any(m.document for m in c.bot_messages))
        await replace(scene.resident.chat, mine, paper)
        await scene.room.wait(lambda _: copy.document is not None and not copy.photo)


async def test_a_photo_put_to_the_story_follows_the_card(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        chat = scene.resident.chat
        story = next(m for m in chat.messages if m.text == "They closed our water.")
        photo, _copy = await _photographed(scene)
        await replace(chat, story, photo)
        await scene.room.wait(
            lambda c: [m.reply_to for m in c.bot_messages if m.photo] == [scene.card] * 2
        )
        await scene.room.wait(lambda _: "our water" not in scene.card.text)


async def test_an_edit_of_nothing_is_not_told(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        answer = await scene.room.send_photo(caption="The order", reply_to=scene.card)
        await scene.resident.chat.wait_text("The order")
        await scene.room.wait(lambda _: answer.reactions == ["👍"])
        change(scene.room.world, answer.stored, dict(answer.stored.raw))
        await scene.room.send("And come", reply_to=scene.card)
        await scene.resident.chat.wait_text("And come")
        assert not [t for t in scene.resident.chat.texts if "has corrected" in t]
