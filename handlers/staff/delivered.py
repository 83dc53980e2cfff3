"""What happens when a part of an exchange has arrived on the other side, or never will."""

from functools import partial

from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.tickets import ENDED
from handlers.desk import Desk, speaking
from handlers.say import message, say
from handlers.staff import card, leaving, private_answers, uncopied
from handlers.staff.continuation import Result
from handlers.staff.marks import DELIVERED_MARK, react
from handlers.staff.removal import is_out, next_way, removal
from storage import (
    chats,
    describing,
    entries,
    events,
    links,
    recounting,
    residents,
    spoken,
    terms,
    tickets,
)
from storage.entries import Entry, Link
from storage.events import Event
from storage.outbox import Send
from storage.tickets import Ticket


async def copied(desk: Desk, result: Result) -> list[Send]:
    """Part of the exchange stands on the other side, or an answer where colleagues read it."""
    ticket = await tickets.load(desk.tx, result.context["ticket"])
    is_here = result.chat_id == ticket.chat_id
    if not is_here and result.chat_id in await chats.moves(desk.tx):
        # In a dead group nothing can be changed, and its message ids mean other messages in the
        # group that came after it.
        return []
    await _link_copies(desk, result)
    sends = await card.arrived(desk, ticket) if is_here else []
    written = await entries.by_ids(desk.tx, result.context["entries"])
    if written and all(entry.delivery == "withdrawn" for entry in written):
        return [*sends, *await _take_out(desk, ticket, written[0], result)]
    reader = await residents.by_id(desk.tx, ticket.resident_id)
    if is_here or (reader is not None and reader.telegram_id == result.chat_id):
        return [*sends, *await uncopied.instead(desk, ticket, result, "copied")]
    return await leaving.arrived_late(desk, ticket, result.chat_id)


async def _take_out(desk: Desk, ticket: Ticket, answer: Entry, result: Result) -> list[Send]:
    """An answer was taken back while it was on its way."""
    arrived = [
        Link(result.chat_id, id_, ticket.id, answer.id, "copy") for id_ in result.message_ids
    ]
    own, others = await private_answers.parted(desk, ticket, arrived)
    return [
        *[await withdrawal(desk, ticket, link.chat_id, link.message_id) for link in own],
        *await private_answers.take_out(desk, ticket, answer, others),
    ]


async def answer_delivered(desk: Desk, result: Result) -> list[Send]:
    """An answer reached the resident, or did not; the staff chat sees which."""
    ticket = await tickets.load(desk.tx, result.context["ticket"])
    entry_ids, secretary = result.context["entries"], result.context["secretary"]
    if result.delivered:
        await _link_copies(desk, result)
    answers = await entries.by_ids(desk.tx, entry_ids)
    if all(answer.delivery == "withdrawn" for answer in answers):
        # Taken back while it was on its way; whoever did it knows, should it not have arrived.
        return [await withdrawal(desk, ticket, result.chat_id, id_) for id_ in result.message_ids]
    if not result.delivered:
        return await _undelivered(desk, ticket, result)
    await entries.set_delivery(desk.tx, entry_ids, "delivered")
    if result.context.get("asks"):
        ticket = await describing.note_asked(desk.tx, ticket, desk.now)
        kind = Event.ASKED
    else:
        reopens = bool(result.context.get("reopens"))
        if ticket.status in ENDED and reopens:
            await events.add(desk.tx, ticket.id, Event.REOPENED, desk.now, secretary=secretary)
        if not await spoken.is_earlier_office_s(desk.tx, entry_ids[0]):
            ticket = await spoken.note_answered(desk.tx, ticket, desk.now, reopens=reopens)
        kind = Event.ANSWERED
    first = str(entry_ids[0])
    await events.add(desk.tx, ticket.id, kind, desk.now, secretary=secretary, detail=first)
    await tickets.mark_stale(desk.tx, ticket, desk.now)
    late = await _tell_late(desk, ticket, result) if result.context.get("late") else []
    chat_id, message_id = result.context["chat"], result.context["message"]
    if message_id is None:
        return late
    return [react(ticket, chat_id, message_id, DELIVERED_MARK), *late]


