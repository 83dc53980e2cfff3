"""The card of a ticket in its office's staff chat."""

from collections.abc import Sequence
from typing import Any

from aiogram.filters.callback_data import CallbackData
from aiogram.methods import EditMessageText
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MessageEntity,
)
from aiogram.utils.formatting import Bold, Text
from aiogram.utils.i18n import gettext as _
from pydantic import Field

from bot.reception.plain import plain, plain_with_map
from bot.reception.routing import may_stay
from bot.reception.tickets import Status
from handlers import pace, words
from handlers.desk import Desk, speaking
from handlers.relay import Content, carry, entities_of
from handlers.say import MAX_TEXT, length, lines, message, say, shifted
from locales.languages import LANGUAGES
from storage import entries, residents, tickets
from storage.entries import Entry
from storage.outbox import Priority, Ref, Send
from storage.tickets import Ticket

HEAD_GROWTH = 400
"""UTF-16 units kept free on a new card."""


class TicketPress(CallbackData, prefix="t"):
    """A press on a card's button."""

    do: str
    """take, answer, close"""
    ticket: int = Field(ge=0, lt=2**63)


async def post(desk: Desk, ticket: Ticket, priority: Priority = Priority.CARD) -> list[Send]:
    """The card of a ticket, and what of the resident's exchange does not stand on it, as
    replies to it: at once what was shown before, the rest as `release` allows. The ticket's staff
    chat must be known."""
    chat_id = _chat_of(ticket)
    await tickets.mark_fresh(desk.tx, ticket.id)
    with speaking(await desk.language_of_chat(chat_id)):
        exchange = await entries.of_ticket(desk.tx, ticket.id)
        # Room for what the head may grow by: who is in charge, a longer state.
        body, marks, shown = await _body(desk, ticket, exchange, MAX_TEXT - HEAD_GROWTH)
        card = message(chat_id, body, buttons(ticket))
        sends = [
            Send(
                card.method.model_copy(update={"entities": marks or None}),
                priority=priority,
                stream=ticket.stream,
                on_result="card_posted",
                context={"ticket": ticket.id},
            )
        ]
        beside = [e for e in exchange if e.direction == "in" and e.id not in shown]
        for group in grouped([entry for entry in beside if entry.shown_at is not None]):
            sends += follow_up(ticket, group, priority)
    fresh = [entry.id for entry in beside if entry.shown_at is None]
    return [*sends, *await show(desk, ticket, fresh, priority)]


async def show(
    desk: Desk, ticket: Ticket, entry_ids: Sequence[int], priority: Priority = Priority.CARD
) -> list[Send]:
    """Show what the resident wrote beside the card: now, or as soon as the limit allows."""
    if not entry_ids or ticket.resident_id is None:
        return []
    await entries.set_delivery(desk.tx, entry_ids, "queued")
    return await release(desk, ticket.resident_id, priority)


async def release(desk: Desk, resident_id: int, priority: Priority = Priority.CARD) -> list[Send]:
    """Show to the offices what of a resident's messages may be shown by now, the oldest first.
    What the limit does not allow yet stays held."""
    sends: list[Send] = []
    free = await pace.free(desk, resident_id)
    held = await entries.held(desk.tx, resident_id) if free else []
    for group in grouped(held):
        if not free:
            break
        ids = [entry.id for entry in group]
        ticket = await tickets.load(desk.tx, group[0].ticket_id)
        chat_id = ticket.chat_id
        if chat_id is None or not may_stay(
            ticket.office or "", ticket.about_office, chat_id, await desk.desks()
        ):
            # Whoever has the concern next gets it with the card.
            await entries.set_delivery(desk.tx, ids, "kept")
            continue
        await entries.note_shown(desk.tx, ids, desk.now)
        free -= 1
        with speaking(await desk.language_of_chat(chat_id)):
            sends += follow_up(ticket, group, priority)
    return sends


def follow_up(ticket: Ticket, group: Sequence[Entry], priority: Priority) -> list[Send]:
    """What the resident wrote (a message or an album), as a reply to the card."""
    ids = [entry.id for entry in group]
    return carry(
        [legible(entry.content) for entry in group],
        _chat_of(ticket),
        heading(ticket),
        on_last="copied",
        on_others="copied",
        priority=priority,
        stream=ticket.stream,
        refs=(Ref("reply_parameters.message_id", "card", ticket.id),),
        context={"ticket": ticket.id, "entries": ids},
    )


def heading(ticket: Ticket) -> Text:
    """Stands above what a resident wrote, so that a reply finds the ticket by its number."""
    return say(_("<b>{number}</b> · from the resident"), number=ticket.number or "")


def legible(content: Content) -> Content:
    """What a resident wrote as staff see it: nothing hidden in it, and no account behind it.

    What is stored stays as it was written.
    """
    text = plain_with_map(content["text"])
    entities = []
    for entity in content.get("entities", []):
        offset, size = text.span(entity["offset"], entity["length"])
        if size and not _names_account(entity):
            entities.append({**entity, "offset": offset, "length": size})
    shown = {**content, "text": text.text, "entities": entities}
    if content["text"] and not text.text.strip():
        # There was nothing to see in it, yet something was sent.
        shown |= {"text": "…", "entities": []}
    for field in ("title", "address", "first_name", "last_name"):
        if content.get(field):
            shown[field] = plain(content[field]).strip() or "…"
    return shown


def _names_account(entity: dict[str, Any]) -> bool:
    link = str(entity.get("url", ""))
    return entity["type"] == "text_mention" or link.casefold().startswith("tg:")


