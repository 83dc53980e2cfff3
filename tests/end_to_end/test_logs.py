"""Whatever goes wrong, nothing a person wrote, no name and no token gets into the log."""

import asyncio
import logging
import sqlite3
import sys
import threading
import warnings
from collections.abc import AsyncIterator, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bot.application import Application
from bot.demo.errors import Json
from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from bot.logs import configure_logging
from handlers.resident import pages
from tests.conftest import TOKEN, Start
from tests.end_to_end.acting import Resident
from tests.end_to_end.processes import BotProcess, Zygote

NAME, WORDS = "Zinnia", "Chrysanthemum"
SECRETS = (NAME, WORDS, TOKEN, TOKEN.partition(":")[2])


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """The logging of the program, with every level down to DEBUG; undone afterwards."""
    root = logging.getLogger()
    level, raising = root.level, logging.raiseExceptions
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook, warnings.showwarning
    levels = {
        name: logging.getLogger(name).level
        for name in ("aiogram", "aiosqlite", "asyncio", "aiohttp.access")
    }
    written = StringIO()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", written)
        configure_logging()
    root.setLevel(logging.DEBUG)
    yield written
    # Only ours: pytest has its own for each phase, and takes them away itself.
    root.handlers.clear()
    logging.raiseExceptions = raising
    root.setLevel(level)
    sys.excepthook, sys.unraisablehook, threading.excepthook, warnings.showwarning = hooks
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def assert_clean(text: str, *events: str) -> None:
    """The log tells of these events, and no secret."""
    for event in events:
        assert event in text, f"{event} is missing in\n{text}"
    for secret in SECRETS:
        assert secret not in text, text


def broken_updates(resident: Resident) -> Iterator[Json]:
    """What Telegram may send one day, full of words."""
    person = {"id": resident.person.id, "is_bot": False, "first_name": NAME}
    chat = {"id": resident.chat.id, "type": "private", "first_name": NAME}
    good: Json = {"message_id": 900, "date": 1, "chat": chat, "from": person, "text": WORDS}
    yield {"telepathy": {"from": person, "text": WORDS}}
    yield {"message": {**good, "date": WORDS}}
    yield {"message": {**good, "from": {**person, "id": WORDS}}}
    yield {"message": {**good, "text": {WORDS: WORDS}}}
    yield {"message": {**good, "entities": [{"type": WORDS, "offset": WORDS, "length": 1}]}}
    yield {"message": {**good, "text": f"{WORDS}\ud800"}}
    yield {"message": {**good, "media_group_id": f"{WORDS}\ud800"}}
    yield {"message": {**good, "from": {**person, "first_name": f"{NAME}\ud800"}}}
    yield {"callback_query": {"id": WORDS, "from": person, "data": WORDS}}


@pytest.fixture
async def running(
    server: DemoServer, start: Start, log: StringIO
) -> AsyncIterator[tuple[Application, Resident]]:
    """The bot runs with the program's logging."""
    resident = Resident(server.person(NAME, language_code="en"), "en")
    async with start(default_language="en", admin_ids=str(resident.person.id)) as application:
        await resident.start()
        yield application, resident


async def quiet(resident: Resident) -> None:
    """Everything sent before has been handled."""
    before = resident.chat.messages[-1]
    await resident.chat.send("/help")
    await resident.chat.wait_new(before)


Running = tuple[Application, Resident]


async def test_unknown_and_broken_updates(
    server: DemoServer, running: Running, log: StringIO
) -> None:
    _application, resident = running
    for update in broken_updates(resident):
        server.push_update(update)
    await quiet(resident)
    assert_clean(log.getvalue(), "unknown kind", "does not read as Telegram")


async def test_a_handler_that_raises(
    running: Running, log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: Any) -> None:
        logging.getLogger("aiohttp.server").error("failed at %s", WORDS, exc_info=KeyError(WORDS))
        warnings.warn(f"{WORDS} by {NAME}", UserWarning, stacklevel=1)
        raise ValueError(f"{WORDS} {TOKEN}") from KeyError(NAME)

    _application, resident = running
    monkeypatch.setattr(pages, "_", crash)
    shown = warnings.showwarning
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        # pytest notes warnings in a place of its own.
        monkeypatch.setattr(warnings, "showwarning", shown)
        await resident.chat.send("/help")
        await resident.says("Sorry, something went wrong on our side with this message.")
    assert_clean(log.getvalue(), "try 3 of 3: ValueError", "UserWarning", "KeyError")


async def test_telegram_refuses_and_quotes(
    server: DemoServer, running: Running, log: StringIO
) -> None:
    _application, resident = running
    with server.faults.add(Fault("html_error", "sendMessage", count=1)):
        await resident.chat.send(f"/office {WORDS}")
        await quiet(resident)
    with server.faults.add(Fault("drop_before", "sendMessage", count=2)):
        await quiet(resident)
    with server.faults.add(Fault("garbage", "sendMessage", count=1)):
        await resident.chat.send("/privacy")
        await quiet(resident)
    with server.faults.add(Fault("slow", "sendMessage", seconds=0.01)):
        await resident.chat.send(WORDS)
        resident.person.block()
        await server.wait(lambda: any("blocked" in str(call.response) for call in server.requests))
    # The line about it is written after the answer has come back.
    resident.person.unblock()
    await quiet(resident)
    assert_clean(log.getvalue(), "sendMessage to chat", "Forbidden")


async def test_the_database_refuses(
    running: Running, log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: Any) -> None:
        raise sqlite3.IntegrityError(f"{WORDS} is not unique")

    _application, resident = running
    monkeypatch.setattr(pages, "_", crash)
    await resident.chat.send("/help")
    await resident.says("Sorry, something went wrong on our side with this message.")
    assert_clean(log.getvalue(), "IntegrityError")


async def test_what_others_log_and_what_nobody_catches(log: StringIO) -> None:
    def crash() -> None:
        raise ValueError(f"{WORDS} {NAME}")

    loop = asyncio.get_running_loop()
    for name in ("asyncio", "aiohttp.server", "aiogram.event", "somebody"):
        logging.getLogger(name).error("about %s\nof " + WORDS, NAME, exc_info=ValueError(WORDS))
    loop.call_exception_handler({"message": "never retrieved", "exception": ValueError(WORDS)})
    thread = threading.Thread(target=crash)
    thread.start()
    thread.join()
    try:
        crash()
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    assert_clean(log.getvalue(), "about", "never retrieved", "ValueError")


async def test_the_real_process(server: DemoServer, tmp_path: Path, database_path: Path) -> None:
    resident = Resident(server.person(NAME, language_code="en"), "en")
    with Zygote() as zygote:
        bot = BotProcess(
            zygote,
            tmp_path,
            bot_token=TOKEN,
            bot_api_url=server.url,
            database_path=database_path,
            default_language="en",
        )
        await bot.start()
        await server.wait(lambda: server.count("getUpdates") > 0, 30)
        await resident.start()
        for update in broken_updates(resident):
            server.push_update(update)
        await quiet(resident)
        assert await bot.stop() == 0
    assert_clean(bot.log.read_text(encoding="utf-8"), "unknown kind", "does not read")
