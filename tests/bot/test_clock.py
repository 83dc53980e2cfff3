"""The clock: what is due is done; what fails stops nothing else."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from bot.clock import Clock
from handlers import errands
from handlers.desk import Desk
from handlers.staff import placing
from storage import drafts, residents
from storage.database import Database, Transaction, open_database
from storage.outbox import Send


@pytest.fixture
async def database(database_path: Path) -> AsyncIterator[Database]:
    async with open_database(database_path) as opened:
        yield opened


async def test_an_errand_that_raises_stops_neither_the_others_nor_the_clock(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[int] = []
    parked = asyncio.Event()

    async def recall(_desk: Desk, ticket_id: int) -> list[Send]:
        if ticket_id == 1:
            raise KeyError("an office that is not in the directory")
        done.append(ticket_id)
        return []

    async def try_parked() -> None:
        parked.set()

    async def nothing_misplaced(_desk: Desk) -> list[int]:
        return []

    async def make_desk(tx: Transaction) -> Desk:
        setting = SimpleNamespace(retention_days=365, zone=UTC, admin_ids=())
        desk = SimpleNamespace(tx=tx, now=10.0**6, setting=setting)
        desk.local_time = datetime.fromtimestamp(desk.now, UTC)
        desk.directory = SimpleNamespace(overrides={date(1970, 1, 12): False})
        return cast("Desk", desk)

    async def nobody_to_forget(_desk: Desk) -> None:
        pass

    monkeypatch.setattr(errands, "recall", recall)
    monkeypatch.setattr(errands, "forget_members", nobody_to_forget)
    monkeypatch.setattr(placing, "misplaced", nothing_misplaced)
    monkeypatch.setattr(placing, "left_at_rest", nothing_misplaced)
    async with database.transaction() as tx:
        resident = await residents.add(tx, 5, "A", 0)
        for _ in range(2):
            draft = await drafts.add(tx, resident.id, "ky", 0)
            await tx.fetch(
                "INSERT INTO entries (ticket_id, direction, content, sent_at) "
                "VALUES (?, 'in', '{}', 0)",
                (draft.id,),
            )
    clock = Clock(
        database,
        make_desk,
        try_parked,
        lambda: 10.0**6,
    )
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(clock.run())
        async with asyncio.timeout(5):
            await parked.wait()
        running.cancel()
    assert done == [2]
