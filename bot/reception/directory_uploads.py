"""The directory's tables in one file that somebody sent: a workbook, a CSV file, or several of
those in a ZIP file. And the files that they get."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath

from bot.reception.archives import looks_packed, pack, unpack
from bot.reception.directory_files import read_csv, read_sheet, write_csv
from bot.reception.directory_rows import SHAPES, FileRow, Row
from bot.reception.problems import DirectoryError, Place, Sentence, Unusable, at, in_file
from bot.reception.workbook import Sheet, Value, is_workbook, read_parts, write_workbook

FILES = tuple(f"{table}.csv" for table in SHAPES)
KINDS = ("xlsx", "csv", "zip")
"""How the names of files end that can be read."""
MOST_ROWS = 1000
"""Of one table: many times what the country has."""

Uploaded = dict[str, list[FileRow]]
"""Table -> its rows."""

_DAYS = ("day", "since")
"""Columns that are dates in a workbook."""


def write_tables(tables: Mapping[str, Sequence[Row]]) -> bytes:
    """A workbook with a sheet for each table."""
    sheets = []
    for table, rows in tables.items():
        columns = tuple(SHAPES[table].columns)
        cells = [[_value(column, row[column]) for column in columns] for row in rows]
        sheets.append(Sheet(table, columns, cells))
    return write_workbook(sheets)


def _value(column: str, value: Value) -> Value:
    return date.fromisoformat(str(value)) if column in _DAYS else value


def write_files(tables: Mapping[str, Sequence[Row]]) -> bytes:
    """A ZIP file with a CSV file for each table: those that the command line imports."""
    return pack({f"{table}.csv": write_csv(table, rows) for table, rows in tables.items()})


def read_tables(name: str, content: bytes) -> Uploaded:
    """The rows of a file of this name. Raises DirectoryError with everything that is no table or
    no row of one."""
    if not looks_packed(content):
        if name.lower().endswith(".csv"):
            return _together([(name, content)])
        *endings, last = (f".{kind}" for kind in KINDS)
        # NOTE: about a file; {endings} and {last} are what its name may end in
        other = Sentence("it is not a table; send a file {endings} or {last}")
        raise DirectoryError([at(name, other.given(endings=", ".join(endings), last=last))])
    try:
        files = unpack(content)
        if is_workbook(files):
            return _of_workbook(name, files)
    except Unusable as error:
        raise DirectoryError([at(name, error.why)]) from None
    parts = [(path, part) for path, part in files.items() if not _is_clutter(path)]
    if not parts:
        *files_before, last = FILES
        # NOTE: about a ZIP file; {files} and {last} are the names of the files that it may have
        none = Sentence("there are no tables in it; put in {files} or {last}")
        raise DirectoryError([at(name, none.given(files=", ".join(files_before), last=last))])
    return _together(parts)


def _is_clutter(path: str) -> bool:
    """What macOS adds to an archive, or a name that names nothing."""
    parts = PurePosixPath(path).parts
    return not parts or "__MACOSX" in parts or parts[-1].startswith(".")


def _together(files: Sequence[tuple[str, bytes]]) -> Uploaded:
    tables: Uploaded = {}
    problems: list[Sentence] = []
    for path, content in files:
        file = PurePosixPath(path).name
        # A file that was downloaded twice is called "topics (1).csv".
        table = re.sub(r" ?\(\d+\)$", "", file.lower().removesuffix(".csv"))
        if not file.lower().endswith(".csv") or table not in SHAPES:
            problems.append(_unknown(file, FILES))
        elif table in tables:
            second = Sentence("a second {file}; send one of them").given(file=f"{table}.csv")
            problems.append(at(file, second))
        else:
            tables[table] = []
            try:
                tables[table] = _few(read_csv(table, content, file), file)
            except DirectoryError as error:
                problems += error.problems
    if problems:
        raise DirectoryError(problems)
    return tables


def _of_workbook(name: str, parts: Mapping[str, bytes]) -> Uploaded:
    tables: Uploaded = {}
    problems: list[Sentence] = []
    for sheet, lines in read_parts(parts).items():
        if not any(cell.strip() for line in lines for cell in line):
            # The empty ones that come with a new workbook.
            continue
        table, place = sheet.strip().lower(), in_file(name, sheet)
        if table not in SHAPES:
            problems.append(_unknown(place, SHAPES))
            continue
        try:
            tables[table] = _few(read_sheet(table, lines, name, sheet), place)
        except DirectoryError as error:
            problems += error.problems
    if not tables and not problems:
        problems.append(at(name, Sentence("all its sheets are empty")))
    if problems:
        raise DirectoryError(problems)
    return tables


def _unknown(place: Place, names: Iterable[str]) -> Sentence:
    """A file or a sheet that is no table by its name."""
    # NOTE: about a file or a sheet; {names} is a list of names
    unknown = Sentence("not known; name it as one of {names}")
    return at(place, unknown.given(names=", ".join(names)))


def _few(rows: list[FileRow], place: Place) -> list[FileRow]:
    if len(rows) > MOST_ROWS:
        # NOTE: {rows} and {most} are numbers of rows
        many = Sentence("{rows} rows; {most} at most").given(rows=len(rows), most=MOST_ROWS)
        raise DirectoryError([at(place, many)])
    return rows
