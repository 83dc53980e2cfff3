"""Changing a field of a row, or adding a row: questions, answers, and a last look before it is
saved.

Nothing is written over what somebody else changed meanwhile: the value that the question showed
must still be there when the new one is saved.
"""

import re
from dataclasses import replace
from datetime import date

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.directory_rows import SHAPES
from bot.reception.latin import latin
from bot.reception.permissions import Action
from bot.reception.problems import DirectoryError
from handlers import labels
from handlers.admin.data.edit import Asking, Edit, IsAsked
from handlers.admin.data.fields import FLAGS, LABELS, NAMES, TABLES, Table, ask, read
from handlers.admin.data.presses import CellPress, StepPress, TablePress, button
from handlers.admin.data.screens import (
    Row,
    Screen,
    described,
    find,
    menu_screen,
    row_screen,
    rows_of,
    table_screen,
)
from handlers.admin.data.shown import NO, YES, value
from handlers.admin.data.tables import after_change
from handlers.admin.directory.card import changed_meanwhile
from handlers.admin.directory.fields import Unusable
from handlers.admin.problems import not_saved
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.resident.replied import RepliedTicket
from handlers.say import in_place, lines, message, paragraphs, say, told
from storage import directory
from storage.outbox import Send, Sends

router = Router(name=__name__)
"""The presses."""
answers = Router(name=f"{__name__}.answers")
"""Included before everything that takes words for a concern."""
# A reply names its concern by itself.
answers.message.filter(IsAsked(Asking.words), ~RepliedTicket())

_FLAGS = {"action": Action.EDIT_DIRECTORY}


async def asked(desk: Desk, state: FSMContext) -> Screen | None:
    """The question that waits for an answer, or the last look; None: neither."""
    edit = await Edit.under_way(state)
    return None if edit is None else _screen(desk, edit)


def _screen(desk: Desk, edit: Edit, note: Text | str | None = None) -> Screen:
    return _last_look(desk, edit) if edit.about else _question(desk, edit, note)


def _question(desk: Desk, edit: Edit, note: Text | str | None = None) -> Screen:
    table, name = edit.table, edit.field
    text = paragraphs(
        note,
        say("<b>{title}</b>", title=_(TABLES[table].title)),
        None if edit.row else described(desk, table, edit.values),
        lines(
            say("<b>{label}</b>", label=_(LABELS[name])),
            say(_("Now: {value}"), value=value(desk, name, edit.old)) if edit.old else None,
        ),
        ask(table, name),
    )
    rows = [[button(_(labels.CANCEL), StepPress(do="cancel"))]]
    if name in FLAGS:
        choices = [
            button(_(YES), StepPress(do="choose", field=name, choice="1")),
            button(_(NO), StepPress(do="choose", field=name, choice="0")),
        ]
        rows.insert(0, choices)
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


def _last_look(desk: Desk, edit: Edit) -> Screen:
    """What is new, before it is saved."""
    change = lines(
        say("<b>{label}</b>", label=_(LABELS[edit.field])),
        say(_("Now: {value}"), value=value(desk, edit.field, edit.old)),
        say(_("New: <b>{value}</b>"), value=value(desk, edit.field, edit.values[edit.field])),
    )
    text = paragraphs(
        say("<b>{title}</b>", title=_(TABLES[edit.table].title)),
        change if edit.row else described(desk, edit.table, edit.values),
        _caution(desk, edit),
        _("Save?"),
    )
    row = [
        button(_("💾 Save"), StepPress(do="save", about=edit.about)),
        button(_(labels.CANCEL), StepPress(do="cancel")),
    ]
    return text, InlineKeyboardMarkup(inline_keyboard=[row])


def _caution(desk: Desk, edit: Edit) -> str | None:
    """What a day means that is not to come."""
    key = edit.values.get(edit.table.key)
    if edit.table not in (Table.DAYS, Table.TERMS) or key is None:
        return None
    day = date.fromisoformat(key)
    if day > desk.today:
        return None
    if edit.table is Table.DAYS:
        return _(
            "⚠️ This day is not in the future. Days by which open concerns are to be answered "
            "change, too."
        )
    return _(
        "⚠️ This day is not in the future. Open concerns that were filed since then get another "
        "day by which they are to be answered."
    )


@router.callback_query(TablePress.filter(F.do == "add"), flags=_FLAGS)
async def add(
    query: CallbackQuery, callback_data: TablePress, desk: Desk, state: FSMContext
) -> Sends:
    """A new row: its first field is asked for."""
    about = TABLES[callback_data.table]
    if about.add is None:
        return told(query, _("Here is exactly one row. It can be changed."), alert=True)
    edit = Edit(callback_data.table, "", about.fields[0])
    await edit.keep(state)
    return in_place(query, *_question(desk, edit))


@router.callback_query(CellPress.filter(), flags=_FLAGS)
async def change(
    query: CallbackQuery, callback_data: CellPress, desk: Desk, state: FSMContext
) -> Sends:
    """Another value for a field is asked for."""
    table, name = callback_data.table, callback_data.field
    row = find(table, await rows_of(desk, table), callback_data.row)
    if row is None or name not in TABLES[table].fields:
        return await gone(query, desk, table)
    edit = Edit(table, str(row[table.key]), name, str(row[name]))
    await edit.keep(state)
    return in_place(query, *_question(desk, edit))


