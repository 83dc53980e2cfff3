"""/export: numbers or concerns of a period as a file, for administrators.

What goes beyond numbers is asked for twice. Each file is noted in the audit.
"""

from typing import Any

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message
from aiogram.utils.i18n import gettext as _

from bot.reception.periods import PeriodError, from_code, parse
from bot.reception.permissions import Action
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.say import in_place, message, told
from handlers.statistics import own_days, screens
from handlers.statistics.press import Content, ExportPress, Whose
from handlers.statistics.scope import Scope, inquiry
from storage import audit, exports, jobs
from storage.outbox import Sends

command = Router(name=__name__)
router = Router(name=f"{__name__}.presses")

_FLAGS: dict[str, Any] = {"action": Action.EXPORT}


@command.message(Command("export"), flags=_FLAGS)
async def export(event: Message) -> Sends:
    """What should the file hold?"""
    return message(event.chat.id, *screens.contents())


@router.callback_query(ExportPress.filter(F.do == "show"), flags=_FLAGS)
async def show(query: CallbackQuery, state: FSMContext) -> Sends:
    """The same, in place."""
    await own_days.ask_no_longer(state)
    return in_place(query, *screens.contents())


@router.callback_query(ExportPress.filter(F.do == "when"), flags=_FLAGS)
async def when(query: CallbackQuery, callback_data: ExportPress, state: FSMContext) -> Sends:
    """Of which period?"""
    await own_days.ask_no_longer(state)
    return in_place(query, *screens.export_periods(callback_data.content))


@router.callback_query(ExportPress.filter(F.do == "ask"), flags=_FLAGS)
async def ask_days(query: CallbackQuery, callback_data: ExportPress, state: FSMContext) -> Sends:
    """Other days."""
    content = callback_data.content
    await own_days.ask(state, own_days.EXPORT, content)
    return in_place(query, *question(content))


@router.callback_query(ExportPress.filter(F.do == "check"), flags=_FLAGS)
async def check(query: CallbackQuery, callback_data: ExportPress, desk: Desk) -> Sends:
    """What it will hold: is that meant?"""
    try:
        period = from_code(callback_data.period, desk.today)
    except PeriodError as error:
        return told(query, screens.flaw_text(error), alert=True)
    return in_place(query, *screens.check(callback_data.content, period))


@router.callback_query(ExportPress.filter(F.do == "cancel"), flags=_FLAGS)
async def cancel(query: CallbackQuery, state: FSMContext) -> Sends:
    """No file."""
    await own_days.ask_no_longer(state)
    return in_place(query, screens.nothing_made())


@router.callback_query(ExportPress.filter(F.do == "make"), flags=_FLAGS)
async def make(
    query: CallbackQuery, callback_data: ExportPress, desk: Desk, actor: Actor
) -> Sends:
    """Have the file made."""
    content, chat_id = callback_data.content, person(actor).telegram_id
    try:
        period = from_code(callback_data.period, desk.today)
    except PeriodError as error:
        return told(query, screens.flaw_text(error), alert=True)
    if await jobs.is_waiting(desk.tx, exports.JOB, chat_id):
        text = _("The file you asked for before is still being made. Please wait for it.")
        return told(query, text, alert=True)
    asked = await inquiry(desk, chat_id, Whose.COUNTRY, Scope(None), period, None)
    params = {**asked.params, "content": content, "csv": callback_data.csv}
    by = person(actor).telegram_id
    days = screens.period_text(period)
    await audit.add(
        desk.tx, "export", " ".join(("export", content)), by=by, now=desk.now, new=days
    )
    await jobs.add(desk.tx, exports.JOB, chat_id, by=by, now=desk.now, params=params)
    return in_place(query, screens.one_moment(period))


def question(content: str, note: str | None = None) -> screens.Screen:
    """Asks for other days."""
    return screens.question(ExportPress(do="when", content=Content(content)), note)


async def written(event: Message, desk: Desk, state: FSMContext, value: str) -> Sends:
    """The days that an administrator wrote."""
    content = Content(value)
    try:
        period = parse(event.text or "", desk.today)
    except PeriodError as error:
        return message(event.chat.id, *question(content, screens.flaw_text(error)))
    await state.clear()
    return message(event.chat.id, *screens.check(content, period))
