"""What was set aside, and what a raw update tells before anybody has checked it."""

import json

import pytest

from storage import failures
from storage.database import Database, Transaction
from storage.failures import chat_of, kind_of, sender_of


async def set_aside(tx: Transaction, at: int) -> None:
    """An update and a call."""
    update = {"update_id": at, "message": {"chat": {"id": -5}}}
    await tx.fetch(
        "INSERT INTO inbox (bot_id, update_id, received_at, state, payload, attempts) "
        "VALUES (1, ?1, ?1, 'failed', ?2, 3)",
        (at, json.dumps(update)),
    )
    await tx.fetch(
        "INSERT INTO outbox "
        "(method, params, chat_id, priority, context, created_at, state, error) VALUES "
        "('SendMessage', '{}', 7, 1, '{\"ticket\": 4}', ?, 'failed', 'no')",
        (at + 1,),
    )


async def test_pages_and_single_ones_are_read_alone(database: Database) -> None:
    async with database.transaction() as tx:
        for at in (30, 10, 20):
            await set_aside(tx, at)
        await tx.fetch(
            "INSERT INTO inbox (bot_id, update_id, received_at, state) VALUES (1, 9, 9, 'done')"
        )
        assert await failures.count(tx) == 6
        pages = [await failures.listed(tx, limit=4, offset=offset) for offset in (0, 4)]
        assert [[(one.queue, one.at) for one in page] for page in pages] == [
            [("out", 31), ("in", 30), ("out", 21), ("in", 20)],
            [("out", 11), ("in", 10)],
        ]
        call, update = pages[0][:2]
        assert (call.kind, call.chat_id, call.ticket_id, call.error) == ("SendMessage", 7, 4, "no")
        assert (update.kind, update.chat_id, update.attempts) == ("message", -5, 3)
        for one in pages[1]:
            # Nothing else is looked at: that would be no JSON.
            for table, column in (("inbox", "payload"), ("outbox", "context")):
                await tx.fetch(f"UPDATE {table} SET {column} = '?' WHERE id <> ?", (one.id,))
            assert await failures.find(tx, one.queue, one.id) == one
        assert await failures.find(tx, "in", 4) is None
        assert await failures.find(tx, "?", 1) is None


@pytest.mark.parametrize("number", [2**63, -(2**52), 1.5, True, "5", None])
def test_what_is_no_id_is_none(number: object) -> None:
    update = {"update_id": 1, "message": {"chat": {"id": number}, "from": {"id": number}}}
    assert (chat_of(update), sender_of(update)) == (None, None)


def test_of_several_kinds_the_event_counts() -> None:
    message = {"chat": {"id": -5}, "from": {"id": 6}}
    update = {"update_id": 1, "text": "x", "\ud800": {}, "message": message}
    assert (kind_of(update), chat_of(update), sender_of(update)) == ("message", -5, 6)
    assert kind_of({"update_id": 1, "\ud800": {}}) == "unknown"
