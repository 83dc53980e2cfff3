"""Lists of updates, as Hypothesis makes them up: likely ones, any others, and damaged ones."""

from collections.abc import Callable
from itertools import chain

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from bot.demo.errors import Json
from tests.fuzzing.choices import Dice
from tests.fuzzing.damage import damaged
from tests.fuzzing.described import KINDS, field
from tests.fuzzing.likely import LIKELY, filing


def _described(dice: Dice) -> Json:
    kind = dice.pick(KINDS)
    return {kind: field(dice, "Update", kind)}


def _unknown(dice: Dice) -> Json:
    """Of a kind, or with content, that this version does not know."""
    if dice.once_in(2):
        return {"telepathy": field(dice, "Update", dice.pick(KINDS))}
    update = _likely(dice)
    (event,) = update.values()
    return _with(update, {**event, "thought": {"id": 1, "from": event.get("from")}})


def _with(update: Json, event: Json) -> Json:
    return dict.fromkeys(update, event)


def _likely(dice: Dice) -> Json:
    return dice.pick(_WEIGHED)(dice)


def _damaged(dice: Dice) -> Json:
    return damaged(dice, _described(dice) if dice.once_in(3) else _likely(dice))


_WEIGHED: list[Callable[[Dice], Json]] = [make for weight, make in LIKELY for _ in range(weight)]
_ALL = [*_WEIGHED, *[_described] * 8, *[_unknown] * 2, *[_damaged] * 14]


@st.composite
def _updates(draw: DrawFn) -> list[Json]:
    dice = Dice(draw)
    # Nothing is the simplest: an example shrinks to the few updates that matter.
    number = dice.number(0, len(_ALL))
    if number == 0:
        return []
    return filing(dice) if dice.once_in(30) else [_ALL[number - 1](dice)]


def examples(size: int) -> SearchStrategy[list[Json]]:
    """Lists of about ``size`` updates, without their numbers."""
    parts = st.lists(_updates(), min_size=size, max_size=size)
    return parts.map(lambda made: list(chain.from_iterable(made)))
