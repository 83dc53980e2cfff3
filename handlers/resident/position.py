"""Finding an office by a position. It suggests and never decides: a straight line knows nothing of
mountains and borders."""

from dataclasses import dataclass

from aiogram import Router
from aiogram.filters import Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Location,
    Message,
)
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _
from pydantic import Field

from bot.reception.directory import District, Office
from bot.reception.geography import distance_km, inside_country, nearest
from bot.reception.permissions import Action
from bot.reception.settlements import Settlement
from handlers import words
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import FITS, width
from handlers.resident.concern.choice import BY_POSITION, choose, is_filing, served_by
from handlers.resident.concern.progress import Step
from handlers.resident.concern.steps import show
from handlers.resident.concern.story import keep_early
from handlers.resident.office_card import whole
from handlers.say import cut, lines, message, paragraphs, say
from storage import residents
from storage.outbox import Sends, as_list
from storage.settlements import settlements

router = Router(name=__name__)

OTHERS = 2
"""Further offices that are suggested."""


class NearPress(CallbackData, prefix="on"):
    """One of the offices suggested for a position, and how far it is."""

    code: str
    km: int = Field(ge=0, lt=2000)


class IsPosition(Filter):
    """The message is a position: shared once, shared live, or a place picked on the map."""

    async def __call__(self, event: Message) -> bool:
        return event.location is not None or event.venue is not None


async def by_position(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """The office of the nearest known settlement, and the two next offices."""
    here = event.venue.location if event.venue else event.location
    if here is None:
        return None
    chat_id = event.chat.id
    found = _suggest(desk, here) if inside_country(here.latitude, here.longitude) else None
    if found is not None:
        await residents.set_last_district(desk.tx, person(actor).id, found.district.code)
    if await _is_chosen_otherwise(state):
        # A part of the story, like anything else that is no topic. The buttons may still help.
        kept = as_list(await keep_early(event, desk, actor, state, None))
        if found is None:
            return kept
        text = paragraphs(found.text, _if_another())
        return [message(chat_id, text, _keyboard([found.office, *found.others])), *kept]
    if found is None:
        outside = _(
            "This position is outside Kyrgyzstan. Please write the name of the village or town, "
            "or choose the region or city."
        )
        return await show(Step.office, desk, actor, state, outside)
    if not await is_filing(state):
        return message(chat_id, found.text, _keyboard([found.office, *found.others]))
    # Choosing a topic on the next screen confirms the suggestion; that screen can change it, too.
    chosen = await choose(desk, actor, state, found.office[0])
    await state.update_data({BY_POSITION: True})
    below = None
    if await state.get_state() == Step.topic.state:
        below = _("If this is right, choose the topic below.")
    text = paragraphs(found.text, " ".join(part for part in (below, _if_another()) if part))
    return [message(chat_id, text, _keyboard(found.others)), *chosen]


async def _is_chosen_otherwise(state: FSMContext) -> bool:
    """Whether the concern has its reception already, and not from a position."""
    at_topic = await state.get_state() == Step.topic.state
    return at_topic and not (await state.get_data()).get(BY_POSITION)


def _if_another() -> str:
    return _("If another reception suits you better, choose it here:")


@dataclass(frozen=True, slots=True)
class _Suggestion:
    """What a position leads to: offices with their distances in km."""

    text: Text
    district: District
    office: tuple[Office, float]
    others: list[tuple[Office, float]]


def _suggest(desk: Desk, here: Location) -> _Suggestion:
    near, away = _nearest_known(desk, here)
    office = desk.directory.office_for_district(near.district.code)
    km = distance_km(here.latitude, here.longitude, office.latitude, office.longitude)
    by_distance = nearest(desk.directory.offices, here.latitude, here.longitude)
    others = [pair for pair in by_distance if pair[0] != office][:OTHERS]
    text = paragraphs(_found_text(near, away, office, km), served_by(near.district, office))
    return _Suggestion(text, near.district, (office, km), others)


@dataclass(frozen=True, slots=True)
class _Known:
    """A known position: of a settlement, or of a district's seat where no settlement is known."""

    district: District
    latitude: float
    longitude: float
    settlement: Settlement | None


def _nearest_known(desk: Desk, here: Location) -> tuple[_Known, float]:
    """What is nearest, and its distance in km."""
    districts = {district.code: district for district in desk.directory.districts}
    known = [
        _Known(districts[place.district], place.latitude, place.longitude, place)
        for place in settlements()
        if place.district in districts
    ]
    covered = {place.district.code for place in known}
    known += [
        _Known(district, district.seat_latitude, district.seat_longitude, None)
        for district in districts.values()
        if district.code not in covered
    ]
    return nearest(known, here.latitude, here.longitude)[0]


def _found_text(near: _Known, away: float, office: Office, km: float) -> Text:
    language = words.language()
    district = near.district.name.get(language)
    if near.settlement is None:
        place = say(
            _(
                "📍 The nearest centre of a district or city: <b>{district}</b>, about {km} km "
                "away."
            ),
            district=district,
            km=whole(away),
        )
    else:
        place = say(
            _("📍 The nearest known place is <b>{place}</b>, {district}: about {km} km away."),
            place=near.settlement.name(language),
            district=district,
            km=whole(away),
        )
    return lines(
        place,
        say(
            # NOTE: the reception of the place that was found; {name} is that of a reception
            _("🏛 Its reception is <b>{name}</b>: about {km} km away in a straight line."),
            name=office.name.get(language),
            km=whole(km),
        ),
    )


def _keyboard(offices: list[tuple[Office, float]]) -> InlineKeyboardMarkup:
    rows = [
        [
            InlineKeyboardButton(
                text=_label(office, whole(km)),
                callback_data=NearPress(code=office.code, km=whole(km)).pack(),
            )
        ]
        for office, km in offices
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _label(office: Office, km: int) -> str:
    """The distance is shown whole, the name as far as there is room."""
    # NOTE: a button; {name} is that of a reception
    label = _("🏛 {name}, {km} km")
    room = FITS[1] - width(label.format(name="", km=km))
    return label.format(name=cut(office.name.get(words.language()), room), km=km)


@router.callback_query(NearPress.filter(), flags={"action": Action.READ})
async def chosen(
    query: CallbackQuery, callback_data: NearPress, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """One of the offices that were suggested."""
    office = desk.directory.known_office(callback_data.code)
    return await choose(desk, actor, state, office, km=callback_data.km) if office else None
