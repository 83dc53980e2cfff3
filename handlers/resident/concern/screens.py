"""The screen of each step of filing a concern: what it asks, and the keyboard under it."""

from collections.abc import Awaitable, Callable, Sequence

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import KeyboardButton
from aiogram.utils.formatting import Italic, Text
from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from handlers import labels, pace, words
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import Row, keyboard, pairs
from handlers.paging import page_of
from handlers.resident.concern.progress import (
    Step,
    add_to,
    draft_of,
    is_looking,
    offered_to,
    used_before,
)
from handlers.say import Keyboard, cut, lines, paragraphs, say
from storage import entries, tickets
from storage.entries import Entry
from storage.tickets import Ticket

Screen = tuple[Text | str, Keyboard]

LISTED = 10
"""Districts on one page: five rows where the names are short."""
PAGE = "page"
"""The key in the state's data of the page of the district list."""


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
            "Which reception are you looking for? Write the name of your village or town, share "
            "your position, or choose the region or city below."
        )
    else:
        text = _(
            "Step 1 of 4. Where did it happen? Write the name of the village or town. If you are "
            "there now, you can share your position. Or choose the region or city below."
        )
    return text, keyboard(*rows)


async def _district(desk: Desk, actor: Actor, state: FSMContext) -> Screen:
    language = words.language()
    data = await state.get_data()
    region = desk.directory.region(data["region"])
    names = [d.name.get(language) for d in desk.directory.districts_of(region.code)]
    shown, page, more = page_of(names, data.get(PAGE, 0), LISTED)
    rows = pairs(shown)
    turn: Row = []
    if page > 0:
        turn.append(_(labels.PREVIOUS))
    if more:
        turn.append(_(labels.NEXT))
    if turn:
        rows.append(turn)
    text = say(_("<b>{region}</b>. Which district or city?"), region=region.name.get(language))
    return text, keyboard(*rows, [_(labels.BACK), _(labels.CANCEL)])


async def _topic(desk: Desk, actor: Actor, state: FSMContext) -> Screen:
    language = words.language()
    draft = await draft_of(desk, actor)
    topics = [topic.name.get(language) for topic in desk.directory.topics]
    text = paragraphs(_where_to(desk, draft), _("Step 2 of 4. What is it about?"))
    rows = pairs(topics)
    toggle = labels.NOT_ABOUT_OFFICE if draft.about_office else labels.ABOUT_OFFICE
    rows += [[_(labels.OTHER_OFFICE)], [_(toggle)], [_(labels.BACK), _(labels.CANCEL)]]
    return text, keyboard(*rows)


def _where_to(desk: Desk, draft: Ticket) -> Text:
    """Who will read the concern; and who will not, when it is about a reception."""
    reception = say(
        _("Reception: <b>{name}</b>"), name=words.office(desk.directory, draft.office or "")
    )
    if draft.about_office is None:
        return reception
    complained = say(
        # NOTE: {name} is that of a reception
        _("⚠️ Your concern is about the reception <b>{name}</b>. It will not be shown there."),
        name=words.office(desk.directory, draft.about_office),
    )
    handled = say(
        # NOTE: {name} is that of another reception, or the central office
        _("It will be read here instead: <b>{name}</b>"),
        name=words.office(desk.directory, draft.office or ""),
    )
    return lines(complained, handled)


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
            # NOTE: {count} is what the resident has told
            ngettext(
                "{count} message is kept so far.", "{count} messages are kept so far.", count
            ),
            count=count,
        )
        if count
        else None,
    )
    return text, keyboard([_(labels.DONE)], [_(labels.BACK), _(labels.CANCEL)])


def about_name(draft: Ticket, actor: Actor) -> Text:
    """Whether the office sees its writer's name."""
    if draft.show_name:
        # NOTE: {name} is that of the resident
        return say(_("👤 Your name is shown to the office: <b>{name}</b>"), name=actor.name)
    return say(
        _(
            "🙈 Your name is <b>not shown</b> to the office. A concern without a name counts as a "
            "signal: by law the office may decline to answer it formally."
        )
    )


async def _review(desk: Desk, actor: Actor, state: FSMContext) -> Screen:
    language = words.language()
    draft = await draft_of(desk, actor)
    topic = desk.directory.topic(draft.topic or "")
    exchange = await entries.of_ticket(desk.tx, draft.id)
    count = len(exchange)
    text = paragraphs(
        _("Step 4 of 4. Please check before you send:"),
        _where_to(desk, draft),
        # NOTE: {name} is the topic of the concern
        say(_("Topic: <b>{name}</b>"), name=topic.name.get(language)),
        # NOTE: {count} is what the resident has told
        say(ngettext("{count} message", "{count} messages", count), count=count),
        _preview(exchange),
        about_name(draft, actor),
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
    rows: list[Row] = [[add_to(ticket)] for ticket in await offered_to(desk, actor)]
    text = (
        _(
            "Your message is kept, but not sent to anybody yet. Make it a new concern, add it to "
            "one of yours (➕), or delete it?"
        )
        if rows
        else _(
            "Your message is kept, but not sent to anybody yet. Make it a new concern, or delete "
            "it?"
        )
    )
    return text, keyboard([_(labels.NEW)], *rows, [_(labels.DROP)])


async def _adding(desk: Desk, actor: Actor, state: FSMContext) -> Screen:
    ticket_id = (await state.get_data())["ticket"]
    ticket = await tickets.ticket_for(desk.tx, actor.sight, ticket_id)
    text = _(
        "Write what you want to add to <b>{number}</b>. Each message goes to the office at "
        "once. When you have finished, press “Done”."
    )
    if not await pace.goes_at_once(desk, person(actor).id):
        text = _(
            "Write what you want to add to <b>{number}</b>. When you have finished, press “Done”."
        )
    number = (ticket.number if ticket else None) or ""
    return say(text, number=number), keyboard([_(labels.DONE)])


SCREENS: dict[State, Callable[[Desk, Actor, FSMContext], Awaitable[Screen]]] = {
    Step.office: _office,
    Step.district: _district,
    Step.topic: _topic,
    Step.story: _story,
    Step.review: _review,
    Step.discard: _discard,
    Step.offer: _offer,
    Step.adding: _adding,
}
