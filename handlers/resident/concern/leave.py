"""Back, cancel, and what fits no screen: available at every step."""

from aiogram import Router
from aiogram.filters import Command, StateFilter, or_f
from aiogram.fsm.context import FSMContext
from aiogram.types import Message
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from handlers import labels
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import Pressed, menu_keyboard
from handlers.resident.concern.office import no_choice
from handlers.resident.concern.progress import Step, draft_of, is_looking
from handlers.resident.concern.steps import go_on, redraw, show
from handlers.resident.concern.story import keep_early
from handlers.say import message
from storage import drafts, entries
from storage.outbox import Send, Sends

router = Router(name=__name__)
anywhere = Router(name=f"{__name__}.anywhere")
rest = Router(name=f"{__name__}.rest")
"""Included behind the steps: takes what none of them understood."""

_BEFORE = {
    Step.district.state: Step.office,
    Step.topic.state: Step.office,
    Step.story.state: Step.topic,
    Step.review.state: Step.story,
}
_RETURN = "return_to"


@router.message(
    StateFilter(Step.district, Step.topic, Step.story, Step.review),
    Pressed(labels.BACK),
    flags={"action": Action.FILE},
)
async def back(
    event: Message, desk: Desk, actor: Actor, state: FSMContext, raw_state: str
) -> Sends:
    """The screen before this one."""
    return await show(_BEFORE[raw_state], desk, actor, state)


@anywhere.message(or_f(Command("cancel"), Pressed(labels.CANCEL)), flags={"action": Action.FOLLOW})
async def cancel(
    event: Message, desk: Desk, actor: Actor, state: FSMContext, raw_state: str | None
) -> Sends:
    """Leave the flow; what was written is deleted only after a question."""
    chat_id = person(actor).telegram_id
    draft = await drafts.of_resident(desk.tx, person(actor).id)
    if raw_state == Step.adding.state or await is_looking(state):
        await state.clear()
        raw_state = None
        if draft is None or not await drafts.is_recalled(desk.tx, draft):
            return message(chat_id, _("This is the main menu."), menu_keyboard())
    if draft is None:
        await state.clear()
        return message(chat_id, _("There is nothing to cancel."), menu_keyboard())
    if await entries.count(desk.tx, draft.id):
        if raw_state != Step.discard.state:
            await state.update_data({_RETURN: raw_state})
        return await show(Step.discard, desk, actor, state)
    return await _discard(desk, actor, state)


@router.message(
    StateFilter(Step.discard),
    Pressed(labels.DISCARD),
    flags={"action": Action.FOLLOW},
)
async def discard(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """Yes, delete what was written."""
    return await _discard(desk, actor, state)


@router.message(StateFilter(Step.discard), Pressed(labels.KEEP), flags={"action": Action.FOLLOW})
async def keep_it(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """No: back to where the person was."""
    return await _return(desk, actor, state)


async def _return(desk: Desk, actor: Actor, state: FSMContext) -> Send:
    current = (await state.get_data()).get(_RETURN)
    screen = await redraw(desk, actor, state, current)
    return screen or await go_on(desk, actor, state)


async def _discard(desk: Desk, actor: Actor, state: FSMContext) -> Send:
    draft = await draft_of(desk, actor)
    await drafts.discard(desk.tx, draft)
    await state.clear()
    text = _("Deleted. Nothing was sent to anybody.")
    return message(person(actor).telegram_id, text, menu_keyboard())


@rest.message(
    StateFilter(Step.office, Step.district, Step.topic, Step.discard),
    flags={"action": Action.FILE},
)
async def not_a_choice(
    event: Message,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    raw_state: str,
    album: list[Message] | None = None,
) -> Sends:
    """A photo, a voice message or words where a button was expected."""
    if raw_state != Step.discard.state:
        return await no_choice(event, desk, actor, state, album)
    return await keep_early(event, desk, actor, state, album)
