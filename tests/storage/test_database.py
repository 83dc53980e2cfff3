"""Transactions: all or nothing, whatever happens meanwhile."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from storage.database import (
    Database,
    Transaction,
    current_transaction,
)
from storage.database_errors import TransactionEnded, is_the_databases

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


async def test_a_mistake_in_a_statement_is_not_blamed_on_the_database(
    database: Database, tmp_path: Path
) -> None:
    await database.read("SELECT 1")
    for mistake in ("SELECT 1 FROM nothing", "INSERT INTO entries (ticket_id) VALUES (9)"):
        with pytest.raises(sqlite3.Error) as raised:
            async with database.transaction() as tx:
                await tx.fetch(mistake)
        assert not is_the_databases(raised.value)
    with closing(sqlite3.connect(tmp_path / "full.sqlite3")) as full:
        full.execute("CREATE TABLE x (y)")
        full.execute("PRAGMA max_page_count = 2")
        with pytest.raises(sqlite3.Error) as raised:
            full.execute("INSERT INTO x VALUES (zeroblob(100000))")
    assert is_the_databases(raised.value)
    assert not is_the_databases(ValueError())


async def test_nothing_more_is_done_in_a_transaction_that_the_database_has_ended(
    database: Database,
) -> None:
    with pytest.raises(TransactionEnded) as raised:
        async with database.transaction() as tx:
            await tx.fetch("ROLLBACK")
            await tx.fetch(PUT, ["alone"])
    assert is_the_databases(raised.value)
    assert "alone" not in await keys(database)
