"""Delivery by itself, against the local Telegram."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from time import time

import pytest
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer

from bot.delivery.delivery import Delivery
from bot.delivery.ledger import Continuation, Ledger, Reports
from bot.delivery.pacing import Limits
from bot.delivery.session import JsonSession
from bot.demo.server import DemoServer
from storage import outbox
from storage.database import Database, Transaction, open_database
from storage.outbox import Send
from tests.conftest import TOKEN

FAST = Limits(
    per_second=10000, per_second_private=10000, burst_private=10000, per_minute_group=10000
)

Deliver = Callable[..., AbstractAsyncContextManager[Delivery]]
Enqueue = Callable[[Iterable[Send]], Awaitable[None]]


@pytest.fixture
async def database(database_path: Path) -> AsyncIterator[Database]:
    """An empty database."""
    async with open_database(database_path) as opened:
        yield opened


@pytest.fixture
def enqueue(database: Database) -> Enqueue:
    """Queues calls in one transaction."""

    async def put(sends: Iterable[Send]) -> None:
        async with database.transaction() as tx:
            await outbox.enqueue(tx, sends, time())

    return put


@pytest.fixture
def told() -> list[str]:
    """What administrators were told."""
    return []


@pytest.fixture
def deliver(database: Database, server: DemoServer, told: list[str]) -> Deliver:
    """Runs delivery; the end of the block stops it."""

    def tell(word: str) -> Callable[..., Awaitable[list[Send]]]:
        async def report(_tx: Transaction, *_about: object) -> list[Send]:
            told.append(word)
            return []

        return report

    @asynccontextmanager
    async def run(
        continuations: Mapping[str, Continuation] | None = None, limits: Limits = FAST
    ) -> AsyncIterator[Delivery]:
        session = JsonSession(api=TelegramAPIServer.from_base(server.url))
        reports = Reports(
            set_aside=tell("set aside"),
            chat_parked=tell("parked"),
            chat_works=tell("works"),
            cards_lost=tell("cards lost"),
            topic_lost=tell("topic lost"),
            file_lost=tell("file lost"),
        )
        async with Bot(TOKEN, session=session) as bot, asyncio.TaskGroup() as tasks:
            ledger = Ledger(database, continuations or {}, reports, time)
            made = Delivery(database, bot, session, limits, ledger, time)
            running = tasks.create_task(made.run())
            try:
                yield made
                made.stop(within=5)
                await running
            finally:
                running.cancel()

    return run
