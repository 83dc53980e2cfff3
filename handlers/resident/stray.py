"""Messages outside any flow. None is swallowed: a reply goes to its concern, a word after the
office's question goes there too, and everything else is kept and asked about."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from bot.reception.tickets import Status
from handlers.corrections import is_changed, mirrored_edit
from handlers.desk import Desk
from handlers.exchange import pass_on
from handlers.gate import Actor
from handlers.labels import menu_keyboard
from handlers.relay import content_of
from handlers.resident.additions import place
from handlers.resident.concern.steps import redraw
from handlers.resident.replied import RepliedTicket
from handlers.resident.welcome import menu
from handlers.say import message, told
from storage import entries, events, tickets
from storage.events import Event
from storage.outbox import Sends
from storage.tickets import Ticket

replies = Router(name=f"{__name__}.replies")
"""Included before the flows: a reply names its concern by itself."""
unknown = Router(name=f"{__name__}.unknown")
"""Included behind the commands: those that do not exist."""
router = Router(name=__name__)


@replies.message(RepliedTicket(), flags={"action": Action.ADD})
async def reply(
    event: Message, ticket: Ticket, desk: Desk, actor: Actor, album: list[Message] | None = None
) -> Sends:
    """A reply to an answer goes back to the office; a closed concern opens again."""
    return await pass_on(desk, actor, ticket, album or [event])


@replies.edited_message(flags={"action": Action.ADD})
async def edited(event: Message, desk: Desk, actor: Actor) -> Sends:
    """The resident corrected something they wrote."""
    link = await entries.linked(desk.tx, event.chat.id, event.message_id)
    if link is None or link.entry_id is None or link.kind != "source":
        return None
    ticket = await tickets.ticket_for(desk.tx, actor.sight, link.ticket_id)
    found = await entries.by_ids(desk.tx, [link.entry_id])
    content = content_of(event)
    if ticket is None or not found or content is None:
        return None
    if not is_changed(found[0].content, content):
        return None
    if ticket.status is not Status.DRAFT:
        await events.add(desk.tx, ticket.id, Event.EDITED, desk.now)
    return await mirrored_edit(desk, ticket, found[0], content)


@unknown.message(flags={"action": Action.READ})
async def unknown_command(
    event: Message, desk: Desk, actor: Actor, state: FSMContext, raw_state: str | None
) -> Sends:
    """A command that does not exist."""
    text = _("There is no such command. Here is the menu; /help explains how it works.")
    screen = await redraw(desk, actor, state, raw_state)
    if screen is None:
        return message(event.chat.id, text, menu_keyboard())
    return [message(event.chat.id, text), screen]


@router.message(flags={"action": Action.FILE})
async def anything(
    event: Message,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    album: list[Message] | None = None,
) -> Sends:
    """Whatever was written outside of any flow."""
    return await place(event, desk, actor, state, album)


@router.callback_query(flags={"action": Action.READ})
async def old_button(
    query: CallbackQuery, desk: Desk, actor: Actor, state: FSMContext, raw_state: str | None
) -> Sends:
    """A button of an old message, or of an older version of this program."""
    text = _("This button is too old. Please use the buttons below.")
    return [told(query, text, alert=True), *await menu(desk, actor, state, raw_state)]
