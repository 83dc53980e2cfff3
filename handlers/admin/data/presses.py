"""The buttons of these screens: what they carry. Everything in them is looked up on each press."""

import json
import zlib
from collections.abc import Mapping
from typing import Any, Literal

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton
from pydantic import Field as Checked

from handlers.admin.data.fields import Table
from handlers.labels import FITS
from handlers.say import cut

_REFERENCE = 30
"""Characters of a row's key: a press carries 64 bytes in all."""


class DataPress(CallbackData, prefix="xm"):
    """The tables, the way to files, and away from a question."""

    do: Literal["menu", "export", "xlsx", "csv", "import", "leave"]


class TablePress(CallbackData, prefix="xt"):
    """The rows of a table, or a new one."""

    do: Literal["list", "add"]
    table: Table
    page: int = Checked(default=0, ge=0, lt=10**6)


class RowPress(CallbackData, prefix="xr"):
    """Something to see of a row, or to do with it as a whole."""

    do: Literal["show", "up", "down", "remove", "sure"]
    table: Table
    row: str
    seen: str = ""
    """For removing: what the row was when that was asked."""


class CellPress(CallbackData, prefix="xc"):
    """Another value for a field is wanted."""

    table: Table
    row: str
    field: str


class StepPress(CallbackData, prefix="xs"):
    """The answer to a question that can be pressed, or what follows the last look."""

    do: Literal["choose", "save", "cancel"]
    field: str = ""
    choice: Literal["0", "1", ""] = ""
    about: int = 0
    """For saving: the message that brought the last answer."""


class ImportPress(CallbackData, prefix="xi"):
    """What shall become of tables that were sent."""

    do: Literal["apply", "drop"]
    id: int = Checked(ge=0, lt=2**63)


def reference(key: object) -> str:
    """How a press names a row."""
    return str(key)[:_REFERENCE]


def digest(row: Mapping[str, Any]) -> str:
    """What a row is now, in a few characters."""
    return f"{zlib.crc32(json.dumps(dict(row), sort_keys=True).encode()):08x}"


def button(text: str, press: CallbackData) -> InlineKeyboardButton:
    """An inline button, short enough for a small phone."""
    return InlineKeyboardButton(text=cut(text, FITS[1]), callback_data=press.pack())
