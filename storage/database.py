"""The SQLite database: connections, transactions, migrations.

One writer connection serves one transaction at a time; a second connection reads. What is
committed is on disk (``synchronous=FULL``), so a ticket number or an outgoing message that
anybody has seen survives a power cut.

What may wait (BEGIN for the file's lock, COMMIT for the disk) runs in aiosqlite's thread. The
statements between them run in place: they take a few microseconds each from memory, and the way
to a thread and back takes twenty times as long. What may take longer than that goes into one as
well: `Transaction.fetch_apart`, and `storage.statistics.read_apart` for reports over all tickets.
"""

import asyncio
import sqlite3
from collections import defaultdict
from collections.abc import AsyncIterator, Coroutine, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from storage.database_errors import TransactionEnded, unusable

T = TypeVar("T")
Row = sqlite3.Row

MIGRATIONS = Path(__file__).parent / "migrations"

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 5000",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA secure_delete = ON",
)

_current: ContextVar["Transaction"] = ContextVar("kabyldama_transaction")


class DatabaseRefused(Exception):
    """The database file cannot be used; the message says why and how to mend it."""


class Transaction:
    """The one open transaction. Statements run in order on the writer connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.changed: set[str] = set()
        """Names of the queues this transaction wrote to; whoever waits on one is woken by the
        commit (see `Database.signal`)."""

    async def fetch(self, sql: str, parameters: Iterable[Any] = ()) -> Sequence[Row]:
        """Run one statement and return its rows (also those of a RETURNING clause)."""
        return self._writing().execute(sql, tuple(parameters)).fetchall()

    async def fetch_apart(self, sql: str, parameters: Iterable[Any] = ()) -> Sequence[Row]:
        """Like `fetch`, in a thread: for what looks through much. Writers wait, others go on."""
        given = tuple(parameters)
        work = asyncio.to_thread(lambda: self._writing().execute(sql, given).fetchall())
        return await _completed(work)

    async def fetch_one(self, sql: str, parameters: Iterable[Any] = ()) -> Row | None:
        """Like `fetch`, but the first row or None."""
        rows = await self.fetch(sql, parameters)
        return rows[0] if rows else None

    async def insert(self, sql: str, parameters: Iterable[Any] = ()) -> int:
        """Run one INSERT and return the new row's id."""
        row_id = self._writing().execute(sql, tuple(parameters)).lastrowid
        if row_id is None:
            raise sqlite3.DatabaseError("an INSERT returned no row id")
        return row_id

    async def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each of ``rows``."""
        self._writing().executemany(sql, rows)

    def _writing(self) -> sqlite3.Connection:
        """The connection. Raises TransactionEnded: what is done then would stay alone."""
        if not self._connection.in_transaction:
            raise TransactionEnded("the database has ended the transaction")
        return self._connection

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What happens inside is undone, alone, when it raises; the transaction goes on."""
        await self.fetch("SAVEPOINT step")
        changed = set(self.changed)
        try:
            yield
        except BaseException:
            # A full disk ends the whole transaction by itself.
            if self._connection.in_transaction:
                await self.fetch("ROLLBACK TO step")
                await self.fetch("RELEASE step")
            self.changed = changed
            raise
        await self.fetch("RELEASE step")


