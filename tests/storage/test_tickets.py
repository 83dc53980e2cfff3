"""Tickets: one number each, moves by the table, one secretary in charge."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.reception.tickets import ENDED, Status, may_move
from storage import drafts, entries, residents, seating, tickets
from storage.database import Database, Transaction
from storage.tickets import Sight, Ticket

DUE = date(2026, 1, 30)


async def draft(tx: Transaction, telegram_id: int = 5, office: str | None = "NKT") -> Ticket:
    resident = await residents.by_telegram_id(tx, telegram_id)
    resident = resident or await residents.add(tx, telegram_id, "A", 0)
    ticket = await drafts.add(tx, resident.id, "ky", 0)
    return await drafts.change(tx, ticket, 0, office=office)


async def file(tx: Transaction, ticket: Ticket, year: int = 2026) -> Ticket | None:
    return await tickets.file(tx, ticket, year=year, due_on=DUE, chat_id=-1, now=1)


@given(st.lists(st.tuples(st.sampled_from(["NKT", "OSH"]), st.sampled_from([2026, 2027]))))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
async def test_serials_are_without_gap_and_without_double(
    database: Database, wanted: list[tuple[str, int]]
) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as tx:
            numbers = []
            for office, year in wanted:
                filed = await file(tx, await draft(tx, office=office), year)
                assert filed is not None
                numbers.append(filed.number)
            for office, year in set(wanted):
                count = wanted.count((office, year))
                mine = [n for n in numbers if n and n.startswith(f"{office}-{year}-")]
                assert mine == [f"{office}-{year}-{n:05}" for n in range(1, count + 1)]
            # Nothing of this example stays for the next.
            raise ZeroDivisionError


async def test_filed_twice_is_filed_once(database: Database) -> None:
    async with database.transaction() as tx:
        ticket = await draft(tx)
        first, second = await file(tx, ticket), await file(tx, ticket)
    assert first is not None
    assert first.number == "NKT-2026-00001"
    assert second is None
    [row] = await database.read("SELECT last FROM serials")
    assert row["last"] == 1


async def test_a_filing_that_is_undone_gives_its_number_back(database: Database) -> None:
    async with database.transaction() as tx:
        ticket = await draft(tx)
        with pytest.raises(KeyError):
            async with tx.savepoint():
                await file(tx, ticket)
                raise KeyError
        filed = await file(tx, ticket)
    assert filed is not None
    assert filed.number == "NKT-2026-00001"


async def test_a_draft_without_an_office_is_not_filed(database: Database) -> None:
    async with database.transaction() as tx:
        with pytest.raises(ValueError, match="office"):
            await file(tx, await draft(tx, office=None))


@pytest.mark.parametrize("old", list(Status))
@pytest.mark.parametrize("new", list(Status))
async def test_moves_follow_the_table(database: Database, old: Status, new: Status) -> None:
    async with database.transaction() as tx:
        ticket = await draft(tx)
        await tx.fetch("UPDATE tickets SET status = ? WHERE id = ?", (old, ticket.id))
        moved = await tickets.move(tx, ticket, new, 2)
        assert (moved is not None) == may_move(old, new)
        assert (await tickets.load(tx, ticket.id)).status is (new if moved else old)


async def test_taken_by_one_of_two(database: Database) -> None:
    async with database.transaction() as tx:
        ticket = await file(tx, await draft(tx))
        assert ticket is not None
        first = await tickets.take(tx, ticket, 7, "Nurlan", 2)
        second = await tickets.take(tx, ticket, 8, "Aida", 2)
        assert first is not None
        assert (first.taken_by, first.status) == (7, Status.IN_WORK)
        assert second is None


@pytest.mark.parametrize("status", [Status.DRAFT, Status.CLOSED, Status.WITHDRAWN])
async def test_only_open_tickets_are_taken(database: Database, status: Status) -> None:
    async with database.transaction() as tx:
        ticket = await draft(tx)
        await tx.fetch("UPDATE tickets SET status = ? WHERE id = ?", (status, ticket.id))
        assert await tickets.take(tx, ticket, 7, "Nurlan", 2) is None


async def test_whose_ticket_it_is(database: Database) -> None:
    async with database.transaction() as tx:
        mine = await draft(tx)
        assert await tickets.ticket_for(tx, Sight(mine.resident_id), mine.id)
        assert not await tickets.ticket_for(tx, Sight(chat_id=-1), mine.id)
        await file(tx, mine)
        assert await tickets.ticket_for(tx, Sight(chat_id=-1), mine.id)
        other = (await residents.add(tx, 6, "B", 0)).id
        for sight in (Sight(), Sight(other), Sight(chat_id=-2)):
            assert not await tickets.ticket_for(tx, sight, mine.id)


async def test_whoever_is_in_charge_stays_with_the_chat(database: Database) -> None:
    async with database.transaction() as tx:
        ticket = await file(tx, await draft(tx))
        assert ticket is not None
        await tickets.take(tx, ticket, 7, "Nurlan", 2)
        await tickets.set_card(tx, ticket.id, -1, 10)
        here = await seating.reseat(tx, ticket.id, "OSH", -1)
        assert (here.office, here.chat_id, here.card_id, here.taken_by) == ("OSH", -1, 10, 7)
        there = await seating.reseat(tx, ticket.id, "OSH", -2)
        assert (there.chat_id, there.card_id, there.taken_by, there.taken_name) == (
            -2,
            None,
            None,
            None,
        )


async def test_authors_see_what_they_answered(database: Database) -> None:
    async with database.transaction() as tx:
        ticket = await file(tx, await draft(tx))
        assert ticket is not None
        content = {"kind": "text", "text": "x"}
        await entries.add(tx, ticket.id, [content], now=1, source=(-1, [3]), author=(7, "Nurlan"))
        assert await tickets.ticket_for(tx, Sight(author_id=7), ticket.id)
        for sight in (Sight(author_id=8), Sight(author_id=None)):
            assert not await tickets.ticket_for(tx, sight, ticket.id)


@pytest.mark.parametrize("status", list(Status))
async def test_complaints_at_rest(database: Database, status: Status) -> None:
    async with database.transaction() as tx:
        about, _ordinary, nowhere = [await file(tx, await draft(tx)) for _ in range(3)]
        assert about
        assert nowhere
        await tx.fetch("UPDATE tickets SET status = ?", (status,))
        for ticket in (about, nowhere):
            await tx.fetch("UPDATE tickets SET about_office = 'OSH' WHERE id = ?", (ticket.id,))
        await tx.fetch("UPDATE tickets SET chat_id = NULL WHERE id = ?", (nowhere.id,))
        found = [ticket_id for ticket_id, _where in await seating.complaints_at_rest(tx)]
        assert found == ([about.id] if status in ENDED else [])
