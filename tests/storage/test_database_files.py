"""The database's file: which are refused, who may read it, how it gets its tables."""

import os
import sqlite3
from pathlib import Path

import pytest

from storage import database as module
from storage.database import (
    DatabaseRefused,
    migrations,
    open_database,
)


async def refusal(path: Path) -> str:
    with pytest.raises(DatabaseRefused) as refused:
        async with open_database(path):
            pass
    message = str(refused.value)
    assert message.startswith("DATABASE_PATH")
    assert "\n" not in message
    return message


async def test_a_newer_database_is_refused(database_path: Path) -> None:
    async with open_database(database_path):
        pass
    connection = sqlite3.connect(database_path)
    connection.execute("PRAGMA user_version = 9999")
    connection.close()
    assert "9999" in await refusal(database_path)


async def test_a_file_that_is_no_database_is_refused(database_path: Path) -> None:
    database_path.write_bytes(b"a letter to the agency " * 1000)  # noqa: ASYNC240
    await refusal(database_path)


async def test_a_directory_is_refused(tmp_path: Path) -> None:
    await refusal(tmp_path)


async def test_a_path_through_a_file_is_refused() -> None:
    await refusal(Path(__file__) / "x.sqlite3")


async def test_no_other_user_of_the_computer_can_read_it(database_path: Path) -> None:
    usual = os.umask(0o022)
    try:
        async with open_database(database_path) as database:
            async with database.transaction() as tx:
                await tx.fetch("INSERT INTO meta VALUES ('a', 'x')")
            beside = sorted(database_path.parent.glob(f"{database_path.name}*"))
            modes = [path.stat().st_mode & 0o777 for path in beside]
    finally:
        os.umask(usual)
    assert modes == [0o600] * 3


async def test_what_is_there_already_keeps_its_rights(database_path: Path) -> None:
    database_path.touch(mode=0o640)  # noqa: ASYNC240
    database_path.chmod(0o640)  # noqa: ASYNC240
    async with open_database(database_path):
        pass
    assert database_path.stat().st_mode & 0o777 == 0o640  # noqa: ASYNC240


async def test_an_error_of_the_program_is_not_blamed_on_the_file(database_path: Path) -> None:
    with pytest.raises(ConnectionResetError):
        async with open_database(database_path):
            raise ConnectionResetError


async def test_migrations_run_once_and_a_bad_one_leaves_nothing(
    database_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    for file in migrations():
        (folder / file.name).write_text(file.read_text("utf-8"), "utf-8")
    newest = int(migrations()[-1].name[:4])
    monkeypatch.setattr(module, "MIGRATIONS", folder)
    async with open_database(database_path):
        pass
    bad = folder / f"{newest + 1:04}_bad.sql"
    bad.write_text("CREATE TABLE extra (x);\nINSERT INTO nowhere VALUES (1);", "utf-8")
    with pytest.raises(DatabaseRefused, match="nowhere"):
        async with open_database(database_path):
            pass
    bad.write_text("CREATE TABLE extra (x);", "utf-8")
    for _ in range(2):
        async with open_database(database_path) as opened:
            [[version]] = await opened.read("PRAGMA user_version")
            assert version == newest + 1
            assert await opened.read("SELECT * FROM extra") == []
