"""Choosing an office: by position, by region and district, or the one used before."""

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.directory import LANGUAGES, Names, Office
from bot.reception.geography import inside_country, nearest
from bot.reception.permissions import Action
from handlers import labels, words
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import Pressed
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


def named(text: str | None, name: Names) -> bool:
    """Whether a text is this name, in any language."""
    return text in {name.get(language) for language in LANGUAGES}


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


@router.message(StateFilter(Step.office), F.text, flags={"action": Action.FILE})
async def region(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """A region, or the office used before; a region with one place needs no second question."""
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
    # A district's own name, typed: one question less.
    return await _by_district(event, desk, actor, state)


@router.message(StateFilter(Step.district), F.text, flags={"action": Action.FILE})
async def district(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """A district or city: its office is the one."""
    return await _by_district(event, desk, actor, state)


async def _by_district(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    for candidate in desk.directory.districts:
        if named(event.text, candidate.name):
            office = desk.directory.office_for_district(candidate.code)
            return await choose(desk, actor, state, office)
    if await is_looking(state):
        note = _("There is no such place in the list. Please choose with the buttons below.")
        return await redraw(desk, actor, state, await state.get_state(), note)
    # Not a name from the list: it may be the story already, and must not be lost.
    return await keep_early(event, desk, actor, state, None)


@router.message(
    StateFilter(Step.topic), Pressed(labels.OTHER_OFFICE), flags={"action": Action.FILE}
)
async def another(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """Back to the choice of an office."""
    return await show(Step.office, desk, actor, state)
