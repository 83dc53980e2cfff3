"""Tables as files that spreadsheets open: written with typed cells, read back as text.

Text is always written as text: what somebody wrote begins with "=" in vain.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

Value = str | int | float | bool | date | datetime | None
"""A cell. Moments have no time zone: they are those of the office's clock."""

MOST_TEXT = 32_767
"""Characters a cell holds in a spreadsheet."""
MOST_NAME = 31
"""Characters of a sheet's name."""
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell of a CSV file for a formula."""


class NotATable(ValueError):
    """The bytes are no workbook that can be read."""


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
                            page.write_string(line, column, value[:MOST_TEXT])
            page.autofit(400)
    return target.getvalue()


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


def read_workbook(content: bytes) -> dict[str, list[list[str]]]:
    """The sheets of an XLSX file: name -> lines of cells as text, the empty ones "".

    Whole numbers have no decimals, dates are ISO dates. Raises NotATable.
    """
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
        raise NotATable(type(error).__name__) from None


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
