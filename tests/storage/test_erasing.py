"""What erasing takes, what it leaves, and what it notes for the file."""

import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

from aiogram.methods import SendMessage

from bot.reception.tickets import Status
from storage import (
    blocks,
    drafts,
    entries,
    erasing,
    events,
    inbox,
    outbox,
    residents,
    seating,
    tickets,
    withdrawals,
)
from storage.blocks import Block
from storage.database import Database, Transaction
from storage.entries import Link
from storage.events import Event
from storage.outbox import Send
from storage.personal_data import held_about
from storage.residents import Resident
from storage.tickets import Ticket

PERSON, STAFF = 5_000_000_001, -7
CONTENT = {"kind": "text", "text": "water"}


async def concern(tx: Transaction, resident: Resident, number: str) -> Ticket:
    """An open concern of one message, with its card and copy in the staff chat."""
    draft = await drafts.add(tx, resident.id, "ky", 10)
    [entry] = await entries.add(tx, draft.id, [CONTENT], now=11, source=(PERSON, [draft.id]))
    await tx.fetch(
        "UPDATE tickets SET status = 'registered', number = ?, office = 'NKT', chat_id = ?, "
        "show_name = 1, filed_at = 12 WHERE id = ?",
        (number, STAFF, draft.id),
    )
    await events.add(tx, draft.id, Event.FILED, 12, detail="secret")
    await entries.link(tx, Link(STAFF, draft.id * 10, draft.id, None, "card"))
    await entries.link(tx, Link(STAFF, draft.id * 10 + 1, draft.id, entry, "copy"))
    return await tickets.load(tx, draft.id)


def call(chat_id: int, text: str = "x", **send: object) -> Send:
    return Send(SendMessage(chat_id=chat_id, text=text, parse_mode=None), **send)  # type: ignore[arg-type]


async def counts(tx: Transaction, *tables: str) -> dict[str, int]:
    """How many rows there are."""
    return {table: len(await tx.fetch(f"SELECT 1 FROM {table}")) for table in tables}


async def test_a_person_goes_and_what_they_did_as_a_secretary_stays(database: Database) -> None:
    async with database.transaction() as tx:
        person = await residents.add(tx, PERSON, "Айгүл", 0)
        other = await residents.add(tx, 6, "Other", 0)
        own = await concern(tx, person, "NKT-2026-00001")
        closed = await concern(tx, person, "NKT-2026-00002")
        await tickets.move(tx, closed, Status.CLOSED, 20)
        await drafts.add(tx, person.id, "ky", 13)
        foreign = await concern(tx, other, "NKT-2026-00003")
        await entries.add(
            tx, foreign.id, [CONTENT], now=14, source=(STAFF, [77]), author=(PERSON, "Айгүл")
        )
        await tickets.take(tx, foreign, PERSON, "Айгүл", 15)
        await tx.fetch(
            "INSERT INTO blocks (telegram_id, reason, by_id, at, ticket_number) "
            "VALUES (?, 'rude', 9, 0, '')",
            (PERSON,),
        )
        await erasing.erase_resident(tx, person, 100)

        assert await residents.by_telegram_id(tx, PERSON) is None
        for ticket_id, closed_at in ((own.id, 100), (closed.id, 20)):
            ticket = await tickets.load(tx, ticket_id)
            assert ticket.status is Status.CLOSED
            assert (ticket.closed_at, ticket.erased_at) == (closed_at, 100)
            assert (ticket.resident_id, ticket.show_name) == (None, False)
            assert (ticket.office, ticket.filed_at) == ("NKT", 12)
            assert await entries.of_ticket(tx, ticket_id) == []
        kinds = await tx.fetch("SELECT kind, role, detail FROM events WHERE ticket_id = ?", (1,))
        assert [tuple(row) for row in kinds] == [
            ("filed", "resident", None),
            ("closed", "resident", None),
            ("erased", "resident", None),
        ]
        assert await drafts.of_resident(tx, person.id) is None
        # The other person's concern, and the answer to it.
        exchange = await entries.of_ticket(tx, foreign.id)
        assert [entry.author_id for entry in exchange] == [None, PERSON]
        assert (await tickets.load(tx, foreign.id)).taken_by == PERSON
        assert await counts(tx, "tickets", "links", "blocks") == {
            "tickets": 3,
            "links": 4,
            "blocks": 1,
        }