@router.callback_query(StepPress.filter(F.do == "choose"), flags=_FLAGS)
async def choose(
    query: CallbackQuery, callback_data: StepPress, desk: Desk, state: FSMContext
) -> Sends:
    """Yes or no."""
    edit = await Edit.under_way(state)
    name, choice = callback_data.field, callback_data.choice
    is_asked = edit is not None and not edit.about and edit.field == name
    if edit is None or not is_asked or name not in FLAGS or not choice or query.message is None:
        return _earlier(query)
    try:
        screen = await _take(desk, state, edit, choice, query.message.message_id)
    except Unusable as unusable:
        screen = _question(desk, edit, unusable.text)
    return in_place(query, *screen)


@answers.message(flags=_FLAGS)
async def answer(event: Message, desk: Desk, state: FSMContext) -> Sends:
    """A value, or something that is none: then the question stands."""
    edit = await Edit.under_way(state)
    if edit is None:
        raise LookupError("nothing is asked for")
    try:
        new = read(edit.table, edit.field, event.text)
        screen = await _take(desk, state, edit, new, event.message_id)
    except Unusable as unusable:
        edit = replace(edit, about=0)
        await edit.keep(state)
        screen = _question(desk, edit, unusable.text)
    return message(event.chat.id, *screen)


async def _take(desk: Desk, state: FSMContext, edit: Edit, new: str, about: int) -> Screen:
    """Note a value; the next question, or the last look. Raises Unusable."""
    rows = await rows_of(desk, edit.table)
    _must_be_new(edit, new, rows)
    edit = replace(edit, values={**edit.values, edit.field: new})
    following = None if edit.row else edit.missing
    edit = replace(edit, field=following) if following else replace(edit, about=about)
    await edit.keep(state)
    return _screen(desk, edit)


def _must_be_new(edit: Edit, new: str, rows: list[dict[str, object]]) -> None:
    """Raises Unusable for what stands there already, and for what another row has."""
    if new == edit.old:
        raise Unusable(_("This is what stands there already."))
    others = [row for row in rows if str(row[edit.table.key]) != edit.row]
    if edit.field == edit.table.key and any(str(row[edit.field]) == new for row in others):
        raise Unusable(_("There is a row for this already. Change or remove that one."))
    if edit.table is Table.TOPICS and edit.field in NAMES:
        for row in others:
            if str(row[edit.field]).casefold() == new.casefold():
                raise Unusable(_("Another topic has this name already."))


@router.callback_query(StepPress.filter(F.do == "save"), flags=_FLAGS)
async def save(
    query: CallbackQuery, callback_data: StepPress, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """Save what the last look showed, and nothing else."""
    edit = await Edit.under_way(state)
    if edit is None or not edit.about or edit.about != callback_data.about:
        return _earlier(query)
    table = edit.table
    rows = await rows_of(desk, table)
    present = next((row for row in rows if str(row[table.key]) == edit.row), None)
    if edit.row and present is None:
        await state.clear()
        return await gone(query, desk, table)
    if present is not None and str(present[edit.field]) != edit.old:
        edit = replace(edit, old=str(present[edit.field]), values={}, about=0)
        await edit.keep(state)
        return in_place(query, *_question(desk, edit, changed_meanwhile()))
    new = {**present, **edit.values} if present is not None else _new_row(edit, rows)
    changed = [new if row is present else row for row in rows]
    if present is None:
        changed.append(new)
    by, now = person(actor).telegram_id, desk.now
    try:
        await directory.replace_rows(desk.tx, table, changed, by=by, now=now)
    except DirectoryError as error:
        edit = replace(edit, values=edit.values if not edit.row else {}, about=0)
        await edit.keep(state)
        return in_place(query, *_question(desk, edit, not_saved(error)))
    await state.clear()
    return await saved(query, desk, table, str(new[table.key]), _("Saved."))


def _new_row(edit: Edit, rows: list[dict[str, object]]) -> Row:
    """A row of the new values, the last one of its table."""
    new: dict[str, object] = dict(edit.values)
    columns = SHAPES[edit.table].columns
    if "position" in columns:
        new["position"] = max((int(str(row["position"])) for row in rows), default=0) + 1
    if "code" in columns:
        new["code"] = _code(edit.values["name_en"], {str(row["code"]) for row in rows})
    return new


def _code(name: str, taken: set[str]) -> str:
    """A code that no row has, made of a name."""
    base = re.sub("[^a-z0-9]+", "_", latin(name).lower()).strip("_")[:17].strip("_") or "topic"
    numbered = (base if number == 1 else f"{base}_{number}" for number in range(1, 1000))
    return next(code for code in numbered if code not in taken)


async def saved(query: CallbackQuery, desk: Desk, table: Table, key: str, word: str) -> list[Send]:
    """The row as it is now."""
    desk = await after_change(desk, table)
    row = next(r for r in await rows_of(desk, table) if str(r[table.key]) == key)
    return [told(query, word), in_place(query, *await row_screen(desk, table, row))]


@router.callback_query(StepPress.filter(F.do == "cancel"), flags=_FLAGS)
async def cancel(query: CallbackQuery, desk: Desk, state: FSMContext) -> Sends:
    """Back to where it began."""
    edit = await Edit.under_way(state)
    if edit is None:
        return in_place(query, *menu_screen())
    await state.clear()
    rows = await rows_of(desk, edit.table)
    row = next((row for row in rows if str(row[edit.table.key]) == edit.row), None)
    if row is None:
        return in_place(query, *await table_screen(desk, edit.table))
    return in_place(query, *await row_screen(desk, edit.table, row))


async def gone(query: CallbackQuery, desk: Desk, table: Table) -> list[Send]:
    """The answer to a press that names what is not, or no longer, there."""
    return [
        told(query, _("This row is not there any longer."), alert=True),
        in_place(query, *await table_screen(desk, table)),
    ]


def _earlier(query: CallbackQuery) -> Send:
    text = _("This button belongs to an earlier change. Nothing was changed.")
    return told(query, text, alert=True)
