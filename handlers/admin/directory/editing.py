"""Changing one field of an office: a question, its answer, and a last look before it is saved.

What is being changed is in the state's data. Nothing is written over what somebody else changed
meanwhile: the value that the question showed must still be there when the new one is saved.
"""

from dataclasses import replace

from aiogram import F, Router
from aiogram.filters import Command, or_f
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.directory import Office
from bot.reception.permissions import Action
from bot.reception.problems import DirectoryError
from handlers import labels
from handlers.admin.directory.card import (
    Screen,
    after_change,
    changed_meanwhile,
    office_screen,
    title,
)
from handlers.admin.directory.edit import Edit, Editing, IsEditing
from handlers.admin.directory.fields import (
    NAMES,
    QUESTIONS,
    Field,
    Unusable,
    caution,
    coordinates,
    sent_value,
    shown,
    value_of,
)
from handlers.admin.directory.presses import FieldPress, button, unknown_place
from handlers.admin.linking import own_chats, tell_moved
from handlers.admin.problems import not_saved
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import Pressed, fitting, menu_keyboard
from handlers.resident.replied import RepliedTicket
from handlers.say import in_place, lines, message, paragraphs, say, told
from storage.directory import change_office, move_office
from storage.outbox import Sends

router = Router(name=__name__)
"""The presses."""
cancelling = Router(name=f"{__name__}.cancelling")
"""Included before the residents' way to cancel, which speaks of a concern."""
answers = Router(name=f"{__name__}.answers")
"""Included before everything that takes words for a concern."""


cancelling.message.filter(IsEditing())
# A reply names its concern by itself.
answers.message.filter(IsEditing(), ~RepliedTicket())


async def asked(desk: Desk, state: FSMContext) -> Screen | None:
    """The question that waits for an administrator's answer, or the last look; None: neither."""
    if await state.get_state() != Editing.field.state:
        return None
    edit = await Edit.under_way(state)
    office = desk.directory.office(edit.office)
    return (
        _question(office, edit.field) if edit.new is None else await _last_look(desk, office, edit)
    )


def _question(office: Office, field: Field, note: Text | str | None = None) -> Screen:
    question = QUESTIONS[field]
    value = value_of(office, field)
    text = paragraphs(
        note,
        title(office),
        lines(
            say("<b>{label}</b>", label=_(question.label)),
            say(_("Now: {value}"), value=shown(field, value)),
        ),
        _(question.ask),
    )
    row = [button(_(labels.CANCEL), FieldPress(do="cancel", office=office.code, field=field))]
    if question.may_be_unknown and value is not None:
        clear = FieldPress(do="clear", office=office.code, field=field)
        row.insert(0, button(_(question.clear), clear))
    return text, InlineKeyboardMarkup(inline_keyboard=list(fitting([row])))


async def _ask(
    state: FSMContext, office: Office, field: Field, note: Text | str | None = None
) -> Screen:
    """Ask for a field, from its present value on."""
    await Edit(office.code, field, value_of(office, field)).keep(state)
    return _question(office, field, note)


async def _last_look(desk: Desk, office: Office, edit: Edit) -> Screen:
    """The old value and the new one, before it is saved."""
    field, question = edit.field, QUESTIONS[edit.field]
    text = paragraphs(
        title(office),
        lines(
            say("<b>{label}</b>", label=_(question.label)),
            say(_("Now: {value}"), value=shown(field, edit.old)),
            say(_("New: <b>{value}</b>"), value=shown(field, edit.new)),
            await caution(desk, office, field, edit.new),
        ),
        _(question.afterwards) if question.afterwards else None,
        _("Save?"),
    )
    save = FieldPress(do="save", office=office.code, field=field, about=edit.about)
    cancel = FieldPress(do="cancel", office=office.code, field=field)
    row = [button(_("💾 Save"), save), button(_(labels.CANCEL), cancel)]
    return text, InlineKeyboardMarkup(inline_keyboard=[row])


@router.callback_query(FieldPress.filter(F.do == "ask"), flags={"action": Action.EDIT_DIRECTORY})
async def ask(
    query: CallbackQuery, callback_data: FieldPress, desk: Desk, state: FSMContext
) -> Sends:
    """Ask for the new value of a field."""
    try:
        office = desk.directory.office(callback_data.office)
    except KeyError:
        return unknown_place(query)
    return in_place(query, *await _ask(state, office, callback_data.field))


