"""Somebody with a name and words that occur nowhere else, everywhere a database can hold them; and
the search for what is left of them in its files."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.demo.chats import Group
from bot.demo.people import Person
from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers import labels
from storage import search
from tests.end_to_end.acting import Resident

NAME = "Өзгөчөбек Zwqname"
WORDS = ("Ыйлаңкырсуу", "Zyxwvutqa", "مياهغريبةجدا", "🦤🪗🧿🦤")
ANSWER = "Qanswerxyz"
PATIENCE = 30.0
"""Seconds for a long story to arrive."""
ENTRIES = 200
"""Messages of the concern: enough for pages to be split and merged."""


def integer(number: int) -> bytes:
    """A number as SQLite writes it into a record."""
    size = next(n for n in (1, 2, 3, 4, 6, 8) if -(1 << 8 * n - 1) <= number < 1 << 8 * n - 1)
    return number.to_bytes(size, "big", signed=True)


class Trace:
    """What tells of one person in bytes."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.marks: dict[str, bytes] = {
            "id in text": str(person.id).encode(),
            "id in a row": integer(person.id),
        }
        for text in (*NAME.split(), *WORDS, ANSWER):
            self.add(text)
        for key in search.words(" ".join((*WORDS, ANSWER))):
            self.marks[f"{key} in the index"] = key.encode()

    def add(self, text: str) -> None:
        """Look for a text as it is, and as JSON writes it."""
        self.marks[text] = text.encode()
        self.marks[f"{text} in JSON"] = json.dumps(text)[1:-1].encode()

    def left_in(self, database_path: Path) -> set[str]:
        """The marks that stand in the bytes of the database, its log and the log's index."""
        files = [database_path.with_name(database_path.name + end) for end in ("", "-wal", "-shm")]
        content = b"".join(file.read_bytes() for file in files if file.exists())
        return {name for name, mark in self.marks.items() if mark in content}


async def leave_traces(
    server: DemoServer, resident: Resident, staff: Group, secretary: Person
) -> tuple[Trace, Message]:
    """Files a large concern with files, has it answered and corrected, begins another, and sends
    something unreadable; returns the trace and the card.

    A neighbour writes between the lines, so that pages hold words of both; theirs stays unsent.
    """
    trace = Trace(resident.person)
    chat = resident.chat
    # Of those who left it, the account is kept (tests/end_to_end/test_left_chat.py).
    server.add_member(staff, resident.person)
    neighbour = Resident(server.person("Neighbour"), "en")
    await neighbour.start()
    await neighbour.begin()
    await resident.begin()
    mixed = " ".join(WORDS)
    for index in range(ENTRIES):
        words = f"{index} {mixed} " + f"{WORDS[index % 4]} " * (250 if index % 7 == 0 else 3)
        said = await chat.send(words)
        await neighbour.chat.send(f"{index} nothing of note")
        if index % 5 == 0:
            await chat.edit(said, words * 2 if len(words) < 1000 else words[:40])
    await chat.wait(lambda _: said.reactions, PATIENCE)
    await chat.send_album(3, mixed)
    photo = await chat.send_photo(caption=mixed)
    voice = await chat.send_voice()
    trace.add(photo.photo[-1]["file_id"])
    trace.add(voice.voice["file_id"])
    await resident.tap(labels.DONE)
    await resident.tap(labels.SHOW_NAME)
    number = await resident.confirm()
    card = await staff.wait_text(NAME, PATIENCE)
    await staff.wait(lambda c: any(m.voice for m in c.bot_messages), PATIENCE)
    await secretary.in_(staff).send(f"{ANSWER} {WORDS[0]}", reply_to=card)
    received = await chat.wait_text(ANSWER)
    more = await chat.send(f"more {mixed}", reply_to=received)
    await staff.wait_text("more ")
    await chat.edit(more, f"less {mixed}")
    await staff.wait_text("less ")
    assert number in card.text
    await resident.begin()
    await chat.send(f"unsent {mixed}")
    unreadable = {"message_id": "one", "date": 0, "chat": chat.stored.data, "text": mixed}
    server.push_update({"message": {**unreadable, "from": resident.person.user.data}})
    await chat.wait_text("Sorry")
    return trace, card


def set_aside(database_path: Path, person: Person) -> None:
    """Calls that Telegram refused, as somebody with another connection writes them while the bot
    is stopped: to the person with a file, and about the concern to the office."""
    row = "INSERT INTO outbox (method, params, chat_id, stream, priority, context, created_at, "
    row += "uploads, state, error) VALUES (?, ?, ?, ?, 0, ?, ?, ?, 'failed', 'refused')"
    words = json.dumps({"text": " ".join(WORDS)}, ensure_ascii=False)
    with closing(sqlite3.connect(database_path)) as connection, connection:
        ticket, at = connection.execute(
            "SELECT id, filed_at FROM tickets WHERE number IS NOT NULL"
        ).fetchone()
        call = connection.execute(
            row, ("sendDocument", words, person.id, "", "{}", at, 1)
        ).lastrowid
        connection.execute(
            "INSERT INTO blobs (outbox_id, field, filename, content) "
            "VALUES (?, 'document', 'a', ?)",
            (call, " ".join(WORDS).encode() * 2000),
        )
        connection.execute(row, ("sendMessage", words, -5, f"ticket:{ticket}", "{}", at, 0))
        connection.execute(row, ("sendMessage", words, -5, "", f'{{"ticket": {ticket}}}', at, 0))
        # What the person was told when their answer was put off.
        connection.execute(
            "UPDATE tickets SET extension = ? WHERE id = ?", (" ".join(WORDS), ticket)
        )
