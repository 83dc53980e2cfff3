"""Announcements as they are kept: states, versions, and what became of them for whom."""

import pytest

from bot.reception.announcements import MOVES, TAKE_BACK_SECONDS, Status
from storage import announcement_versions, announcements, erasing, recipients, residents
from storage.announcements import Announcement
from storage.database import Database, Transaction

NOW = 1_000_000
BOSS = 700


async def _in_state(tx: Transaction, status: Status) -> Announcement:
    made = await announcements.create(tx, by=BOSS, now=NOW)
    await tx.fetch("UPDATE announcements SET status = ? WHERE id = ?", (status, made.id))
    found = await announcements.get(tx, made.id)
    assert found is not None
    return found


async def _for_people(tx: Transaction, announcement: Announcement, count: int) -> list[int]:
    ids = [(await residents.add(tx, number, "R", NOW)).id for number in range(1, count + 1)]
    await tx.execute_many(
        "INSERT INTO recipients (announcement_id, resident_id) VALUES (?, ?)",
        [(announcement.id, id_) for id_ in ids],
    )
    await tx.fetch("UPDATE announcements SET total = ?", (count,))
    return ids


@pytest.mark.parametrize("source", list(Status))
async def test_it_goes_only_where_the_states_lead(database: Database, source: Status) -> None:
    async with database.transaction() as tx:
        for target in Status:
            before = await _in_state(tx, source)
            moved = await announcements.move(tx, before, target, NOW + 5)
            present = await announcements.get(tx, before.id)
            assert present is not None
            assert (moved is not None) == (target in MOVES[source])
            assert present == (moved or before)
            if moved:
                moments = {
                    Status.RUNNING: moved.started_at,
                    Status.DONE: moved.ended_at,
                    Status.CANCELLED: moved.ended_at,
                    Status.REMOVING: moved.taken_back_at,
                }
                assert moments.get(target, NOW + 5) == NOW + 5
        assert announcements.QUEUE in tx.changed


