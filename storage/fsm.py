"""aiogram's finite-state storage as a table of the same database.

It works inside the current transaction (found through a ContextVar) and never takes the
writer's lock, so a person's step and what it caused are committed together.
"""

import json
from collections.abc import Mapping
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from storage.database import Transaction, current_transaction

_WHERE = "bot_id = ? AND chat_id = ? AND user_id = ? AND thread_id = ? AND destiny = ?"


class TransactionStorage(BaseStorage):
    """State and data of a person in a chat, read and written in the current transaction."""

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        await self._upsert(key, "state", name)

    async def get_state(self, key: StorageKey) -> str | None:
        row = await current_transaction().fetch_one(
            f"SELECT state FROM fsm WHERE {_WHERE}", _parameters(key)
        )
        return row["state"] if row else None

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await self._upsert(key, "data", json.dumps(dict(data), ensure_ascii=False))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        row = await current_transaction().fetch_one(
            f"SELECT data FROM fsm WHERE {_WHERE}", _parameters(key)
        )
        return dict(json.loads(row["data"])) if row else {}

    async def close(self) -> None:
        """Nothing to close: the application owns the database."""

    async def _upsert(self, key: StorageKey, column: str, value: str | None) -> None:
        await current_transaction().fetch(
            f"INSERT INTO fsm (bot_id, chat_id, user_id, thread_id, destiny, {column}) "
            f"VALUES (?, ?, ?, ?, ?, ?) "
            f"ON CONFLICT DO UPDATE SET {column} = excluded.{column}",
            (*_parameters(key), value),
        )


async def reset(tx: Transaction, person_id: int) -> None:
    """A person is at no step any longer in their private chat."""
    await tx.fetch("DELETE FROM fsm WHERE chat_id = ? AND user_id = ?", (person_id, person_id))


def _parameters(key: StorageKey) -> tuple[Any, ...]:
    return (key.bot_id, key.chat_id, key.user_id, key.thread_id or 0, key.destiny)
