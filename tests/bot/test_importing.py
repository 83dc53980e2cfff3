"""`kabyldama import` and `kabyldama export`: what they change, print and refuse."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.locking import exclusive
from storage.shipped import DATA
from tests.conftest import TOKEN, Rows

Edit = Callable[[str, str, str], None]


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, database_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of an installation that was never started."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("DATABASE_PATH", str(database_path))


@pytest.fixture
def edit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Edit:
    """Exports once, and changes a file: what stands there, and what shall stand instead."""
    assert main(["export", "files"]) == 0
    capsys.readouterr()

    def change(file: str, old: str, new: str) -> None:
        path = tmp_path / "files" / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[..., list[str]]:
    """Runs a command that must be refused, and returns what it says."""

    def run(*arguments: str) -> list[str]:
        capsys.readouterr()
        assert main(list(arguments)) == 2
        out, err = capsys.readouterr()
        assert out == ""
        return err.splitlines()

    return run


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """Runs a command, and returns what it says."""
    assert main(list(arguments)) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out.splitlines()


PLACE = "40.266,72.6183,,,,,,1"
WITH_PHONE = '40.266,72.6183,"Bazar,\nhouse 1",+996 3230 50101,Mo-Fr 9-18,,-100123,1'


def test_an_export_is_the_shipped_files_and_imports_as_no_change(
    capsys: pytest.CaptureFixture[str], database_path: Path
) -> None:
    names = [Path(line).name for line in told(capsys, "export", "a/b")]
    for name in names:
        assert Path("a/b", name).read_bytes() == b"\xef\xbb\xbf" + (DATA / name).read_bytes()
    assert "offices.csv" in names
    assert "working_day_overrides.csv" in names
    same = ["no change: the directory has these rows already"]
    assert told(capsys, "import", "--dry-run", "a/b") == same
    assert not database_path.exists()
    assert told(capsys, "import", "a/b/offices.csv", "a/b/topics.csv") == same


def test_a_dry_run_says_what_the_import_then_does(
    capsys: pytest.CaptureFixture[str], edit: Edit, rows: Rows, database_path: Path
) -> None:
    edit("offices.csv", PLACE, WITH_PHONE)
    edit("working_day_overrides.csv", "2026-01-09,0", "2026-01-09,1")
    changes = [
        "offices.csv NKT: address: — → Bazar, house 1",
        "offices.csv NKT: phone: — → +996 3230 50101",
        "offices.csv NKT: hours: — → Mo-Fr 09:00-18:00",
        "offices.csv NKT: staff_chat_id: — → -100123",
        "working_day_overrides.csv 2026-01-09: working: 0 → 1",
    ]
    assert told(capsys, "import", "--dry-run", "files") == [
        *changes,
        "changes: 5, none of them made",
    ]
    assert not database_path.exists()
    assert told(capsys, "import", "files") == [*changes, "changes: 5"]
    assert rows("SELECT phone FROM offices WHERE code = 'NKT'")[0]["phone"] == "+996 3230 50101"
    (entry,) = rows("SELECT * FROM audit WHERE field = 'phone'")
    assert (entry["subject"], entry["person_id"]) == ("offices NKT", None)
    told(capsys, "export", "again")
    assert '"Bazar, house 1"' in Path("again/offices.csv").read_text(encoding="utf-8")


def test_the_order_of_the_rows_is_imported(
    capsys: pytest.CaptureFixture[str], edit: Edit, rows: Rows
) -> None:
    edit("offices.csv", "\nBTK,", "\nXXX,")
    edit("offices.csv", "\nKDJ,", "\nBTK,")
    edit("offices.csv", "\nXXX,", "\nKDJ,")
    lines = told(capsys, "import", "files")
    assert lines[-2] == "offices.csv: the rows stand in another order"
    stored = [row["code"] for row in rows("SELECT code FROM offices ORDER BY rowid")]
    assert stored[:3] == ["KDJ", "BTK", "LLK"]


def test_all_problems_are_named_and_nothing_is_changed(
    edit: Edit, refused: Callable[..., list[str]], rows: Rows
) -> None:
    main(["import", "files"])
    before = list(map(tuple, rows("SELECT * FROM offices")))
    edit("offices.csv", PLACE, "72.6183,40.266,,none,,,,1")
    edit("districts.csv", "41705258000000,41705000000000,KDJ", "41705258000000,41705000000000,ZZZ")
    edit("agency.csv", "\nagency,", "\nagency,,")
    assert refused("import", "files") == [
        "agency.csv, line 2: 7 cells under 6 columns; mend the commas and the quotes"
    ]
    lines = refused("import", "files/offices.csv", "files/districts.csv")
    assert lines == refused("import", "--dry-run", "files/offices.csv", "files/districts.csv")
    assert [line.split(";")[0] for line in lines] == [
        "offices.csv, line 12: phone is 'none': write one number of 3 to 15 digits, like "
        "+996 312 620000",
        "districts.csv, line 3: no office 'ZZZ'",
        "offices.csv, line 12: 72.6183, 40.266 is outside Kyrgyzstan",
    ]
    assert list(map(tuple, rows("SELECT * FROM offices"))) == before
    assert not rows("SELECT * FROM audit")


def test_districts_twice_or_not_at_all_are_named(
    edit: Edit, refused: Callable[..., list[str]]
) -> None:
    edit("districts.csv", "\n41705258000000,", "\n41705214000000,")
    lines = refused("import", "files/districts.csv")
    twice = (
        "districts.csv, line 3: code '41705214000000' stands twice (also districts.csv, line 2)"
    )
    assert twice in [line.split(";")[0] for line in lines]
    missing = "41705258000000 (Кадамжай району, Кадамжайский район)"
    assert f"districts.csv: the district {missing} is missing; add its row" in lines


def test_ready_answers_for_a_topic_that_goes_are_told(
    capsys: pytest.CaptureFixture[str], edit: Edit, database_path: Path
) -> None:
    main(["import", "files"])
    with closing(sqlite3.connect(database_path)) as connection, connection:
        for topic in ("land", "conflict", None):
            values = (topic, "en", "Title", "Text")
            connection.execute(
                "INSERT INTO templates (topic, language, title, text) VALUES (?, ?, ?, ?)", values
            )
    edit("topics.csv", "\nland,", "\nearth,")
    told_of = (
        "ready answers for topics that go: 1; they stay in /templates, but secretaries are not "
        "offered them any longer"
    )
    capsys.readouterr()
    assert told(capsys, "import", "--dry-run", "files")[-2:] == [
        "changes: 2, none of them made",
        told_of,
    ]
    assert told(capsys, "import", "files")[-2:] == ["changes: 2", told_of]


def test_an_office_with_concerns_is_not_dropped(
    edit: Edit, refused: Callable[..., list[str]], rows: Rows, database_path: Path
) -> None:
    main(["import", "files"])
    with closing(sqlite3.connect(database_path)) as connection, connection:
        connection.execute(
            "INSERT INTO tickets (status, office, language, created_at, updated_at) "
            "VALUES ('closed', 'OSH', 'ky', 1, 1)"
        )
    edit("offices.csv", "\nOSH,", "\nOSZ,")
    edit("districts.csv", "41721000000000,OSH,", "41721000000000,OSZ,")
    problem = "offices.csv: OSH is missing, but concerns refer to it; put its row back"
    assert refused("import", "files") == [problem]
    assert refused("import", "--dry-run", "files") == [problem]
    assert rows("SELECT 1 FROM offices WHERE code = 'OSH'")


def test_it_is_refused_while_the_bot_runs(
    edit: Edit,
    refused: Callable[..., list[str]],
    capsys: pytest.CaptureFixture[str],
    database_path: Path,
) -> None:
    edit("offices.csv", PLACE, WITH_PHONE)
    with exclusive(database_path):
        (line,) = refused("import", "files")
        assert "another process" in line
        assert told(capsys, "import", "--dry-run", "files")[-1].startswith("changes: 4")
        assert told(capsys, "export", "meanwhile")


def test_files_that_cannot_be_used(
    edit: Edit, refused: Callable[..., list[str]], tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "districts.csv").mkdir()
    (tmp_path / "places.csv").touch()
    assert "has none of regions.csv" in refused("import", "empty")[0]
    assert "places.csv: not known" in refused("import", "places.csv")[0]
    for name in ("nowhere", "nowhere/offices.csv"):
        assert f"{name}: there is no such file or folder" in refused("import", name)[0]
    assert "a second offices.csv" in refused("import", "files", "files/offices.csv")[0]
    assert "files/regions.csv: there is one already" in refused("export", "files")[0]
    assert "cannot be written" in refused("export", "places.csv/folder")[0]


def test_databases_that_cannot_be_used(
    edit: Edit,
    refused: Callable[..., list[str]],
    database_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    main(["import", "files"])
    with closing(sqlite3.connect(database_path)) as connection:
        connection.execute("PRAGMA user_version = 1")
    assert "made by another version" in refused("import", "--dry-run", "files")[0]
    database_path.write_bytes(b"no database at all" * 100)
    for suffix in ("-wal", "-shm"):
        database_path.with_name(database_path.name + suffix).unlink(missing_ok=True)
    said = {
        line
        for command in (("import", "--dry-run", "files"), ("import", "files"), ("export", "new"))
        for line in refused(*command)
    }
    assert said == {
        f"DATABASE_PATH: {database_path} cannot be used (file is not a database): "
        "restore the file from a backup, or name another one"
    }
    monkeypatch.setenv("DATABASE_PATH", str(database_path / "db.sqlite3"))
    assert "name a file in a directory this user may" in refused("import", "files")[0]
    monkeypatch.delenv("BOT_TOKEN")
    assert refused("export", "new")[0].startswith("BOT_TOKEN is missing")
