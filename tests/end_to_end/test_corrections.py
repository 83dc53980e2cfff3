"""Answers that are corrected or taken back, also after the concern has left the chat."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from bot.demo.chats import Group
from bot.demo.people import Person
from bot.demo.server import DemoServer
from bot.demo.views import Message
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, arrived, ever_sent
from tests.end_to_end.desk_steps import office


async def answered(
    server: DemoServer, start: Start
) -> tuple[Resident, Person, Group, Message, Message]:
    """An answer by somebody in a chat that will not serve any reception: the resident, the
    author, the chat, the answer as written and as received."""
    author = server.person("Oldhand")
    old = server.group("Old", members=[author])
    async with arrived(server, start, staff_chat_id=old.id) as resident:
        await resident.file("Plain")
        card = await old.wait_text("Plain")
        answer = await author.in_(old).send("Come on Monday", reply_to=card)
        received = await resident.chat.wait_text("Come on Monday")
        await old.wait(lambda _: answer.reactions)
    return resident, author, old, answer, received


async def test_an_author_corrects_and_takes_back_after_the_concern_moved(
    server: DemoServer, start: Start
) -> None:
    resident, author, old, answer, received = await answered(server, start)
    new = server.group("New", members=[server.person("Newhand")])
    async with start(staff_chat_id=new.id, default_language="en"):
        await new.wait_text("Plain")
        await author.in_(old).edit(answer, "Come on Tuesday")
        await resident.chat.wait(lambda _: "Come on Tuesday" in received.text)
        await author.in_(old).edit(answer, "// a mistake")
        await resident.chat.wait(lambda _: received.deleted)
        notice = await old.wait_text("The answer was taken back")
        assert notice.reply_to == answer
        await old.wait(lambda _: not answer.reactions)
    assert "The answer was taken back" not in ever_sent(server, new.id)


async def test_an_edit_that_changes_nothing_is_answered(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    _resident, author, old, answer, received = await answered(server, start)
    new = server.group("New", members=[server.person("Newhand")])
    with closing(sqlite3.connect(database_path)) as connection, connection:
        connection.execute("UPDATE entries SET author_id = NULL WHERE direction = 'out'")
    async with start(staff_chat_id=new.id, default_language="en"):
        await new.wait_text("Plain")
        await author.in_(old).edit(answer, "// a mistake")
        told = await old.wait_text("so nothing was changed")
        assert told.reply_to == answer
    assert "Come on Monday" in received.text
    assert not received.deleted


async def test_an_answer_too_old_to_be_deleted_is_overwritten(
    server: DemoServer, start: Start
) -> None:
    author = server.person("Нурлан")
    staff = server.group("Staff", members=[author])
    async with arrived(server, start, staff_chat_id=staff.id) as resident:
        await resident.file("Plain")
        card = await staff.wait_text("Plain")
        room = author.in_(staff)
        words = await room.send("Come on Monday", reply_to=card)
        photo = await room.send_photo(caption="The order", reply_to=card)
        sticker = await room.send_sticker(reply_to=card)
        await staff.wait(lambda _: words.reactions and photo.reactions and sticker.reactions)
        received = [m for m in resident.chat.bot_messages if "Monday" in m.text or m.photo]
        for message in received:
            message.stored.raw["date"] -= int(timedelta(hours=49).total_seconds())
        await room.edit(words, "// a mistake")
        await room.edit(photo, "// a mistake")
        await resident.chat.wait(
            lambda _: all(m.text == "The office has withdrawn this answer." for m in received)
        )
        await staff.wait(lambda c: str(c.texts).count("was taken back") == 2)


UNSENT = "Nothing was sent: an edit sends no answer. Please write a new reply."


async def test_a_note_edited_into_an_answer_is_not_sent_and_its_author_is_told(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with office(server, start) as desk:
        room = desk.room
        note = await room.send("// we come tomorrow", reply_to=desk.card)
        await desk.resident.chat.send("Since May.", reply_to=desk.resident.chat.last)
        copy = await room.wait_text("Since May.")
        photo = await room.send_photo(caption="// the map", reply_to=copy)
        await desk.more("❓ Ask the resident")
        prompt = await room.wait_text("What should the resident tell you?")
        asked = await room.send("// which street?", reply_to=prompt)
        await desk.pick("🗂 Register number")
        number = await room.wait_text("Write its number in the register")
        register = await room.send("07-12/345", reply_to=number)
        await desk.shows("Register number: 07-12/345")
        talk = await room.send("Who knows them?", reply_to=note)
        # Neither a note that stays one, nor what is no reply to the resident, is worth a word.
        await room.edit(note, "// we come on Monday")
        await room.edit(register, "07-12/346")
        await room.edit(talk, "Who knows this family?")
        for message, words in ((note, "We come"), (photo, "The map"), (asked, "Which street?")):
            before = room.messages[-1]
            await room.edit(message, words)
            told = await room.wait_new(before)
            assert told.text == UNSENT
            assert told.reply_to == message
        before = room.messages[-1]
        await room.edit(photo, "")
        assert (await room.wait_new(before)).reply_to == photo
        await desk.answered("We come on Friday")
        assert str(room.texts).count(UNSENT) == 4
    assert not rows("SELECT 1 FROM events WHERE kind IN ('edited', 'asked')")


async def test_an_answer_taken_back_stays_so_when_it_is_edited_again(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with office(server, start) as desk:
        answer = await desk.room.send("We come tomorrow", reply_to=desk.card)
        received = await desk.resident.chat.wait_text("We come tomorrow")
        await desk.room.wait(lambda _: answer.reactions)
        await desk.room.edit(answer, "// a mistake")
        await desk.resident.chat.wait(lambda _: received.deleted)
        await desk.room.edit(answer, "// a bad mistake")
        await desk.room.edit(answer, "We come tomorrow")
        told = await desk.room.wait_text("an edit sends no answer")
        assert told.reply_to == answer
        await desk.answered("We come on Friday")
        assert str(desk.room.texts).count(UNSENT) == 1
    assert [
        row["delivery"] for row in rows("SELECT delivery FROM entries WHERE direction = 'out'")
    ] == [
        "withdrawn",
        "delivered",
    ]


async def test_a_note_edited_after_the_concern_has_left_is_not_asked_for_again(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    clerk = server.person("Oldhand")
    old = server.group("Old", members=[clerk])
    async with arrived(server, start, staff_chat_id=old.id) as resident:
        await resident.file("Plain")
        card = await old.wait_text("Plain")
        note = await clerk.in_(old).send("// we come", reply_to=card)
    with closing(sqlite3.connect(database_path)) as connection, connection:
        connection.execute("UPDATE tickets SET chat_id = NULL")
    async with start(staff_chat_id=None, default_language="en"):
        await clerk.in_(old).edit(note, "We come")
        told = await old.wait_text("so nothing was sent")
        assert told.reply_to == note
