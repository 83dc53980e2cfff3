"""Questions for the words of a concern at the counter: what was chosen for each stays with it, so
that a secretary may have begun several."""

from collections.abc import Collection

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup

from handlers.desk import Desk
from handlers.staff.counter_screens import CounterPress, chosen
from locales.languages import LANGUAGES

MAX_WAITING = 10
"""Questions of one secretary that wait at a time; the oldest are given up."""


class Registering(StatesGroup):
    """What a secretary is asked in a staff chat."""

    words = State()
    """The concern, in reply to a question; what was chosen for those that wait is in the data."""


async def add(state: FSMContext, press: CounterPress) -> None:
    """One more question waits."""
    waiting = [*await _waiting(state), _choice(press)][-MAX_WAITING:]
    await state.set_state(Registering.words)
    await state.set_data({"waiting": waiting})


async def give_up(state: FSMContext, press: CounterPress) -> None:
    """The question for which this was chosen waits no longer."""
    waiting = await _waiting(state)
    if _choice(press) not in waiting:
        return
    waiting.remove(_choice(press))
    if waiting:
        await state.set_data({"waiting": waiting})
    else:
        await state.clear()


async def asked_in(
    question: str, desk: Desk, served: Collection[str], state: FSMContext
) -> CounterPress | None:
    """What was chosen for a question, which says it in its own words. None: it cannot be told, or
    cannot be chosen here any longer."""
    for choice in await _waiting(state):
        press = CounterPress.model_validate({"do": "save", **choice})
        if is_possible(desk, served, press) and f"{chosen(desk, press).render()[0]}\n" in question:
            return press
    return None


def is_possible(desk: Desk, served: Collection[str], press: CounterPress) -> bool:
    """Whether what an old or forged press carries can be chosen now where these are ``served``."""
    return (
        press.office in served
        and press.language in LANGUAGES
        and any(topic.code == press.topic for topic in desk.directory.topics)
    )


async def _waiting(state: FSMContext) -> list[dict[str, str]]:
    """What was chosen for each of the questions that wait, the oldest first."""
    if await state.get_state() != Registering.words.state:
        return []
    data = await state.get_data()
    if "office" in data:
        # An earlier version of the bot kept the choice for one question only.
        return [{key: data[key] for key in ("office", "topic", "language")}]
    waiting: list[dict[str, str]] = data.get("waiting", [])
    return waiting


def _choice(press: CounterPress) -> dict[str, str]:
    return {"office": press.office, "topic": press.topic, "language": press.language}
