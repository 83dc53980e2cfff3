"""Reading rows of the directory: what each column may hold, and where a fault stands.

`SHAPES` describes every table once: the columns in the order of the files, and what each may
hold. Rows come as plain mappings of column names to values, the same for CSV, where all values
are text, and SQL, where they may be numbers or NULL.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.reception import directory_cells
from bot.reception.problems import (
    Place,
    Sentence,
    Unusable,
    at,
    in_file,
    in_line,
    in_row,
    in_table,
)

LANGUAGES = ("ky", "ru", "uz", "uz_Cyrl", "en")
"""The languages, in the order of the name columns."""

BUTTON_LENGTH = 30
"""Characters of a name that becomes a button: more are cut off on a small phone."""

Cell = str | int | float | None
"""A value as it was read; None means unknown."""

Row = Mapping[str, Any]
"""One line of a file or of a table: column name -> value."""


class FileRow(dict[str, str]):
    """A row of a file, which knows where it stands there; `sheet` is "" in a CSV file."""

    def __init__(self, cells: Mapping[str, str], file: str, line: int, sheet: str = "") -> None:
        super().__init__(cells)
        self.file = file
        self.line = line
        self.sheet = sheet


@dataclass(frozen=True, slots=True)
class Line:
    """A row that was read: the cells that could be used, and where it stands."""

    where: Sentence
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """What a column may hold. `read` raises Unusable, which says what to write in a sentence
    that is still to be given the `column` and the `cell`."""

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

    Raises Unusable, which names the column and says what is wrong and what to write.
    """
    # Line breaks out of a spreadsheet's cell, no-break spaces and runs of spaces are typing.
    text = "" if value is None else " ".join(str(value).split())
    found = SHAPES[table].columns[column]
    if not text:
        if found.optional:
            return None
        raise Unusable(Sentence("{column} is empty: fill it in").given(column=column))
    try:
        if not text.isprintable():
            raise Unusable(_INVISIBLE)
        return found.read(text)
    except Unusable as error:
        raise Unusable(error.why.given(column=column, cell=_short(text))) from None


def read_table(table: str, rows: Iterable[Row], problems: list[Sentence]) -> list[Line]:
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
                missing = Sentence("{column} is missing: add the column").given(column=column)
                problems.append(at(where, missing))
                continue
            try:
                cells[column] = read_cell(table, column, row[column])
            except Unusable as error:
                problems.append(at(where, error.why))
        lines.append(Line(where, cells))
    if not lines and not shape.may_be_empty:
        empty = Sentence("table {table} is empty: import {file}")
        problems.append(empty.given(table=table, file=f"{table}.csv"))
    if "position" in shape.columns:
        lines.sort(key=lambda line: _number(line.cells.get("position")))
    return lines


def source(table: str, rows: Sequence[Row]) -> Place:
    """The file that rows came from, else the table."""
    first = rows[0] if rows else None
    return in_file(first.file, first.sheet) if isinstance(first, FileRow) else in_table(table)


def _where(table: str, row: Row, number: int) -> Sentence:
    if isinstance(row, FileRow):
        return in_line(in_file(row.file, row.sheet), row.line)
    return in_row(table, row.get(SHAPES[table].key), number)


def _number(cell: Cell) -> float:
    return cell if isinstance(cell, int | float) else 0.0


_INVISIBLE = Sentence("{column} is {cell}: it has an invisible character; type it anew")


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")


_CODE = Column(directory_cells.code)
_FLAG = Column(directory_cells.flag)
_POSITION = Column(directory_cells.position)
_DEGREES = Column(directory_cells.degrees)


def _names(longest: int) -> dict[str, Column]:
    return {
        f"name_{language}": Column(partial(directory_cells.words, longest))
        for language in LANGUAGES
    }


SHAPES: Mapping[str, Shape] = {
    "regions": Shape("code", {"code": _CODE, "position": _POSITION, **_names(BUTTON_LENGTH)}),
    "offices": Shape(
        "code",
        {
            "code": Column(directory_cells.office_code),
            "region_code": _CODE,
            "district_code": _CODE,
            "latitude": _DEGREES,
            "longitude": _DEGREES,
            "address": Column(partial(directory_cells.words, 200), optional=True),
            "phone": Column(directory_cells.phone, optional=True),
            "hours": Column(directory_cells.hours, optional=True),
            "secretary": Column(partial(directory_cells.words, 100), optional=True),
            "staff_chat_id": Column(directory_cells.chat, optional=True),
            "confirmed": _FLAG,
            **_names(BUTTON_LENGTH),
        },
    ),
    "districts": Shape(
        "code",
        {
            "code": _CODE,
            "region_code": _CODE,
            "office_code": Column(directory_cells.office_code),
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
        {
            "number": Column(directory_cells.phone),
            "position": _POSITION,
            "verified": _FLAG,
            **_names(100),
        },
    ),
    "agency": Shape("code", {"code": _CODE, **_names(200)}),
    "working_day_overrides": Shape(
        "day",
        {
            "day": Column(directory_cells.day),
            "working": _FLAG,
            "source": Column(partial(directory_cells.words, 200)),
        },
        may_be_empty=True,
    ),
    "terms": Shape(
        "since",
        {
            "since": Column(directory_cells.day),
            "registration": Column(directory_cells.working_days),
            "answer": Column(directory_cells.working_days),
            "source": Column(partial(directory_cells.words, 200)),
        },
    ),
}
"""The tables, in an order in which rows refer only to earlier ones; offices and their districts
refer to each other."""
