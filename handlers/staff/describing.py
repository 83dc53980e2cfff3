"""What a secretary notes about a concern: urgent or not, its topic, its number in the register,
and the concern it repeats."""

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message
from aiogram.utils.i18n import gettext as _
from pydantic import Field

from bot.reception.permissions import Action
from bot.reception.plain import plain
from bot.reception.tickets import find_number
from handlers import labels, words
from handlers.desk import Desk
from handlers.exchange import received
from handlers.gate import Actor
from handlers.labels import FITS
from handlers.say import cut, message, told
from handlers.staff import alarm, card, prompts
from handlers.staff.buttons import no_longer_open, not_here, turned
from handlers.staff.menu import TicketPress, button
from handlers.staff.placing import unerased_here
from handlers.staff.prompts import Details
from storage import describing, events, tickets
from storage.events import Event
from storage.outbox import Send, Sends
from storage.tickets import Ticket

router = Router(name=__name__)

MAX_REGISTER_NUMBER = 40
"""Characters of a number in the agency's own register."""
NO_NUMBER = ("-", "–", "—")
"""What a secretary writes to remove it."""


class TopicPress(CallbackData, prefix="tp"):
    """A concern is about something else."""

    ticket: int = Field(ge=0, lt=2**63)
    topic: str


@router.callback_query(
    TicketPress.filter(F.do.in_({"urgent", "not_urgent"})), flags={"action": Action.DESCRIBE}
)
async def urgency(
    query: CallbackQuery, callback_data: TicketPress, desk: Desk, actor: Actor
) -> Sends:
    """Urgent from now on, or no longer."""
    ticket = await unerased_here(desk, actor, callback_data.ticket)
    if ticket is None:
        return not_here(query)
    urgent = callback_data.do == "urgent"
    changed = await describing.set_urgent(desk.tx, ticket, urgent, desk.now)
    if changed is None:
        return await _nothing_to_change(query, desk, ticket)
    kind = Event.URGENT if urgent else Event.NOT_URGENT
    await events.add(desk.tx, ticket.id, kind, desk.now, secretary=actor.person_id)
    if not urgent:
        # NOTE: the concern is urgent no longer
        return [told(query, _("Not urgent any longer.")), *await card.refresh(desk, changed)]
    alarms = await alarm.sound(desk, changed)
    text = _("Marked as urgent. Those in charge of urgent concerns are told.")
    if not alarms:
        # NOTE: no one has been named who would be told of urgent concerns, or all see it here
        text = _("Marked as urgent. Nobody outside this chat is told.")
    return [told(query, text), *await card.refresh(desk, changed), *alarms]


async def _nothing_to_change(query: CallbackQuery, desk: Desk, ticket: Ticket) -> Sends:
    """A colleague was first; or the concern has ended."""
    if not ticket.is_open:
        return no_longer_open(query)
    # NOTE: a colleague did just the same a moment ago
    return [told(query, _("It is so already.")), *await card.refresh(desk, ticket)]


@router.callback_query(TicketPress.filter(F.do == "topic"), flags={"action": Action.DESCRIBE})
async def offer_topics(
    query: CallbackQuery, callback_data: TicketPress, desk: Desk, actor: Actor
) -> Sends:
    """Which topic?"""
    ticket = await unerased_here(desk, actor, callback_data.ticket)
    if ticket is None:
        return not_here(query)
    if not ticket.is_open:
        return no_longer_open(query)
    rows = [
        [
            InlineKeyboardButton(
                text=cut(topic.name.get(words.language()), FITS[1]),
                callback_data=TopicPress(ticket=ticket.id, topic=topic.code).pack(),
            )
        ]
        for topic in desk.directory.topics
        if topic.code != ticket.topic
    ]
    rows.append([button(_(labels.BACK), "more", ticket)])
    # NOTE: shown for a moment above buttons with the topics of concerns
    return [told(query, _("Which topic is it?")), *turned(query, ticket, rows)]


@router.callback_query(TopicPress.filter(), flags={"action": Action.DESCRIBE})
async def set_topic(
    query: CallbackQuery, callback_data: TopicPress, desk: Desk, actor: Actor
) -> Sends:
    """The topic is another one; one that is urgent makes the concern so."""
    ticket = await unerased_here(desk, actor, callback_data.ticket)
    topic = next((t for t in desk.directory.topics if t.code == callback_data.topic), None)
    if ticket is None or topic is None:
        return not_here(query)
    changed = await describing.set_topic(desk.tx, ticket, topic.code, desk.now)
    if changed is None:
        return await _nothing_to_change(query, desk, ticket)
    by = actor.person_id
    await events.add(
        desk.tx, ticket.id, Event.TOPIC_CHANGED, desk.now, secretary=by, detail=topic.code
    )
    alarms: list[Send] = []
    if topic.urgent and (
        urgent := await describing.set_urgent(desk.tx, changed, urgent=True, now=desk.now)
    ):
        changed = urgent
        await events.add(desk.tx, ticket.id, Event.URGENT, desk.now, secretary=by)
        alarms = await alarm.sound(desk, changed)
    # NOTE: the topic of the concern was changed
    return [told(query, _("Changed.")), *await card.refresh(desk, changed), *alarms]


