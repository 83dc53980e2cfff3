"""After an answer the resident says whether the matter is settled, or is not heard of again."""

import pytest

from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers import labels
from handlers.verdict import OutcomePress
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident
from tests.end_to_end.law_time import Bureau, bureau
from tests.end_to_end.privacy_steps import press, privacy_page

SOLVED, PARTLY, NOT_SOLVED = "✅ Solved", "🟡 Partly", "❌ Not solved"
QUESTION = [[SOLVED, PARTLY, NOT_SOLVED]]


async def answered(desk: Bureau) -> tuple[Message, Message]:
    """A concern that was answered: its card, and the answer at its resident's."""
    card = await desk.file()
    received = await desk.answer(card)
    await desk.room.wait(lambda _: "💬 answered" in card.text)
    return card, received


def number_of(card: Message) -> str:
    """The concern's number."""
    return card.text.split()[0]


async def test_solved_closes_it_with_one_tap(server: DemoServer, start: Start, rows: Rows) -> None:
    async with bureau(server, start) as desk:
        card, received = await answered(desk)
        assert received.buttons == QUESTION
        chat = desk.resident.chat
        await chat.press(received, SOLVED)
        thanks = await chat.wait_text("Thank you for telling us")
        assert number_of(card) in thanks.text
        await chat.wait(lambda _: not received.buttons)
        await desk.room.wait(lambda _: "✅ closed" in card.text)
        assert "The resident says: ✅ Solved" in card.text
    [ticket] = rows("SELECT status, outcome FROM tickets")
    assert tuple(ticket) == ("closed", "solved")
    kinds = [(row["kind"], row["role"]) for row in rows("SELECT * FROM events ORDER BY id")]
    assert kinds[-2:] == [("outcome", "resident"), ("closed", "resident")]


@pytest.mark.parametrize("as_reply", [True, False])
async def test_words_after_solved_open_nothing_and_the_reply_says_so(
    server: DemoServer, start: Start, rows: Rows, as_reply: bool
) -> None:
    async with bureau(server, start) as desk:
        card, received = await answered(desk)
        chat = desk.resident.chat
        await chat.press(received, SOLVED)
        thanks = await chat.wait_text("Thank you for telling us")
        said = await chat.send("The gate is still shut.", reply_to=thanks if as_reply else None)
        copy = await desk.room.wait_text("The gate is still shut.")
        assert copy.reply_to == card
        told = await chat.wait_text("stays closed")
        assert told.reply_to == said
        assert number_of(card) in told.text
        more = await chat.send("And the fence.")
        await chat.wait(lambda _: more.reactions)
        [ticket] = rows("SELECT status FROM tickets")
        assert ticket["status"] == "closed"
        await chat.press(told, "🔓 Open it again")
        await chat.wait_text("is open again. We aim to answer by")
        await desk.room.wait(lambda _: "🔧 in work" in card.text)


@pytest.mark.parametrize("as_reply", [True, False])
async def test_words_after_partly_are_worked_on(
    server: DemoServer, start: Start, rows: Rows, as_reply: bool
) -> None:
    async with bureau(server, start) as desk:
        card, received = await answered(desk)
        chat = desk.resident.chat
        desk.time.set(6, 8)
        await chat.press(received, PARTLY)
        thanks = await chat.wait_text("then the office works on it again")
        said = await chat.send("The gate is still shut.", reply_to=thanks if as_reply else None)
        copy = await desk.room.wait_text("The gate is still shut.")
        assert copy.reply_to == card
        told = await chat.wait_text("again. We aim to answer by 26 June 2026.")
        assert told.reply_to == said
        await desk.room.wait(lambda _: "🔧 in work" in card.text)
        assert "Answer by: 26 June 2026" in card.text
        assert "The resident says: 🟡 Partly" in card.text
        # What follows belongs to it, and is not told of again.
        more = await chat.send("And the fence.")
        await chat.wait(lambda _: more.reactions)
        assert (await desk.room.wait_text("And the fence.")).reply_to == card
        # The promise is watched like the first one.
        await desk.at(6, 23)
        assert "to be answered by 26 June 2026" in (await desk.room.wait_text("⏰")).text
    [ticket] = rows("SELECT status FROM tickets")
    assert ticket["status"] == "in_work"


