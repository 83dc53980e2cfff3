"""`/delete` takes an answer back, by the rules of the `//` edit."""

import time
from datetime import timedelta

from bot.demo.chats import Group
from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from tests.conftest import Rows, Start
from tests.end_to_end.acting import ever_sent
from tests.end_to_end.desk_steps import office
from tests.end_to_end.test_exchange import filed
from tests.end_to_end.test_outcome import NOT_SOLVED


async def test_an_answer_is_taken_back(server: DemoServer, start: Start, rows: Rows) -> None:
    async with filed(server, start) as scene:
        answer = await scene.room.send("Come tomorrow", reply_to=scene.card)
        received = await scene.resident.chat.wait_text("Come tomorrow")
        await scene.room.wait(lambda _: answer.reactions == ["👍"])
        command = await scene.room.send("/delete", reply_to=answer)
        notice = await scene.room.wait_text("taken back from the resident's chat")
        assert notice.reply_to == command
        await scene.room.wait(lambda _: received.deleted and not answer.reactions)
        await scene.room.wait(lambda _: "in work" in scene.card.text)
        await scene.room.send("/delete", reply_to=answer)
        await scene.room.wait_text("taken back already")
    assert rows("SELECT delivery FROM entries WHERE direction = 'out'")[0][0] == "withdrawn"
    assert rows("SELECT 1 FROM events WHERE kind = 'answer_withdrawn'")


