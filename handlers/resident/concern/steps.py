"""The steps of filing a concern, and the screen of each.

The draft lies in the tickets table; the state only says which screen the person is on.
"""

from collections.abc import Awaitable, Callable, Sequence

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import KeyboardButton, ReplyKeyboardMarkup
from aiogram.utils.formatting import Italic, Text
from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from bot.reception.tickets import Status
from handlers import labels, words
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import Row, keyboard, pairs
from handlers.say import Keyboard, cut, lines, message, paragraphs, say
from storage import drafts, entries, tickets
from storage.entries import Entry
from storage.outbox import Send
from storage.tickets import Ticket


class Step(StatesGroup):
    """Where a person is."""

    office = State()
    """Position, region, or the office used before."""
    district = State()
    """Which district of the region; the region's code is in the data."""
    topic = State()
    story = State()
    review = State()
    discard = State()
    """Asked whether to delete what was written; the step to return to is in the data."""
    offer = State()
    """Wrote outside any flow: asked what the message is for."""
    adding = State()
    """Adding to a filed concern; its id is in the data."""


LOOKING = "looking"
"""The key in the state's data that says: an office is looked up, not chosen for a concern."""


ACCEPTED: dict[str | None, tuple[str, ...]] = {
    Step.district.state: (labels.BACK,),
    Step.topic.state: (labels.OTHER_OFFICE, labels.BACK),
    Step.story.state: (labels.DONE, labels.BACK),
    Step.review.state: (labels.SEND, labels.SHOW_NAME, labels.HIDE_NAME, labels.BACK),
    Step.discard.state: (labels.DISCARD, labels.KEEP),
    Step.offer.state: (labels.NEW, labels.DROP),
    Step.adding.state: (labels.DONE,),
}
"""The buttons of each step that are not understood everywhere."""

Screen = tuple[Text | str, Keyboard]


async def show(
    step: State, desk: Desk, actor: Actor, state: FSMContext, note: Text | str | None = None
) -> Send:
    """Go to a step and show its screen, under an optional note about what just happened."""
    await state.set_state(step)
    text, reply_keyboard = await _SCREENS[step](desk, actor, state)
    return message(person(actor).telegram_id, paragraphs(note, text), reply_keyboard)


async def go_on(
    desk: Desk, actor: Actor, state: FSMContext, note: Text | str | None = None
) -> Send:
    """The first step whose question is still open."""
    draft = await draft_of(desk, actor)
    if draft.office is None:
        return await show(Step.office, desk, actor, state, note)
    if draft.topic is None:
        return await show(Step.topic, desk, actor, state, note)
    return await show(Step.story, desk, actor, state, note)


async def draft_of(desk: Desk, actor: Actor) -> Ticket:
    """The concern the resident is writing; a new one when there is none."""
    resident = person(actor)
    draft = await drafts.of_resident(desk.tx, resident.id)
    return draft or await drafts.add(desk.tx, resident.id, actor.locale, desk.now)


async def _office(desk: Desk, actor: Actor, state: FSMContext) -> Screen:
    language = words.language()
    rows: list[Row] = [[KeyboardButton(text=_(labels.SHARE_POSITION), request_location=True)]]
    looking = await is_looking(state)
    last = person(actor).last_office
    if last is not None and not looking:
        rows.append([used_before(desk, last, language)])
    regions = [region.name.get(language) for region in desk.directory.regions]
    rows += pairs(regions)
    rows.append([_(labels.CANCEL)])
    if looking:
        text = _(
            "Which reception are you looking for? Share your position or choose the region or "
            "city."
        )
    else:
        text = _(
            "Step 1 of 4. Where did it happen? If you are there now, share your position. Or "
            "choose the region or city."
        )
    return text, keyboard(*rows)


def used_before(desk: Desk, office: str, language: str) -> str:
    """The label of the office used last time."""
    return "🏛 " + desk.directory.office(office).name.get(language)


async def is_looking(state: FSMContext) -> bool:
    """Whether an office is only looked up, not chosen for a concern."""
    return bool((await state.get_data()).get(LOOKING))


async def _district(desk: Desk, actor: Actor, state: FSMContext) -> Screen:
    language = words.language()
    region = desk.directory.region((await state.get_data())["region"])
    names = [d.name.get(language) for d in desk.directory.districts_of(region.code)]
    text = say(_("<b>{region}</b>. Which district or city?"), region=region.name.get(language))
    return text, keyboard(*pairs(names), [_(labels.BACK), _(labels.CANCEL)])


async def _topic(desk: Desk, actor: Actor, state: FSMContext) -> Screen:
    language = words.language()
    draft = await draft_of(desk, actor)
    office = desk.directory.office(draft.office or "")
    topics = [topic.name.get(language) for topic in desk.directory.topics]
    text = paragraphs(
        say(_("Reception: <b>{name}</b>"), name=office.name.get(language)),
        _("Step 2 of 4. What is it about?"),
    )
    rows = pairs(topics)
    rows += [[_(labels.OTHER_OFFICE)], [_(labels.BACK), _(labels.CANCEL)]]
    return text, keyboard(*rows)


