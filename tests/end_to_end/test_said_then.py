"""What an office said stays its own when another has the concern by now, and what a resident said
stays theirs."""

from pathlib import Path

from bot.demo.server import DemoServer
from tests.conftest import Start
from tests.end_to_end.acting import DIRECTORY
from tests.end_to_end.desk_steps import STORY, office
from tests.end_to_end.privacy_steps import hide_answers
from tests.end_to_end.test_counter import registered, visitor
from tests.end_to_end.test_transfer import KARA_SUU, TO_KARA_SUU, two_offices

NOOKAT = DIRECTORY.office("NKT").name.get("en")


async def test_a_corrected_answer_is_still_of_who_gave_it(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with two_offices(server, start, database_path) as (desk, other):
        said = await desk.room.send("We come tommorow.", reply_to=desk.card)
        received = await desk.resident.chat.wait_text("We come tommorow.")
        await desk.shows("answered")
        await desk.more(*TO_KARA_SUU)
        await other.wait_text(STORY)
        await desk.room.edit(said, "We come tomorrow.")
        await desk.resident.chat.wait(lambda _: "We come tomorrow." in received.text)
        assert NOOKAT in received.text
        assert KARA_SUU not in received.text


async def test_an_answer_that_was_kept_is_still_of_who_gave_it(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with two_offices(server, start, database_path) as (desk, other):
        desk.resident.person.block()
        await desk.room.send("We come on Friday.", reply_to=desk.card)
        await desk.group.wait_text("The resident blocked the bot")
        await desk.more(*TO_KARA_SUU)
        await other.wait_text(STORY)
        desk.resident.person.unblock()
        await desk.resident.chat.send("/mine")
        received = await desk.resident.chat.wait_text("We come on Friday.")
        assert NOOKAT in received.text
        assert KARA_SUU not in received.text


async def test_an_answer_behind_a_notice_is_still_of_who_gave_it(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with two_offices(server, start, database_path) as (desk, other):
        chat = desk.resident.chat
        await hide_answers(desk.resident)
        await desk.room.send("We come on Friday.", reply_to=desk.card)
        await desk.shows("answered")
        notice = await chat.wait(lambda c: c.last if "Show" in str(c.last.buttons) else None)
        await desk.more(*TO_KARA_SUU)
        await other.wait_text(STORY)
        await chat.press(notice, notice.buttons[0][0])
        received = await chat.wait_text("We come on Friday.")
        assert NOOKAT in received.text
        assert KARA_SUU not in received.text


async def test_a_reply_to_the_notice_of_a_correction_reaches_the_office(
    server: DemoServer, start: Start
) -> None:
    async with office(server, start) as desk:
        await desk.resident.file("Another matter")
        said = await desk.room.send("We come tommorow.", reply_to=desk.card)
        await desk.resident.chat.wait_text("We come tommorow.")
        await desk.shows("answered")
        await desk.room.edit(said, "We come tomorrow.")
        notice = await desk.resident.chat.wait_text("has corrected this answer")
        await desk.resident.chat.send("At what time?", reply_to=notice)
        copy = await desk.group.wait_text("At what time?")
        assert copy.reply_to == desk.card


async def test_the_words_of_a_claimed_concern_are_its_resident_s(
    server: DemoServer, start: Start
) -> None:
    person = visitor(server)
    async with registered(server, start) as scene:
        await person.start()
        await person.chat.send(scene.code)
        await person.chat.wait_text("The mill stands still")
        await scene.room.wait(lambda _: "its code was used" in scene.card.text)
        record = next(m for m in scene.room.messages if m.text == "The mill stands still")
        await scene.room.edit(record, "There is nothing to complain of")
        told = await scene.room.wait_text("The words are theirs, so nothing was changed")
        assert told.reply_to == record
        assert "The mill stands still" in scene.card.text
        await person.person.start(f"claim_{scene.code.replace('-', '')}")
        await person.chat.wait(lambda c: "The mill stands still" in c.last.text)


async def test_who_edits_a_decision_learns_that_the_resident_keeps_the_earlier_words(
    server: DemoServer, start: Start
) -> None:
    async with office(server, start) as desk:
        await desk.more("↗️ To another body")
        said = await desk.reply("Which body is competent", "The court of Osh.")
        await desk.resident.chat.wait_text("The court of Osh.")
        await desk.shows("redirected")
        for words in ("The court of Nookat.", "// the court of Nookat"):
            before = desk.room.messages[-1]
            await desk.room.edit(said, words)
            told = await desk.room.wait_new(before)
            assert "what they were told before stays" in told.text
            assert told.reply_to == said
        # The words as they were need no comment.
        await desk.room.edit(said, "The court of Osh.")
        before = desk.room.messages[-1]
        await desk.room.send("The court of Nookat.", reply_to=desk.card)
        await desk.resident.chat.wait_text("The court of Nookat.")
        await desk.shows("answered")
        assert all(m.id <= before.id for m in desk.group.bot_messages)


async def test_a_decision_that_was_not_taken_is_not_said_to_have_been(
    server: DemoServer, start: Start
) -> None:
    async with office(server, start) as desk:
        await desk.more("↗️ To another body")
        said = await desk.reply("Which body is competent", "The court. " * 100)
        await desk.room.wait_text("Nothing was done.")
        await desk.room.edit(said, "The court.")
        told = await desk.room.wait_text("Nothing was sent: an edit sends no answer.")
        assert told.reply_to == said
