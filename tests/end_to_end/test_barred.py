"""What is promised to somebody who may not write for now holds, and who asks them knows of it."""

import pytest

from bot.demo.server import DemoServer
from handlers import labels
from tests.conftest import Start
from tests.end_to_end.desk_scene import offers
from tests.end_to_end.desk_steps import pick
from tests.end_to_end.limiting import DAY, Blocking, blocking
from tests.end_to_end.privacy_steps import hide_answers
from tests.end_to_end.test_transfer import TO_KARA_SUU

FROM = "You cannot write to the receptions here for now. You can do so from 14.02.2027 14:00."
BEGUN = "You cannot write to the receptions here for now."
INVOICE = {
    "title": "Tea",
    "description": "Green",
    "start_parameter": "tea",
    "currency": "KGS",
    "total_amount": 100,
}
"""A kind of message that Telegram lets no bot pass on."""


async def barred(scene: Blocking, words: str = "30 rude") -> str:
    """The resident is told that they may not write; returns the words."""
    await scene.block(words)
    return (await scene.chat.wait_text(BEGUN)).text


async def asked(scene: Blocking, words: str) -> None:
    """The office asks, by the button of the card."""
    before = scene.room.last
    more = () if offers(scene.card, "⬅️ Less") else ("⋯ More",)
    await pick(scene.room, scene.card, *more, "❓ Ask the resident")
    await scene.room.send(words, reply_to=await scene.room.wait_new(before))


async def test_when_a_closed_concern_can_be_opened_again_is_said(
    server: DemoServer, start: Start
) -> None:
    async with blocking(server, start) as scene:
        await barred(scene)
        await scene.room.press(scene.card, "✅ Close")
        closed = await scene.chat.wait_text("has closed your concern")
        assert FROM in closed.text
        assert BEGUN in await scene.refused(await scene.chat.send("No", reply_to=closed))
        # Once they may write it is as it was said.
        await scene.pass_time(30 * DAY)
        await scene.chat.send("It is not settled", reply_to=closed)
        await scene.chat.wait_text("is open again")


@pytest.mark.parametrize(
    ("buttons", "words"),
    [
        (("🚫 Decline", "👤 No name and address"), "Then reply to this message"),
        (("🚫 Decline", "🤬 Obscene words"), "You can write the concern anew"),
    ],
)
async def test_what_can_be_done_of_a_declined_concern_has_its_day(
    server: DemoServer, start: Start, buttons: tuple[str, ...], words: str
) -> None:
    async with blocking(server, start) as scene:
        await barred(scene)
        await pick(scene.room, scene.card, "⋯ More", *buttons)
        told = await scene.chat.wait_text("has declined your concern")
        assert words in told.text
        assert FROM in told.text
        await scene.chat.send("/mine")
        listed = await scene.chat.wait_text("Your concerns")
        await scene.chat.press(listed, listed.buttons[0][0])
        await scene.chat.wait(lambda _: FROM in listed.text)
        await scene.lift()
        await scene.chat.press(listed, "📂 All concerns")
        await scene.chat.wait(lambda _: "Press one" in listed.text)
        await scene.chat.press(listed, listed.buttons[0][0])
        await scene.chat.wait(lambda _: words in listed.text)
        assert BEGUN not in listed.text


async def test_a_block_without_an_end_names_no_day(server: DemoServer, start: Start) -> None:
    async with blocking(server, start) as scene:
        await barred(scene, "rude")
        await scene.room.press(scene.card, "✅ Close")
        closed = await scene.chat.wait_text("has closed your concern")
        assert "You can do so as soon as this is lifted." in closed.text


async def test_a_question_says_when_it_can_be_answered_and_the_office_knows(
    server: DemoServer, start: Start
) -> None:
    async with blocking(server, start) as scene:
        await barred(scene)
        await asked(scene, "Which street?")
        question = await scene.chat.wait_text("Which street?")
        assert f"Please reply to this message.\n🚫 {FROM}" in question.text
        note = await scene.room.wait_text("cannot write to the receptions for now")
        assert "gets the question" in note.text
        # When the block ends is not told: several concerns would show the same writer.
        assert "2027" not in note.text
        await hide_answers(scene.resident)
        await asked(scene, "Which house?")
        await scene.chat.press(await scene.chat.wait_text("There is an answer"), "👁 Show")
        shown = await scene.chat.wait_text("Which house?")
        assert FROM in shown.text
        await scene.lift()
        await scene.chat.wait_text("You can write to the receptions here again.")
        before = scene.chat.last
        await asked(scene, "Which door?")
        await scene.chat.press(await scene.chat.wait_new(before), "👁 Show")
        shown = await scene.chat.wait_text("Which door?")
        assert BEGUN not in shown.text
        await scene.chat.send("The third", reply_to=shown)
        await scene.room.wait_text("The third")
        notes = [m for m in scene.room.bot_messages if "gets the question" in m.text]
        assert len(notes) == 2


async def test_of_a_question_that_was_refused_the_office_is_told_nothing_more(
    server: DemoServer, start: Start
) -> None:
    async with blocking(server, start) as scene:
        await barred(scene)
        before = scene.room.last
        await pick(scene.room, scene.card, "⋯ More", "❓ Ask the resident")
        question = await scene.room.wait_new(before)
        scene.room._post({"invoice": INVOICE}, reply_to=question)
        await scene.room.wait_text("Nothing was sent.")
        await scene.room.send("Which street?", reply_to=question)
        await scene.chat.wait_text("Which street?")
        await scene.room.wait_text("gets the question")
        assert str(scene.room.texts).count("gets the question") == 1


async def test_who_is_asked_to_reply_to_another_reception_learns_from_when(
    server: DemoServer, start: Start
) -> None:
    async with blocking(server, start) as scene:
        await asked(scene, "Which street?")
        await scene.room.wait(lambda c: c.messages[-1].reactions)
        await barred(scene)
        more = () if offers(scene.card, "⬅️ Less") else ("⋯ More",)
        await pick(scene.room, scene.card, *more, *TO_KARA_SUU)
        told = await scene.chat.wait_text("is now with another reception")
        assert "Please still reply to the question" in told.text
        assert told.text.endswith(FROM)


async def test_what_waits_for_its_time_is_said_to_go_later_and_goes(
    server: DemoServer, start: Start
) -> None:
    waits = "Something you sent still waits for its time."
    async with blocking(server, start, concerns_per_day=1) as scene:
        assert waits not in await barred(scene)
        await scene.lift()
        await scene.chat.wait_text("You can write to the receptions here again.")
        assert "It is kept." in (await scene.try_to_send("the second")).text
        await scene.resident.begin()
        await scene.chat.send("half-written")
        await scene.chat.wait_text("Kept. Send more")
        await scene.resident.tap(labels.CANCEL)
        await scene.resident.tap(labels.KEEP)
        told = await barred(scene, "2 shouts")
        told = next(m.text for m in scene.chat.bot_messages if "“shouts”" in m.text)
        assert waits in told
        assert "What you have not sent yet stays unsent." in told
        await scene.pass_time(2 * DAY)
        await scene.room.wait_text("the second")
        assert not scene.copies("half-written")