async def test_later_words_are_no_comment(server: DemoServer, start: Start, rows: Rows) -> None:
    async with bureau(server, start) as desk:
        card, received = await answered(desk)
        chat = desk.resident.chat
        await chat.press(received, SOLVED)
        thanks = await chat.wait_text("Thank you for telling us")
        desk.time.forward(601)
        await chat.send("They did it again!", reply_to=thanks)
        await chat.wait_text("is open again. The office has your message.")
        await desk.room.wait(lambda _: "🔧 in work" in card.text)


async def test_partly_stays_on_the_desk(server: DemoServer, start: Start, rows: Rows) -> None:
    async with bureau(server, start) as desk:
        card, received = await answered(desk)
        await desk.resident.chat.press(received, PARTLY)
        await desk.room.wait(lambda _: "The resident says: 🟡 Partly" in card.text)
        assert "💬 answered" in card.text
        # The next answer asks anew.
        again = await desk.answer(card, "And the gate, too.")
        assert again.buttons == QUESTION
        await desk.room.wait(lambda _: "The resident says" not in card.text)


async def test_not_solved_opens_it_again_with_a_new_term(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with bureau(server, start) as desk:
        card, received = await answered(desk)
        desk.time.set(6, 8)
        chat = desk.resident.chat
        await chat.press(received, NOT_SOLVED)
        told = await chat.wait_text("is open again. We aim to answer by 26 June 2026.")
        notice = await desk.room.wait_text("the resident says that it is not solved")
        assert notice.reply_to == card
        assert "26 June 2026" in notice.text
        await desk.room.wait(lambda _: "🔧 in work" in card.text)
        assert "The resident says: ❌ Not solved" in card.text
        assert "Answer by: 26 June 2026" in card.text
        # What is still missing needs no reply.
        await chat.send("Nobody came.")
        assert (await desk.room.wait_text("Nobody came.")).reply_to == card
        assert number_of(card) in told.text
        # The new term is watched like the first one.
        await desk.at(6, 23)
        assert "to be answered by 26 June 2026" in (await desk.room.wait_text("⏰")).text
        again = await desk.answer(card, "We came today.")
        assert again.buttons == QUESTION
    kinds = [row["kind"] for row in rows("SELECT kind FROM events ORDER BY id")]
    assert kinds.count("reopened") == 1


async def test_after_two_answers_the_question_is_asked_once(
    server: DemoServer, start: Start
) -> None:
    async with bureau(server, start) as desk:
        card, received = await answered(desk)
        second = await desk.answer(card, "Bring your passport.")
        assert received.buttons == QUESTION
        assert second.buttons == []


async def test_under_an_album_the_question_comes_by_itself(
    server: DemoServer, start: Start
) -> None:
    async with bureau(server, start) as desk:
        card = await desk.file()
        await desk.room.send_album(3, caption="The ditch today", reply_to=card)
        question = await desk.resident.chat.wait_text("Is the matter solved?")
        assert question.buttons == QUESTION
        await desk.resident.chat.press(question, SOLVED)
        await desk.room.wait(lambda _: "✅ closed" in card.text)


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker", "location"])
async def test_other_kinds_carry_the_question_themselves(
    server: DemoServer, start: Start, kind: str
) -> None:
    async with bureau(server, start) as desk:
        card = await desk.file()
        where = (40.27, 72.62) if kind == "location" else ()
        await getattr(desk.room, f"send_{kind}")(*where, reply_to=card)
        await desk.resident.chat.wait(
            lambda chat: any(
                getattr(m, kind) is not None and m.buttons == QUESTION for m in chat.bot_messages
            )
        )


async def test_a_corrected_answer_keeps_the_question(server: DemoServer, start: Start) -> None:
    async with bureau(server, start) as desk:
        card = await desk.file()
        said = await desk.room.send("We come tomorrow.", reply_to=card)
        received = await desk.resident.chat.wait_text("We come tomorrow.")
        await desk.room.wait(lambda _: "💬 answered" in card.text)
        await desk.room.edit(said, "We come on Friday.")
        await desk.resident.chat.wait(lambda _: "Friday" in received.text)
        assert received.buttons == QUESTION


async def test_a_second_tap_changes_nothing(server: DemoServer, start: Start, rows: Rows) -> None:
    async with bureau(server, start) as desk:
        _, received = await answered(desk)
        chat = desk.resident.chat
        [ticket] = rows("SELECT id FROM tickets")
        data = {
            said: OutcomePress(said=said, ticket=ticket["id"]).pack()
            for said in ("solved", "not_solved", "none")
        }
        await chat.press(received, SOLVED)
        await chat.wait_text("Thank you for telling us")
        pressed = await chat.press_raw(received, data["solved"])
        assert (await pressed.wait_answer())["text"] == "You have said so already: ✅ Solved."
        # A change of mind counts.
        await chat.press_raw(received, data["not_solved"])
        await chat.wait_text("is open again")
        pressed = await chat.press_raw(received, data["not_solved"])
        assert "The office is working on it" in (await pressed.wait_answer())["text"]
        pressed = await chat.press_raw(received, data["none"])
        assert "too old" in (await pressed.wait_answer())["text"]
    kinds = [row["kind"] for row in rows("SELECT kind FROM events")]
    assert kinds.count("outcome") == 2


async def test_what_is_closed_again_without_an_answer_can_be_opened_again(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with bureau(server, start) as desk:
        card, received = await answered(desk)
        chat = desk.resident.chat
        [ticket] = rows("SELECT id FROM tickets")
        data = OutcomePress(said="not_solved", ticket=ticket["id"]).pack()
        for _round in range(2):
            before = chat.messages[-1]
            await chat.press_raw(received, data)
            assert "is open again" in (await chat.wait_new(before)).text
            await desk.room.wait(lambda _: "in work" in card.text)
            before = chat.messages[-1]
            await desk.room.press(card, "✅ Close")
            assert "has closed your concern" in (await chat.wait_new(before)).text
            await desk.room.wait(lambda _: "✅ closed" in card.text)
    kinds = [row["kind"] for row in rows("SELECT kind FROM events")]
    assert kinds.count("reopened") == 2


async def test_nobody_judges_for_others(server: DemoServer, start: Start, rows: Rows) -> None:
    async with bureau(server, start) as desk:
        card, _ = await answered(desk)
        other = Resident(server.person("Other"), "en")
        await other.start()
        [ticket] = rows("SELECT id FROM tickets")
        for said in ("solved", "not_solved"):
            data = OutcomePress(said=said, ticket=ticket["id"]).pack()
            pressed = await other.chat.press_raw(other.chat.last, data)
            assert "not among yours" in (await pressed.wait_answer())["text"]
            await desk.room.press_raw(card, data)
    assert [tuple(row) for row in rows("SELECT status, outcome FROM tickets")] == [
        ("answered", None)
    ]


async def test_my_concerns_ask_too(server: DemoServer, start: Start) -> None:
    async with bureau(server, start) as desk:
        card, _ = await answered(desk)
        chat = desk.resident.chat
        await desk.resident.tap(labels.MINE)
        screen = await chat.wait_text("Your concerns. Press one")
        await chat.press(screen, f"{number_of(card)} · 💬 answered")
        await chat.wait(lambda _: QUESTION[0] in screen.buttons)
        await chat.press(screen, SOLVED)
        await chat.wait(lambda _: "You say: ✅ Solved" in screen.text)
        assert QUESTION[0] not in screen.buttons
        assert "✅ closed" in screen.text


async def test_behind_a_neutral_notice_the_question_comes_with_the_words(
    server: DemoServer, start: Start
) -> None:
    async with bureau(server, start) as desk:
        await press(desk.resident, await privacy_page(desk.resident), "🙈 Hide answers")
        card = await desk.file()
        await desk.room.send("We come tomorrow.", reply_to=card)
        chat = desk.resident.chat
        notice = await chat.wait_text("There is an answer to your concern.")
        await desk.room.wait(lambda _: "💬 answered" in card.text)
        assert notice.buttons == [["👁 Show"]]
        await chat.press(notice, "👁 Show")
        received = await chat.wait_text("We come tomorrow.")
        assert received.buttons == QUESTION
