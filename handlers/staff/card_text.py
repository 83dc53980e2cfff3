"""What stands on a ticket's card, and above what its resident wrote: for secretaries."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from aiogram.types import MessageEntity
from aiogram.utils.formatting import Bold, Text
from aiogram.utils.i18n import gettext as _

from bot.reception.plain import plain, plain_with_map
from bot.reception.tickets import Status
from handlers import verdict, words
from handlers.decisions import reason
from handlers.desk import Desk
from handlers.relay import Content, entities_of
from handlers.say import cut, length, lines, say, shifted
from locales.languages import LANGUAGES
from storage import describing, residents
from storage.entries import Entry
from storage.tickets import Ticket

LISTED_REPEATS = 8
"""Concerns named on a card that tell of the same."""
_TELEGRAM = (".t.me", ".telegram.me", ".telegram.dog")
"""Where links lead to accounts."""
SHOWN_OF_REASON = 300
"""UTF-16 units of a decision's words that stand on the card."""


def heading(ticket: Ticket, *, edited: bool = False) -> Text:
    """Stands above what a resident wrote, so that a reply finds the ticket by its number."""
    if edited:
        return say(_("<b>{number}</b> · from the resident, edited"), number=ticket.number or "")
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
    if entity["type"] == "text_mention":
        return True
    link = str(entity.get("url", "")).strip().casefold().replace("\\", "/")
    if link.startswith("tg:"):
        return True
    rest = link.removeprefix("https:").removeprefix("http:").lstrip("/")
    try:
        host = urlsplit(f"//{rest}").hostname or ""
    except ValueError:
        # Wherever it leads.
        return True
    # Also name.t.me.
    return f".{host.strip('.')}".endswith(_TELEGRAM)


async def body_of(
    desk: Desk, ticket: Ticket, exchange: Sequence[Entry], limit: int
) -> tuple[str, list[MessageEntity], set[int]]:
    """The card's text, its formatting, and the entries whose texts stand on it."""
    body, marks = (await head(desk, ticket)).render()
    shown = set()
    for entry in exchange:
        if not is_story(ticket, entry) or not is_unshown(entry):
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


async def head(desk: Desk, ticket: Ticket, *, whole: bool = False) -> Text:
    """What is known of a concern, without what was written. ``whole``: reasons in full; a card has
    no room for them."""
    directory, language = desk.directory, words.language()
    name = None
    if ticket.show_name and ticket.resident_id is not None:
        resident = await residents.by_id(desk.tx, ticket.resident_id)
        name = plain(resident.name).strip() if resident else None
    topic = next((topic for topic in directory.topics if topic.code == ticket.topic), None)
    title = Text(Bold(ticket.number or ""), " · ", words.status(ticket.status))
    original = await describing.same_as(desk.tx, ticket) if ticket.duplicate_of else None
    repeats = (await describing.told_again_in(desk.tx, ticket))[:LISTED_REPEATS]
    why = plain(reason(ticket) or "")
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
        # NOTE: {number} is that of the concern in the agency's own register
        say(_("Register number: {number}"), number=ticket.register_number)
        if ticket.register_number
        else None,
        # NOTE: {number} is that of another concern
        say(_("🔗 The same as: {number}"), number=original.number or "") if original else None,
        say(
            # NOTE: {numbers} are those of other concerns
            _("🔗 Told again in: {numbers}"),
            numbers=words.listing([again.number or "" for again in repeats]),
        )
        if repeats
        else None,
        _counter(ticket) if ticket.at_counter else None,
        # NOTE: {name} is the language's own name
        say(_("Language of the concern: {name}"), name=LANGUAGES[ticket.language]),
        # NOTE: the resident's name, on the card
        say(_("Name: {name}"), name=name)
        if name
        else _("Name: not shown. A nameless concern is a signal."),
        _term(ticket),
        say(_("Why it takes longer: {reason}"), reason=plain(ticket.extension))
        if ticket.extension and whole
        else None,
        # NOTE: {name} is that of a secretary
        say(_("In charge: {name}"), name=plain(ticket.taken_name)) if ticket.taken_name else None,
        say(
            # NOTE: {outcome} is one of the buttons “Solved”, “Partly”, “Not solved”
            _("The resident says: {outcome}"),
            outcome=_(verdict.LABELS[ticket.outcome]),
        )
        if ticket.outcome
        else None,
        _("↩️ The resident withdrew this concern.") if ticket.status is Status.WITHDRAWN else None,
        # NOTE: why the concern was redirected or declined
        say(_("Reason: {reason}"), reason=why if whole else cut(why, SHOWN_OF_REASON))
        if why
        else None,
    )


def _term(ticket: Ticket) -> Text | None:
    if ticket.due_on is None:
        return None
    if ticket.extension is not None:
        # NOTE: the day by which the office should answer, after it took more time
        return say(_("Answer by: {date} (extended)"), date=words.day(ticket.due_on))
    # NOTE: the day by which the office should answer
    return say(_("Answer by: {date}"), date=words.day(ticket.due_on))


def _counter(ticket: Ticket) -> str:
    if ticket.resident_id is None:
        return _("📋 At the counter: nobody has used its code yet.")
    return _("📋 At the counter: its code was used, answers reach the person.")


def is_unshown(entry: Entry) -> bool:
    """Whether it neither stands in the chat by itself nor waits for that."""
    return entry.shown_at is None and entry.delivery != "queued"
