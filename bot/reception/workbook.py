"""Tables as files that spreadsheets open: written with typed cells, read back as text.

Text is always written as text: what somebody wrote begins with "=" in vain.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from xml.parsers import expat

from bot.reception.archives import UnusableArchive, pack, unpack

Value = str | int | float | bool | date | datetime | None
"""A cell. Moments have no time zone: they are those of the office's clock."""

MOST_TEXT = 32_767
"""Characters a cell holds in a spreadsheet."""
MOST_NAME = 31
"""Characters of a sheet's name."""
MOST_ROWS, MOST_COLUMNS = 2000, 100
"""The last row and column that are read: every cell before them takes memory."""
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell of a CSV file for a formula."""


class NotATable(ValueError):
    """The bytes are no workbook that can be read; the text says why."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a header."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """An XLSX file; dates are dates, texts are texts."""
    # It takes a while to import, and few start-ups need it.
    from xlsxwriter import Workbook  # noqa: PLC0415

    target = io.BytesIO()
    options = {"in_memory": True, "default_date_format": "yyyy-mm-dd"}
    with Workbook(target, options) as book:
        bold = book.add_format({"bold": True})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name[:MOST_NAME])
            page.freeze_panes(1, 0)
            for column, title in enumerate(sheet.columns):
                page.write_string(0, column, title, bold)
            for line, row in enumerate(sheet.rows, 1):
                for column, value in enumerate(row):
                    match value:
                        case None:
                            continue
                        case bool():
                            page.write_boolean(line, column, value)
                        case int() | float():
                            page.write_number(line, column, value)
                        case datetime():
                            page.write_datetime(line, column, value, moment)
                        case date():
                            page.write_datetime(line, column, value)
                        case _:
                            page.write_string(line, column, _storable(value))
            page.autofit(400)
    return target.getvalue()


def _storable(text: str) -> str:
    """The text as far as a cell can hold it: XML has no room for half an emoji, nor for these two
    signs that mean nothing."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return re.sub("[\ufffe\uffff]", "\ufffd", text)[:MOST_TEXT]


def write_csv(sheet: Sheet) -> bytes:
    """A CSV file, UTF-8 with a byte order mark; an apostrophe before what could be a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(sheet.columns)
    writer.writerows([_csv_cell(value) for value in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def _csv_cell(value: Value) -> str | int | float:
    match value:
        case None:
            return ""
        case bool():
            return int(value)
        case datetime():
            return value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case str():
            return f"'{value}" if value.startswith(_ACTIVE) else value
    return value


def is_workbook(files: Mapping[str, bytes]) -> bool:
    """Whether the files of an archive are those of an XLSX workbook."""
    return "xl/workbook.xml" in files


def read_workbook(content: bytes) -> dict[str, list[list[str]]]:
    """The sheets of an XLSX file: name -> lines of cells as text, the empty ones "".

    Whole numbers have no decimals, dates are ISO dates. Raises NotATable, also for what would
    take too much memory.
    """
    try:
        files = unpack(content)
    except UnusableArchive as error:
        raise NotATable(str(error)) from None
    if not is_workbook(files):
        raise NotATable("it is no workbook; save it as .xlsx")
    for name, part in files.items():
        if name.endswith(".xml") or name.startswith("xl/worksheets/"):
            _check_extent(part)
    # Packed anew: what is read now is what was measured.
    return _sheets(pack(files, compressed=False))


def _sheets(content: bytes) -> dict[str, list[list[str]]]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {
            name: [
                [_text(cell) for cell in row]
                for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            ]
            for name in book.sheet_names
        }
    except (CalamineError, OSError, ValueError) as error:
        raise NotATable("it is damaged; save it as .xlsx again") from error
    except BaseException as error:
        # What its authors did not think of ends in this one, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise NotATable("it is damaged; save it as .xlsx again") from None


_CELL = re.compile("([A-Z]{0,3})([0-9]{1,7})")


def _check_extent(part: bytes) -> None:
    """Raises NotATable for a sheet with a cell far out, and for XML that defines words of its own
    (which can multiply)."""

    def refuse(*_declared: object) -> None:
        raise NotATable("it is damaged; save it as .xlsx again")

    def look(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] not in ("c", "row") or "r" not in attributes:
            return
        found = _CELL.fullmatch(attributes["r"])
        if found is None:
            refuse()
        elif int(found[2]) > MOST_ROWS or _column(found[1]) > MOST_COLUMNS:
            raise NotATable(
                f"something stands in {attributes['r']}, far from the table; delete it, "
                f"or copy the table into a new file"
            )

    parser = expat.ParserCreate()
    parser.StartElementHandler = look
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, LookupError):
        # The second: an encoding that nobody knows.
        refuse()


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _text(cell: object) -> str:
    match cell:
        case bool():
            return str(int(cell))
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.isoformat() if cell.time() != cell.time().min else cell.date().isoformat()
        case date():
            return cell.isoformat()
    return str(cell)