async def test_after_two_days_it_is_overwritten(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        answer = await scene.room.send("Come tomorrow", reply_to=scene.card)
        received = await scene.resident.chat.wait_text("Come tomorrow")
        await scene.room.wait(lambda _: answer.reactions == ["👍"])
        server.clock = lambda: time.time() + timedelta(hours=49).total_seconds()
        await scene.room.send("/delete", reply_to=answer)
        await scene.resident.chat.wait(
            lambda _: received.text == "The office has withdrawn this answer."
        )
        await scene.room.wait_text("taken back from the resident's chat")
        assert not received.deleted


async def test_an_album_goes_as_a_whole(server: DemoServer, start: Start, rows: Rows) -> None:
    async with filed(server, start) as scene:
        pages = await scene.room.send_album(3, caption="Three pages", reply_to=scene.card)
        await scene.resident.chat.wait_text("Three pages")
        received = [m for m in scene.resident.chat.bot_messages if m.media_group_id]
        await scene.room.wait(lambda _: pages[0].reactions == ["👍"])
        await scene.room.send("/delete", reply_to=pages[1])
        await scene.room.wait_text("taken back from the resident's chat")
        await scene.room.wait(lambda _: not pages[0].reactions)
        assert len(received) == 3
        assert all(page.deleted for page in received)
    assert {row[0] for row in rows("SELECT delivery FROM entries WHERE direction = 'out'")} == {
        "withdrawn"
    }


async def test_nobody_takes_back_a_colleague_s_answer(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        colleague = server.person("Colleague")
        server.add_member(Group(server.world, scene.room.stored), colleague)
        answer = await scene.room.send("Come tomorrow", reply_to=scene.card)
        received = await scene.resident.chat.wait_text("Come tomorrow")
        await colleague.in_(scene.room).send("/delete", reply_to=answer)
        await scene.room.wait_text("Only whoever wrote an answer")
        assert not received.deleted


async def test_the_mark_in_words_stands_for_the_answer(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        server.offer_reactions(Group(server.world, scene.room.stored), ["🔥"])
        await scene.room.send("Come tomorrow", reply_to=scene.card)
        received = await scene.resident.chat.wait_text("Come tomorrow")
        mark = await scene.room.wait_text("Delivered to the resident")
        await scene.room.send("Good work", reply_to=mark)
        await scene.room.send("/delete", reply_to=mark)
        await scene.room.wait_text("taken back from the resident's chat")
        assert received.deleted
        assert "Good work" not in ever_sent(server, scene.resident.chat.id)


async def test_what_is_no_answer_is_not_deleted(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        story = next(m for m in scene.resident.chat.messages if "our water" in m.text)
        for target in (scene.card, False):
            before = scene.room.messages[-1]
            await scene.room.send("/delete", reply_to=target)
            told = await scene.room.wait_new(before)
            assert "write /delete as a reply to your answer" in told.text
        assert not scene.card.deleted
        assert not story.deleted
    assert "/delete" not in ever_sent(server, scene.resident.chat.id)


async def test_what_waits_is_never_sent(server: DemoServer, start: Start, rows: Rows) -> None:
    async with filed(server, start) as scene:
        chat = scene.resident.chat
        with server.faults.add(Fault("server_error", "sendMessage", chat.id)) as fault:
            answer = await scene.room.send("A mistake", reply_to=scene.card)
            await server.wait(lambda: fault.hits > 0)
            await scene.room.send("/delete", reply_to=answer)
            await scene.room.wait_text("taken back before it reached the resident")
        await scene.room.send("The true answer", reply_to=scene.card)
        await chat.wait_text("The true answer")
        assert "A mistake" not in str(chat.texts)
    assert not rows("SELECT 1 FROM outbox WHERE params LIKE '%A mistake%'")


async def test_an_answer_of_before_not_solved_does_not_count(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with office(server, start) as desk:
        received = await desk.answered("Come tomorrow")
        await desk.resident.chat.press(received, NOT_SOLVED)
        await desk.shows("in work")
        second = await desk.room.send("Come on Friday", reply_to=desk.card)
        await desk.room.wait(lambda _: second.reactions == ["👍"])
        await desk.shows("answered")
        await desk.room.send("/delete", reply_to=second)
        await desk.room.wait_text("taken back from the resident's chat")
        await desk.shows("in work")
    # The new term runs.
    assert rows("SELECT due_met_at FROM tickets")[0][0] is None


async def test_an_answer_of_before_the_resident_s_words_does_not_count(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with office(server, start) as desk:
        received = await desk.answered("Come tomorrow")
        await desk.resident.chat.send("Nobody was there", reply_to=received)
        await desk.shows("in work")
        second = await desk.room.send("Come on Friday", reply_to=desk.card)
        await desk.room.wait(lambda _: second.reactions == ["👍"])
        await desk.shows("answered")
        await desk.room.send("/delete", reply_to=second)
        await desk.room.wait_text("taken back from the resident's chat")
        await desk.shows("in work")
    # The term was met by the first answer, which stands.
    assert rows("SELECT due_met_at FROM tickets")[0][0] is not None


async def test_of_two_answers_one_still_stands(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with office(server, start) as desk:
        await desk.answered("Come tomorrow")
        second = await desk.room.send("Bring your passport", reply_to=desk.card)
        await desk.room.wait(lambda _: second.reactions == ["👍"])
        await desk.room.send("/delete", reply_to=second)
        await desk.room.wait_text("taken back from the resident's chat")
    [ticket] = rows("SELECT status, due_met_at FROM tickets")
    assert ticket["status"] == "answered"
    assert ticket["due_met_at"]


async def test_a_question_is_no_answer(server: DemoServer, start: Start, rows: Rows) -> None:
    async with office(server, start) as desk:
        await desk.more("❓ Ask the resident")
        question = await desk.reply("What should the resident tell you?", "Which street?")
        await desk.shows("waits for the resident")
        answer = await desk.room.send("Come tomorrow", reply_to=desk.card)
        await desk.shows("answered")
        await desk.room.send("/delete", reply_to=answer)
        await desk.room.wait_text("taken back from the resident's chat")
        await desk.shows("in work")
        assert rows("SELECT due_met_at FROM tickets")[0][0] is None
        assert question.reactions == ["👍"]


async def test_a_question_that_is_taken_back_waits_for_nobody(
    server: DemoServer, start: Start
) -> None:
    async with office(server, start) as desk:
        await desk.more("❓ Ask the resident")
        question = await desk.reply("What should the resident tell you?", "Which street?")
        await desk.shows("waits for the resident")
        await desk.room.send("/delete", reply_to=question)
        await desk.room.wait_text("taken back from the resident's chat")
        await desk.shows("in work")
