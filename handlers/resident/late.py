"""Presses that come too late: on a slow phone a button is pressed twice, or an old keyboard is
still there. They are no words of the resident: nothing is stored, the present screen is shown."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from bot.reception.permissions import Action
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.labels import STEP_LABELS, variants
from handlers.resident.concern.progress import ACCEPTED
from handlers.resident.welcome import menu
from storage.outbox import Sends

router = Router(name=__name__)


class LatePress(Filter):
    """The message is a button of a step, but not of the one the person is at."""

    async def __call__(self, event: Message, raw_state: str | None = None) -> bool:
        pressed = [label for label in STEP_LABELS if event.text in variants(label)]
        return bool(pressed) and not set(pressed) & set(ACCEPTED.get(raw_state, ()))


@router.message(LatePress(), flags={"action": Action.READ})
async def pressed_late(
    event: Message, desk: Desk, actor: Actor, state: FSMContext, raw_state: str | None
) -> Sends:
    """The present screen once more."""
    return await menu(desk, actor, state, raw_state)
