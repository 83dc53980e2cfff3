"""Makes what was erased leave the database's file, too."""

import asyncio
import logging
import sqlite3

from bot.logs import describe
from storage import erasing, search
from storage.database import Database

logger = logging.getLogger(__name__)

SOON = 5.0
"""Seconds from an erasure to the compaction: the last words to the person leave meanwhile."""
AT_MOST_EVERY = 60.0
"""Seconds between two compactions: nobody can write to the database meanwhile."""


class Compaction:
    """Compacts the file after something was erased; what a kill left undone comes first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def run(self) -> None:
        """Look at once, then after each erasure, until cancelled."""
        erased = self._database.signal(erasing.QUEUE)
        erased.set()
        while True:
            await erased.wait()
            await asyncio.sleep(SOON)
            erased.clear()
            done = False
            try:
                done = await self.compact()
            except sqlite3.Error as error:
                logger.error("the file cannot be compacted (%s), trying again", describe(error))
            await asyncio.sleep(AT_MOST_EVERY - SOON)
            if not done:
                erased.set()

    async def compact(self) -> bool:
        """Compact the file if something was erased. False: it is to be tried again later."""
        async with self._database.transaction() as tx:
            due = await erasing.is_noted(tx)
            claimed = await erasing.claim(tx) if due else None
            if claimed is not None:
                await search.optimize(tx)
        if claimed is None:
            return not due
        last, waits = claimed
        if not await self._database.compact() or waits:
            return False
        async with self._database.transaction() as tx:
            await erasing.compacted(tx, last)
        return True
