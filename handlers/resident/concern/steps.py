"""Going from one step of filing a concern to another."""

from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from handlers import labels
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import keyboard
from handlers.resident.concern.progress import Step, draft_of
from handlers.resident.concern.screens import SCREENS
from handlers.say import message, paragraphs
from storage.outbox import Send


async def show(
    step: State, desk: Desk, actor: Actor, state: FSMContext, note: Text | str | None = None
) -> Send:
    """Go to a step and show its screen, under an optional note about what just happened."""
    if step in (Step.topic, Step.review) and (await draft_of(desk, actor)).office is None:
        # The office was taken out of the directory, or the draft was given up elsewhere.
        step = Step.office
    await state.set_state(step)
    text, reply_keyboard = await SCREENS[step](desk, actor, state)
    return message(person(actor).telegram_id, paragraphs(note, text), reply_keyboard)


async def go_on(
    desk: Desk, actor: Actor, state: FSMContext, note: Text | str | None = None
) -> Send:
    """The first step whose question is still open."""
    draft = await draft_of(desk, actor)
    if draft.office is None:
        return await show(Step.office, desk, actor, state, note)
    if draft.topic is None:
        return await show(Step.topic, desk, actor, state, note)
    return await show(Step.story, desk, actor, state, note)


async def redraw(
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    current: str | None,
    note: Text | str | None = None,
) -> Send | None:
    """The screen the person is on, drawn again; None outside of any flow."""
    for step in SCREENS:
        if step.state == current:
            return await show(step, desk, actor, state, note)
    return None


def reminder(chat_id: int, **send: Any) -> Send:
    """Reminds of an unsent concern: go on, or leave it. ``send`` goes to `Send`."""
    text = _(
        "You began a concern and have not sent it. Nobody has seen it. Press “Go on” to "
        "finish it, or “Cancel” to delete it."
    )
    return message(chat_id, text, keyboard([_(labels.GO_ON)], [_(labels.CANCEL)]), **send)
