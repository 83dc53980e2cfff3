"""Values of the types in the official description, bot/demo/bot_api.json.

A newer description brings its types and fields along; nothing here names them, but for the few
whose values lead somewhere: people, chats, files, ids of messages.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bot.demo.schema
from bot.demo.errors import Json
from tests.fuzzing.cast import CHATS, FILES, NOBODIES, PEOPLE
from tests.fuzzing.choices import Dice

_API: Json = json.loads(
    Path(bot.demo.schema.__file__).with_name("bot_api.json").read_text(encoding="utf-8")
)
TYPES: dict[str, Json] = _API["types"]
KINDS = sorted(set(TYPES["Update"]["fields"]) - {"update_id"})
"""The kinds of updates."""

DEPTH = 4
"""So deep in a value optional fields end."""
_ARRAY = "Array of "

TEXTS = [
    "water",
    "Суу жок 💧",
    "",
    " \n\t",
    "NKT-2026-00001",
    "<b>{number}</b> &amp; %s \\",
    "\u202eright to left\u2066\u200f",
    "Z\u0351\u036b\u0343" * 40,
    "a\x00b\x7f\ufeff\ufffe",
    "👩‍👩‍👧‍👦" * 100,
    "ж" * 1025,
    "x" * 4096,
    "😀" * 2048,
]
"""What a person may write; Telegram allows 4,096 UTF-16 units."""

_ENTITIES = ["bold", "text_link", "text_mention", "pre", "url", "custom_emoji", "blockquote"]
_NUMBERS = [1, 0, 2, 7, 30, 1000, 10**9, 2**31, 2**52 - 1, -1]

_People = [*PEOPLE, *NOBODIES]
_SPECIAL: dict[str, Callable[[Dice], Any]] = {
    "User": lambda dice: dice.pick(_People),
    "Chat": lambda dice: dice.pick(CHATS),
    "MessageEntity.type": lambda dice: dice.pick(_ENTITIES),
    "MessageEntity.offset": lambda dice: dice.number(0, 5),
    "MessageEntity.length": lambda dice: dice.number(0, 5),
    "Integer message_id": lambda dice: dice.number(1, 40),
    "Float latitude": lambda dice: dice.number(-90, 90),
    "Float longitude": lambda dice: dice.number(-180, 180),
    "Integer date": lambda dice: 1_700_000_000,
    # A chat that moves takes its concerns along: to a place nobody knows.
    "Integer migrate_to_chat_id": lambda dice: -1009000000000 - dice.number(0, 3),
}


def value(dice: Dice, kind: str, depth: int = 0) -> Any:
    """A value of a type of the Bot API: "Message", "Array of PhotoSize"."""
    if kind.startswith(_ARRAY):
        item = kind.removeprefix(_ARRAY)
        return [value(dice, item, depth + 1) for _ in range(dice.number(0, 2))]
    if kind in _SPECIAL:
        return _SPECIAL[kind](dice)
    simple = _simple(dice, kind)
    if simple is not None:
        return simple
    described = TYPES[kind]
    if "subtypes" in described:
        # The description ends somewhere, types that contain themselves do not.
        options = described["subtypes"] if depth < 2 * DEPTH else described["subtypes"][:1]
        return value(dice, dice.pick(options), depth + 1)
    return fields(dice, kind, depth)


def fields(dice: Dice, kind: str, depth: int = 0) -> Json:
    """An object: all its required fields, and up to three others."""
    described: Json = TYPES[kind]["fields"]
    required = [name for name, field in described.items() if field[1]]
    optional = [name for name, field in described.items() if not field[1]]
    if depth > 3 * DEPTH:
        return {}
    chosen = dict.fromkeys(required)
    if optional and depth < DEPTH:
        chosen |= dict.fromkeys(dice.pick(optional) for _ in range(dice.number(0, 3)))
    return {name: field(dice, kind, name, depth) for name in chosen}


def field(dice: Dice, kind: str, name: str, depth: int = 0) -> Any:
    """A value for one field of a type."""
    types, _required, *constant = TYPES[kind]["fields"][name]
    if constant:
        return constant[0]
    if name == "file_id":
        return FILES.get(_snake(kind), FILES["photo"])
    one = dice.pick(types)
    for special in (f"{kind}.{name}", f"{one} {name}"):
        if special in _SPECIAL:
            return _SPECIAL[special](dice)
    return value(dice, one, depth + 1)


def _simple(dice: Dice, kind: str) -> Any:
    match kind:
        case "Integer":
            return dice.pick(_NUMBERS)
        case "Float":
            return dice.pick([0.5, 0, -1.5, 1e9])
        case "Boolean" | "True":
            return dice.pick([True, False])
        case "String":
            return dice.pick(TEXTS)
    return None


def _snake(kind: str) -> str:
    """PhotoSize -> photo, VideoNote -> video_note: the kind of file an object describes."""
    name = "".join(f"_{c.lower()}" if c.isupper() else c for c in kind).strip("_")
    return name.removesuffix("_size")
