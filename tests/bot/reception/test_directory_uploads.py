"""The directory's tables in one file: workbook, CSV, ZIP; there and back, and what is refused."""

import pytest

from bot.reception.archives import pack
from bot.reception.directory_plan import plan
from bot.reception.directory_rows import SHAPES
from bot.reception.directory_uploads import MOST_ROWS, read_tables, write_files, write_tables
from bot.reception.problems import DirectoryError
from bot.reception.workbook import Sheet, Value, write_workbook
from storage.directory import shipped_rows
from storage.shipped import classifier

SHIPPED = {table: shipped_rows(table) for table in SHAPES}
TERMS = b"since,registration,answer,source\n2007-05-04,1,14,Law\n"
COLUMNS = tuple(SHAPES["terms"].columns)


@pytest.mark.parametrize(
    ("write", "name"), [(write_tables, "d.xlsx"), (write_files, "d.zip")], ids=["xlsx", "zip"]
)
def test_what_is_exported_is_imported_without_a_change(write: object, name: str) -> None:
    # As the database has them, with numbers and nothing.
    kept = plan(dict.fromkeys(SHAPES, ()), SHIPPED, used={}, classifier=classifier()).tables
    assert set(kept) == set(SHAPES)
    content = write_tables(kept) if write is write_tables else write_files(kept)
    read = read_tables(name, content)
    planned = plan(kept, read, used={}, classifier=classifier())
    assert (planned.changes, planned.problems) == ((), ())
    [office] = [row for row in read["offices"] if row["code"] == "NKT"]
    assert office.line > 1
    assert (office.file, office.sheet) in {("d.xlsx", "offices"), ("offices.csv", "")}


def test_one_table_is_a_file_of_its_own_even_if_it_was_downloaded_twice() -> None:
    for name in ("terms.csv", "Terms (1).CSV"):
        [(table, [row])] = read_tables(name, TERMS).items()
        assert (table, row["answer"], row.file, row.line) == ("terms", "14", name, 2)
    packed = pack(
        {"a/terms.csv": TERMS, "__MACOSX/._terms.csv": b"x", ".DS_Store": b"x", ".": b""}
    )
    assert list(read_tables("x.zip", packed)) == ["terms"]


def test_a_sheet_is_read_as_people_leave_it() -> None:
    rows: list[list[Value]] = [
        ["2007-05-04", 1, 14, "Law", None, " "],
        [None] * 6,
        ["2027-01-01", 2.0, 10, "New"],
    ]
    sheets = [Sheet("Sheet1", (), []), Sheet(" Terms", (*COLUMNS, " ", ""), rows)]
    [(table, read)] = read_tables("t.xlsx", write_workbook(sheets)).items()
    assert table == "terms"
    assert [(row["since"], row["registration"], row.line) for row in read] == [
        ("2007-05-04", "1", 2),
        ("2027-01-01", "2", 4),
    ]


def book(*sheets: Sheet) -> bytes:
    return write_workbook(sheets)


GOOD = Sheet("terms", COLUMNS, [["2007-05-04", 1, 14, "Law"]])


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.csv", TERMS, "a.csv: not known; name it as one of regions.csv"),
        ("a.xlsx", TERMS, "a.xlsx: it is not a table; send a file .xlsx, .csv or .zip"),
        ("terms.csv", b"\xff\xfe", "terms.csv, line 1: not UTF-8"),
        ("terms.csv", TERMS.replace(b",source", b""), "line 1: the column source is missing"),
        ("terms.csv", TERMS.replace(b",Law", b""), "line 2: 3 cells under 4 columns"),
        ("terms.csv", TERMS + b'2027,1,1,"', "line 3: unexpected end of data"),
        ("terms.csv", b"", "terms.csv, line 1: the file is empty"),
        ("terms.csv", TERMS.splitlines(True)[0], "terms.csv, line 2: no rows"),
        (
            "terms.csv",
            TERMS + b"2027-01-01,1,1,x\n" * MOST_ROWS,
            f"{MOST_ROWS + 1} rows; {MOST_ROWS} at most",
        ),
        ("a.zip", pack({"terms.csv": TERMS, "b/terms.csv": TERMS}), "a second terms.csv"),
        ("a.zip", pack({"notes.txt": b"x"}), "notes.txt: not known"),
        ("a.zip", pack({".x": b"x"}), "a.zip: there are no tables in it"),
        ("a.zip", b"PK nothing", "a.zip: it is damaged"),
        ("a.xlsx", book(GOOD, Sheet("People", ("a",), [])), "a.xlsx, sheet People: not known"),
        ("a.xlsx", book(Sheet("terms", (), [])), "a.xlsx: all its sheets are empty"),
        (
            "a.xlsx",
            book(Sheet("terms", COLUMNS[:3], [["2007-05-04", 1, 14, "Law"]])),
            "a.xlsx, sheet terms, line 1: unknown column ''",
        ),
        (
            "a.xlsx",
            book(Sheet("terms", (*COLUMNS, "since"), [])),
            "a.xlsx, sheet terms, line 1: the column since stands twice",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table_is_refused_with_its_place(
    name: str, content: bytes, problem: str
) -> None:
    with pytest.raises(DirectoryError) as refused:
        read_tables(name, content)
    assert problem in str(refused.value)


def test_all_mistakes_of_all_tables_come_at_once() -> None:
    two = pack({"terms.csv": b"x\n", "topics.csv": b"\xff", "y.csv": b""})
    with pytest.raises(DirectoryError) as refused:
        read_tables("a.zip", two)
    problems = map(str, refused.value.problems)
    files = {problem.split(",")[0].split(":")[0] for problem in problems}
    assert files == {"terms.csv", "topics.csv", "y.csv"}