class Database:
    """An open database. Made by `open_database`."""

    def __init__(
        self,
        writer: sqlite3.Connection,
        writer_thread: aiosqlite.Connection,
        reader: sqlite3.Connection,
    ) -> None:
        self._writer = writer
        self._writer_thread = writer_thread
        self._reader = reader
        self._lock = asyncio.Lock()
        self._signals: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)

    def signal(self, name: str) -> asyncio.Event:
        """The event set by each commit of a transaction that changed the queue ``name``."""
        return self._signals[name]

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Commit what is done inside, or nothing of it when it raises or is cancelled."""
        async with self._lock:
            transaction = Transaction(self._writer)
            token = _current.set(transaction)
            ending = False
            try:
                await self._in_thread("BEGIN IMMEDIATE")
                yield transaction
                # A cancellation that is due comes before the commit, not in the midst of it.
                await asyncio.sleep(0)
                ending = True
                await self._in_thread("COMMIT")
            except BaseException:
                # A cancelled BEGIN or a failed COMMIT may or may not have left one open.
                if self._writer.in_transaction:
                    await self._in_thread("ROLLBACK")
                elif ending:
                    # Cancelled while it was being done: it is on disk all the same.
                    self._announce(transaction)
                raise
            finally:
                _current.reset(token)
            self._announce(transaction)

    async def _in_thread(self, statement: str) -> list[Row]:
        return list(await _completed(self._writer_thread.execute_fetchall(statement)))

    def _announce(self, transaction: Transaction) -> None:
        for name in transaction.changed:
            self._signals[name].set()

    async def compact(self) -> bool:
        """Write the file anew without the remains of what was deleted, and empty the log.

        Takes as long as writing the file twice; whoever wants to write waits. False: a reader
        held the log's old pages, so they are still there.
        """
        async with self._lock:
            # secure_delete zeroes deleted rows, but not the copies of them that pages keep which
            # were split or merged.
            await self._in_thread("VACUUM")
            [(busy, _pages, _moved)] = await self._in_thread("PRAGMA wal_checkpoint(TRUNCATE)")
        return not busy

    async def read(self, sql: str, parameters: Iterable[Any] = ()) -> Sequence[Row]:
        """Run one SELECT on the reading connection: it sees only what is committed."""
        return self._reader.execute(sql, tuple(parameters)).fetchall()


def current_transaction() -> Transaction:
    """The transaction this code runs inside. Raises LookupError outside of any."""
    return _current.get()


@asynccontextmanager
async def open_database(path: Path) -> AsyncIterator[Database]:
    """Open (and create) the database at ``path`` and bring it to the newest schema.

    Raises DatabaseRefused when the file is no database, cannot be written, or was written by
    a newer version of this program.
    """
    async with AsyncExitStack() as stack:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _create(path)
            writer, reader = (stack.enter_context(closing(_connect(path))) for _ in range(2))
            thread = await stack.enter_async_context(aiosqlite.Connection(lambda: writer, 1))
            migrate(writer)
            reader.execute("PRAGMA query_only = ON")
        except (OSError, sqlite3.Error) as error:
            raise DatabaseRefused(unusable(path, error)) from error
        yield Database(writer, thread, reader)


def _create(path: Path) -> None:
    """Make the file, if there is none, so that no other user of the computer can read it; SQLite
    gives the files that it makes beside it the same rights."""
    # One that is there is not opened: closing it would end the locks of other connections.
    with suppress(FileExistsError):
        path.touch(mode=0o600, exist_ok=False)


def _connect(path: Path) -> sqlite3.Connection:
    # Used in several threads, never in two at once: whoever uses it waits for the other.
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    return connection


def migrate(connection: sqlite3.Connection) -> None:
    """Run the numbered migrations that ``connection`` lacks, each with its version bump."""
    version = schema_of(connection)
    for file in migrations():
        number = _number(file)
        if number <= version:
            continue
        script = file.read_text(encoding="utf-8")
        try:
            connection.executescript(
                f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;"
            )
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def schema_of(connection: sqlite3.Connection) -> int:
    """How far a database was brought. Raises DatabaseRefused for one of a newer program."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > newest_schema():
        raise DatabaseRefused(
            f"DATABASE_PATH: the database has schema {version}, this program knows "
            f"{newest_schema()}: install the newer version of Kabyldama"
        )
    return version


def newest_schema() -> int:
    """How far this program brings a database."""
    return _number(migrations()[-1])


def migrations() -> list[Path]:
    """The migration files, oldest first."""
    return sorted(MIGRATIONS.glob("[0-9]*.sql"))


def _number(migration: Path) -> int:
    return int(migration.name.split("_")[0])


async def _completed(work: Coroutine[Any, Any, T]) -> T:
    """Await ``work`` to its end even when cancelled meanwhile, then raise the cancellation.

    The statement runs in another thread and cannot be called back: leaving before it is done
    would hand the connection on in an unknown state.
    """
    # Not asyncio.create_task: this task never outlives the await below.
    task = asyncio.get_running_loop().create_task(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            cancelled = error
        except BaseException:
            break
    if cancelled is not None:
        if not task.cancelled():
            task.exception()
        raise cancelled
    return task.result()
