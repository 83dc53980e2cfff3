"""A last day that moves: what was given counts as far as it is due for the new day."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.reception.deadlines import Deadline
from storage import directory, events, recounting, reminders, terms, tickets
from storage.database import Database, Transaction
from storage.events import GIVEN_AWAY, Event
from storage.tickets import Ticket

ZONE = ZoneInfo("Asia/Bishkek")
CHAT = -5


def june(day: int, hour: int = 10) -> float:
    """A moment of June 2026."""
    return datetime(2026, 6, day, hour, tzinfo=ZONE).timestamp()


@dataclass
class Concern:
    """Filed on Monday, 1 June 2026, taken, to be answered by Friday, 19 June."""

    tx: Transaction
    id: int

    async def ticket(self) -> Ticket:
        return await tickets.load(self.tx, self.id)

    async def due_on(self) -> str:
        return str((await self.ticket()).due_on)

    async def given(self, step: int, now: float) -> None:
        """A reminder of the answer is on its way."""
        await reminders.note(self.tx, await self.ticket(), Deadline.ANSWER, step, now)

    async def sent(self) -> int | None:
        """The last step that counts as given; None: of it nobody is reminded any more."""
        running = await reminders.running(self.tx, Deadline.ANSWER, date(2026, 12, 31))
        return next((step for ticket, step in running if ticket.id == self.id), None)

    async def day(self, day: str, now: float, *, works: bool) -> None:
        await self.tx.fetch(
            "INSERT INTO working_day_overrides (day, working, source) VALUES (?, ?, 'x')",
            (day, works),
        )
        await self.count("working_day_overrides", now)

    async def count(self, table: str, now: float) -> None:
        known = await directory.read(self.tx)
        await recounting.count_anew(self.tx, {table}, known, ZONE, now)

    async def expires(self, day: str, now: float) -> list[str]:
        """A reminder that named a day did not arrive; the days of which the chat is owed one."""
        await reminders.owe(self.tx, CHAT, [(self.id, Deadline.ANSWER, day)])
        owed = await reminders.take_owed(self.tx, now)
        return [str(reminders.last_day(ticket, deadline)) for _chat, ticket, deadline in owed]


@asynccontextmanager
async def concern(database: Database) -> AsyncIterator[Concern]:
    """A concern of which nobody was reminded yet."""
    async with database.transaction() as tx:
        await directory.load_shipped(tx)
        id_ = await tx.insert(
            "INSERT INTO tickets (status, office, language, created_at, updated_at, filed_at, "
            "due_on, number, taken_by) VALUES ('in_work', 'NKT', 'en', 0, 0, ?, '2026-06-19', "
            "'NKT-2026-00001', 7)",
            (int(june(1)),),
        )
        yield Concern(tx, id_)


async def test_after_the_last_reminder_a_longer_term_is_reminded_of_from_its_first_step(
    database: Database,
) -> None:
    async with concern(database) as it:
        await it.given(3, june(25))
        assert await it.sent() is None
        await it.tx.fetch(
            "INSERT INTO terms (since, registration, answer, source) "
            "VALUES ('2026-05-01', 1, 30, 'x')"
        )
        await it.count("terms", june(25, 12))
        assert await it.due_on() == "2026-07-13"
        assert await it.sent() == -1


@pytest.mark.parametrize(
    ("given", "moved_at", "counts"),
    [
        # Three working days before 22 June are on the 17th at nine.
        (0, june(17, 8), -1),
        (0, june(17), 0),
        (2, june(22), 1),
        (3, june(24), 2),
        (3, june(25), None),
    ],
)
async def test_for_a_later_day_a_reminder_counts_as_far_as_it_is_due(
    database: Database, given: int, moved_at: float, counts: int | None
) -> None:
    async with concern(database) as it:
        await it.given(given, moved_at)
        await it.day("2026-06-10", moved_at, works=False)
        assert await it.due_on() == "2026-06-22"
        assert await it.sent() == counts


async def test_a_day_that_moves_there_and_back_brings_no_reminder_again(
    database: Database,
) -> None:
    async with concern(database) as it:
        await it.given(0, june(12))
        await it.given(1, june(15))
        await it.day("2026-06-10", june(15), works=False)
        assert await it.sent() == -1
        await it.tx.fetch("DELETE FROM working_day_overrides WHERE day = '2026-06-10'")
        await it.count("working_day_overrides", june(15))
        assert await it.due_on() == "2026-06-19"
        assert await it.sent() == 1


@pytest.mark.parametrize(
    ("day", "works", "moved_at", "owed"),
    [
        ("2026-06-13", True, june(16, 17), ["2026-06-18"]),
        ("2026-06-10", False, june(17), ["2026-06-22"]),
        # The first reminder of the new day is still to come.
        ("2026-06-10", False, june(16, 17), []),
    ],
)
async def test_a_reminder_that_waits_while_the_day_moves_is_owed_of_the_new_day(
    database: Database, day: str, works: bool, moved_at: float, owed: list[str]
) -> None:
    async with concern(database) as it:
        await it.given(0, june(16))
        await it.day(day, moved_at, works=works)
        assert await it.expires("2026-06-19", june(17)) == owed


async def test_a_reminder_that_is_owed_when_the_day_moves_is_owed_of_the_new_day(
    database: Database,
) -> None:
    async with concern(database) as it:
        await it.given(0, june(16))
        await reminders.owe(it.tx, CHAT, [(it.id, Deadline.ANSWER, "2026-06-19")])
        await it.day("2026-06-13", june(16, 20), works=True)
        [(chat, ticket, _deadline)] = await reminders.take_owed(it.tx, june(17))
        assert (chat, str(ticket.due_on)) == (CHAT, "2026-06-18")


async def test_of_a_term_that_began_anew_no_earlier_reminder_is_owed(database: Database) -> None:
    async with concern(database) as it:
        await it.given(3, june(25))
        await terms.begin_again(it.tx, await it.ticket(), date(2026, 7, 16))
        assert await it.expires("2026-06-19", june(26)) == []


async def test_the_term_of_what_was_answered_and_given_away_runs_from_that_day(
    database: Database,
) -> None:
    async with concern(database) as it:
        opened = (it.tx, it.id, Event.REOPENED)
        await events.add(*opened, june(5), secretary=7, detail=GIVEN_AWAY)
        # Opened again by the office, it goes on in the term that it has.
        await events.add(*opened, june(8), secretary=7)
        await terms.begin_again(it.tx, await it.ticket(), date(2026, 6, 25))
        await it.day("2026-06-10", june(9), works=False)
        assert await it.due_on() == "2026-06-26"


async def test_a_concern_that_is_not_open_keeps_its_day_until_it_is(database: Database) -> None:
    async with concern(database) as it:
        await it.tx.fetch("UPDATE tickets SET status = 'closed'")
        await it.day("2026-06-10", june(5), works=False)
        assert await it.due_on() == "2026-06-19"
        known = await directory.read(it.tx)
        closed = await recounting.of_ticket(it.tx, await it.ticket(), known, ZONE, june(5))
        assert str(closed.due_on) == "2026-06-19"
        await it.tx.fetch("UPDATE tickets SET status = 'in_work'")
        opened = await recounting.of_ticket(it.tx, await it.ticket(), known, ZONE, june(5))
        assert str(opened.due_on) == "2026-06-22"
        assert opened == await it.ticket()
