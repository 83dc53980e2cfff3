"""The directory in the database: shipped as files, loaded once, the database's from then on."""

import csv
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from bot.reception.directory import Directory
from storage.database import Database, Transaction

DATA = Path(__file__).parent / "data"

# In the order in which rows may refer to earlier tables.
_TABLES = (
    "regions",
    "offices",
    "districts",
    "topics",
    "emergency",
    "agency",
    "working_day_overrides",
)


def shipped_rows(table: str) -> list[dict[str, str]]:
    """The rows of a shipped file."""
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


async def load_shipped(tx: Transaction) -> None:
    """Fill the tables that are still empty: at the first start, all of them."""
    for table in _TABLES:
        if await tx.fetch(f"SELECT 1 FROM {table} LIMIT 1"):
            continue
        rows = shipped_rows(table)
        columns = list(rows[0])
        marks = ", ".join("?" * len(columns))
        await tx.execute_many(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",
            # An empty cell means unknown.
            [[row[column] or None for column in columns] for row in rows],
        )


async def load(database: Database) -> Directory:
    """The directory as it is now. Raises bot.reception.directory.DirectoryError."""
    tables = {
        # rowid: districts and offices are shown in the order in which they were loaded.
        table: [dict(row) for row in await database.read(f"SELECT * FROM {table} ORDER BY rowid")]
        for table in _TABLES[:-1]
    }
    return Directory.from_rows(**tables)


def load_for_check(path: Path) -> Directory:
    """The directory as the next start will find it, without touching the database.

    Raises bot.reception.directory.DirectoryError, or sqlite3.Error for an unusable file.
    """
    tables = {}
    with closing(_readable(path)) as connection:
        for table in _TABLES[:-1]:
            rows: list[dict[str, Any]] = []
            if connection.execute(
                "SELECT 1 FROM sqlite_schema WHERE name = ?", (table,)
            ).fetchone():
                rows = [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]
            tables[table] = rows or shipped_rows(table)
    return Directory.from_rows(**tables)


def _readable(path: Path) -> sqlite3.Connection:
    name = f"file:{path}?mode=ro" if path.exists() else ":memory:"
    connection = sqlite3.connect(name, uri=True)
    connection.row_factory = sqlite3.Row
    return connection


async def working_day_overrides(database: Database) -> dict[date, bool]:
    """Days that are working (True) or off (False) against the calendar."""
    rows = await database.read("SELECT day, working FROM working_day_overrides")
    return {date.fromisoformat(row["day"]): bool(row["working"]) for row in rows}
