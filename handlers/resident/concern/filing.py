"""A finished concern goes to the office: at once, or when the limit allows it."""

from dataclasses import replace

from aiogram.types import ReplyKeyboardMarkup
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from bot.reception.routing import CENTRE
from handlers import neutral, pace, words
from handlers.danger import emergency
from handlers.desk import Desk, speaking
from handlers.resident.concern.complaint import seat_for
from handlers.say import message, paragraphs, say
from handlers.staff.arriving import arrive
from storage import drafts, entries, events, residents, tickets
from storage.events import Event
from storage.outbox import Priority, Send
from storage.residents import Resident
from storage.tickets import Ticket

WAITING_AT_MOST = 10
"""Finished concerns of one person that wait to be sent."""


async def file(
    desk: Desk,
    resident: Resident,
    draft: Ticket,
    language: str,
    keyboard: ReplyKeyboardMarkup | None = None,
) -> list[Send] | None:
    """The draft gets its number and goes to the office; the resident is told, in the language of
    the moment. None: it was filed already."""
    office = draft.office
    if not desk.office_exists(office):
        # Taken out of the directory while it waited: the agency itself has it.
        office = CENTRE
    # What was shown on the screens is decided anew: chats may have changed since.
    found = await seat_for(desk, resident, office, draft.about_office)
    draft = await drafts.change(desk.tx, draft, desk.now, language=language, office=found.office)
    last_days = desk.deadlines
    ticket = await tickets.file(
        desk.tx,
        draft,
        year=desk.today.year,
        due_on=last_days.answer_by,
        register_by=last_days.register_by,
        chat_id=found.chat_id,
        now=desk.now,
    )
    if ticket is None:
        return None
    await events.add(desk.tx, ticket.id, Event.FILED, desk.now)
    if ticket.about_office is None and found.office != CENTRE:
        await residents.set_last_office(desk.tx, resident.id, found.office)
    placed = await arrive(desk, ticket)
    confirmation = _confirmation(desk, ticket, await _followed_by(desk, ticket))
    return [message(resident.telegram_id, confirmation, keyboard), *placed]


def _confirmation(desk: Desk, ticket: Ticket, followed_by: Text | None) -> Text:
    return paragraphs(
        say(
            _("✅ Your concern is registered. Its number is <b>{number}</b>."),
            number=ticket.number or "",
        ),
        say(
            # NOTE: {name} is that of a reception
            _("Reception: <b>{name}</b>"),
            name=words.office(desk.directory, ticket.office or ""),
        ),
        followed_by,
        say(_("We aim to answer by {date}."), date=words.day(ticket.due_on or desk.today)),
        _(
            "The answer will come here. You can follow the concern and add to it under "
            "“My concerns”."
        ),
    )


async def _followed_by(desk: Desk, ticket: Ticket) -> Text | None:
    """Very long stories come to the office little by little."""
    if ticket.resident_id is None:
        return None
    held = await entries.held(desk.tx, ticket.resident_id)
    if all(entry.ticket_id != ticket.id for entry in held):
        return None
    return say(
        # NOTE: {time} is like 14:30
        _(
            "Your story is very long. The office gets the rest of your messages little by "
            "little, the last at {time}. You need do nothing."
        ),
        time=words.clock(await pace.all_shown_at(desk, ticket.resident_id), desk.setting.zone),
    )


async def file_later(desk: Desk, resident: Resident, draft: Ticket, language: str) -> Text | None:
    """Keep a finished draft that is over the limit; it is filed by itself. Returns what to tell
    the resident; None: it is not over the limit."""
    at = await pace.concern_at(desk, draft)
    if at <= desk.now:
        return None
    draft = await drafts.postpone(desk.tx, draft, int(at), language)
    limit = desk.setting.concerns_per_day
    return paragraphs(
        _("⏳ Your concern is not sent yet. It is kept."),
        say(
            # NOTE: {count} is how many concerns one person can send
            ngettext(
                "One person can send {count} concern in 24 hours, and you have done so.",
                "One person can send {count} concerns in 24 hours, and you have done so.",
                limit,
            ),
            count=limit,
        ),
        goes_at(desk, draft),
        _("You need do nothing more. Under “My concerns” you can read it or take it back."),
        emergency(desk),
    )


def goes_at(desk: Desk, draft: Ticket) -> Text:
    """When a waiting concern goes."""
    at = draft.send_at or 0
    return say(
        # NOTE: a concern that waits; {date} is like 23 November 2026, {time} is like 14:30
        _("It goes to the reception by itself on <b>{date}</b> at <b>{time}</b>."),
        date=words.day(words.date_of(at, desk.setting.zone)),
        time=words.clock(at, desk.setting.zone),
    )


def too_many_wait() -> str:
    """Why a finished draft stays where it is."""
    return _(
        "This concern is kept here, but not sent: ten others of yours wait to be sent already. "
        "Press “Send” again when one of them has gone, or take one back under “My concerns”."
    )


async def send_waiting(desk: Desk, ticket_id: int) -> list[Send]:
    """The time of a waiting concern has come: an errand of the clock."""
    draft = await drafts.still_due(desk.tx, ticket_id, desk.now)
    if draft is None or draft.resident_id is None:
        return []
    resident = await residents.by_id(desk.tx, draft.resident_id)
    if resident is None:
        return []
    language = resident.language or draft.language
    with speaking(language):
        sends = await file(desk, resident, draft, language)
    if not sends:
        return []
    confirmation, *placed = sends
    if resident.blocked_at is not None:
        # They stopped the bot; the office has the concern all the same.
        return placed
    if resident.discreet:
        with speaking(language):
            filed = await tickets.load(desk.tx, ticket_id)
            confirmation = neutral.news(
                resident.telegram_id,
                filed,
                on_result="prompt_posted",
                context={"ticket": filed.id},
            )
    return [replace(confirmation, priority=Priority.REMINDER), *placed]
