"""A small world in which the real bot runs, and what must hold there whatever was sent to it."""

import asyncio
import json
import logging
import re
import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from itertools import count
from pathlib import Path

from bot.application import Application, open_application
from bot.demo.chats import Group
from bot.demo.errors import Json
from bot.demo.files import StoredFile
from bot.demo.methods_chat import set_membership
from bot.demo.people import Person
from bot.demo.server import DemoServer
from bot.demo.world import Chat, User
from bot.dispatch import i18n
from bot.settings import Settings
from handlers import labels
from handlers.resident.welcome import LanguageChoice
from tests.bot.delivery.until import until
from tests.conftest import TOKEN
from tests.end_to_end.acting import DIRECTORY, tick
from tests.fuzzing import cast

NOT_READ = "the update does not read as Telegram describes it"
STORY = "They closed our water."

GONE = re.compile(
    # About messages, presses and people that are only made up, or gone as they may be any time.
    "query is too old|message to (edit|delete|react|copy) not found|message can't be edited"
    # A press under a made-up text whose id is in truth a file's.
    "|there is no text in the message to edit"
    "|message is not modified|chat not found|bot can't initiate conversation"
    # Somebody who never was in the group, but wrote there as if they had left it.
    "|member not found"
    # A file of which Telegram never told: its id was damaged.
    "|wrong file identifier|can't use file of type"
)
"""Refusals that have nothing to do with how a request is made."""

EXPECTED = re.compile(
    rf"update -?\d+, try 1 of 3: {NOT_READ}"
    r"|chat -?\d+ refuses everything"
    r"|\d+ of \d+ updates are no objects"
)
"""Errors in the log that are no mistakes."""


