"""Announcements that wait to go, and the people they are for: written before the bot starts."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import time
from typing import Any

from bot.demo.people import Person
from bot.demo.server import DemoServer
from bot.demo.views import Message
from bot.reception.announcements import Audience, Status
from storage import announcement_versions, announcements, residents
from storage.announcements import Announcement
from storage.database import Transaction, open_database
from tests.conftest import Rows

Versions = Mapping[str, Sequence[dict[str, Any]]]

WORDS = "The market is closed on Friday."
ENGLISH: Versions = {"en": [{"kind": "text", "text": WORDS}]}
AUTHOR = "Boss"


class Country:
    """An administrator, who wants no announcements, and residents who read in turn what
    ``languages`` say; None: they have not chosen yet."""

    def __init__(
        self, server: DemoServer, count: int, languages: Sequence[str | None] = ("en",)
    ) -> None:
        self.server = server
        self.boss = _known(server, AUTHOR)
        self.people = [_known(server, f"Resident {number}") for number in range(count)]
        self._languages = languages

    async def settle(self, path: Path, *versions: Versions, at: float | None = None) -> list[int]:
        """Write everybody to the database, and announcements that go at once, or at a moment."""
        async with open_database(path) as database, database.transaction() as tx:
            boss = await residents.add(tx, self.boss.id, AUTHOR, time())
            await residents.set_language(tx, boss.id, "en")
            await tx.fetch("UPDATE residents SET muted = 1")
            for index, person in enumerate(self.people):
                resident = await residents.add(tx, person.id, person.name, time())
                language = self._languages[index % len(self._languages)]
                if language is not None:
                    await residents.set_language(tx, resident.id, language)
            return [(await schedule(tx, self.boss.id, each, at)).id for each in versions]

    def got(self, person: Person, words: str = WORDS) -> list[Message]:
        """The copies of an announcement that somebody was sent, by words in it."""
        return [message for message in person.chat.bot_messages if words in message.text]

    def holders(self, words: str = WORDS) -> list[Person]:
        """Those in whose chats it stands."""
        return [
            person
            for person in self.people
            if any(not message.deleted for message in self.got(person, words))
        ]

    def progress(self) -> Message:
        """The newest message that shows the author how far it is."""
        return [m for m in self.boss.chat.bot_messages if "📢 Announcement" in m.text][-1]

    async def shows(self, *words: str) -> Message:
        """Waits until that message says so."""

        def found() -> Message | None:
            shown = [m for m in self.boss.chat.bot_messages if "📢 Announcement" in m.text]
            good = [m for m in shown if all(word in m.text for word in words) and not m.deleted]
            return good[-1] if good else None

        return await self.server.wait(found, 20)


async def nothing_waits(rows: Rows) -> None:
    """Waits until every call was made and written down."""
    async with asyncio.timeout(20):
        while True:
            if not rows("SELECT 1 FROM outbox LIMIT 1"):
                return
            await asyncio.sleep(0.01)


def _known(server: DemoServer, name: str) -> Person:
    person = server.person(name, language_code="en")
    person.user.started = True
    return person


async def schedule(
    tx: Transaction,
    by: int,
    versions: Versions,
    at: float | None = None,
    audience: Audience | None = None,
) -> Announcement:
    """An announcement that waits for its time."""
    made = await announcements.create(tx, by=by, now=time())
    for language, contents in versions.items():
        await announcement_versions.put(tx, made.id, language, contents)
    await announcements.set_at(tx, made.id, at)
    if audience is not None:
        await announcements.set_audience(tx, made.id, audience)
    moved = await announcements.move(tx, made, Status.SCHEDULED, time())
    if moved is None:
        raise LookupError("a draft can be scheduled")
    return moved