@router.callback_query(FieldPress.filter(F.do == "clear"), flags={"action": Action.EDIT_DIRECTORY})
async def clear(
    query: CallbackQuery, callback_data: FieldPress, desk: Desk, state: FSMContext
) -> Sends:
    """The value is not known, or no longer."""
    field = callback_data.field
    try:
        office = desk.directory.office(callback_data.office)
    except KeyError:
        return unknown_place(query)
    if query.message is None or not QUESTIONS[field].may_be_unknown:
        return told(query, _("There must be a value here."), alert=True)
    edit = Edit(office.code, field, value_of(office, field), None, query.message.message_id)
    await edit.keep(state)
    return in_place(query, *await _last_look(desk, office, edit))


@answers.message(flags={"action": Action.EDIT_DIRECTORY})
async def answer(event: Message, desk: Desk, state: FSMContext) -> Sends:
    """The new value, or something that is none: then the question stands."""
    edit = await Edit.under_way(state)
    try:
        office = desk.directory.office(edit.office)
    except KeyError:
        await state.clear()
        text = _("There is no such reception or district. /offices shows all.")
        return message(event.chat.id, text, menu_keyboard())
    if value_of(office, edit.field) != edit.old:
        return message(event.chat.id, *await _ask(state, office, edit.field, changed_meanwhile()))
    try:
        new = sent_value(event, edit.field)
        _must_differ(desk, edit, new)
    except Unusable as unusable:
        await replace(edit, new=None, about=0).keep(state)
        return message(event.chat.id, *_question(office, edit.field, unusable.text))
    edit = replace(edit, new=new, about=event.message_id)
    await edit.keep(state)
    return message(event.chat.id, *await _last_look(desk, office, edit))


def _must_differ(desk: Desk, edit: Edit, new: str) -> None:
    """Raises Unusable for what stands there already, and for the name of another office."""
    if new == edit.old:
        raise Unusable(_("This is what stands there already."))
    if edit.field not in NAMES:
        return
    for other in desk.directory.offices:
        name = value_of(other, edit.field) or ""
        if other.code != edit.office and name.casefold() == new.casefold():
            raise Unusable(say(_("The reception {code} has this name already."), code=other.code))


@router.callback_query(FieldPress.filter(F.do == "save"), flags={"action": Action.EDIT_DIRECTORY})
async def save(
    query: CallbackQuery,
    callback_data: FieldPress,
    desk: Desk,
    actor: Actor,
    state: FSMContext,
    raw_state: str | None,
) -> Sends:
    """Save what this message showed, and nothing else."""
    edit = await Edit.under_way(state) if raw_state == Editing.field.state else None
    pressed = (callback_data.office, callback_data.field, callback_data.about)
    if edit is None or not edit.about or pressed != (edit.office, edit.field, edit.about):
        text = _("This button belongs to an earlier change. Nothing was changed.")
        return told(query, text, alert=True)
    try:
        office = desk.directory.office(edit.office)
    except KeyError:
        return unknown_place(query)
    if value_of(office, edit.field) != edit.old:
        return in_place(query, *await _ask(state, office, edit.field, changed_meanwhile()))
    chats_before = await own_chats(desk)
    try:
        await _store(desk, actor, edit)
    except DirectoryError as error:
        return in_place(query, *await _ask(state, office, edit.field, not_saved(error)))
    await state.clear()
    desk = await after_change(desk)
    return [
        told(query, _("Saved.")),
        in_place(query, *await office_screen(desk, desk.directory.office(edit.office))),
        *await tell_moved(desk, chats_before),
    ]


async def _store(desk: Desk, actor: Actor, edit: Edit) -> None:
    by, now = person(actor).telegram_id, desk.now
    if edit.field is Field.POSITION and edit.new is not None:
        latitude, longitude = coordinates(edit.new)
        await move_office(desk.tx, edit.office, latitude, longitude, by=by, now=now)
    else:
        await change_office(desk.tx, edit.office, edit.field, edit.new, by=by, now=now)


@router.callback_query(
    FieldPress.filter(F.do == "cancel"), flags={"action": Action.EDIT_DIRECTORY}
)
async def cancel(
    query: CallbackQuery,
    callback_data: FieldPress,
    desk: Desk,
    state: FSMContext,
    raw_state: str | None,
) -> Sends:
    """Back to the office; another question that was asked since then stands."""
    if raw_state == Editing.field.state:
        edit = await Edit.under_way(state)
        if (edit.office, edit.field) == (callback_data.office, callback_data.field):
            await state.clear()
    try:
        office = desk.directory.office(callback_data.office)
    except KeyError:
        return unknown_place(query)
    return in_place(query, *await office_screen(desk, office))


@cancelling.message(
    or_f(Command("cancel"), Pressed(labels.CANCEL)), flags={"action": Action.EDIT_DIRECTORY}
)
async def cancel_by_command(event: Message, state: FSMContext) -> Sends:
    """Leave the question, to the main menu."""
    await state.clear()
    return message(event.chat.id, _("Nothing was changed."), menu_keyboard())
