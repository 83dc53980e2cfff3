"""Choosing an office: by region and district, by name, by position, or the one used before."""

from aiogram import F, Router
from aiogram.filters import Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message
from aiogram.utils.i18n import gettext as _

from bot.reception.directory import LANGUAGES
from bot.reception.permissions import Action, allowed
from handlers import labels
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import Pressed, menu_keyboard, named
from handlers.paging import page_of
from handlers.resident.additions import awaited_by, place
from handlers.resident.concern.choice import choose, choose_district, choose_region
from handlers.resident.concern.progress import LOOKING, Step, is_looking, used_before
from handlers.resident.concern.screens import LISTED, PAGE
from handlers.resident.concern.steps import redraw, show
from handlers.resident.concern.story import keep_early
from handlers.resident.places import LONGEST_NAME, by_name
from handlers.resident.position import IsPosition, by_position
from handlers.say import message
from storage import outbox
from storage.outbox import Sends

router = Router(name=__name__)
again = Router(name=f"{__name__}.again")
"""Included outside the steps: a button of the lists that was pressed twice."""


def is_place(desk: Desk, text: str | None) -> bool:
    """Whether a text is a region or a district of the lists, in any language."""
    names = [region.name for region in desk.directory.regions]
    names += [district.name for district in desk.directory.districts]
    return any(named(text, name) for name in names)


class IsListed(Filter):
    """The message is a region or a district of the lists."""

    async def __call__(self, event: Message, desk: Desk) -> bool:
        return is_place(desk, event.text)


@again.message(StateFilter(None), IsListed(), flags={"action": Action.READ})
async def pressed_again(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """The first press showed the card and ended the search. The second is no word for an office,
    unless one waits for an answer."""
    if await _is_awaited(desk, actor):
        return await place(event, desk, actor, state, None)
    await state.set_data({LOOKING: True})
    return await _by_words(event, desk, actor, state)


@router.message(
    StateFilter(Step.office, Step.district, Step.topic),
    IsPosition(),
    flags={"action": Action.READ},
)
async def position(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """A shared position, a live one, or a place picked on the map.

    At the next step it may be the same button pressed twice: it finds the office once more, and
    is no part of the story, because whoever seeks an office does not tell it where they are.
    """
    return await by_position(event, desk, actor, state)


@router.message(
    StateFilter(Step.district),
    Pressed(labels.NEXT, labels.PREVIOUS),
    flags={"action": Action.READ},
)
async def turn(event: Message, label: str, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """Another page of the districts; on a slow phone a press comes twice, and leads no further."""
    data = await state.get_data()
    wanted = data.get(PAGE, 0) + (1 if label == labels.NEXT else -1)
    _shown, page, _more = page_of(desk.directory.districts_of(data["region"]), wanted, LISTED)
    await state.update_data({PAGE: page})
    return await show(Step.district, desk, actor, state)


@router.message(StateFilter(Step.office, Step.district), F.text, flags={"action": Action.READ})
async def place_name(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """The office used before, a button of the list (of whichever page or step), or a name."""
    return await _by_words(event, desk, actor, state)


async def _by_words(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    last = person(actor).last_office
    for language in LANGUAGES:
        if desk.office_exists(last) and event.text == used_before(desk, last or "", language):
            return await choose(desk, actor, state, desk.directory.office(last or ""))
    for region in desk.directory.regions:
        if named(event.text, region.name):
            return await choose_region(desk, actor, state, region)
    for district in desk.directory.districts:
        if named(event.text, district.name):
            return await choose_district(desk, actor, state, district)
    awaited = await is_looking(state) and await _is_awaited(desk, actor)
    found = await by_name(event, desk, actor, state, event.text or "", only_certain=awaited)
    return found or await no_choice(event, desk, actor, state, None)


async def _is_awaited(desk: Desk, actor: Actor) -> bool:
    """Whether an office waits for an answer, and this person may give one."""
    return allowed(actor.roles, Action.ADD) and await awaited_by(desk, actor) is not None


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
    if event.text is None or _is_story(event, actor) or await _is_awaited(desk, actor):
        # Nobody tells a story to a list: it is for an office, or to be asked about.
        await state.clear()
        sends = outbox.as_list(await place(event, desk, actor, state, album))
        if await state.get_state() is None:
            # It went to an office: the keyboard below is still that of the search.
            sends.append(message(event.chat.id, _("This is the main menu."), menu_keyboard()))
        return sends
    return await redraw(desk, actor, state, await state.get_state(), not_found())


def _is_story(event: Message, actor: Actor) -> bool:
    """Whether somebody who may write has written more than the name of a place."""
    return len(event.text or "") > LONGEST_NAME and allowed(actor.roles, Action.FILE)


def not_found() -> str:
    """No place is called like that; the words were perhaps no name."""
    return " ".join(
        (
            _(
                "No place with this name was found. Try another spelling, or choose with the "
                "buttons below."
            ),
            _(
                "If you want to tell what happened, press /concern and write it there. Here it "
                "is not kept."
            ),
        )
    )


@router.message(
    StateFilter(Step.topic), Pressed(labels.OTHER_OFFICE), flags={"action": Action.FILE}
)
async def another(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """Back to the choice of an office."""
    return await show(Step.office, desk, actor, state)
