"""What the office does with a concern from the counter that nobody has claimed yet."""

from pathlib import Path

import pytest

from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers.staff.menu import TicketPress
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, ever_sent, set_office
from tests.end_to_end.desk_steps import pick
from tests.end_to_end.test_counter import CODE, Registered, registered, visitor

KEPT = "Nobody has claimed this concern"
VERDICT = "✅ Solved"


async def asked(scene: Registered, words: str) -> Message:
    """A secretary asks something; returns the message with the question."""
    await pick(scene.room, scene.card, "⋯ More", "❓ Ask the resident")
    prompt = await scene.room.wait_text("What should the resident tell you?")
    assert "It goes to the person who uses the code" in prompt.text
    question = await scene.room.send(words, reply_to=prompt)
    await scene.room.wait_text("Your question is kept")
    return question


async def answered(scene: Registered, words: str) -> Message:
    """A secretary answers; returns the message with the answer."""
    before = scene.room.messages[-1]
    answer = await scene.room.send(words, reply_to=scene.card)
    assert KEPT in (await scene.room.wait_new(before)).text
    return answer


async def claims(server: DemoServer, code: str) -> Resident:
    """Somebody comes with the code."""
    person = visitor(server)
    await person.start()
    await person.chat.send(code)
    await person.chat.wait_text("is yours from now on")
    return person


async def test_a_question_waits_as_a_question(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with registered(server, start) as scene:
        question = await asked(scene, "Which street?")
        person = await claims(server, scene.code)
        received = await person.chat.wait_text("the reception asks you")
        assert "Which street?" in received.text
        assert not received.buttons
        await scene.room.wait(lambda _: question.reactions == ["👍"])
        await scene.room.wait(lambda _: "waits for the resident" in scene.card.text)
        await person.chat.send("Lenin street")
        await scene.room.wait_text("Lenin street")
    [ticket] = rows("SELECT * FROM tickets")
    assert (ticket["answered_at"], ticket["due_met_at"], ticket["status"]) == (
        None,
        None,
        "in_work",
    )
    assert ticket["asked_at"]


async def test_a_question_that_was_hidden_is_shown_as_one(
    server: DemoServer, start: Start
) -> None:
    async with registered(server, start) as scene:
        person = await claims(server, scene.code)
        await person.chat.send("/privacy")
        page = await person.chat.wait(
            lambda c: next((m for m in c.bot_messages if ["🙈 Hide answers"] in m.buttons), None)
        )
        await person.chat.press(page, "🙈 Hide answers")
        await pick(scene.room, scene.card, "⋯ More", "❓ Ask the resident")
        prompt = await scene.room.wait_text("It goes to the resident at once")
        said = await scene.room.send("Which street?", reply_to=prompt)
        notice = await person.chat.wait_text("There is an answer to your concern.")
        await person.chat.press(notice, "👁 Show")
        shown = await person.chat.wait_text("Which street?")
        assert "the reception asks you" in shown.text
        await scene.room.edit(said, "Which house?")
        await person.chat.wait(lambda _: "Which house?" in shown.text)
        assert "the reception asks you, edited" in shown.text


@pytest.mark.parametrize("end", ["closed", "declined"])
async def test_what_has_ended_is_not_opened_by_a_kept_answer(
    server: DemoServer, start: Start, rows: Rows, end: str
) -> None:
    async with registered(server, start) as scene:
        answer = await answered(scene, "The miller comes on Monday")
        if end == "closed":
            await pick(scene.room, scene.card, "✅ Close")
        else:
            await pick(scene.room, scene.card, "⋯ More", "🚫 Decline", "👤 No name and address")
        await scene.room.wait(lambda _: end in scene.card.text)
        person = await claims(server, scene.code)
        received = await person.chat.wait_text("answer of the reception")
        await scene.room.wait(lambda _: answer.reactions == ["👍"])
        assert not received.buttons
    [ticket] = rows("SELECT status, answered_at FROM tickets")
    assert ticket["status"] == end
    assert ticket["answered_at"]
    assert not rows("SELECT 1 FROM events WHERE kind = 'reopened'")


async def test_what_was_said_at_the_counter_and_taken_back_is_no_answer(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    def met() -> bool:
        [ticket] = rows("SELECT due_met_at FROM tickets")
        return ticket["due_met_at"] is not None

    async with registered(server, start) as scene:
        first = await answered(scene, "A mistake")
        second = await answered(scene, "Another one")
        await asked(scene, "Which street?")
        await scene.room.send("/delete", reply_to=second)
        await scene.room.wait_text("taken back before it reached the resident")
        assert met()
        before = scene.room.messages[-1]
        await scene.room.send("/delete", reply_to=first)
        assert "taken back" in (await scene.room.wait_new(before)).text
        assert not met()


async def test_a_lost_code_is_replaced(server: DemoServer, start: Start, rows: Rows) -> None:
    async with registered(server, start) as scene:
        await pick(scene.room, scene.card, "⋯ More", "🔑 New claim code")
        handout = await scene.room.wait(
            lambda c: next(
                (
                    m
                    for m in c.bot_messages
                    if m.id > scene.handout.id and "It is not shown again" in m.text
                ),
                None,
            )
        )
        found = CODE.search(handout.text)
        assert found is not None
        assert found[0] != scene.code
        assert handout.reply_to == scene.card
        person = visitor(server)
        await person.start()
        await person.chat.send(scene.code)
        await person.chat.wait_text("No concern waits for this code")
        await person.chat.send(found[0])
        await person.chat.wait_text("is yours from now on")
        # Nobody needs a third one.
        await pick(scene.room, scene.card, "⋯ More")
        await scene.room.wait(lambda _: ["🔑 New claim code"] not in scene.card.buttons)
        [ticket] = rows("SELECT id FROM tickets WHERE at_counter")
        pressed = await scene.room.press_raw(
            scene.card, TicketPress(do="code", ticket=ticket["id"]).pack()
        )
        assert "needs no code" in (await pressed.wait_answer())["text"]
    assert len(rows("SELECT 1 FROM claims")) == 1
    assert [row["role"] for row in rows("SELECT role FROM events WHERE kind = 'new_code'")] == [
        "secretary"
    ]
    assert found[0] not in ever_sent(server, person.chat.id)


async def test_nobody_is_said_to_be_told_before_somebody_claims_it(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    other = server.group("Kara-Suu", members=[server.person("Асан")])
    async with start():
        pass
    set_office(database_path, "KSU", staff_chat_id=other.id)
    async with registered(server, start) as scene:
        room, card = scene.room, scene.card
        await pick(room, card, "⋯ More", "⏳ More time", "⏳ 3 working days")
        why = await room.wait_text("Why does it take longer?")
        await room.send("We wait for the land register", reply_to=why)
        told = await room.wait_text("now. Nobody has claimed this concern")
        assert "The person who uses the code reads the reason." in told.text
        await room.wait(lambda _: "(extended)" in card.text)
        decline = await pick(room, card, "⋯ More", "🚫 Decline")
        said = (await decline.wait_answer())["text"]
        assert "The person who uses the code reads the reason." in said
        transfer = await pick(
            room, card, "⬅️ Back", "➡️ To another office", "Osh Region", "Kara-Suu District"
        )
        said = (await transfer.wait_answer())["text"]
        assert "The person who uses the code sees which reception has it." in said
        assert "is told" not in str(room.texts)
        # It was no empty promise.
        person = await claims(server, scene.code)
        await person.chat.wait_text("We wait for the land register")
