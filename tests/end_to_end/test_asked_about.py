"""A reply whose concern cannot be told: what is sent when the question is answered at last."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.demo.people import PersonChat
from bot.demo.server import DemoServer
from bot.demo.views import Message
from tests.conftest import Start
from tests.end_to_end.acting import Resident
from tests.end_to_end.desk_scene import offers
from tests.end_to_end.desk_steps import office

ASKED = "Which concern is this reply for?"


@dataclass
class Lost:
    """A staff chat in which a message of the bot stands for nothing."""

    room: PersonChat
    unknown: Message
    resident: Resident
    number: str


@asynccontextmanager
async def lost(server: DemoServer, start: Start) -> AsyncIterator[Lost]:
    """One concern is filed; what the bot said of itself is no part of it."""
    async with office(server, start) as desk:
        said = await desk.room.send("/language")
        yield Lost(desk.room, await desk.room.wait_new(said), desk.resident, desk.number)


async def test_a_reply_that_became_a_note_meanwhile_is_not_sent(
    server: DemoServer, start: Start
) -> None:
    async with lost(server, start) as scene:
        words = await scene.room.send("He lies", reply_to=scene.unknown)
        asked = await scene.room.wait_text(ASKED)
        await scene.room.edit(words, "// He lies")
        press = await scene.room.press(asked, scene.number)
        assert "begins with //" in (await press.wait_answer())["text"]
        await scene.room.wait(lambda _: asked.deleted)
        await _nothing_came(scene)


async def test_a_reply_that_was_corrected_meanwhile_is_sent_as_it_is_now(
    server: DemoServer, start: Start
) -> None:
    async with lost(server, start) as scene:
        words = await scene.room.send("Come on Monday", reply_to=scene.unknown)
        asked = await scene.room.wait_text(ASKED)
        await scene.room.edit(words, "Come on Tuesday")
        await scene.room.press(asked, scene.number)
        await scene.resident.chat.wait_text("Come on Tuesday")
        await scene.room.wait(lambda _: asked.deleted)
        assert "Monday" not in str(scene.resident.chat.texts)


async def test_an_album_is_not_sent_in_part(server: DemoServer, start: Start) -> None:
    async with lost(server, start) as scene:
        await scene.room.send_album(3, caption="Three pages", reply_to=scene.unknown)
        told = await scene.room.wait_text("These files were not sent")
        assert not told.buttons
        # A question from before this was so.
        press = await scene.room.press_raw(told, "af:1")
        assert "These files were not sent" in (await press.wait_answer())["text"]
        await _nothing_came(scene)


async def _nothing_came(scene: Lost) -> None:
    """What is sent next is the first thing that arrives."""
    before = scene.resident.chat.messages[-1]
    card = await scene.room.wait(
        lambda c: next((m for m in c.bot_messages if offers(m, "💬 Answer")), None)
    )
    await scene.room.send("On Monday.", reply_to=card)
    arrived = await scene.resident.chat.wait_new(before)
    assert "On Monday." in arrived.text
