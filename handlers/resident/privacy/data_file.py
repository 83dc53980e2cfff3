"""The file with everything held about a person: a web page that needs nothing but itself."""

from collections.abc import Callable, Iterable
from datetime import date
from html import escape
from pathlib import Path
from string import Template

from aiogram.utils.i18n import gettext as _

from bot.reception.routing import CENTRE
from handlers import verdict, words
from handlers.decisions import GROUNDS
from handlers.desk import Desk
from handlers.labels import N_
from handlers.resident.privacy.data_words import DELIVERY, DETAILS, EVENTS
from locales.languages import LANGUAGES
from storage.personal_data import Held, HeldConcern, HeldMessage

TEMPLATE = Path(__file__).with_suffix(".html")
"""The page around it. Nothing in it is loaded from elsewhere and nothing runs, whatever somebody
wrote."""

Row = tuple[str, str | int | None]
"""A label and its value; a row without a value is left out."""


def data_file(desk: Desk, held: Held) -> str:
    """The page, in the language of the text. Every word in it is escaped."""
    outside = _(
        "Not in this file: what Telegram itself keeps, backups of the bot, and the agency's "
        "paper register."
    )
    concerns = [_concern(desk, concern) for concern in held.concerns]
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        language=words.language().replace("_", "-"),
        title=escape(_("What is held about you")),
        body="".join((_rows(_identity(desk, held)), *concerns, _paragraph(outside))),
    )


def _identity(desk: Desk, held: Held) -> Iterable[Row]:
    who = held.identity
    at = _moments(desk)
    # NOTE: before the date and time at which the file was made
    yield _("As of"), at(desk.now)
    yield _("Number of your Telegram account (id)"), who.telegram_id
    yield _("Name, as Telegram shows it"), who.name
    # NOTE: before the name of a language
    yield _("Language"), LANGUAGES.get(who.language or "")
    yield _("Reception offered first"), _office(desk, who.last_office)
    # NOTE: before the day on which the person first wrote to the bot
    yield _("First contact"), at(who.first_contact)
    # NOTE: before the last day on which the person wrote or pressed something
    yield _("Last seen on"), _day(who.seen_on)
    # NOTE: before the date and time at which the person last asked for this file
    yield _("You last asked for this file"), at(who.data_sent_at)
    # NOTE: before the name of a district
    yield _("District you last looked for"), _district(desk, who.last_district)
    yield _("You stopped the bot"), at(who.bot_blocked_at)
    with_words = _("They come with their words.")
    without = _("They come without their words.")
    # NOTE: before a sentence that says in which way answers come
    yield _("Answers"), without if who.discreet else with_words
    if who.muted:
        yield _("Announcements"), _("You do not get them.")
    # NOTE: before “yes”
    yield _("Administrator of the bot"), _yes() if who.is_administrator else None
    # NOTE: before “yes”: the person is told of urgent concerns for the Monitoring Centre
    yield _("Named for the Monitoring Centre"), _yes() if who.is_monitoring else None
    for room in held.memberships:
        # NOTE: before the number of a group
        yield _("Known in the staff chat"), room.chat_id
        # NOTE: before the name that Telegram showed in a group
        yield _("Your name there"), room.name or None
        # NOTE: before the time at which the person came to a group
        yield _("You came to it"), at(room.joined_at)
        # NOTE: before the time at which the person last did something in a group
        yield _("You were last heard of in it"), at(room.seen_at)
        # NOTE: before the time at which the person left a group
        yield _("You left it"), at(room.left_at)
    for office in who.named_for:
        # NOTE: before the name of a reception: the person is a secretary of it
        yield _("Named secretary of"), _office(desk, office)
    for block in held.blocks:
        yield _("You have not been allowed to write to the receptions since"), at(block.at)
        yield _("You may write to them again from"), at(block.until)
        # NOTE: why the person may not write
        yield _("Reason"), block.reason
    yield _("Messages of yours that wait or could not be handled"), held.waiting_in
    yield _("Messages to you that wait or could not be sent"), held.waiting_out
    yield _("Messages in the chat that “Clear this chat” would delete"), held.standing
    # NOTE: before “yes”: the bot waits for the next step of what the person began
    yield _("Something you began is not finished"), _yes() if held.open_steps else None
    if held.announcements:
        # NOTE: before a number
        yield _("Announcements noted as meant for you"), held.announcements
    if held.wrong_codes:
        # NOTE: before a number; the code is one that a reception gives to visitors
        yield _("Wrong codes you sent in the last hour"), held.wrong_codes


