"""Finding an office by the name of a place, in the resident's own spelling."""

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.utils.i18n import gettext as _

from bot.reception.gazetteer import Kind, Place
from bot.reception.permissions import Action
from handlers import words
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.resident.concern.choice import choose_district, choose_region, is_filing
from handlers.resident.concern.progress import LOOKING, Step, draft_of
from handlers.resident.concern.steps import redraw, show
from handlers.resident.concern.story import keep
from handlers.say import cut, message, say
from storage import drafts, entries
from storage.entries import Link
from storage.outbox import Send, Sends
from storage.places import gazetteer

router = Router(name=__name__)

LONGEST_NAME = 80
"""Characters: whoever writes more tells a story."""
OFFERED = 10
SEARCHED = 40
"""Of these the best in each district is offered: the office is the same for all of them."""
LABEL = 60
"""Characters on a button that has a row of its own."""


class PlacePress(CallbackData, prefix="pl"):
    """One of the places that were found; an empty code: none of them."""

    code: str


async def by_name(
    event: Message,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    name: str,
    *,
    only_certain: bool = False,
) -> list[Send]:
    """The office of the place that is meant, or the places that may be meant; empty: no such.

    Places that lead to one and the same office need no question.
    """
    if len(name) > LONGEST_NAME:
        return []
    found = gazetteer().search(name, SEARCHED)
    by_district: dict[str, Place] = {}
    for match in found.matches:
        if _leads_somewhere(desk, match.place):
            by_district.setdefault(match.place.district or match.place.code, match.place)
    known = list(by_district.values())[:OFFERED]
    if not known:
        return []
    if found.certain:
        return await _go_to(desk, actor, state, known[0])
    if only_certain:
        return []
    rows = [[_button(_label(desk, place), place.code)] for place in known]
    # NOTE: a button: none of the places that were found
    rows.append([_button(_("None of these"), "")])
    text = (
        _("Is this the place you mean?")
        if len(known) == 1
        else _("Which of these places do you mean?")
    )
    keyboard = InlineKeyboardMarkup(inline_keyboard=rows)
    if await is_filing(state):
        # "No water" is near the name of a village, too: whoever goes on without pressing any of
        # these has told a part of the story.
        await keep(desk, actor, await draft_of(desk, actor), [event])
    return [message(event.chat.id, text, keyboard, reply_to=event.message_id)]


@router.callback_query(PlacePress.filter(), flags={"action": Action.READ})
async def chosen(
    query: CallbackQuery, callback_data: PlacePress, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """One of the places; or none, and what was typed belongs to the story."""
    if not callback_data.code:
        return await _none(query, desk, actor, state)
    place = gazetteer().place(callback_data.code)
    if place is None or not _leads_somewhere(desk, place):
        return None
    kept = await _kept(query, desk, actor)
    if kept is not None and await _is_asked_for_a_place(state):
        # It was the name of a place, and no part of the story.
        await entries.forget(desk.tx, kept.ticket_id, [kept.entry_id or 0])
    return await _go_to(desk, actor, state, place)


async def _is_asked_for_a_place(state: FSMContext) -> bool:
    """Whoever is past that question has been told that the words are a part of the concern."""
    at = await state.get_state()
    return at in (Step.office.state, Step.district.state) and await is_filing(state)


async def _none(query: CallbackQuery, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    if not await is_filing(state):
        await state.set_data({LOOKING: True})
        note = _("Try another spelling, or choose with the buttons below.")
        return await show(Step.office, desk, actor, state, note)
    note = _("Please choose with the buttons below.")
    if await _kept(query, desk, actor) is not None:
        note = _("This is kept as part of your concern. Now please choose with the buttons below.")
    # Pressed late, it does not lead back from where the person is by now.
    return await redraw(desk, actor, state, await state.get_state(), note)


async def _kept(query: CallbackQuery, desk: Desk, actor: Actor) -> Link | None:
    """The words that were asked about, if they lie in the concern that is being written."""
    question = query.message
    typed = question.reply_to_message if isinstance(question, Message) else None
    draft = await drafts.of_resident(desk.tx, person(actor).id)
    if typed is None or draft is None:
        return None
    link = await entries.linked(desk.tx, typed.chat.id, typed.message_id)
    return link if link is not None and link.ticket_id == draft.id else None


async def _go_to(desk: Desk, actor: Actor, state: FSMContext, place: Place) -> list[Send]:
    if place.kind is Kind.REGION:
        return await choose_region(desk, actor, state, desk.directory.region(place.code))
    district = desk.directory.district(place.district or "")
    note = None
    if place.kind is not Kind.DISTRICT:
        note = say(
            # NOTE: a village or town and its district, both in the nominative
            _("📍 <b>{place}</b>, {district}"),
            place=place.name(words.language()),
            district=district.name.get(words.language()),
        )
    return await choose_district(desk, actor, state, district, note)


def _leads_somewhere(desk: Desk, place: Place) -> bool:
    """Whether the directory, which people edit, still has the place's region or district."""
    if place.kind is Kind.REGION:
        return any(region.code == place.code for region in desk.directory.regions)
    return any(district.code == place.district for district in desk.directory.districts)


def _label(desk: Desk, place: Place) -> str:
    """A place with its district beside it: many villages share a name."""
    language = words.language()
    if place.kind is Kind.REGION:
        return desk.directory.region(place.code).name.get(language)
    district = desk.directory.district(place.district or "").name.get(language)
    if place.kind is Kind.DISTRICT:
        return district
    return cut(f"{place.name(language)} · {district}", LABEL)


def _button(text: str, code: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=PlacePress(code=code).pack())
