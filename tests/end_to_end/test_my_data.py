"""My data: the file, as the person and their browser see it."""

import asyncio
import sqlite3
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers import labels
from handlers.resident.privacy.data_words import EVENTS
from storage.events import Event
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, arrived
from tests.end_to_end.privacy_steps import press, privacy_page
from tests.end_to_end.test_exchange import filed

NASTY = "<script>alert('x')</script> & \"quoted\" <b>bold</b>"
ARABIC = "سۇ مەسىلىسى"
VOID = {"meta"}


class Page(HTMLParser):
    """A page as a browser reads it: its tags, and the words between them."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words = ""
        self._open: list[str] = []
        self.feed(source)
        self.close()
        assert not self._open, self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes an element."""
        self.tags.append(tag)
        for name, value in attrs:
            assert name not in ("src", "href") and not name.startswith("on"), (tag, name, value)
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Each element ends where it should."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Notes words."""
        if self._open and self._open[-1] != "style":
            self.words += f"{data}\n"


async def ask(resident: Resident) -> Message:
    """Presses "My data" and waits for the file."""
    await press(resident, await privacy_page(resident), "📄 My data")
    return await resident.chat.wait(
        lambda chat: chat.last if chat.last.document is not None else None
    )


def content(server: DemoServer, message: Message) -> str:
    """The file in a message."""
    stored = server.world.files.find(message.document["file_id"])
    assert stored is not None
    return stored.data.decode("utf-8")


async def test_the_file_has_everything_and_nothing_in_it_acts(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with filed(server, start) as scene:
        chat = scene.resident.chat
        answer = await scene.room.send(NASTY, reply_to=scene.card)
        received = await chat.wait_text("quoted")
        await scene.room.wait(lambda _: answer.reactions)
        first = await chat.send("First wording", reply_to=received)
        await scene.room.wait_text("First wording")
        await chat.edit(first, ARABIC)
        await scene.room.wait_text(ARABIC)
        photo = await chat.send_photo(caption="The ditch", reply_to=received)
        await scene.room.wait_text("The ditch")
        await scene.resident.tap(labels.FILE)
        await scene.resident.tap_shown("🏛 Nookat District")
        await scene.resident.choose_topic()
        await chat.send("Half a concern")
        await chat.wait_text("Kept. Send more")
        message = await ask(scene.resident)
        source = content(server, message)
        page = Page(source)
        assert "script" not in page.tags
        assert page.tags.count("h2") == 2
        for words in (
            str(scene.resident.person.id),
            "Айгүл",
            "English",
            scene.number,
            "Nookat District",
            "They closed our water.",
            NASTY,
            "First wording",
            ARABIC,
            "The ditch",
            photo.photo[-1]["file_id"],
            "File on Telegram's servers",
            "A concern that was not sent",
            "Half a concern",
            "taken by a secretary",
            "paper register",
        ):
            assert words in page.words, words
        # Who answered is not theirs to have.
        assert "Нурлан" not in source
        assert '<meta name="viewport"' in source
        assert "default-src 'none'" in source
        assert message.document["file_name"].startswith("data-20")
        assert "Айгүл" not in message.document["file_name"]
    assert not rows("SELECT * FROM blobs")


def _give(database_path: Path, role: str) -> None:
    """The resident has this role alone."""
    with closing(sqlite3.connect(database_path)) as connection, connection:
        connection.execute("DELETE FROM staff")
        connection.execute(
            "INSERT INTO staff (person_id, role, office, since) SELECT id, ?, '', 1 "
            "FROM residents",
            (role,),
        )


async def test_roles_are_in_the_file(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    at = server.world.clock()
    roles = {"Administrator of the bot": "administrator", "Named for the Mon": "monitoring"}
    async with arrived(server, start, now=lambda: at) as resident:
        page = Page(content(server, await ask(resident)))
        assert not [label for label in roles if label in page.words]
        for label, role in roles.items():
            at += 300
            # In a thread: the bot runs in this process, and must finish its transaction.
            await asyncio.to_thread(_give, database_path, role)
            page = Page(content(server, await ask(resident)))
            assert [one for one in roles if one in page.words] == [label]


async def test_at_most_once_in_five_minutes(server: DemoServer, start: Start) -> None:
    at = server.world.clock()
    async with arrived(server, start, now=lambda: at) as resident:
        await ask(resident)
        page = await privacy_page(resident)
        pressed = await press(resident, page, "📄 My data")
        assert "less than five minutes" in (await pressed.wait_answer())["text"]
        assert server.count("sendDocument") == 1
        at += 300
        await press(resident, page, "📄 My data")
        await server.wait(lambda: server.count("sendDocument") == 2)


@pytest.mark.parametrize("kind", sorted(set(Event) - {Event.ERASED}))
def test_every_event_has_words(kind: Event) -> None:
    """All but erasing: then the concern is nobody's any longer."""
    assert EVENTS[kind]
