"""What was decided while a resident had stopped the bot is told when they come back."""

from pathlib import Path

import pytest

from bot.demo.server import DemoServer
from bot.demo.views import Message
from tests.conftest import Rows, Start
from tests.end_to_end.acting import ever_sent
from tests.end_to_end.desk_steps import Office, office, pick
from tests.end_to_end.law_time import bureau
from tests.end_to_end.privacy_steps import hide_answers
from tests.end_to_end.test_counter import registered
from tests.end_to_end.test_outcome import answered, number_of
from tests.end_to_end.test_transfer import KARA_SUU, TO_KARA_SUU, two_offices
from tests.end_to_end.test_unclaimed import asked, claims

NOT_TOLD = "could not be told of it"
KEPT = "It goes by itself if they come back"
BACK = "the resident is back, and was told how it stands"


async def comes_back(desk: Office, words: str = "/help") -> Message:
    """The resident starts the bot again and writes to it; returns what they wrote."""
    desk.resident.person.unblock()
    return await desk.resident.chat.send(words)


def events(rows: Rows) -> list[str]:
    """Whether the resident knew of what became of the concern, in order."""
    found = rows("SELECT kind FROM events WHERE kind IN ('untold', 'told') ORDER BY id")
    return [row["kind"] for row in found]


async def test_a_decision_is_told_with_its_reason_and_once(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with office(server, start) as desk:
        desk.resident.person.block()
        await desk.more("🚫 Decline", "👤 No name and address")
        await desk.group.wait_text(NOT_TOLD)
        chat = desk.resident.chat
        await comes_back(desk)
        told = await chat.wait_text("has declined your concern")
        assert desk.number in told.text
        assert "without name and address" in told.text
        assert "115 – " in told.text
        await desk.group.wait_text(BACK)
        # It is told once, and is no news when they come back again.
        desk.resident.person.block()
        desk.resident.person.unblock()
        await chat.wait_new(await chat.send("/help"))
        assert str(chat.texts).count("has declined your concern") == 1
        await chat.send("The gate of the Lenin street.", reply_to=told)
        await desk.shows("in work")
    assert events(rows) == ["untold", "told"]


async def test_it_is_told_after_a_restart_too(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with office(server, start) as desk:
        desk.resident.person.block()
        await desk.more("↗️ To another body")
        await desk.reply("Which body is competent", "The water users' association.")
        await desk.group.wait_text(NOT_TOLD)
    async with start(staff_chat_id=desk.group.id, default_language="en"):
        await comes_back(desk)
        told = await desk.resident.chat.wait_text("Another body has to deal with")
        assert "The water users' association." in told.text
        await desk.group.wait_text(BACK)
    assert events(rows) == ["untold", "told"]


async def test_a_question_of_what_was_declined_is_asked_no_longer(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with office(server, start) as desk:
        desk.resident.person.block()
        await desk.more("❓ Ask the resident")
        question = await desk.reply("What should the resident tell you", "Which canal is it?")
        await desk.group.wait_text(KEPT)
        await desk.more("🚫 Decline", "🤬 Obscene words")
        await desk.group.wait_text(NOT_TOLD)
        await comes_back(desk)
        await desk.resident.chat.wait_text("has declined your concern")
        told = await desk.group.wait_text("the question was not sent")
        assert told.reply_to == question
        await desk.shows("declined")
        assert "Which canal" not in str(desk.resident.chat.texts)
    [asked_for] = rows("SELECT delivery FROM entries WHERE asks = 1")
    assert asked_for["delivery"] == "failed"


async def test_whoever_claims_what_was_declined_is_not_asked(
    server: DemoServer, start: Start
) -> None:
    async with registered(server, start) as scene:
        await asked(scene, "Which street?")
        await pick(scene.room, scene.card, "⋯ More", "🚫 Decline", "🤬 Obscene words")
        await scene.room.wait(lambda _: "declined" in scene.card.text)
        person = await claims(server, scene.code)
        await person.chat.wait_text("has declined your concern")
        await scene.room.wait_text("the question was not sent")
        assert "reception asks you" not in ever_sent(server, person.chat.id)


async def test_an_answer_comes_before_the_word_that_it_is_closed(
    server: DemoServer, start: Start
) -> None:
    async with office(server, start) as desk:
        chat = desk.resident.chat
        desk.resident.person.block()
        await desk.room.send("We come on Monday", reply_to=desk.card)
        await desk.group.wait_text(KEPT)
        await desk.pick("✅ Close")
        await desk.group.wait_text(NOT_TOLD)
        await comes_back(desk)
        closed = await chat.wait_text("The office has closed your concern")
        answer = await chat.wait_text("We come on Monday")
        assert answer.id < closed.id
        assert not answer.buttons


async def test_an_answer_after_the_decision_says_enough(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with bureau(server, start) as desk:
        card, chat = await desk.file(), desk.resident.chat
        desk.resident.person.block()
        await pick(desk.room, card, "⋯ More", "🚫 Decline", "👤 No name and address")
        await desk.room.wait_text(NOT_TOLD)
        desk.time.forward(60)
        await desk.room.send("We found your address", reply_to=card)
        await desk.room.wait_text(KEPT)
        desk.resident.person.unblock()
        got = await chat.wait_text("We found your address")
        await desk.room.wait(lambda _: "answered" in card.text)
        desk.resident.person.block()
        desk.resident.person.unblock()
        await chat.wait_new(await chat.send("/help"))
        assert "declined" not in str(chat.texts)
        assert not [m for m in chat.bot_messages if m.id > got.id and number_of(card) in m.text]
    assert events(rows) == ["untold"]


async def test_how_an_open_concern_stands_is_told_before_what_waits(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with two_offices(server, start, database_path) as (desk, other):
        chat = desk.resident.chat
        desk.resident.person.block()
        await desk.more("⏳ More time", "⏳ 3 working days")
        await desk.reply("Why does it take longer?", "We wait for the land register.")
        await desk.group.wait_text(NOT_TOLD)
        await desk.more("❓ Ask the resident")
        await desk.reply("What should the resident tell you", "Which canal is it?")
        await desk.group.wait_text(KEPT)
        await desk.more(*TO_KARA_SUU)
        await other.wait_text(NOT_TOLD)
        await comes_back(desk)
        question = await chat.wait_text("Which canal is it?")
        state = await chat.wait_text("Why it takes longer: We wait for the land register.")
        assert desk.number in state.text
        assert KARA_SUU in state.text
        assert "We aim to answer by" in state.text
        assert state.id < question.id
        await other.wait_text(BACK)


@pytest.mark.parametrize("by_button", [True, False])
async def test_a_closing_by_silence_is_told_and_can_be_undone(
    server: DemoServer, start: Start, rows: Rows, by_button: bool
) -> None:
    async with bureau(server, start) as desk:
        card, received = await answered(desk)
        chat = desk.resident.chat
        desk.resident.person.block()
        await desk.at(6, 13)
        await desk.at(6, 18, 10, 1)
        await desk.room.wait(lambda _: "✅ closed" in card.text)
        assert NOT_TOLD not in str(desk.room.texts)
        desk.resident.person.unblock()
        await chat.send("/help")
        closed = await chat.wait_text("We heard nothing from you")
        if by_button:
            await chat.press(closed, "🔓 Open it again")
            await chat.wait_text("is open again")
        else:
            await chat.send("It is not!", reply_to=closed)
        await desk.room.wait(lambda _: "🔧 in work" in card.text)
        assert received.text
    assert events(rows) == ["untold", "told"]


async def test_on_a_shared_phone_it_is_told_without_words(
    server: DemoServer, start: Start
) -> None:
    async with office(server, start) as desk:
        chat = desk.resident.chat
        await hide_answers(desk.resident)
        desk.resident.person.block()
        await desk.more("🚫 Decline", "🤬 Obscene words")
        await desk.group.wait_text(NOT_TOLD)
        await comes_back(desk)
        news = await chat.wait_text("There is news about your concern.")
        assert "declined" not in str(chat.texts)
        await chat.press(news, "📂 Open")
        await chat.wait(lambda c: "with obscene words" in str(c.texts))
