"""Looking up an office, and its card."""

from aiogram import Router
from aiogram.filters import Command, or_f
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.directory import Office
from bot.reception.permissions import Action
from handlers import labels, words
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.labels import Pressed, menu_keyboard
from handlers.resident.concern.steps import LOOKING, Step, draft_of, go_on, show
from handlers.say import lines, message, paragraphs, say
from storage import drafts, entries
from storage.outbox import Send, Sends

router = Router(name=__name__)


class OfficePress(CallbackData, prefix="o"):
    """“File a concern here” under an office's card."""

    code: str


@router.message(or_f(Command("office"), Pressed(labels.OFFICE)), flags={"action": Action.READ})
async def look(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """Find an office without filing anything."""
    await state.set_data({LOOKING: True})
    return await show(Step.office, desk, actor, state)


def office_card(chat_id: int, office: Office, note: Text | str | None) -> list[Send]:
    """What is known of an office. Nothing is invented: the unknown reads as unknown."""
    language = words.language()
    unknown = _("not known yet")
    card = paragraphs(
        note,
        lines(
            say(_("🏛 Public reception: <b>{name}</b>"), name=office.name.get(language)),
            say(_("Address: {value}"), value=office.address or unknown),
            say(_("Telephone: {value}"), value=office.phone or unknown),
            say(_("Hours: {value}"), value=office.hours or unknown),
            say(_("Responsible secretary: {value}"), value=office.secretary or unknown),
        ),
        _("It is at the district administration or the mayor's office."),
        None if office.address else _("Please confirm the place before you travel."),
        None
        if office.confirmed
        else _("⚠️ It is not confirmed yet that this reception is in this place."),
    )
    button = InlineKeyboardButton(
        text=_("📝 File a concern here"), callback_data=OfficePress(code=office.code).pack()
    )
    return [
        message(chat_id, card, InlineKeyboardMarkup(inline_keyboard=[[button]])),
        message(chat_id, _("This is the main menu."), menu_keyboard()),
    ]


@router.callback_query(OfficePress.filter(), flags={"action": Action.FILE})
async def file_here(
    query: CallbackQuery,
    callback_data: OfficePress,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
) -> Sends:
    """Begin a concern with this office."""
    try:
        office = desk.directory.office(callback_data.code)
    except KeyError:
        return None
    await state.set_data({})
    draft = await draft_of(desk, actor)
    await drafts.change(desk.tx, draft, desk.now, office=office.code)
    note = None
    if await entries.count(desk.tx, draft.id):
        note = _("You have begun a concern and not sent it. Let us go on with it.")
    return await go_on(desk, actor, state, note)
