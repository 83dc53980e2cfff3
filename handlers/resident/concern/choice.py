"""A reception was chosen, by whatever way: it is shown, or the concern goes on with it."""

from aiogram.fsm.context import FSMContext
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.directory import District, Office, Region
from handlers import words
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.resident.concern.complaint import settle
from handlers.resident.concern.progress import LOOKING, Step, draft_of, is_looking
from handlers.resident.concern.screens import PAGE
from handlers.resident.concern.steps import redraw, show
from handlers.resident.office_card import office_card
from handlers.resident.seen import remember
from handlers.say import lines, paragraphs, say
from storage import residents
from storage.outbox import Send

_FILING = {
    step.state for step in (Step.office, Step.district, Step.topic, Step.story, Step.review)
}


BY_POSITION = "by_position"
"""The key in the state's data that says: the reception of the concern was found by a position."""


async def is_filing(state: FSMContext) -> bool:
    """Whether the person is filing a concern, as opposed to looking up an office."""
    return await state.get_state() in _FILING and not await is_looking(state)


async def choose(
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    office: Office,
    note: Text | str | None = None,
    km: float | None = None,
) -> list[Send]:
    """An office: its card for whoever looks it up, else the next step of the concern."""
    if not await is_filing(state):
        if await is_looking(state):
            await state.clear()
        await remember(state, f"office_{office.code}")
        card = office_card(desk, person(actor).telegram_id, office, note, km)
        # The card brings the main menu: whoever is at a question sees that again.
        screen = await redraw(desk, actor, state, await state.get_state())
        return [*card, screen] if screen else card
    await state.update_data({BY_POSITION: False})
    impossible = await settle(desk, actor, office.code)
    draft = await draft_of(desk, actor)
    step = Step.topic if draft.topic is None else Step.story
    return [await show(step, desk, actor, state, paragraphs(note, impossible))]


async def choose_district(
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    district: District,
    note: Text | str | None = None,
) -> list[Send]:
    """A district or city: the office that serves it."""
    office = desk.directory.office_for_district(district.code)
    await residents.set_last_district(desk.tx, person(actor).id, district.code)
    return await choose(desk, actor, state, office, paragraphs(note, served_by(district, office)))


async def choose_region(desk: Desk, actor: Actor, state: FSMContext, region: Region) -> list[Send]:
    """A region: its districts; one with a single place needs no second question."""
    districts = desk.directory.districts_of(region.code)
    if len(districts) == 1:
        return await choose_district(desk, actor, state, districts[0])
    if not await is_filing(state):
        await state.set_data({LOOKING: True})
    await state.update_data({"region": region.code, PAGE: 0})
    return [await show(Step.district, desk, actor, state)]


def served_by(district: District, office: Office) -> Text | None:
    """Which office serves a district that has none of its own."""
    if office.district == district.code:
        return None
    language = words.language()
    served = say(
        _("For <b>{district}</b> the reception is <b>{office}</b>."),
        district=district.name.get(language),
        office=office.name.get(language),
    )
    if district.confirmed:
        return served
    return lines(
        served,
        _("This is a suggestion that is not confirmed yet. You may choose another reception."),
    )
