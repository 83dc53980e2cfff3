"""What is looked for again and again costs the same however much was kept over the years."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.announcer import Announcer
from bot.clock import Clock
from bot.dispatch import i18n
from handlers.desk import Desk, Setting
from storage import directory, inbox, outbox
from storage.database import Database, Transaction, open_database
from storage.directory import Directories

MANY = 1000
NOW = datetime(2026, 6, 10, 5, tzinfo=UTC).timestamp()
"""By day in Bishkek."""
_UP_TO = f"WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < {MANY}) "
YEARS = (
    "INSERT INTO residents (id, telegram_id, name, language, created_at, seen_on) "
    "SELECT n, 5000 + n, 'A', 'ky', :now - 9e6, '2026-06-09' FROM up",
    # Every other one was closed so long ago that it is erased; a third is about an office.
    "INSERT INTO tickets (id, resident_id, status, number, office, about_office, language, "
    "created_at, updated_at, filed_at, closed_at, erased_at, taken_by, due_on, answered_at) "
    "SELECT n, IIF(n % 2, NULL, n), 'closed', 'NKT-2025-' || n, 'NKT', IIF(n % 3, NULL, 'OSH'), "
    "'ky', :now - 9e6, :now - 9e6, :now - 9e6, :now - 9e6, IIF(n % 2, :now - 9e5, NULL), "
    "8, '2026-03-01', :now - 9e6 FROM up",
    "INSERT INTO entries (ticket_id, direction, content, delivery, sent_at) "
    "SELECT n, 'in', '{}', 'kept', :now - 9e6 FROM up",
    "INSERT INTO entries (ticket_id, direction, content, delivery, sent_at) "
    "SELECT n, 'out', '{}', 'delivered', :now - 9e6 FROM up",
    "INSERT INTO search (rowid, words) SELECT n, 'suu' FROM up",
    "INSERT INTO events (ticket_id, kind, at, role) "
    "SELECT n, 'closed', :now - 9e6, 'secretary' FROM up",
    "INSERT INTO links (chat_id, message_id, ticket_id, kind) SELECT -7, n, n, 'card' FROM up",
    "INSERT INTO reminders (ticket_id, deadline, due_on, step, at) "
    "SELECT n, 'answer', '2026-03-01', 1, :now - 9e6 FROM up",
    "INSERT INTO inbox (bot_id, update_id, received_at, state) "
    "SELECT 1, n, :now - 60, 'done' FROM up",
    "INSERT INTO standing (chat_id, message_id, at) SELECT 5000 + n, n, :now - 60 FROM up",
    "INSERT INTO audit (at, person_id, act, subject) "
    "SELECT :now - 9e6, 8, 'change', 'offices NKT' FROM up",
)


@pytest.fixture
async def database(database_path: Path) -> AsyncIterator[Database]:
    async with open_database(database_path) as opened:
        async with opened.transaction() as tx:
            await directory.load_shipped(tx)
        yield opened


@contextmanager
def counted(database: Database) -> Iterator[Counter[str]]:
    """How many steps SQLite takes for each statement."""
    steps: Counter[str] = Counter()
    statement = ""

    def began(sql: str) -> None:
        nonlocal statement
        statement = sql

    def step() -> None:
        steps[statement] += 1

    for connection in (database._reader, database._writer):
        connection.set_trace_callback(began)
        connection.set_progress_handler(step, 1)
    yield steps
    for connection in (database._reader, database._writer):
        connection.set_trace_callback(None)
        connection.set_progress_handler(None, 1)


async def test_what_was_kept_for_years_is_not_read_at_every_tick(database: Database) -> None:
    setting = Setting(
        zone=ZoneInfo("Asia/Bishkek"),
        default_language="en",
        admin_ids=(),
        staff_chat_id=None,
        monitoring_chat_id=None,
        bot_id=1,
        bot_name="",
        retention_days=365,
        concerns_per_day=5,
        messages_per_10_minutes=30,
        hears_all=False,
        extension_working_days=14,
    )
    directories = Directories()

    async def make_desk(tx: Transaction) -> Desk:
        return Desk(tx, NOW, setting, await directories.current(tx))

    async def nothing_parked() -> None:
        pass

    clock = Clock(database, make_desk, nothing_parked, lambda: NOW)
    announcer = Announcer(database, make_desk, 25, lambda: NOW)

    async def look() -> Counter[str]:
        with counted(database) as steps, i18n().context():
            await clock.tick()
            await clock.refresh_cards()
            await announcer.step()
            await inbox.next_items(database, "new", 10)
            await inbox.has_backlog(database)
            await outbox.queued(database, 0, 0, 10)
        assert not clock._failing
        return steps

    await look()
    before = await look()
    async with database.transaction() as tx:
        for statement in YEARS:
            await tx.fetch(
                statement.replace(":now", str(int(NOW))).replace("INSERT", f"{_UP_TO}INSERT", 1)
            )
    after = await look()
    assert before
    assert {sql for sql, steps in after.items() if steps - before[sql] >= MANY} == set()
