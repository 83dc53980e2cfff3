"""The story: any number of messages, until "done"."""

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from handlers import labels
from handlers.desk import Desk
from handlers.exchange import received, unsupported
from handlers.gate import Actor, person
from handlers.labels import Pressed, named
from handlers.relay import content_of
from handlers.resident.concern.progress import Step, draft_of
from handlers.resident.concern.steps import redraw, show
from handlers.say import message
from storage import drafts, entries
from storage.outbox import Sends
from storage.tickets import Ticket

router = Router(name=__name__)


@router.message(StateFilter(Step.story), Pressed(labels.DONE), flags={"action": Action.FILE})
async def done(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """Everything is told: check it."""
    draft = await draft_of(desk, actor)
    if not await entries.count(desk.tx, draft.id):
        note = _("There is nothing to send yet. Please tell us first what happened.")
        return await show(Step.story, desk, actor, state, note)
    return await show(Step.review, desk, actor, state)


@router.message(StateFilter(Step.story), flags={"action": Action.FILE})
async def part(
    event: Message,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    album: list[Message] | None = None,
) -> Sends:
    """A part of the story. The first is acknowledged in words, the others quietly."""
    if any(named(event.text, topic.name) for topic in desk.directory.topics):
        # The topic's button, pressed twice.
        return await show(Step.story, desk, actor, state)
    draft = await draft_of(desk, actor)
    first = not await entries.count(desk.tx, draft.id)
    if await keep(desk, actor, draft, album or [event]) is None:
        return unsupported(event.chat.id, event)
    if not first:
        return received(event.chat.id, event.message_id)
    text = _("Kept. Send more if you like. When everything is told, press “Done”.")
    return message(event.chat.id, text, reply_to=event.message_id)


async def keep(desk: Desk, actor: Actor, draft: Ticket, parts: list[Message]) -> list[int] | None:
    """Store messages with the draft; returns their entries. None: of a kind that cannot be passed
    on."""
    contents = [content for item in parts if (content := content_of(item)) is not None]
    if len(contents) != len(parts):
        return None
    entry_ids = await entries.add(
        desk.tx,
        draft.id,
        contents,
        now=desk.now,
        source=(person(actor).telegram_id, [item.message_id for item in parts]),
        album=parts[0].media_group_id,
    )
    await drafts.change(desk.tx, draft, desk.now)
    return entry_ids


async def keep_early(
    event: Message,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    album: list[Message] | None,
) -> Sends:
    """Something that is no choice of the screen: keep it as story and ask again."""
    current = await state.get_state()
    draft = await draft_of(desk, actor)
    if await keep(desk, actor, draft, album or [event]) is None:
        return unsupported(event.chat.id, event)
    note = message(
        event.chat.id,
        _("This is kept as part of your concern. Now please choose with the buttons below."),
        reply_to=event.message_id,
    )
    screen = await redraw(desk, actor, state, current)
    return [note, screen] if screen else note
