"""The order of a desk: by the terms that run."""

import threading
from datetime import date

import pytest

from bot.reception.routing import CENTRE, Desks, may_stay
from bot.reception.tickets import Status, WantedNumber
from storage import drafts, queue, residents, terms, tickets
from storage.database import Database, Transaction
from storage.queue import View, Wanted
from storage.tickets import Sight, Ticket

DESKS = Desks({"NKT": -1}, None, ())
DESK = View(Sight(chat_id=-1), DESKS)


async def filed(tx: Transaction, day: int, *, urgent: bool = False) -> Ticket:
    """A concern on the desk, to be answered by a day of June 2026."""
    resident = await residents.by_telegram_id(tx, 5) or await residents.add(tx, 5, "A", 0)
    draft = await drafts.add(tx, resident.id, "ky", 0)
    draft = await drafts.change(tx, draft, 0, office="NKT", urgent=urgent)
    due_on = date(2026, 6, day)
    ticket = await tickets.file(tx, draft, year=2026, due_on=due_on, chat_id=-1, now=1)
    assert ticket is not None
    return ticket


async def moved(tx: Transaction, ticket: Ticket, status: Status) -> None:
    assert await tickets.move(tx, ticket, status, 2) is not None


@pytest.mark.parametrize("desk", [DESK, View(Sight(offices=("NKT",)), DESKS)])
async def test_by_the_terms_that_run(database: Database, desk: View) -> None:
    """In a chat, and for a named secretary in private."""
    async with database.transaction() as tx:
        answered = await filed(tx, 1)
        await terms.meet(tx, answered, 2)
        await moved(tx, answered, Status.ANSWERED)
        written = [await filed(tx, 3), await filed(tx, 2)]
        for ticket in written:
            await terms.meet(tx, ticket, 2)
            await moved(tx, ticket, Status.IN_WORK)
        reopened = await filed(tx, 1)
        await terms.meet(tx, reopened, 2)
        await terms.begin_again(tx, reopened, date(2026, 6, 22))
        later, sooner = await filed(tx, 24), await filed(tx, 10)
        urgent_written = await filed(tx, 4, urgent=True)
        await terms.meet(tx, urgent_written, 2)
        urgent = await filed(tx, 23, urgent=True)
        found = await queue.open_tickets(tx, desk, Wanted(), limit=20)
        counted = await queue.count(tx, desk, Wanted(), date(2026, 6, 20))
    expected = [urgent, urgent_written, sooner, reopened, later, *written, answered]
    assert [ticket.id for ticket in found] == [ticket.id for ticket in expected]
    assert counted.overdue == 1


async def test_lists_show_what_may_stay_where_it_is(database: Database) -> None:
    """What could not be opened is not listed, either."""
    both, own, watching, boss, gone = -1, -2, -3, 7, 8
    desks = Desks(
        {"NKT": both, "OSH": both, "UZG": own, "KSU": None}, watching, [boss], {boss: ["OSH"]}
    )
    chats = (both, own, watching, boss, gone, -9, None)
    async with database.transaction() as tx:
        for office in ("NKT", "UZG", "KSU", CENTRE):
            for about in (None, "NKT", "OSH", "UZG"):
                for chat_id in chats:
                    ticket = await filed(tx, 1)
                    await tx.fetch(
                        "UPDATE tickets SET office = ?, about_office = ?, chat_id = ? "
                        "WHERE id = ?",
                        (office, about, chat_id, ticket.id),
                    )
        for chat_id in chats[:-1]:
            sight = Sight(chat_id=chat_id, offices=("UZG",))
            listed = await queue.open_tickets(tx, View(sight, desks), Wanted(), limit=1000)
            rows = await tx.fetch("SELECT id, office, about_office, chat_id FROM tickets")
            could = [
                row["id"]
                for row in rows
                if await tickets.ticket_for(tx, sight, row["id"])
                and (
                    row["chat_id"] is None
                    or may_stay(row["office"], row["about_office"], row["chat_id"], desks)
                )
            ]
            assert sorted(ticket.id for ticket in listed) == could
            assert could


async def test_nobody_waits_for_what_is_found_among_very_many(database: Database) -> None:
    """Both look through all that there is: in a thread."""
    threads = {}

    def trace(statement: str) -> None:
        threads[statement.split(maxsplit=1)[0]] = threading.get_ident()

    async with database.transaction() as tx:
        ticket = await filed(tx, 1)
        number = WantedNumber(1, "NKT", None)
        for look, expected in (
            (queue.numbered(tx, DESK, number), [ticket]),
            (queue.find(tx, DESK, ["suu", "aryk"], limit=9), []),
        ):
            tx._connection.set_trace_callback(trace)
            found = await look
            tx._connection.set_trace_callback(None)
            assert found == expected
            assert threads.pop("SELECT") != threading.get_ident()
