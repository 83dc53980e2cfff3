"""A concern about a reception itself: another one handles it, and the one complained of never
sees it."""

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from bot.reception.routing import CENTRE, Seat
from handlers import labels, words
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import Pressed
from handlers.resident.concern.progress import Step, draft_of
from handlers.resident.concern.steps import show
from handlers.say import say
from storage import drafts
from storage.outbox import Send, Sends
from storage.residents import Resident

router = Router(name=__name__)


async def seat_for(desk: Desk, resident: Resident, office: str | None, about: str | None) -> Seat:
    """Who would handle the concern of this resident now."""
    wanted = about if office == CENTRE and about is not None else office
    return await desk.seat(wanted or "", about, resident.telegram_id)


async def complain(desk: Desk, actor: Actor, about: str) -> None:
    """The concern being written is about a reception from now on."""
    draft = await draft_of(desk, actor)
    found = await seat_for(desk, person(actor), about, about)
    await drafts.change(desk.tx, draft, desk.now, office=found.office, about_office=about)


async def settle(desk: Desk, actor: Actor, office: str) -> Text | None:
    """The resident chose who shall handle the concern. Returns what to say when that cannot be:
    the reception is the one complained of, or shares its staff chat."""
    draft = await draft_of(desk, actor)
    found = await seat_for(desk, person(actor), office, draft.about_office)
    await drafts.change(desk.tx, draft, desk.now, office=found.office)
    if found.office == office:
        return None
    return say(
        # NOTE: {name} is that of a reception
        _(
            "The people of the reception <b>{name}</b> cannot handle this concern: it is about "
            "them, or about those who share their chat."
        ),
        name=words.office(desk.directory, office),
    )


@router.message(
    StateFilter(Step.topic), Pressed(labels.ABOUT_OFFICE), flags={"action": Action.FILE}
)
async def about_this_office(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Send:
    """The concern is about the chosen reception, or its secretary."""
    draft = await draft_of(desk, actor)
    if draft.about_office is None and draft.office is not None and draft.office != CENTRE:
        await complain(desk, actor, draft.office)
    return await show(Step.topic, desk, actor, state)


@router.message(
    StateFilter(Step.topic), Pressed(labels.NOT_ABOUT_OFFICE), flags={"action": Action.FILE}
)
async def not_about_an_office(
    event: Message, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """It was a mistake: the reception chosen before handles it."""
    draft = await draft_of(desk, actor)
    if draft.about_office is not None:
        await drafts.change(desk.tx, draft, desk.now, office=draft.about_office, about_office=None)
    return await show(Step.topic, desk, actor, state)
