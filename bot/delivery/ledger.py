"""Writes down what became of calls, and tells those who wait for it."""

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.delivery.outcome import (
    ChatMoved,
    ChatRefuses,
    Delivered,
    Final,
    Outcome,
    Reason,
    Refused,
    Replaced,
    TopicGone,
)
from bot.logs import describe
from storage import chats, outbox, residents, standing, withdrawals
from storage.database import Database, Transaction
from storage.database_errors import is_the_databases
from storage.outbox import Call, Send, Sends

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Done:
    """What a continuation is told."""

    call: Call
    outcome: Final

    @property
    def delivered(self) -> bool:
        """Whether Telegram did it."""
        return isinstance(self.outcome, Delivered)

    @property
    def message_ids(self) -> list[int]:
        """What was sent; empty when nothing was, or Telegram's answer was unreadable."""
        return self.outcome.message_ids if isinstance(self.outcome, Delivered) else []

    @property
    def answer(self) -> Any:
        """Telegram's raw answer; None when it did not do it."""
        return self.outcome.result if isinstance(self.outcome, Delivered) else None

    @property
    def reason(self) -> str | None:
        """Why it will never be done."""
        return None if isinstance(self.outcome, Delivered) else str(self.outcome.reason)

    @property
    def chat_id(self) -> int:
        """The chat the call went to."""
        if self.call.chat_id is None:
            raise LookupError(f"{self.call.method} has no chat")
        return self.call.chat_id

    @property
    def context(self) -> Mapping[str, Any]:
        """What the sender noted for now."""
        return self.call.context


def _sent_in_private(batch: Sequence[tuple[Call, Outcome]]) -> Iterator[tuple[int, int]]:
    """The messages that are new in private chats, as chat and id; an edit is none."""
    for call, outcome in batch:
        chat_id = call.chat_id or 0
        if not isinstance(outcome, Delivered) or chat_id <= 0:
            continue
        if call.method.startswith(("send", "copy")):
            yield from ((chat_id, message_id) for message_id in outcome.message_ids)


Continuation = Callable[[Transaction, Done], Awaitable[Sends]]


@dataclass(frozen=True, slots=True)
class Reports:
    """Who is told what, in words; the texts are the handlers' business."""

    set_aside: Callable[[Transaction], Awaitable[list[Send]]]
    chat_parked: Callable[[Transaction, int, str], Awaitable[list[Send]]]
    chat_works: Callable[[Transaction, int], Awaitable[list[Send]]]
    cards_lost: Callable[[Transaction, list[int]], Awaitable[list[Send]]]
    topic_lost: Callable[[Transaction, int, int], Awaitable[list[Send]]]
    """The ticket, and the chat in which its topic is gone."""
    file_lost: Callable[[Transaction, Call], Awaitable[list[Send]]]
    """Somebody asked for a file and does not get it."""


class Ledger:
    """The outbox's other side: outcomes, each with its continuation."""

    def __init__(
        self,
        database: Database,
        continuations: Mapping[str, Continuation],
        reports: Reports,
        now: Callable[[], float],
    ) -> None:
        self._database = database
        self._continuations = continuations
        self._reports = reports
        self._now = now

    async def record_all(self, batch: Sequence[tuple[Call, Outcome]]) -> bool:
        """Write outcomes down in one commit. False: the database refused, try again."""
        try:
            async with self._database.transaction() as tx:
                done = []
                for call, outcome in batch:
                    quiet = isinstance(outcome, Delivered) and not call.on_result
                    if quiet or isinstance(outcome, Replaced):
                        done.append(call.id)
                    else:
                        await self._record_or_keep(tx, call, outcome)
                await outbox.remove(tx, done)
                await standing.note(tx, _sent_in_private(batch), self._now())
        except Exception as error:
            logger.error("outcomes cannot be written (%s), trying again", describe(error))
            return False
        return True

    async def _record_or_keep(self, tx: Transaction, call: Call, outcome: Outcome) -> None:
        """Like `record`; a mistake of ours in it stops no other outcome."""
        try:
            async with tx.savepoint():
                await self.record(tx, call, outcome)
        except Exception as error:
            if is_the_databases(error):
                raise
            logger.error("outcome of %s to %s: %s", call.method, call.chat_id, describe(error))
            await outbox.set_aside(tx, call.id, type(error).__name__)

    async def record(self, tx: Transaction, call: Call, outcome: Outcome) -> None:
        """Write one outcome down, with what it leads to."""
        sends: list[Send] = []
        if isinstance(outcome, ChatMoved):
            if call.chat_id is not None:
                lost = await chats.move(tx, call.chat_id, outcome.chat_id)
                sends = await self._reports.cards_lost(tx, lost)
        elif isinstance(outcome, TopicGone):
            await self._make_topic_anew(tx, call)
        elif isinstance(outcome, ChatRefuses):
            if call.chat_id is not None and await chats.park(
                tx, call.chat_id, outcome.description, self._now()
            ):
                logger.error("chat %s refuses everything, its messages wait", call.chat_id)
                sends = await self._reports.chat_parked(tx, call.chat_id, outcome.description)
        elif isinstance(outcome, Delivered | Refused):
            sends = await self._conclude(tx, call, outcome)
        await outbox.enqueue(tx, sends, self._now())

    async def _make_topic_anew(self, tx: Transaction, call: Call) -> None:
        """The topic and the card in it come first, then all that waits for the topic."""
        if call.topic_of is None or call.chat_id is None:
            raise LookupError("a topic without a ticket")
        if call.method in outbox.OF_TOPICS:
            await outbox.remove(tx, [call.id])
        sends = await self._reports.topic_lost(tx, call.topic_of, call.chat_id)
        waiting = await withdrawals.waiting(tx, call.chat_id, call.stream)
        await outbox.enqueue(tx, sends, self._now())
        await withdrawals.postpone(tx, waiting)

    async def _conclude(self, tx: Transaction, call: Call, outcome: Final) -> list[Send]:
        sends: list[Send] = []
        kept = None
        if isinstance(outcome, Refused):
            if outcome.reason is Reason.REFUSED:
                kept = outcome.description
            elif outcome.reason is Reason.BLOCKED and call.chat_id:
                await residents.set_blocked(tx, call.chat_id, self._now())
        continuation = self._continuations.get(call.on_result) if call.on_result else None
        if continuation is not None:
            try:
                async with tx.savepoint():
                    sends = outbox.as_list(await continuation(tx, Done(call, outcome)))
            except Exception as error:
                if is_the_databases(error):
                    # Written down when there is room again: the call was made, it is not made
                    # twice.
                    raise
                logger.error("%s after %s: %s", call.on_result, call.method, describe(error))
                await outbox.set_aside(tx, call.id, f"{call.on_result}: {type(error).__name__}")
                return await self._reports.set_aside(tx)
        if kept is not None and not call.optional:
            if await outbox.set_aside(tx, call.id, kept):
                sends = [*sends, *await self._reports.set_aside(tx)]
                if call.uploads:
                    sends += await self._reports.file_lost(tx, call)
            return sends
        await outbox.remove(tx, [call.id])
        return sends

    async def unpark(self, chat_id: int) -> None:
        """The chat takes messages again."""
        async with self._database.transaction() as tx:
            if await chats.unpark(tx, chat_id):
                await outbox.enqueue(tx, await self._reports.chat_works(tx, chat_id), self._now())
