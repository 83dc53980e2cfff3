"""Small counts are not shown to those who do not handle the concerns behind them.

Among few concerns somebody may recognise whose one is. A count below `LEAST` is therefore hidden,
none as well as four, and so is whatever it could be worked out from. What is worked out by
comparing two periods that differ by a day is not prevented.
"""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

LEAST = 5
"""The smallest count that is shown."""

_STEPS = (LEAST, 10, 20, 50)

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Count:
    """A number of concerns, or that it is hidden."""

    value: int | None
    """None: hidden."""
    below: int = LEAST
    """Of a hidden one: it is less than this."""

    def __str__(self) -> str:
        """The number, or “<5”."""
        return f"<{self.below}" if self.value is None else str(self.value)


def single(value: int, *, hide: bool = True) -> Count:
    """A count that is not part of a table."""
    return Count(None) if hide and value < LEAST else Count(value)


def part(value: int, whole: int, *, hide: bool = True) -> Count:
    """A count out of a larger one that may be known, and whose rest tells as much."""
    if hide and value >= LEAST > whole - value:
        return Count(None, _bound({0: value}))
    return single(value, hide=hide)


@dataclass(frozen=True, slots=True)
class Cells(Generic[K]):
    """Counts that together make up a total that may be known."""

    counts: Mapping[K, Count]

    @property
    def hidden(self) -> frozenset[K]:
        """Which are hidden."""
        return frozenset(key for key, count in self.counts.items() if count.value is None)


def conceal(cells: Mapping[K, int], *, also: Collection[K] = (), hide: bool = True) -> Cells[K]:
    """The cells of a table as they may be shown.

    ``also`` are hidden whatever their size. Whoever knows the shown cells, the sum of all and
    this procedure cannot tell any hidden cell: when one small cell would stand alone, or the
    small ones add up to next to nothing, the next larger cells are hidden with them, and all of
    the hidden ones say the same. (With ``also`` that holds for who does not know the procedure.)
    """
    if not hide:
        return Cells({key: Count(value) for key, value in cells.items()})
    limit = LEAST - 1
    hidden = _up_to(cells, limit, also)
    if hidden and _tells(hidden):
        larger = [value for key, value in cells.items() if key not in hidden]
        limit = min(larger, default=limit)
        hidden = _up_to(cells, limit, also)
    below = _bound(hidden)
    return Cells(
        {key: Count(None, below) if key in hidden else Count(n) for key, n in cells.items()}
    )


def _up_to(cells: Mapping[K, int], limit: int, also: Collection[K]) -> dict[K, int]:
    return {key: value for key, value in cells.items() if value <= limit or key in also}


def _tells(hidden: Mapping[K, int]) -> bool:
    """Whether the sum of the hidden cells tells what is in them."""
    values = set(hidden.values())
    return len(hidden) < 2 or sum(hidden.values()) < LEAST or values == {LEAST - 1}


def _bound(hidden: Mapping[K, int]) -> int:
    """The smallest of some round numbers that says enough of all of them and too much of none."""
    if not hidden:
        return LEAST
    largest = max(hidden.values())
    if len(hidden) > 1 and min(hidden.values()) == largest:
        # All of them just below the bound: together with their sum it would tell each.
        largest += 1
    bound = next((step for step in _STEPS if largest < step), None)
    return bound or (largest // 100 + 1) * 100


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole in percent."""

    percent: int
    sign: str = ""
    """">" or "<" when the exact share would tell a small count."""

    def __str__(self) -> str:
        return f"{self.sign}{self.percent}%"


def share(part: int, rest: int, *, hide: bool = True) -> Share | None:
    """The share of ``part`` in both together; None: nothing, or too little to be shown.

    A few on one side are shown as if they were `LEAST`, with a sign: the exact share would tell
    how few.
    """
    whole = part + rest
    if whole == 0:
        return None
    if not hide:
        return Share(round(100 * part / whole))
    if rest < LEAST <= part and whole >= 2 * LEAST:
        return Share(100 * (whole - LEAST) // whole, ">")
    if part < LEAST <= rest and whole >= 2 * LEAST:
        return Share(-(-100 * LEAST // whole), "<")
    if part < LEAST or rest < LEAST:
        return None
    return Share(round(100 * part / whole))
