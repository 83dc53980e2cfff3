"""Workbooks: what goes in comes out, nothing in them runs, and nothing in them does harm."""

import io
import re
from datetime import date, datetime, timedelta
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reception.archives import MOST_BYTES, MOST_FILES, UnusableArchive, pack, unpack
from bot.reception.workbook import (
    MOST_TEXT,
    NotATable,
    Sheet,
    Value,
    read_workbook,
    write_csv,
    write_workbook,
)

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "{=1}",
    '=HYPERLINK("http://x.y")',
    "\t=1",
    "http://x.y",
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"))
CELLS = st.one_of(
    TEXTS,
    st.sampled_from(FORMULAS),
    st.dates(date(1900, 3, 1), date(9999, 12, 31)),
    st.integers(-(10**15), 10**15),
    st.booleans(),
    st.none(),
)


def expected(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(int(value))
        case date():
            return value.isoformat()
    return str(value)


def parts(content: bytes) -> dict[str, str]:
    """The XML of a workbook."""
    with ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def changed(content: bytes, name: str, old: str, new: str) -> bytes:
    """The workbook with other XML."""
    files = parts(content)
    assert old in files[name]
    files[name] = files[name].replace(old, new, 1)
    return pack({path: text.encode() for path, text in files.items()})


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=4))
def test_what_goes_in_comes_out(rows: list[list[Value]]) -> None:
    columns = ("Аты", "=1+1", "c")
    # A full first column: empty lines at the end are no lines.
    content = write_workbook([Sheet("Тема", columns, [["x", *row] for row in rows])])
    [(name, found)] = read_workbook(content).items()
    assert name == "Тема"
    got = [[*line, "", "", "", ""][1:4] for line in found[1:]]
    assert got == [[expected(value) for value in row] for row in rows]


def test_formulas_are_texts() -> None:
    content = write_workbook([Sheet("s", ("a", "=1"), [[text, 1] for text in FORMULAS])])
    for name, xml in parts(content).items():
        assert not re.search(r"<(\w+:)?f[ >/]", xml), name
        assert "<hyperlink" not in xml
    assert [line[0] for line in read_workbook(content)["s"][1:]] == list(FORMULAS)
    text = write_csv(Sheet("s", ("a",), [[text] for text in FORMULAS])).decode("utf-8-sig")
    assert not re.search(r'^"?[=+\-@\t]', text, re.MULTILINE)


def test_dates_are_dates_and_moments_moments() -> None:
    moment = datetime.fromisoformat("2026-01-08T09:30")
    content = write_workbook([Sheet("s", ("a", "b"), [[moment, date(2026, 1, 8)]])])
    assert read_workbook(content)["s"][1] == ["2026-01-08T09:30:00", "2026-01-08"]
    sheet = parts(content)["xl/worksheets/sheet1.xml"]
    number = (moment - datetime.fromisoformat("1899-12-30")) / timedelta(days=1)
    assert f"<v>{number:.10g}"[:12] in sheet
    assert "<v>46030</v>" in sheet
    assert 't="s"><v>2026' not in sheet


def test_what_no_cell_can_hold_is_made_to_fit() -> None:
    rows = [["\ud800", "a\ufffe", "x" * (MOST_TEXT + 5)]]
    line = read_workbook(write_workbook([Sheet("s", ("a", "b", "c"), rows)]))["s"][1]
    assert line == ["?", "a\ufffd", "x" * MOST_TEXT]


SIMPLE = write_workbook([Sheet("s", ("a", "b"), [["x", "y"]])])
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "damaged"),
        (b"code,name\n", "damaged"),
        (b"PK\x03\x04 and nothing", "damaged"),
        (SIMPLE[: len(SIMPLE) // 2], "damaged"),
        (pack({"a.txt": b"x"}), "no workbook"),
        (pack({"xl/workbook.xml": b"<workbook/>"}), "damaged"),
        (changed(SIMPLE, SHEET, "<row", "<row <"), "damaged"),
        (changed(SIMPLE, SHEET, 'encoding="UTF-8"', 'encoding="UXF-8"'), "damaged"),
        (changed(SIMPLE, SHEET, "?>", '?><!DOCTYPE x [<!ENTITY a "b">]>'), "damaged"),
        (changed(SIMPLE, SHEET, 'r="B2"', 'r="XFD1048576"'), "stands in XFD1048576"),
        (changed(SIMPLE, SHEET, 'row r="2"', 'row r="9999"'), "stands in 9999"),
        (changed(SIMPLE, SHEET, 'r="B2"', 'r="ÄÄ2"'), "damaged"),
        (pack({"xl/workbook.xml": b" " * (MOST_BYTES + 1)}), "too large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_workbook_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(NotATable, match=why):
        read_workbook(content)


def test_a_panic_of_the_reader_is_a_damaged_file(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        """As the reader raises it."""

    def panic(_content: object) -> None:
        raise PanicException

    monkeypatch.setattr("python_calamine.CalamineWorkbook.from_filelike", panic, raising=True)
    with pytest.raises(NotATable, match="damaged"):
        read_workbook(SIMPLE)


def test_an_archive_is_no_larger_than_it_says() -> None:
    assert unpack(pack({"a": b"x" * 1000})) == {"a": b"x" * 1000}
    bomb = pack({"a": b"x" * 1000})
    lying = bomb.replace((1000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != bomb
    with pytest.raises(UnusableArchive, match="damaged"):
        unpack(lying)
    with pytest.raises(UnusableArchive, match="files are in it"):
        unpack(pack({str(n): b"" for n in range(MOST_FILES + 1)}))
    with pytest.raises(UnusableArchive, match="too large"):
        unpack(pack({str(n): b" " * (MOST_BYTES // 100) for n in range(101)}))
    # The flag that says: encrypted.
    locked = bytearray(bomb)
    locked[6] |= 1
    locked[bomb.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnusableArchive, match="password"):
        unpack(bytes(locked))