def _facts(desk: Desk, concern: HeldConcern) -> Iterable[Row]:
    at = _moments(desk)
    topic = next((one for one in desk.directory.topics if one.code == concern.topic), None)
    # NOTE: before the state of a concern
    yield _("State"), words.status(concern.status)
    # NOTE: before the name of the reception that handles the concern
    yield _("Reception"), _office(desk, concern.office)
    # NOTE: before the name of the reception that the concern is about
    yield _("It complains of"), _office(desk, concern.about_office)
    # NOTE: before the topic of a concern
    yield _("Topic"), topic.name.get(words.language()) if topic else concern.topic
    if concern.at_counter:
        yield _("Written down for you by the reception"), _yes()
    if concern.urgent:
        yield _("Urgent, because of the topic"), _yes()
    if concern.name_shown:
        yield _("The reception may see your name"), _yes()
    # NOTE: before the name of a language
    yield _("Language"), LANGUAGES.get(concern.language)
    # NOTE: before the time at which the person began to write the concern
    yield _("Begun"), at(concern.created_at)
    # NOTE: before the time at which the concern goes to the reception by itself
    yield _("Will be sent"), at(concern.send_at)
    # NOTE: before the time at which the concern went to the reception
    yield _("Sent"), at(concern.filed_at)
    # NOTE: before the day by which the reception should answer
    yield _("Answer due by"), _day(concern.due_on)
    # NOTE: before the words with which the reception explained that it needs more time
    yield _("Why the answer takes longer"), concern.extension
    said = _(verdict.LABELS[concern.outcome]) if concern.outcome else None
    # NOTE: before one of the buttons “Solved”, “Partly”, “Not solved”
    yield _("What you said of the answer"), said
    # NOTE: before the time of the last answer
    yield _("Last answer"), at(concern.answered_at)
    # NOTE: before the time of the last question of the reception to the resident
    yield _("Last question"), at(concern.asked_at)
    # NOTE: before the number of a concern in the agency's own register
    yield _("Register number"), concern.register_number
    # NOTE: before the words with which the reception redirected or declined a concern
    yield _("What the reception decided"), concern.decision
    # NOTE: before a sentence that names the legal ground on which a concern was declined
    yield _("Why it was declined"), _(GROUNDS[concern.ground]) if concern.ground else None
    # NOTE: before the time at which something last changed in the concern
    yield _("Last change"), at(concern.updated_at)
    yield _("Closed or withdrawn"), at(concern.closed_at)


def _concern(desk: Desk, concern: HeldConcern) -> str:
    at = _moments(desk)
    parts = [
        _heading("h2", concern.number or _("A concern that was not sent")),
        _rows(_facts(desk, concern)),
    ]
    if concern.events:
        # NOTE: above a list of what happened to a concern and when
        parts.append(_heading("h3", _("What happened")))
        happened = (
            f"{at(one.at)} – {_(EVENTS.get(one.kind, one.kind))}" for one in concern.events
        )
        items = "".join(f"<li>{escape(item)}</li>\n" for item in happened)
        parts.append(f"<ul>\n{items}</ul>\n")
    if concern.messages:
        # NOTE: above all messages of a concern
        parts.append(_heading("h3", _("Messages")))
        parts += [_message(desk, message) for message in concern.messages]
    return "".join(parts)


def _message(desk: Desk, message: HeldMessage) -> str:
    who = _("From you") if message.from_resident else _("From the office")
    if message.asks:
        who = _("A question of the office")
    head = f"{who}, {_moments(desk)(message.at)}"
    known = DELIVERY.get(message.delivery)
    if message.from_resident and message.delivery == "queued":
        known = N_("kept, not passed on yet")
    if known:
        head += f", {_(known)}"
    details = [
        (_(DETAILS.get(name, name)), _yes() if value == "true" else value)
        for name, value in message.details
    ]
    parts = [f"<article>\n<p><b>{escape(head)}</b></p>\n"]
    if message.kind != "text":
        parts.append(_paragraph(words.kind(message.kind)))
    if message.text:
        parts.append(_quote(message.text))
    if details:
        parts.append(_rows(details))
    if message.earlier:
        # NOTE: above what a message said before its writer changed it
        parts.append(_paragraph(_("Earlier wording:")))
        parts += [_quote(text) for text in message.earlier]
    return "".join((*parts, "</article>\n"))


def _yes() -> str:
    # NOTE: stands behind a statement that is true, such as “The reception may see your name”
    return _("yes")


def _rows(rows: Iterable[Row]) -> str:
    shown = [
        f"<dt>{escape(label)}</dt><dd>{escape(str(value))}</dd>\n"
        for label, value in rows
        if value is not None
    ]
    return f"<dl>\n{''.join(shown)}</dl>\n"


def _heading(level: str, text: str) -> str:
    return f"<{level}>{escape(text)}</{level}>\n"


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>\n"


def _quote(text: str) -> str:
    return f"<blockquote>{escape(text)}</blockquote>\n"


def _moments(desk: Desk) -> Callable[[float | None], str | None]:
    return lambda at: None if at is None else words.moment(at, desk.setting.zone)


def _day(value: date | None) -> str | None:
    return None if value is None else words.day(value)


def _district(desk: Desk, code: str | None) -> str | None:
    """A district by its name; one that is no longer in the directory by its code."""
    found = next((one for one in desk.directory.districts if one.code == code), None)
    return found.name.get(words.language()) if found else code


def _office(desk: Desk, code: str | None) -> str | None:
    """A reception by its name; one that is no longer in the directory by its code."""
    if code is None or (code != CENTRE and desk.directory.known_office(code) is None):
        return code
    return words.office(desk.directory, code)
