"""Forget me, of somebody who came with a code from the counter."""

import hashlib
from pathlib import Path

import pytest

from bot import compaction
from bot.demo.server import DemoServer
from tests.bot.delivery.until import until
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident
from tests.end_to_end.privacy_steps import forget_me
from tests.end_to_end.remains import NAME, WORDS, Trace
from tests.end_to_end.test_counter import write_down
from tests.end_to_end.test_erasing import is_compacted


async def test_neither_the_code_nor_the_tries_are_left(
    server: DemoServer,
    start: Start,
    rows: Rows,
    database_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The file is compacted without the pauses that spare the people of a busy bot.
    monkeypatch.setattr(compaction, "SOON", 0.01)
    monkeypatch.setattr(compaction, "AT_MOST_EVERY", 0.05)
    secretary = server.person("Нурлан")
    staff = server.group("Staff", members=[secretary])
    resident = Resident(server.person(NAME), "en")
    trace = Trace(resident.person)
    async with start(staff_chat_id=staff.id, default_language="en"):
        scene = await write_down(secretary.in_(staff), " ".join(WORDS))
        code = scene.code.replace("-", "")
        trace.add(code)
        trace.marks["the code's digest"] = hashlib.sha256(code.encode()).digest()
        await resident.start()
        await resident.chat.send("AB2C-9DEF")
        await resident.chat.wait_text("No concern waits for this code")
        await resident.chat.send(scene.code)
        await resident.chat.wait_text("is yours from now on")
        await scene.room.wait(lambda _: "its code was used" in scene.card.text)
        for table in ("claims", "claim_tries"):
            assert len(rows(f"SELECT 1 FROM {table}")) == 1, table
        assert {"the code's digest", *WORDS} <= trace.left_in(database_path)
        await forget_me(resident)
        await until(lambda: is_compacted(rows))
        for table in ("claims", "claim_tries", "residents", "entries"):
            assert not rows(f"SELECT 1 FROM {table}"), table
        assert trace.left_in(database_path) == set()
        await scene.room.wait(lambda _: "erased" in scene.card.text)
        # Whoever finds the paper with the code finds nothing behind it.
        await resident.start()
        await resident.chat.send(scene.code)
        await resident.chat.wait(lambda c: "No concern waits for this code" in c.last.text)
    assert not rows("SELECT 1 FROM claims")
