"""Fixtures: a Bot API server, the real application against it, a second look at the database."""

import asyncio
import gc
import os
import re
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.application import Application, open_application
from bot.demo.server import DemoServer
from bot.settings import Settings

TOKEN = "123456789:AAdemodemodemodemodemodemodemodemo1"

NUMBER = re.compile(r"[A-Z]{3}-\d{4}-\d{5}")

Start = Callable[..., AbstractAsyncContextManager[Application]]
Rows = Callable[..., Sequence[sqlite3.Row]]


def pytest_xdist_auto_num_workers() -> int:
    """Two for each processor: most tests wait for sockets and disks half of their time."""
    return 2 * (os.cpu_count() or 1)


def pytest_collection_finish() -> None:
    """What is imported stays: the collector looking through it again and again takes a fifth of
    the time of long tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


@pytest.fixture
async def server() -> AsyncIterator[DemoServer]:
    """A local Telegram."""
    async with DemoServer(token=TOKEN) as running:
        yield running


@pytest.fixture
def database_path(tmp_path: Path) -> Path:
    """Where the bot keeps everything."""
    return tmp_path / "kabyldama.sqlite3"


@pytest.fixture
def start(server: DemoServer, database_path: Path) -> Start:
    """Starts the real application against the server, with settings of choice, and stops it."""

    @asynccontextmanager
    async def run(**values: Any) -> AsyncIterator[Application]:
        now = values.pop("now", None)
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]
            **{
                "bot_token": TOKEN,
                "bot_api_url": server.url,
                "database_path": database_path,
                "send_burst_private": 1000,
                "send_per_second": 10000,
                "send_per_minute_group": 10000,
                "concerns_per_day": 10000,
                "messages_per_10_minutes": 10000,
                **values,
            },
        )
        arguments = () if now is None else (now,)
        stop = asyncio.Event()
        async with (
            open_application(settings, *arguments) as application,
            asyncio.TaskGroup() as tasks,
        ):
            running = tasks.create_task(application.run(stop))
            yield application
            stop.set()
            await running

    return run


@pytest.fixture
def rows(database_path: Path) -> Rows:
    """Reads the database through a connection of its own: only what is committed."""

    def read(sql: str, *parameters: object) -> Sequence[sqlite3.Row]:
        connection = sqlite3.connect(database_path)
        try:
            connection.row_factory = sqlite3.Row
            return connection.execute(sql, parameters).fetchall()
        finally:
            connection.close()

    return read
