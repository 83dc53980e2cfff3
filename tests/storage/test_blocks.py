"""Blocks: who may not write, and until when."""

from datetime import date

from storage import blocks, drafts, erasing, meta, residents, tickets
from storage.blocks import Block, Writer
from storage.database import Database


def block(telegram_id: int, number: str, until: int | None, at: int = 100) -> Block:
    return Block(telegram_id, number, "rude", until, 1, at)


async def test_a_block_ends_by_itself(database: Database) -> None:
    async with database.transaction() as tx:
        await blocks.put(tx, block(5, "NKT-2026-00001", 200))
        await blocks.put(tx, block(6, "NKT-2026-00002", None, at=101))
        assert await blocks.live(tx, 5, 199.9) == block(5, "NKT-2026-00001", 200)
        assert await blocks.live(tx, 5, 200) is None
        assert await blocks.live(tx, 6, 10**12) is not None
        assert await blocks.live(tx, 7, 150) is None
        assert [one.telegram_id for one in await blocks.all_live(tx, 150)] == [6, 5]
        assert [one.telegram_id for one in await blocks.all_live(tx, 200)] == [6]
        await blocks.purge(tx, 200)
        assert await blocks.live(tx, 5, 150) is None
        assert await blocks.live(tx, 6, 150) is not None


async def test_the_account_of_an_ended_block_leaves_the_file(database: Database) -> None:
    async with database.transaction() as tx:
        await blocks.put(tx, block(5, "NKT-2026-00001", 200))
        await blocks.put(tx, block(6, "NKT-2026-00002", None))
        await blocks.purge(tx, 199)
        assert not await erasing.is_noted(tx)
        await blocks.purge(tx, 200)
        assert await erasing.is_noted(tx)
        await meta.put(tx, meta.ERASED, "0")
        await blocks.lift(tx, "NKT-2026-00002", 300)
        assert await meta.get(tx, meta.ERASED) == "new"


async def test_a_later_block_for_the_same_concern_replaces_the_earlier_one(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        await blocks.put(tx, block(5, "NKT-2026-00001", None))
        await blocks.put(tx, block(5, "NKT-2026-00001", 200))
        assert await blocks.all_live(tx, 150) == [block(5, "NKT-2026-00001", 200)]


async def test_of_several_blocks_the_one_that_ends_last_holds(database: Database) -> None:
    async with database.transaction() as tx:
        for number, until in enumerate((300, None, 200), start=1):
            await blocks.put(tx, block(5, f"NKT-2026-0000{number}", until))
        assert await blocks.live(tx, 5, 150) == block(5, "NKT-2026-00002", None)
        await blocks.lift(tx, "NKT-2026-00002", 150)
        assert await blocks.live(tx, 5, 150) == block(5, "NKT-2026-00001", 300)
        assert await blocks.of_concern(tx, "NKT-2026-00003", 150) is not None
        assert await blocks.of_concern(tx, "NKT-2026-00003", 200) is None


async def test_lifting_says_whose_it_was_once(database: Database) -> None:
    async with database.transaction() as tx:
        await blocks.put(tx, block(5, "NKT-2026-00001", 200))
        assert await blocks.lift(tx, "NKT-2026-00002", 150) is None
        assert await blocks.lift(tx, "NKT-2026-00001", 200) is None
        assert await blocks.lift(tx, "NKT-2026-00001", 150) == block(5, "NKT-2026-00001", 200)
        assert await blocks.lift(tx, "NKT-2026-00001", 150) is None
        assert await blocks.live(tx, 5, 150) is None


async def test_it_outlives_the_resident_and_is_theirs_again(database: Database) -> None:
    async with database.transaction() as tx:
        resident = await residents.add(tx, 5, "A", 0)
        draft = await drafts.add(tx, resident.id, "ky", 0)
        draft = await drafts.change(tx, draft, 0, office="NKT", topic="land")
        filed = await tickets.file(
            tx, draft, year=2026, due_on=date(2026, 12, 1), chat_id=None, now=10
        )
        assert filed is not None
        number = filed.number or ""
        assert await blocks.writer_of(tx, number) == Writer(5)
        assert await blocks.writer_of(tx, "NKT-2026-99999") is None
        await blocks.put(tx, block(5, number, None))
        assert await blocks.of_resident(tx, resident.id, 150) is not None
        await tx.fetch("DELETE FROM residents WHERE id = ?", (resident.id,))
        assert await blocks.writer_of(tx, number) == Writer(None)
        assert await blocks.of_resident(tx, resident.id, 150) is None
        again = await residents.add(tx, 5, "A", 0)
        assert await blocks.of_resident(tx, again.id, 150) is not None


async def test_nothing_that_waits_goes_while_its_writer_is_blocked(database: Database) -> None:
    async with database.transaction() as tx:
        for telegram_id in (5, 6):
            resident = await residents.add(tx, telegram_id, "A", 0)
            draft = await drafts.add(tx, resident.id, "ky", 0)
            await drafts.postpone(tx, draft, 120, "ky")
        await blocks.put(tx, block(5, "NKT-2026-00001", 200))
    assert await drafts.due(database, 119) == []
    assert await drafts.due(database, 150) == [2]
    assert await drafts.due(database, 200) == [1, 2]
    async with database.transaction() as tx:
        assert await drafts.still_due(tx, 1, 150) is None
        assert await drafts.still_due(tx, 1, 200) is not None
