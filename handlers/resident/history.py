"""The exchange of a concern as its resident reads it, in pages that fit a message."""

from collections.abc import Sequence

from aiogram.utils.formatting import Bold, Italic, Text
from aiogram.utils.i18n import gettext as _

from handlers import words
from handlers.desk import Desk
from handlers.relay import entities_of
from handlers.say import length, lines, paragraphs, say
from storage.entries import Entry
from storage.tickets import Ticket

PAGE = 3500
"""UTF-16 units of a page: Telegram allows 4,096."""


def pages_of(desk: Desk, ticket: Ticket, exchange: Sequence[Entry]) -> list[Text]:
    """The state and dates, then everything that was written, oldest first."""
    directory, language = desk.directory, words.language()
    head = lines(
        Text(Bold(ticket.number or ""), " · ", words.status(ticket.status)),
        # NOTE: {name} is that of a reception
        say(_("Reception: {name}"), name=words.office(directory, ticket.office or "")),
        # NOTE: {name} is the topic of the concern
        say(_("Topic: {name}"), name=directory.topic(ticket.topic or "").name.get(language)),
        # NOTE: the day on which the concern was sent
        say(_("Sent: {date}"), date=words.moment(ticket.filed_at or 0, desk.setting.zone)),
        say(_("We aim to answer by {date}."), date=words.day(ticket.due_on))
        if ticket.due_on and ticket.is_open
        else None,
    )
    pages = [head]
    for entry in exchange:
        for block in _blocks(desk, entry):
            if _size(pages[-1]) + _size(block) + 2 > PAGE:
                pages.append(block)
            else:
                pages[-1] = paragraphs(pages[-1], block)
    return pages


def _blocks(desk: Desk, entry: Entry) -> list[Text]:
    """One message, in as many parts as it needs."""
    at = words.moment(entry.sent_at, desk.setting.zone)
    # NOTE: above what the resident wrote
    who = _("From you") if entry.direction == "in" else _("From the office")
    head = Text(Bold(who), ", ", at)
    if entry.delivery == "withdrawn":
        return [lines(head, Italic(_("The office has withdrawn this answer.")))]
    if entry.content["kind"] != "text":
        head = lines(head, words.kind(entry.content["kind"]))
    text = entry.content["text"]
    if length(text) + _size(head) < PAGE:
        body = Text.from_entities(text, entities_of(entry.content)) if text else None
        return [lines(head, body)]
    half = PAGE // 2
    parts = [text[start : start + half] for start in range(0, len(text), half)]
    return [lines(head, parts[0]), *(Text(part) for part in parts[1:])]


def _size(text: Text) -> int:
    return length(text.render()[0])
