"""A day off that is entered later moves the last days of open concerns, and so does a new term."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from bot.demo.views import Message
from tests.bot.delivery.until import until
from tests.conftest import TOKEN, Rows, Start
from tests.end_to_end.law_time import Bureau, bureau
from tests.end_to_end.test_data_editing import opened, pressed, typed
from tests.end_to_end.test_directory_editing import Boss
from tests.end_to_end.test_directory_import import sends
from tests.end_to_end.test_extension import extended
from tests.end_to_end.test_reminders import reminded, reminders, sent


@dataclass
class Country:
    """An office, and an administrator who keeps the calendar."""

    desk: Bureau
    boss: Boss

    async def day(self, day: str, choice: str) -> Message:
        """Enters a day as a working day or a day off; the row as it is shown then."""
        await opened(self.boss, "📅 Working days", "➕ New")
        await typed(self.boss, day, "Do the receptions work")
        await pressed(self.boss.chat, self.boss.chat.last, choice)
        look = await typed(self.boss, "Decree 7", "Save?")
        await self.boss.chat.press(look, "💾 Save")
        await self.boss.chat.wait(lambda _: "🗑 Remove" in str(look.buttons))
        return look


@asynccontextmanager
async def _country(server: DemoServer, start: Start) -> AsyncIterator[Country]:
    boss = Boss(server.person("Boss"), "en")
    async with bureau(server, start, admin_ids=str(boss.person.id)) as desk:
        await boss.start()
        yield Country(desk, boss)


async def _closed(desk: Bureau) -> tuple[Message, Message]:
    """The card of a concern that the office closed, and what its resident was told."""
    card = await desk.file()
    await desk.room.press(card, "✅ Close")
    return card, await desk.resident.chat.wait_text("has closed your concern")


def _days(rows: Rows) -> list[tuple[str, str]]:
    """Until when each concern is to be registered and answered."""
    found = rows("SELECT register_by, due_on FROM tickets WHERE number IS NOT NULL ORDER BY id")
    return [tuple(row) for row in found]


async def test_a_day_off_that_is_entered_later_moves_the_last_days(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with _country(server, start) as country:
        desk = country.desk
        card = await desk.file()
        number = card.text.split()[0]
        assert _days(rows) == [("2026-06-02", "2026-06-19")]
        row = await country.day("2.6.2026", "No")
        assert _days(rows) == [("2026-06-03", "2026-06-22")]
        await desk.room.wait(lambda _: "Answer by: 22 June 2026" in card.text)
        await desk.at(6, 3, 9)
        assert not reminders(desk.room)
        await desk.at(6, 4, 9)
        assert f"{number}: was to be registered by 3 June 2026." in await reminded(desk.room, 1)
        # What was given stays given, also for the other day.
        await pressed(country.boss.chat, row, "🗑 Remove")
        await pressed(country.boss.chat, row, "🗑 Yes, remove")
        assert _days(rows) == [("2026-06-02", "2026-06-19")]
        await desk.room.wait(lambda _: "Answer by: 19 June 2026" in card.text)
        await desk.at(6, 4, 10)
        assert len(reminders(desk.room)) == 2
        assert sent(rows) == [("registration", 1), ("registration", 2)]
        assert {row[0] for row in rows("SELECT due_on FROM reminders")} == {"2026-06-02"}


async def test_a_working_saturday_brings_the_last_day_nearer_and_nothing_is_said_twice(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with _country(server, start) as country:
        desk = country.desk
        card = await desk.file()
        await desk.room.press(card, "✋ Take")
        await desk.room.wait(lambda _: "In charge" in card.text)
        await desk.at(6, 16, 9)
        assert "to be answered by 19 June 2026" in await reminded(desk.room, 1)
        await country.day("13.06.2026", "Yes")
        await desk.room.wait(lambda _: "Answer by: 18 June 2026" in card.text)
        await desk.at(6, 16, 17)
        assert len(reminders(desk.room)) == 1
        await desk.at(6, 17, 9)
        assert "to be answered by 18 June 2026" in await reminded(desk.room, 2)
        assert sent(rows) == [("answer", 0), ("answer", 1)]


async def test_only_terms_that_run_move_each_from_the_day_on_which_it_began(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with _country(server, start) as country:
        desk = country.desk
        longer = await extended(desk)
        answered = await desk.file("Two")
        await desk.answer(answered)
        again = await desk.file("Three")
        closed = await desk.file("Four")
        await desk.room.press(closed, "✅ Close")
        await desk.room.wait(lambda _: "closed" in closed.text)
        await desk.resident.chat.wait_text("has closed your concern")
        await desk.at(6, 8)
        received = await desk.answer(again, "We came.")
        await desk.resident.chat.press(received, "❌ Not solved")
        await desk.room.wait(lambda _: "Answer by: 26 June 2026" in again.text)
        before = _days(rows)
        await country.day("10.6.2026", "No")
        await desk.room.wait(lambda _: "Answer by: 29 June 2026" in again.text)
        moved = [*before[:2], ("2026-06-02", "2026-06-29"), before[3]]
        assert _days(rows) == moved
        assert "26 June 2026 (extended)" in longer.text


async def test_a_concern_that_the_office_opens_again_has_the_day_of_the_present_calendar(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with _country(server, start) as country:
        desk = country.desk
        card, _notice = await _closed(desk)
        await country.day("10.6.2026", "No")
        assert _days(rows) == [("2026-06-02", "2026-06-19")]
        await desk.room.wait(lambda _: "⋯ More" in str(card.buttons))
        await desk.room.press(card, "⋯ More")
        await desk.room.wait(lambda _: "🔓 Open it again" in str(card.buttons))
        await desk.room.press(card, "🔓 Open it again")
        await desk.room.wait(lambda _: "Answer by: 22 June 2026" in card.text)
        assert _days(rows) == [("2026-06-02", "2026-06-22")]


async def test_a_concern_that_its_resident_opens_again_has_the_days_of_the_present_calendar(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with _country(server, start) as country:
        desk = country.desk
        card, notice = await _closed(desk)
        await country.day("2.6.2026", "No")
        assert _days(rows) == [("2026-06-02", "2026-06-19")]
        await desk.resident.chat.send("They closed it again.", reply_to=notice)
        await desk.room.wait(lambda _: "Answer by: 22 June 2026" in card.text)
        assert _days(rows) == [("2026-06-03", "2026-06-22")]


async def test_a_concern_whose_only_answer_is_taken_back_has_the_day_of_the_present_calendar(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with _country(server, start) as country:
        desk = country.desk
        card = await desk.file()
        said = await desk.room.send("We come tomorrow.", reply_to=card)
        await desk.room.wait(lambda _: said.reactions == ["👍"])
        await country.day("10.6.2026", "No")
        assert _days(rows) == [("2026-06-02", "2026-06-19")]
        await desk.room.send("/delete", reply_to=said)
        await desk.room.wait(lambda _: "Answer by: 22 June 2026" in card.text)
        assert _days(rows) == [("2026-06-02", "2026-06-22")]


async def test_a_reminder_that_waits_while_the_day_moves_comes_in_the_next_office_hours(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with _country(server, start) as country:
        desk = country.desk
        card = await desk.file()
        await desk.room.press(card, "✋ Take")
        await desk.room.wait(lambda _: "In charge" in card.text)
        with server.faults.add(Fault("server_error", "sendMessage", desk.room.id)):
            await desk.at(6, 24, 16)
            assert sent(rows) == [("answer", 3)]
            await country.day("13.06.2026", "Yes")
            assert _days(rows) == [("2026-06-02", "2026-06-18")]
            await desk.at(6, 24, 23)
            await until(lambda: not rows("SELECT * FROM outbox WHERE stream = 'deadlines'"))
        await desk.at(6, 25, 9)
        assert "was to be answered by 18 June 2026" in await reminded(desk.room, 1)
        assert sent(rows) == [("answer", 3)]


async def test_a_term_from_a_file_holds_for_what_was_filed_since(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with _country(server, start) as country:
        desk = country.desk
        before = await desk.file("One")
        await desk.at(6, 2)
        since = await desk.file("Two")
        await desk.at(6, 3)
        file = "since,registration,answer,source\n2007-05-04,1,14,Law\n2026-06-02,2,10,Bill\n"
        look = await sends(country.boss, file.encode())
        await country.boss.go(look, "✅ Apply", "Done")
        await desk.room.wait(lambda _: "Answer by: 16 June 2026" in since.text)
        assert "Answer by: 19 June 2026" in before.text
        assert _days(rows) == [("2026-06-02", "2026-06-19"), ("2026-06-04", "2026-06-16")]


async def test_an_import_while_the_bot_is_stopped_moves_them(
    server: DemoServer,
    start: Start,
    rows: Rows,
    database_path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with bureau(server, start) as desk:
        await desk.file()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("DATABASE_PATH", str(database_path))
    file = tmp_path / "working_day_overrides.csv"
    file.write_text("day,working,source\n2026-06-03,0,Decree\n", encoding="utf-8")
    assert await _in_a_thread("import", "--dry-run", str(file)) == 0
    assert _days(rows) == [("2026-06-02", "2026-06-19")]
    assert await _in_a_thread("import", str(file)) == 0
    assert _days(rows) == [("2026-06-02", "2026-06-22")]
    # The next start shows it on the card.
    assert rows("SELECT 1 FROM tickets WHERE stale_at > 0")


async def _in_a_thread(*arguments: str) -> int:
    """The command line has a loop of its own."""
    return await asyncio.to_thread(main, list(arguments))
