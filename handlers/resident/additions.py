"""Additions: to a concern that was opened for it, or of what was written outside any flow."""

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from handlers import labels
from handlers.desk import Desk
from handlers.exchange import carry_on, pass_on, received, unsupported
from handlers.gate import Actor, person
from handlers.labels import Pressed, menu_keyboard
from handlers.resident.concern.steps import Step, add_to, draft_of, go_on, open_of, show
from handlers.resident.concern.story import keep
from handlers.say import message
from storage import drafts, entries, tickets
from storage.outbox import Sends
from storage.tickets import Ticket

router = Router(name=__name__)


@router.message(StateFilter(Step.adding), Pressed(labels.DONE), flags={"action": Action.FOLLOW})
async def added(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """Everything is added."""
    await state.clear()
    text = _("Thank you. The office has your messages.")
    return message(person(actor).telegram_id, text, menu_keyboard())


@router.message(StateFilter(Step.adding), flags={"action": Action.FOLLOW})
async def adding(
    event: Message,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    album: list[Message] | None = None,
) -> Sends:
    """An addition to the concern that was opened for it."""
    ticket_id = (await state.get_data()).get("ticket", 0)
    ticket = await tickets.ticket_for(desk.tx, actor.sight, ticket_id)
    if ticket is None:
        await state.clear()
        return await keep_and_ask(event, desk, actor, state, album)
    return await pass_on(desk, actor, ticket, album or [event])


@router.message(StateFilter(Step.offer), Pressed(labels.NEW), flags={"action": Action.FILE})
async def as_new(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """What was written begins a new concern."""
    return await go_on(desk, actor, state)


@router.message(StateFilter(Step.offer), flags={"action": Action.FILE})
async def offered(
    event: Message,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    album: list[Message] | None = None,
) -> Sends:
    """One of the open concerns was chosen; or one more message for the same question."""
    for ticket in await open_of(desk, actor):
        if event.text == add_to(ticket):
            await state.clear()
            return await _attach(event, desk, actor, ticket)
    draft = await draft_of(desk, actor)
    if not await keep(desk, actor, draft, album or [event]):
        return unsupported(event.chat.id, event)
    return received(event.chat.id, event.message_id)


async def _attach(event: Message, desk: Desk, actor: Actor, ticket: Ticket) -> Sends:
    draft = await draft_of(desk, actor)
    entry_ids = await entries.move_to(desk.tx, draft.id, ticket.id)
    await drafts.discard(desk.tx, draft)
    back = message(event.chat.id, _("This is the main menu."), menu_keyboard())
    if not entry_ids:
        return back
    return [*await carry_on(desk, actor, ticket, entry_ids, event.message_id), back]


async def keep_and_ask(
    event: Message,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    album: list[Message] | None,
) -> Sends:
    """Keep a message and ask what it is for."""
    draft = await draft_of(desk, actor)
    if not await keep(desk, actor, draft, album or [event]):
        return unsupported(event.chat.id, event)
    return await show(Step.offer, desk, actor, state)