async def test_calls_about_a_person_go_and_removals_go_on(database: Database) -> None:
    async with database.transaction() as tx:
        person = await residents.add(tx, PERSON, "Айгүл", 0)
        ticket = await concern(tx, person, "NKT-2026-00001")
        kept = [
            call(STAFF, "someone else's", stream="ticket:99"),
            call(STAFF, "taken out", stream=ticket.stream, on_result=erasing.REMOVALS),
            # An answer to somebody else, and a card at the desk of an administrator who is erased.
            call(6, "as in NKT-2026-00001", stream="ticket:99", context={"ticket": 99}),
            call(6, "corrected: NKT-2026-00001", stream="ticket:99"),
            call(PERSON, "a card", stream="ticket:99", context={"ticket": 99}),
            call(STAFF, "due: NKT-2026-00001, NKT-2026-00002", stream="deadlines"),
            call(STAFF, "free: NKT-2026-00001, NKT-2026-00002", stream="given_back"),
        ]
        gone = [
            call(STAFF, "by stream", stream=ticket.stream),
            call(STAFF, "by context", context={"ticket": ticket.id}),
            call(6, "by number: NKT-2026-00001"),
            call(PERSON, "by chat"),
        ]
        await outbox.enqueue(tx, [*kept, *gone, *gone], 0)
        for row in (await tx.fetch("SELECT id FROM outbox ORDER BY id"))[-len(gone) :]:
            assert await outbox.set_aside(tx, row["id"], "refused")
        await erasing.erase_resident(tx, person, 100)
        left = await tx.fetch("SELECT params FROM outbox ORDER BY id")
        assert [json.loads(row["params"])["text"] for row in left] == [
            "someone else's",
            "taken out",
            "as in NKT-2026-00001",
            "corrected: NKT-2026-00001",
            "a card",
            "due: NKT-2026-00001, NKT-2026-00002",
            "free: NKT-2026-00001, NKT-2026-00002",
        ]
        assert withdrawals.WITHDRAWN in tx.changed
        # What was withdrawn on its way cannot be set aside any longer.
        assert not await outbox.set_aside(tx, len(kept) + 1, "refused")


async def test_updates_of_a_person_are_told_from_those_of_a_secretary(
    database: Database,
) -> None:
    def update(update_id: int, chat: int, sender: int) -> dict[str, object]:
        message = {"chat": {"id": chat}, "from": {"id": sender}, "text": "x"}
        return {"update_id": update_id, "message": message}

    async with database.transaction() as tx:
        person = await residents.add(tx, PERSON, "Айгүл", 0)
        other = await residents.add(tx, 6, "Other", 0)
        await concern(tx, other, "NKT-2026-00001")
        await inbox.store(
            tx,
            1,
            [
                update(1, PERSON, PERSON),
                update(2, STAFF, PERSON),
                update(3, -99, PERSON),
                update(4, 6, 6),
                update(5, PERSON, PERSON),
                update(6, PERSON, PERSON),
            ],
            now=0,
        )
        await inbox.set_aside(tx, [1, 2, 3, 4], "error", 1)
        await inbox.wait_for_album(tx, 5, f"{PERSON}:{PERSON}:1")
        assert await erasing.updates_of(tx, PERSON) == [1, 3, 5]
        assert (await held_about(tx, person)).waiting_in == 3
        await erasing.erase_resident(tx, person, 100)
        # The newest has not been looked at: whoever wrote it is a stranger by then.
        left = await tx.fetch("SELECT update_id FROM inbox ORDER BY id")
        assert [row["update_id"] for row in left] == [2, 4, 6]


async def test_what_was_set_aside_long_ago_goes(database: Database) -> None:
    async with database.transaction() as tx:
        await inbox.store(tx, 1, [{"update_id": 1}, {"update_id": 2}], now=100)
        await outbox.enqueue(tx, [call(6), call(6)], 100)
        await inbox.set_aside(tx, [1], "error", 1)
        await outbox.set_aside(tx, 1, "refused")
        await erasing.purge_set_aside(tx, 100)
        assert await counts(tx, "inbox", "outbox") == {"inbox": 2, "outbox": 2}
        assert not await erasing.is_noted(tx)
        await erasing.purge_set_aside(tx, 101)
        assert await counts(tx, "inbox", "outbox") == {"inbox": 1, "outbox": 1}
        assert await erasing.is_noted(tx)


