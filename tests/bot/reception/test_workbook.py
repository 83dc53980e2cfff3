"""Workbooks: what goes in comes out, nothing in them runs, and nothing in them does harm."""

import csv
import io
import re
import tracemalloc
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_LZMA, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from bot.reception.archives import MOST_BYTES, MOST_FILES, UnusableArchive, pack, unpack
from bot.reception.workbook import (
    MOST_TEXT,
    NotATable,
    Sheet,
    Value,
    write_csv,
    write_workbook,
)
from tests.workbooks import read_workbook

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


@given(st.lists(st.lists(st.text("ab'\"=+-@;, \t\n\r"), min_size=2, max_size=2), min_size=1))
def test_a_csv_file_has_no_formulas_whatever_separates_its_cells(rows: list[list[str]]) -> None:
    text = write_csv(Sheet("s", ("a", "b"), rows)).decode("utf-8-sig")
    for separator in ",;\t":
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            assert not [cell for cell in line if re.match('[ "]*[=+@-]', cell)]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a;=1+1", "a;'=1+1"),
        ("a, b; c\td\ne", "a, b; c\td\ne"),
        ("1, -2", "1,' -2"),
        ("one\n@two", "one\n'@two"),
        (' "=1', "' \"=1"),
    ],
)
def test_where_an_apostrophe_stands(text: str, written: str) -> None:
    content = write_csv(Sheet("s", ("a",), [[text]])).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content, newline="")))[1] == [written]


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


def test_no_words_lie_in_a_file_while_a_workbook_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    lies: list[Path] = []

    def rows() -> Iterator[list[Value]]:
        for number in range(5000):
            yield ["x" * 1000, number]
        lies.extend(tmp_path.iterdir())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_workbook([Sheet("s", ("a", "b"), rows())])
    assert lies == list(tmp_path.iterdir()) == []


def simple() -> bytes:
    """A small workbook as spreadsheet programs write them: texts stand in a list of their own."""
    target = io.BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet("s")
        for line, row in enumerate((("a", "b"), ("x", "y"))):
            page.write_row(line, 0, row)
    return target.getvalue()


SIMPLE = simple()
SHEET = "xl/worksheets/sheet1.xml"


def filled(lines: str) -> bytes:
    """A workbook with these lines in its sheet."""
    found = re.search("<sheetData>.*</sheetData>", parts(SIMPLE)[SHEET], re.DOTALL)
    assert found
    return changed(SIMPLE, SHEET, found[0], f"<sheetData>{lines}</sheetData>")


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
        (filled("<row/>" * 2000 + "<row><c/></row>"), "stands in row 2001"),
        (filled('<row r="1999"/><row/><row/>'), "stands in row 2001"),
        (filled("<row>" + "<c/>" * 101 + "</row>"), "stands in column 101 of row 1"),
        (filled('<row r="3"><c r="CV1"/><c/></row>'), "stands in column 101 of row 3"),
        (filled("<row><c/><row/></row>"), "damaged"),
        (filled("<row><c><row/></c></row>"), "damaged"),
        (filled('<row><c><c r="A1"/></c></row>'), "damaged"),
        (filled("<row/>" * 900_000 + "<row><c/></row>"), "stands in row 2001"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_workbook_is_refused(content: bytes, why: str) -> None:
    with pytest.raises((NotATable, UnusableArchive), match=why):
        read_workbook(content)


def test_cells_that_do_not_say_where_they_stand_follow_each_other() -> None:
    cell = '<c t="s"><v>{}</v></c>'
    lines = "<row>" + "".join(cell.format(n % 4) for n in range(100)) + "</row>"
    assert read_workbook(filled(lines))["s"] == [["a", "b", "x", "y"] * 25]
    lines = f'<row r="2"><c r="B2" t="s"><v>0</v></c>{cell.format(1)}</row>'
    assert read_workbook(filled(lines))["s"] == [["", "", ""], ["", "a", "b"]]


@pytest.mark.parametrize("rows", [1, 20], ids=["100 MB", "2 GB"])
def test_one_long_text_in_every_cell_does_not_fill_the_memory(rows: int) -> None:
    long = f"<t>{'x' * 1_000_000}</t>"
    lines = ("<row>" + '<c t="s"><v>0</v></c>' * 100 + "</row>") * rows
    with pytest.raises(NotATable, match="damaged"):
        read_workbook(changed(filled(lines), "xl/sharedStrings.xml", "<t>a</t>", long))


def test_a_reader_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.reception.workbook.SECONDS", 0.001)
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
    # More than it states is not even unpacked, to be cut.
    bomb = pack({"a": b"x" * 100_000_000})
    lying = bomb.replace((100_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != bomb
    tracemalloc.start()
    try:
        with pytest.raises(UnusableArchive, match="damaged"):
            unpack(lying)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("way", [ZIP_BZIP2, ZIP_LZMA])
def test_an_archive_that_cannot_be_unpacked_bit_by_bit_is_refused(way: int) -> None:
    target = io.BytesIO()
    with ZipFile(target, "w", way) as archive:
        archive.writestr("a", b"x" * 1000)
    with pytest.raises(UnusableArchive, match="rare way"):
        unpack(target.getvalue())


def test_an_archive_with_a_password_is_refused() -> None:
    bomb = pack({"a": b"x" * 1000})
    # The flag that says: encrypted.
    locked = bytearray(bomb)
    locked[6] |= 1
    locked[bomb.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnusableArchive, match="password"):
        unpack(bytes(locked))