class Listener(logging.Handler):
    """Keeps errors of everybody's."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = f"{record.name}: {record.getMessage()}"
        if record.exc_info and record.exc_info[1] is not None:
            line += f" {record.exc_info[1]!r}"
        self.lines.append(line)


@asynccontextmanager
async def listening() -> AsyncIterator[Listener]:
    """Hears what is logged meanwhile."""
    listener = Listener()
    logging.getLogger().addHandler(listener)
    try:
        yield listener
    finally:
        logging.getLogger().removeHandler(listener)


class Now:
    """A clock that only goes when it is set forward."""

    def __init__(self) -> None:
        self.at = 1_772_000_000.0

    def __call__(self) -> float:
        return self.at


def populate(server: DemoServer) -> None:
    """The cast of the made-up updates, with the ids they have there."""
    world = server.world
    server.requests = deque()
    for person in [*cast.PEOPLE, cast.WITNESS, cast.OTHER_BOT]:
        world.users[person["id"]] = User(person, started=True)
        chat = cast.private(person)
        world.add_chat(Chat(chat["id"], "private", chat))
    for chat in [*cast.GROUPS, cast.CHANNEL]:
        stored = world.add_chat(Chat(chat["id"], chat["type"], chat))
        set_membership(world, stored, world.bot, "administrator", cast.SECRETARIES[0])
    for kind, file_id in cast.FILES.items():
        file = StoredFile(kind, file_id, f"unique-{kind}", kind, b"", 1, kind, "x/x")
        world.files._by_id[file_id] = file


class Siege:
    """One bot, in one small world, under one list of updates."""

    def __init__(
        self, server: DemoServer, application: Application, database: Path, now: Now
    ) -> None:
        self.server = server
        self.application = application
        self.now = now
        self._database = database
        self.witness = Person(server.world, server.world.users[cast.WITNESS["id"]])
        self.office = Group(server.world, server.world.chats[cast.OFFICE["id"]])
        self._numbers = count(1)
        self._ids = count(20_000)

    async def store(self, updates: Sequence[Json]) -> None:
        """Hand updates over as Telegram does: as JSON, numbered unless a number is made up."""
        numbered = [{"update_id": next(self._numbers), **update} for update in updates]
        await self.application.intake.store(json.loads(json.dumps(numbered)))

    async def file_concerns(self) -> None:
        """Everybody has the menu; the witness and two residents have each filed a concern, and
        an answer."""
        topic = DIRECTORY.topic("land").name.get("en")
        steps = (labels.FILE, "Osh Region", "Nookat District", topic, STORY)
        for person in (cast.WITNESS, *cast.RESIDENTS, *cast.ADMINISTRATORS):
            shown = {"message_id": 1, "date": 0, "chat": cast.private(person)}
            choice = {"id": "1", "from": person, "chat_instance": "1", "message": shown}
            press = choice | {"data": LanguageChoice(code="en").pack()}
            await self.store([self.message(person, "/start"), {"callback_query": press}])
        for person in (cast.WITNESS, *cast.RESIDENTS[:2]):
            written = (*steps, labels.DONE, labels.SEND)
            await self.store([self.message(person, text) for text in written])
        await self.office.wait(lambda chat: str(chat.texts).count(STORY) == 3)
        for card in self.office.messages:
            if STORY in card.text:
                answer = self.message(cast.SECRETARIES[0], "We come.", cast.OFFICE)
                answer["message"]["reply_to_message"] = card.raw
                await self.store([answer])
        await self.quiet()

    def message(self, person: Json, text: str, chat: Json | None = None) -> Json:
        """An update with a text of somebody's, in private unless there is a chat."""
        message = {"message_id": next(self._ids), "date": int(self.now()), "text": text}
        return {"message": message | {"chat": chat or cast.private(person), "from": person}}

    def rows(self, sql: str, *parameters: object) -> Sequence[sqlite3.Row]:
        """What is committed, seen through a connection of its own."""
        with closing(sqlite3.connect(self._database)) as connection:
            connection.row_factory = sqlite3.Row
            return connection.execute(sql, parameters).fetchall()

    async def quiet(self) -> None:
        """Everything is handled, and everything is sent that can be."""
        await until(lambda: not self._open() and not self._queued())

    def _open(self) -> int:
        found = self.rows("SELECT 1 FROM inbox WHERE state IN ('new', 'waiting') LIMIT 1")
        return len(found)

    def _queued(self) -> int:
        parked = "SELECT id FROM chats WHERE parked_at IS NOT NULL"
        sql = "SELECT 1 FROM outbox WHERE state = 'queued' AND "
        return len(self.rows(f"{sql}(chat_id IS NULL OR chat_id NOT IN ({parked})) LIMIT 1"))

    async def endure(self, updates: Sequence[Json]) -> int:
        """Everything holds after these updates. Raises AssertionError for what does not.

        Returns how many calls of the bot they led to.
        """
        before = len(self.server.requests)
        async with listening() as listener:
            await self.store(updates)
            await self._answers_the_witness()
            await self.quiet()
            self.now.at += 3600
            await tick(self.application)
            with i18n().context():
                await self.application.clock.refresh_cards()
            await self.quiet()
        wrong = [line for line in listener.lines if not EXPECTED.search(line)]
        wrong += [*self._refusals(), *self._set_aside()]
        if self._kept() != [STORY]:
            wrong.append("the witness's concern is not what it was")
        assert not wrong, "\n".join(wrong)
        return len(self.server.requests) - before

    async def _answers_the_witness(self) -> None:
        # Albums are whole after some seconds of quiet.
        self.now.at += 10
        before = self.witness.chat.messages[-1]
        await self.store([self.message(cast.WITNESS, "/help")])
        await self.witness.chat.wait_new(before, timeout=30)

    def _refusals(self) -> Iterator[str]:
        """Calls that Telegram finds wrong."""
        for call in self.server.requests:
            why = str(call.response.get("description"))
            if call.status != 200 and not GONE.search(why):
                yield f"{why}: {call.method} {call.params}"[:1000]

    def _set_aside(self) -> Iterator[str]:
        """What was given up without need."""
        for row in self.rows("SELECT * FROM inbox WHERE state <> 'done'"):
            if row["state"] != "failed" or NOT_READ not in row["error"]:
                yield f"{row['state']} in the inbox: {row['error']}"
        for row in self.rows("SELECT * FROM outbox WHERE state = 'failed'"):
            if not GONE.search(row["error"]):
                yield f"{row['method']} set aside: {row['error']}"
        known = self.server.world.chats
        for row in self.rows("SELECT id FROM chats WHERE parked_at IS NOT NULL"):
            if row["id"] in known:
                yield f"the chat {row['id']} is parked"

    def _kept(self) -> list[str]:
        """What the witness has written, as it is kept."""
        sql = (
            "SELECT content FROM entries JOIN tickets ON tickets.id = entries.ticket_id "
            "JOIN residents ON residents.id = tickets.resident_id "
            "WHERE residents.telegram_id = ? AND direction = 'in'"
        )
        found = self.rows(sql, cast.WITNESS["id"])
        return [json.loads(row["content"])["text"] for row in found]


@asynccontextmanager
async def besieged(directory: Path) -> AsyncIterator[Siege]:
    """A small world of its own, with three concerns in it."""
    now = Now()
    database = directory / "kabyldama.sqlite3"
    async with DemoServer(token=TOKEN, clock=now) as server:
        populate(server)
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]
            **{
                "bot_token": TOKEN,
                "bot_api_url": server.url,
                "database_path": database,
                "default_language": "en",
                "admin_ids": ",".join(str(person["id"]) for person in cast.ADMINISTRATORS),
                "staff_chat_id": cast.OFFICE["id"],
                "monitoring_chat_id": cast.MONITORING["id"],
                "send_burst_private": 100_000,
                "send_per_second": 100_000,
                "send_per_minute_group": 100_000,
            },
        )
        stop = asyncio.Event()
        async with open_application(settings, now) as application, asyncio.TaskGroup() as tasks:
            running = tasks.create_task(application.run(stop))
            siege = Siege(server, application, database, now)
            await siege.file_concerns()
            yield siege
            stop.set()
            await running
