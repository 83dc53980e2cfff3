"""What a resident adds to a filed concern, and edits on either side."""

from collections.abc import Sequence

from aiogram.methods import EditMessageCaption, EditMessageText, SetMessageReaction
from aiogram.types import LinkPreviewOptions, Message, ReactionTypeEmoji
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.tickets import Status
from handlers import neutral, pace, words
from handlers.desk import Desk, speaking
from handlers.gate import Actor, person
from handlers.relay import Content, content_of, prefixed, takes_words
from handlers.say import MAX_CAPTION, MAX_TEXT, cut, length, message, say
from handlers.staff import card, placing
from storage import entries, events, outbox, residents, tickets
from storage.entries import Entry
from storage.events import Event
from storage.outbox import Priority, Ref, Send
from storage.tickets import Ticket

WORDS_AGAIN_AFTER = 600
"""Seconds within which further messages are acknowledged by a reaction instead of words."""
RECEIVED_MARK = "👌"
RECEIVED_SECONDS = 60
"""After this long the mark on a message is no news."""


async def pass_on(
    desk: Desk, actor: Actor, ticket: Ticket, parts: Sequence[Message]
) -> list[Send]:
    """Add a resident's message (or album) to a filed concern and show it to the office."""
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
    )
    return await carry_on(desk, actor, ticket, entry_ids, parts[0].message_id)


async def carry_on(
    desk: Desk, actor: Actor, ticket: Ticket, entry_ids: Sequence[int], message_id: int
) -> list[Send]:
    """Show stored messages of a resident to the office, and tell the resident so."""
    chat_id = person(actor).telegram_id
    sends: list[Send] = []
    was = ticket.status
    if was in (Status.ANSWERED, Status.CLOSED, Status.WITHDRAWN):
        ticket = await tickets.move(desk.tx, ticket, Status.IN_WORK, desk.now) or ticket
    reopened = was in (Status.CLOSED, Status.WITHDRAWN)
    kind = Event.REOPENED if reopened else Event.WRITTEN
    await events.add(desk.tx, ticket.id, kind, desk.now)
    if ticket.chat_id is None or await placing.is_misplaced(desk, ticket):
        # The clock looks after concerns only now and then; one that was not open may be nowhere.
        sends += await placing.settle(desk, ticket.id)
        ticket = await tickets.load(desk.tx, ticket.id)
    elif reopened and await _is_cardless(desk, ticket):
        # Its card stayed behind when the group got a new id.
        sends += await card.post(desk, ticket)
    else:
        sends += await card.show(desk, ticket, entry_ids)
        if was is not ticket.status:
            await tickets.mark_stale(desk.tx, ticket, desk.now)
    written = await entries.by_ids(desk.tx, entry_ids)
    if any(entry.delivery == "queued" for entry in written):
        await tickets.note_resident(desk.tx, ticket, desk.now, acknowledged=False)
        sends.append(await _held(desk, actor, ticket, entry_ids, message_id))
        return sends
    in_words = (
        reopened
        or ticket.acknowledged_at is None
        or desk.now - ticket.acknowledged_at >= WORDS_AGAIN_AFTER
    )
    await tickets.note_resident(desk.tx, ticket, desk.now, in_words)
    sends.append(_acknowledgement(ticket, chat_id, message_id, in_words, reopened))
    return sends


async def _is_cardless(desk: Desk, ticket: Ticket) -> bool:
    """Whether the ticket has no card, and none is on its way (or there, and not noted yet)."""
    return (
        ticket.card_id is None
        and ticket.chat_id is not None
        and not await outbox.is_under_way(desk.tx, ticket.chat_id, ticket.stream, "card_posted")
    )


def _acknowledgement(
    ticket: Ticket, chat_id: int, message_id: int, in_words: bool, reopened: bool
) -> Send:
    if not in_words:
        return received(chat_id, message_id)
    if ticket.chat_id is None:
        text = _("Kept for your concern <b>{number}</b>. The office will see it.")
    elif reopened:
        text = _("Your concern <b>{number}</b> is open again. The office has your message.")
    else:
        text = _("Added to your concern <b>{number}</b>. The office has your message.")
    return message(chat_id, say(text, number=ticket.number or ""), reply_to=message_id)


async def _held(
    desk: Desk, actor: Actor, ticket: Ticket, entry_ids: Sequence[int], message_id: int
) -> Send:
    """It is more than the limit allows: told in words once, until the office has everything."""
    resident = person(actor)
    if await entries.first_held(desk.tx, resident.id) not in entry_ids:
        return received(resident.telegram_id, message_id)
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
    return message(resident.telegram_id, text, reply_to=message_id)


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


