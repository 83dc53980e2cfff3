"""What a resident adds to a filed concern."""

from collections.abc import Sequence

from aiogram.methods import SetMessageReaction
from aiogram.types import Message, ReactionTypeEmoji
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.outcomes import Outcome
from bot.reception.tickets import ENDED, Status
from handlers import pace, verdict, words
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.relay import content_of
from handlers.say import message, paragraphs, say
from handlers.staff import alarm, card, placing, private_cards
from handlers.staff.wrong_chat import is_misplaced
from storage import describing, entries, events, recounting, spoken, terms, tickets
from storage.events import Event
from storage.outbox import Priority, Send
from storage.tickets import Ticket

WORDS_AGAIN_AFTER = 600
"""Seconds within which further messages are acknowledged by a reaction instead of words."""
RECEIVED_MARK = "👌"
RECEIVED_SECONDS = 60
"""After this long the mark on a message is no news."""


async def pass_on(
    desk: Desk, actor: Actor, ticket: Ticket, parts: Sequence[Message], *, reopens: bool = True
) -> list[Send]:
    """Add a resident's message (or album) to a filed concern and show it to the office.

    ``reopens``: an answered or ended concern is in work again by it; else it is a comment on one
    that is solved.
    """
    contents = [content for part in parts if (content := content_of(part)) is not None]
    chat_id = person(actor).telegram_id
    if len(contents) != len(parts):
        return [unsupported(chat_id, parts[0])]
    entry_ids = await entries.add(
        desk.tx,
        ticket.id,
        contents,
        now=desk.now,
        source=(chat_id, [part.message_id for part in parts]),
        album=parts[0].media_group_id,
        quotes=await _quoted(desk, ticket, parts[0]),
    )
    return await carry_on(desk, actor, ticket, entry_ids, parts[0].message_id, reopens=reopens)


async def _quoted(desk: Desk, ticket: Ticket, event: Message) -> int | None:
    """The entry of the same concern that a message replies to."""
    target = event.reply_to_message
    link = await entries.linked(desk.tx, event.chat.id, target.message_id) if target else None
    return link.entry_id if link is not None and link.ticket_id == ticket.id else None


async def carry_on(
    desk: Desk,
    actor: Actor,
    ticket: Ticket,
    entry_ids: Sequence[int],
    message_id: int,
    *,
    reopens: bool = True,
) -> list[Send]:
    """Show stored messages of a resident to the office, and tell the resident so."""
    chat_id = person(actor).telegram_id
    was = ticket.status
    if reopens and was in (Status.WAITING, Status.ANSWERED, *ENDED):
        ticket = await tickets.move(desk.tx, ticket, Status.IN_WORK, desk.now) or ticket
    reopened = reopens and was in ENDED
    # What is still missing after “Partly” is promised within a new term.
    again = reopens and was is Status.ANSWERED and ticket.outcome is Outcome.PARTLY
    if reopened or again:
        ticket = await begin_anew(desk, ticket)
    else:
        await events.add(desk.tx, ticket.id, Event.WRITTEN, desk.now)
    ticket, sends, is_there = await bring_back(desk, ticket, reopened=reopened)
    if not is_there:
        sends += await _without_chat(desk, ticket)
    else:
        sends += await card.show(desk, ticket, entry_ids)
    if (is_there or ticket.chat_id is None) and was is not ticket.status:
        await tickets.mark_stale(desk.tx, ticket, desk.now)
    told_at = ticket.acknowledged_at
    closed_is_news = not reopens and (told_at is None or told_at < (ticket.outcome_at or 0))
    written = await entries.by_ids(desk.tx, entry_ids)
    if any(entry.delivery == "queued" for entry in written):
        await spoken.note_resident(desk.tx, ticket, desk.now, acknowledged=closed_is_news)
        change = _change(desk, ticket, reopened, again)
        is_first = await entries.first_held(desk.tx, person(actor).id) in entry_ids
        if is_first or change is not None or closed_is_news:
            sends.append(await _held(desk, actor, ticket, message_id, change))
        else:
            sends.append(received(chat_id, message_id))
        if closed_is_news:
            sends.append(_stays_closed(ticket, chat_id, message_id))
        return sends
    in_words = (
        reopened
        or again
        or told_at is None
        or desk.now - told_at >= WORDS_AGAIN_AFTER
        or closed_is_news
    )
    await spoken.note_resident(desk.tx, ticket, desk.now, in_words)
    if not in_words:
        return [*sends, received(chat_id, message_id)]
    if reopens:
        return [*sends, _acknowledgement(ticket, chat_id, message_id, reopened, again)]
    return [*sends, _stays_closed(ticket, chat_id, message_id)]


async def _without_chat(desk: Desk, ticket: Ticket) -> list[Send]:
    """Where no chat has a concern, named secretaries have it all the same."""
    return await private_cards.announce(desk, ticket) if ticket.chat_id is None else []


