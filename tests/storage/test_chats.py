"""Chats that move, refuse everything, and return."""

from dataclasses import replace
from typing import Any

from aiogram.methods import CopyMessage, DeleteMessage, SendMessage, TelegramMethod
from aiogram.types import ReplyParameters

from storage import chats, entries, jobs, members, outbox
from storage.database import Database
from storage.entries import Link
from storage.outbox import Ref, Send

OLD, NEW = -5, -1005


async def test_move_carries_settings_and_calls_and_retires_links(database: Database) -> None:
    async with database.transaction() as tx:
        await chats.set_language(tx, OLD, "ru")
        await members.gone(tx, OLD, 7, "Somebody", 0)
        await outbox.enqueue(tx, [Send(SendMessage(chat_id=OLD, text="x"))], 0)
        for id_, status, card in ((1, "in_work", 10), (2, "closed", 11), (3, "registered", None)):
            await tx.fetch(
                "INSERT INTO tickets (id, status, language, created_at, updated_at, chat_id, "
                "card_id) VALUES (?, ?, 'ky', 0, 0, ?, ?)",
                (id_, status, OLD, card),
            )
        await entries.link(tx, Link(OLD, 10, 1, None, "card"))
        assert await chats.move(tx, OLD, NEW) == [1]
        assert await chats.move(tx, OLD, NEW) == []
        assert await chats.moves(tx) == {OLD: NEW}
        assert (await chats.get(tx, NEW)).language == "ru"
        assert await entries.linked(tx, OLD, 10) is None
        # Who left the one is not in the other.
        assert not await members.heard(tx, NEW, 7, "Somebody", 0)
    [call] = await outbox.queued(database, 0, 0, 10)
    assert call.chat_id == NEW
    rows = await database.read("SELECT chat_id, card_id FROM tickets")
    assert {tuple(row) for row in rows} == {(NEW, None)}


async def test_each_word_of_a_move_makes_delivery_read_anew(database: Database) -> None:
    """Delivery puts its calls to the old chat away at each refusal, also at a late one."""
    async with database.transaction() as tx:
        await chats.move(tx, OLD, NEW)
    database.signal(chats.RETURNED).clear()
    async with database.transaction() as tx:
        await chats.move(tx, OLD, NEW)
    assert database.signal(chats.RETURNED).is_set()


async def test_park_and_unpark(database: Database) -> None:
    async with database.transaction() as tx:
        assert not await chats.unpark(tx, OLD)
        assert await chats.park(tx, OLD, "kicked", 1)
        assert not await chats.park(tx, OLD, "again", 2)
        [[reason]] = await tx.fetch("SELECT parked_reason FROM chats WHERE id = ?", (OLD,))
        assert reason == "kicked"
    assert [chat.id for chat in await chats.parked(database)] == [OLD]
    async with database.transaction() as tx:
        assert await chats.unpark(tx, OLD)
    assert await chats.parked(database) == []
    assert database.signal(chats.RETURNED).is_set()


async def test_a_moved_chat_is_not_parked(database: Database) -> None:
    async with database.transaction() as tx:
        await chats.park(tx, OLD, "deactivated", 1)
        await chats.move(tx, OLD, NEW)
    assert await chats.parked(database) == []


async def test_a_chat_is_known_once_the_bot_is_there_and_while_it_takes_something(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        assert not await chats.is_known(tx, OLD)
        await chats.park(tx, OLD, "chat not found", 1)
        assert not await chats.is_known(tx, OLD)
        await chats.note(tx, OLD)
        assert not await chats.is_known(tx, OLD)
        await chats.unpark(tx, OLD)
        await chats.note(tx, OLD)
        assert await chats.is_known(tx, OLD)


async def test_a_supergroup_that_was_seen_first_gets_the_language_too(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        await chats.set_language(tx, OLD, "ru")
        await chats.note(tx, NEW)
        await chats.move(tx, OLD, NEW)
        assert (await chats.get(tx, NEW)).language == "ru"


async def test_changes_of_messages_do_not_follow_into_the_supergroup(database: Database) -> None:
    """Message ids start anew there: they would meet other messages."""
    calls: list[TelegramMethod[Any]] = [
        DeleteMessage(chat_id=OLD, message_id=7),
        CopyMessage(chat_id=OLD, from_chat_id=5, message_id=7),
        SendMessage(chat_id=OLD, text="x"),
    ]
    async with database.transaction() as tx:
        await outbox.enqueue(tx, [Send(call) for call in calls], 0)
        await chats.move(tx, OLD, NEW)
    moved = await outbox.queued(database, 0, 0, 10)
    assert [call.method for call in moved] == ["copyMessage", "sendMessage"]
    assert {call.chat_id for call in moved} == {NEW}


async def test_what_waits_for_the_old_chat_comes_to_the_new_one(database: Database) -> None:
    """Work that was asked for, words that somebody is asked for; and no call quotes a message."""
    reply = ReplyParameters(message_id=7, allow_sending_without_reply=True)
    call = SendMessage(chat_id=OLD, text="x", reply_parameters=reply)
    to_card = Ref("reply_parameters.message_id", "card", 1)
    elsewhere = SendMessage(chat_id=OLD - 1, text="x", reply_parameters=reply)
    async with database.transaction() as tx:
        await jobs.add(tx, "statistics", OLD, by=7, now=0)
        await tx.fetch(
            "INSERT INTO fsm (bot_id, chat_id, user_id, thread_id, destiny, state) "
            "VALUES (1, ?, 7, 0, 'default', 'asked')",
            (OLD,),
        )
        await members.note_count(tx, OLD, 12, 5)
        await outbox.enqueue(tx, [Send(call, refs=(to_card,)), Send(elsewhere)], 0)
        await chats.move(tx, OLD, NEW)
        assert await members.counted(tx, NEW) == members.Counted(12, 5)
    job = await jobs.oldest(database)
    assert job is not None and job.chat_id == NEW
    async with database.transaction() as tx:
        assert await jobs.chat_of(tx, replace(job, chat_id=OLD)) == NEW
    assert [row["chat_id"] for row in await database.read("SELECT chat_id FROM fsm")] == [NEW]
    moved, other = await outbox.queued(database, 0, 0, 10)
    assert "reply_parameters" not in moved.params
    assert moved.refs == (to_card,)
    assert other.params["reply_parameters"]["message_id"] == 7