async def refresh(desk: Desk, ticket: Ticket, priority: Priority = Priority.WAITING) -> list[Send]:
    """Show the ticket's present state on its card; nothing while there is no staff chat.

    For whoever pressed a button on the card and looks at it. Other changes mark the card stale
    (`tickets.mark_stale`): several soon after each other cost one edit of the group's 20 a
    minute.
    """
    if ticket.chat_id is None:
        return []
    await tickets.mark_fresh(desk.tx, ticket.id)
    with speaking(await desk.language_of_chat(ticket.chat_id)):
        exchange = await entries.of_ticket(desk.tx, ticket.id)
        body, marks, shown = await _body(desk, ticket, exchange, MAX_TEXT)
        sends = [
            Send(
                EditMessageText(
                    chat_id=ticket.chat_id,
                    text=body,
                    entities=marks or None,
                    parse_mode=None,
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                    reply_markup=buttons(ticket),
                ),
                priority=priority,
                stream=ticket.stream,
                refs=(Ref("message_id", "card", ticket.id),),
                on_result="card_refreshed",
                context={"ticket": ticket.id},
            )
        ]
    # A story that was edited and no longer fits on the card follows it.
    fresh = [
        entry.id
        for entry in exchange
        if is_story(ticket, entry) and entry.id not in shown and _is_unshown(entry)
    ]
    return [*sends, *await show(desk, ticket, fresh, priority)]


def _is_unshown(entry: Entry) -> bool:
    """Whether it neither stands in the chat by itself nor waits for that."""
    return entry.shown_at is None and entry.delivery != "queued"


def buttons(ticket: Ticket) -> InlineKeyboardMarkup | None:
    """What a secretary can do with the ticket now."""
    row = []
    if ticket.is_open and ticket.taken_by is None:
        # NOTE: a button of three in a row: I am in charge of this concern
        row.append(_button(_("✋ Take"), "take", ticket))
    # NOTE: a button of three in a row: answer this concern
    row.append(_button(_("💬 Answer"), "answer", ticket))
    if ticket.is_open:
        # NOTE: a button of three in a row: the matter is over
        row.append(_button(_("✅ Close"), "close", ticket))
    return InlineKeyboardMarkup(inline_keyboard=[row])


def _button(text: str, do: str, ticket: Ticket) -> InlineKeyboardButton:
    data = TicketPress(do=do, ticket=ticket.id).pack()
    return InlineKeyboardButton(text=text, callback_data=data)


async def _body(
    desk: Desk, ticket: Ticket, exchange: Sequence[Entry], limit: int
) -> tuple[str, list[MessageEntity], set[int]]:
    """The card's text, its formatting, and the entries whose texts stand on it."""
    body, marks = (await _head(desk, ticket)).render()
    shown = set()
    for entry in exchange:
        if not is_story(ticket, entry) or not _is_unshown(entry):
            continue
        content = legible(entry.content)
        text = content["text"]
        if length(body) + 2 + length(text) > limit:
            # The rest follows in replies, in its order.
            break
        body += "\n\n"
        marks += shifted(entities_of(content), length(body))
        body += text
        shown.add(entry.id)
    return body, marks, shown


def is_story(ticket: Ticket, entry: Entry) -> bool:
    """Whether an entry's words stand on the card itself, where they fit."""
    return (
        entry.direction == "in"
        and entry.content["kind"] == "text"
        and ticket.filed_at is not None
        and entry.sent_at <= ticket.filed_at
    )


async def _head(desk: Desk, ticket: Ticket) -> Text:
    directory, language = desk.directory, words.language()
    name = None
    if ticket.show_name and ticket.resident_id is not None:
        resident = await residents.by_id(desk.tx, ticket.resident_id)
        name = plain(resident.name).strip() if resident else None
    topic = next((topic for topic in directory.topics if topic.code == ticket.topic), None)
    title = Text(Bold(ticket.number or ""), " · ", words.status(ticket.status))
    return lines(
        # NOTE: on the card of a concern about violence or threats
        say(_("🔴 <b>URGENT</b>")) if ticket.urgent else None,
        title,
        # NOTE: {name} is that of a reception
        say(_("Office: {name}"), name=words.office(directory, ticket.office or "")),
        say(
            # NOTE: {name} is that of a reception
            _("⚠️ It complains of the reception: {name}"),
            name=words.office(directory, ticket.about_office),
        )
        if ticket.about_office
        else None,
        say(_("Topic: {name}"), name=topic.name.get(language)) if topic else None,
        # NOTE: {name} is the language's own name
        say(_("Language of the concern: {name}"), name=LANGUAGES[ticket.language]),
        # NOTE: the resident's name, on the card
        say(_("Name: {name}"), name=name)
        if name
        else _("Name: not shown. A nameless concern is a signal."),
        # NOTE: the day by which the office should answer
        say(_("Answer by: {date}"), date=words.day(ticket.due_on)) if ticket.due_on else None,
        # NOTE: {name} is that of a secretary
        say(_("In charge: {name}"), name=plain(ticket.taken_name)) if ticket.taken_name else None,
        _("↩️ The resident withdrew this concern.") if ticket.status is Status.WITHDRAWN else None,
    )


def grouped(exchange: Sequence[Entry]) -> list[list[Entry]]:
    """Entries one by one, albums together."""
    groups: list[list[Entry]] = []
    for entry in exchange:
        if groups and entry.album and groups[-1][0].album == entry.album:
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return groups


def _chat_of(ticket: Ticket) -> int:
    if ticket.chat_id is None:
        raise LookupError(f"ticket {ticket.id} has no staff chat")
    return ticket.chat_id
