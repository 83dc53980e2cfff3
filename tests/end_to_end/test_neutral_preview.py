"""Answers that come without their words: what a phone shows while it is locked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers.neutral import NoticePress
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident
from tests.end_to_end.privacy_steps import hide_answers, press
from tests.end_to_end.test_exchange import Scene, filed

ANSWER = "There is an answer to your concern."
NEWS = "There is news about your concern."


@asynccontextmanager
async def discreet(server: DemoServer, start: Start) -> AsyncIterator[Scene]:
    """A filed concern of somebody who has hidden their answers."""
    async with filed(server, start) as scene:
        await hide_answers(scene.resident)
        yield scene


def on_the_screen(server: DemoServer, scene: Scene, since: int) -> list[str]:
    """Whatever came to the resident's chat as a message of its own: what the phone shows."""
    return [
        str(call.params.get("text") or call.params.get("caption") or call.method)
        for call in list(server.requests)[since:]
        if call.params.get("chat_id") == scene.resident.chat.id
        and call.method.startswith(("send", "copy", "forward"))
    ]


async def answered(scene: Scene, text: str = "We come tomorrow") -> tuple[Message, Message]:
    """A secretary answers; returns what they wrote and the notice of it."""
    before = scene.resident.chat.messages[-1]
    written = await scene.room.send(text, reply_to=scene.card)
    notice = await scene.resident.chat.wait_new(before)
    await scene.room.wait(lambda _: written.reactions == ["👍"])
    return written, notice


async def shown(scene: Scene, notice: Message) -> Message:
    """Presses "Show"; returns the answer."""
    await press(scene.resident, notice, "👁 Show")
    await scene.resident.chat.wait(lambda _: notice.buttons == [["🙈 Hide"]])
    return await scene.resident.chat.wait_new(notice)


