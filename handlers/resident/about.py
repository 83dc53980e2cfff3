"""About the agency: a table of contents, its pages, and a search over them, in one message."""

from aiogram import Router
from aiogram.filters import Command, CommandObject, or_f
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.utils.formatting import Bold, Italic, Text
from aiogram.utils.i18n import gettext as _
from pydantic import Field

from bot.reception.permissions import Action
from handlers import labels, words
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import N_, Pressed
from handlers.resident.concern.steps import redraw
from handlers.resident.page_search import search
from handlers.resident.seen import remember
from handlers.say import cut, in_place, length, lines, message, paragraphs, say
from locales.pages import Page, pages
from storage.outbox import Send, Sends

router = Router(name=__name__)

PART = 3500
"""UTF-16 units of a page's text in one message: Telegram allows 4,096."""
SNIPPET = 160
"""UTF-16 units that are shown of a page that was found."""
MAX_QUERY = 100

SECTIONS = {
    # NOTE: a heading in the table of contents
    "appeal": N_("Your right to appeal"),
    # NOTE: a heading in the table of contents: receptions, councils, monitoring, events
    "people": N_("Peace between people"),
    # NOTE: a heading in the table of contents: tasks, priorities, documents
    "agency": N_("The agency"),
    # NOTE: a heading in the table of contents: law-making, day-to-day work
    "work": N_("Its work"),
}


class PagePress(CallbackData, prefix="ab"):
    """A page, or a part of one; an empty id: the table of contents."""

    id: str = ""
    part: int = Field(default=0, ge=0, lt=100)


Screen = tuple[Text, InlineKeyboardMarkup]


@router.message(or_f(Command("about"), Pressed(labels.ABOUT)), flags={"action": Action.READ})
async def about(
    event: Message,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    raw_state: str | None,
    command: CommandObject | None = None,
) -> Sends:
    """The table of contents; with words behind the command, the pages that have them."""
    await remember(state, "about")
    if command and command.args:
        text, keyboard = found(desk, command.args[:MAX_QUERY])
    else:
        text, keyboard = contents(desk)
    screen = await redraw(desk, actor, state, raw_state)
    sends = [message(event.chat.id, text, keyboard)]
    return [*sends, screen] if screen else sends


@router.callback_query(PagePress.filter(), flags={"action": Action.READ})
async def turn(
    query: CallbackQuery, callback_data: PagePress, desk: Desk, state: FSMContext
) -> Sends:
    """Another page, another part, or the table of contents, in the same message."""
    screen = page_screen(desk, callback_data.id, callback_data.part)
    await remember(state, f"about_{callback_data.id}".rstrip("_"))
    return in_place(query, *(screen or contents(desk)))


async def linked(desk: Desk, actor: Actor, page_id: str) -> list[Send] | None:
    """What a link to a page shows: the contents for an empty id; None for an unknown page."""
    screen = page_screen(desk, page_id) if page_id else contents(desk)
    return [message(person(actor).telegram_id, *screen)] if screen else None


def contents(desk: Desk) -> Screen:
    """The table of contents."""
    text = paragraphs(
        Text(Bold(desk.directory.agency.get(words.language()))),
        _("What would you like to read about? To search, write /about and a word after it."),
    )
    rows = [[_button(page.title, PagePress(id=page.id))] for page in pages(words.language())]
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


def page_screen(desk: Desk, page_id: str, part: int = 0) -> Screen | None:
    """A page; None when there is no such page: an old button, or a forged one."""
    listed = pages(words.language())
    at = next((i for i, page in enumerate(listed) if page.id == page_id), None)
    if at is None:
        return None
    page = listed[at]
    parts = _parts(desk, page)
    part = min(part, len(parts) - 1)
    title: list[Text | str] = [Bold(page.title)]
    if page.as_of is not None:
        # NOTE: under the title of a page that tells of the past
        title.append(Italic(_("As of {year}").format(year=page.as_of)))
    place = Italic(
        # NOTE: {section} is a heading of the table of contents
        _("{section} · page {number} of {count}").format(
            section=_(SECTIONS[page.section]), number=at + 1, count=len(listed)
        )
    )
    text = paragraphs(lines(*title), parts[part], place)
    turn: list[InlineKeyboardButton] = []
    if part > 0:
        turn.append(_button("⬅️", PagePress(id=page.id, part=part - 1)))
    elif at > 0:
        turn.append(_button("⬅️", PagePress(id=listed[at - 1].id)))
    # NOTE: a button: to the table of contents
    turn.append(_button(_("☰ Contents"), PagePress()))
    if part + 1 < len(parts):
        turn.append(_button("➡️", PagePress(id=page.id, part=part + 1)))
    elif at + 1 < len(listed):
        turn.append(_button("➡️", PagePress(id=listed[at + 1].id)))
    return text, InlineKeyboardMarkup(inline_keyboard=[turn])


def found(desk: Desk, query: str) -> Screen:
    """The pages that have these words; the table of contents when none has."""
    hits = search(query, words.language())
    if not hits:
        text, keyboard = contents(desk)
        nothing = say(_("Nothing was found about “{words}”."), words=query)
        return paragraphs(nothing, text), keyboard
    text = paragraphs(
        # NOTE: {words} is what the resident searched for
        say(_("Found about “{words}”:"), words=query),
        *(lines(Text(Bold(hit.page.title)), Text(cut(hit.paragraph, SNIPPET))) for hit in hits),
    )
    rows = [[_button(hit.page.title, PagePress(id=hit.page.id))] for hit in hits]
    rows.append([_button(_("☰ Contents"), PagePress())])
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


def _parts(desk: Desk, page: Page) -> list[Text]:
    """The page's text in as many messages as Telegram needs; paragraphs stay whole."""
    agency = desk.directory.agency.get(words.language())
    parts = [Text()]
    for paragraph in page.paragraphs:
        block = say(paragraph, agency=agency)
        longer = paragraphs(parts[-1], block) if parts[-1].render()[0] else block
        if length(longer.render()[0]) > PART:
            parts.append(block)
        else:
            parts[-1] = longer
    return parts


def _button(text: str, data: PagePress) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack())