async def _story(desk: Desk, actor: Actor, state: FSMContext) -> Screen:
    draft = await draft_of(desk, actor)
    count = await entries.count(desk.tx, draft.id)
    text = paragraphs(
        _(
            "Step 3 of 4. Tell us what happened: where, when, who took part, what you ask for. "
            "Write, or send photos, videos, voice messages, files, a location – as many as you "
            "like. Then press “Done”."
        ),
        say(
            ngettext(
                "{count} message is kept so far.", "{count} messages are kept so far.", count
            ),
            count=count,
        )
        if count
        else None,
    )
    return text, keyboard([_(labels.DONE)], [_(labels.BACK), _(labels.CANCEL)])


async def _review(desk: Desk, actor: Actor, state: FSMContext) -> Screen:
    language = words.language()
    draft = await draft_of(desk, actor)
    office = desk.directory.office(draft.office or "")
    topic = desk.directory.topic(draft.topic or "")
    exchange = await entries.of_ticket(desk.tx, draft.id)
    count = len(exchange)
    if draft.show_name:
        name = say(_("👤 Your name is shown to the office: <b>{name}</b>"), name=actor.name)
    else:
        name = say(
            _(
                "🙈 Your name is <b>not shown</b> to the office. A concern without a name counts "
                "as a signal: by law the office may decline to answer it formally."
            )
        )
    text = paragraphs(
        _("Step 4 of 4. Please check before you send:"),
        say(_("Reception: <b>{name}</b>"), name=office.name.get(language)),
        say(_("Topic: <b>{name}</b>"), name=topic.name.get(language)),
        say(ngettext("{count} message", "{count} messages", count), count=count),
        _preview(exchange),
        name,
    )
    toggle = labels.HIDE_NAME if draft.show_name else labels.SHOW_NAME
    return text, keyboard([_(labels.SEND)], [_(toggle)], [_(labels.BACK), _(labels.CANCEL)])


PREVIEW_LINES = 12
PREVIEW_LENGTH = 150


def _preview(exchange: Sequence[Entry]) -> Text:
    """What was told, each message in a line."""
    shown = [
        cut(entry.content["text"] or words.kind(entry.content["kind"]), PREVIEW_LENGTH)
        for entry in exchange[:PREVIEW_LINES]
    ]
    if len(exchange) > PREVIEW_LINES:
        shown.append("…")
    return lines(*(Text("• ", Italic(line)) for line in shown))


async def _discard(desk: Desk, actor: Actor, state: FSMContext) -> Screen:
    text = _("You have not sent your concern. Delete what you wrote?")
    return text, keyboard([_(labels.DISCARD)], [_(labels.KEEP)])


async def _offer(desk: Desk, actor: Actor, state: FSMContext) -> Screen:
    rows: list[Row] = [[_(labels.NEW)]]
    rows += [[add_to(ticket)] for ticket in await offered_to(desk, actor)]
    rows.append([_(labels.DROP)])
    text = _(
        "Your message is kept, but not sent to anybody yet. Make it a new concern, add it to one "
        "of yours (➕), or delete it?"
    )
    return text, keyboard(*rows)


OFFERED = 4
"""Concerns offered for an addition, newest first."""
OFFERED_CLOSED_SECONDS = 30 * 86400
"""How long after its closing a concern is still offered: an addition opens it again."""


async def offered_to(desk: Desk, actor: Actor) -> list[Ticket]:
    """The concerns a message may be added to: the open ones, and those closed lately."""
    filed = await tickets.filed_by(desk.tx, person(actor).id)
    return [
        ticket
        for ticket in filed
        if ticket.is_open
        or (
            ticket.status is Status.CLOSED
            and desk.now - ticket.updated_at < OFFERED_CLOSED_SECONDS
        )
    ][:OFFERED]


def add_to(ticket: Ticket) -> str:
    """The label that offers an addition to a concern."""
    return f"➕ {ticket.number}"


async def _adding(desk: Desk, actor: Actor, state: FSMContext) -> Screen:
    ticket_id = (await state.get_data())["ticket"]
    ticket = await tickets.ticket_for(desk.tx, actor.sight, ticket_id)
    text = say(
        _(
            "Write what you want to add to <b>{number}</b>. Each message goes to the office at "
            "once. When you have finished, press “Done”."
        ),
        number=(ticket.number if ticket else None) or "",
    )
    return text, keyboard([_(labels.DONE)])


_SCREENS: dict[State, Callable[[Desk, Actor, FSMContext], Awaitable[Screen]]] = {
    Step.office: _office,
    Step.district: _district,
    Step.topic: _topic,
    Step.story: _story,
    Step.review: _review,
    Step.discard: _discard,
    Step.offer: _offer,
    Step.adding: _adding,
}


async def redraw(
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    current: str | None,
    note: Text | str | None = None,
) -> Send | None:
    """The screen the person is on, drawn again; None outside of any flow."""
    for step in _SCREENS:
        if step.state == current:
            return await show(step, desk, actor, state, note)
    return None


def recall_keyboard() -> ReplyKeyboardMarkup:
    """Under the reminder of an unsent concern: go on, or leave it."""
    return keyboard([_(labels.GO_ON)], [_(labels.CANCEL)])
