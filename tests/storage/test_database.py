"""Transactions: all or nothing, whatever happens meanwhile; which files are refused."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from storage import database as module
from storage.database import (
    Database,
    DatabaseRefused,
    Transaction,
    current_transaction,
    migrations,
    open_database,
)

PUT = "INSERT INTO meta VALUES (?, 'x')"


async def keys(database: Database) -> list[str]:
    return [row["key"] for row in await database.read("SELECT key FROM meta ORDER BY key")]


async def test_commit_and_rollback(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.fetch(PUT, ("a",))
        assert await keys(database) == []
    with pytest.raises(KeyError):
        async with database.transaction() as tx:
            await tx.fetch(PUT, ("b",))
            raise KeyError
    assert await keys(database) == ["a"]


async def test_a_savepoint_is_undone_alone(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.fetch(PUT, ("a",))
        with pytest.raises(sqlite3.IntegrityError):
            async with tx.savepoint():
                tx.changed.add("queue")
                await tx.fetch(PUT, ("b",))
                await tx.fetch(PUT, ("a",))
        async with tx.savepoint():
            await tx.fetch(PUT, ("c",))
        assert tx.changed == set()
    assert await keys(database) == ["a", "c"]


async def test_a_commit_wakes_who_waits_and_a_rollback_does_not(database: Database) -> None:
    with pytest.raises(KeyError):
        async with database.transaction() as tx:
            tx.changed.add("queue")
            raise KeyError
    assert not database.signal("queue").is_set()
    async with database.transaction() as tx:
        tx.changed.add("queue")
    assert database.signal("queue").is_set()


async def test_the_current_transaction(database: Database) -> None:
    with pytest.raises(LookupError):
        current_transaction()
    async with database.transaction() as tx:
        assert current_transaction() is tx
    with pytest.raises(LookupError):
        current_transaction()


async def cancelled_at(
    database: Database, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    """Runs a transaction whose task is cancelled when ``statement`` is on its way."""
    fetch, in_thread = Transaction.fetch, Database._in_thread
    task: asyncio.Task[None]

    async def fetch_and_cancel(self: Transaction, sql: str, parameters: Any = ()) -> Any:
        if sql.startswith(statement):
            task.cancel()
        return await fetch(self, sql, parameters)

    async def cancel_and_wait(self: Database, sql: str) -> None:
        if sql.startswith(statement):
            task.cancel()
        await in_thread(self, sql)

    async def work() -> None:
        async with database.transaction() as tx:
            tx.changed.add("queue")
            await tx.fetch(PUT, ("a",))

    with monkeypatch.context() as patch:
        patch.setattr(Transaction, "fetch", fetch_and_cancel)
        patch.setattr(Database, "_in_thread", cancel_and_wait)
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(work())
    assert task.cancelled()


@pytest.mark.parametrize("statement", ["BEGIN", "INSERT"])
async def test_cancelled_before_the_commit_nothing_stays(
    database: Database, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    await cancelled_at(database, monkeypatch, statement)
    assert await keys(database) == []
    async with database.transaction() as tx:
        await tx.fetch(PUT, ("after",))
    assert await keys(database) == ["after"]


async def test_a_commit_that_was_cancelled_too_late_is_a_commit(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await cancelled_at(database, monkeypatch, "COMMIT")
    assert await keys(database) == ["a"]
    assert database.signal("queue").is_set(), "what is committed must be seen"


async def test_cancelled_inside_a_savepoint(database: Database) -> None:
    async with database.transaction() as tx:
        with pytest.raises(TimeoutError):
            async with tx.savepoint(), asyncio.timeout(0):
                await tx.fetch(PUT, ("b",))
                await asyncio.Event().wait()
        await tx.fetch(PUT, ("a",))
    assert await keys(database) == ["a"]


async def test_a_failed_commit_leaves_the_connection_usable(database: Database) -> None:
    async def dangling(tx: Transaction) -> None:
        await tx.fetch("PRAGMA defer_foreign_keys = ON")
        await tx.fetch(
            "INSERT INTO blobs (outbox_id, field, filename, content) VALUES (99, '', '', '')"
        )

    with pytest.raises(sqlite3.IntegrityError):
        async with database.transaction() as tx:
            await dangling(tx)
    async with database.transaction() as tx:
        await tx.fetch(PUT, ("after",))
    assert await keys(database) == ["after"]
    assert not await database.read("SELECT * FROM blobs")


async def test_transactions_come_one_after_the_other(database: Database) -> None:
    order: list[str] = []

    async def work(name: str) -> None:
        async with database.transaction() as tx:
            order.append(f"{name} begins")
            await tx.fetch(PUT, (name,))
            order.append(f"{name} ends")

    async with asyncio.TaskGroup() as tasks:
        for name in "abc":
            tasks.create_task(work(name))
    assert order == [f"{name} {word}" for name in "abc" for word in ("begins", "ends")]


async def test_the_reader_cannot_write(database: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await database.read("INSERT INTO meta VALUES ('a', 'x')")


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)]
)
async def test_pragmas(database: Database, pragma: str, value: object) -> None:
    async with database.transaction() as tx:
        [[found]] = await tx.fetch(f"PRAGMA {pragma}")
    assert found == value


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
