"""What an administrator is asked while writing an announcement, and where that is kept."""

from typing import Any

from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Message

from bot.reception.permissions import Action, allowed
from handlers.gate import Actor
from handlers.relay import MAX_ALBUM

FLAGS: dict[str, Any] = {"action": Action.ANNOUNCE}


class Composing(StatesGroup):
    """What is asked; of which announcement, is in the data."""

    contents = State()
    """A message or an album; 0 for a new announcement."""
    language = State()
    """In which language the contents are that lie in the data."""
    moment = State()
    """A day and a time."""


ASKED = "announcement"
"""The key in the state's data: the id, the language (""), and the contents that wait for one."""
TAKEN = "announced"
"""The key of when the last message of an announcement was sent, in seconds since 1970."""
REFUSED = "refused"
"""The key of what was refused last: when it was sent, and its messages."""
PART_SECONDS = 10
"""What is sent together arrives with such a distance at most."""

STATES = frozenset(state.state for state in Composing.__all_states__)


class IsComposing(Filter):
    """An administrator was asked for something. Who is none any longer is asked nothing."""

    async def __call__(self, event: Message, actor: Actor, raw_state: str | None = None) -> bool:
        return raw_state in STATES and allowed(actor.roles, Action.ANNOUNCE)


class CameAfter(Filter):
    """A file that was sent together with the one that was taken: of eleven, Telegram makes two
    albums. It is no word of a resident's concern."""

    async def __call__(
        self,
        event: Message,
        actor: Actor,
        state: FSMContext | None = None,
        raw_state: str | None = None,
    ) -> bool:
        # A message that nobody signed has no state.
        if state is None or raw_state is not None or event.text:
            return False
        if not allowed(actor.roles, Action.ANNOUNCE):
            return False
        taken = (await state.get_data()).get(TAKEN)
        return taken is not None and _is_soon(event, taken)


class CameAfterRefused(Filter):
    """The same of a full album that was refused: that file is no announcement by itself."""

    async def __call__(self, event: Message, state: FSMContext) -> bool:
        moment, parts = (await state.get_data()).get(REFUSED, [0, []])
        return not event.text and len(parts) == MAX_ALBUM and _is_soon(event, moment)


def _is_soon(event: Message, moment: float) -> bool:
    return event.date.timestamp() - moment <= PART_SECONDS


async def ask(state: FSMContext, what: State, asked: list[Any]) -> None:
    """Wait for an answer."""
    await state.set_state(what)
    await state.set_data({ASKED: asked})


async def asked(state: FSMContext) -> list[Any]:
    """What was asked: the id, the language, the contents."""
    return list((await state.get_data())[ASKED])


async def ask_no_longer(state: FSMContext) -> None:
    """Whoever presses something else does not want to answer."""
    if await state.get_state() in STATES:
        await state.clear()
