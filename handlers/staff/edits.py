"""A secretary edits an answer: the resident sees the change; `//` takes the answer back."""

from aiogram import Router
from aiogram.types import Message
from aiogram.utils.i18n import gettext as _

from bot.reception.answers import is_note
from bot.reception.permissions import Action
from bot.reception.tickets import Status
from handlers.desk import Desk
from handlers.exchange import mirrored_edit
from handlers.gate import Actor
from handlers.relay import content_of
from handlers.say import message
from handlers.staff.placing import handled_here
from handlers.staff.results import react, withdrawal
from storage import entries, events, tickets
from storage.entries import Entry
from storage.events import Event
from storage.outbox import Send, Sends
from storage.tickets import Sight, Ticket

router = Router(name=__name__)


@router.edited_message(flags={"action": Action.CORRECT})
async def edited(event: Message, desk: Desk, actor: Actor) -> Sends:
    """An edited message of a staff chat; only sent answers matter."""
    link = await entries.linked(desk.tx, event.chat.id, event.message_id)
    if link is None or link.kind != "source" or link.entry_id is None:
        return None
    found = await entries.by_ids(desk.tx, [link.entry_id])
    content = content_of(event)
    if not found or found[0].delivery == "withdrawn" or content is None:
        return None
    entry = found[0]
    if content == entry.content:
        return None
    ticket = await _ticket_of(desk, actor, entry)
    if ticket is None:
        text = _("This concern is not with this chat, so nothing was changed.")
        return message(event.chat.id, text, reply_to=event.message_id)
    if is_note(event.text or event.caption):
        return await _withdraw(event, desk, actor, ticket, entry)
    await events.add(desk.tx, ticket.id, Event.EDITED, desk.now, secretary=actor.person_id)
    return await mirrored_edit(desk, ticket, entry, content)


async def _ticket_of(desk: Desk, actor: Actor, entry: Entry) -> Ticket | None:
    """The concern of an answer. Authors have theirs in hand wherever the concern is by now."""
    if actor.person_id is not None and actor.person_id == entry.author_id:
        sight = Sight(author_id=actor.person_id)
        return await tickets.ticket_for(desk.tx, sight, entry.ticket_id)
    return await handled_here(desk, actor, entry.ticket_id)


async def _withdraw(
    event: Message, desk: Desk, actor: Actor, ticket: Ticket, entry: Entry
) -> list[Send]:
    whole = (
        await entries.album_entries(desk.tx, ticket.id, entry.album) if entry.album else [entry]
    )
    await entries.set_delivery(desk.tx, [part.id for part in whole], "withdrawn")
    await events.add(
        desk.tx, ticket.id, Event.ANSWER_WITHDRAWN, desk.now, secretary=actor.person_id
    )
    exchange = await entries.of_ticket(desk.tx, ticket.id)
    has_answer = any(e.direction == "out" and e.delivery == "delivered" for e in exchange)
    if ticket.status is Status.ANSWERED and not has_answer:
        ticket = await tickets.move(desk.tx, ticket, Status.IN_WORK, desk.now) or ticket
        await tickets.mark_stale(desk.tx, ticket, desk.now)
    copies = [copy for part in whole for copy in await entries.copies_of(desk.tx, part.id)]
    told_by = (event.chat.id, event.message_id)
    sends = [
        await withdrawal(
            desk,
            ticket,
            copy.chat_id,
            copy.message_id,
            told_by if copy is copies[-1] else None,
        )
        for copy in copies
    ]
    if not copies:
        text = _("The answer was taken back before it reached the resident.")
        notice = message(event.chat.id, text, reply_to=event.message_id, stream=ticket.stream)
        sends.append(notice)
    return [*sends, react(ticket, event.chat.id, event.message_id, None)]
