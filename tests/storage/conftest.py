"""An open database of its own for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database, open_database


@pytest.fixture
async def database(database_path: Path) -> AsyncIterator[Database]:
    """An empty database of the newest schema."""
    async with open_database(database_path) as opened:
        yield opened
