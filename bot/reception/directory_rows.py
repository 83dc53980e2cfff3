"""Reading rows of the directory: what each column may hold, and where a fault stands.

`SHAPES` describes every table once: the columns in the order of the files, and what each may
hold. Rows come as plain mappings of column names to values, the same for CSV, where all values
are text, and SQL, where they may be numbers or NULL.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from bot.reception.opening import HoursError, parse
from bot.reception.routing import ADMINISTRATION, CENTRE

LANGUAGES = ("ky", "ru", "uz", "uz_Cyrl", "en")
"""The languages, in the order of the name columns."""

BUTTON_LENGTH = 30
"""Characters of a name that becomes a button: more are cut off on a small phone."""

PROBLEMS_SHOWN = 20
"""More than these are only counted: the first ones are usually the cause of the others."""

Cell = str | int | float | None
"""A value as it was read; None means unknown."""

Row = Mapping[str, Any]
"""One line of a file or of a table: column name -> value."""


class DirectoryError(ValueError):
    """The directory's data cannot be used.

    Each of `problems` is one line that names the file and the line, or the table and the code,
    and says what to mend. The text is the first PROBLEMS_SHOWN of them.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(shown(problems)))
        self.problems = tuple(problems)


def shown(problems: Sequence[str]) -> list[str]:
    """The first PROBLEMS_SHOWN problems, and how many more there are."""
    more = len(problems) - PROBLEMS_SHOWN
    return [*problems[:PROBLEMS_SHOWN], *([f"... and {more} more"] if more > 0 else [])]


class FileRow(dict[str, str]):
    """A row of a file, which knows where it stands there."""

    def __init__(self, cells: Mapping[str, str], file: str, line: int) -> None:
        super().__init__(cells)
        self.file = file
        self.line = line


