"""An answer is taken back: by an edit that begins with `//`, or by `/delete` in reply to it."""

from collections.abc import Sequence

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from bot.reception.tickets import Status
from handlers import verdict
from handlers.desk import Desk, speaking
from handlers.gate import DESK_ROLES, Actor
from handlers.say import message
from handlers.staff import private_answers
from handlers.staff.at_desk import AtDesk
from handlers.staff.delivered import count_term, question_withdrawal, withdrawal
from handlers.staff.marks import react
from handlers.staff.placing import handled_here
from storage import (
    entries,
    events,
    links,
    outbox,
    residents,
    spoken,
    tickets,
    withdrawals,
)
from storage.entries import Entry
from storage.events import Event
from storage.outbox import Send, Sends
from storage.tickets import Sight, Ticket

router = Router(name=__name__)
"""Included before the menus: in an administrator's private chat it would be an unknown command."""
router.message.filter(AtDesk())


@router.message(Command("delete"), flags={"action": Action.CORRECT})
async def delete(event: Message, desk: Desk, actor: Actor) -> Sends:
    """The answer that the command replies to is taken back."""
    target = event.reply_to_message
    link = await entries.linked(desk.tx, event.chat.id, target.message_id) if target else None
    found = await entries.by_ids(desk.tx, [link.entry_id]) if link and link.entry_id else []
    is_answer = link is not None and link.kind in ("source", "copy") and bool(found)
    if not is_answer or found[0].direction != "out":
        if not actor.roles & DESK_ROLES:
            # A group that has nothing to do with this; the command may be another bot's.
            return None
        text = _("To take an answer back, write /delete as a reply to your answer.")
        return message(event.chat.id, text, reply_to=event.message_id)
    answer = found[0]
    if actor.person_id is None or actor.person_id != answer.author_id:
        text = _("Only whoever wrote an answer can take it back.")
        return message(event.chat.id, text, reply_to=event.message_id)
    if answer.delivery == "withdrawn":
        text = _("This answer was taken back already.")
        return message(event.chat.id, text, reply_to=event.message_id)
    ticket = await ticket_of(desk, actor, answer)
    if ticket is None:
        text = _("This concern is not with this chat, so nothing was changed.")
        return message(event.chat.id, text, reply_to=event.message_id)
    return await take_back(event, desk, actor, ticket, answer)


async def ticket_of(desk: Desk, actor: Actor, entry: Entry) -> Ticket | None:
    """The concern of an answer. Authors have theirs in hand wherever the concern is by now."""
    if actor.person_id is not None and actor.person_id == entry.author_id:
        sight = Sight(author_id=actor.person_id)
        return await tickets.ticket_for(desk.tx, sight, entry.ticket_id)
    return await handled_here(desk, actor, entry.ticket_id)


_LAST_WORD = {Status.ANSWERED: Event.ANSWERED, Status.WAITING: Event.ASKED}
"""States that hold as long as such a word of the office stands."""


async def take_back(
    event: Message, desk: Desk, actor: Actor, ticket: Ticket, entry: Entry
) -> list[Send]:
    """Withdraw an answer, whole albums too; whoever wrote ``event`` is told what came of it."""
    whole = (
        await entries.album_entries(desk.tx, ticket.id, entry.album) if entry.album else [entry]
    )
    ids = [part.id for part in whole]
    await entries.set_delivery(desk.tx, ids, "withdrawn")
    await events.add(
        desk.tx, ticket.id, Event.ANSWER_WITHDRAWN, desk.now, secretary=actor.person_id
    )
    if not entry.asks:
        ticket = await count_term(desk, ticket)
        await tickets.mark_stale(desk.tx, ticket, desk.now)
    last_word = _LAST_WORD.get(ticket.status)
    if last_word is not None and not await spoken.stands(desk.tx, ticket, last_word):
        ticket = await tickets.move(desk.tx, ticket, Status.IN_WORK, desk.now) or ticket
        await tickets.mark_stale(desk.tx, ticket, desk.now)
    standing = [copy for part in whole for copy in await entries.copies_of(desk.tx, part.id)]
    copies, to_colleagues = await private_answers.parted(desk, ticket, standing)
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
    await withdrawals.withdraw_answer(desk.tx, ticket.stream, ids, withdrawals.QUESTION)
    if not copies:
        # What has left already is withdrawn when it has arrived.
        await withdrawals.withdraw_answer(desk.tx, ticket.stream, ids, withdrawals.ANSWER)
        text = await _what_came_of_it(
            desk, ticket, ids, was_delivered=entry.delivery == "delivered"
        )
        notice = message(event.chat.id, text, reply_to=event.message_id, stream=ticket.stream)
        sends.append(notice)
    sends += await question_withdrawal(desk, ticket, ids[0])
    sends += await _asked_elsewhere(desk, ticket)
    sends += await private_answers.take_out(desk, ticket, entry, to_colleagues)
    # Our mark is on the first of an album.
    marked = (await entries.sources_of(desk.tx, ids))[:1]
    return [*sends, *(react(ticket, one.chat_id, one.message_id, None) for one in marked)]


async def _asked_elsewhere(desk: Desk, ticket: Ticket) -> list[Send]:
    """While answers stand that the resident has said nothing of, the newest of them asks whether
    the matter is settled, and no other: the one that asked may be gone. An album asks in a message
    of its own, so it does only when there is nothing else, or when it does so already."""
    resident = await residents.by_id(desk.tx, ticket.resident_id)
    if resident is None or not verdict.is_asked(ticket):
        return []
    chat_id = resident.telegram_id
    # What is hidden behind a notice asks when it is shown.
    seen = [
        answer
        for answer in await entries.by_ids(desk.tx, await spoken.standing_answers(desk.tx, ticket))
        if any(copy.chat_id == chat_id for copy in await entries.copies_of(desk.tx, answer.id))
    ]
    if not seen:
        return []
    for answer in seen:
        if await links.has_question(desk.tx, answer.id):
            return []
    *others, newest = sorted(seen, key=lambda answer: (answer.album is None, answer.id))
    with speaking(resident.language or ticket.language):
        if newest.album is None:
            # Which of them asks is not kept: an edit leaves the question below, too.
            gone = [verdict.take_away(ticket, chat_id, one) for one in others if not one.album]
            return [*gone, verdict.put_below(ticket, chat_id, newest)]
        if await outbox.is_under_way(desk.tx, chat_id, ticket.stream, "question_posted"):
            return []
        album = await entries.album_entries(desk.tx, ticket.id, newest.album)
        return [verdict.question(ticket, chat_id, [part.id for part in album])]


async def _what_came_of_it(
    desk: Desk, ticket: Ticket, entry_ids: Sequence[int], *, was_delivered: bool
) -> str:
    """What became of an answer that stands nowhere in its resident's chat, as far as is known."""
    resident = await residents.by_id(desk.tx, ticket.resident_id)
    if resident is not None and await links.was_shown(desk.tx, entry_ids, resident.telegram_id):
        return _("The answer was taken back. The resident has seen it before.")
    if resident is not None and was_delivered and not resident.discreet:
        # It came without a notice; Telegram did not say as which message.
        return _("Telegram did not let the bot take the answer back: the resident still has it.")
    return _("The answer was taken back before it reached the resident.")
