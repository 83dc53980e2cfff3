"""How much one person may send: so many in any stretch of time, and the rest later.

Nothing is refused for good. What is too much has a moment at which it may go. Moments are seconds
since 1970, in any order; those ahead are what waits already.
"""

from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

DAY = 24 * 3600
TEN_MINUTES = 600
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``count`` in any ``seconds``, wherever these begin."""

    count: int
    seconds: int

    def next(self, taken: Sequence[float], now: float) -> float:
        """When one more may go: ``now``, or the first moment after all that are taken at which
        the limit allows it."""
        return self._next(sorted(taken), now)

    def last(self, taken: Sequence[float], waiting: int, now: float) -> float:
        """When the last of ``waiting`` further ones may go, each as soon as it may."""
        planned, at = sorted(taken), now
        for _ in range(waiting):
            at = self._next(planned, now)
            insort(planned, at)
        return at

    def _next(self, ordered: Sequence[float], now: float) -> float:
        if len(ordered) < self.count:
            return now
        return max(now, ordered[-self.count] + self.seconds)

    def free(self, taken: Sequence[float], now: float) -> int:
        """How many may go at once."""
        return max(0, self.count - sum(moment > now - self.seconds for moment in taken))


def full_minute(moment: float) -> int:
    """The next full minute: what people are told is never earlier than what happens."""
    return ceil(moment / MINUTE) * MINUTE