@router.callback_query(
    TicketPress.filter(F.do.in_({"register", "duplicate"})), flags={"action": Action.DESCRIBE}
)
async def ask_for_number(
    query: CallbackQuery, callback_data: TicketPress, desk: Desk, actor: Actor
) -> Sends:
    """Which number has it in the register? Which concern tells of the same?"""
    ticket = await unerased_here(desk, actor, callback_data.ticket)
    if ticket is None:
        return not_here(query)
    if callback_data.do == "register":
        text = _(
            "Write its number in the register as a reply to this message. The resident sees it "
            "under “My concerns”. A single dash removes it."
        )
        return prompts.ask(ticket, query.from_user, text, "register", chat_id=actor.chat_id)
    if not ticket.is_open:
        return no_longer_open(query)
    text = _(
        "Which concern tells of the same? Write its number as a reply to this message. The "
        "resident is not told."
    )
    return prompts.ask(ticket, query.from_user, text, "duplicate", chat_id=actor.chat_id)


async def note_register_number(
    desk: Desk, actor: Actor, ticket: Ticket, reply: Message, noted: Details
) -> Sends:
    """The reply is the number in the register."""
    number = " ".join(plain(reply.text or "").split())
    if not number or len(number) > MAX_REGISTER_NUMBER:
        # NOTE: {count} is a number of characters
        text = _(
            "Nothing was noted. Please write the number, at most {count} characters, and reply "
            "to the same question again."
        )
        return _replied(reply, text.format(count=MAX_REGISTER_NUMBER))
    new = None if number in NO_NUMBER else number
    changed = await describing.set_register_number(desk.tx, ticket, new, desk.now)
    await events.add(
        desk.tx,
        ticket.id,
        Event.REGISTER_NUMBER,
        desk.now,
        secretary=actor.person_id,
        detail=new,
    )
    return [received(reply.chat.id, reply.message_id), *await card.refresh(desk, changed)]


async def note_duplicate(
    desk: Desk, actor: Actor, ticket: Ticket, reply: Message, noted: Details
) -> Sends:
    """The reply names the concern that tells of the same."""
    number = find_number((reply.text or "").upper())
    named = await tickets.ticket_id_of(desk.tx, number) if number else None
    original = await unerased_here(desk, actor, named) if named is not None else None
    if original is None:
        text = _(
            "No concern of this chat has that number. Please reply to the same question again, "
            "with a number like NKT-2026-00017."
        )
        return _replied(reply, text)
    if original.id == ticket.id:
        return _replied(reply, _("That is the number of this very concern."))
    if original.duplicate_of == ticket.id:
        # NOTE: {number} is that of a concern
        text = _("{number} is noted as the same already.")
        return _replied(reply, text.format(number=original.number or ""))
    changed = await describing.set_duplicate(desk.tx, ticket, original, desk.now)
    mark = received(reply.chat.id, reply.message_id)
    if changed is None:
        return mark
    await events.add(
        desk.tx,
        ticket.id,
        Event.DUPLICATE,
        desk.now,
        secretary=actor.person_id,
        detail=original.number,
    )
    await tickets.mark_stale(desk.tx, original, desk.now)
    await _other_stale(desk, ticket)
    return [mark, *await card.refresh(desk, changed)]


@router.callback_query(TicketPress.filter(F.do == "distinct"), flags={"action": Action.DESCRIBE})
async def distinct(
    query: CallbackQuery, callback_data: TicketPress, desk: Desk, actor: Actor
) -> Sends:
    """It is not the same after all."""
    ticket = await unerased_here(desk, actor, callback_data.ticket)
    if ticket is None:
        return not_here(query)
    changed = await describing.set_duplicate(desk.tx, ticket, None, desk.now)
    if changed is None:
        return await _nothing_to_change(query, desk, ticket)
    await events.add(desk.tx, ticket.id, Event.DISTINCT, desk.now, secretary=actor.person_id)
    await _other_stale(desk, ticket)
    # NOTE: the two concerns are no longer noted as the same
    return [told(query, _("Noted as different.")), *await card.refresh(desk, changed)]


async def _other_stale(desk: Desk, ticket: Ticket) -> None:
    """The card of the concern that it repeated until now names it no longer."""
    if ticket.duplicate_of is not None:
        other = await tickets.load(desk.tx, ticket.duplicate_of)
        if other.erased_at is None:
            await tickets.mark_stale(desk.tx, other, desk.now)


def _replied(reply: Message, text: str) -> Send:
    return message(reply.chat.id, text, reply_to=reply.message_id)