async def mirrored_edit(desk: Desk, ticket: Ticket, entry: Entry, content: Content) -> list[Send]:
    """Store an edited text or caption and change its copies on the other side.

    The earlier wording stays in the history. Replaced media are not carried over: the copy
    keeps its own, and what was first sent counts. So do a live position that moves, and whatever
    else has no words.
    """
    if not takes_words(entry.content["kind"]):
        return []
    earlier = [*entry.content.get("earlier", []), entry.content["text"]]
    text = content["text"]
    kept = {key: value for key, value in entry.content.items() if key != "entities"}
    new = {**kept, "text": text, "earlier": earlier}
    if "entities" in content:
        new["entities"] = content["entities"]
    await entries.replace_content(desk.tx, entry.id, new)
    if ticket.status is Status.DRAFT or (entry.direction == "in" and entry.delivery == "queued"):
        # Nobody has seen it yet.
        return []
    if entry.direction == "in" and await placing.is_misplaced(desk, ticket):
        return await placing.settle(desk, ticket.id)
    if card.is_story(ticket, entry) and entry.shown_at is None:
        # It stands on the card.
        await tickets.mark_stale(desk.tx, ticket, desk.now)
        return []
    chat_id = await _reader_chat(desk, ticket, entry)
    if chat_id is None:
        return []
    language = await _reader_language(desk, ticket, entry)
    with speaking(language):
        if entry.direction == "in":
            prefix = say(
                _("<b>{number}</b> · from the resident, edited"), number=ticket.number or ""
            )
        else:
            prefix = say(
                _("📨 <b>{number}</b> · answer of the reception, edited\n{office}"),
                number=ticket.number or "",
                office=words.office(desk.directory, ticket.office or ""),
            )
    shown = card.legible(new) if entry.direction == "in" else new
    method = _edit(chat_id, prefix, shown)
    # The copy may still be on its way: its id is looked up when the edit is sent.
    ref = Ref("message_id", "copy", entry.id)
    sends = [Send(method, stream=ticket.stream, refs=(ref,), optional=True)]
    if entry.direction == "out" and entry.delivery == "delivered":
        # Telegram tells nobody that a message was edited.
        with speaking(language):
            sends.append(await _corrected(desk, ticket, entry, chat_id))
    return sends


async def _corrected(desk: Desk, ticket: Ticket, entry: Entry, chat_id: int) -> Send:
    """The resident should read an answer again."""
    resident = await residents.by_telegram_id(desk.tx, chat_id)
    if resident is not None and resident.discreet:
        return neutral.news(
            chat_id,
            ticket,
            stream=ticket.stream,
            on_result="prompt_posted",
            context={"ticket": ticket.id},
        )
    text = _("✏️ The office has corrected this answer. Please read it again.")
    quoted = Ref("reply_parameters.message_id", "copy", entry.id)
    return message(chat_id, text, stream=ticket.stream, refs=(quoted,))


def answer_heading(desk: Desk, ticket: Ticket) -> Text:
    """Stands above an answer, so that a reply finds the ticket by its number."""
    return say(
        _("📨 <b>{number}</b> · answer of the reception\n{office}"),
        number=ticket.number or "",
        office=words.office(desk.directory, ticket.office or ""),
    )


def _edit(chat_id: int, prefix: Text, content: Content) -> EditMessageText | EditMessageCaption:
    """The call that changes a copy; what is too long for the prefix goes without it."""
    body, entities = prefixed(prefix, content)
    if content["kind"] == "text":
        if length(body) > MAX_TEXT:
            body, entities = prefixed(say(""), content)
        if length(body) > MAX_TEXT:
            body, entities = cut(body, MAX_TEXT), []
        return EditMessageText(
            chat_id=chat_id,
            text=body.strip() or "…",
            entities=entities or None,
            parse_mode=None,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
    if length(body) > MAX_CAPTION:
        body, entities = cut(content["text"], MAX_CAPTION), []
    return EditMessageCaption(
        chat_id=chat_id, caption=body, caption_entities=entities or None, parse_mode=None
    )


async def _reader_chat(desk: Desk, ticket: Ticket, entry: Entry) -> int | None:
    """Where the copies of an entry are."""
    if entry.direction == "in":
        return ticket.chat_id
    resident = await residents.by_id(desk.tx, ticket.resident_id) if ticket.resident_id else None
    return resident.telegram_id if resident else None


async def _reader_language(desk: Desk, ticket: Ticket, entry: Entry) -> str:
    if entry.direction == "in" and ticket.chat_id is not None:
        return await desk.language_of_chat(ticket.chat_id)
    resident = await residents.by_id(desk.tx, ticket.resident_id) if ticket.resident_id else None
    return (resident.language if resident else None) or ticket.language
