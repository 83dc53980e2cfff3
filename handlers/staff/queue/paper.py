"""A concern as a page to be printed and put into the paper register."""

from collections.abc import Iterable
from html import escape
from pathlib import Path
from string import Template

from aiogram.utils.i18n import gettext as _

from bot.reception.plain import plain
from bot.reception.routing import CENTRE
from bot.reception.tickets import Status
from handlers import words
from handlers.decisions import reason
from handlers.desk import Desk
from handlers.staff.card_text import legible
from handlers.staff.queue.lists import topic_name
from handlers.staff.queue.reading import author, delivery
from locales.languages import LANGUAGES
from storage import entries, residents
from storage.entries import Entry
from storage.tickets import Ticket

TEMPLATE = Path(__file__).with_suffix(".html")
"""The page around it. Nothing in it is loaded from elsewhere and nothing runs, whatever somebody
wrote."""

Row = tuple[str, str | None]
"""A label and its value; a row without a value is left out."""


async def printable(desk: Desk, ticket: Ticket) -> str:
    """The page, in the language of the text. Every word in it is escaped."""
    exchange = await entries.for_office(desk.tx, ticket.id)
    number = ticket.number or ""
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        language=words.language().replace("_", "-"),
        title=escape(number),
        agency=escape(desk.directory.agency.get(words.language())),
        facts=_rows(await _facts(desk, ticket)),
        # NOTE: above all messages of a concern, on paper
        exchange=escape(_("Exchange")),
        body="".join(_message(desk, entry) for entry in exchange),
        # NOTE: on paper, before the date and time of printing
        printed=escape(_("As of {moment}").format(moment=_moment(desk, desk.now))),
        # NOTE: on paper, before a line to sign on
        signature=escape(_("Signature of the responsible secretary")),
    )


async def _facts(desk: Desk, ticket: Ticket) -> list[Row]:
    name = None
    if ticket.show_name and ticket.resident_id is not None:
        resident = await residents.by_id(desk.tx, ticket.resident_id)
        name = plain(resident.name).strip() if resident else None
    return [
        # NOTE: on paper, before the number that the agency's own register gave the concern
        (_("Number in the register"), ticket.register_number),
        # NOTE: before the name of the reception that handles the concern
        (_("Reception"), _office(desk, ticket.office)),
        # NOTE: before the name of the reception that the concern is about
        (_("It complains of"), _office(desk, ticket.about_office)),
        # NOTE: before the topic of a concern
        (_("Topic"), topic_name(desk, ticket.topic)),
        # NOTE: on paper, before “yes”
        (_("Urgent"), _("yes") if ticket.urgent else None),
        # NOTE: on paper, before the name of the resident
        (_("From"), name or _("Name not shown: a signal")),
        # NOTE: before the name of a language
        (_("Language"), LANGUAGES.get(ticket.language)),
        # NOTE: on paper, before the date and time at which the concern came in
        (_("Registered"), _moment(desk, ticket.filed_at)),
        # NOTE: before the day by which the reception should answer
        (_("Answer due by"), words.day(ticket.due_on) if ticket.due_on else None),
        (_("Why the answer takes longer"), plain(ticket.extension or "")),
        # NOTE: on paper, before the name of a secretary
        (_("In charge"), plain(ticket.taken_name) if ticket.taken_name else None),
        # NOTE: before the time of the last answer
        (_("Last answer"), _moment(desk, ticket.answered_at)),
        # NOTE: before the state of a concern
        (_("State"), words.status(ticket.status)),
        (_decided(ticket), plain(reason(ticket) or "")),
        # NOTE: on paper, before the date and time at which the concern ended
        (_("Ended"), _moment(desk, ticket.closed_at)),
    ]


def _decided(ticket: Ticket) -> str:
    """What stands before the words of a decision: those of another body also say which."""
    is_redirected = ticket.status is Status.REDIRECTED
    return _("What the reception decided") if is_redirected else _("Why it was declined")


def _message(desk: Desk, entry: Entry) -> str:
    content = legible(entry.content)
    parts = [author(entry), _moment(desk, entry.sent_at), delivery(entry)]
    title = " · ".join(part for part in parts if part)
    body = [f"<article>\n<h3>{escape(title)}</h3>\n"]
    if content["kind"] != "text":
        details = [words.kind(content["kind"])]
        details += [str(content[name]) for name in _DETAILS if content.get(name) is not None]
        body.append(f"<p>{escape(' · '.join(details))}</p>\n")
    if content["text"]:
        body.append(_quote(content["text"]))
    earlier = entry.content.get("earlier", [])
    if earlier:
        # NOTE: above what a message said before its writer changed it
        body.append(f"<p>{escape(_('Earlier wording:'))}</p>\n")
        body += [_quote(plain(text)) for text in earlier]
    return "".join((*body, "</article>\n"))


_DETAILS = ("title", "address", "latitude", "longitude", "first_name", "last_name", "phone_number")
"""What a place or a contact says besides words."""


def _rows(rows: Iterable[Row]) -> str:
    return "".join(
        f"<tr><th>{escape(label)}</th><td>{escape(value)}</td></tr>\n"
        for label, value in rows
        if value
    )


def _quote(text: str) -> str:
    return f"<blockquote>{escape(text)}</blockquote>\n"


def _moment(desk: Desk, at: float | None) -> str | None:
    return None if at is None else words.moment(at, desk.setting.zone)


def _office(desk: Desk, code: str | None) -> str | None:
    """A reception by its name; one that is no longer in the directory by its code."""
    if code is None or (code != CENTRE and desk.directory.known_office(code) is None):
        return code
    return words.office(desk.directory, code)