async def begin_anew(desk: Desk, ticket: Ticket) -> Ticket:
    """The resident had a concern opened again: the term of its answer begins anew, and that of its
    registration, if nobody took it, ends on the day that it has in the present calendar."""
    await events.add(desk.tx, ticket.id, Event.REOPENED, desk.now)
    await describing.forget_alarm(desk.tx, ticket)
    ticket = await terms.begin_again(desk.tx, ticket, desk.deadlines.answer_by)
    return await recounting.of_ticket(desk.tx, ticket, desk.directory, desk.setting.zone, desk.now)


async def bring_back(
    desk: Desk, ticket: Ticket, *, reopened: bool
) -> tuple[Ticket, list[Send], bool]:
    """Bring a concern whose resident speaks to where it belongs now; if it is urgent and opened
    again, those who answer for such are told. Returns it as it is then, the calls, and whether its
    card was there before."""
    ticket, sends, is_there = await _place_again(desk, ticket, reopened=reopened)
    if ticket.urgent and ticket.is_open:
        sends += await alarm.sound(desk, ticket)
    return ticket, sends, is_there


async def _place_again(
    desk: Desk, ticket: Ticket, *, reopened: bool
) -> tuple[Ticket, list[Send], bool]:
    sends: list[Send] = []
    if ticket.chat_id is None or await is_misplaced(desk, ticket):
        # The clock looks after concerns only now and then; one that was not open may be nowhere.
        sends = await placing.settle(desk, ticket.id)
        ticket = await tickets.load(desk.tx, ticket.id)
        if ticket.is_open or ticket.chat_id is None:
            return ticket, sends, False
    if (reopened or not ticket.is_open) and await placing.is_cardless(desk, ticket):
        # Its card stayed behind when the group got a new id, or the office another group.
        return ticket, [*sends, *await card.post(desk, ticket)], False
    return ticket, sends, True


def _stays_closed(ticket: Ticket, chat_id: int, message_id: int) -> Send:
    text = say(
        _(
            "Thank you. The office reads it. Your concern <b>{number}</b> stays closed. If the "
            "matter is not settled, press the button."
        ),
        number=ticket.number or "",
    )
    return message(
        chat_id,
        text,
        verdict.reopening(ticket),
        reply_to=message_id,
        on_result="prompt_posted",
        context={"ticket": ticket.id},
    )


def _acknowledgement(
    ticket: Ticket, chat_id: int, message_id: int, reopened: bool, again: bool
) -> Send:
    if ticket.chat_id is None:
        text = _("Kept for your concern <b>{number}</b>. The office will see it.")
    elif again:
        text = _(
            "The office has your message and works on your concern <b>{number}</b> again. We aim "
            "to answer by {date}."
        )
    elif reopened:
        text = _("Your concern <b>{number}</b> is open again. The office has your message.")
    else:
        text = _("Added to your concern <b>{number}</b>. The office has your message.")
    due = words.day(ticket.due_on) if ticket.due_on else ""
    return message(chat_id, say(text, number=ticket.number or "", date=due), reply_to=message_id)


def _change(desk: Desk, ticket: Ticket, reopened: bool, again: bool) -> Text | None:
    """What words change at once though they are held; None: nothing."""
    if not (reopened or again):
        return None
    if reopened:
        # NOTE: the resident wrote to a concern that was closed
        text = _("The concern is open again.")
    else:
        # NOTE: the resident wrote to a concern that was answered in part
        text = _("The office works on the concern again.")
    due = words.day(ticket.due_on or desk.today)
    return Text(text, " ", say(_("We aim to answer by {date}."), date=due))


async def _held(
    desk: Desk, actor: Actor, ticket: Ticket, message_id: int, change: Text | None
) -> Send:
    """It is more than the limit allows: told in words once, until the office has everything, and
    whenever it changes something."""
    resident = person(actor)
    at = await pace.all_shown_at(desk, resident.id)
    text = say(
        # NOTE: {number} is that of a concern, {time} is like 14:30
        _(
            "You have written very much in a short time. This message is kept for your concern "
            "<b>{number}</b>. The office gets it at {time}. What you write after it follows by "
            "itself. You need do nothing."
        ),
        number=ticket.number or "",
        time=words.clock(at, desk.setting.zone),
    )
    return message(resident.telegram_id, paragraphs(text, change), reply_to=message_id)


def received(chat_id: int, message_id: int) -> Send:
    """A quiet sign on a resident's message: it has arrived."""
    return Send(
        SetMessageReaction(
            chat_id=chat_id,
            message_id=message_id,
            reaction=[ReactionTypeEmoji(emoji=RECEIVED_MARK)],
        ),
        # Ten photos at once must not make the next screen wait for ten reactions.
        priority=Priority.REFRESH,
        stream="received",
        expires_in=RECEIVED_SECONDS,
    )


def unsupported(chat_id: int, source: Message) -> Send:
    """The answer to a kind of message that Telegram lets no bot pass on."""
    text = _(
        "Telegram does not let bots pass on this kind of message. Please send it as text, a "
        "photo, a voice message or a file."
    )
    return message(chat_id, text, reply_to=source.message_id)
