"""Tables as files that spreadsheets open: written with typed cells, read back as text.

Text is always written as text: what somebody wrote begins with "=" in vain.
"""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from xml.parsers import expat

from bot.reception.archives import pack
from bot.reception.problems import Sentence, Unusable

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Value = str | int | float | bool | date | datetime | None
"""A cell. Moments have no time zone: they are those of the office's clock."""

MOST_TEXT = 32_767
"""Characters a cell holds in a spreadsheet."""
MOST_NAME = 31
"""Characters of a sheet's name."""
WIDEST = 55
"""Characters of a column, as it is shown at first."""
MOST_ROWS, MOST_COLUMNS = 2000, 100
"""The last row and column that are read: every cell before them takes memory."""
SECONDS = 30
"""What reading a workbook may take."""
_PASSED_ON = ("PATH", "LANG", "SYSTEMROOT", "PYTHONPATH")
"""Of the environment; the bot's token is not for the one who reads."""
_ACTIVE = re.compile(r"""^(?=[\t\r])|(?:^|(?<=[;,\t\r\n]))(?=[ "]*[=+\-@])""")
"""Where a spreadsheet could find a formula in a cell of a CSV file: some separate cells by other
signs than a comma, and do not know the quotation marks around ours."""


class NotATable(Unusable):
    """The bytes are no workbook that can be read."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a header."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Value]]
    """Gone through once: they may be made one by one, as there may be very many."""


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """An XLSX file; dates are dates, texts are texts. It is made in memory: what residents wrote
    must not be left behind in a directory for passing files when the computer stops."""
    # It takes a while to import, and few start-ups need it.
    from xlsxwriter import Workbook  # noqa: PLC0415

    target = io.BytesIO()
    options = {"in_memory": True, "default_date_format": "yyyy-mm-dd"}
    # Not as a context: that would pack up what was made when the rows come to no end.
    book = Workbook(target, options)
    bold = book.add_format({"bold": True})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name[:MOST_NAME])
        page.freeze_panes(1, 0)
        widths = dict(enumerate(map(len, sheet.columns)))
        for column, title in enumerate(sheet.columns):
            page.write_string(0, column, title, bold)
        for line, row in enumerate(sheet.rows, 1):
            for column, value in enumerate(row):
                width = _write(page, line, column, value, moment)
                widths[column] = max(widths.get(column, 0), width)
        for column, width in widths.items():
            page.set_column(column, column, min(width, WIDEST) + 2)
    book.close()
    return target.getvalue()


def _write(page: "Worksheet", line: int, column: int, value: Value, moment: "Format") -> int:
    """Write one cell; returns about how many characters wide it is."""
    match value:
        case None:
            return 0
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
    return len(str(value))


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
            return _ACTIVE.sub("'", value)
    return value


def is_workbook(files: Mapping[str, bytes]) -> bool:
    """Whether the files of an archive are those of an XLSX workbook."""
    return "xl/workbook.xml" in files


def read_parts(files: Mapping[str, bytes]) -> dict[str, list[list[str]]]:
    """The sheets of an XLSX file that is unpacked: name -> lines of cells as text, the empty ones
    "".

    Whole numbers have no decimals, dates are ISO dates. Raises NotATable, also for what would
    take too much memory.
    """
    if not is_workbook(files):
        raise NotATable(Sentence("it is no workbook; save it as .xlsx"))
    for name, part in files.items():
        if name.endswith(".xml") or name.startswith("xl/worksheets/"):
            _Extent().check(part)
    # Packed anew: what is read now is what was measured.
    return _cells(pack(files, compressed=False))


def _cells(content: bytes) -> dict[str, list[list[str]]]:
    try:
        read = subprocess.run(
            [sys.executable, "-m", "bot.reception.cells"],
            input=content,
            capture_output=True,
            check=True,
            timeout=SECONDS,
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        )
    except subprocess.SubprocessError:
        raise NotATable(_DAMAGED) from None
    found: dict[str, list[list[str]]] = json.loads(read.stdout)
    return found


_DAMAGED = Sentence("it is damaged; save it as .xlsx again")
_CELL = re.compile("([A-Z]{0,3})([0-9]{1,7})")


class _Extent:
    """Follows where the cells of a sheet stand; one that does not say it stands next to the one
    before."""

    def __init__(self) -> None:
        self._row, self._column = 1, 1
        self._inside = ""

    def check(self, part: bytes) -> None:
        """Raises NotATable for a sheet with a cell far out, and for XML that defines words of its
        own (which can multiply)."""
        # As it is read afterwards, whatever it calls its encoding.
        parser = expat.ParserCreate("UTF-8")
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._refuse
        parser.XmlDeclHandler = self._declared
        try:
            parser.Parse(part, True)
        except expat.ExpatError:
            self._refuse()

    def _refuse(self, *_declared: object) -> None:
        raise NotATable(_DAMAGED)

    def _declared(self, _version: str, encoding: str | None, _alone: int) -> None:
        if (encoding or "UTF-8").upper() != "UTF-8":
            self._refuse()

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name not in ("c", "row"):
            return
        if self._inside in ("c", name):
            self._refuse()
        self._inside = name
        row, column, where = self._row, self._column, ""
        if "r" in attributes:
            where = attributes["r"]
            found = _CELL.fullmatch(where)
            if found is None:
                raise NotATable(_DAMAGED)
            row, column = int(found[2]), _column(found[1])
        if name == "row":
            self._row = max(self._row, row)
        else:
            self._column = max(self._column, column) + 1
        if row > MOST_ROWS or (name == "c" and column > MOST_COLUMNS):
            raise NotATable(_far(where, row, column))

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self._inside = "row"
        elif name == "row":
            self._inside = ""
            self._row, self._column = self._row + 1, 1


def _far(where: str, row: int, column: int) -> Sentence:
    """About a cell far out: where it says that it stands, or else would stand."""
    if where:
        return Sentence(
            "something stands in {cell}, far from the table; delete it, or copy the table into a "
            "new file"
        ).given(cell=where)
    if row > MOST_ROWS:
        return Sentence(
            "something stands in row {row}, far from the table; delete it, or copy the table into "
            "a new file"
        ).given(row=row)
    return Sentence(
        "something stands in column {column} of row {row}, far from the table; delete it, or copy "
        "the table into a new file"
    ).given(column=column, row=row)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
