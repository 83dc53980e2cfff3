"""Stored updates: once each, in order, and forgotten in time."""

from typing import Any

from storage import inbox
from storage.database import Database
from storage.inbox import KEPT_DONE, Item


def updates(*ids: int) -> list[dict[str, Any]]:
    return [{"update_id": id_, "message": {"text": f"слово {id_}"}} for id_ in ids]


async def store(database: Database, *ids: int, now: float = 0.0, bot_id: int = 1) -> None:
    async with database.transaction() as tx:
        await inbox.store(tx, bot_id, updates(*ids), now)


async def new(database: Database) -> list[Item]:
    return await inbox.next_items(database, "new", 100)


async def test_order_of_arrival_and_duplicates(database: Database) -> None:
    await store(database, 7, 3)
    await store(database, 3, 5, 7)
    items = await new(database)
    assert [item.update_id for item in items] == [7, 3, 5]
    assert items[0].update == updates(7)[0]


async def test_two_bots_do_not_share_numbers(database: Database) -> None:
    await store(database, 1)
    await store(database, 1, bot_id=2)
    assert len(await new(database)) == 2


async def test_done_keeps_the_key_and_no_words(database: Database) -> None:
    await store(database, 1, 2)
    [first, _] = await new(database)
    async with database.transaction() as tx:
        await inbox.mark_done(tx, [first.id])
    await store(database, 1)
    assert [item.update_id for item in await new(database)] == [2]
    rows = await database.read("SELECT payload FROM inbox WHERE state = 'done'")
    assert [row["payload"] for row in rows] == [None]


async def test_purge_forgets_only_what_is_done_and_old(database: Database) -> None:
    await store(database, 1, 2, now=0.0)
    await store(database, 3, now=10.0)
    [old, open_, young] = await new(database)
    async with database.transaction() as tx:
        await inbox.mark_done(tx, [old.id, young.id])
        await inbox.purge(tx, KEPT_DONE + 5.0)
    rows = await database.read("SELECT id FROM inbox ORDER BY id")
    assert [row["id"] for row in rows] == [open_.id, young.id]
    # Telegram starts its numbers anew after a quiet week.
    await store(database, 1, now=KEPT_DONE + 6.0)
    assert [item.update_id for item in await new(database)] == [2, 1]


async def test_an_album_waits_and_is_known_when_it_was_judged(database: Database) -> None:
    await store(database, 1, 2)
    first, second = await new(database)
    async with database.transaction() as tx:
        await inbox.wait_for_album(tx, first.id, "a")
        assert not await inbox.album_was_judged(tx, "a")
    assert [item.id for item in await new(database)] == [second.id]
    waiting = await inbox.next_items(database, "waiting", -1)
    assert [item.id for item in waiting] == [first.id]
    async with database.transaction() as tx:
        await inbox.mark_done(tx, [first.id])
        assert await inbox.album_was_judged(tx, "a")


async def test_set_aside_and_tried_again(database: Database) -> None:
    await store(database, 1, 2)
    first, _ = await new(database)
    async with database.transaction() as tx:
        await inbox.set_aside(tx, [first.id], "why", 3)
        assert await inbox.requeue(tx, first.id)
        assert not await inbox.requeue(tx, first.id)
    assert [item.update_id for item in await new(database)] == [1, 2]


async def test_what_was_done_is_not_read_through_to_find_what_is_new(database: Database) -> None:
    for sql, values in ((inbox.NEXT, ("new", 200)), (inbox.BACKLOG, ())):
        plan = [row["detail"] for row in await database.read(f"EXPLAIN QUERY PLAN {sql}", values)]
        assert len(plan) == 1
        assert "INDEX inbox_open (state=?)" in plan[0]
