"""What a resident wrote and the office does not have yet: nobody reads, finds or exports it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.reception.periods import Period
from bot.reception.tickets import Status
from storage import entries, exports, tickets
from storage.database import Database
from tests.storage.test_search import NOW, filed, found

DAY = datetime.fromtimestamp(NOW, UTC).date()
PERIOD = Period(DAY - timedelta(days=2), DAY + timedelta(days=2))


@pytest.mark.parametrize("status", [None, Status.WITHDRAWN, Status.CLOSED])
async def test_what_is_held_is_the_offices_when_it_is_released(
    database: Database, status: Status | None
) -> None:
    async def exported() -> list[str]:
        of = await exports.concerns(database, ZoneInfo("Asia/Bishkek"), PERIOD, 7, words=True)
        return [written.text for written in of.messages]

    async with database.transaction() as tx:
        ticket = await filed(tx, "суу")
        said = [{"kind": "text", "text": "сыр"}]
        ids = await entries.add(tx, ticket.id, said, now=NOW + 1, source=(1, [9]))
        await entries.set_delivery(tx, ids, "queued")
        if status is not None:
            assert await tickets.move(tx, ticket, status, NOW + 2)
        read = await entries.for_office(tx, ticket.id)
        assert [entry.content["text"] for entry in read] == ["суу"]
        assert await found(tx, "сыр") == []
        assert await found(tx, "суу") == [ticket.id]
        # Its writer has it.
        assert len(await entries.of_ticket(tx, ticket.id)) == 2
    assert await exported() == ["суу"]
    async with database.transaction() as tx:
        await entries.note_shown(tx, ids, NOW + 3)
        assert len(await entries.for_office(tx, ticket.id)) == 2
        assert await found(tx, "сыр") == [ticket.id]
        # An answer that is on its way is the office's own.
        by = (7, "Нурлан")
        answer = [{"kind": "text", "text": "жооп"}]
        await entries.add(tx, ticket.id, answer, now=NOW, source=(-100, [3]), author=by)
        assert len(await entries.for_office(tx, ticket.id)) == 3
        assert await found(tx, "жооп") == [ticket.id]
    assert await exported() == ["суу", "сыр", "жооп"]