async def _tell_late(desk: Desk, ticket: Ticket, result: Result) -> list[Send]:
    """They were told before that it did not arrive."""
    chat_id, message_id = result.context["chat"], result.context["message"]

    def text() -> Text:
        # NOTE: an answer had not reached the resident, who had stopped the bot
        arrived = _("✅ <b>{number}</b>: the resident is back. The answer has reached them.")
        return say(arrived, number=ticket.number or "")

    place = (chat_id, message_id)
    return await private_answers.tell(desk, ticket, place, result.context["entries"][0], text)


async def _undelivered(desk: Desk, ticket: Ticket, result: Result) -> list[Send]:
    entry_ids = result.context["entries"]
    # What nobody reads now goes when they come back: see `handlers.resident.returning`.
    is_kept = result.reason == "blocked"
    await entries.set_delivery(desk.tx, entry_ids, "kept" if is_kept else "failed")
    await events.add(
        desk.tx, ticket.id, Event.UNDELIVERED, desk.now, system=True, detail=result.reason
    )
    if not result.context.get("asks"):
        ticket = await count_term(desk, ticket)
    await tickets.mark_stale(desk.tx, ticket, desk.now)
    chat_id, message_id = result.context["chat"], result.context["message"]
    sends = []
    failed = await entries.by_ids(desk.tx, entry_ids)
    if message_id is not None and any(answer.waiting_at is not None for answer in failed):
        # It does not wait any longer.
        sends.append(react(ticket, chat_id, message_id, None))
    place = (chat_id, message_id)
    text = partial(_not_delivered, ticket, is_kept=is_kept)
    return [*sends, *await private_answers.tell(desk, ticket, place, entry_ids[0], text)]


async def count_term(desk: Desk, ticket: Ticket) -> Ticket:
    """The term of the answer is met as long as an answer stands, also one that is kept: the office
    has done its part. It runs again when none does."""
    if await spoken.is_answered(desk.tx, ticket):
        await terms.meet(desk.tx, ticket, desk.now)
    elif ticket.due_met_at is not None:
        await terms.resume(desk.tx, ticket)
        zone = desk.setting.zone
        await recounting.of_ticket(desk.tx, ticket, desk.directory, zone, desk.now)
    return await tickets.load(desk.tx, ticket.id)


def _not_delivered(ticket: Ticket, *, is_kept: bool) -> Text:
    if is_kept:
        text = _(
            "❗️ <b>{number}</b>: the answer was not delivered. The resident blocked the bot or "
            "deleted the account. The answer is kept. It goes by itself if they come back."
        )
    else:
        text = _(
            "❗️ <b>{number}</b>: the answer was not delivered, Telegram refused it. Please "
            "send it again in another form. Administrators have been told."
        )
    return say(text, number=ticket.number or "")


async def question_posted(desk: Desk, result: Result) -> list[Send]:
    """The question below an album stands there, and goes with it."""
    ticket = await tickets.load(desk.tx, result.context["ticket"])
    first = result.context["entries"][0]
    for message_id in result.message_ids:
        await links.note_question(desk.tx, result.chat_id, message_id, ticket.id, first)
    answers = await entries.by_ids(desk.tx, [first])
    is_gone = any(answer.delivery == "withdrawn" for answer in answers)
    return await question_withdrawal(desk, ticket, first) if is_gone else []


async def question_withdrawal(desk: Desk, ticket: Ticket, entry_id: int) -> list[Send]:
    """Take the questions below an album away."""
    return [
        await withdrawal(desk, ticket, link.chat_id, link.message_id)
        for link in await links.retire_questions(desk.tx, entry_id)
    ]


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
    if (resident := await residents.by_id(desk.tx, ticket.resident_id)) is not None:
        language = resident.language or language
    with speaking(language):
        instead = _("The office has withdrawn this answer.")
    return removal(ticket, chat_id, message_id, instead, "answer_removed", notice=notice)


async def _link_copies(desk: Desk, result: Result) -> None:
    entry_ids = result.context["entries"]
    if result.context.get("discreet"):
        # A notice has none of the words: a reply finds the ticket, a correction does not reach it.
        for message_id in result.message_ids:
            notice = Link(result.chat_id, message_id, result.context["ticket"], None, "prompt")
            await entries.link(desk.tx, notice)
        return
    message_ids = result.message_ids
    for index, message_id in enumerate(message_ids):
        # A prefix sent ahead of the media stands for the first entry.
        entry_id = entry_ids[min(index, len(entry_ids) - 1)]
        link = Link(result.chat_id, message_id, result.context["ticket"], entry_id, "copy")
        await entries.link(desk.tx, link)
