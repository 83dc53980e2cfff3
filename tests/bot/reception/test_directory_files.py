"""CSV files: what is understood of them, and the line that is named when they are broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reception.directory_files import read_csv, write_csv
from bot.reception.directory_rows import LANGUAGES, SHAPES
from bot.reception.problems import DirectoryError

HEADER = "day,working,source\n"
NAMES = ",".join(f"name_{language}" for language in LANGUAGES)


def problems(table: str, content: str | bytes) -> list[str]:
    """What is said against a file."""
    with pytest.raises(DirectoryError) as caught:
        read_csv(table, content if isinstance(content, bytes) else content.encode())
    return list(map(str, caught.value.problems))


def test_rows_know_their_line() -> None:
    content = HEADER + '2026-01-08,0,"one\ntwo\nthree"\n\n,,\n2026-01-09,0,decree\n'
    rows = read_csv("working_day_overrides", content.encode())
    assert [(row.file, row.line) for row in rows] == [
        ("working_day_overrides.csv", 2),
        ("working_day_overrides.csv", 7),
    ]
    assert rows[1] == {"day": "2026-01-09", "working": "0", "source": "decree"}


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfday,working,source\r\n2026-01-08,0,x\r\n",
        b"day;working;source\n2026-01-08;0;x\n",
        b"\n day , working,source \r2026-01-08,0,x\r",
        b'"source","day","working"\n"x","2026-01-08","0"',
    ],
    ids=["byte order mark", "semicolons", "old line ends", "another order"],
)
def test_what_spreadsheets_write_is_understood(content: bytes) -> None:
    assert read_csv("working_day_overrides", content) == [
        {"day": "2026-01-08", "working": "0", "source": "x"}
    ]


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", " , ,\n"])
def test_an_empty_file(content: str) -> None:
    (problem,) = problems("offices", content)
    assert problem.startswith("offices.csv, line 1: the file is empty")


def test_a_file_of_columns_only() -> None:
    header = f"code,{NAMES}\n"
    assert problems("agency", header) == [
        "agency.csv, line 2: no rows after the columns; restore them"
    ]
    assert read_csv("working_day_overrides", HEADER.encode()) == []


def test_text_that_is_not_utf_8() -> None:
    content = (HEADER + "2026-01-08,0,a\n2026-01-09,0,указ\n").encode("cp1251")
    (problem,) = problems("working_day_overrides", content)
    assert problem.startswith("working_day_overrides.csv, line 3: not UTF-8")


def test_columns_that_do_not_fit_are_all_named() -> None:
    assert problems("working_day_overrides", "day,day,note,source\n2026-01-08,0,x,y\n") == [
        "working_day_overrides.csv, line 1: the column working is missing; add it",
        "working_day_overrides.csv, line 1: unknown column 'note'; remove it",
        "working_day_overrides.csv, line 1: the column day stands twice; remove one",
    ]


def test_rows_of_another_length_are_all_named() -> None:
    content = HEADER + "2026-01-08,0\n2026-01-09,0,x\n2026-01-10,0,x,y\n"
    assert [problem.split(";")[0] for problem in problems("working_day_overrides", content)] == [
        "working_day_overrides.csv, line 2: 2 cells under 3 columns",
        "working_day_overrides.csv, line 4: 4 cells under 3 columns",
    ]


def test_a_quote_that_never_ends() -> None:
    content = HEADER + '2026-01-08,0,x\n2026-01-09,0,"x\n2026-01-10,0,x\n'
    (problem,) = problems("working_day_overrides", content)
    assert problem.startswith("working_day_overrides.csv, line 3: ")
    assert problem.endswith("mend the quotes")


@pytest.mark.parametrize(
    ("separator", "sign"), [(",", "','"), (";", "';'")], ids=["commas", "semicolons"]
)
def test_columns_that_cannot_be_read(separator: str, sign: str) -> None:
    header = separator.join(("day", '"working" x', "source"))
    assert problems("working_day_overrides", f"{header}\n") == [
        f"working_day_overrides.csv, line 1: {sign} expected after '\"'; mend the quotes"
    ]


def test_a_cell_that_swallows_the_file() -> None:
    content = HEADER + '2026-01-08,0,"' + "x" * 131_073
    assert problems("working_day_overrides", content) == [
        "working_day_overrides.csv, line 2: field larger than field limit (131072); "
        "mend the quotes"
    ]


def test_a_file_under_another_name() -> None:
    with pytest.raises(DirectoryError, match=r"^from a chat\.csv, line 1: the file is empty"):
        read_csv("offices", b"", "from a chat.csv")


# As the directory keeps them: in one line.
cells = st.text(st.characters(codec="utf-8")).map(lambda text: " ".join(text.split())).filter(bool)


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(SHAPES["agency"].columns, cells)), min_size=1))
def test_what_is_written_is_read_back(rows: list[dict[str, str]]) -> None:
    assert read_csv("agency", write_csv("agency", rows)) == rows
