"""Lists of concerns: what they say and offer. No word of a resident stands in them."""

from collections.abc import Sequence
from datetime import date

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Code, Text
from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from bot.reception.plain import plain
from bot.reception.tickets import Status, is_overdue
from handlers import words
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.labels import FITS, fitting
from handlers.paging import LISTED, page_of, turns
from handlers.say import cut, lines, paragraphs, say
from handlers.staff.queue.presses import (
    ANYBODY,
    NOBODY,
    SIGN,
    FindPress,
    QueuePress,
    button,
    look,
)
from storage import queue, search
from storage.queue import Counted, View, Wanted
from storage.tickets import Ticket

CHOICES = 30
"""Topics, states or people that are offered at most."""

Screen = tuple[Text, InlineKeyboardMarkup | None]


async def view(desk: Desk, actor: Actor) -> View:
    """What somebody may look through where they are."""
    return View(actor.desk_sight, await desk.desks())


async def queue_screen(desk: Desk, actor: Actor, press: QueuePress) -> Screen:
    """A page of the open concerns, as they were chosen."""
    seen, wanted = await view(desk, actor), _wanted(press)
    counted = await queue.count(desk.tx, seen, wanted, desk.today)
    _places, page, more = page_of(range(counted.all), press.page)
    found = await queue.open_tickets(desk.tx, seen, wanted, limit=LISTED, offset=page * LISTED)
    chosen = await _chosen(desk, seen, press)
    if not found:
        # NOTE: there are no concerns in the list of open ones
        nothing = say(_("Nothing is open here."))
        text = paragraphs(_title(counted), chosen, nothing)
    else:
        text = paragraphs(_title(counted), chosen, *(_line(desk, one) for one in found))
    rows = _openers(found)
    rows += turns(page, more, lambda to: press.model_copy(update={"do": "show", "page": to}))
    rows.append(
        [
            # NOTE: a button of three in a row: choose a topic
            _filter(_("🏷 Topic"), "topics", press),
            # NOTE: a button of three in a row: choose a state
            _filter(_("🔧 State"), "states", press),
            # NOTE: a button of three in a row: choose a secretary
            _filter(_("👤 Who"), "people", press),
        ]
    )
    if chosen is not None:
        # NOTE: a button: show all open concerns again
        rows.append([button(_("✖️ Show all"), QueuePress(do="show"))])
    return text, InlineKeyboardMarkup(inline_keyboard=list(fitting(rows)))


def _wanted(press: QueuePress) -> Wanted:
    return Wanted(
        topic=press.topic or None,
        status=press.state or None,
        taken_by=None if press.who == ANYBODY else press.who,
    )


def _title(counted: Counted) -> Text:
    # NOTE: above a list of them
    open_now = ngettext("{count} open concern", "{count} open concerns", counted.all)
    # NOTE: {count} is open concerns that are urgent
    urgent = _("🔴 urgent: {count}")
    # NOTE: {count} is open concerns that should have been answered by now
    overdue = _("⏰ overdue: {count}")
    return Text(
        f"{SIGN} ",
        Bold(open_now.format(count=counted.all)),
        f" · {urgent.format(count=counted.urgent)}" if counted.urgent else "",
        f" · {overdue.format(count=counted.overdue)}" if counted.overdue else "",
    )


def _line(desk: Desk, ticket: Ticket) -> Text:
    """One concern in two lines: its number and state, then its topic, who, and until when."""
    details = [topic_name(desk, ticket.topic)]
    if ticket.taken_name and ticket.is_open:
        details.append(f"👤 {cut(plain(ticket.taken_name), 40)}")
    if ticket.due_on and ticket.is_open and ticket.due_met_at is None:
        late = is_overdue(ticket.status, ticket.due_on, ticket.due_met_at, desk.today)
        details.append(_due(ticket.due_on, late=late))
    elif ticket.filed_at:
        details.append(words.day(words.date_of(ticket.filed_at, desk.setting.zone)))
    return lines(
        Text(
            "🔴 " if ticket.urgent and ticket.is_open else "",
            Bold(ticket.number or ""),
            " · ",
            words.status(ticket.status),
        ),
        " · ".join(one for one in details if one),
    )


def _due(day: date, *, late: bool) -> str:
    # NOTE: {date} is the day by which the office should have answered
    was = _("⏰ was due {date}")
    # NOTE: {date} is the day by which the office should answer
    text = was if late else _("due {date}")
    return text.format(date=words.day(day))


