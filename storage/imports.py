"""The directory's tables as administrators sent them, between the dry run and their yes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.reception.directory_rows import FileRow
from storage.database import Row, Transaction

KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Import:
    """Tables that wait for a yes."""

    id: int
    version: str
    """The directory's version (storage.directory.VERSION) that the dry run saw."""
    tables: Mapping[str, Sequence[FileRow]]


async def put(
    tx: Transaction,
    person_id: int,
    tables: Mapping[str, Sequence[FileRow]],
    version: str,
    now: float,
) -> int:
    """Keep the tables that a person sent, instead of any earlier; returns the import's id."""
    rows = {
        table: [[row.file, row.line, dict(row), row.sheet] for row in lines]
        for table, lines in tables.items()
    }
    await remove(tx, person_id)
    return await tx.insert(
        "INSERT INTO imports (person_id, at, version, tables) VALUES (?, ?, ?, ?)",
        (person_id, int(now), version, json.dumps(rows, ensure_ascii=False)),
    )


async def get(tx: Transaction, person_id: int, import_id: int) -> Import | None:
    """A person's import; None when another followed it, or it is done or too old."""
    row = await tx.fetch_one(
        "SELECT * FROM imports WHERE person_id = ? AND id = ?", (person_id, import_id)
    )
    return _import(row) if row else None


def _import(row: Row) -> Import:
    # A row of a CSV file may have been kept without a sheet.
    tables = {
        table: [FileRow(cells, file, line, *sheet) for file, line, cells, *sheet in lines]
        for table, lines in json.loads(row["tables"]).items()
    }
    return Import(row["id"], row["version"], tables)


async def remove(tx: Transaction, person_id: int) -> None:
    """What a person sent waits no longer."""
    await tx.fetch("DELETE FROM imports WHERE person_id = ?", (person_id,))


async def purge(tx: Transaction, now: float) -> None:
    """Forget what nobody has said yes to for a day."""
    await tx.fetch("DELETE FROM imports WHERE at <= ?", (int(now - KEPT_SECONDS),))
