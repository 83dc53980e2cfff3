"""A person's step is part of the transaction."""

import pytest
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import StorageKey

from storage.database import Database
from storage.fsm import TransactionStorage


class Steps(StatesGroup):
    one = State()


KEY = StorageKey(bot_id=1, chat_id=2, user_id=3)


async def test_state_and_data(database: Database) -> None:
    storage = TransactionStorage()
    async with database.transaction():
        assert await storage.get_state(KEY) is None
        assert await storage.get_data(KEY) == {}
        await storage.set_state(KEY, Steps.one)
        await storage.set_data(KEY, {"a": ["ү", 1]})
    async with database.transaction():
        assert await storage.get_state(KEY) == "Steps:one"
        assert await storage.update_data(KEY, {"b": None}) == {"a": ["ү", 1], "b": None}
        await storage.set_state(KEY, None)
        assert await storage.get_state(KEY) is None
        assert await storage.get_data(KEY) == {"a": ["ү", 1], "b": None}


async def test_topics_people_and_chats_are_apart(database: Database) -> None:
    storage = TransactionStorage()
    others = [
        StorageKey(bot_id=1, chat_id=2, user_id=3, thread_id=9),
        StorageKey(bot_id=1, chat_id=2, user_id=4),
        StorageKey(bot_id=1, chat_id=3, user_id=3),
        StorageKey(bot_id=2, chat_id=2, user_id=3),
        StorageKey(bot_id=1, chat_id=2, user_id=3, destiny="other"),
    ]
    async with database.transaction():
        await storage.set_state(KEY, "s")
        assert [await storage.get_state(key) for key in others] == [None] * len(others)


async def test_a_rollback_undoes_the_step(database: Database) -> None:
    storage = TransactionStorage()
    with pytest.raises(KeyError):
        async with database.transaction():
            await storage.set_state(KEY, "s")
            raise KeyError
    async with database.transaction():
        assert await storage.get_state(KEY) is None


async def test_outside_of_a_transaction_it_is_an_error_and_close_does_nothing(
    database: Database,
) -> None:
    storage = TransactionStorage()
    with pytest.raises(LookupError):
        await storage.get_state(KEY)
    await storage.close()
    assert await database.read("SELECT 1")
