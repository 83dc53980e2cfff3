"""/stats: numbers of a period, as a picture and as text.

Administrators and the Monitoring Centre see the country, those who work for receptions see these.
"""

from typing import Any

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message
from aiogram.utils.i18n import gettext as _

from bot.reception.periods import Period, PeriodError, from_code, parse
from bot.reception.permissions import Action
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.say import in_place, message, told
from handlers.statistics import own_days, screens, work
from handlers.statistics.press import StatsPress, Whose
from handlers.statistics.scope import Scope, default_scope, inquiry, scopes
from storage import jobs
from storage.outbox import Send, Sends

router = Router(name=__name__)
"""The presses."""

_FLAGS: dict[str, Any] = {"action": Action.SEE_STATISTICS}


def commands(where: str) -> Router:
    """A router of the command: groups and private chats have one each."""
    made = Router(name=f"{__name__}.{where}")
    made.message.register(stats, Command("stats"), flags=_FLAGS)
    return made


async def stats(event: Message, command: CommandObject, desk: Desk, actor: Actor) -> Sends:
    """The periods to choose from; with two dates behind the command, the numbers of these."""
    chat_id = event.chat.id
    found = await scopes(desk, chat_id)
    whose = _first(found, default_scope(actor))
    if whose is None:
        return message(chat_id, _("There is no reception whose numbers can be shown here."))
    if not command.args:
        return message(chat_id, *screens.stats_periods(whose, set(found)))
    try:
        period = parse(command.args, desk.today)
    except PeriodError as error:
        note = screens.flaw_text(error)
        return message(chat_id, screens.in_a_group(note), reply_to=event.message_id)
    thread = event.message_thread_id if event.is_topic_message else None
    asked = await _ask(desk, actor, whose, found[whose], period, thread)
    text = screens.one_moment(period) if asked else _already()
    return message(chat_id, text, reply_to=event.message_id)


@router.callback_query(StatsPress.filter(F.do.in_({"show", "cancel"})), flags=_FLAGS)
async def show(
    query: CallbackQuery, callback_data: StatsPress, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """The periods to choose from."""
    await own_days.ask_no_longer(state)
    found = await scopes(desk, actor.chat_id or 0)
    whose = _first(found, callback_data.whose)
    if whose is None:
        return _not_here(query)
    return in_place(query, *screens.stats_periods(whose, set(found)))


@router.callback_query(StatsPress.filter(F.do == "make"), flags=_FLAGS)
async def make(query: CallbackQuery, callback_data: StatsPress, desk: Desk, actor: Actor) -> Sends:
    """Have the numbers worked out."""
    scope = (await scopes(desk, actor.chat_id or 0)).get(callback_data.whose)
    if scope is None:
        return _not_here(query)
    try:
        period = from_code(callback_data.period, desk.today)
    except PeriodError as error:
        return told(query, screens.flaw_text(error), alert=True)
    asked_in = query.message if isinstance(query.message, Message) else None
    thread = asked_in.message_thread_id if asked_in and asked_in.is_topic_message else None
    if not await _ask(desk, actor, callback_data.whose, scope, period, thread):
        return told(query, _already(), alert=True)
    return in_place(query, screens.one_moment(period))


@router.callback_query(StatsPress.filter(F.do == "ask"), flags=_FLAGS)
async def ask_days(
    query: CallbackQuery, callback_data: StatsPress, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """Other days: asked for in private; in a group they come with the command, as the bot does
    not hear everything there."""
    if actor.resident is None:
        may = set(await scopes(desk, actor.chat_id or 0))
        _text, periods = screens.stats_periods(callback_data.whose, may)
        return in_place(query, screens.in_a_group(), periods)
    await own_days.ask(state, own_days.STATISTICS, callback_data.whose)
    return in_place(query, *question(callback_data.whose))


def question(whose: str, note: str | None = None) -> screens.Screen:
    """Asks for other days."""
    return screens.question(StatsPress(do="cancel", whose=Whose(whose)), note)


async def written(
    event: Message, desk: Desk, actor: Actor, state: FSMContext, value: str
) -> Sends:
    """The days that somebody wrote."""
    whose = Whose(value)
    scope = (await scopes(desk, event.chat.id)).get(whose)
    if scope is None:
        await state.clear()
        return message(event.chat.id, _("This is not available to you here."))
    try:
        period = parse(event.text or "", desk.today)
    except PeriodError as error:
        return message(event.chat.id, *question(whose, screens.flaw_text(error)))
    await state.clear()
    asked = await _ask(desk, actor, whose, scope, period, None)
    return message(event.chat.id, screens.one_moment(period) if asked else _already())


async def _ask(
    desk: Desk, actor: Actor, whose: Whose, scope: Scope, period: Period, thread: int | None
) -> bool:
    """Leave the work to a job. False: the same chat waits for one already."""
    chat_id = actor.chat_id or 0
    if await jobs.is_waiting(desk.tx, work.STATISTICS, chat_id):
        return False
    asked = await inquiry(desk, chat_id, whose, scope, period, thread)
    await jobs.add(
        desk.tx, work.STATISTICS, chat_id, by=actor.person_id, now=desk.now, params=asked.params
    )
    return True


def _first(found: dict[Whose, Scope], wanted: Whose) -> Whose | None:
    return wanted if wanted in found else next(iter(found), None)


def _not_here(query: CallbackQuery) -> Send:
    return told(query, _("This is not available to you here."), alert=True)


def _already() -> str:
    # NOTE: somebody asks for a second picture before the first has come
    return _("The numbers you asked for before are still being worked out. Please wait for them.")
