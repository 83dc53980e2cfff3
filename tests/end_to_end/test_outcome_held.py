"""What a resident writes after their word on an answer, when the limit holds it: the reply says
what changes at once."""

from bot.demo.server import DemoServer
from tests.conftest import Rows, Start
from tests.end_to_end.acting import tick
from tests.end_to_end.law_time import bureau
from tests.end_to_end.test_outcome import PARTLY, SOLVED, answered, number_of


async def test_words_after_solved_that_are_held_open_nothing_and_the_reply_says_so(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with bureau(server, start, messages_per_10_minutes=1) as desk:
        card = await desk.file()
        chat = desk.resident.chat
        await chat.send("Come soon.", reply_to=await chat.wait_text(number_of(card)))
        await desk.room.wait_text("Come soon.")
        desk.time.forward(60)
        received = await desk.answer(card)
        await chat.press(received, SOLVED)
        thanks = await chat.wait_text("Thank you for telling us")
        said = await chat.send("They came, and were kind.", reply_to=thanks)
        held = await chat.wait_text("very much in a short time")
        closed = await chat.wait_text("stays closed")
        assert held.reply_to == closed.reply_to == said
        assert closed.buttons == [["🔓 Open it again"]]
        more = await chat.send("And quick.")
        await chat.wait(lambda _: more.reactions)
        assert len([text for text in chat.texts if "stays closed" in text]) == 1
        desk.time.forward(601)
        await tick(desk.application)
        assert (await desk.room.wait_text("They came, and were kind.")).reply_to == card
        await desk.room.wait(lambda _: "✅ closed" in card.text)
    assert [row["status"] for row in rows("SELECT status FROM tickets")] == ["closed"]


async def test_words_after_partly_that_are_held_name_the_new_day(
    server: DemoServer, start: Start
) -> None:
    async with bureau(server, start, messages_per_10_minutes=1) as desk:
        card = await desk.file()
        chat = desk.resident.chat
        desk.time.set(6, 8)
        await chat.send("Come soon.", reply_to=await chat.wait_text(number_of(card)))
        await desk.room.wait_text("Come soon.")
        desk.time.forward(60)
        received = await desk.answer(card)
        await chat.press(received, PARTLY)
        thanks = await chat.wait_text("then the office works on it again")
        said = await chat.send("The gate is still shut.", reply_to=thanks)
        held = await chat.wait_text("very much in a short time")
        assert held.reply_to == said
        assert f"kept for your concern {number_of(card)}. The office gets it at" in held.text
        assert "The office works on the concern again." in held.text
        assert "We aim to answer by 26 June 2026." in held.text
        await desk.room.wait(lambda _: "🔧 in work" in card.text)
        assert "Answer by: 26 June 2026" in card.text
        # What follows starts no other term, and is not told of again.
        more = await chat.send("And the fence.", reply_to=thanks)
        await chat.wait(lambda _: more.reactions)
        assert len([text for text in chat.texts if "26 June 2026" in text]) == 1
        desk.time.forward(601)
        await tick(desk.application)
        assert (await desk.room.wait_text("The gate is still shut.")).reply_to == card


async def test_held_words_that_open_a_concern_again_say_so(
    server: DemoServer, start: Start
) -> None:
    async with bureau(server, start, messages_per_10_minutes=1) as desk:
        card, received = await answered(desk)
        chat = desk.resident.chat
        await chat.press(received, SOLVED)
        await desk.room.wait(lambda _: "✅ closed" in card.text)
        desk.time.set(6, 8)
        other = await desk.file("A quarrel at the canal.")
        filed = await chat.wait_text(number_of(other))
        # Something of another concern is held already, and that was told.
        await chat.send("They shout.", reply_to=filed)
        await desk.room.wait_text("They shout.")
        await chat.send("They threaten us.", reply_to=filed)
        told = await chat.wait_text("very much in a short time")
        assert "again" not in told.text
        said = await chat.send("They did it again!", reply_to=received)
        opened = await chat.wait_text("The concern is open again.")
        assert opened.reply_to == said
        assert f"kept for your concern {number_of(card)}. The office gets it at" in opened.text
        assert "We aim to answer by 26 June 2026." in opened.text
        # It is true: the office sees it before the words.
        await desk.room.wait(lambda _: "🔧 in work" in card.text)
        assert not [text for text in desk.room.texts if "They did it again!" in text]
        more = await chat.send("Come quickly.", reply_to=received)
        await chat.wait(lambda _: more.reactions)
        assert len([text for text in chat.texts if "very much" in text]) == 2
        for _ in range(2):
            desk.time.forward(601)
            await tick(desk.application)
        await desk.room.wait_text("They did it again!")
