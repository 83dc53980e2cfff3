"""Does slow work that waits in the database, one thing at a time, outside of transactions."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace

from bot.logs import describe
from handlers.desk import Desk, speaking
from handlers.gate import still_allowed
from handlers.jobs import Kind, Tools, given_up
from storage import jobs, outbox
from storage.database import Database, Transaction
from storage.database_errors import is_the_databases
from storage.jobs import Job
from storage.outbox import Send

logger = logging.getLogger(__name__)

ATTEMPTS = 3
"""How often a job is begun before it is given up. One that was in hand when the program was
stopped in order does not count as begun; one that ended the program does."""
PAUSE = 2.0
"""Seconds between two attempts."""


class Jobs:
    """The one worker of the jobs table."""

    def __init__(
        self,
        tools: Tools,
        kinds: Mapping[str, Kind],
        make_desk: Callable[[Transaction], Awaitable[Desk]],
    ) -> None:
        self._tools = tools
        self._database: Database = tools.database
        self._kinds = kinds
        self._make_desk = make_desk

    async def run(self) -> None:
        """Do what waits, and what is asked for from now on, until cancelled."""
        asked = self._database.signal(jobs.QUEUE)
        while True:
            asked.clear()
            try:
                job = await jobs.oldest(self._database)
                if job is None:
                    await asked.wait()
                elif not await self._do(job):
                    await asyncio.sleep(PAUSE)
            except Exception as error:
                what = "the database refuses" if is_the_databases(error) else "a mistake of ours"
                logger.error("%s (%s), trying again", what, describe(error))
                await asyncio.sleep(PAUSE)

    async def _do(self, job: Job) -> bool:
        """Do one. False: it failed and is to be tried again."""
        if job.attempts >= ATTEMPTS:
            # It was never ended: it ends the program.
            return await self._give_up(job)
        try:
            return await self._attempt(job)
        except asyncio.CancelledError:
            await self._take_back(job)
            raise

    async def _attempt(self, job: Job) -> bool:
        kind = self._kinds.get(job.kind)
        async with self._database.transaction() as tx:
            await jobs.begin(tx, job)
        try:
            if kind is None:
                raise LookupError(f"no work is called {job.kind}")
            result = await kind.work(self._tools, job)
            done = await self._concluded(job, kind, result)
            while not done:
                await asyncio.sleep(PAUSE)
                done = await self._concluded(job, kind, result)
        except Exception as error:
            logger.error("job %s of chat %s: %s", job.kind, job.chat_id, describe(error))
            return await self._give_up(job) if job.attempts + 1 >= ATTEMPTS else False
        return True

    async def _take_back(self, job: Job) -> None:
        """The program is being stopped: that is not the job's fault."""
        noted = False
        while not noted:
            # Cancelled once more: it is noted all the same, and the first one is raised then.
            with suppress(asyncio.CancelledError):
                try:
                    async with self._database.transaction() as tx:
                        await jobs.take_back(tx, job)
                except sqlite3.Error as error:
                    logger.error("a stop counts as an attempt (%s)", describe(error))
                noted = True

    async def _concluded(self, job: Job, kind: Kind, result: object) -> bool:
        """Say what came of it. False: the database takes nothing now, which is not the work's
        fault."""
        try:
            async with self._database.transaction() as tx:
                desk = await self._make_desk(tx)
                job = replace(job, chat_id=await jobs.chat_of(tx, job))
                sends: list[Send] = []
                if await still_allowed(desk, job.chat_id, kind.action):
                    with speaking(await desk.language_of_chat(job.chat_id)):
                        sends = outbox.as_list(await kind.conclude(desk, job, result))
                await outbox.enqueue(tx, sends, desk.now)
                await jobs.remove(tx, job)
        except Exception as error:
            if not is_the_databases(error):
                raise
            logger.error("the database refuses (%s), trying again", describe(error))
            return False
        return True

    async def _give_up(self, job: Job) -> bool:
        async with self._database.transaction() as tx:
            desk = await self._make_desk(tx)
            job = replace(job, chat_id=await jobs.chat_of(tx, job))
            with speaking(await desk.language_of_chat(job.chat_id)):
                await outbox.enqueue(tx, [given_up(job)], desk.now)
            await jobs.remove(tx, job)
        return True
