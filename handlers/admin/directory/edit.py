"""A change of one field that is under way: kept in the state's data until it is saved."""

from dataclasses import asdict, dataclass
from typing import Any, Self

from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import TelegramObject

from bot.reception.permissions import Action, allowed
from handlers.admin.directory.fields import Field
from handlers.gate import Actor


class Editing(StatesGroup):
    """What an administrator is asked."""

    field = State()


_EDIT = "edit"
"""The key of a change in the state's data."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change under way."""

    office: str
    field: Field
    old: str | None
    """The value that the question showed."""
    new: str | None = None
    about: int = 0
    """The message that brought the new value; 0: there is none yet."""

    @classmethod
    async def under_way(cls, state: FSMContext) -> Self:
        """What is kept in the state's data."""
        kept: dict[str, Any] = (await state.get_data())[_EDIT]
        return cls(**{**kept, "field": Field(kept["field"])})

    async def keep(self, state: FSMContext) -> None:
        """Wait for the answer."""
        await state.set_state(Editing.field)
        await state.set_data({_EDIT: asdict(self)})


class IsEditing(Filter):
    """An administrator was asked for a field. The question of one who no longer is is void."""

    async def __call__(
        self, event: TelegramObject, actor: Actor, raw_state: str | None = None
    ) -> bool:
        return raw_state == Editing.field.state and allowed(actor.roles, Action.EDIT_DIRECTORY)