def topic_name(desk: Desk, code: str | None) -> str:
    """A topic in the language of the text; one that is no longer there by its code."""
    topic = next((one for one in desk.directory.topics if one.code == code), None)
    return topic.name.get(words.language()) if topic else code or ""


def _openers(found: Sequence[Ticket]) -> list[list[InlineKeyboardButton]]:
    buttons = [look(one.number or "", "look", one.id) for one in found]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def _filter(text: str, do: str, press: QueuePress) -> InlineKeyboardButton:
    return button(text, press.model_copy(update={"do": do, "page": 0}))


async def _chosen(desk: Desk, seen: View, press: QueuePress) -> Text | None:
    """What the list is narrowed down to."""
    parts = []
    if press.topic:
        parts.append(topic_name(desk, press.topic))
    if press.state:
        parts.append(state_name(press.state))
    if press.who != ANYBODY:
        people = dict(await queue.in_charge(desk.tx, seen))
        parts.append(_who(press.who, people.get(press.who)))
    # NOTE: {choice} is what a list was narrowed down to: a topic, a state, a name
    return say(_("Only: {choice}"), choice=" · ".join(parts)) if parts else None


def state_name(state: str) -> str:
    """A state in words; a forged one as it is."""
    return words.status(Status(state)) if state in set(Status) else state


def _who(who: int, name: str | None) -> str:
    if who == NOBODY:
        # NOTE: stands for the secretary of a concern that nobody is in charge of
        return _("👤 nobody yet")
    # NOTE: stands for a secretary who is in charge of nothing here
    return f"👤 {cut(plain(name), 26)}" if name else _("👤 has no concerns here")


async def choice_screen(desk: Desk, actor: Actor, press: QueuePress) -> Screen:
    """What the list can be narrowed down to: of what there is."""
    seen = await view(desk, actor)
    choices: list[tuple[str, dict[str, str | int]]]
    match press.do:
        case "topics":
            # NOTE: choose the topic of the concerns that are listed
            question = _("Which topic?")
            found = await queue.topics(desk.tx, seen)
            choices = [(topic_name(desk, code), {"topic": code}) for code in found]
            every: dict[str, str | int] = {"topic": ""}
        case "states":
            # NOTE: choose the state of the concerns that are listed
            question = _("Which state?")
            found = await queue.states(desk.tx, seen)
            choices = [(state_name(code), {"state": code}) for code in found]
            every = {"state": ""}
        case _:
            # NOTE: choose the secretary whose concerns are listed
            question = _("Whose concerns?")
            people = await queue.in_charge(desk.tx, seen)
            choices = [(_who(NOBODY, None), {"who": NOBODY})]
            choices += [(_who(id_, name), {"who": id_}) for id_, name in people]
            every = {"who": ANYBODY}
    rows = [
        [button(cut(text, FITS[1]), press.model_copy(update={"do": "show", **change}))]
        for text, change in choices[:CHOICES]
    ]
    # NOTE: a button: do not narrow the list down by this
    rows.append([button(_("All of them"), press.model_copy(update={"do": "show", **every}))])
    return say(f"{SIGN} {question}"), InlineKeyboardMarkup(inline_keyboard=rows)


async def found_screen(desk: Desk, actor: Actor, question: str, page: int) -> Screen:
    """A page of the concerns in which words were found; the words stand in it as code, so that
    the next page can be asked for."""
    keys = search.words(question)
    seen = await view(desk, actor)
    found = (
        await queue.find(desk.tx, seen, keys, limit=LISTED + 1, offset=page * LISTED)
        if keys
        else []
    )
    if not found:
        # NOTE: {words} is what somebody looked for
        text = say(_("No concern here has these words: {words}"), words=Code(question))
        return Text(f"{SIGN} ", text), None
    # NOTE: {words} is what somebody looked for
    title = say(_("Concerns with these words: {words}"), words=Code(question))
    shown = found[:LISTED]
    rows = _openers(shown)
    rows += turns(page, len(found) > LISTED, lambda to: FindPress(page=to))
    return (
        paragraphs(Text(f"{SIGN} ", title), *(_line(desk, one) for one in shown)),
        InlineKeyboardMarkup(inline_keyboard=list(fitting(rows))),
    )


def several_screen(desk: Desk, found: Sequence[Ticket]) -> Screen:
    """Which of the concerns that a number may mean?"""
    shown = found[:LISTED]
    # NOTE: several concerns have the number that somebody wrote
    title = say(_("Which of these concerns?"))
    return (
        paragraphs(Text(f"{SIGN} ", title), *(_line(desk, one) for one in shown)),
        InlineKeyboardMarkup(inline_keyboard=list(fitting(_openers(shown)))),
    )
