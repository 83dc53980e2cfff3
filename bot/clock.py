"""The clock: one loop over what is due."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from bot.logs import describe
from handlers import errands
from handlers.desk import Desk
from storage import inbox, outbox, tickets
from storage.database import Database, Transaction
from storage.outbox import Send

logger = logging.getLogger(__name__)

TICK = 15.0
"""Seconds between two looks."""


class Errand(Protocol):
    """Something to do about a ticket whose time has come."""

    __name__: str

    def __call__(self, desk: Desk, ticket_id: int, /) -> Coroutine[Any, Any, list[Send]]: ...


class Clock:
    """Does what has come due; what it sends goes by the outbox like everything else."""

    def __init__(
        self,
        database: Database,
        make_desk: Callable[[Transaction], Desk],
        try_parked: Callable[[], Coroutine[Any, Any, None]],
        now: Callable[[], float],
    ) -> None:
        self._database = database
        self._make_desk = make_desk
        self._try_parked = try_parked
        self._now = now

    async def run(self) -> None:
        """Look at once, then at every tick, until cancelled."""
        while True:
            try:
                await self.tick()
            except sqlite3.Error as error:
                logger.error("the database refuses (%s), trying again", describe(error))
            await asyncio.sleep(TICK)

    async def tick(self) -> None:
        """Everything that is due now, each thing in a transaction of its own."""
        for ticket_id, _office in await tickets.without_chat(self._database):
            await self._do(errands.show_waiting, ticket_id)
        before = self._now() - errands.RECALL_AFTER
        for ticket_id in await tickets.unsent_drafts(self._database, before):
            await self._do(errands.recall, ticket_id)
        async with self._database.transaction() as tx:
            await inbox.purge(tx, self._now())
        await self._try_parked()

    async def _do(self, errand: Errand, key: int) -> None:
        try:
            async with self._database.transaction() as tx:
                await outbox.enqueue(tx, await errand(self._make_desk(tx), key), self._now())
        except sqlite3.Error:
            raise
        except Exception as error:
            # One errand that fails must not keep the others from their time.
            logger.error("%s of %s: %s", errand.__name__, key, describe(error))
