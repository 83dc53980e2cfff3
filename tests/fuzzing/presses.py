"""What buttons say: the program's own callback data with made-up values, and forgeries."""

import re
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from aiogram.filters.callback_data import CallbackData

import handlers
from handlers.routers import root
from locales.languages import LANGUAGES
from storage.directory import shipped_rows
from tests.end_to_end.permission_attempts import pressable
from tests.fuzzing.choices import Dice

FORGED = ["", "-", "t:take", "t:take:x", "m:open:99999999999999999999:0", ":" * 64, "ы" * 32]
_NUMBERS = [1, 2, 3, 1, 2, 3, 0, 4, -1, 10**6, 2**63]
_MAX_BYTES = 64


@cache
def _classes() -> list[type[CallbackData]]:
    return sorted(pressable(root), key=lambda made: (made.__module__, made.__name__))


@cache
def _asked(made: type[CallbackData]) -> list[str]:
    """What buttons of this class ask for: the words beside ``do`` in the files around it."""
    home = Path(handlers.__file__).parent.joinpath(*made.__module__.split(".")[1:-1])
    lines = [
        line
        for file in sorted(home.glob("*.py"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if re.search(r"\bdo\b", line)
    ]
    return [*sorted({word for line in lines for word in re.findall(r'"([a-z_]+)"', line)}), "x"]


@cache
def _codes() -> list[str]:
    """What buttons may be about."""
    offices = [row["code"] for row in shipped_rows("offices")[:3]]
    places = [row["code"] for row in shipped_rows("districts")[:3]]
    return [*offices, *places, *LANGUAGES, "in", "out", "", "x"]


def data(dice: Dice, wing: str = "") -> str:
    """The data of a press, mostly on a button of a part of the house: "staff", "admin"."""
    if dice.once_in(15):
        return dice.pick(FORGED)
    classes = _classes()
    if wing and not dice.once_in(6):
        classes = [made for made in classes if made.__module__.startswith(f"handlers.{wing}.")]
    made = dice.pick(classes)
    values = [
        dice.pick(_asked(made))
        if name == "do" and field.annotation is str
        else _value(dice, field.annotation)
        for name, field in made.model_fields.items()
    ]
    packed = made.__separator__.join([made.__prefix__, *map(str, values)])
    return packed if len(packed.encode()) <= _MAX_BYTES else made.__prefix__


def _value(dice: Dice, kind: Any) -> Any:
    if kind is int:
        return dice.pick(_NUMBERS)
    if get_origin(kind) is Literal:
        return dice.pick(get_args(kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return dice.pick([member.value for member in kind])
    return dice.pick(_codes())
