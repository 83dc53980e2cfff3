"""The worker: each update takes effect once or not at all, and none stops those behind it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiogram import Bot, Dispatcher
from aiogram.types import Message, User

from bot.demo.server import DemoServer
from bot.dispatch import RefusingSession
from bot.worker import Worker
from handlers.desk import Desk
from storage import inbox
from storage.database import Database, Transaction, open_database
from storage.fsm import TransactionStorage
from storage.outbox import Send
from tests.bot.delivery.until import until
from tests.conftest import TOKEN, Rows, Start

Handler = Callable[..., Awaitable[object]]
Work = Callable[..., AbstractAsyncContextManager[Worker]]

ME = User(id=123456789, is_bot=True, first_name="Bot")


class Hands:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = 1_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
async def database(database_path: Path) -> AsyncIterator[Database]:
    async with open_database(database_path) as opened:
        yield opened


@pytest.fixture
def work(database: Database, hands: Hands) -> Work:
    """Runs a worker whose dispatcher has one handler of messages; the end of the block lets it
    finish what is stored."""

    async def set_aside(desk: Desk, _update: dict[str, Any]) -> list[Send]:
        return []

    async def make_desk(tx: Transaction) -> Desk:
        return cast("Desk", SimpleNamespace(tx=tx, now=hands()))

    @asynccontextmanager
    async def run(handler: Handler) -> AsyncIterator[Worker]:
        dispatcher = Dispatcher(storage=TransactionStorage())
        dispatcher.message.register(handler)
        bot = Bot(TOKEN, session=RefusingSession(ME))
        worker = Worker(database, dispatcher, bot, make_desk, set_aside, hands)
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(worker.run())
            yield worker
            worker.stop()
            try:
                async with asyncio.timeout(5):
                    await asyncio.shield(running)
            finally:
                running.cancel()

    return run


def text(update_id: int, words: str, sender: int = 5) -> dict[str, Any]:
    person = {"id": sender, "is_bot": False, "first_name": "A"}
    chat = {"id": sender, "type": "private", "first_name": "A"}
    message = {"message_id": update_id, "date": 1, "chat": chat, "from": person, "text": words}
    return {"update_id": update_id, "message": message}


def photo(update_id: int, album: str, sender: int = 5) -> dict[str, Any]:
    update = text(update_id, "", sender)
    del update["message"]["text"]
    size = {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}
    update["message"] |= {"photo": [size], "media_group_id": album}
    return update


async def store(database: Database, hands: Hands, *updates: dict[str, Any]) -> None:
    async with database.transaction() as tx:
        await inbox.store(tx, 1, updates, hands())


async def test_a_handler_that_raises_is_undone_tried_three_times_and_set_aside(
    database: Database, hands: Hands, work: Work, rows: Rows
) -> None:
    tries, seen = [], []

    async def handler(event: Message, desk: Desk) -> None:
        if event.text == "bad":
            tries.append(event.text)
            await desk.tx.fetch("INSERT INTO meta VALUES (?, 'x')", (str(len(tries)),))
            raise KeyError("the words of a person")
        seen.append(event.text)

    await store(database, hands, text(1, "one"), text(2, "bad"), text(3, "three"))
    async with work(handler):
        pass
    assert (tries, seen) == (["bad"] * 3, ["one", "three"])
    assert not rows("SELECT * FROM meta")
    [failed] = rows("SELECT * FROM inbox WHERE state = 'failed'")
    assert failed["update_id"] == 2
    assert "words" not in failed["error"]
    assert failed["attempts"] == 3, "administrators see how often it was tried"


async def test_a_mistake_in_a_statement_is_the_handlers_and_stops_nobody(
    database: Database, hands: Hands, work: Work, rows: Rows
) -> None:
    seen = []

    async def handler(event: Message, desk: Desk) -> None:
        if event.text == "bad":
            await desk.tx.fetch("SELECT * FROM no_such_table")
        seen.append(event.text)

    await store(database, hands, text(1, "bad"), text(2, "good"))
    async with work(handler):
        pass
    assert seen == ["good"]
    assert len(rows("SELECT * FROM inbox WHERE state = 'failed'")) == 1


async def test_a_full_disk_is_nobodys_fault(
    database: Database, hands: Hands, work: Work, rows: Rows
) -> None:
    full = True
    tries = []

    async def handler(event: Message, desk: Desk) -> None:
        tries.append(event.text)
        if full:
            [[pages]] = await desk.tx.fetch("PRAGMA page_count")
            await desk.tx.fetch(f"PRAGMA max_page_count = {pages}")
        else:
            await desk.tx.fetch("PRAGMA max_page_count = 1000000")
        await desk.tx.fetch("INSERT INTO meta VALUES ('big', ?)", ("x" * 1_000_000,))

    await store(database, hands, text(1, "one"))
    async with work(handler):
        await until(lambda: len(tries) >= 2)
        assert [row["state"] for row in rows("SELECT state FROM inbox")] == ["new"]
        full = False
        await until(lambda: not rows("SELECT 1 FROM inbox WHERE state <> 'done'"))
    assert len(rows("SELECT * FROM meta")) == 1


async def test_an_album_waits_for_two_seconds_of_quiet(
    database: Database, hands: Hands, work: Work, rows: Rows
) -> None:
    albums: list[int] = []

    async def handler(event: Message, album: list[Message] | None = None) -> None:
        albums.append(len(album or []))

    async def looked_at(count: int) -> None:
        held = "SELECT 1 FROM inbox WHERE state = 'waiting'"
        await until(lambda: len(rows(held)) == count)

    async with work(handler) as worker:
        await store(database, hands, photo(1, "a"))
        await looked_at(1)
        hands.at += 1.9
        await store(database, hands, photo(2, "a"))
        await looked_at(2)
        hands.at += 1.9
        # Somebody else's message ends nothing, and shows that the worker has looked.
        await store(database, hands, text(3, "x", sender=6))
        await until(lambda: albums)
        assert albums == [0]
        hands.at += 0.2
        worker._wake.set()
        await until(lambda: len(albums) >= 2)
    assert albums == [0, 2]


async def test_another_message_of_the_same_sender_ends_an_album(
    database: Database, hands: Hands, work: Work
) -> None:
    order: list[str] = []

    async def handler(event: Message, album: list[Message] | None = None) -> None:
        order.append(f"album of {len(album)}" if album else str(event.text))

    await store(database, hands, photo(1, "a"), photo(2, "a"), text(3, "after"))
    async with work(handler):
        pass
    assert order == ["album of 2", "after"]


async def test_an_album_in_a_backlog_is_judged_as_a_whole(
    database: Database, hands: Hands, work: Work
) -> None:
    """The worker is late by more than the quiet time, and a batch ends inside the album."""
    albums: list[int] = []

    async def handler(event: Message, album: list[Message] | None = None) -> None:
        if album:
            albums.append(len(album))

    others = [text(number, "x", sender=6) for number in range(1, 50)]
    await store(database, hands, *others, photo(50, "a"), photo(51, "a"), photo(52, "a"))
    hands.at += 60
    async with work(handler):
        pass
    assert albums == [3]


async def test_items_stored_before_a_crash_join_those_after_it(
    database: Database, hands: Hands, work: Work
) -> None:
    albums: list[int] = []

    async def handler(event: Message, album: list[Message] | None = None) -> None:
        albums.append(len(album or []))

    await store(database, hands, photo(1, "a"))
    async with database.transaction() as tx:
        await inbox.wait_for_album(tx, 1, "5:5:a")
    hands.at += 0.5
    await store(database, hands, photo(2, "a"))
    hands.at += 60
    async with work(handler):
        pass
    assert albums == [2]


@pytest.mark.parametrize(
    "update",
    [
        {"wholly_new_kind": {"chat": {"id": 5}, "from": {"id": 5}}},
        {"message": None},
        {"message": 5},
        {"message": {"message_id": 1}},
        {"message": {"message_id": 1, "chat": {"id": 5, "type": "private"}, "from": None}},
        {"message": {"message_id": 1, "chat": {"id": 5, "type": "private"}, "from": "x"}},
        {"message": {"message_id": 1, "chat": {"id": "five"}, "from": {"id": 5}}},
        {"message": {"message_id": 1, "chat": {"id": []}, "from": {"id": 5}}},
        {"message": {"message_id": 1, "chat": {"id": -5}, "from": {"id": 5}, "text": 5}},
        {"callback_query": {"id": "1", "from": {"id": 5}}},
        {},
    ],
    ids=repr,
)
async def test_strange_updates_stop_nobody(
    server: DemoServer, start: Start, rows: Rows, update: dict[str, Any]
) -> None:
    anna = server.person("Anna", language_code="en")
    async with start():
        server.push_update(update)
        await anna.chat.send("/start")
        await anna.chat.wait_text("Choose your language")
    assert not rows("SELECT * FROM inbox WHERE state = 'new'")


async def test_an_update_that_comes_twice_is_taken_once(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    anna = server.person("Anna", language_code="en")
    async with start():
        await server.wait(lambda: server.count("getUpdates"))
        server.world.updates.interrupt()
    await anna.chat.send("/start")
    [update] = server.pending_updates
    async with start():
        await anna.chat.wait_text("Choose your language")
        server.push_update(update)
        await anna.chat.send("/help")
        await anna.chat.wait(lambda chat: len(chat.texts) >= 2)
    assert len(rows("SELECT 1 FROM inbox WHERE update_id = ?", update["update_id"])) == 1
    assert len(anna.chat.texts) == 2
