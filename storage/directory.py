"""The directory in the database: shipped as files, loaded once, the database's from then on."""

import secrets
import sqlite3
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, closing
from pathlib import Path

from bot.reception.directory import Directory
from bot.reception.directory_files import read_csv
from bot.reception.directory_plan import Cells, Plan, Tables, plan
from bot.reception.directory_rows import SHAPES, FileRow, Row
from bot.reception.problems import DirectoryError
from storage import audit, meta
from storage.database import Transaction, migrate
from storage.shipped import DATA, classifier

VERSION = "directory_version"
"""The value in `meta` that is another one after each change. Random: a counter would come to the
same number twice when a change is rolled back."""


class Directories:
    """The directory as it is in a transaction; built anew only after a change."""

    def __init__(self) -> None:
        self._built: tuple[str | None, Directory] | None = None

    async def current(self, tx: Transaction) -> Directory:
        """The directory with what ``tx`` changed so far. Raises DirectoryError."""
        version = await meta.get(tx, VERSION)
        if self._built is None or self._built[0] != version:
            self._built = (version, await read(tx))
        return self._built[1]


def shipped_rows(table: str) -> list[FileRow]:
    """The rows of a shipped file. Raises DirectoryError."""
    return read_csv(table, (DATA / f"{table}.csv").read_bytes())


async def load_shipped(tx: Transaction) -> None:
    """At the first start, fill the tables. Raises DirectoryError for unusable files."""
    if await tx.fetch("SELECT 1 FROM regions LIMIT 1"):
        return
    nothing: Tables = dict.fromkeys(SHAPES, ())
    shipped = {table: shipped_rows(table) for table in SHAPES}
    found = plan(nothing, shipped, used={}, classifier=classifier())
    if found.problems:
        raise DirectoryError(found.problems)
    await _write(tx, found.tables)


async def rows(tx: Transaction) -> dict[str, list[dict[str, object]]]:
    """The rows of every table, in the order to show them."""
    found = {}
    for table, shape in SHAPES.items():
        by_position = "position" if "position" in shape.columns else shape.key
        order = "rowid" if shape.in_file_order else by_position
        read_rows = await tx.fetch(f"SELECT * FROM {table} ORDER BY {order}")
        found[table] = [dict(row) for row in read_rows]
    return found


async def read(tx: Transaction) -> Directory:
    """Build the directory from the database. Raises DirectoryError."""
    return Directory.from_rows(**await rows(tx), classifier=classifier())


@asynccontextmanager
async def at_next_start(path: Path) -> AsyncIterator[Transaction]:
    """A look at the database as the next start will find it, which touches nothing.

    The bot may be running. Raises sqlite3.Error for an unusable file, DirectoryError for
    unusable shipped files.
    """
    with closing(_stored(path)) as connection:
        if _was_started(connection):
            # One state of the database, whatever is written meanwhile.
            connection.execute("BEGIN")
            yield Transaction(connection)
            return
    with closing(_connection(":memory:")) as connection:
        migrate(connection)
        connection.execute("BEGIN")
        tx = Transaction(connection)
        await load_shipped(tx)
        yield tx


def _stored(path: Path) -> sqlite3.Connection:
    return _connection(f"{path.absolute().as_uri()}?mode=ro" if path.exists() else ":memory:")


def _connection(name: str) -> sqlite3.Connection:
    connection = sqlite3.connect(name, uri=True, isolation_level=None)
    connection.row_factory = sqlite3.Row
    return connection


def _was_started(connection: sqlite3.Connection) -> bool:
    schema = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'regions'").fetchone()
    return bool(schema and connection.execute("SELECT 1 FROM regions LIMIT 1").fetchone())


async def plan_import(tx: Transaction, new: Tables) -> Plan:
    """What replacing these tables would change, and what stands against it."""
    return plan(await rows(tx), new, used=await used(tx), classifier=classifier())


async def apply(tx: Transaction, planned: Plan, *, by: int | None, now: float) -> None:
    """Do what was planned in this same transaction, and note it in the audit.

    ``by`` is a Telegram id, None the command line. Raises DirectoryError when there are problems.
    """
    if planned.problems:
        raise DirectoryError(planned.problems)
    if not planned.changes:
        return
    await _write(tx, planned.tables)
    # The office that is offered first next time must be there.
    await tx.fetch(
        "UPDATE residents SET last_office = NULL "
        "WHERE last_office NOT IN (SELECT code FROM offices)"
    )
    for change in planned.changes:
        await audit.add(
            tx,
            change.kind,
            subject(change.table, change.code),
            by=by,
            now=now,
            field=change.column,
            old=None if change.old is None else str(change.old),
            new=None if change.new is None else str(change.new),
        )


