"""An answer that is taken back leaves no false word; the question whether the matter is settled
stands below an answer, or nowhere."""

import asyncio
from typing import Any

import pytest

from bot.demo.errors import ApiError
from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from tests.conftest import Rows, Start
from tests.end_to_end.desk_steps import office
from tests.end_to_end.privacy_steps import hide_answers
from tests.end_to_end.test_outcome import NOT_SOLVED, PARTLY, QUESTION, SOLVED

ASKED = "Is the matter solved?"


async def test_a_try_that_fails_after_it_was_taken_back_is_no_news(
    server: DemoServer, start: Start, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    perform, tried, taken_back = server._perform, asyncio.Event(), asyncio.Event()

    async def slow(method: str, params: dict[str, Any], *rest: Any) -> Any:
        if method != "sendMessage" or "We come" not in str(params.get("text")):
            return await perform(method, params, *rest)
        tried.set()
        await taken_back.wait()
        raise ApiError(502, "Bad Gateway")

    async with office(server, start) as desk:
        monkeypatch.setattr(server, "_perform", slow)
        said = await desk.room.send("We come tomorrow.", reply_to=desk.card)
        async with asyncio.timeout(10):
            await tried.wait()
        await desk.room.send("/delete", reply_to=said)
        await desk.group.wait_text("taken back before it reached the resident")
        taken_back.set()
        second = await desk.room.send("Bring your passport.", reply_to=desk.card)
        await desk.group.wait(lambda _: second.reactions)
        assert "not delivered" not in str(desk.group.texts)
    assert not rows("SELECT 1 FROM events WHERE kind = 'undelivered'")


async def test_an_album_taken_back_before_it_went_asks_nothing(
    server: DemoServer, start: Start
) -> None:
    async with office(server, start) as desk:
        chat = desk.resident.chat
        with server.faults.add(Fault("server_error", "sendMediaGroup", chat.id)) as fault:
            said = await desk.room.send_album(2, reply_to=desk.card)
            await server.wait(lambda: fault.hits > 0)
            await desk.room.send("/delete", reply_to=said[0])
            await desk.room.wait_text("taken back before it reached the resident")
        received = await desk.answered("We come on Friday.")
        assert received.buttons == QUESTION
        assert ASKED not in str(chat.texts)


async def test_the_question_below_an_album_goes_with_it(server: DemoServer, start: Start) -> None:
    async with office(server, start) as desk:
        said = await desk.room.send_album(2, reply_to=desk.card)
        question = await desk.resident.chat.wait_text(ASKED)
        await desk.shows("answered")
        await desk.room.send("/delete", reply_to=said[0])
        await desk.resident.chat.wait(lambda _: question.deleted)
        await desk.shows("in work")


async def test_the_answer_that_remains_asks(server: DemoServer, start: Start) -> None:
    async with office(server, start) as desk:
        chat = desk.resident.chat
        first = await desk.room.send("We come tomorrow.", reply_to=desk.card)
        asking = await chat.wait_text("We come tomorrow.")
        await desk.shows("answered")
        second = await desk.room.send("Bring your passport.", reply_to=desk.card)
        remains = await chat.wait_text("Bring your passport.")
        await desk.group.wait(lambda _: second.reactions)
        assert asking.buttons == QUESTION
        assert not remains.buttons
        await desk.room.send("/delete", reply_to=first)
        await chat.wait(lambda _: asking.deleted and remains.buttons == QUESTION)
        await chat.press(remains, SOLVED)
        await desk.shows("closed")


async def test_of_several_that_remain_one_asks(server: DemoServer, start: Start) -> None:
    async with office(server, start) as desk:
        chat = desk.resident.chat
        said, received = [], []
        for words in ("We come tomorrow.", "Bring your passport.", "Bring the map."):
            said.append(await desk.room.send(words, reply_to=desk.card))
            received.append(await chat.wait_text(words))
            await desk.shows("answered")
            await desk.group.wait(lambda _: said[-1].reactions)
        await desk.room.send("/delete", reply_to=said[1])
        await chat.wait(lambda _: received[2].buttons == QUESTION and not received[0].buttons)
        # The one before asks again.
        await desk.room.send("/delete", reply_to=said[2])
        await chat.wait(lambda _: received[0].buttons == QUESTION)


async def test_an_album_that_asks_goes_on_asking(server: DemoServer, start: Start) -> None:
    async with office(server, start) as desk:
        chat = desk.resident.chat
        album = await desk.room.send_album(2, caption="The map", reply_to=desk.card)
        question = await chat.wait_text(ASKED)
        await desk.group.wait(lambda _: album[0].reactions)
        said, received = [], []
        for words in ("We come tomorrow.", "Bring your passport."):
            said.append(await desk.room.send(words, reply_to=desk.card))
            received.append(await chat.wait_text(words))
            await desk.group.wait(lambda _: said[-1].reactions)
        await desk.room.send("/delete", reply_to=said[0])
        await desk.group.wait_text("was taken back from the resident's chat")
        assert received[0].deleted
        # Once its buttons are pressed they are gone: another has to ask.
        await chat.press(question, PARTLY)
        await chat.wait(lambda _: not question.buttons)
        for words in ("We come at nine.", "We come at ten."):
            said.append(await desk.room.send(words, reply_to=desk.card))
            received.append(await chat.wait_text(words))
            await desk.group.wait(lambda _: said[-1].reactions)
        assert not received[1].buttons
        assert received[2].buttons == QUESTION
        await desk.room.send("/delete", reply_to=said[2])
        await chat.wait(lambda _: received[3].buttons == QUESTION)


async def test_an_album_that_remains_asks_once(server: DemoServer, start: Start) -> None:
    async with office(server, start) as desk:
        chat = desk.resident.chat
        first = await desk.room.send("We come tomorrow.", reply_to=desk.card)
        await chat.wait_text("We come tomorrow.")
        await desk.shows("answered")
        album = await desk.room.send_album(2, caption="The map", reply_to=desk.card)
        await chat.wait_text("The map")
        third = await desk.room.send("Bring your passport.", reply_to=desk.card)
        await desk.group.wait(lambda _: album[0].reactions and third.reactions)
        assert ASKED not in str(chat.texts)
        for taken_back in (third, first):
            await desk.room.send("/delete", reply_to=taken_back)
        question = await chat.wait_text(ASKED)
        await desk.group.wait(lambda c: str(c.texts).count("was taken back") == 2)
        assert str(chat.texts).count(ASKED) == 1
        await chat.press(question, NOT_SOLVED)
        await desk.shows("in work")


async def test_what_is_hidden_asks_when_it_is_shown(server: DemoServer, start: Start) -> None:
    async with office(server, start) as desk:
        chat = desk.resident.chat
        await hide_answers(desk.resident)
        first = await desk.room.send("We come tomorrow.", reply_to=desk.card)
        await desk.shows("answered")
        second = await desk.room.send("Bring your passport.", reply_to=desk.card)
        await desk.group.wait(lambda _: first.reactions and second.reactions)
        notice = chat.last
        await desk.room.send("/delete", reply_to=first)
        await desk.room.wait_text("taken back")
        await chat.press(notice, notice.buttons[0][0])
        shown = await chat.wait_text("Bring your passport.")
        assert shown.buttons == QUESTION
