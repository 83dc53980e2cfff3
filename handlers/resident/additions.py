"""Words outside the steps of filing: to which concern they belong, and additions to one."""

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from bot.reception.tickets import Status
from handlers import labels
from handlers.desk import Desk
from handlers.exchange import carry_on, pass_on, unsupported
from handlers.gate import Actor, person
from handlers.labels import Pressed, menu_keyboard
from handlers.resident.concern.progress import Step, add_to, draft_of, offered_to
from handlers.resident.concern.steps import go_on, show
from handlers.resident.concern.story import keep
from handlers.resident.replied import is_to_ours
from handlers.say import message
from storage import drafts, entries, tickets
from storage.outbox import Send, Sends
from storage.tickets import Ticket

router = Router(name=__name__)

STRAY = "stray"
"""The key in the state's data of the entries that are asked about. A half-written concern may lie
in the same draft: it must neither go along with them nor be deleted with them."""

CONVERSATION_SECONDS = 600
"""How long after an answer to the office's word the next messages belong to it as well."""


async def place(
    event: Message,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    album: list[Message] | None,
) -> Sends:
    """After the office's word a message is the answer to it; else it is kept and asked about, and
    so is a reply to something of ours that is of no concern (see `RepliedTicket`)."""
    ticket = None if is_to_ours(event, desk) else await awaited_by(desk, actor)
    if ticket is not None:
        return await pass_on(desk, actor, ticket, album or [event])
    return await keep_and_ask(event, desk, actor, state, album)


async def awaited_by(desk: Desk, actor: Actor, since: float = 0) -> Ticket | None:
    """The one concern whose office spoke last (after ``since``), or that is being talked about
    now; None when there is no such, or more than one."""
    filed = await tickets.filed_by(desk.tx, person(actor).id)
    spoken = [
        ticket
        for ticket in filed
        if ticket.status in (Status.ANSWERED, Status.WAITING)
        and (ticket.spoken_at or 0) >= max(since, ticket.resident_at or 0)
    ]
    conversing = [ticket for ticket in filed if _in_conversation(ticket, desk.now, since)]
    candidates = {ticket.id: ticket for ticket in [*spoken, *conversing]}
    return next(iter(candidates.values())) if len(candidates) == 1 else None


def _in_conversation(ticket: Ticket, now: float, since: float) -> bool:
    """The resident answered the office just now, and goes on writing."""
    return (
        ticket.is_open
        and ticket.spoken_at is not None
        and ticket.resident_at is not None
        and ticket.resident_at >= ticket.spoken_at >= since
        and now - ticket.resident_at < CONVERSATION_SECONDS
    )


async def keep_and_ask(
    event: Message,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    album: list[Message] | None,
) -> Sends:
    """Keep a message and ask what to do with it."""
    draft = await draft_of(desk, actor)
    # Further words for the same question join those before.
    is_asked = await state.get_state() == Step.offer.state
    stray = await _stray(desk, state, draft) if is_asked else []
    kept = await keep(desk, actor, draft, album or [event])
    if kept is None:
        return unsupported(event.chat.id, event)
    await state.update_data({STRAY: sorted({*stray, *kept})})
    return await show(Step.offer, desk, actor, state)


async def ask_about_first_words(desk: Desk, actor: Actor, state: FSMContext) -> Send | None:
    """Ask what to do with all that was written before the first language was chosen. None: that
    is nothing."""
    draft = await drafts.of_resident(desk.tx, person(actor).id)
    kept = await entries.of_ticket(desk.tx, draft.id) if draft is not None else []
    if not kept:
        return None
    await state.update_data({STRAY: [entry.id for entry in kept]})
    return await show(Step.offer, desk, actor, state)


