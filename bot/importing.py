"""`kabyldama import` and `kabyldama export`: the directory from files, and to files."""

import asyncio
import os
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.locking import exclusive
from bot.reception.directory_files import read_csv, write_csv
from bot.reception.directory_plan import Plan, Tables
from bot.reception.directory_rows import SHAPES, FileRow
from bot.reception.problems import DirectoryError, Sentence
from bot.settings import load_settings
from storage import directory, recounting, templates
from storage.database import (
    DatabaseRefused,
    Transaction,
    newest_schema,
    open_database,
)
from storage.database_errors import unusable

FILES = tuple(f"{table}.csv" for table in SHAPES)
"""What the files of the directory are called."""


class ImportRefused(Exception):
    """Files or folders that cannot be used; the message is one line that names the remedy."""


def import_directory(paths: Sequence[Path], *, dry_run: bool) -> list[str]:
    """Put the files, or those in a folder, in the place of what the database has.

    All of it or nothing, checked together with the tables that are not among the files. Returns
    what changed (with ``dry_run``: what would change), a line each. Raises ImportRefused,
    DirectoryError, SettingsRefused, AlreadyRunning or DatabaseRefused.
    """
    settings = load_settings()
    database_path = settings.database_path
    new = _tables(paths)
    if dry_run:
        planned, left = asyncio.run(_planned(database_path, new))
    else:
        # The bot keeps what it built from the directory: it must not run meanwhile.
        with exclusive(database_path):
            planned, left = asyncio.run(_done(database_path, new, settings.zone))
    lines = [str(change) for change in planned.changes]
    if not lines:
        return ["no change: the directory has these rows already"]
    lines.append(f"changes: {len(lines)}" + (", none of them made" if dry_run else ""))
    if left:
        lines.append(
            f"ready answers for topics that go: {left}; they stay in /templates, but secretaries "
            "are not offered them any longer"
        )
    return lines


def export_directory(folder: Path) -> list[str]:
    """Write the directory to files that `import_directory` reads; returns their names.

    The bot may be running. Raises ImportRefused, DirectoryError, SettingsRefused or
    DatabaseRefused.
    """
    tables = asyncio.run(_rows(load_settings().database_path))
    paths = {table: folder / f"{table}.csv" for table in tables}
    try:
        for path in paths.values():
            if path.exists():
                raise ImportRefused(f"{path}: there is one already; name an empty folder")
        folder.mkdir(parents=True, exist_ok=True)
        for table, path in paths.items():
            path.write_bytes(write_csv(table, tables[table]))
    except OSError as error:
        raise ImportRefused(
            f"{folder}: cannot be written ({error.strerror}); name another folder"
        ) from error
    return [str(path) for path in paths.values()]


def _tables(paths: Sequence[Path]) -> Tables:
    """The rows of all files. Raises ImportRefused and DirectoryError."""
    problems: list[Sentence] = []
    tables: dict[str, list[FileRow]] = {}
    for path in _files(paths):
        table = path.stem
        if table in tables:
            raise ImportRefused(f"{path}: a second {path.name}; give one of them")
        tables[table] = []
        try:
            tables[table] = read_csv(table, path.read_bytes())
        except OSError as error:
            raise ImportRefused(
                f"{path}: cannot be read ({error.strerror}); mend the name"
            ) from error
        except DirectoryError as error:
            problems += error.problems
    if problems:
        raise DirectoryError(problems)
    return tables


def _files(paths: Sequence[Path]) -> list[Path]:
    files = []
    for path in paths:
        # These ask without an error where this user may not look.
        if os.path.isdir(path):
            found = [path / name for name in FILES if (path / name).is_file()]
            if not found:
                raise ImportRefused(f"{path}: has none of {', '.join(FILES)}")
            files += found
        elif not os.path.exists(path):
            raise ImportRefused(f"{path}: there is no such file or folder; mend the name")
        elif path.name in FILES:
            files.append(path)
        else:
            raise ImportRefused(f"{path}: not known; name it as one of {', '.join(FILES)}")
    return files


async def _done(database_path: Path, new: Tables, zone: ZoneInfo) -> tuple[Plan, int]:
    """What was done, and how many ready answers it left without their topic."""
    now = time.time()
    async with open_database(database_path) as database, database.transaction() as tx:
        await directory.load_shipped(tx)
        planned = await directory.plan_import(tx, new)
        await directory.apply(tx, planned, by=None, now=now)
        changed = {change.table for change in planned.changes}
        await recounting.count_anew(tx, changed, await directory.read(tx), zone, now)
        return planned, await templates.left_behind(tx, planned.changes)


async def _planned(database_path: Path, new: Tables) -> tuple[Plan, int]:
    """What would be done, and how many ready answers it would leave without their topic."""
    try:
        async with directory.at_next_start(database_path) as tx:
            await _require_this_version(tx, database_path)
            planned = await directory.plan_import(tx, new)
            left = await templates.left_behind(tx, planned.changes)
    except (OSError, sqlite3.Error) as error:
        raise DatabaseRefused(unusable(database_path, error)) from error
    if planned.problems:
        raise DirectoryError(planned.problems)
    return planned, left


async def _require_this_version(tx: Transaction, database_path: Path) -> None:
    (version,) = (await tx.fetch("PRAGMA user_version"))[0]
    if version != newest_schema():
        raise ImportRefused(
            f"DATABASE_PATH: {database_path} was made by another version of Kabyldama; "
            "start this one first, and it will bring it up to date"
        )


async def _rows(database_path: Path) -> Tables:
    try:
        async with directory.at_next_start(database_path) as tx:
            await _require_this_version(tx, database_path)
            return await directory.rows(tx)
    except (OSError, sqlite3.Error) as error:
        raise DatabaseRefused(unusable(database_path, error)) from error
