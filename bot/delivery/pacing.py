"""Telegram's flood limits, kept from our side (facts: about 30 messages a second in all, 1 a
second per private chat with short bursts, 20 a minute per group, edits included)."""

from collections import deque
from dataclasses import dataclass

from storage.outbox import Priority


@dataclass(frozen=True, slots=True)
class Limits:
    """How fast we send."""

    per_second: float = 29.0
    """Messages a second to all chats together."""
    per_second_private: float = 1.0
    burst_private: int = 5
    """Messages that may go to one person at once after a pause."""
    per_minute_group: int = 20


class Bucket:
    """A token bucket."""

    __slots__ = ("_at", "_capacity", "_rate", "_tokens")

    def __init__(self, rate: float, capacity: float) -> None:
        self._rate = rate
        self._capacity = capacity
        self._tokens = capacity
        self._at: float | None = None

    def ready_at(self, now: float, tokens: int = 1) -> float:
        """The moment from which there are so many tokens: enough for a call to go."""
        self._fill(now)
        return now if self._tokens >= tokens else now + (tokens - self._tokens) / self._rate

    def take(self, now: float, count: int) -> None:
        """So many messages go now; more than there are tokens are paid back later."""
        self._fill(now)
        self._tokens -= count

    def is_full(self, now: float) -> bool:
        """Nothing was sent lately: the bucket need not be remembered."""
        self._fill(now)
        return self._tokens >= self._capacity

    def _fill(self, now: float) -> None:
        if self._at is not None:
            gained = (now - self._at) * self._rate
            self._tokens = min(self._capacity, self._tokens + gained)
        self._at = now


class Flow:
    """So many a second, one after the other, and in no second more than one above that.

    What a busy moment held up is caught up with, three at once at most: a timer that rings late
    costs no speed. Albums of which three fill a second catch up with nothing: closer together,
    they would leave no room for longer.

    For people waiting only the second counts: what an album took in advance others pay back.
    """

    __slots__ = ("_bucket", "_most", "_sent")

    CATCH_UP = 3
    SECONDS = 1.001

    def __init__(self, rate: float) -> None:
        self._bucket = Bucket(rate, self.CATCH_UP)
        self._most = int(rate) + 1
        self._sent: deque[float] = deque()

    def ready_at(self, now: float, priority: int, count: int) -> float:
        """The moment from which ``count`` messages of this priority may go together."""
        while self._sent and self._sent[0] + self.SECONDS <= now:
            self._sent.popleft()
        # An album larger than the limit goes when nothing else was sent for a second.
        over = len(self._sent) + min(count, self._most) - self._most
        room_at = now if over <= 0 else self._sent[over - 1] + self.SECONDS
        if priority <= Priority.WAITING:
            return room_at
        tokens = self.CATCH_UP if 3 * count >= self._most else 1
        return max(room_at, self._bucket.ready_at(now, tokens))

    def take(self, now: float, count: int) -> None:
        """So many messages go now."""
        self._bucket.take(now, count)
        self._sent.extend([now] * count)


class Window:
    """At most ``limit`` calls in any 60 seconds, the last three of them for people waiting.

    What nobody waits for goes a quarter at once and then evenly, three fifths of the limit a
    minute. Sent as fast as the limit allows, it would fill a minute in a second, and whoever came
    then would wait for the rest of that minute.
    """

    __slots__ = ("_limit", "_sent", "_steady")

    RESERVED = 3
    SECONDS = 60.5
    BURST = 1 / 4
    STEADY = 3 / 5

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._sent: deque[float] = deque()
        self._steady = Bucket(limit * self.STEADY / self.SECONDS, max(1.0, limit * self.BURST))

    def ready_at(self, now: float, priority: int, count: int) -> float:
        """The moment from which ``count`` messages of this priority may go together."""
        self._forget(now)
        if priority <= Priority.WAITING:
            return self._room_at(now, self._limit, count)
        at = self._room_at(now, self._limit - self.RESERVED, count)
        return max(at, self._steady.ready_at(now))

    def _room_at(self, now: float, limit: int, count: int) -> float:
        # An album larger than the limit goes when nothing else was sent for a minute.
        over = len(self._sent) + min(count, limit) - limit
        return now if over <= 0 else self._sent[over - 1] + self.SECONDS

    def take(self, now: float, priority: int, count: int) -> None:
        """So many messages go now."""
        self._sent.extend([now] * count)
        if priority > Priority.WAITING:
            self._steady.take(now, count)

    def is_empty(self, now: float) -> bool:
        """Nothing was sent lately."""
        self._forget(now)
        return not self._sent

    def _forget(self, now: float) -> None:
        while self._sent and self._sent[0] + self.SECONDS <= now:
            self._sent.popleft()


class Pacing:
    """When a call may go, by all limits together. Times are of one monotonic clock."""

    FORGET_ABOVE = 5000
    """Chats remembered before idle ones are forgotten."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._all = Flow(limits.per_second)
        self._private: dict[int, Bucket] = {}
        self._groups: dict[int, Window] = {}
        self._held: dict[int | None, float] = {}
        self._announcements_held = 0.0

    def ready_at(self, chat_id: int | None, priority: int, now: float, count: int = 1) -> float:
        """The moment from which a call to this chat may go; at most ``now`` means at once.

        ``count`` is how many messages it counts as; 0: it counts only among all calls. Without a
        chat: whatever its chat, it may not go earlier.
        """
        at = max(self._all.ready_at(now, priority, max(1, count)), self._held.get(None, 0.0))
        if priority >= Priority.ANNOUNCEMENT:
            at = max(at, self._announcements_held)
        if chat_id is None:
            return at
        at = max(at, self._held.get(chat_id, 0.0))
        if chat_id < 0:
            return max(at, self._group(chat_id).ready_at(now, priority, count) if count else at)
        return max(at, self._person(chat_id).ready_at(now))

    def take(self, chat_id: int | None, priority: int, now: float, count: int = 1) -> None:
        """A call to this chat goes now; an album counts as so many messages as it holds."""
        self._all.take(now, max(1, count))
        if chat_id is None:
            return
        if chat_id < 0:
            self._group(chat_id).take(now, priority, count)
        else:
            self._person(chat_id).take(now, max(1, count))

    def hold(self, chat_id: int | None, until: float) -> None:
        """Nothing goes to this chat, or to anybody (None), before ``until``."""
        self._held[chat_id] = max(until, self._held.get(chat_id, 0.0))

    def hold_announcements(self, until: float) -> None:
        """No announcement goes before ``until``; whoever waits for an answer gets it."""
        self._announcements_held = max(until, self._announcements_held)

    def _person(self, chat_id: int) -> Bucket:
        bucket = self._private.get(chat_id)
        if bucket is None:
            bucket = Bucket(self._limits.per_second_private, self._limits.burst_private)
            self._private[chat_id] = bucket
        return bucket

    def _group(self, chat_id: int) -> Window:
        window = self._groups.get(chat_id)
        if window is None:
            window = self._groups[chat_id] = Window(self._limits.per_minute_group)
        return window

    def forget_idle(self, now: float) -> None:
        """Drop what is known of chats that nothing was sent to lately, when there are many."""
        if len(self._private) > self.FORGET_ABOVE:
            self._private = {c: b for c, b in self._private.items() if not b.is_full(now)}
        if len(self._groups) > self.FORGET_ABOVE:
            self._groups = {c: w for c, w in self._groups.items() if not w.is_empty(now)}
        self._held = {c: until for c, until in self._held.items() if until > now}
