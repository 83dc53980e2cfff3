"""Updates as Telegram never sends them, until it does."""

from typing import Any

from bot.demo.errors import Json
from tests.fuzzing.choices import Dice

WRONG: list[Any] = [
    None,
    0,
    -1,
    2**31,
    2**53,
    2**63,
    -(2**63) - 1,
    10**40,
    1.5,
    1e300,
    float("inf"),
    float("nan"),
    True,
    "",
    "x",
    "x" * 4097,
    "ж" * 100_000,
    "\ud800",
    "half \udfff of it",
    "\x00",
    "\u202e" * 100,
    [],
    {},
    [[]],
    {"id": 1},
    [None],
]
"""In place of any value. A lone surrogate is an escape in JSON, and no character of UTF-8."""

_NAMES = ["message", "callback_query", "text", "chat", "from", "photo", "\ud800", "", "id"]


def damaged(dice: Dice, update: Json) -> Json:
    """A copy of an update with something wrong in it."""
    match dice.number(0, 9):
        case 0:
            return {**update, "update_id": dice.pick(WRONG)}
        case 1:
            # Two kinds at once.
            return {**update, dice.pick(_NAMES): dice.pick([*update.values(), *WRONG])}
        case 2:
            return dict.fromkeys(update, dice.pick(WRONG))
        case _:
            struck: Json = _struck(dice, update)
            return struck


def _struck(dice: Dice, value: Any) -> Any:
    """One thing somewhere within a value is replaced, left out or added."""
    if isinstance(value, list) and value:
        at = dice.number(0, len(value) - 1)
        return [*value[:at], _struck(dice, value[at]), *value[at + 1 :]]
    if not isinstance(value, dict) or not value:
        return dice.pick(WRONG)
    name = dice.pick(list(value))
    match dice.number(0, 5):
        case 0:
            return {key: item for key, item in value.items() if key != name}
        case 1:
            return {**value, dice.pick(_NAMES): dice.pick(WRONG)}
        case 2:
            return {**value, name: dice.pick(WRONG)}
        case _:
            return {**value, name: _struck(dice, value[name])}
