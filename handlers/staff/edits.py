"""A secretary edits an answer: the resident sees the change; `//` takes the answer back.

An edit never sends anything by itself: a note, or an answer that was taken back, stays unsent, and
whoever makes it look like an answer is told so.
"""

import json
from collections.abc import Callable, Mapping

from aiogram import Router
from aiogram.types import Message
from aiogram.utils.i18n import gettext as _

from bot.reception.answers import is_note
from bot.reception.permissions import Action
from handlers.corrections import is_changed, mirrored_edit
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.relay import content_of, takes_words
from handlers.say import message
from handlers.staff.answers import is_colleagues
from handlers.staff.deleting import take_back, ticket_of
from handlers.staff.menu import is_unclaimed
from handlers.staff.placing import handled_here
from handlers.threads import target_of
from storage import entries, events
from storage.entries import READY
from storage.events import Event
from storage.outbox import Send, Sends
from storage.tickets import Ticket

router = Router(name=__name__)


@router.edited_message(flags={"action": Action.CORRECT})
async def edited(event: Message, desk: Desk, actor: Actor) -> Sends:
    """An edited message of a staff chat; only what belongs to a concern matters."""
    link = await entries.linked(desk.tx, event.chat.id, event.message_id)
    content = content_of(event)
    if content is None or not takes_words(content["kind"]):
        # A live position only moves.
        return None
    if link is None:
        return await _unsent_reply(event, desk, actor)
    if link.kind != "source" or link.entry_id is None:
        return None
    found = await entries.by_ids(desk.tx, [link.entry_id])
    if not found:
        return None
    entry = found[0]
    if entry.delivery == "withdrawn":
        return await _unsent(event, desk, actor, entry.ticket_id)
    if not is_changed(entry.content, content):
        return None
    ticket = await ticket_of(desk, actor, entry)
    if ticket is None:
        text = _("This concern is not with this chat, so nothing was changed.")
        return message(event.chat.id, text, reply_to=event.message_id)
    if entry.direction == "in" and not is_unclaimed(ticket):
        text = _(
            "The resident follows this concern now. The words are theirs, so nothing was changed. "
            "If something is wrong, write a note: a reply to the card that begins with //. Only "
            "colleagues see it."
        )
        return message(event.chat.id, text, reply_to=event.message_id)
    # What was written down for somebody at the counter is no answer.
    if entry.direction == "out" and is_note(event.text or event.caption):
        return await take_back(event, desk, actor, ticket, entry)
    await events.add(desk.tx, ticket.id, Event.EDITED, desk.now, secretary=actor.person_id)
    return await mirrored_edit(desk, ticket, entry, content)


async def _unsent_reply(event: Message, desk: Desk, actor: Actor) -> Send | None:
    """A note, or another reply that was never sent, was edited; nothing if it is no answer now."""
    target = target_of(event)
    link = await entries.linked(desk.tx, event.chat.id, target.message_id) if target else None
    if link is None:
        return None
    do = json.loads(link.purpose)["do"] if link.purpose is not None else READY
    if do in _TOLD:
        return await _told_before(event, desk, actor, link.ticket_id, _TOLD[do])
    if do not in ("ask", READY) or await is_colleagues(desk, link):
        return None
    return await _unsent(event, desk, actor, link.ticket_id)


_TOLD: Mapping[str, Callable[[Ticket], str | None]] = {
    "redirect": lambda ticket: ticket.decision,
    "decline": lambda ticket: ticket.decision,
    "extend": lambda ticket: ticket.extension,
}
"""Purposes of questions whose replies the resident reads within a message, and where those words
are kept."""


async def _told_before(
    event: Message,
    desk: Desk,
    actor: Actor,
    ticket_id: int,
    words_of: Callable[[Ticket], str | None],
) -> Send | None:
    """A decision, or a reason, was edited: its resident keeps the words that they were told."""
    ticket = await handled_here(desk, actor, ticket_id)
    told = words_of(ticket) if ticket is not None else None
    if told is None:
        return await _unsent(event, desk, actor, ticket_id)
    if told == (event.text or "").strip():
        return None
    text = _(
        "This edit changes nothing for the resident: what they were told before stays. Write what "
        "is right as a reply to the card. It goes to the resident as an answer."
    )
    return message(event.chat.id, text, reply_to=event.message_id)


async def _unsent(event: Message, desk: Desk, actor: Actor, ticket_id: int) -> Send | None:
    """Whoever edited a message is told that it was not sent; nothing while it is a note."""
    if is_note(event.text or event.caption):
        return None
    if await handled_here(desk, actor, ticket_id) is None:
        text = _("This concern is not with this chat, so nothing was sent.")
    else:
        text = _("Nothing was sent: an edit sends no answer. Please write a new reply.")
    return message(event.chat.id, text, reply_to=event.message_id)