async def test_a_version_is_found_by_the_messages_of_its_author_that_it_came_in(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        made = await announcements.create(tx, by=BOSS, now=NOW)
        parts = [{"kind": "photo", "text": "", "source": number} for number in (5, 6)]
        await announcement_versions.put(tx, made.id, "ru", parts)
        await announcement_versions.put(tx, made.id, "en", [{"kind": "text", "text": "Hello"}])
        for number, found in ((4, None), (5, (made.id, "ru")), (6, (made.id, "ru"))):
            assert await announcement_versions.made_of(tx, BOSS, number) == found
        # Message ids count in each chat: the same number is another message there.
        assert await announcement_versions.made_of(tx, BOSS + 1, 5) is None


async def test_versions_are_kept_by_language_and_the_newest_draft_is_found(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        old = await announcements.create(tx, by=BOSS, now=NOW)
        new = await announcements.create(tx, by=BOSS, now=NOW)
        await announcements.create(tx, by=BOSS + 1, now=NOW)
        assert await announcements.draft_of(tx, BOSS) == new
        assert await announcements.move(tx, new, Status.CANCELLED, NOW)
        assert await announcements.draft_of(tx, BOSS) == old
        await announcement_versions.put(tx, old.id, "ky", [{"kind": "text", "text": "Базар"}])
        await announcement_versions.put(tx, old.id, "ru", [{"kind": "text", "text": "a"}])
        await announcement_versions.put(tx, old.id, "ru", [{"kind": "text", "text": "b"}])
        await announcement_versions.remove(tx, old.id, "ky")
        kept = await announcement_versions.by_language(tx, old.id)
        assert kept == {"ru": [{"kind": "text", "text": "b"}]}
        await announcements.approve(tx, old.id, 5)
        await announcements.set_at(tx, old.id, 17.9)
        found = await announcements.get(tx, old.id)
        assert found is not None
        assert (found.approved_by, found.at) == (5, 17)
        assert await announcements.get(tx, 999) is None


async def test_the_last_ones_and_those_under_way(database: Database) -> None:
    async with database.transaction() as tx:
        made = {status: await _in_state(tx, status) for status in Status}
        await tx.fetch(
            "UPDATE announcements SET started_at = id WHERE status NOT IN "
            "('draft', 'waiting', 'scheduled')"
        )
        await tx.fetch(
            "UPDATE announcements SET taken_back_at = 1 WHERE status IN ('removing', 'taken_back')"
        )
        latest = [one.status for one in await announcements.latest(tx, 3)]
        assert latest == [Status.CANCELLED, Status.DONE, Status.PAUSED]
        news = [one.status for one in await announcements.latest(tx, 3, stopped=False)]
        assert news == [Status.DONE, Status.PAUSED, Status.RUNNING]
        under_way = [one.status for one in await announcements.under_way(tx)]
        assert under_way == [Status.REMOVING, Status.RUNNING]
        await _for_people(tx, made[Status.CANCELLED], 2)
        assert len(await recipients.take_waiting(tx, made[Status.CANCELLED].id, 1)) == 1
        under_way = [one.status for one in await announcements.under_way(tx)]
        assert under_way == [Status.REMOVING, Status.RUNNING, Status.CANCELLED]


async def test_each_person_is_counted_once_whatever_is_told_twice(database: Database) -> None:
    async with database.transaction() as tx:
        made = await _in_state(tx, Status.RUNNING)
        first, second, third = await _for_people(tx, made, 3)
        await recipients.settle(tx, made.id, first, "delivered", NOW)
        assert {r.resident_id for r in await recipients.take_waiting(tx, made.id, 9)} == {
            first,
            second,
            third,
        }
        assert not await recipients.any_waits(tx, made.id, removing=False)
        for _twice in range(2):
            await recipients.settle(tx, made.id, first, "delivered", NOW)
            await recipients.settle(tx, made.id, second, "blocked", NOW)
            await recipients.settle(tx, made.id, second, "failed", NOW)
        assert await recipients.in_outbox(tx, made.id) == 1
        await tx.fetch("DELETE FROM residents WHERE id = ?", (third,))
        await recipients.settle(tx, made.id, third, "delivered", NOW)
        present = await announcements.get(tx, made.id)
        assert present is not None
        assert (present.delivered, present.blocked, present.failed) == (1, 1, 0)
        ended = await announcements.move(tx, present, Status.DONE, NOW)
        assert ended is not None
        assert ended.total == 2


async def test_taken_back_where_telegram_lets_us_and_forgotten_after_two_days(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        made = await _in_state(tx, Status.RUNNING)
        ids = await _for_people(tx, made, 4)
        await recipients.take_waiting(tx, made.id, 9)
        for at, id_ in zip((NOW - TAKE_BACK_SECONDS, NOW, NOW, NOW), ids, strict=True):
            await recipients.settle(tx, made.id, id_, "delivered", at)
        for id_ in ids[:3]:
            await recipients.add_messages(tx, made.id, id_, [id_ * 10])
        await recipients.add_messages(tx, made.id, ids[2], [id_ * 10 + 1 for id_ in ids[:2]])
        done = await announcements.move(tx, made, Status.DONE, NOW)
        assert done is not None
        assert done.can_be_taken_back(NOW)
        assert not done.can_be_taken_back(NOW + TAKE_BACK_SECONDS)
        assert await announcements.move(tx, done, Status.REMOVING, NOW)
        # The first has had it for too long, of the last one nobody knows where it stands.
        taken = await recipients.take_delivered(tx, made.id, 9, NOW)
        assert [(r.resident_id, len(r.message_ids)) for r in taken] == [(ids[1], 1), (ids[2], 3)]
        assert not await recipients.any_waits(tx, made.id, removing=True)
        for _twice in range(2):
            await recipients.settle_removal(tx, made.id, ids[1], removed=True)
        await recipients.settle_removal(tx, made.id, ids[2], removed=False)
        assert await recipients.take_delivered(tx, made.id, 9, NOW) == []
        present = await announcements.get(tx, made.id)
        assert present is not None
        assert (present.taken_back, present.delivered) == (1, 4)
        later = NOW + TAKE_BACK_SECONDS
        await recipients.purge(tx, later)
        assert await tx.fetch("SELECT 1 FROM recipients"), "it is still being taken back"
        assert await announcements.move(tx, present, Status.TAKEN_BACK, NOW)
        await recipients.purge(tx, later - 1)
        assert await tx.fetch("SELECT 1 FROM recipients")
        await recipients.purge(tx, later)
        assert not await tx.fetch("SELECT 1 FROM recipients")


async def test_a_part_of_what_failed_is_deleted_but_counted_as_nobodys(database: Database) -> None:
    async with database.transaction() as tx:
        made = await _in_state(tx, Status.RUNNING)
        first, second, third = await _for_people(tx, made, 3)
        await recipients.take_waiting(tx, made.id, 9)
        for id_ in (first, second):
            await recipients.add_messages(tx, made.id, id_, [id_ * 10])
        # Of one the answer came, of the others the calls are gone without a word.
        await recipients.settle(tx, made.id, first, "failed", NOW)
        parts = [await recipients.take_parts(tx, made.id, id_) for id_ in (first, second, third)]
        assert [[one.message_ids for one in each] for each in parts] == [[(first * 10,)], [], []]
        await recipients.settle_removal(tx, made.id, first, removed=True)
        await recipients.give_up_lost(tx, made.id)
        done = await announcements.move(tx, made, Status.DONE, NOW)
        assert done is not None
        assert (done.delivered, done.failed) == (0, 3)
        # A part stands in one of the chats.
        assert done.can_be_taken_back(NOW)
        removing = await announcements.move(tx, done, Status.REMOVING, NOW)
        taken = await recipients.take_delivered(tx, made.id, 9, NOW)
        assert [one.resident_id for one in taken] == [second]
        await recipients.settle_removal(tx, made.id, second, removed=True)
        assert removing is not None
        ended = await announcements.move(tx, removing, Status.TAKEN_BACK, NOW)
        assert ended is not None
        assert (ended.taken_back, ended.was_kept) == (0, 0)


async def test_what_an_author_who_is_forgotten_has_not_sent_goes_to_nobody(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        author = await residents.add(tx, BOSS, "Boss", NOW)
        made = {status: await _in_state(tx, status) for status in Status}
        foreign = await announcements.create(tx, by=BOSS + 1, now=NOW)
        for one in (*made.values(), foreign):
            await announcement_versions.put(tx, one.id, "ky", [{"kind": "text", "text": "Базар"}])
        await erasing.erase_resident(tx, author, NOW)
        not_begun = (Status.DRAFT, Status.WAITING, Status.SCHEDULED)
        for status, one in made.items():
            present = await announcements.get(tx, one.id)
            assert present is not None
            gone = status in not_begun
            assert present.status is (Status.CANCELLED if gone else status)
            assert bool(await announcement_versions.by_language(tx, one.id)) is not gone
        assert await announcement_versions.by_language(tx, foreign.id)
        assert await announcements.get(tx, foreign.id) == foreign
        noted = await tx.fetch("SELECT act, person_id FROM audit")
        assert [tuple(row) for row in noted] == [("cancel_announcement", None)] * 3


async def test_a_draft_again_is_agreed_to_by_nobody(database: Database) -> None:
    async with database.transaction() as tx:
        made = await _in_state(tx, Status.WAITING)
        assert await announcements.move(tx, made, Status.SCHEDULED, NOW)
        await announcements.approve(tx, made.id, 5)
        draft = await announcements.move(tx, made, Status.DRAFT, NOW)
        assert draft is not None
        assert draft.approved_by is None
