"""What looks through very much does so in a thread: nobody else waits, and it can be ended."""

import asyncio
import sqlite3
import threading

from storage.database import Database
from storage.statistics import read_apart


async def test_others_go_on_while_something_is_fetched_apart(database: Database) -> None:
    went_on = threading.Event()
    async with database.transaction() as tx, asyncio.TaskGroup() as tasks:
        tx._connection.create_function("went_on", 0, lambda: went_on.wait(5))
        found = tasks.create_task(tx.fetch_apart("SELECT went_on() AS so"))
        await asyncio.sleep(0)
        went_on.set()
        [row] = await found
    assert row["so"] == 1


async def test_what_is_fetched_apart_is_done_before_its_transaction_ends(
    database: Database,
) -> None:
    goes_on, began = threading.Event(), threading.Event()

    def work() -> None:
        began.set()
        goes_on.wait(5)

    async def fetching() -> None:
        async with database.transaction() as tx:
            tx._connection.create_function("work", 0, work)
            await tx.fetch("INSERT INTO meta VALUES ('before', '1')")
            await tx.fetch_apart("SELECT work()")

    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(fetching())
        await asyncio.to_thread(began.wait, 5)
        task.cancel()
        await asyncio.sleep(0)
        assert not task.done()
        goes_on.set()
    assert task.cancelled()
    assert list(await database.read("SELECT * FROM meta WHERE key = 'before'")) == []


async def test_reading_apart_ends_when_nobody_wants_it(database: Database) -> None:
    """Whoever stops the program would wait for it."""
    endless = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n FROM n) SELECT MAX(n) FROM n"
    began, ended = threading.Event(), threading.Event()

    def work(connection: sqlite3.Connection) -> None:
        began.set()
        try:
            connection.execute(endless).fetchall()
        finally:
            ended.set()

    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(read_apart(database, work))
        assert await asyncio.to_thread(began.wait, 5)
        task.cancel()
    assert await asyncio.to_thread(ended.wait, 5)
