"""Choosing a topic; one that means danger shows the emergency numbers at once."""

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from bot.reception.permissions import Action
from handlers.danger import emergency
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import named
from handlers.resident.concern.office import is_place
from handlers.resident.concern.progress import Step, draft_of
from handlers.resident.concern.steps import show
from handlers.resident.concern.story import keep_early
from handlers.say import message
from storage import drafts
from storage.outbox import Sends

router = Router(name=__name__)


@router.message(StateFilter(Step.topic), F.text, flags={"action": Action.FILE})
async def topic(
    event: Message,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    album: list[Message] | None = None,
) -> Sends:
    """One of the topics; anything else is kept as the beginning of the story."""
    for candidate in desk.directory.topics:
        if named(event.text, candidate.name):
            draft = await draft_of(desk, actor)
            await drafts.change(
                desk.tx, draft, desk.now, topic=candidate.code, urgent=int(candidate.urgent)
            )
            screen = await show(Step.story, desk, actor, state)
            if not candidate.urgent:
                return screen
            return [message(person(actor).telegram_id, emergency(desk)), screen]
    if is_place(desk, event.text):
        # The button of the step before, pressed twice.
        return await show(Step.topic, desk, actor, state)
    return await keep_early(event, desk, actor, state, album)
