"""Announcements on a bad day: one chat that is ill, a line that breaks, a bot that was down."""

import time
from pathlib import Path

import pytest

from bot.delivery.line import SECONDS
from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from storage.database import open_database
from tests.conftest import Rows, Start
from tests.end_to_end.broadcasting import ENGLISH, Country, schedule
from tests.end_to_end.test_broadcast_few import tell

OTHER = {"en": [{"kind": "text", "text": "Another one."}]}


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.announcer.STEP", 0.05)
    monkeypatch.setattr("bot.announcer.IDLE", 0.05)
    monkeypatch.setattr("bot.announcer.SHOWN_EVERY", 0.1)
    monkeypatch.setattr("bot.delivery.line.TRIES", 3)
    monkeypatch.setattr("bot.delivery.line.SECONDS", 0.0)
    monkeypatch.setattr("bot.delivery.outcome.backoff", lambda _attempts: 0.05)


async def life(country: Country) -> None:
    """Somebody else is answered: Telegram does what it is asked for."""
    reader = country.people[0]
    sent = await reader.chat.send("/mute")
    await reader.chat.wait_new(sent)


async def test_one_chat_that_never_takes_it_keeps_nobody_from_the_next(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    country = Country(server, 5)
    await country.settle(database_path, ENGLISH, OTHER)
    ill = country.people[2]
    fault = server.faults.add(Fault("server_error", "sendMessage", chat_id=ill.id, status=500))
    boss = country.boss.chat

    async def lives_until(*words: str) -> None:
        while not any(all(word in m.text for word in words) for m in boss.bot_messages):
            await life(country)

    async with start(default_language="en", admin_ids=str(country.boss.id)):
        await server.wait(lambda: len(country.holders("Another one.")) == 4)
        # Each of its tries counts beside what others got: then it is over there.
        await lives_until("Announcement 1: ✅ sent", "Delivered: 4", "Failed: 1")
        await lives_until("Announcement 2: ✅ sent", "Delivered: 4", "Failed: 1")
        assert len(country.holders()) == 4
        server.faults.remove(fault)

        # The same when it is taken back.
        server.faults.add(
            Fault("server_error", "deleteMessage", chat_id=country.people[1].id, status=500)
        )
        shown = await country.shows("Announcement 1: ✅ sent")
        await boss.press(shown, "🗑 Take back")
        await boss.wait_text("Delete it again in their chats?")
        await boss.press(None, "🗑 Yes, take it back")
        await server.wait(lambda: len(country.holders()) == 1)
        await tell(database_path, "UPDATE residents SET muted = 0")
        async with open_database(database_path) as database, database.transaction() as tx:
            await schedule(tx, country.boss.id, {"en": [{"kind": "text", "text": "A third."}]})
        await server.wait(lambda: len(country.holders("A third.")) >= 4)
        await lives_until("Announcement 1: 🗑 taken back", "Deleted again: 3", "not delete it: 1")
    assert not rows("SELECT 1 FROM outbox WHERE state = 'failed'")


async def test_while_telegram_is_ill_nobody_is_given_up(
    server: DemoServer, start: Start, database_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may do this and that all the while."""
    monkeypatch.setattr("bot.delivery.line.SECONDS", SECONDS)
    country = Country(server, 4)
    await country.settle(database_path, ENGLISH)
    fault = server.faults.add(Fault("server_error", "sendMessage", status=500))
    async with start(default_language="en", admin_ids=str(country.boss.id)):
        await server.wait(lambda: fault.hits > 40, 20)
        server.faults.remove(fault)
        await country.shows("✅ sent", "Delivered: 4", "Failed: 0")


async def test_what_was_deleted_before_the_line_broke_counts_as_deleted(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    country = Country(server, 10)
    await country.settle(database_path, ENGLISH)
    boss = country.boss.chat
    async with start(default_language="en", admin_ids=str(country.boss.id)):
        shown = await country.shows("✅ sent")
        server.faults.add(Fault("drop_after", "deleteMessage", count=4))
        await boss.press(shown, "🗑 Take back")
        await boss.wait_text("Delete it again in their chats?")
        await boss.press(None, "🗑 Yes, take it back")
        done = await country.shows("🗑 taken back", "Deleted again: 10")
        assert "did not delete" not in done.text
    assert not country.holders()


@pytest.mark.parametrize("late", [False, True])
async def test_what_was_to_go_at_once_and_could_not_for_long_is_a_draft_again(
    server: DemoServer, start: Start, rows: Rows, database_path: Path, late: bool
) -> None:
    country = Country(server, 2)
    await country.settle(database_path, ENGLISH)
    ahead = 61 * 60 if late else 59 * 60
    async with start(
        default_language="en", admin_ids=str(country.boss.id), now=lambda: time.time() + ahead
    ):
        if not late:
            await country.shows("✅ sent", "Delivered: 2")
            return
        told = await country.boss.chat.wait_text("could not be sent for more than an hour")
        assert "It is a draft again" in told.text
        assert told.buttons == [["👁 Open it"]]
    assert not country.holders()
    assert rows("SELECT status FROM announcements")[0][0] == "draft"
    assert rows("SELECT act FROM audit")[0][0] == "reopen_announcement"
