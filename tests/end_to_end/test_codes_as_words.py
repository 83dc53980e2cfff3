"""Words that look like a code from the counter: a number plate, a meter, a paper."""

from bot.demo.server import DemoServer
from bot.reception.claim_codes import ALPHABET
from handlers import labels
from tests.conftest import Rows, Start
from tests.end_to_end.acting import arrived
from tests.end_to_end.desk_steps import office
from tests.end_to_end.limiting import blocking
from tests.end_to_end.test_counter import registered, visitor
from tests.end_to_end.test_exchange import filed

LIKE_A_CODE = "МТ45 2367"
NO_CODE = "No concern waits for this code"
OFFER = "Your message is kept"


async def test_they_answer_the_office_that_asked(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with office(server, start) as desk:
        await desk.more("❓ Ask the resident")
        await desk.reply("What should the resident tell you?", "The number of your water meter?")
        await desk.resident.chat.wait_text("The number of your water meter?")
        await desk.shows("waits for the resident")
        await desk.resident.chat.send(LIKE_A_CODE)
        await desk.room.wait_text(LIKE_A_CODE)
        told = await desk.resident.chat.wait_text("If this is a code from a reception:")
        assert NO_CODE in told.text
    # Whoever guesses codes is counted here as well.
    assert len(rows("SELECT 1 FROM claim_tries")) == 1


async def test_they_are_a_comment_on_how_it_ended(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        await scene.room.send("It is mended", reply_to=scene.card)
        answer = await scene.resident.chat.wait_text("It is mended")
        await scene.resident.chat.press(answer, "✅ Solved")
        await scene.resident.chat.wait_text("is closed. If you like, write")
        await scene.resident.chat.send(LIKE_A_CODE)
        await scene.room.wait_text(LIKE_A_CODE)


async def test_out_of_the_blue_they_are_kept_and_asked_about(
    server: DemoServer, start: Start
) -> None:
    async with filed(server, start) as scene:
        resident, chat = scene.resident, scene.resident.chat
        await chat.send(LIKE_A_CODE)
        await chat.wait_text(NO_CODE)
        await resident.last_says(OFFER)
        await chat.send("МТ45 2368")
        await chat.wait(lambda c: str(c.texts).count(NO_CODE) == 2)
        await resident.tap_shown(f"➕ {scene.number}")
        await scene.room.wait_text(LIKE_A_CODE)
        await scene.room.wait_text("МТ45 2368")


async def test_the_first_words_of_a_newcomer_are_kept(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    person = visitor(server)
    async with start(default_language="en"):
        await person.chat.send(LIKE_A_CODE)
        asked = await person.chat.wait_text("Choose your language")
        await person.chat.press(asked, "English")
        await person.chat.wait_text(NO_CODE)
        await person.last_says(OFFER)
        assert person.text(labels.NEW) in str(person.chat.keyboard)
    assert len(rows("SELECT 1 FROM claim_tries")) == 1
    [kept] = rows("SELECT content FROM entries")
    assert LIKE_A_CODE in kept["content"]


async def test_a_newcomer_finds_out_no_more_than_others(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    person = visitor(server)
    async with registered(server, start) as scene:
        for number in range(10):
            await person.chat.send(f"МТ45 236{ALPHABET[number]}")
        await person.chat.send(scene.code)
        asked = await person.chat.wait(lambda c: c.last if len(c.bot_messages) == 11 else None)
        await person.chat.press(asked, "English")
        await person.chat.wait_text("Too many wrong codes")
        await person.last_says(OFFER)
    assert rows("SELECT 1 FROM tickets WHERE at_counter AND resident_id IS NULL")
    assert (
        len(
            rows(
                "SELECT 1 FROM entries JOIN tickets ON tickets.id = ticket_id WHERE number IS NULL"
            )
        )
        == 11
    )


async def test_after_too_many_codes_words_are_kept_all_the_same(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with arrived(server, start) as resident:
        for number in range(11):
            await resident.chat.send(f"МТ45 236{ALPHABET[number]}")
        await resident.chat.wait_text("Too many wrong codes")
        await resident.last_says(OFFER)
    assert len(rows("SELECT 1 FROM claim_tries")) == 10
    assert len(rows("SELECT 1 FROM entries")) == 11


async def test_whoever_may_not_write_is_told_that_it_is_no_code(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with blocking(server, start) as scene:
        await scene.block()
        await scene.chat.wait_text("You cannot write to the receptions here for now.")
        before = len(rows("SELECT 1 FROM entries"))
        await scene.chat.send(LIKE_A_CODE)
        await scene.chat.wait_text(NO_CODE)
        assert len(rows("SELECT 1 FROM entries")) == before
