"""Sends what lies in the outbox and writes down what became of it."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from aiogram import Bot

from bot.delivery.lanes import Lanes
from bot.delivery.ledger import Ledger
from bot.delivery.line import Line
from bot.delivery.outcome import (
    Again,
    ChatMoved,
    ChatRefuses,
    Delivered,
    Outcome,
    Reason,
    Refused,
    Replaced,
    TopicGone,
    Trouble,
    classify,
)
from bot.delivery.pacing import Limits, Pacing
from bot.delivery.session import JsonSession
from storage import chats, outbox, withdrawals
from storage.database import Database
from storage.outbox import Call, Priority

logger = logging.getLogger(__name__)

MAX_IN_FLIGHT = 100
LOADED_AT_ONCE = 500
KEPT_IN_MEMORY = 2000
"""Calls of one priority in memory before no more are read."""
RESULTS_PER_COMMIT = 200


class Delivery:
    """The one place that calls Telegram. Its Bot has no defaults."""

    def __init__(
        self,
        database: Database,
        bot: Bot,
        session: JsonSession,
        limits: Limits,
        ledger: Ledger,
        now: Callable[[], float],
    ) -> None:
        self._database = database
        self._bot = bot
        self._session = session
        self._ledger = ledger
        self._now = now
        self._pacing = Pacing(limits)
        self._lanes = Lanes(self._pacing)
        self._line = Line()
        self._wake = database.signal(outbox.QUEUE)
        self._returned = database.signal(chats.RETURNED)
        self._withdrawn = database.signal(withdrawals.WITHDRAWN)
        self._results: asyncio.Queue[tuple[Call, Outcome]] = asyncio.Queue()
        self._after: dict[Priority, int] = dict.fromkeys(Priority, 0)
        self._queues = {p: database.signal(outbox.queue_of(p)) for p in Priority}
        self._unread = set(Priority)
        """Priorities of which more may lie in the outbox than is in memory."""
        self._attempts: dict[int, int] = {}
        self._settled: set[int] = set()
        self._replaced: set[int] = set()
        """Edits whose place a newer one took, until that is written down: whenever the outbox is
        read anew meanwhile, they are still in it."""
        self._in_flight = 0
        self._pending_results = 0
        self._stop_at: float | None = None

    def stop(self, within: float) -> None:
        """Send what may go at once for at most ``within`` seconds, then end `run`."""
        self._stop_at = asyncio.get_running_loop().time() + within
        self._wake.set()

    async def run(self) -> None:
        """Deliver until stopped; calls in flight are always finished and written down."""
        loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as tasks:
            settling = tasks.create_task(self._settle())
            while True:
                self._wake.clear()
                await self._load()
                while self._in_flight < MAX_IN_FLIGHT and not self._is_over(loop.time()):
                    call = self._lanes.pop(loop.time())
                    if call is None:
                        break
                    self._in_flight += 1
                    tasks.create_task(self._deliver(call))
                busy = self._in_flight or self._pending_results
                next_at = self._lanes.next_at(loop.time())
                if self._stop_at is not None and not busy:
                    nothing_soon = next_at is None or next_at > loop.time() + 0.05
                    if nothing_soon or self._is_over(loop.time()):
                        break
                await self._sleep(next_at)
            settling.cancel()

    def _is_over(self, now: float) -> bool:
        return self._stop_at is not None and now >= self._stop_at

    async def _sleep(self, until: float | None) -> None:
        if self._stop_at is not None:
            until = min(until or self._stop_at, self._stop_at)
            if self._is_over(asyncio.get_running_loop().time()):
                until = None
        if self._in_flight >= MAX_IN_FLIGHT:
            until = None
        try:
            async with asyncio.timeout_at(until):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _load(self) -> None:
        if self._withdrawn.is_set():
            self._withdrawn.clear()
            self._lanes.clear()
            self._returned.set()
        if self._returned.is_set():
            self._returned.clear()
            self._after = dict.fromkeys(Priority, 0)
            self._unread.update(Priority)
        self._unread |= {p for p, queue in self._queues.items() if queue.is_set()}
        for priority in sorted(self._unread):
            if self._lanes.count(priority) >= KEPT_IN_MEMORY:
                continue
            self._queues[priority].clear()
            self._settled.clear()
            calls = await outbox.queued(
                self._database, priority, self._after[priority], LOADED_AT_ONCE
            )
            for call in calls:
                # What was written down while the queue was being read is done already.
                if call.id not in self._settled:
                    self._add(call)
            if calls:
                self._after[priority] = calls[-1].id
            if len(calls) < LOADED_AT_ONCE:
                self._unread.discard(priority)
            else:
                self._wake.set()

    def _add(self, call: Call) -> None:
        if call.id in self._replaced:
            return
        replaced = self._lanes.add(call)
        if replaced is not None:
            self._replaced.add(replaced.id)
            self._pending_results += 1
            self._results.put_nowait((replaced, Replaced()))

    async def _deliver(self, call: Call) -> None:
        outcome = self._judged(call, await self._attempt(call))
        if isinstance(outcome, Again) and await withdrawals.is_withdrawn(self._database, call.id):
            outcome = Refused(Reason.EXPIRED, "withdrawn while it was tried")
        self._in_flight -= 1
        if isinstance(outcome, Again):
            self._hold(call, outcome)
        else:
            self._pending_results += 1
            self._results.put_nowait((call, outcome))
        self._wake.set()

    def _judged(self, call: Call, outcome: Outcome) -> Outcome:
        """A failure beside those of others: what fails by its own fault is given up in the end."""
        if isinstance(outcome, Delivered):
            self._line.works()
        if not isinstance(outcome, Again) or outcome.trouble is None:
            return outcome
        now = asyncio.get_running_loop().time()
        self._line.failed(call, outcome.trouble, now)
        if self._line.is_given_up(call, now):
            tries = self._attempts.get(call.id, 0) + 1
            return Refused(Reason.REFUSED, f"tried {tries} times: {outcome.trouble}")
        if outcome.trouble is Trouble.SILENCE and self._line.is_down():
            return replace(outcome, everything=True)
        return outcome

    async def _attempt(self, call: Call) -> Outcome:
        if call.expires_at is not None and call.expires_at < self._now():
            return Refused(Reason.EXPIRED, "waited too long")
        attempts = self._attempts.get(call.id, 0)
        try:
            params = await self._params(call)
            if params is None:
                return Refused(Reason.GONE, "the message it is about is not there")
            return Delivered(await self._send(call, params))
        except Exception as error:
            outcome = classify(error, call, attempts)
            if not isinstance(outcome, Delivered):
                logger.warning(
                    "%s to chat %s: %s, %s",
                    call.method,
                    call.chat_id,
                    type(error).__name__,
                    type(outcome).__name__,
                )
            return outcome

    async def _send(self, call: Call, params: dict[str, Any]) -> Any:
        files = await outbox.files_of(self._database, call.id) if call.uploads else None
        return await self._session.post(self._bot, call.method, params, files)

    async def _params(self, call: Call) -> dict[str, Any] | None:
        """The parameters with references looked up; None when it makes no sense without them."""
        params = dict(call.params)
        if call.chat_id is not None:
            params["chat_id"] = call.chat_id
            for ref in call.refs:
                message_id = await outbox.resolve(self._database, ref, call.chat_id)
                if ref.path == "message_id" or call.method in outbox.OF_TOPICS:
                    if message_id is None:
                        return None
                    params[ref.path] = message_id
                elif ref.path == "message_thread_id":
                    params |= {} if message_id is None else {ref.path: message_id}
                elif message_id is not None:
                    reply = {"message_id": message_id, "allow_sending_without_reply": True}
                    params["reply_parameters"] = reply
        return params

    def _hold(self, call: Call, outcome: Again) -> None:
        now = asyncio.get_running_loop().time()
        self._attempts[call.id] = self._attempts.get(call.id, 0) + 1
        if outcome.stripped:
            call.strip()
        if outcome.everything:
            self._pacing.hold(None, now + outcome.after)
        if outcome.chat and call.chat_id is not None:
            self._pacing.hold(call.chat_id, now + outcome.after)
        to_person = call.chat_id is not None and call.chat_id > 0
        if outcome.chat and to_person and call.priority == Priority.ANNOUNCEMENT:
            # One message to one person is not too many for them: all together are. A group has a
            # limit of its own.
            self._pacing.hold_announcements(now + outcome.after)
        self._lanes.retry(call, now + outcome.after)

    async def _settle(self) -> None:
        """Write outcomes down, many in one commit, before the next of their streams may go."""
        while True:
            batch = [await self._results.get()]
            while not self._results.empty() and len(batch) < RESULTS_PER_COMMIT:
                batch.append(self._results.get_nowait())
            pause = 0.5
            while not await self._ledger.record_all(batch):
                await asyncio.sleep(pause)
                pause = min(pause * 2, 30.0)
            for call, outcome in batch:
                self._attempts.pop(call.id, None)
                self._line.forget(call)
                self._settled.add(call.id)
                self._replaced.discard(call.id)
                put_away = isinstance(outcome, ChatMoved | ChatRefuses | TopicGone)
                if put_away and call.chat_id is not None:
                    self._lanes.drop(call.chat_id)
                # One that was replaced has left its stream, where another call may be on its way.
                if not isinstance(outcome, Replaced):
                    self._lanes.release(call)
            self._pacing.forget_idle(asyncio.get_running_loop().time())
            self._pending_results -= len(batch)
            self._wake.set()

    async def try_parked(self) -> None:
        """Try each parked chat with its oldest call; one that works gets all that waited."""
        for chat in await chats.parked(self._database):
            call = await outbox.first_queued(self._database, chat.id, self._now())
            if call is None:
                # Nothing waits, so nothing can be tried: the next call to it will be.
                continue
            outcome = await self._attempt(call)
            if isinstance(outcome, Refused) and outcome.reason is Reason.EXPIRED:
                # Nothing was tried: it says nothing of the chat.
                continue
            if isinstance(outcome, Again) and outcome.stripped:
                call.strip()
                outcome = await self._attempt(call)
            if isinstance(outcome, Again | ChatRefuses):
                continue
            if await self._ledger.record_all([(call, outcome)]) and isinstance(outcome, Delivered):
                await self._ledger.unpark(chat.id)
