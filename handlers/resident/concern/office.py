"""Choosing an office: by position, by region and district, or the one used before."""

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.directory import LANGUAGES, Office
from bot.reception.geography import inside_country, nearest
from bot.reception.permissions import Action
from handlers import labels, words
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import Pressed, named
from handlers.resident.additions import awaited_by, place
from handlers.resident.concern.steps import (
    Step,
    draft_of,
    is_looking,
    redraw,
    show,
    used_before,
)
from handlers.resident.concern.story import keep_early
from handlers.resident.offices import office_card
from handlers.say import say
from storage import drafts
from storage.outbox import Sends

router = Router(name=__name__)


def is_place(desk: Desk, text: str | None) -> bool:
    """Whether a text is a region or a district, in any language."""
    names = [region.name for region in desk.directory.regions]
    names += [district.name for district in desk.directory.districts]
    return any(named(text, name) for name in names)


async def choose(
    desk: Desk, actor: Actor, state: FSMContext, office: Office, note: Text | str | None = None
) -> Sends:
    """An office was chosen: show it, or go on to the topic."""
    if await is_looking(state):
        await state.clear()
        return office_card(person(actor).telegram_id, office, note)
    draft = await draft_of(desk, actor)
    draft = await drafts.change(desk.tx, draft, desk.now, office=office.code)
    step = Step.topic if draft.topic is None else Step.story
    return await show(step, desk, actor, state, note)


@router.message(StateFilter(Step.office, Step.district), F.location, flags={"action": Action.FILE})
async def position(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """A shared position suggests the nearest office; the next screen offers to change it."""
    if event.location is None:
        return None
    latitude, longitude = event.location.latitude, event.location.longitude
    if not inside_country(latitude, longitude):
        outside = _(
            "This position is outside Kyrgyzstan. Please choose the region or city instead."
        )
        return await show(Step.office, desk, actor, state, outside)
    office, km = nearest(desk.directory.offices, latitude, longitude)[0]
    note = say(
        _(
            "By your position the nearest reception is <b>{name}</b>, about {km} km in a "
            "straight line. If it is the wrong one, choose another."
        ),
        name=office.name.get(words.language()),
        km=max(1, round(km)),
    )
    return await choose(desk, actor, state, office, note)


@router.message(StateFilter(Step.office, Step.district), F.text, flags={"action": Action.FILE})
async def place_name(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """A region, a district, or the office used before. A region with one place needs no second
    question; a region pressed twice, or another one, is understood as well."""
    last = person(actor).last_office
    for language in LANGUAGES:
        if last is not None and event.text == used_before(desk, last, language):
            return await choose(desk, actor, state, desk.directory.office(last))
    for candidate in desk.directory.regions:
        if named(event.text, candidate.name):
            places = desk.directory.districts_of(candidate.code)
            if len(places) == 1:
                office = desk.directory.office_for_district(places[0].code)
                return await choose(desk, actor, state, office)
            await state.update_data(region=candidate.code)
            return await show(Step.district, desk, actor, state)
    for district in desk.directory.districts:
        if named(event.text, district.name):
            office = desk.directory.office_for_district(district.code)
            return await choose(desk, actor, state, office)
    return await no_choice(event, desk, actor, state, None)


async def no_choice(
    event: Message,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    album: list[Message] | None,
) -> Sends:
    """Something else than a place: an answer to an office, or the beginning of the story."""
    if not await is_looking(state):
        return await keep_early(event, desk, actor, state, album)
    if event.text is None or await awaited_by(desk, actor) is not None:
        # Nobody tells a story to a list: it is for an office, or to be asked about.
        await state.clear()
        return await place(event, desk, actor, state, album)
    note = _("There is no such place in the list. Please choose with the buttons below.")
    return await redraw(desk, actor, state, await state.get_state(), note)


@router.message(
    StateFilter(Step.topic), Pressed(labels.OTHER_OFFICE), flags={"action": Action.FILE}
)
async def another(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """Back to the choice of an office."""
    return await show(Step.office, desk, actor, state)
