"""/data: what can be seen and done with the tables and their rows as a whole."""

from aiogram import F, Router
from aiogram.filters import Command, or_f
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message
from aiogram.utils.i18n import gettext as _

from bot.reception.directory_rows import SHAPES
from bot.reception.permissions import Action
from bot.reception.problems import DirectoryError
from handlers import labels
from handlers.admin.data.edit import Asking, IsAsked, leave
from handlers.admin.data.editing import gone, saved
from handlers.admin.data.fields import TABLES, Table
from handlers.admin.data.presses import DataPress, RowPress, TablePress, digest
from handlers.admin.data.screens import (
    Row,
    find,
    menu_screen,
    removal_screen,
    row_screen,
    rows_of,
    table_screen,
)
from handlers.admin.data.tables import after_change
from handlers.admin.directory.card import changed_meanwhile
from handlers.admin.problems import not_saved
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import Pressed, menu_keyboard
from handlers.resident.seen import remember
from handlers.say import in_place, message, told
from storage import directory
from storage.outbox import Send, Sends

router = Router(name=__name__)
"""The command and the presses."""
cancelling = Router(name=f"{__name__}.cancelling")
"""Included before the residents' way to cancel, which speaks of a concern."""
cancelling.message.filter(IsAsked(Asking.words, Asking.file))

_FLAGS = {"action": Action.EDIT_DIRECTORY}


@router.message(Command("data"), flags=_FLAGS)
async def show_menu(event: Message, actor: Actor, state: FSMContext) -> Sends:
    """All that can be edited."""
    await remember(state, "data")
    return message(person(actor).telegram_id, *menu_screen())


async def linked(desk: Desk, actor: Actor, _rest: str) -> list[Send]:
    """What a link shows to an administrator: the menu."""
    return [message(person(actor).telegram_id, *menu_screen())]


@cancelling.message(or_f(Command("cancel"), Pressed(labels.CANCEL)), flags=_FLAGS)
async def cancel(event: Message, state: FSMContext) -> Sends:
    """Leave the question, to the main menu."""
    await state.clear()
    return message(event.chat.id, _("Nothing was changed."), menu_keyboard())


@router.callback_query(DataPress.filter(F.do.in_({"menu", "leave"})), flags=_FLAGS)
async def menu(query: CallbackQuery, state: FSMContext) -> Sends:
    """Back to the menu; nothing is asked any longer."""
    await leave(state)
    return in_place(query, *menu_screen())


@router.callback_query(TablePress.filter(F.do == "list"), flags=_FLAGS)
async def show_table(
    query: CallbackQuery, callback_data: TablePress, desk: Desk, state: FSMContext
) -> Sends:
    """The rows of a table."""
    await leave(state)
    return in_place(query, *await table_screen(desk, callback_data.table, callback_data.page))


@router.callback_query(RowPress.filter(F.do.in_({"show", "remove"})), flags=_FLAGS)
async def show_row(query: CallbackQuery, callback_data: RowPress, desk: Desk) -> Sends:
    """A row; or the question whether to remove it."""
    table = callback_data.table
    rows = await rows_of(desk, table)
    row = find(table, rows, callback_data.row)
    if row is None:
        return await gone(query, desk, table)
    if callback_data.do == "show":
        return in_place(query, *await row_screen(desk, table, row))
    if (reason := await _needed(desk, table, row, len(rows))) is not None:
        return told(query, reason, alert=True)
    return in_place(query, *await removal_screen(desk, table, row))


async def _needed(desk: Desk, table: Table, row: Row, count: int) -> str | None:
    """Why a row cannot be removed."""
    if TABLES[table].add is None or (count == 1 and not SHAPES[table].may_be_empty):
        return _("This is the only row, and one is needed. It can be changed.")
    if str(row[table.key]) not in (await directory.used(desk.tx)).get(table, {}):
        return None
    # NOTE: it is about a row of a table, like a topic; how many concerns is not told
    return _("It cannot be removed: concerns refer to it. It can be renamed.")


@router.callback_query(RowPress.filter(F.do == "sure"), flags=_FLAGS)
async def remove(query: CallbackQuery, callback_data: RowPress, desk: Desk, actor: Actor) -> Sends:
    """It is gone, and the others are shown."""
    table = callback_data.table
    rows = await rows_of(desk, table)
    row = find(table, rows, callback_data.row)
    if row is None:
        return await gone(query, desk, table)
    if digest(row) != callback_data.seen:
        return in_place(query, *await row_screen(desk, table, row, changed_meanwhile()))
    if (reason := await _needed(desk, table, row, len(rows))) is not None:
        return told(query, reason, alert=True)
    kept = [other for other in rows if other is not row]
    by = person(actor).telegram_id
    try:
        await directory.replace_rows(desk.tx, table, kept, by=by, now=desk.now)
    except DirectoryError as error:
        return in_place(query, *await row_screen(desk, table, row, not_saved(error)))
    screen = await table_screen(await after_change(desk, table), table)
    # NOTE: a row of a table was removed
    return [told(query, _("Removed.")), in_place(query, *screen)]


@router.callback_query(RowPress.filter(F.do.in_({"up", "down"})), flags=_FLAGS)
async def move(query: CallbackQuery, callback_data: RowPress, desk: Desk, actor: Actor) -> Sends:
    """A row changes places with the one above or below it."""
    table = callback_data.table
    rows = await rows_of(desk, table)
    row = find(table, rows, callback_data.row)
    if row is None or "position" not in SHAPES[table].columns:
        return await gone(query, desk, table)
    here = rows.index(row)
    there = here + (-1 if callback_data.do == "up" else 1)
    if not 0 <= there < len(rows):
        text = (
            _("It is the first one already.")
            if callback_data.do == "up"
            else _("It is the last one already.")
        )
        return told(query, text, alert=True)
    rows[here], rows[there] = rows[there], rows[here]
    ordered = [{**other, "position": place} for place, other in enumerate(rows, 1)]
    by = person(actor).telegram_id
    await directory.replace_rows(desk.tx, table, ordered, by=by, now=desk.now)
    # NOTE: {place} is a number: the place of a row in its list
    word = _("It is number {place} now.").format(place=there + 1)
    return await saved(query, desk, table, str(row[table.key]), word)
