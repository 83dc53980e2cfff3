"""The queue of updates between the world and the bot, with the semantics of getUpdates."""

import asyncio
import random
from collections import deque
from collections.abc import Callable, Iterable
from itertools import islice

from bot.demo.errors import ApiError, Json
from bot.demo.schema import UPDATE_KINDS

# What a bot that names no kinds is not told.
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
KEPT_SECONDS = 24 * 3600

_CONFLICT = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)


class UpdateQueue:
    """Updates in order; `update_id` grows by one from a random start.

    An update stays until a later offset confirms it or it is 24 hours old, whichever comes first.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._queue: deque[tuple[float, Json]] = deque()
        self._next_id = random.randrange(10**8, 9 * 10**8)
        self.allowed: frozenset[str] = UPDATE_KINDS - NOT_BY_DEFAULT
        # The request that waits now: True when an update came, False when another took its place.
        self._waiting: asyncio.Future[bool] | None = None

    def __len__(self) -> int:
        return len(self._queue)

    def pending(self) -> list[Json]:
        """What is not confirmed yet, handed over or not."""
        return [update for _, update in self._queue]

    def allow(self, kinds: Iterable[str]) -> None:
        """Which kinds are queued from now on; unknown names are ignored, none is the default."""
        named = frozenset(kinds) & UPDATE_KINDS
        self.allowed = named or UPDATE_KINDS - NOT_BY_DEFAULT

    def put(self, kind: str, body: Json) -> Json | None:
        """Queues an update, unless the bot did not ask for its kind."""
        if kind not in self.allowed:
            return None
        return self.put_raw({kind: body})

    def put_raw(self, update: Json) -> Json:
        """Queues anything at all as an update; its update_id is assigned here."""
        update = {"update_id": self._next_id, **update}
        self._next_id += 1
        self._queue.append((self._clock(), update))
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(True)
        return update

    def interrupt(self) -> None:
        """Ends the wait of a getUpdates call at once: the server closes."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(True)

    def drop_all(self) -> None:
        """Forgets what is pending (drop_pending_updates)."""
        self._queue.clear()

    def _confirm(self, offset: int) -> None:
        queue = self._queue
        if offset < 0:
            while len(queue) > -offset:
                queue.popleft()
        while queue and offset > 0 and queue[0][1]["update_id"] < offset:
            queue.popleft()
        oldest = self._clock() - KEPT_SECONDS
        while queue and queue[0][0] < oldest:
            queue.popleft()

    async def get(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """The answer to getUpdates; waits up to so many seconds.

        Raises ApiError 409 when another call came while this one waited.
        """
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(False)
        self._confirm(offset)
        if not self._queue and seconds > 0:
            waiting: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
            self._waiting = waiting
            try:
                async with asyncio.timeout(seconds):
                    if not await waiting:
                        raise ApiError(409, _CONFLICT)
            except TimeoutError:
                pass
            finally:
                if self._waiting is waiting:
                    self._waiting = None
            self._confirm(0)
        return [update for _, update in islice(self._queue, max(1, min(limit or 100, 100)))]
