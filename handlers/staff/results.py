"""What happens when Telegram has answered: continuations of what was sent about a ticket."""

import json
from collections.abc import Awaitable, Callable, Mapping

from aiogram.utils.i18n import gettext as _

from handlers import corrections, sweeping
from handlers.admin.announcements import results as of_announcements
from handlers.admin.data import importing
from handlers.desk import Desk, speaking
from handlers.say import message, say
from handlers.staff import (
    card,
    delivered,
    forgetting,
    forum,
    leaving,
    members,
    naming,
    private_cards,
    reminding,
)
from handlers.staff.continuation import Result
from handlers.staff.marks import mark_posted, reacted
from storage import chats, entries, events, reminders, seating, tickets
from storage.entries import READY, Link
from storage.erasing import REMOVALS
from storage.events import Event
from storage.outbox import Priority, Ref, Send
from storage.tickets import Ticket

Continuation = Callable[[Desk, Result], Awaitable[list[Send]]]


async def card_posted(desk: Desk, result: Result) -> list[Send]:
    """The card is there: replies to it are answers."""
    ticket_id = result.context["ticket"]
    ticket = await tickets.load(desk.tx, ticket_id)
    new = (await chats.moves(desk.tx)).get(result.chat_id)
    if new is not None:
        if ticket.chat_id != new:
            return []
        # It was on its way while the group became a supergroup: it is in the dead chat.
        await tickets.set_card(desk.tx, ticket_id, new, None)
        return await card.post(desk, await tickets.load(desk.tx, ticket_id))
    is_here = ticket.chat_id == result.chat_id
    if is_here and result.reason == "blocked":
        # An administrator's private chat: the clock finds another place.
        await seating.reseat(desk.tx, ticket_id, ticket.office or "", None)
    # From now on earlier cards, and what belongs to them, are of no use anywhere.
    sends = await leaving.clear_earlier(desk, ticket) if is_here and result.delivered else []
    if is_here and result.delivered:
        sends += await forum.close_elsewhere(desk, ticket, result.chat_id)
    for card_id in result.message_ids:
        await entries.link(desk.tx, Link(result.chat_id, card_id, ticket_id, None, "card"))
        if is_here:
            await tickets.set_card(desk.tx, ticket_id, result.chat_id, card_id)
    if is_here:
        return [*sends, *await card.arrived(desk, ticket)] if result.delivered else sends
    return await leaving.arrived_late(desk, ticket, result.chat_id)


async def card_refreshed(desk: Desk, result: Result) -> list[Send]:
    """A card that somebody deleted is posted anew. Who asked for one that is there is led to
    it."""
    asked = bool(result.context.get("asked"))
    is_gone = result.reason in ("gone", "fixed")
    if not (asked or is_gone):
        return []
    ticket = await tickets.load(desk.tx, result.context["ticket"])
    if ticket.card_id is None or ticket.chat_id != result.chat_id:
        # Not posted yet, or on its way to another chat: it will show the present state.
        return []
    if not is_gone:
        return [await _leading_to_card(desk, ticket, result.chat_id)]
    await tickets.set_card(desk.tx, ticket.id, result.chat_id, None)
    # Of a concern that ended it comes when somebody speaks or asks for it.
    return await card.post(desk, ticket) if ticket.is_open or asked else []


async def _leading_to_card(desk: Desk, ticket: Ticket, chat_id: int) -> Send:
    with speaking(await desk.language_of_chat(chat_id)):
        text = say(
            # NOTE: quotes the card of the concern, so that a tap leads there
            _("🗂 Here is the card of <b>{number}</b>."),
            number=ticket.number or "",
        )
    to_card = Ref("reply_parameters.message_id", "card", ticket.id)
    return message(chat_id, text, stream=ticket.stream, refs=(to_card,))


async def prompt_posted(desk: Desk, result: Result) -> list[Send]:
    """A reply to the prompt is an answer, or serves the purpose of the prompt."""
    purpose = result.context.get("purpose")
    noted = json.dumps(purpose, ensure_ascii=False) if purpose else None
    for message_id in result.message_ids:
        link = Link(result.chat_id, message_id, result.context["ticket"], None, "prompt", noted)
        await entries.link(desk.tx, link)
    ticket = await tickets.load(desk.tx, result.context["ticket"])
    if purpose and purpose.get("do") == READY and not ticket.show_name:
        # It was hidden while this was on its way.
        return await naming.take_out(desk, ticket)
    if result.chat_id > 0 or not result.delivered:
        return []
    return await forum.open_for_words(desk, ticket)


async def resident_told(desk: Desk, result: Result) -> list[Send]:
    """A reply to it opens the concern again. When the resident cannot be told, the staff chat
    should know; who had stopped the bot is told on their return: `handlers.resident.returning`."""
    ticket = await tickets.load(desk.tx, result.context["ticket"])
    late = bool(result.context.get("late"))
    if result.delivered and late:
        await events.add(desk.tx, ticket.id, Event.TOLD, desk.now, system=True)
    elif result.reason == "blocked":
        await events.add(desk.tx, ticket.id, Event.UNTOLD, desk.now, system=True)
    sends = await prompt_posted(desk, result) if result.delivered else []
    if ticket.chat_id is None or (result.delivered and not late):
        return sends
    with speaking(await desk.language_of_chat(ticket.chat_id)):
        text = _("❗️ <b>{number}</b>: the resident could not be told of it.")
        if result.delivered:
            # NOTE: the resident, who had stopped the bot, was told what became of the concern
            text = _("✅ <b>{number}</b>: the resident is back, and was told how it stands.")
        notice = say(text, number=ticket.number or "")
    return [*sends, message(ticket.chat_id, notice, stream=ticket.stream, priority=Priority.CARD)]


def _unless_erased(name: str, continuation: Continuation) -> Continuation:
    """Nothing is written back to a concern that was erased while a call was on its way."""

    async def run(desk: Desk, result: Result) -> list[Send]:
        ticket_id = result.context.get("ticket")
        ticket = await tickets.load(desk.tx, ticket_id) if ticket_id is not None else None
        if ticket is None or ticket.erased_at is None:
            return await continuation(desk, result)
        return await forgetting.arrived_late(desk, ticket, result, name)

    return run


_OF_CONCERNS: Mapping[str, Continuation] = {
    "card_posted": card_posted,
    "card_refreshed": card_refreshed,
    "copied": delivered.copied,
    "prompt_posted": prompt_posted,
    "answer_delivered": delivered.answer_delivered,
    "reacted": reacted,
    "mark_posted": mark_posted,
    "question_posted": delivered.question_posted,
    "answer_removed": delivered.answer_removed,
    "correction_made": corrections.correction_made,
    "resident_told": resident_told,
    "private_card_posted": private_cards.private_card_posted,
    "media_shown": private_cards.media_shown,
    "page_posted": private_cards.page_posted,
    "swept": sweeping.swept,
    "topic_made": forum.made,
    "topic_changed": forum.changed,
    "learnt": forum.learnt,
    "member_learnt": members.learnt,
    "members_counted": members.counted,
}

CONTINUATIONS: Mapping[str, Continuation] = {
    **{name: _unless_erased(name, one) for name, one in _OF_CONCERNS.items()},
    # Removals go on: they are what erasing has left to do.
    REMOVALS: leaving.cleared,
    importing.FILE_READY: importing.file_ready,
    reminders.REMINDED: reminding.reminded,
    **of_announcements.CONTINUATIONS,
}