@router.message(StateFilter(Step.adding), Pressed(labels.DONE), flags={"action": Action.FOLLOW})
async def added(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """Everything is added."""
    data = await state.get_data()
    await state.clear()
    ticket = await tickets.ticket_for(desk.tx, actor.sight, data.get("ticket", 0))
    if ticket is not None and ticket.status is Status.WITHDRAWN:
        # Taken back while they wrote: what is held of it does not go.
        text = _("This is the main menu.")
    elif await entries.first_held(desk.tx, person(actor).id) is None:
        text = _("Thank you. The office has your messages.")
    else:
        text = _("Thank you. What the office does not have yet goes to it by itself.")
    return message(event.chat.id, text, menu_keyboard())


@router.message(StateFilter(Step.adding), flags={"action": Action.ADD})
async def adding(
    event: Message,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    album: list[Message] | None = None,
) -> Sends:
    """An addition to the concern that was opened for it."""
    data = await state.get_data()
    ticket = await tickets.ticket_for(desk.tx, actor.sight, data.get("ticket", 0))
    spoken = await awaited_by(desk, actor, since=data.get("since", 0))
    forgotten = desk.now - data.get("since", 0) > CONVERSATION_SECONDS
    if ticket is None or (forgotten and spoken is not None and spoken.id != ticket.id):
        # "Done" was never pressed, and another office has spoken since: whom are the words for?
        await state.clear()
        return await keep_and_ask(event, desk, actor, state, album)
    await state.update_data(since=desk.now)
    return await pass_on(desk, actor, ticket, album or [event])


@router.message(StateFilter(Step.offer), Pressed(labels.NEW), flags={"action": Action.FILE})
async def as_new(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """What was written begins a new concern, or goes on with the one begun before."""
    await state.set_data({})
    return await go_on(desk, actor, state)


@router.message(StateFilter(Step.offer), Pressed(labels.DROP), flags={"action": Action.FOLLOW})
async def drop(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """The messages asked about are deleted, and nothing else."""
    draft = await draft_of(desk, actor)
    await entries.forget(desk.tx, draft.id, await _stray(desk, state, draft))
    await _leave(desk, state, draft)
    return message(event.chat.id, _("Deleted. Nothing was sent to anybody."), menu_keyboard())


@router.message(StateFilter(Step.offer), flags={"action": Action.FILE})
async def offered(
    event: Message,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    album: list[Message] | None = None,
) -> Sends:
    """A concern was chosen; or the office has asked meanwhile; or it is one more message."""
    for ticket in await offered_to(desk, actor):
        if event.text == add_to(ticket):
            return await _attach(event, desk, actor, state, ticket)
    draft = await draft_of(desk, actor)
    spoken = await awaited_by(desk, actor, since=draft.updated_at)
    if spoken is not None and not is_to_ours(event, desk):
        return await pass_on(desk, actor, spoken, album or [event])
    return await keep_and_ask(event, desk, actor, state, album)


async def _attach(
    event: Message, desk: Desk, actor: Actor, state: FSMContext, ticket: Ticket
) -> Sends:
    draft = await draft_of(desk, actor)
    entry_ids = await _stray(desk, state, draft)
    await entries.move_to(desk.tx, draft.id, ticket.id, entry_ids)
    await _leave(desk, state, draft)
    back = message(event.chat.id, _("This is the main menu."), menu_keyboard())
    if not entry_ids:
        return back
    return [*await carry_on(desk, actor, ticket, entry_ids, event.message_id), back]


async def _leave(desk: Desk, state: FSMContext, draft: Ticket) -> None:
    """The question is answered; a half-written concern stays, an empty draft goes."""
    if not await entries.count(desk.tx, draft.id):
        await drafts.discard(desk.tx, draft)
    await state.clear()


async def _stray(desk: Desk, state: FSMContext, draft: Ticket) -> list[int]:
    """The entries that are asked about. A question of an earlier version of the bot does not name
    them: it is about all that is in the draft."""
    stray = (await state.get_data()).get(STRAY)
    if stray is None:
        return [entry.id for entry in await entries.of_ticket(desk.tx, draft.id)]
    return list(stray)
