"""The way into filing a concern."""

from aiogram import Router
from aiogram.filters import Command, or_f
from aiogram.fsm.context import FSMContext
from aiogram.types import Message
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from handlers import labels
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.labels import Pressed
from handlers.resident.concern.progress import draft_of
from handlers.resident.concern.steps import go_on
from storage import entries
from storage.outbox import Sends

router = Router(name=__name__)


@router.message(
    or_f(Command("concern"), Pressed(labels.FILE, labels.GO_ON)), flags={"action": Action.FILE}
)
async def begin(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """A new concern, or the one that was begun before."""
    await state.set_data({})
    draft = await draft_of(desk, actor)
    note = None
    if await entries.count(desk.tx, draft.id):
        note = _("You have begun a concern and not sent it. Let us go on with it.")
    return await go_on(desk, actor, state, note)
