"""Makes an object of a raw update, or says in which place it is not what Telegram describes."""

from typing import Any

from aiogram import Bot
from aiogram.types import Update
from pydantic import ValidationError

_LARGEST = 2**63
_NAMES = frozenset({"id", "file_id"})
"""Fields that are no name of anything when they are empty."""


class Unreadable(ValueError):
    """The update cannot be read, now or later. The message quotes nothing of it."""


def read(raw: dict[str, Any], bot: Bot) -> Update:
    """The update as an object. Raises Unreadable.

    aiogram takes more than can be kept or sent on: numbers that no column holds, halves of
    characters in fields it does not know.
    """
    wrong = _wrong(raw)
    if wrong is not None:
        raise Unreadable(_sentence(*wrong))
    try:
        return Update.model_validate(raw, context={"bot": bot})
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Unreadable(_sentence(where, first["type"])) from None
    except RecursionError:
        raise Unreadable(_sentence("update", "too_deep")) from None


def _sentence(where: str, why: str) -> str:
    return f"the update does not read as Telegram describes it: {where} ({why})"


def _wrong(raw: dict[str, Any]) -> tuple[str, str] | None:
    """A field whose value cannot be used whatever it is for, and why."""
    left: list[Any] = [raw]
    while left:
        value = left.pop()
        # Names are Telegram's own words, and so may stand in the log, unless they are damaged.
        for name, item in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(item, str):
                if not _is_text(item):
                    return _shown(name), "string_unicode"
                if not item and name in _NAMES:
                    return _shown(name), "empty"
            elif isinstance(item, dict | list):
                left.append(item)
            elif isinstance(item, int) and not -_LARGEST <= item < _LARGEST:
                return _shown(name), "too_large"
    return None


def _is_text(value: str) -> bool:
    """Whether there are only whole characters in it."""
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(name: object) -> str:
    text = str(name)
    return text if text.isidentifier() and text.isascii() else "a field"