@dataclass(frozen=True, slots=True)
class Line:
    """A row that was read: the cells that could be used, and where it stands."""

    where: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """What a column may hold. `read` raises ValueError, whose text says what to write."""

    read: Callable[[str], Cell]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A table: the column whose values tell its rows apart, and all columns in their order."""

    key: str
    columns: Mapping[str, Column]
    may_be_empty: bool = False

    @property
    def in_file_order(self) -> bool:
        """Whether the order of its rows is the order in which people see them."""
        return self.key == "code" and "position" not in self.columns


def read_cell(table: str, column: str, value: object) -> Cell:
    """A value of this column as the directory keeps it.

    Raises ValueError, whose text says what is wrong and what to write.
    """
    # Line breaks out of a spreadsheet's cell, no-break spaces and runs of spaces are typing.
    text = "" if value is None else " ".join(str(value).split())
    found = SHAPES[table].columns[column]
    if not text:
        if found.optional:
            return None
        raise ValueError("is empty: fill it in")
    if not text.isprintable():
        raise ValueError(f"is {_short(text)}: it has an invisible character; type it anew")
    try:
        return found.read(text)
    except ValueError as error:
        raise ValueError(f"is {_short(text)}: {error}") from None


def read_table(table: str, rows: Iterable[Row], problems: list[str]) -> list[Line]:
    """The rows as far as they can be used; what cannot is noted in ``problems``.

    Where there is a `position` column they are put in its order.
    """
    shape = SHAPES[table]
    lines = []
    for number, row in enumerate(rows, 1):
        where = _where(table, row, number)
        cells: dict[str, Cell] = {}
        for column in shape.columns:
            if column not in row:
                problems.append(f"{where}: {column} is missing: add the column")
                continue
            try:
                cells[column] = read_cell(table, column, row[column])
            except ValueError as error:
                problems.append(f"{where}: {column} {error}")
        lines.append(Line(where, cells))
    if not lines and not shape.may_be_empty:
        problems.append(f"table {table} is empty: import {table}.csv")
    if "position" in shape.columns:
        lines.sort(key=lambda line: _number(line.cells.get("position")))
    return lines


def source(table: str, rows: Sequence[Row]) -> str:
    """The file that rows came from, else the table."""
    first = rows[0] if rows else None
    return first.file if isinstance(first, FileRow) else f"table {table}"


def _where(table: str, row: Row, number: int) -> str:
    if isinstance(row, FileRow):
        return f"{row.file}, line {row.line}"
    return f"table {table}, {row.get(SHAPES[table].key) or f'row {number}'}"


def _number(cell: Cell) -> float:
    return cell if isinstance(cell, int | float) else 0.0


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")


def _matching(pattern: str, remedy: str, text: str) -> str:
    if not re.fullmatch(pattern, text):
        raise ValueError(remedy)
    return text


def _text(longest: int, text: str) -> str:
    if len(text) > longest:
        raise ValueError(f"{len(text)} characters; write {longest} at most")
    return text


def _flag(text: str) -> int:
    if text not in {"0", "1", "False", "True"}:
        raise ValueError("write 0 or 1")
    return int(text in {"1", "True"})


def _working_days(text: str) -> int:
    return int(_matching(r"[1-9][0-9]{0,2}", "write a number of working days from 1 to 999", text))


def _degrees(text: str) -> float:
    # Not everything float() takes is a position: "nan", "inf", "1e3".
    return float(_matching(r"-?[0-9]{1,3}(\.[0-9]+)?", "write it like 40.266", text))


def _position(text: str) -> int:
    return int(_matching(r"[0-9]{1,4}", "write a whole number", text))


def _chat(text: str) -> int:
    remedy = "write a group's id, a negative number; /start in the group shows it"
    return int(_matching(r"-[1-9][0-9]{0,15}", remedy, text))


def _office_code(text: str) -> str:
    if text == CENTRE:
        raise ValueError("it stands for the agency's centre; choose other letters")
    if text == ADMINISTRATION:
        raise ValueError("it stands for the administrators; choose other letters")
    return _matching(r"[A-Z]{3}", "write three capital Latin letters", text)


def _phone(text: str) -> str:
    remedy = "write one number of 3 to 15 digits, like +996 312 620000"
    # No-break hyphens and dashes come with a number that is pasted from a document.
    text = re.sub("[\u2010-\u2015\u2212]", "-", text)
    _matching(r"\+?[0-9 ()-]+", remedy, text)
    if not 3 <= sum(character.isdigit() for character in text) <= 15:
        raise ValueError(remedy)
    return text


def _hours(text: str) -> str:
    try:
        return parse(text, None).canonical()
    except HoursError as error:
        raise ValueError(f"{error}; write it like Mo-Fr 09:00-12:00,13:00-18:00") from None


def _day(text: str) -> str:
    remedy = "write a date like 2026-01-08"
    _matching(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", remedy, text)
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(remedy) from None


_CODE = Column(
    partial(_matching, r"[A-Za-z0-9_-]{1,20}", "write up to 20 Latin letters, digits, - or _")
)
_FLAG = Column(_flag)
_POSITION = Column(_position)
_DEGREES = Column(_degrees)


def _names(longest: int) -> dict[str, Column]:
    return {f"name_{language}": Column(partial(_text, longest)) for language in LANGUAGES}


SHAPES: Mapping[str, Shape] = {
    "regions": Shape("code", {"code": _CODE, "position": _POSITION, **_names(BUTTON_LENGTH)}),
    "offices": Shape(
        "code",
        {
            "code": Column(_office_code),
            "region_code": _CODE,
            "district_code": _CODE,
            "latitude": _DEGREES,
            "longitude": _DEGREES,
            "address": Column(partial(_text, 200), optional=True),
            "phone": Column(_phone, optional=True),
            "hours": Column(_hours, optional=True),
            "secretary": Column(partial(_text, 100), optional=True),
            "staff_chat_id": Column(_chat, optional=True),
            "confirmed": _FLAG,
            **_names(BUTTON_LENGTH),
        },
    ),
    "districts": Shape(
        "code",
        {
            "code": _CODE,
            "region_code": _CODE,
            "office_code": Column(_office_code),
            "confirmed": _FLAG,
            "seat_latitude": _DEGREES,
            "seat_longitude": _DEGREES,
            **_names(BUTTON_LENGTH),
        },
    ),
    "topics": Shape(
        "code",
        {"code": _CODE, "position": _POSITION, "urgent": _FLAG, **_names(BUTTON_LENGTH)},
    ),
    "emergency": Shape(
        "number",
        {"number": Column(_phone), "position": _POSITION, "verified": _FLAG, **_names(100)},
    ),
    "agency": Shape("code", {"code": _CODE, **_names(200)}),
    "working_day_overrides": Shape(
        "day",
        {"day": Column(_day), "working": _FLAG, "source": Column(partial(_text, 200))},
        may_be_empty=True,
    ),
    "terms": Shape(
        "since",
        {
            "since": Column(_day),
            "registration": Column(_working_days),
            "answer": Column(_working_days),
            "source": Column(partial(_text, 200)),
        },
    ),
}
"""The tables, in an order in which rows refer only to earlier ones; offices and their districts
refer to each other."""
