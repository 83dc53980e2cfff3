"""The directory's CSV files: their text to rows that know their line, and rows to text."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from bot.reception.directory_rows import SHAPES, DirectoryError, FileRow, Row


def read_csv(table: str, content: bytes, file: str | None = None) -> list[FileRow]:
    """The rows of a file of this table; ``file`` is its name where it is not the table's.

    UTF-8, with or without a byte order mark; commas, or semicolons as a spreadsheet writes them
    where the comma stands in numbers; lines without any text are passed over. Raises
    DirectoryError with every line that is no row of this table.
    """
    file = file or f"{table}.csv"
    text = _text(content, file)
    return _rows(table, file, _csv_lines(text))


def read_sheet(table: str, lines: Iterable[Sequence[str]], file: str) -> list[FileRow]:
    """The rows of a sheet of a workbook, whose lines are those the spreadsheet shows; ``file``
    names both. Raises DirectoryError like `read_csv`."""
    numbered = [(number, list(cells)) for number, cells in enumerate(lines, 1)]
    width = max((_width(cells) for _number, cells in numbered), default=0)
    return _rows(table, file, ((number, cells[:width]) for number, cells in numbered))


def _width(cells: Sequence[str]) -> int:
    """The columns up to the last that has text: those beyond it are there by chance."""
    return max((at for at, cell in enumerate(cells, 1) if cell.strip()), default=0)


class _Broken(ValueError):
    """A line that is no line of a CSV file."""


def _csv_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line's number and cells."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    begins = 1
    try:
        for cells in reader:
            line, begins = begins, reader.line_num + 1
            yield line, cells
    except csv.Error as error:
        raise _Broken(f"line {begins}: {error}; mend the quotes") from None


def _rows(table: str, file: str, lines: Iterable[tuple[int, list[str]]]) -> list[FileRow]:
    problems: list[str] = []
    header: list[str] = []
    rows: list[FileRow] = []
    line = 0
    try:
        for line, cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = [cell.strip() for cell in cells]
                if flaws := _flaws(table, header):
                    raise DirectoryError([f"{file}, line {line}: {flaw}" for flaw in flaws])
            elif len(cells) != len(header):
                problems.append(
                    f"{file}, line {line}: {len(cells)} cells under {len(header)} columns; "
                    "mend the commas and the quotes"
                )
            else:
                rows.append(FileRow(dict(zip(header, cells, strict=True)), file, line))
    except _Broken as broken:
        problems.append(f"{file}, {broken}")
    if problems:
        raise DirectoryError(problems)
    if not header:
        raise DirectoryError([f"{file}, line 1: the file is empty; write its columns and rows"])
    if not rows and not SHAPES[table].may_be_empty:
        raise DirectoryError([f"{file}, line {line + 1}: no rows after the columns; restore them"])
    return rows


def write_csv(table: str, rows: Iterable[Row]) -> bytes:
    """The rows as a file of this table, which `read_csv` reads back.

    It begins with a byte order mark: without one, spreadsheets take Cyrillic for Latin letters.
    """
    columns = list(SHAPES[table].columns)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row[column] for column in columns] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _text(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DirectoryError([f"{file}, line {line}: not UTF-8 text; save it as UTF-8"]) from None


def _delimiter(text: str) -> str:
    first = text.lstrip().partition("\n")[0]
    return ";" if first.count(";") > first.count(",") else ","


def _flaws(table: str, header: Sequence[str]) -> list[str]:
    columns = SHAPES[table].columns
    flaws = [f"the column {name} is missing; add it" for name in columns if name not in header]
    flaws += [f"unknown column {name!r}; remove it" for name in header if name not in columns]
    flaws += [
        f"the column {name} stands twice; remove one" for name in columns if header.count(name) > 1
    ]
    return flaws