async def test_only_what_is_over_is_found(database: Database) -> None:
    async with database.transaction() as tx:
        person = await residents.add(tx, PERSON, "Айгүл", 0)
        await residents.add(tx, 6, "Gone", 0)
        await residents.add(tx, 7, "Boss", 0)
        closed = await concern(tx, person, "NKT-2026-00001")
        await tickets.move(tx, closed, Status.CLOSED, 1000)
        await concern(tx, person, "NKT-2026-00002")
        old = await drafts.add(tx, person.id, "ky", 500)
        waits = await drafts.add(tx, person.id, "ky", 500)
        await tx.fetch("UPDATE tickets SET send_at = 9 WHERE id = ?", (waits.id,))
        fresh = await drafts.add(tx, person.id, "ky", 500)
        await entries.add(tx, fresh.id, [CONTENT], now=2000, source=(PERSON, [99]))
    assert await erasing.closed_before(database, 999, 20) == []
    assert await erasing.closed_before(database, 1000, 20) == [closed.id]
    assert await erasing.drafts_before(database, 1999, 20) == [old.id]
    assert await erasing.drafts_before(database, 1999, 0) == []
    assert await erasing.unseen_before(database, "1970-01-01", 20, ()) == []
    assert await erasing.unseen_before(database, "1970-01-02", 20, (7,)) == [2]
    async with database.transaction() as tx:
        for ticket_id, before in ((closed.id, 1000), (old.id, 1999)):
            assert await erasing.ticket_before(tx, ticket_id, before)
            assert await erasing.ticket_before(tx, ticket_id, 499) is None
        # Somebody has gone on with it in the meantime.
        for ticket_id in (waits.id, fresh.id, closed.id + 1):
            assert await erasing.ticket_before(tx, ticket_id, 1999) is None
        assert await erasing.resident_before(tx, 2, "1970-01-02")
        assert await erasing.resident_before(tx, 1, "1970-01-02") is None
        gone = await residents.by_id(tx, 2)
        assert gone is not None
        await residents.seen(tx, 2, gone.name, date(1970, 1, 2))
        assert await erasing.resident_before(tx, 2, "1970-01-02") is None
        await erasing.strip_ticket(tx, await tickets.load(tx, closed.id), 3000, system=True)
        await erasing.strip_ticket(tx, old, 3000, system=True)
        assert await seating.complaints_at_rest(tx) == []
    assert await erasing.closed_before(database, 9999, 20) == []
    assert old.id not in await erasing.drafts_before(database, 9999, 20)


async def test_what_waits_for_a_block_without_an_end_does_not_wait_for_ever(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        person = await residents.add(tx, PERSON, "Айгүл", 0)
        waits = await drafts.postpone(tx, await drafts.add(tx, person.id, "ky", 5), 1000, "ky")
        await blocks.put(tx, Block(PERSON, "", "rude", None, 9, 6))
    assert await erasing.drafts_before(database, 999, 20) == []
    assert await erasing.drafts_before(database, 1000, 20) == [waits.id]
    async with database.transaction() as tx:
        await tx.fetch("DELETE FROM blocks")
    # It goes at the next look of the clock.
    assert await erasing.drafts_before(database, 1000, 20) == []


async def test_a_compaction_answers_for_what_was_erased_before_it(database: Database) -> None:
    async with database.transaction() as tx:
        assert await erasing.claim(tx) is None
        person = await residents.add(tx, PERSON, "Айгүл", 0)
        await erasing.erase_resident(tx, person, 100)
        await outbox.enqueue(tx, [call(PERSON, "done"), call(STAFF)], 0)
        # The first is made at once, though the last words are still to be sent.
        assert await erasing.claim(tx) == (2, True)
        assert await erasing.claim(tx) is None
        await outbox.remove(tx, [1])
        assert await erasing.claim(tx) == (2, False)
        # Somebody else is erased while the file is being compacted.
        await erasing.erase_resident(tx, await residents.add(tx, 6, "Other", 0), 100)
        await erasing.compacted(tx, 2)
        assert await erasing.is_noted(tx)
        assert await erasing.claim(tx) == (2, False)
        await erasing.compacted(tx, 2)
        assert not await erasing.is_noted(tx)


async def test_a_reader_of_old_pages_makes_the_compaction_wait(
    database: Database, database_path: Path
) -> None:
    with closing(sqlite3.connect(database_path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM residents").fetchall()
        async with database.transaction() as tx:
            await tx.fetch("PRAGMA busy_timeout = 1")
            await residents.add(tx, PERSON, "Айгүл", 0)
        assert not await database.compact()
        reader.execute("COMMIT")
        assert await database.compact()
    assert database_path.with_name(database_path.name + "-wal").stat().st_size == 0
