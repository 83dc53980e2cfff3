"""The clock: what is due is done; what fails stops nothing else."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from bot.clock import Clock
from bot.demo.server import DemoServer
from handlers import errands
from handlers.desk import Desk
from handlers.staff import placing, reminding
from storage import drafts, imports, residents
from storage.database import Database, Transaction, open_database
from storage.outbox import Send
from tests.bot.delivery.until import until
from tests.conftest import Start


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


async def test_a_constraint_broken_by_one_errand_stops_no_other(database: Database) -> None:
    done: list[int] = []

    async def errand(desk: Desk, ticket_id: int) -> list[Send]:
        if ticket_id == 1:
            await desk.tx.fetch("INSERT INTO claims (code, ticket_id, at) VALUES (x'00', 99, 1)")
        done.append(ticket_id)
        return []

    async def make_desk(tx: Transaction) -> Desk:
        return cast("Desk", SimpleNamespace(tx=tx))

    async def nothing() -> None:
        pass

    clock = Clock(database, make_desk, nothing, lambda: 5.0)
    assert await clock._do(errand, 1, 2) == [1]
    assert done == [2]


async def test_a_mistake_in_one_thing_keeps_nothing_else_from_its_time(
    server: DemoServer,
    start: Start,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def broken(_desk: Desk) -> list[Send]:
        raise ValueError("They closed our water")

    purged = 0
    purge = imports.purge

    async def counted(tx: Transaction, now: float) -> None:
        nonlocal purged
        await purge(tx, now)
        purged += 1

    monkeypatch.setattr(reminding, "remind", broken)
    monkeypatch.setattr(imports, "purge", counted)
    monkeypatch.setattr("bot.clock.TICK", 0.05)
    aida = server.person("Aida")
    async with start(default_language="en"):
        await until(lambda: purged >= 3)
        await aida.chat.send("/start")
        await aida.chat.wait_text("Choose your language")
    [line] = [record.getMessage() for record in caplog.records if record.name == "bot.clock"]
    assert "ValueError" in line
    assert "water" not in line
