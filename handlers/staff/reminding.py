"""The clock of the law in words: who is reminded of which deadlines, in one message a chat."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from aiogram.types import User
from aiogram.utils.formatting import Text, TextMention
from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from bot.reception import deadlines
from bot.reception.deadlines import LADDER, Audience, Deadline
from bot.reception.plain import plain
from bot.reception.routing import Desks, may_stay
from bot.reception.tickets import Status
from bot.reception.working_days import add_working_days
from handlers import words
from handlers.desk import Desk, speaking
from handlers.labels import N_
from handlers.say import lines, message, paragraphs, say
from storage import reminders
from storage.outbox import Priority, Send
from storage.tickets import Ticket

MARK = "⏰"
"""Begins every reminder: it mentions people and names concerns, and yet a reply to it is no
answer."""
LISTED = 25
"""Concerns in one message; of more it says how many."""


@dataclass(frozen=True, slots=True)
class _Due:
    """One line of a reminder."""

    ticket: Ticket
    deadline: Deadline
    audience: Audience


_BEFORE = {
    # NOTE: in a reminder to the office; {date} is the last day for it
    Deadline.REGISTRATION: N_("<b>{number}</b>: to be registered by {date}."),
    # NOTE: in a reminder to the office; {date} is the last day for it
    Deadline.ANSWER: N_("<b>{number}</b>: to be answered by {date}."),
}
_AFTER = {
    # NOTE: in a reminder to the office; {date} was the last day for it
    Deadline.REGISTRATION: N_("❗️ <b>{number}</b>: was to be registered by {date}."),
    # NOTE: in a reminder to the office; {date} was the last day for it
    Deadline.ANSWER: N_("❗️ <b>{number}</b>: was to be answered by {date}."),
}


async def remind(desk: Desk) -> list[Send]:
    """All reminders whose time has come. Each is noted, so that it goes out once: of several that
    were missed only the latest."""
    if not deadlines.is_office_time(desk.local_time, desk.directory.overrides):
        return []
    found = [due for deadline in Deadline for due in await _due(desk, deadline)]
    if not found:
        return []
    desks = await desk.desks()
    below: dict[int, list[_Due]] = defaultdict(list)
    above: dict[int, list[_Due]] = defaultdict(list)
    for due in found:
        own = _chat_of(due.ticket, desks)
        if own is not None:
            below[own].append(due)
        if due.audience is Audience.ABOVE or own is None:
            for chat_id in _above(due.ticket, desks):
                if chat_id != own:
                    above[chat_id].append(due)
    return [
        await _reminder(desk, chat_id, below[chat_id], above[chat_id])
        for chat_id in dict.fromkeys([*below, *above])
    ]


async def _due(desk: Desk, deadline: Deadline) -> list[_Due]:
    overrides = desk.directory.overrides
    horizon = add_working_days(desk.today, deadlines.EARLIEST, overrides)
    found = []
    for ticket, sent in await reminders.running(desk.tx, deadline, horizon):
        last_day = reminders.last_day(ticket, deadline)
        step = deadlines.step_due(deadline, last_day, desk.local_time, overrides)
        if step is None or step <= sent:
            continue
        await reminders.note(desk.tx, ticket, deadline, step, desk.now)
        found.append(_Due(ticket, deadline, LADDER[deadline][step].audience))
    return found


def _chat_of(ticket: Ticket, desks: Desks) -> int | None:
    """The chat that has the concern, if it may have it still."""
    if ticket.chat_id is None or not may_stay(
        ticket.office or "", ticket.about_office, ticket.chat_id, desks
    ):
        return None
    return ticket.chat_id


def _above(ticket: Ticket, desks: Desks) -> list[int]:
    """The monitoring chat and the administrators; nobody of the office complained of."""
    return [
        chat
        for chat in (desks.monitoring, *desks.administrators)
        if chat is not None and not desks.is_read_by(ticket.about_office, chat)
    ]


async def _reminder(
    desk: Desk, chat_id: int, below: Sequence[_Due], above: Sequence[_Due]
) -> Send:
    """What a chat has to do itself, and what others have not done."""
    with speaking(await desk.language_of_chat(chat_id)):
        own = [_line(desk, due, _in_charge(due)) for due in below]
        others = [_line(desk, due, _office(desk, due)) for due in above]
        listed = [*own, *others][:LISTED]
        more = len(own) + len(others) - len(listed)
        text = paragraphs(
            # NOTE: above a list of concerns whose last day is near or over
            say(_("⏰ <b>Deadlines</b>")),
            lines(*listed[: len(own)]) if own else None,
            # NOTE: above a list of concerns that other offices have in hand
            lines(_("At other offices:"), *listed[len(own) :]) if listed[len(own) :] else None,
            say(
                # NOTE: below a list; {count} is how many are not on it
                ngettext("And {count} concern more.", "And {count} concerns more.", more),
                count=more,
            )
            if more
            else None,
            _("Registered means: somebody took the concern, or it has its register number.")
            if any(due.deadline is Deadline.REGISTRATION for due in (*below, *above))
            else None,
        )
    return message(
        chat_id,
        text,
        priority=Priority.REMINDER,
        stream="deadlines",
        # An administrator who stopped the bot cannot be written to.
        optional=chat_id > 0,
    )


def _line(desk: Desk, due: _Due, who: Text | None) -> Text:
    ticket, last_day = due.ticket, reminders.last_day(due.ticket, due.deadline)
    texts = _BEFORE if desk.today <= last_day else _AFTER
    parts = [
        say(_(texts[due.deadline]), number=ticket.number or "", date=words.day(last_day)),
        # The law knows no pause: the day stands, whoever is waited for.
        Text(words.status(ticket.status)) if ticket.status is Status.WAITING else None,
        who,
    ]
    line: list[Text | str] = ["🔴 "] if ticket.urgent else []
    for part in parts:
        if part is not None:
            line += [part, " "]
    return Text(*line[:-1])


def _in_charge(due: _Due) -> Text | None:
    """Whoever took it, mentioned so that their phone tells them."""
    ticket = due.ticket
    if ticket.taken_by is None or ticket.taken_name is None:
        return None
    name = plain(ticket.taken_name)
    user = User(id=ticket.taken_by, is_bot=False, first_name=name)
    return say(_("In charge: {name}"), name=TextMention(name, user=user))


def _office(desk: Desk, due: _Due) -> Text | None:
    office = due.ticket.office
    if not desk.office_exists(office):
        return None
    return say(_("Office: {name}"), name=words.office(desk.directory, office or ""))
