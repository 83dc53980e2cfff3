"""A disk that is full while an outcome is written down: what was delivered is not sent again."""

import pytest
from aiogram.methods import SendMessage

from bot.delivery.ledger import Done
from bot.demo.server import DemoServer
from storage.database import Database, Transaction
from storage.outbox import Send
from tests.bot.delivery.conftest import Deliver, Enqueue
from tests.bot.delivery.until import until
from tests.conftest import Rows

ROOM = 1_000_000
WHOLE_TRANSACTION = "INSERT INTO meta VALUES ('x', zeroblob(9000000))"
ONE_STATEMENT = (
    "INSERT INTO meta SELECT 'x' || value, zeroblob(900000) FROM json_each('[1,2,3,4,5,6]')"
)


@pytest.mark.parametrize("statement", [WHOLE_TRANSACTION, ONE_STATEMENT])
async def test_the_outcome_waits_until_there_is_room(
    server: DemoServer,
    database: Database,
    deliver: Deliver,
    enqueue: Enqueue,
    rows: Rows,
    statement: str,
) -> None:
    """``statement``: what SQLite undoes when it does not fit."""
    full, tries = True, 0

    async def continuation(tx: Transaction, _done: Done) -> None:
        nonlocal tries
        tries += 1
        if full:
            [[pages]] = await tx.fetch("PRAGMA page_count")
            await tx.fetch(f"PRAGMA max_page_count = {pages}")
        else:
            await tx.fetch(f"PRAGMA max_page_count = {ROOM}")
        await tx.fetch(statement)

    person = server.person("A")
    await person.chat.send("/start")
    async with deliver(continuations={"noted": continuation}):
        await enqueue([Send(SendMessage(chat_id=person.id, text="once"), on_result="noted")])
        await until(lambda: tries >= 2)
        assert [row["state"] for row in rows("SELECT state FROM outbox")] == ["queued"]
        full = False
        await until(lambda: not rows("SELECT 1 FROM outbox"))
    assert person.chat.texts.count("once") == 1
    assert rows("SELECT 1 FROM meta WHERE key LIKE 'x%'")
