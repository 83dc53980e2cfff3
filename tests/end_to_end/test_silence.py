"""Who is not heard of after an answer: the concern is closed, and that is announced."""

from bot.demo.server import DemoServer
from tests.conftest import Rows, Start
from tests.end_to_end.law_time import bureau
from tests.end_to_end.test_outcome import PARTLY, QUESTION, answered


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
