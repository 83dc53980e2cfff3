"""The clock: one loop over what is due."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol

from bot.logs import describe
from bot.reception import deadlines
from handlers import errands, silence
from handlers.admin import reports
from handlers.admin.announcements import unanswered
from handlers.admin.staff import removing
from handlers.desk import Desk
from handlers.resident.concern import filing
from handlers.staff import card, marks, placing, reminding
from handlers.statistics import digest
from storage import (
    blocks,
    claims,
    drafts,
    entries,
    erasing,
    following,
    imports,
    inbox,
    outbox,
    outcomes,
    recipients,
    standing,
    tickets,
)
from storage.database import Database, Transaction
from storage.database_errors import is_the_databases
from storage.outbox import Send

logger = logging.getLogger(__name__)

CARDS_PER_COMMIT = 20
RETIRED_A_TICK = 20
"""Concerns, drafts and residents erased at each tick, of each so many."""
CARRIED_PER_COMMIT = 500
"""Concerns that nobody works on which follow their office into another chat: people who write
meanwhile must not wait for thousands."""
SILENT_A_TICK = 20
"""Residents asked once more at each tick, and concerns closed."""
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
        make_desk: Callable[[Transaction], Awaitable[Desk]],
        try_parked: Callable[[], Coroutine[Any, Any, None]],
        now: Callable[[], float],
    ) -> None:
        self._database = database
        self._make_desk = make_desk
        self._try_parked = try_parked
        self._now = now
        self._failing: dict[str, str] = {}
        """What is wrong with which step, while it is."""

    async def run(self) -> None:
        """Look at once, then at every tick and when a card becomes stale, until cancelled."""
        loop = asyncio.get_running_loop()
        next_tick = loop.time()
        stale = self._database.signal(tickets.STALE_QUEUE)
        while True:
            try:
                if loop.time() >= next_tick:
                    next_tick = loop.time() + TICK
                    await self.tick()
                await self._step(self.refresh_cards)
            except sqlite3.Error as error:
                logger.error("the database refuses (%s), trying again", describe(error))
                await asyncio.sleep(1)
            try:
                async with asyncio.timeout_at(next_tick):
                    await stale.wait()
                    await asyncio.sleep(errands.STALE_SECONDS)
            except TimeoutError:
                continue

    async def refresh_cards(self) -> None:
        """Bring stale cards up to date, a few in each commit; people who wait come first."""
        self._database.signal(tickets.STALE_QUEUE).clear()
        done: set[int] = set()
        while True:
            patience = errands.STALE_SECONDS
            if await inbox.has_backlog(self._database):
                patience = errands.STALE_SECONDS_AT_MOST
            found = await tickets.stale(self._database, self._now() - patience, CARDS_PER_COMMIT)
            if done.issuperset(found):
                # Nothing, or only what could not be shown: it is tried again later.
                break
            for failed in await self._do(errands.bring_up_to_date, *found):
                async with self._database.transaction() as tx:
                    # Told in the log; the next change of the ticket tries again.
                    await tickets.mark_fresh(tx, failed)
            done.update(found)
        if await tickets.stale(self._database, self._now(), 1):
            # Some are not due yet, or wait for the backlog.
            self._database.signal(tickets.STALE_QUEUE).set()

    async def tick(self) -> None:
        """Everything that is due now, each thing in a transaction of its own."""
        for step in (
            self._settle,
            self._carry_along,
            self._tell_who_waits,
            self._end_lost,
            self._end_unanswered,
            self._send_drafts,
            self._release_held,
            self._go_on,
            self._remind,
            self._ask_for_digest,
            self._ask_residents,
            self._say_waiting,
            self._purge,
            self._retire,
            self._try_parked,
        ):
            await self._step(step)

    async def _step(self, step: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """A mistake of ours in one thing keeps no other from its time. What the database refuses
        is raised: it would refuse the others as well."""
        name = getattr(step, "__name__", "a step")
        try:
            await step()
        except Exception as error:
            if is_the_databases(error):
                raise
            what = describe(error)
            if self._failing.get(name) != what:
                logger.error("the clock cannot do %s: %s", name, what)
            self._failing[name] = what
        else:
            self._failing.pop(name, None)

    async def _settle(self) -> None:
        """Bring concerns to where they belong."""
        async with self._database.transaction() as tx:
            elsewhere = await placing.misplaced(await self._make_desk(tx))
        for ticket_id in elsewhere:
            await self._do(placing.settle, ticket_id)

    async def _tell_who_waits(self) -> None:
        """Tell administrators of what no office sees."""
        async with self._database.transaction() as tx:
            alerts = await reports.still_waiting(await self._make_desk(tx))
            await outbox.enqueue(tx, alerts, self._now())

    async def _end_lost(self) -> None:
        """End what leads to receptions that are gone: the command line removes them without a
        word to anybody."""
        async with self._database.transaction() as tx:
            ended = await removing.end_lost(await self._make_desk(tx), by=None)
            await outbox.enqueue(tx, ended, self._now())

    async def _end_unanswered(self) -> None:
        """Give announcements back to their authors for which no second yes came."""
        async with self._database.transaction() as tx:
            ended = await unanswered.take_back(await self._make_desk(tx))
            await outbox.enqueue(tx, ended, self._now())

    async def _send_drafts(self) -> None:
        """Remind of drafts that were not sent, and send those that wait for their time."""
        before = self._now() - errands.RECALL_AFTER
        for ticket_id in await drafts.unsent(self._database, before, self._now()):
            await self._do(errands.recall, ticket_id)
        for ticket_id in await drafts.due(self._database, self._now()):
            await self._do(filing.send_waiting, ticket_id)

    async def _release_held(self) -> None:
        """Show offices what was held back."""
        for resident_id in await entries.residents_with_held(self._database, self._now()):
            await self._do(card.release, resident_id)

    async def _go_on(self) -> None:
        """Show offices what waited for a message that is on its way no longer."""
        for ticket_id in await following.stranded(self._database):
            await self._do(errands.go_on, ticket_id)

    async def _say_waiting(self) -> None:
        """Tell an office which answers are still on their way."""
        unsaid = self._now() - marks.UNSAID_SECONDS
        for entry_id in await entries.long_under_way(self._database, unsaid):
            await self._do(marks.say_waiting, entry_id)

    async def _purge(self) -> None:
        """Delete what served its time."""
        async with self._database.transaction() as tx:
            await inbox.purge(tx, self._now())
            await standing.purge(tx, self._now())
            await blocks.purge(tx, self._now())
            await claims.purge(tx, self._now())
            await errands.forget_members(await self._make_desk(tx))
            await imports.purge(tx, self._now())
            await recipients.purge(tx, self._now())

    async def _carry_along(self) -> None:
        """Bring what nobody works on to where its office is now."""
        async with self._database.transaction() as tx:
            left = await placing.left_at_rest(await self._make_desk(tx))
        for start in range(0, len(left), CARRIED_PER_COMMIT):
            async with self._database.transaction() as tx:
                some = left[start : start + CARRIED_PER_COMMIT]
                await placing.carry_along(await self._make_desk(tx), some)

    async def _remind(self) -> None:
        """Remind offices of the clock of the law."""
        async with self._database.transaction() as tx:
            desk = await self._make_desk(tx)
            await outbox.enqueue(tx, await reminding.remind(desk), desk.now)

    async def _ask_for_digest(self) -> None:
        """Ask for the week's numbers."""
        async with self._database.transaction() as tx:
            await digest.ask_when_due(await self._make_desk(tx))

    async def _ask_residents(self) -> None:
        """By day, ask residents about the answers they got, and close what nobody objects to."""
        async with self._database.transaction() as tx:
            daytime = deadlines.is_daytime((await self._make_desk(tx)).local_time)
        if not daytime:
            return
        for ticket_id in await outcomes.unwarned(self._database, self._now(), SILENT_A_TICK):
            await self._do(silence.announce, ticket_id)
        for ticket_id in await outcomes.silent(self._database, self._now(), SILENT_A_TICK):
            await self._do(silence.close, ticket_id)

    async def _retire(self) -> None:
        """Erase what was closed, left or last seen too long ago, a little at every tick."""
        async with self._database.transaction() as tx:
            desk = await self._make_desk(tx)
            setting = desk.setting
            before = errands.retention_moment(setting, desk.now)
            day = errands.retention_day(setting, desk.now)
            await erasing.purge_set_aside(tx, before)
        for find in (erasing.closed_before, erasing.drafts_before):
            for ticket_id in await find(self._database, before, RETIRED_A_TICK):
                await self._do(errands.retire, ticket_id)
        # An administrator who never files a concern is still needed.
        for resident_id in await erasing.unseen_before(
            self._database, day, RETIRED_A_TICK, but=setting.admin_ids
        ):
            await self._do(errands.retire_resident, resident_id)

    async def _do(self, errand: Errand, *ticket_ids: int) -> list[int]:
        """Do an errand for each ticket in one commit; returns those it failed for."""
        failed = []
        async with self._database.transaction() as tx:
            for ticket_id in ticket_ids:
                try:
                    async with tx.savepoint():
                        sends = await errand(await self._make_desk(tx), ticket_id)
                        await outbox.enqueue(tx, sends, self._now())
                except Exception as error:
                    if is_the_databases(error):
                        raise
                    # One errand that fails must not keep the others from their time.
                    logger.error("%s of %s: %s", errand.__name__, ticket_id, describe(error))
                    failed.append(ticket_id)
        return failed