def subject(table: str, code: str | None) -> str:
    """What the audit calls a row, or a whole table: ``offices NKT``, ``offices``."""
    return f"{table} {code}" if code else table


async def change_office(
    tx: Transaction, code: str, column: str, value: str | None, *, by: int, now: float
) -> None:
    """Set a column of an office; None or an empty text means unknown.

    With its district its region follows. For the position see `move_office`. Raises KeyError for
    an unknown office, DirectoryError, with nothing changed, when the value cannot be used.
    """
    if column not in _COLUMNS:
        raise ValueError(f"{column} is not changed by itself")
    values = {column: value}
    if column == "district_code":
        region = await tx.fetch_one("SELECT region_code FROM districts WHERE code = ?", (value,))
        if region is not None:
            values["region_code"] = region["region_code"]
    await _change(tx, "offices", code, values, by=by, now=now)


_COLUMNS = SHAPES["offices"].columns.keys() - {"code", "region_code", "latitude", "longitude"}


async def move_office(
    tx: Transaction, code: str, latitude: float, longitude: float, *, by: int, now: float
) -> None:
    """Set an office's position, WGS 84 degrees, kept to a metre. Raises like `change_office`."""
    values = {"latitude": round(latitude, 5), "longitude": round(longitude, 5)}
    await _change(tx, "offices", code, values, by=by, now=now)


async def assign_district(tx: Transaction, code: str, office: str, *, by: int, now: float) -> None:
    """Make an office responsible for a district; that is a decision, so it counts as confirmed.

    Raises KeyError for an unknown district, DirectoryError for an unknown office.
    """
    values = {"office_code": office, "confirmed": 1}
    await _change(tx, "districts", code, values, by=by, now=now)


async def confirm_district(
    tx: Transaction, code: str, *, confirmed: bool = True, by: int, now: float
) -> None:
    """The district's office is the right one, or is only suggested.

    Raises KeyError for an unknown district.
    """
    values = {"confirmed": int(confirmed)}
    await _change(tx, "districts", code, values, by=by, now=now)


async def replace_rows(
    tx: Transaction, table: str, rows: Iterable[Row], *, by: int, now: float
) -> None:
    """Let a table have these rows instead. Raises DirectoryError, with nothing changed."""
    await apply(tx, await plan_import(tx, {table: list(rows)}), by=by, now=now)


async def _change(
    tx: Transaction,
    table: str,
    code: str,
    values: Mapping[str, object],
    *,
    by: int,
    now: float,
) -> None:
    present = (await rows(tx))[table]
    if all(row["code"] != code for row in present):
        raise KeyError(code)
    changed = [{**row, **values} if row["code"] == code else row for row in present]
    await replace_rows(tx, table, changed, by=by, now=now)


async def used(tx: Transaction) -> dict[str, dict[str, int]]:
    """Table -> code -> how many concerns, unsent ones too, refer to an office or a topic."""
    offices = await tx.fetch(
        "SELECT code, COUNT(*) AS count FROM ("
        "SELECT id, office AS code FROM tickets UNION SELECT id, about_office FROM tickets) "
        "WHERE code IS NOT NULL GROUP BY code"
    )
    topics = await tx.fetch(
        "SELECT topic AS code, COUNT(*) AS count FROM tickets WHERE topic IS NOT NULL "
        "GROUP BY topic"
    )
    return {
        "offices": {row["code"]: row["count"] for row in offices},
        "topics": {row["code"]: row["count"] for row in topics},
    }


async def _write(tx: Transaction, tables: Mapping[str, Iterable[Cells]]) -> None:
    """Make these tables have these rows, in this order.

    Rows are changed in place, not written anew: others may refer to them.
    """
    # What a row refers to comes before it, and goes after it.
    for table, new in tables.items():
        columns = list(SHAPES[table].columns)
        marks = ", ".join("?" * len(columns))
        values = ", ".join(f"{column} = excluded.{column}" for column in columns)
        await tx.execute_many(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) "
            f"ON CONFLICT ({SHAPES[table].key}) DO UPDATE SET {values}",
            [[row[column] for column in columns] for row in new],
        )
    for table, new in reversed(list(tables.items())):
        key = SHAPES[table].key
        keys = [row[key] for row in new]
        marks = ", ".join("?" * len(keys))
        await tx.fetch(f"DELETE FROM {table} WHERE {key} NOT IN ({marks})", keys)
        if SHAPES[table].in_file_order:
            # By way of numbers that no row has.
            numbered = [(-number, code) for number, code in enumerate(keys, 1)]
            await tx.execute_many(f"UPDATE {table} SET rowid = ? WHERE {key} = ?", numbered)
            await tx.fetch(f"UPDATE {table} SET rowid = -rowid")
    await meta.put(tx, VERSION, secrets.token_hex(8))
