"""Flood limits as Telegram sets them: who sends too fast is told how long to wait."""

import math
from collections import deque
from collections.abc import Callable

from bot.demo.errors import Json, too_many_requests

# Methods that count as sending. Edits and topics count too, reactions and answers do not.
COUNTED = frozenset(
    {
        "sendMessage",
        "sendPhoto",
        "sendVideo",
        "sendAnimation",
        "sendAudio",
        "sendVoice",
        "sendVideoNote",
        "sendDocument",
        "sendSticker",
        "sendLocation",
        "sendVenue",
        "sendContact",
        "sendMediaGroup",
        "copyMessage",
        "forwardMessage",
        "editMessageText",
        "editMessageCaption",
        "editMessageMedia",
        "editMessageReplyMarkup",
        "createForumTopic",
        "editForumTopic",
        "closeForumTopic",
        "reopenForumTopic",
    }
)


class _Bucket:
    """Lets `burst` through at once and refills at `rate` a second."""

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._level = burst
        self._at = now

    def wait(self, count: int, now: float) -> float:
        """Seconds until `count` more fit; 0 when they fit now."""
        self._level = min(self._burst, self._level + (now - self._at) * self._rate)
        self._at = now
        # More than fits at once goes through when the bucket is full, and empties it below zero.
        missing = min(count, self._burst) - self._level
        return max(0.0, missing / self._rate)

    def take(self, count: int, now: float) -> None:
        """Counts what went through; `wait` has brought the level up to `now`."""
        self._at = now
        self._level -= count


class _Window:
    """Lets `limit` through in any `seconds`."""

    def __init__(self, limit: int, seconds: float) -> None:
        self._limit = limit
        self._seconds = seconds
        self._times: deque[float] = deque()

    def wait(self, count: int, now: float) -> float:
        """Seconds until `count` more fit; 0 when they fit now."""
        while self._times and self._times[0] <= now - self._seconds:
            self._times.popleft()
        excess = len(self._times) + min(count, self._limit) - self._limit
        return self._times[excess - 1] + self._seconds - now if excess > 0 else 0.0

    def take(self, count: int, now: float) -> None:
        """Counts what went through."""
        self._times.extend([now] * count)


class FloodLimits:
    """`overall` a second in all, `private` a second per person, `group` a minute per group.

    A private chat may take `private_burst` at once. `clock` returns seconds; without one the
    server's is used.
    """

    def __init__(
        self,
        *,
        overall: float = 30,
        private: float = 1,
        private_burst: int = 5,
        group: int = 20,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self.clock = clock
        self._private = (private, private_burst)
        self._group = group
        self._overall_rate = overall
        self._overall: _Bucket | None = None
        self._chats: dict[int, _Bucket | _Window] = {}

    def check(self, method: str, params: Json, chat_id: int, clock: Callable[[], float]) -> None:
        """Counts a call; ApiError 429 when it comes too soon, which does not count."""
        if method not in COUNTED:
            return
        now = (self.clock or clock)()
        count = len(params["media"]) if method == "sendMediaGroup" else 1
        if self._overall is None:
            self._overall = _Bucket(self._overall_rate, self._overall_rate, now)
        delay = self._overall.wait(count, now)
        chat = self._chats.get(chat_id)
        if chat is None:
            chat = _Window(self._group, 60.0) if chat_id < 0 else _Bucket(*self._private, now)
            self._chats[chat_id] = chat
        delay = max(delay, chat.wait(count, now))
        if delay > 0:
            raise too_many_requests(max(1, math.ceil(delay)))
        self._overall.take(count, now)
        chat.take(count, now)
