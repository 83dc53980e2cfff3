"""The directory's CSV files: their text to rows that know their line, and rows to text."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from bot.reception.directory_rows import SHAPES, FileRow, Row
from bot.reception.problems import DirectoryError, Sentence, Unusable, at, in_file, in_line

_ENCODING = "UTF-8"


def read_csv(table: str, content: bytes, file: str | None = None) -> list[FileRow]:
    """The rows of a file of this table; ``file`` is its name where it is not the table's.

    UTF-8, with or without a byte order mark; commas, or semicolons as a spreadsheet writes them
    where the comma stands in numbers; lines without any text are passed over. Raises
    DirectoryError with every line that is no row of this table.
    """
    file = file or f"{table}.csv"
    text = _text(content, file)
    return _rows(table, file, _csv_lines(text))


def read_sheet(table: str, lines: Iterable[Sequence[str]], file: str, sheet: str) -> list[FileRow]:
    """The rows of a sheet of a workbook, whose lines are those the spreadsheet shows; ``file``
    and ``sheet`` are their names. Raises DirectoryError like `read_csv`."""
    numbered = [(number, list(cells)) for number, cells in enumerate(lines, 1)]
    width = max((_width(cells) for _number, cells in numbered), default=0)
    kept = ((number, cells[:width]) for number, cells in numbered)
    return _rows(table, file, kept, sheet)


def _width(cells: Sequence[str]) -> int:
    """The columns up to the last that has text: those beyond it are there by chance."""
    return max((at for at, cell in enumerate(cells, 1) if cell.strip()), default=0)


class _Broken(Unusable):
    """A line that is no line of a CSV file."""

    def __init__(self, line: int, why: Sentence) -> None:
        super().__init__(why)
        self.line = line


def _csv_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line's number and cells. Raises _Broken."""
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            line, begins = begins, reader.line_num + 1
            yield line, cells
    except csv.Error as error:
        raise _Broken(begins, _flaw(str(error), delimiter)) from None


def _flaw(error: str, delimiter: str) -> Sentence:
    """What Python's reader says, which it says in English only."""
    if error.startswith("unexpected end"):
        return Sentence("unexpected end of data; mend the quotes")
    if error.startswith("field larger"):
        large = Sentence("field larger than field limit ({most}); mend the quotes")
        return large.given(most=csv.field_size_limit())
    # NOTE: both are signs; something else stands behind the quote that ends a cell
    expected = Sentence("{comma} expected after {quote}; mend the quotes")
    return expected.given(comma=repr(delimiter), quote=repr('"'))


def _rows(
    table: str, file: str, lines: Iterable[tuple[int, list[str]]], sheet: str = ""
) -> list[FileRow]:
    place = in_file(file, sheet)
    problems: list[Sentence] = []
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
                    raise DirectoryError([at(in_line(place, line), flaw) for flaw in flaws])
            elif len(cells) != len(header):
                # NOTE: {cells} and {columns} are numbers: of a line, and of the table
                uneven = Sentence(
                    "{cells} cells under {columns} columns; mend the commas and the quotes"
                ).given(cells=len(cells), columns=len(header))
                problems.append(at(in_line(place, line), uneven))
            else:
                rows.append(FileRow(dict(zip(header, cells, strict=True)), file, line, sheet))
    except _Broken as broken:
        problems.append(at(in_line(place, broken.line), broken.why))
    if problems:
        raise DirectoryError(problems)
    if not header:
        empty = Sentence("the file is empty; write its columns and rows")
        raise DirectoryError([at(in_line(place, 1), empty)])
    if not rows and not SHAPES[table].may_be_empty:
        none = Sentence("no rows after the columns; restore them")
        raise DirectoryError([at(in_line(place, line + 1), none)])
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
        # NOTE: {encoding} is the name of a way to store letters, like UTF-8
        other = Sentence("not {encoding} text; save it as {encoding}").given(encoding=_ENCODING)
        raise DirectoryError([at(in_line(file, line), other)]) from None


def _delimiter(text: str) -> str:
    first = text.lstrip().partition("\n")[0]
    return ";" if first.count(";") > first.count(",") else ","


def _flaws(table: str, header: Sequence[str]) -> list[Sentence]:
    columns = SHAPES[table].columns
    missing = Sentence("the column {column} is missing; add it")
    unknown = Sentence("unknown column {column}; remove it")
    twice = Sentence("the column {column} stands twice; remove one")
    return [
        *(missing.given(column=name) for name in columns if name not in header),
        *(unknown.given(column=repr(name)) for name in header if name not in columns),
        *(twice.given(column=name) for name in columns if header.count(name) > 1),
    ]
