"""A phone that others use: the chat is cleared."""

from pathlib import Path

import pytest

from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers import labels
from handlers.resident.privacy.press import PrivacyPress
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, arrived, tick
from tests.end_to_end.desk_scene import at_desk, named
from tests.end_to_end.privacy_steps import press, privacy_page
from tests.end_to_end.test_complaint import STORY, complain
from tests.end_to_end.test_exchange import filed

HOUR = 3600


async def clear_chat(resident: Resident) -> Message:
    """Both presses; returns what the bot says when it is done."""
    page = await privacy_page(resident)
    await press(resident, page, "🧹 Clear this chat")
    await resident.chat.wait(lambda _: "48 hours" in page.text)
    await press(resident, page, "🧹 Yes, clear it")
    return await resident.chat.wait_text("This chat was cleared.")


async def test_all_goes_from_the_chat_and_nothing_from_the_reception(
    server: DemoServer, start: Start
) -> None:
    async with filed(server, start) as scene:
        chat = scene.resident.chat
        received = await scene.room.send("We come tomorrow", reply_to=scene.card)
        await chat.wait_text("We come tomorrow")
        await scene.room.wait(lambda _: received.reactions)
        await chat.send_album(3, caption="Three photos")
        await scene.room.wait_text("Three photos")
        done = await clear_chat(scene.resident)
        # Nobody needs to know what there was.
        assert done.text == "This chat was cleared."
        await chat.wait(lambda chat: chat.messages == [done])
        assert scene.resident.text(labels.MINE) in str(chat.keyboard)
        assert not scene.card.deleted
        await scene.room.send("Still there?", reply_to=scene.card)
        asked = await chat.wait_text("Still there?")
        await chat.send("Yes", reply_to=asked)
        await scene.room.wait_text("Yes")
        await scene.resident.tap(labels.MINE)
        listed = await chat.wait_text("Your concerns. Press one")
        assert scene.number in listed.buttons[0][0]


async def test_an_answer_that_is_corrected_after_that_comes_anew(
    server: DemoServer, start: Start
) -> None:
    async with filed(server, start) as scene:
        chat, room = scene.resident.chat, scene.room
        written = await room.send("We come on Monday", reply_to=scene.card)
        first = await chat.wait_text("We come on Monday")
        await room.wait(lambda _: written.reactions)
        await clear_chat(scene.resident)
        await chat.wait(lambda _: first.deleted)
        await room.edit(written, "We come on Tuesday")
        anew = await chat.wait_text("We come on Tuesday")
        assert "answer of the reception, edited" in anew.text
        assert anew.buttons
        # Further ones reach it there.
        await room.edit(written, "We come on Friday")
        await chat.wait(lambda _: "We come on Friday" in anew.text)


