"""What SQLite refuses: whose error it is, and how to mend it."""

import sqlite3
from pathlib import Path

_ANOTHER_FILE = "restore the file from a backup, or name another one"
_REMEDIES = {
    sqlite3.SQLITE_NOTADB: _ANOTHER_FILE,
    sqlite3.SQLITE_CORRUPT: _ANOTHER_FILE,
    # Tables that are not ours, or another program's.
    sqlite3.SQLITE_ERROR: _ANOTHER_FILE,
    sqlite3.SQLITE_BUSY: "end the program that holds it",
    sqlite3.SQLITE_FULL: "free disk space",
    sqlite3.SQLITE_IOERR: "check the disk",
}


class TransactionEnded(sqlite3.OperationalError):
    """SQLite has undone the whole transaction by itself: nothing more can be done in it."""

    sqlite_errorcode = sqlite3.SQLITE_ABORT


def is_the_databases(error: Exception) -> bool:
    """A full disk or a locked file, as opposed to a mistake in a statement of ours."""
    return isinstance(error, sqlite3.OperationalError) and _kind(error) != sqlite3.SQLITE_ERROR


def unusable(path: Path, error: OSError | sqlite3.Error) -> str:
    """Why the file at ``path`` cannot be used, and how to mend it, in one line."""
    why = error.strerror if isinstance(error, OSError) else error
    remedy = _REMEDIES.get(_kind(error), "name a file in a directory this user may write to")
    return f"DATABASE_PATH: {path} cannot be used ({why}): {remedy}"


def _kind(error: Exception) -> int:
    # The higher bits of SQLite's code tell the causes of a kind apart.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
