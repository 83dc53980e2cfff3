"""Hypothesis' choices in few words. What comes first is the simplest, to which examples shrink."""

from collections.abc import Sequence
from functools import cache
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

T = TypeVar("T")


@cache
def _integers(low: int, high: int) -> SearchStrategy[int]:
    return st.integers(low, high)


class Dice:
    """Makes the choices of one example."""

    def __init__(self, draw: DrawFn) -> None:
        self._draw = draw

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self._draw(_integers(low, high))

    def pick(self, options: Sequence[T]) -> T:
        """One of several."""
        return options[self.number(0, len(options) - 1)]

    def once_in(self, times: int) -> bool:
        """True about once in so many times."""
        return self.number(1, times) == times
