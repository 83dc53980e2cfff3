"""/offices: all offices, and each of them."""

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.directory import Directory, Office
from bot.reception.permissions import Action
from handlers.admin.directory.card import (
    Screen,
    after_change,
    called,
    names_screen,
    office_screen,
)
from handlers.admin.directory.presses import (
    ListPress,
    OfficePress,
    RegionPress,
    button,
    mark,
    paged,
    unknown_place,
)
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.resident.seen import remember
from handlers.say import in_place, message, paragraphs, say, told
from storage.directory import change_office
from storage.outbox import Send, Sends

router = Router(name=__name__)


@router.message(Command("offices"), flags={"action": Action.EDIT_DIRECTORY})
async def offices(
    event: Message,
    command: CommandObject,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
) -> Sends:
    """The list; after the command a code or a part of a name narrows it down."""
    await remember(state, "offices")
    chat_id = person(actor).telegram_id
    wanted = " ".join((command.args or "").split())
    if not wanted:
        return message(chat_id, *_list(desk, 0))
    found = _search(desk.directory, wanted)
    if len(found) == 1:
        await remember(state, f"offices_{found[0].code}")
        return message(chat_id, *await office_screen(desk, found[0]))
    if not found:
        note = say(_("No reception has “{words}” in its name or as its code."), words=wanted)
        return message(chat_id, *_list(desk, 0, note))
    text = say(_("Several receptions have “{words}” in their names. Which one?"), words=wanted)
    rows = [[_of_list(office)] for office in found]
    return message(chat_id, text, InlineKeyboardMarkup(inline_keyboard=rows))


async def linked(desk: Desk, actor: Actor, code: str) -> list[Send] | None:
    """What a link shows to an administrator: the list, or one office; None: no such office."""
    chat_id = person(actor).telegram_id
    if not code:
        return [message(chat_id, *_list(desk, 0))]
    office = desk.directory.known_office(code)
    return [message(chat_id, *await office_screen(desk, office))] if office else None


def _search(directory: Directory, wanted: str) -> list[Office]:
    """The office of this code, else those with this in a name of any language."""
    coded = directory.known_office(wanted.upper())
    if coded is not None:
        return [coded]
    part = wanted.casefold()
    return [
        office
        for office in directory.offices
        if any(part in name.casefold() for name in office.name.by_language.values())
    ]


def _list(desk: Desk, page: int, note: Text | None = None) -> Screen:
    all_offices = desk.directory.offices
    confirmed = sum(office.confirmed for office in all_offices)
    text = paragraphs(
        note,
        say(
            # NOTE: both are numbers of receptions
            _("Receptions: {count}, confirmed ✅: {confirmed}. Press one to see or correct it."),
            count=len(all_offices),
            confirmed=confirmed,
        ),
    )
    rows = paged(all_offices, page, _of_list, lambda to: ListPress(page=to))
    # NOTE: a button: the districts of the country
    rows.append([button(_("🗺 All districts"), RegionPress())])
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


def _of_list(office: Office) -> InlineKeyboardButton:
    return button(
        f"{mark(confirmed=office.confirmed)} {called(office.name)}",
        OfficePress(do="show", office=office.code),
    )


@router.callback_query(ListPress.filter(), flags={"action": Action.EDIT_DIRECTORY})
async def turn_list(
    query: CallbackQuery, callback_data: ListPress, desk: Desk, state: FSMContext
) -> Sends:
    """A page of the list."""
    await remember(state, "offices")
    return in_place(query, *_list(desk, callback_data.page))


@router.callback_query(
    OfficePress.filter(F.do.in_({"show", "names"})), flags={"action": Action.EDIT_DIRECTORY}
)
async def show(
    query: CallbackQuery, callback_data: OfficePress, desk: Desk, state: FSMContext
) -> Sends:
    """An office, or its names."""
    try:
        office = desk.directory.office(callback_data.office)
    except KeyError:
        return unknown_place(query)
    await remember(state, f"offices_{office.code}")
    if callback_data.do == "names":
        return in_place(query, *names_screen(office))
    return in_place(query, *await office_screen(desk, office))


@router.callback_query(
    OfficePress.filter(F.do.in_({"confirm", "unconfirm"})),
    flags={"action": Action.EDIT_DIRECTORY},
)
async def confirm(
    query: CallbackQuery, callback_data: OfficePress, desk: Desk, actor: Actor
) -> Sends:
    """A source says that the reception is in this place, or none does after all."""
    code, confirmed = callback_data.office, callback_data.do == "confirm"
    try:
        await change_office(
            desk.tx,
            code,
            "confirmed",
            str(int(confirmed)),
            by=person(actor).telegram_id,
            now=desk.now,
        )
    except KeyError:
        return unknown_place(query)
    if confirmed:
        note = _("Confirmed: a public source or the agency says that the reception is here.")
    else:
        note = _("Not confirmed any more. The card says so to residents.")
    desk = await after_change(desk)
    return [
        told(query, note),
        in_place(query, *await office_screen(desk, desk.directory.office(code))),
    ]
