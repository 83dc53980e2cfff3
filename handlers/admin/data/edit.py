"""A change of a row, or a new one, while it is asked for: kept in the state's data."""

import dataclasses
from dataclasses import asdict, dataclass
from typing import Any, Self

from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import TelegramObject

from bot.reception.permissions import Action, allowed
from handlers.admin.data.fields import TABLES, Table
from handlers.gate import Actor


class Asking(StatesGroup):
    """What an administrator is asked."""

    words = State()
    """The value of a field."""
    file = State()
    """A file with tables."""


_KEY = "data"
"""The key of a change in the state's data."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change under way."""

    table: Table
    row: str
    """The key of the row; empty: it is a new one."""
    field: str
    """What is asked for, or was asked for last."""
    old: str | None = None
    """The value that the question showed; None for a new row."""
    values: dict[str, str] = dataclasses.field(default_factory=dict)
    """What is known of the new values."""
    about: int = 0
    """The message that brought the last answer; 0: something is still to be asked."""

    @classmethod
    async def under_way(cls, state: FSMContext) -> Self | None:
        """What is kept in the state's data; None: no value is asked for."""
        if await state.get_state() != Asking.words.state:
            return None
        kept: dict[str, Any] = (await state.get_data())[_KEY]
        return cls(**{**kept, "table": Table(kept["table"])})

    async def keep(self, state: FSMContext) -> None:
        """Wait for the answer."""
        await state.set_state(Asking.words)
        await state.set_data({_KEY: asdict(self)})

    @property
    def missing(self) -> str | None:
        """The next field of a new row that is not known."""
        return next((f for f in TABLES[self.table].fields if f not in self.values), None)


async def leave(state: FSMContext) -> None:
    """Ask no longer, if something was asked for."""
    if await state.get_state() in (Asking.words.state, Asking.file.state):
        await state.clear()


class IsAsked(Filter):
    """An administrator was asked for something; one who no longer is has no question."""

    def __init__(self, *states: State) -> None:
        self.names = {state.state for state in states}

    async def __call__(
        self, event: TelegramObject, actor: Actor, raw_state: str | None = None
    ) -> bool:
        return raw_state in self.names and allowed(actor.roles, Action.EDIT_DIRECTORY)
