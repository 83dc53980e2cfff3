"""The clock of the law in words: who is reminded of which deadlines, all in one message a chat, or
in as few as hold them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from aiogram.types import User
from aiogram.utils.formatting import Text, TextMention
from aiogram.utils.i18n import gettext as _

from bot.reception import deadlines
from bot.reception.deadlines import LADDER, Audience, Deadline
from bot.reception.plain import plain
from bot.reception.routing import Desks
from bot.reception.tickets import Status
from bot.reception.working_days import add_working_days
from handlers import words
from handlers.desk import Desk, speaking
from handlers.labels import N_
from handlers.say import cut, length, lines, message, paragraphs, say
from handlers.staff import private_cards
from handlers.staff.continuation import Result
from handlers.staff.wrong_chat import is_in_wrong_chat
from storage import chats, reminders
from storage.outbox import Priority, Send
from storage.tickets import Ticket

MARK = "⏰"
"""Begins every reminder: it mentions people and names concerns, and yet a reply to it is no
answer."""
LISTED = 25
"""Concerns in one message."""
PAGE = 3500
"""UTF-16 units of the concerns in one message: Telegram allows 4,096 with the rest."""
_NAME = 40
"""UTF-16 units of a secretary's name."""


@dataclass(frozen=True, slots=True)
class _Due:
    """A deadline that a chat is reminded of."""

    ticket: Ticket
    deadline: Deadline

    @property
    def last_day(self) -> date:
        """The day of the deadline."""
        return reminders.last_day(self.ticket, self.deadline)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a reminder."""

    due: _Due
    is_own: bool
    """Whether the concern is in the hands of those who are reminded."""
    said: Text


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
    were missed only the latest. What came too late for a chat in earlier office hours is said
    there now."""
    if not deadlines.is_office_time(desk.local_time, desk.directory.overrides):
        return []
    found = [due for deadline in Deadline for due in await _due(desk, deadline)]
    owed = await reminders.take_owed(desk.tx, desk.now)
    if not found and not owed:
        return []
    desks = await desk.desks()
    # Keys without values: each deadline is named once.
    below: dict[int, dict[_Due, None]] = defaultdict(dict)
    above: dict[int, dict[_Due, None]] = defaultdict(dict)
    for due, audience in found:
        own = _chat_of(due.ticket, desks)
        handling = [*([own] if own is not None else ()), *await _in_private(desk, due.ticket, own)]
        for chat_id in handling:
            below[chat_id][due] = None
        if audience is Audience.ABOVE or own is None:
            for chat_id in _above(due.ticket, desks):
                if chat_id not in handling:
                    above[chat_id][due] = None
    moves = await chats.moves(desk.tx)
    for owed_to, ticket, deadline in owed:
        chat_id = moves.get(owed_to, owed_to)
        own = _chat_of(ticket, desks)
        if chat_id == own or chat_id in await _in_private(desk, ticket, own):
            below[chat_id][_Due(ticket, deadline)] = None
        elif chat_id in _above(ticket, desks):
            above[chat_id][_Due(ticket, deadline)] = None
    return [
        send
        for chat_id in dict.fromkeys([*below, *above])
        for send in await _reminder(desk, chat_id, below[chat_id], above[chat_id])
    ]


async def _due(desk: Desk, deadline: Deadline) -> list[tuple[_Due, Audience]]:
    overrides = desk.directory.overrides
    horizon = add_working_days(desk.today, deadlines.EARLIEST, overrides)
    found = []
    for ticket, sent in await reminders.running(desk.tx, deadline, horizon):
        last_day = reminders.last_day(ticket, deadline)
        step = deadlines.step_due(deadline, last_day, desk.local_time, overrides)
        if step is None or step <= sent:
            continue
        await reminders.note(desk.tx, ticket, deadline, step, desk.now)
        found.append((_Due(ticket, deadline), LADDER[deadline][step].audience))
    return found


async def reminded(desk: Desk, result: Result) -> list[Send]:
    """What did not arrive within the office's day is said in the next office hours."""
    if result.reason == "expired":
        await reminders.owe(desk.tx, result.chat_id, result.context["due"])
    return []


def _chat_of(ticket: Ticket, desks: Desks) -> int | None:
    """The chat that has the concern, if it may have it still."""
    return None if is_in_wrong_chat(ticket, desks) else ticket.chat_id


async def _in_private(desk: Desk, ticket: Ticket, own: int | None) -> list[int]:
    """The private chats of the named secretaries who are reminded: whoever took it, unless they
    are in the chat that has it; all of the office, when no chat has it."""
    if own is not None and ticket.taken_by is None:
        return []
    people = await private_cards.readers(desk, ticket, outside=own)
    return [
        person.telegram_id
        for person in people
        if own is None or person.telegram_id == ticket.taken_by
    ]


def _above(ticket: Ticket, desks: Desks) -> list[int]:
    """The monitoring chat and the administrators; nobody of the office complained of."""
    return [
        chat
        for chat in (desks.monitoring, *desks.administrators)
        if chat is not None and not desks.is_read_by(ticket.about_office, chat)
    ]


async def _reminder(
    desk: Desk, chat_id: int, below: Iterable[_Due], above: Iterable[_Due]
) -> list[Send]:
    """What a chat has to do itself, and what others have not done."""
    with speaking(await desk.language_of_chat(chat_id)):
        own = [_Line(due, True, _line(desk, due, _in_charge(due))) for due in below]
        others = [_Line(due, False, _line(desk, due, _office(desk, due))) for due in above]
        return [_message(desk, chat_id, page) for page in _pages([*own, *others])]


def _pages(listed: Iterable[_Line]) -> Iterator[list[_Line]]:
    """The lines in as few messages as hold them."""
    page: list[_Line] = []
    filled = 0
    for line in listed:
        size = length(line.said.render()[0]) + 1
        if page and (len(page) == LISTED or filled + size > PAGE):
            yield page
            page, filled = [], 0
        page.append(line)
        filled += size
    if page:
        yield page


def _message(desk: Desk, chat_id: int, page: list[_Line]) -> Send:
    own = [line.said for line in page if line.is_own]
    others = [line.said for line in page if not line.is_own]
    text = paragraphs(
        # NOTE: above a list of concerns whose last day is near or over
        say(_("⏰ <b>Deadlines</b>")),
        lines(*own) if own else None,
        # NOTE: above a list of concerns that other offices have in hand
        lines(_("At other offices:"), *others) if others else None,
        _("Registered means: somebody took the concern, or it has its register number.")
        if any(line.due.deadline is Deadline.REGISTRATION for line in page)
        else None,
    )
    named = [[line.due.ticket.id, line.due.deadline, str(line.due.last_day)] for line in page]
    return message(
        chat_id,
        text,
        priority=Priority.REMINDER,
        stream="deadlines",
        # Nobody is reminded after the office's day.
        expires_in=int(deadlines.close_of_day(desk.local_time).timestamp() - desk.now),
        on_result=reminders.REMINDED,
        context={"due": named},
        # Who stopped the bot cannot be written to.
        optional=chat_id > 0,
    )


def _line(desk: Desk, due: _Due, who: Text | None) -> Text:
    ticket, last_day = due.ticket, due.last_day
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
    name = cut(plain(ticket.taken_name), _NAME)
    user = User(id=ticket.taken_by, is_bot=False, first_name=name)
    return say(_("In charge: {name}"), name=TextMention(name, user=user))


def _office(desk: Desk, due: _Due) -> Text | None:
    office = due.ticket.office
    if not desk.office_exists(office):
        return None
    return say(_("Office: {name}"), name=words.office(desk.directory, office or ""))
