"""Who is not heard of after an answer: the concern is closed, and that is announced."""

from bot.demo.server import DemoServer
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident
from tests.end_to_end.law_time import bureau
from tests.end_to_end.test_outcome import PARTLY, QUESTION, SOLVED, answered, number_of


async def test_silence_closes_it_announced_before(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with bureau(server, start) as desk:
        card, _ = await answered(desk)
        chat = desk.resident.chat
        # Answered on 1 June at ten: eleven days later, and not at night.
        await desk.at(6, 12, 9, 30)
        assert not [m for m in chat.messages if "If we hear nothing" in m.text]
        await desk.at(6, 12, 20)
        await desk.at(6, 13, 9)
        asked = await chat.wait_text("was answered on 1 June 2026. Is the matter solved?")
        assert "the concern is closed on 16 June 2026" in asked.text
        assert asked.buttons == QUESTION
        await desk.at(6, 15, 10, 1)
        await desk.at(6, 16, 8, 59)
        assert [row["status"] for row in rows("SELECT status FROM tickets")] == ["answered"]
        await desk.at(6, 16, 9, 1)
        closed = await chat.wait_text("We heard nothing from you")
        await desk.room.wait(lambda _: "✅ closed" in card.text)
        assert len([m for m in chat.messages if "Is the matter solved?" in m.text]) == 1
        desk.time.forward(86400)
        await chat.send("It is not!", reply_to=closed)
        await desk.room.wait(lambda _: "🔧 in work" in card.text)
    closing = rows("SELECT role FROM events WHERE kind = 'closed'")
    assert [row["role"] for row in closing] == ["system"]


async def test_who_was_not_told_is_not_closed(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with bureau(server, start) as desk:
        await answered(desk)
        # The bot was down for a month: the three days begin when the resident is told.
        await desk.at(7, 1)
        asked = await desk.resident.chat.wait_text("Is the matter solved?")
        assert "closed on 4 July 2026" in asked.text
        await desk.at(7, 3)
        assert [row["status"] for row in rows("SELECT status FROM tickets")] == ["answered"]
        await desk.at(7, 4, 10, 1)
        await desk.resident.chat.wait_text("We heard nothing from you")


async def test_a_word_of_any_kind_stops_the_closing(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with bureau(server, start) as desk:
        _, received = await answered(desk)
        await desk.at(6, 13)
        asked = await desk.resident.chat.wait_text("Is the matter solved?")
        await desk.resident.chat.press(asked, PARTLY)
        await desk.resident.chat.wait_text("Thank you for telling us")
        await desk.at(6, 20)
        assert [row["status"] for row in rows("SELECT status FROM tickets")] == ["answered"]
        # Silence after that is asked about anew.
        await desk.at(6, 25)
        await desk.resident.chat.wait(
            lambda chat: len([m for m in chat.messages if "If we hear nothing" in m.text]) == 2
        )
        assert received.text


async def test_who_stopped_the_bot_is_closed_without_noise(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with bureau(server, start) as desk:
        card, _ = await answered(desk)
        desk.resident.person.block()
        await desk.room.send("One more thing.", reply_to=card)
        await desk.room.wait_text("The resident blocked the bot")
        before = len(desk.room.messages)
        await desk.at(6, 15)
        await desk.at(6, 18, 10, 1)
        await desk.room.wait(lambda _: "✅ closed" in card.text)
        assert len(desk.room.messages) == before


async def test_who_may_not_write_can_say_that_it_is_not_solved(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    boss = Resident(server.person("Boss", language_code="en"), "en")
    async with bureau(server, start, admin_ids=str(boss.person.id)) as desk:
        await boss.start()
        card, _ = await answered(desk)
        chat = desk.resident.chat
        sure = await boss.chat.wait_new(
            await boss.chat.send(f"/block {number_of(card)} shouts at people")
        )
        await boss.chat.press(sure, "🚫 Yes, block")
        await chat.wait_text("You cannot write to the receptions")
        await desk.at(6, 13)
        asked = await chat.wait_text("If we hear nothing from you")
        # Said in part, nothing more is asked of them: they could not send it.
        await chat.press(asked, PARTLY)
        thanks = await chat.wait_text("Thank you for telling us")
        assert "Write" not in thanks.text
        await desk.at(6, 24)
        await chat.wait(lambda c: str(c.texts).count("If we hear nothing from you") == 2)
        await desk.at(6, 27, 10, 1)
        closed = await chat.wait_text("We heard nothing from you")
        assert "press the button: it will be opened again" in closed.text
        await chat.press(closed, "🔓 Open it again")
        opened = await chat.wait_text("is open again")
        assert "We aim to answer by" in opened.text
        assert "Write" not in opened.text
        await desk.room.wait_text("the resident says that it is not solved")
        await desk.room.wait(lambda _: "🔧 in work" in card.text)
        # Answered again, they close it themselves.
        received = await desk.answer(card, "The gate is open now.")
        await desk.room.wait(lambda _: "💬 answered" in card.text)
        await chat.press(received, SOLVED)
        thanks = await chat.wait(
            lambda c: next((m for m in c.bot_messages if m.text.endswith("is closed.")), None)
        )
        assert "Thank you" in thanks.text
    [ticket] = rows("SELECT status, outcome FROM tickets")
    assert tuple(ticket) == ("closed", "solved")
