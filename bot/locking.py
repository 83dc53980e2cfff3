"""One process a database: two would take each other's updates."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.database import DatabaseRefused
from storage.database_errors import unusable


class AlreadyRunning(Exception):
    """Another process works with this database; the message says how to mend it."""


@contextmanager
def exclusive(database_path: Path) -> Iterator[None]:
    """Hold the lock file beside the database. The system frees it even after a kill.

    Raises AlreadyRunning when another process holds it, DatabaseRefused when there is no place
    for it.
    """
    path = database_path.with_name(database_path.name + ".lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        opened = path.open("w")
    except OSError as error:
        raise DatabaseRefused(unusable(path, error)) from error
    with opened as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(
                f"DATABASE_PATH: another process is already working with {database_path}: "
                "stop it first, or give this one a database of its own"
            ) from error
        yield
