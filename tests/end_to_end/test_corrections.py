"""Answers that are corrected or taken back, also after the concern has left the chat."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from bot.demo.chats import Group
from bot.demo.people import Person
from bot.demo.server import DemoServer
from bot.demo.views import Message
from tests.conftest import Start
from tests.end_to_end.acting import Resident, arrived, ever_sent


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