async def test_what_comes_unasked_says_nothing(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with discreet(server, start) as scene:
        since = len(server.requests)
        written, notice = await answered(scene)
        await scene.room.wait(lambda _: "answered" in scene.card.text)
        assert notice.buttons == [["👁 Show"]]
        assert rows("SELECT status FROM tickets")[0]["status"] == "answered"
        assert rows("SELECT delivery FROM entries WHERE direction = 'out'")[0][0] == "delivered"
        await scene.room.edit(written, "We come on Friday")
        await scene.resident.chat.wait_text(NEWS)
        await scene.room.send_photo(caption="The order", reply_to=scene.card)
        await scene.room.send_album(2, caption="Two pages", reply_to=scene.card)
        await scene.resident.chat.wait(
            lambda chat: [m.text for m in chat.bot_messages].count(ANSWER) == 3
        )
        await scene.room.press(scene.card, "✅ Close")
        await scene.resident.chat.wait(
            lambda chat: [m.text for m in chat.bot_messages].count(NEWS) == 2
        )
        assert on_the_screen(server, scene, since) == [ANSWER, NEWS, ANSWER, ANSWER, NEWS]
        # The correction was not written into the notice.
        assert notice.text == ANSWER
    assert not rows("SELECT * FROM outbox")


async def test_an_answer_is_shown_corrected_and_hidden(server: DemoServer, start: Start) -> None:
    async with discreet(server, start) as scene:
        chat = scene.resident.chat
        written, notice = await answered(scene)
        answer = await shown(scene, notice)
        assert scene.number in answer.text
        assert "We come tomorrow" in answer.text
        await scene.room.edit(written, "We come on Friday")
        await chat.wait(lambda _: "We come on Friday" in answer.text)
        await press(scene.resident, notice, "🙈 Hide")
        await chat.wait(lambda _: notice.buttons == [["👁 Show"]])
        await chat.wait(lambda _: answer.deleted)
        await press(scene.resident, notice, "👁 Show")
        again = await chat.wait_text("We come on Friday")
        await chat.wait(lambda _: notice.buttons == [["🙈 Hide"]])
        await chat.send("Thank you", reply_to=again)
        await scene.room.wait_text("Thank you")
        await chat.send("Where?", reply_to=notice)
        await scene.room.wait_text("Where?")


async def test_an_album_is_shown_and_hidden_as_a_whole(server: DemoServer, start: Start) -> None:
    async with discreet(server, start) as scene:
        chat = scene.resident.chat
        before = chat.messages[-1]
        await scene.room.send_album(3, caption="Three pages", reply_to=scene.card)
        notice = await chat.wait_new(before)
        await press(scene.resident, notice, "👁 Show")
        await chat.wait(lambda chat: sum(m.photo is not None for m in chat.bot_messages) == 3)
        await press(scene.resident, notice, "🙈 Hide")
        await chat.wait(lambda chat: all(m.photo is None for m in chat.bot_messages))


async def test_what_is_too_old_to_delete_is_overwritten(server: DemoServer, start: Start) -> None:
    at = server.world.clock()
    server.world.clock = lambda: at
    async with discreet(server, start) as scene:
        _, notice = await answered(scene)
        answer = await shown(scene, notice)
        at += 49 * 3600
        await press(scene.resident, notice, "🙈 Hide")
        await scene.resident.chat.wait(lambda _: answer.text == "Hidden.")


async def test_an_answer_that_is_shown_can_be_taken_back(server: DemoServer, start: Start) -> None:
    async with discreet(server, start) as scene:
        written, notice = await answered(scene)
        answer = await shown(scene, notice)
        await scene.room.edit(written, "// not for them")
        await scene.resident.chat.wait(lambda _: answer.deleted)
        await scene.room.wait_text("taken back from the resident's chat")


async def test_an_answer_taken_back_before_it_was_shown(server: DemoServer, start: Start) -> None:
    async with discreet(server, start) as scene:
        written, notice = await answered(scene)
        await scene.room.edit(written, "// not for them")
        await scene.room.wait_text("The answer was taken back")
        await press(scene.resident, notice, "👁 Show")
        await scene.resident.chat.wait(lambda _: "has withdrawn this answer" in notice.text)
        assert notice.buttons == []
        assert "We come tomorrow" not in str(scene.resident.chat.texts)


async def test_the_closing_can_be_opened_and_answered(server: DemoServer, start: Start) -> None:
    async with discreet(server, start) as scene:
        await scene.room.press(scene.card, "✅ Close")
        news = await scene.resident.chat.wait_text(NEWS)
        await scene.room.wait(lambda _: "closed" in scene.card.text)
        await scene.resident.chat.send("It is not settled", reply_to=news)
        await scene.room.wait_text("It is not settled")
        await scene.resident.chat.wait_text("is open again")
        await press(scene.resident, news, "📂 Open")
        await scene.resident.chat.wait(lambda _: scene.number in news.text)


async def test_answers_come_with_their_words_again(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        screen = await hide_answers(scene.resident)
        await press(scene.resident, screen, "👁 Show answers")
        await scene.resident.chat.wait(lambda _: ["🙈 Hide answers"] in screen.buttons)
        _, received = await answered(scene)
        assert "We come tomorrow" in received.text


@pytest.mark.parametrize("do", ["show", "hide", "open"])
async def test_nobody_elses_answer_is_shown(
    server: DemoServer, start: Start, rows: Rows, do: str
) -> None:
    async with discreet(server, start) as scene:
        await answered(scene)
        stranger = Resident(server.person("Stranger", language_code="en"), "en")
        await stranger.start()
        since = len(server.requests)
        for id_ in (row["id"] for row in rows("SELECT id FROM entries UNION SELECT 900")):
            pressed = await stranger.chat.press_raw(
                stranger.chat.last, NoticePress(do=do, id=id_).pack()
            )
            assert "not among yours" in (await pressed.wait_answer())["text"]
        sent = [call.method for call in list(server.requests)[since:]]
        assert set(sent) <= {"answerCallbackQuery", "getUpdates"}


async def test_ones_own_words_are_no_answer(server: DemoServer, start: Start, rows: Rows) -> None:
    async with discreet(server, start) as scene:
        own = rows("SELECT id FROM entries WHERE direction = 'in'")[0]["id"]
        pressed = await scene.resident.chat.press_raw(
            scene.resident.chat.last, NoticePress(do="show", id=own).pack()
        )
        assert "not among yours" in (await pressed.wait_answer())["text"]


async def test_what_was_shown_and_hidden_has_been_seen(server: DemoServer, start: Start) -> None:
    async with discreet(server, start) as scene:
        written, notice = await answered(scene)
        await shown(scene, notice)
        await press(scene.resident, notice, "🙈 Hide")
        await scene.resident.chat.wait(lambda _: notice.buttons == [["👁 Show"]])
        await scene.room.send("/delete", reply_to=written)
        said = await scene.room.wait_text("The answer was taken back")
        assert "The resident has seen it before" in said.text
        await press(scene.resident, notice, "👁 Show")
        await scene.resident.chat.wait(lambda _: "withdrawn this answer" in notice.text)
        # The next one is taken back unseen.
        written, _notice = await answered(scene, "Never mind")
        await scene.room.send("/delete", reply_to=written)
        await scene.room.wait_text("taken back before it reached the resident")
