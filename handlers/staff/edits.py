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
from handlers.staff.results import react, withdrawal
from storage import entries, events, tickets
from storage.entries import Entry
from storage.events import Event
from storage.outbox import Send, Sends
from storage.tickets import Ticket

router = Router(name=__name__)


@router.edited_message(flags={"action": Action.ANSWER})
async def edited(event: Message, desk: Desk, actor: Actor) -> Sends:
    """An edited message of a staff chat; only sent answers matter."""
    link = await entries.linked(desk.tx, event.chat.id, event.message_id)
    if link is None or link.kind != "source" or link.entry_id is None:
        return None
    ticket = await tickets.ticket_for(desk.tx, actor.desk_sight, link.ticket_id)
    found = await entries.by_ids(desk.tx, [link.entry_id])
    if ticket is None or not found or found[0].delivery == "withdrawn":
        return None
    entry = found[0]
    if is_note(event.text or event.caption):
        return await _withdraw(event, desk, actor, ticket, entry)
    content = content_of(event)
    if content is None or content == entry.content:
        return None
    await events.add(desk.tx, ticket.id, Event.EDITED, desk.now, secretary=actor.person_id)
    return await mirrored_edit(desk, ticket, entry, content)


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
    copies = [
        (copy, part.content["kind"])
        for part in whole
        for copy in await entries.copies_of(desk.tx, part.id)
    ]
    sends = [
        withdrawal(
            ticket,
            copy.chat_id,
            copy.message_id,
            kind,
            event.message_id if copy is copies[-1][0] else None,
        )
        for copy, kind in copies
    ]
    if not copies:
        text = _("The answer was taken back before it reached the resident.")
        notice = message(event.chat.id, text, reply_to=event.message_id, stream=ticket.stream)
        sends.append(notice)
    return [*sends, react(ticket, event.chat.id, event.message_id, None)]
