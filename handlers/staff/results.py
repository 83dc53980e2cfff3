"""What happens when Telegram has answered: continuations of what was sent about a ticket."""

import json
from collections.abc import Awaitable, Callable, Mapping

from aiogram.utils.i18n import gettext as _

from bot.reception.tickets import ENDED
from handlers import sweeping
from handlers.admin.announcements import results as of_announcements
from handlers.admin.data import importing
from handlers.desk import Desk, speaking
from handlers.say import message, say
from handlers.staff import card, forgetting, forum, leaving, members, private_cards
from handlers.staff.continuation import Result
from handlers.staff.marks import DELIVERED_MARK, mark_posted, react, reacted
from handlers.staff.removal import is_out, next_way, removal
from storage import chats, describing, entries, events, residents, seating, spoken, tickets
from storage.entries import Link
from storage.erasing import REMOVALS
from storage.events import Event
from storage.outbox import Priority, Send
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
    """A card that somebody deleted is posted anew."""
    if result.reason not in ("gone", "fixed"):
        return []
    ticket = await tickets.load(desk.tx, result.context["ticket"])
    if ticket.card_id is None or ticket.chat_id != result.chat_id:
        # Not posted yet, or on its way to another chat: it will show the present state.
        return []
    await tickets.set_card(desk.tx, ticket.id, result.chat_id, None)
    return await card.post(desk, ticket)


async def copied(desk: Desk, result: Result) -> list[Send]:
    """Part of the exchange stands on the other side."""
    ticket = await tickets.load(desk.tx, result.context["ticket"])
    if result.chat_id == ticket.chat_id:
        await _link_copies(desk, result)
        return await card.arrived(desk, ticket)
    if result.chat_id in await chats.moves(desk.tx):
        # In a dead group nothing can be changed, and its message ids mean other messages in the
        # group that came after it.
        return []
    await _link_copies(desk, result)
    written = await entries.by_ids(desk.tx, result.context["entries"])
    if all(entry.direction == "out" for entry in written):
        return []
    return await leaving.arrived_late(desk, ticket, result.chat_id)


async def prompt_posted(desk: Desk, result: Result) -> list[Send]:
    """A reply to the prompt is an answer, or serves the purpose of the prompt."""
    purpose = result.context.get("purpose")
    noted = json.dumps(purpose, ensure_ascii=False) if purpose else None
    for message_id in result.message_ids:
        link = Link(result.chat_id, message_id, result.context["ticket"], None, "prompt", noted)
        await entries.link(desk.tx, link)
    if result.chat_id > 0 or not result.delivered:
        return []
    return await forum.open_for_words(desk, await tickets.load(desk.tx, result.context["ticket"]))


async def answer_delivered(desk: Desk, result: Result) -> list[Send]:
    """An answer reached the resident, or never will; the staff chat sees which."""
    ticket = await tickets.load(desk.tx, result.context["ticket"])
    entry_ids, secretary = result.context["entries"], result.context["secretary"]
    if not result.delivered:
        return await _undelivered(desk, ticket, result)
    await _link_copies(desk, result)
    answers = await entries.by_ids(desk.tx, entry_ids)
    if all(answer.delivery == "withdrawn" for answer in answers):
        # Taken back while it was on its way.
        return [await withdrawal(desk, ticket, result.chat_id, id_) for id_ in result.message_ids]
    await entries.set_delivery(desk.tx, entry_ids, "delivered")
    if result.context.get("asks"):
        ticket = await describing.note_asked(desk.tx, ticket, desk.now)
        kind = Event.ASKED
    else:
        reopens = bool(result.context.get("reopens"))
        if ticket.status in ENDED and reopens:
            await events.add(desk.tx, ticket.id, Event.REOPENED, desk.now, secretary=secretary)
        ticket = await spoken.note_answered(desk.tx, ticket, desk.now, reopens=reopens)
        kind = Event.ANSWERED
    first = str(entry_ids[0])
    await events.add(desk.tx, ticket.id, kind, desk.now, secretary=secretary, detail=first)
    await tickets.mark_stale(desk.tx, ticket, desk.now)
    if result.context["message"] is None:
        return []
    return [react(ticket, result.context["chat"], result.context["message"], DELIVERED_MARK)]


