"""Checking the concern and sending it."""

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from handlers import labels, pace
from handlers.desk import Desk
from handlers.exchange import unsupported
from handlers.gate import Actor, person
from handlers.labels import Pressed, menu_keyboard
from handlers.resident.concern import filing
from handlers.resident.concern.progress import Step, draft_of
from handlers.resident.concern.steps import go_on, show
from handlers.resident.concern.story import keep
from handlers.say import message
from storage import drafts, entries
from storage.outbox import Sends

router = Router(name=__name__)


@router.message(
    StateFilter(Step.review),
    Pressed(labels.SHOW_NAME, labels.HIDE_NAME),
    flags={"action": Action.FILE},
)
async def name_choice(
    event: Message, label: str, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """Whether the office sees the name."""
    draft = await draft_of(desk, actor)
    shown = int(label == labels.SHOW_NAME)
    await drafts.change(desk.tx, draft, desk.now, show_name=shown)
    return await show(Step.review, desk, actor, state)


@router.message(StateFilter(Step.review), Pressed(labels.SEND), flags={"action": Action.FILE})
async def send(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """The concern gets its number and goes to the office, now or as soon as the limit allows."""
    draft = await draft_of(desk, actor)
    if draft.office is None or draft.topic is None or not await entries.count(desk.tx, draft.id):
        return await go_on(desk, actor, state)
    resident = person(actor)
    is_over = await pace.concern_at(desk, draft) > desk.now
    if is_over and len(await drafts.waiting(desk.tx, resident.id)) >= filing.WAITING_AT_MOST:
        return await show(Step.review, desk, actor, state, filing.too_many_wait())
    later = await filing.file_later(desk, resident, draft, actor.locale)
    if later is not None:
        await state.clear()
        return message(resident.telegram_id, later, menu_keyboard())
    sends = await filing.file(desk, resident, draft, actor.locale, menu_keyboard())
    if sends is not None:
        await state.clear()
    return sends


@router.message(StateFilter(Step.review), flags={"action": Action.FILE})
async def more(
    event: Message,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    album: list[Message] | None = None,
) -> Sends:
    """One thing more occurred to them: it belongs to the story."""
    draft = await draft_of(desk, actor)
    if await keep(desk, actor, draft, album or [event]) is None:
        return unsupported(event.chat.id, event)
    # NOTE: the message was added to the concern
    return await show(Step.review, desk, actor, state, _("Added."))