async def test_what_is_older_than_48_hours_stays(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    at = server.world.clock()
    server.world.clock = lambda: at
    async with arrived(server, start, now=lambda: at) as resident:
        old = resident.chat.messages
        assert rows("SELECT * FROM standing")
        at += 47 * HOUR
        page = await privacy_page(resident)
        at += 2 * HOUR
        done = await clear_chat(resident)
        await resident.chat.wait(lambda chat: chat.messages == [*old, done])
        assert page.deleted


async def test_ids_are_forgotten_after_48_hours(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    at = server.world.clock()
    async with arrived(server, start, now=lambda: at):
        pass
    assert rows("SELECT * FROM standing")
    async with start(default_language="en", now=lambda: at + 49 * HOUR) as application:
        await tick(application)
        assert not rows("SELECT * FROM standing")


async def test_only_messages_of_private_chats_are_noted(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with filed(server, start) as scene:
        await scene.room.send("Colleagues talk")
        answer = await scene.room.send("We come tomorrow", reply_to=scene.card)
        await scene.room.wait(lambda _: answer.reactions)
        await scene.room.press(scene.card, "✅ Close")
        await scene.resident.chat.wait_text("has closed your concern")
    chat = scene.resident.chat
    noted = {(row["chat_id"], row["message_id"]) for row in rows("SELECT * FROM standing")}
    assert noted == {(chat.id, message.id) for message in chat.messages}


async def test_many_messages_go_a_hundred_at_once(server: DemoServer, start: Start) -> None:
    async with arrived(server, start) as resident:
        await resident.begin()
        for number in range(105):
            await resident.chat.send(str(number))
        await clear_chat(resident)
        await resident.chat.wait(lambda chat: len(chat.messages) == 1)
        sizes = [
            len(call.params["message_ids"])
            for call in server.requests
            if call.method == "deleteMessages"
        ]
        assert sizes[0] == 100
        assert len(sizes) == 2


async def test_one_message_that_is_refused_does_not_keep_the_others(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with arrived(server, start) as resident:
        fault = Fault("server_error", "deleteMessages", status=400, count=3)
        with server.faults.add(fault):
            await clear_chat(resident)
            await resident.chat.wait(lambda chat: len(chat.messages) == 1)
            assert fault.hits == 3
    assert not rows("SELECT * FROM outbox")


async def test_a_concern_that_is_being_written_is_kept(server: DemoServer, start: Start) -> None:
    async with arrived(server, start) as resident:
        await resident.begin()
        await resident.chat.send("They closed our water.")
        await resident.chat.wait_text("Kept. Send more")
        done = await clear_chat(resident)
        await resident.chat.wait(lambda chat: chat.messages == [done])
        await resident.tap(labels.FILE)
        await resident.chat.wait_text("1 message is kept so far")
        assert (await resident.send()).startswith("NKT-")


async def test_the_desk_of_an_administrator_stays(server: DemoServer, start: Start) -> None:
    boss = Resident(server.person("Boss"), "en")
    async with arrived(server, start, admin_ids=str(boss.person.id)) as resident:
        await boss.start()
        await complain(resident)
        card = await boss.chat.wait_text(STORY)
        done = await clear_chat(boss)
        await boss.chat.wait(lambda chat: chat.messages == [card, done])
        await boss.chat.send("Come on Monday.", reply_to=card)
        await resident.chat.wait_text("Come on Monday.")


async def test_a_secretary_who_cleared_the_chat_is_told_again_of_what_is_written(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        secretary = await named(scene)
        number = await scene.resident.file("The ditch is dry")
        await scene.room.wait_text(number)
        listed = await scene.ask("/queue", secretary.chat)
        await secretary.chat.press(listed, number)
        card = await secretary.chat.wait_text("The ditch is dry")
        await secretary.chat.send("We come", reply_to=card)
        answer = await scene.resident.chat.wait_text("We come")
        await scene.resident.chat.send("Nobody came", reply_to=answer)
        await secretary.chat.wait_text("the resident has written")
        await clear_chat(secretary)
        await scene.resident.chat.send("Still nobody", reply_to=answer)
        told = await secretary.chat.wait_text("the resident has written")
        await secretary.chat.press(told, "📖 Read it all")
        await secretary.chat.wait_text("Still nobody")


async def test_a_no_clears_nothing(server: DemoServer, start: Start) -> None:
    async with arrived(server, start) as resident:
        page = await privacy_page(resident)
        await press(resident, page, "🧹 Clear this chat")
        await press(resident, page, "⬅️ No, go back")
        await resident.chat.wait(lambda _: "What is kept about you" in page.text)
        assert server.count("deleteMessages") == 0


@pytest.mark.parametrize("do", ["clear_sure", "forget_sure", "data", "hide_answers"])
async def test_a_press_in_the_chat_of_others_does_nothing(
    server: DemoServer, start: Start, rows: Rows, do: str
) -> None:
    async with filed(server, start) as scene:
        before = [tuple(row) for row in rows("SELECT * FROM residents")]
        data = PrivacyPress(do=do, at=int(server.world.clock())).pack()
        pressed = await scene.room.press_raw(scene.card, data)
        assert "too old" in (await pressed.wait_answer())["text"]
        assert server.count("deleteMessages") == server.count("sendDocument") == 0
        assert [tuple(row) for row in rows("SELECT * FROM residents")] == before
