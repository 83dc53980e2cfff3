"""The exchange of a concern as its resident reads it, in pages that fit a message."""

from collections.abc import Sequence

from aiogram.utils.formatting import Bold, Italic, Text
from aiogram.utils.i18n import gettext as _

from bot.reception.routing import CENTRE
from bot.reception.tickets import Status
from handlers import verdict, words
from handlers.decisions import explained, reason
from handlers.desk import Desk
from handlers.relay import entities_of
from handlers.resident.concern.filing import goes_at
from handlers.say import length, lines, paragraphs, say
from storage.blocks import Block
from storage.entries import Entry
from storage.tickets import Ticket

PAGE = 3500
"""UTF-16 units of a page: Telegram allows 4,096."""


def pages_of(
    desk: Desk, ticket: Ticket, exchange: Sequence[Entry], block: Block | None
) -> list[Text]:
    """The state and dates, then everything that was written, oldest first. ``block``: what keeps
    the resident from writing now."""
    head = state_of(desk, ticket)
    if reason(ticket) is not None:
        head = paragraphs(head, explained(desk, ticket, block))
    return _pages(desk, head, exchange, _held(ticket, is_barred=block is not None))


def state_of(desk: Desk, ticket: Ticket) -> Text:
    """How a concern stands: its state, who has it, and the dates."""
    return lines(
        Text(Bold(ticket.number or ""), " · ", words.status(ticket.status)),
        *_subject(desk, ticket),
        # NOTE: the day on which the concern was sent
        say(_("Sent: {date}"), date=words.moment(ticket.filed_at or 0, desk.setting.zone)),
        say(_("We aim to answer by {date}."), date=words.day(ticket.due_on))
        if ticket.due_on and ticket.is_open and ticket.due_met_at is None
        else None,
        say(_("Why it takes longer: {reason}"), reason=ticket.extension)
        if ticket.extension and ticket.is_open and ticket.due_met_at is None
        else None,
        # NOTE: {outcome} is one of the buttons “Solved”, “Partly”, “Not solved”
        say(_("You say: {outcome}"), outcome=_(verdict.LABELS[ticket.outcome]))
        if ticket.outcome
        else None,
        # NOTE: {number} is that of the concern in the agency's own register
        say(_("Register number: {number}"), number=ticket.register_number)
        if ticket.register_number
        else None,
    )


def _held(ticket: Ticket, *, is_barred: bool) -> str:
    """When what the office does not have yet goes to it."""
    if ticket.status is Status.WITHDRAWN:
        return _(
            "⏳ The office does not have this: you have withdrawn the concern. It goes only if "
            "you write to the concern again."
        )
    if is_barred:
        return _(
            "⏳ The office does not have this yet. It is not sent while you cannot write to the "
            "receptions."
        )
    return _("⏳ The office does not have this yet. It goes by itself.")


def waiting_pages(desk: Desk, draft: Ticket, exchange: Sequence[Entry]) -> list[Text]:
    """The same of a concern that waits to be sent."""
    # NOTE: above a concern that is finished and goes by itself later
    title = Text(Bold(_("⏳ It waits to be sent.")))
    return _pages(desk, lines(title, goes_at(desk, draft), *_subject(desk, draft)), exchange)


def _subject(desk: Desk, ticket: Ticket) -> list[Text]:
    directory, language = desk.directory, words.language()
    # One that was taken out of the directory: the agency itself has it.
    office = ticket.office if desk.office_exists(ticket.office) else None
    return [
        # NOTE: {name} is that of a reception
        say(_("Reception: {name}"), name=words.office(directory, office or CENTRE)),
        # NOTE: {name} is the topic of the concern
        say(_("Topic: {name}"), name=directory.topic(ticket.topic or "").name.get(language)),
    ]


def _pages(desk: Desk, head: Text, exchange: Sequence[Entry], held: str = "") -> list[Text]:
    """``held`` stands above what the office does not have yet."""
    pages = [head]
    for entry in exchange:
        for block in _blocks(desk, entry, held):
            if _size(pages[-1]) + _size(block) + 2 > PAGE:
                pages.append(block)
            else:
                pages[-1] = paragraphs(pages[-1], block)
    return pages


def _blocks(desk: Desk, entry: Entry, held: str) -> list[Text]:
    """One message, in as many parts as it needs."""
    at = words.moment(entry.sent_at, desk.setting.zone)
    # NOTE: above what the resident wrote
    who = _("From you") if entry.direction == "in" else _("From the office")
    head = Text(Bold(who), ", ", at)
    if entry.delivery == "withdrawn":
        return [lines(head, Italic(_("The office has withdrawn this answer.")))]
    if entry.is_held:
        head = lines(head, Italic(held))
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
