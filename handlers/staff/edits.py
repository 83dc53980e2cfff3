"""A secretary edits an answer: the resident sees the change; `//` takes the answer back."""

from aiogram import Router
from aiogram.types import Message
from aiogram.utils.i18n import gettext as _

from bot.reception.answers import is_note
from bot.reception.permissions import Action
from handlers.corrections import is_changed, mirrored_edit
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.relay import content_of
from handlers.say import message
from handlers.staff.deleting import take_back, ticket_of
from storage import entries, events
from storage.events import Event
from storage.outbox import Sends

router = Router(name=__name__)


@router.edited_message(flags={"action": Action.CORRECT})
async def edited(event: Message, desk: Desk, actor: Actor) -> Sends:
    """An edited message of a staff chat; only what belongs to a concern matters."""
    link = await entries.linked(desk.tx, event.chat.id, event.message_id)
    if link is None or link.kind != "source" or link.entry_id is None:
        return None
    found = await entries.by_ids(desk.tx, [link.entry_id])
    content = content_of(event)
    if not found or found[0].delivery == "withdrawn" or content is None:
        return None
    entry = found[0]
    if not is_changed(entry.content, content):
        return None
    ticket = await ticket_of(desk, actor, entry)
    if ticket is None:
        text = _("This concern is not with this chat, so nothing was changed.")
        return message(event.chat.id, text, reply_to=event.message_id)
    # What was written down for somebody at the counter is no answer.
    if entry.direction == "out" and is_note(event.text or event.caption):
        return await take_back(event, desk, actor, ticket, entry)
    await events.add(desk.tx, ticket.id, Event.EDITED, desk.now, secretary=actor.person_id)
    return await mirrored_edit(desk, ticket, entry, content)