async def _undelivered(desk: Desk, ticket: Ticket, result: Result) -> list[Send]:
    await entries.set_delivery(desk.tx, result.context["entries"], "failed")
    await events.add(
        desk.tx, ticket.id, Event.UNDELIVERED, desk.now, system=True, detail=result.reason
    )
    await tickets.mark_stale(desk.tx, ticket, desk.now)
    chat_id, message_id = result.context["chat"] or ticket.chat_id, result.context["message"]
    if chat_id is None:
        return []
    sends = []
    failed = await entries.by_ids(desk.tx, result.context["entries"])
    if message_id is not None and any(answer.waiting_at is not None for answer in failed):
        # It does not wait any longer.
        sends.append(react(ticket, chat_id, message_id, None))
    with speaking(await desk.language_of_chat(chat_id)):
        if result.reason == "blocked":
            text = _(
                "❗️ <b>{number}</b>: the answer was not delivered. The resident blocked the bot "
                "or deleted the account. The answer is kept with the concern."
            )
        else:
            text = _(
                "❗️ <b>{number}</b>: the answer was not delivered, Telegram refused it. Please "
                "send it again in another form. Administrators have been told."
            )
        notice = message(
            chat_id,
            say(text, number=ticket.number or ""),
            reply_to=message_id,
            stream=ticket.stream,
            # "Send it again": a reply to this very notice is an answer, too.
            on_result="prompt_posted",
            context={"ticket": ticket.id},
        )
    return [*sends, notice]


async def answer_removed(desk: Desk, result: Result) -> list[Send]:
    """The staff chat learns whether the answer is gone from the resident's chat."""
    ticket = await tickets.load(desk.tx, result.context["ticket"])
    again = None if is_out(result) else next_way(ticket, result)
    if again is not None:
        return [again]
    if result.context["notice"] is None:
        return []
    chat_id, message_id = result.context["notice"]
    with speaking(await desk.language_of_chat(chat_id)):
        text = (
            _("The answer was taken back from the resident's chat.")
            if is_out(result)
            else _("Telegram did not let the bot take the answer back: the resident still has it.")
        )
    return [message(chat_id, text, reply_to=message_id, stream=ticket.stream)]


async def resident_told(desk: Desk, result: Result) -> list[Send]:
    """A reply to it opens the concern again. When the resident cannot be told, the staff chat
    should know."""
    ticket = await tickets.load(desk.tx, result.context["ticket"])
    if result.delivered:
        return await prompt_posted(desk, result)
    if ticket.chat_id is None:
        return []
    with speaking(await desk.language_of_chat(ticket.chat_id)):
        text = say(
            _("❗️ <b>{number}</b>: the resident could not be told of it."),
            number=ticket.number or "",
        )
    return [message(ticket.chat_id, text, stream=ticket.stream, priority=Priority.CARD)]


async def withdrawal(
    desk: Desk,
    ticket: Ticket,
    chat_id: int,
    message_id: int,
    notice: tuple[int, int] | None = None,
) -> Send:
    """Take a delivered message back; the secretary is told in reply to ``notice``: the chat and
    the id of their own message."""
    language = ticket.language
    if ticket.resident_id and (resident := await residents.by_id(desk.tx, ticket.resident_id)):
        language = resident.language or language
    with speaking(language):
        instead = _("The office has withdrawn this answer.")
    return removal(ticket, chat_id, message_id, instead, "answer_removed", notice=notice)


async def _link_copies(desk: Desk, result: Result) -> None:
    entry_ids = result.context["entries"]
    if result.context.get("discreet"):
        # A notice has none of the words: a reply finds the ticket, a correction does not reach it.
        await prompt_posted(desk, result)
        return
    message_ids = result.message_ids
    for index, message_id in enumerate(message_ids):
        # A prefix sent ahead of the media stands for the first entry.
        entry_id = entry_ids[min(index, len(entry_ids) - 1)]
        link = Link(result.chat_id, message_id, result.context["ticket"], entry_id, "copy")
        await entries.link(desk.tx, link)


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
    "copied": copied,
    "prompt_posted": prompt_posted,
    "answer_delivered": answer_delivered,
    "reacted": reacted,
    "mark_posted": mark_posted,
    "answer_removed": answer_removed,
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
    **of_announcements.CONTINUATIONS,
}
