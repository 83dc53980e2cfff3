"""Days that are asked for in the private chat: the first and the last one, in words."""

from collections.abc import Mapping
from typing import Any

from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import TelegramObject

from bot.reception.permissions import Action, allowed
from handlers.gate import Actor

STATISTICS = "stats"
EXPORT = "export"

ACTIONS = {STATISTICS: Action.SEE_STATISTICS, EXPORT: Action.EXPORT}
"""What the days are for, and the action that this is."""


class Asking(StatesGroup):
    """What is asked."""

    stats = State()
    """Days for statistics; whose is in the data."""
    export = State()
    """Days for a file; its content is in the data."""


_STATES = {STATISTICS: Asking.stats, EXPORT: Asking.export}
STATES: Mapping[str | None, Action] = {
    asked.state: ACTIONS[purpose] for purpose, asked in _STATES.items()
}
"""What only those are asked who may do it."""
_VALUE = "value"


class IsAsked(Filter):
    """Somebody was asked for days, and may still have what these are for."""

    def __init__(self, purpose: str) -> None:
        self.purpose = purpose

    async def __call__(
        self, event: TelegramObject, actor: Actor, raw_state: str | None = None
    ) -> bool:
        return raw_state == _STATES[self.purpose].state and allowed(
            actor.roles, ACTIONS[self.purpose]
        )


async def ask(state: FSMContext, purpose: str, value: str) -> None:
    """The next words are days."""
    await state.set_state(_STATES[purpose])
    await state.set_data({_VALUE: value})


async def value(state: FSMContext) -> str:
    """What was noted with the question."""
    data: dict[str, Any] = await state.get_data()
    return str(data[_VALUE])


async def ask_no_longer(state: FSMContext) -> None:
    """The question is void."""
    if await state.get_state() in STATES:
        await state.clear()
