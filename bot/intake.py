"""Takes updates from Telegram and puts them on disk before they are confirmed."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramConflictError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.utils.backoff import Backoff, BackoffConfig

from bot.logs import describe
from storage import inbox, meta
from storage.database import Database, Transaction

logger = logging.getLogger(__name__)

# pydantic forgets a parametrised model that nobody holds, and would build it for each poll.
_ANSWER = Response[list[Any]]

POLL_SECONDS = 25
OFFLINE_LIMIT = 24 * 3600
"""Seconds Telegram keeps updates."""
NOTED_EVERY = 60
"""Seconds between two notes of the last poll while nothing happens."""


class TokenRevoked(Exception):
    """Telegram does not know the token (any longer); the message says how to mend it."""


class GetRawUpdates(TelegramMethod[list[Any]]):
    """getUpdates whose answer is not parsed: one update of an unknown kind fails no batch."""

    __returning__ = list[Any]
    __api_method__ = "getUpdates"

    offset: int | None = None
    timeout: int
    allowed_updates: list[str]


class Intake:
    """Polls Telegram. Telegram forgets an update when the next poll names a later offset, so
    that offset is named only after the commit."""

    def __init__(
        self,
        database: Database,
        bot: Bot,
        allowed_updates: Sequence[str],
        on_absence: Callable[[Transaction, float], Awaitable[None]],
        now: Callable[[], float],
    ) -> None:
        self._on_absence = on_absence
        self._database = database
        self._bot = bot
        self._allowed_updates = list(allowed_updates)
        self._now = now
        self._noted_at = 0.0
        self._polled = False

    async def run(self) -> None:
        """Poll until cancelled. Raises TokenRevoked."""
        backoff = Backoff(BackoffConfig(min_delay=1.0, max_delay=30.0, factor=2.0, jitter=0.1))
        # The first poll names no offset: it shows whatever Telegram still has.
        offset: int | None = None
        while True:
            try:
                updates = await self._poll(offset)
                await self.store(updates)
            except TelegramUnauthorizedError as error:
                raise TokenRevoked(
                    "BOT_TOKEN: Telegram does not accept it: ask @BotFather for the present one"
                ) from error
            except TelegramRetryAfter as error:
                await asyncio.sleep(error.retry_after)
            except TelegramConflictError:
                logger.error(
                    "another program polls with this BOT_TOKEN: stop it, or ask @BotFather "
                    "for a new token"
                )
                await backoff.asleep()
            except sqlite3.Error as error:
                logger.error(
                    "the database refuses to store updates (%s): they stay with Telegram for at "
                    "most 24 hours; free disk space or mend DATABASE_PATH",
                    describe(error),
                )
                await backoff.asleep()
            except AiogramError as error:
                logger.warning("no answer from Telegram (%s), trying again", type(error).__name__)
                await backoff.asleep()
            else:
                known = [update["update_id"] for update in updates if inbox.is_numbered(update)]
                if updates and not known:
                    # Without a number there is no way to confirm them: they come again.
                    await backoff.asleep()
                    continue
                backoff.reset()
                if known:
                    offset = max(known) + 1

    async def _poll(self, offset: int | None) -> list[Any]:
        # The first one does not wait: it shows that the line is there.
        method = GetRawUpdates(
            offset=offset,
            timeout=POLL_SECONDS if self._polled else 0,
            allowed_updates=self._allowed_updates,
        )
        updates = await self._bot(method, request_timeout=POLL_SECONDS + 15)
        self._polled = True
        return updates

    async def store(self, updates: list[Any]) -> None:
        """Put raw updates on disk, each once. What is no JSON object is noted and let go."""
        now = self._now()
        if not updates and now - self._noted_at < NOTED_EVERY:
            return
        async with self._database.transaction() as tx:
            if updates:
                objects = [update for update in updates if isinstance(update, dict)]
                await inbox.store(tx, self._bot.id, objects, now)
                if len(objects) < len(updates):
                    count = len(updates) - len(objects)
                    logger.error("%s of %s updates are no objects", count, len(updates))
            if now - self._noted_at >= NOTED_EVERY:
                await self._note(tx, now)
        if now - self._noted_at >= NOTED_EVERY:
            self._noted_at = now

    async def _note(self, tx: Transaction, now: float) -> None:
        """Note the poll; a long time without one, in this run or before, is told."""
        last = await meta.get(tx, meta.LAST_POLL)
        if last is not None and now - float(last) > OFFLINE_LIMIT:
            await self._on_absence(tx, now - float(last))
        await meta.put(tx, meta.LAST_POLL, str(int(now)))
