"""A secretary may have begun several concerns at the counter: each question keeps its choice."""

import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

from bot.demo.people import PersonChat
from bot.demo.server import DemoServer
from bot.demo.views import Message
from tests.conftest import Rows, Start
from tests.end_to_end.test_counter import choose


def replied(said: Message, room: PersonChat) -> Message | None:
    """The bot's reply to a message."""
    return next((m for m in room.bot_messages if m.reply_to == said), None)


async def test_each_question_keeps_what_was_chosen_for_it(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    secretary = server.person("Нурлан")
    staff = server.group("Штаб", members=[secretary])
    room = secretary.in_(staff)
    async with start(staff_chat_id=staff.id, default_language="en"):
        land = await choose(room, "Русский")
        conflict = await choose(room, topic="conflict")
        # In either order, also after one of them is done.
        for prompt, words in ((land, "The field"), (conflict, "They fight")):
            said = await room.send(words, reply_to=prompt)
            question = await room.wait(partial(replied, said))
            await room.press(question, "✅ Register")
            await server.wait(partial(rows, "SELECT 1 FROM links WHERE message_id = ?", said.id))
        late = await room.send("Once more", reply_to=land)
        told = await room.wait(partial(replied, late))
        assert not told.buttons
    chosen = [tuple(row) for row in rows("SELECT topic, language, urgent FROM tickets")]
    assert chosen == [("land", "ru", 0), ("conflict", "en", 1)]


async def test_a_question_of_an_earlier_version_keeps_its_choice(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    secretary = server.person("Нурлан")
    staff = server.group("Штаб", members=[secretary])
    room = secretary.in_(staff)
    async with start(staff_chat_id=staff.id, default_language="en"):
        land = await choose(room, "Русский")
    with closing(sqlite3.connect(database_path)) as connection, connection:
        changed = connection.execute(
            "UPDATE fsm SET data = data ->> '$.waiting[0]' WHERE data ->> '$.waiting[0].office'"
            " IS NOT NULL"
        )
        assert changed.rowcount == 1
    async with start(staff_chat_id=staff.id, default_language="en"):
        conflict = await choose(room, topic="conflict")
        for prompt in (land, conflict):
            said = await room.send("The field", reply_to=prompt)
            question = await room.wait(partial(replied, said))
            await room.press(question, "✅ Register")
            await room.wait_text("It is not shown again")
