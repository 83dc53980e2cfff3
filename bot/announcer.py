"""Sends announcements, little by little: whoever writes to the bot meanwhile is served first."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.logs import describe
from bot.reception.announcements import Status
from handlers.admin.announcements import beginning, progress, sending
from handlers.desk import Desk
from storage import announcements, outbox, recipients
from storage.announcements import Announcement
from storage.database import Database, Transaction
from storage.database_errors import is_the_databases

logger = logging.getLogger(__name__)

STOCK_SECONDS = 3.0
"""So many seconds' worth of calls lie in the outbox: what a pause cannot hold back any more."""
MOST_IN_STOCK = 300
AT_ONCE = 50
"""People in one transaction: whoever writes meanwhile waits for no longer than that."""
STEP = 1.0
"""Seconds between two looks while something is being sent."""
SHOWN_EVERY = 3.0
"""Seconds between two states of the message that shows how far it is."""
IDLE = 15.0
"""Seconds between two looks at what is to begin."""


class Announcer:
    """The loop that keeps the outbox supplied. One announcement is served at a time; one whose
    time comes while another is being sent begins after it: when nobody waits for that any more
    but those to whom it is on its way."""

    def __init__(
        self,
        database: Database,
        make_desk: Callable[[Transaction], Awaitable[Desk]],
        per_second: float,
        now: Callable[[], float],
    ) -> None:
        self._database = database
        self._make_desk = make_desk
        self._now = now
        self._stock = min(max(1, int(per_second * STOCK_SECONDS)), MOST_IN_STOCK)
        self._served: tuple[int, float] | None = None
        """The announcement that was served at the last step, and when that was."""
        self._shown: dict[int, tuple[float, Status, str]] = {}
        """When each was shown to its author, its state then, and what it looked like."""

    async def run(self) -> None:
        """Serve what is to be sent, until cancelled."""
        moved = self._database.signal(announcements.QUEUE)
        while True:
            moved.clear()
            try:
                wait = await self.step()
            except Exception as error:
                if is_the_databases(error):
                    logger.error("the database refuses (%s), trying again", describe(error))
                    wait = STEP
                else:
                    # A mistake of ours: the rest of the bot goes on, and this tries again.
                    logger.error("an announcement cannot be sent: %s", describe(error))
                    wait = IDLE
            try:
                async with asyncio.timeout(wait):
                    await moved.wait()
            except TimeoutError:
                continue

    async def step(self) -> float:
        """One look; returns the seconds until the next one."""
        if await self._is_idle():
            self._served = None
            at = await announcements.next_at(self._database)
            return IDLE if at is None else min(IDLE, max(0.0, at - self._now()))
        async with self._database.transaction() as tx:
            desk = await self._make_desk(tx)
            first = await sending.served(tx)
            if first is None:
                await outbox.enqueue(tx, await beginning.begin(desk), desk.now)
                first = await sending.served(tx)
            await self._note_work(tx, first)
            moving = [one for one in await announcements.under_way(tx) if one.is_supplied]
        for one in moving:
            # The one that is served, and those that may have come to their end.
            await self._supply(one, is_served=first is not None and one.id == first.id)
        await self._show()
        return STEP

    async def _is_idle(self) -> bool:
        """Whether nothing is on its way, begins now or is still to be shown. Takes no lock."""
        at = await announcements.next_at(self._database)
        due = at is not None and at <= self._now()
        return (
            not due and not self._shown and not await announcements.any_under_way(self._database)
        )

    async def _note_work(self, tx: Transaction, first: Announcement | None) -> None:
        """Count the time in which an announcement was being sent."""
        clock = asyncio.get_running_loop().time()
        served, self._served = self._served, None
        if first is None or first.status is not Status.RUNNING:
            return
        self._served = first.id, clock
        if served is not None and served[0] == first.id:
            await announcements.add_worked(tx, first.id, clock - served[1])

    async def _supply(self, announcement: Announcement, *, is_served: bool) -> None:
        """Fill the outbox up if it is its turn; end the announcement when nobody waits any
        more."""
        while True:
            async with self._database.transaction() as tx:
                desk = await self._make_desk(tx)
                present = await announcements.get(tx, announcement.id)
                if present is None or not present.is_supplied:
                    return
                removing = present.status is Status.REMOVING
                if not await recipients.any_waits(tx, present.id, removing=removing):
                    ended = await sending.finish(desk, present)
                    if ended is not None:
                        drawing = await progress.drawn(desk, ended)
                        sends = await progress.shown(desk, ended, drawing)
                        await outbox.enqueue(tx, sends, desk.now)
                    return
                if not is_served:
                    return
                room = self._stock - await recipients.in_outbox(tx, present.id)
                if room <= 0:
                    return
                sends = await sending.feed(desk, present, min(room, AT_ONCE))
                await outbox.enqueue(tx, sends, desk.now)

    async def _show(self) -> None:
        """Show authors how far it is: at once when the state is another one, else now and then."""
        clock = asyncio.get_running_loop().time()
        async with self._database.transaction() as tx:
            desk = await self._make_desk(tx)
            moving = {one.id: one for one in await announcements.under_way(tx)}
            # What came to its end since is shown a last time.
            ended = [await announcements.get(tx, id_) for id_ in self._shown if id_ not in moving]
            for one in [*moving.values(), *filter(None, ended)]:
                at, status, look = self._shown.get(one.id, (0.0, None, ""))
                if one.id in moving and status is one.status and clock < at + SHOWN_EVERY:
                    continue
                drawing = await progress.drawn(desk, one)
                new_look = repr((one.progress_id, drawing[0].render(), drawing[1]))
                if new_look != look:
                    sends = await progress.shown(desk, one, drawing)
                    await outbox.enqueue(tx, sends, desk.now)
                self._shown[one.id] = clock, one.status, new_look
        self._shown = {id_: seen for id_, seen in self._shown.items() if id_ in moving}
