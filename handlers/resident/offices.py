"""Looking up an office: the command, its links, and the buttons of its card."""

from aiogram import Router
from aiogram.filters import Command, CommandObject, or_f
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from handlers import labels
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import Pressed
from handlers.resident.concern.complaint import complain, settle
from handlers.resident.concern.office import not_found
from handlers.resident.concern.progress import LOOKING, Step, draft_of
from handlers.resident.concern.steps import go_on, show
from handlers.resident.office_card import AboutPress, OfficePress, office_card
from handlers.resident.places import by_name
from handlers.say import paragraphs
from storage import entries
from storage.outbox import Send, Sends

router = Router(name=__name__)


@router.message(or_f(Command("office"), Pressed(labels.OFFICE)), flags={"action": Action.READ})
async def look(
    event: Message,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    command: CommandObject | None = None,
) -> Sends:
    """Find an office without filing anything: `/office`, or `/office` and the name of a place."""
    await state.set_data({LOOKING: True})
    wanted = command.args if command else None
    if wanted is None:
        return await show(Step.office, desk, actor, state)
    await state.set_state(Step.office)
    found = await by_name(event, desk, actor, state, wanted)
    return found or await show(Step.office, desk, actor, state, not_found())


async def linked(desk: Desk, actor: Actor, code: str) -> list[Send] | None:
    """What a link to an office shows: its card; None for an unknown code."""
    office = desk.directory.known_office(code.upper())
    return office_card(desk, person(actor).telegram_id, office) if office else None


@router.callback_query(OfficePress.filter(), flags={"action": Action.FILE})
async def file_here(
    query: CallbackQuery,
    callback_data: OfficePress,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
) -> Sends:
    """Begin a concern with this office."""
    if desk.directory.known_office(callback_data.code) is None:
        return None
    await state.set_data({})
    impossible = await settle(desk, actor, callback_data.code)
    return await go_on(desk, actor, state, paragraphs(await _begun(desk, actor), impossible))


@router.callback_query(AboutPress.filter(), flags={"action": Action.FILE})
async def about_it(
    query: CallbackQuery,
    callback_data: AboutPress,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
) -> Sends:
    """Begin a concern about this office: another one will handle it."""
    if desk.directory.known_office(callback_data.code) is None:
        return None
    await state.set_data({})
    await complain(desk, actor, callback_data.code)
    return await go_on(desk, actor, state, await _begun(desk, actor))


async def _begun(desk: Desk, actor: Actor) -> str | None:
    draft = await draft_of(desk, actor)
    if not await entries.count(desk.tx, draft.id):
        return None
    return _("You have begun a concern and not sent it. Let us go on with it.")
