"""/failed: what was set aside. Look, try again, dismiss."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _
from pydantic import Field

from bot.reception.permissions import Action
from handlers import words
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.paging import page_of, turns
from handlers.resident.seen import remember
from handlers.say import cut, in_place, lines, message, say, told
from storage import audit, failures, tickets
from storage.directory import subject
from storage.failures import Failure
from storage.outbox import Send, Sends

router = Router(name=__name__)


class FailedPress(CallbackData, prefix="f"):
    """A press under the list or under one failure."""

    do: str
    """list, look, again, dismiss"""
    queue: str = "in"
    id: int = Field(default=0, ge=0, lt=2**63)
    page: int = Field(default=0, ge=0, lt=10**6)


@router.message(Command("failed"), flags={"action": Action.SEE_FAILED})
async def failed(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """The list, newest first."""
    await remember(state, "failed")
    text, keyboard = await _list(desk, 0)
    return message(person(actor).telegram_id, text, keyboard)


async def linked(desk: Desk, actor: Actor, _rest: str) -> list[Send]:
    """What a link shows to an administrator: the list."""
    return [message(person(actor).telegram_id, *await _list(desk, 0))]


async def _list(desk: Desk, page: int) -> tuple[Text, InlineKeyboardMarkup | None]:
    count = await failures.count(desk.tx)
    if not count:
        return say(_("Nothing is set aside. All is well.")), None
    places, page, more = page_of(range(count), page)
    shown = await failures.listed(desk.tx, limit=len(places), offset=places[0])
    rows = [
        [
            _button(
                f"{_mark(failure)} {words.moment(failure.at, desk.setting.zone)} {failure.kind}",
                _about("look", failure),
            )
        ]
        for failure in shown
    ]
    rows += turns(page, more, lambda to: FailedPress(do="list", page=to))
    # NOTE: {count} is messages that could not be handled
    text = say(_("Set aside: {count}. Press one to look at it."), count=count)
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


def _mark(failure: Failure) -> str:
    return "📥" if failure.queue == "in" else "📤"


def _button(text: str, data: FailedPress) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=cut(text, 60), callback_data=data.pack())


@router.callback_query(FailedPress.filter(F.do == "list"), flags={"action": Action.SEE_FAILED})
async def turn_list(query: CallbackQuery, callback_data: FailedPress, desk: Desk) -> Sends:
    """Another page, or the list again."""
    return in_place(query, *await _list(desk, callback_data.page))


@router.callback_query(FailedPress.filter(F.do == "look"), flags={"action": Action.SEE_FAILED})
async def look(query: CallbackQuery, callback_data: FailedPress, desk: Desk) -> Sends:
    """What failed, where and why; never what a person wrote."""
    failure = await failures.find(desk.tx, callback_data.queue, callback_data.id)
    if failure is None:
        return _gone(query)
    ticket = None
    if failure.ticket_id is not None:
        ticket = (await tickets.load(desk.tx, failure.ticket_id)).number
    text = lines(
        say(_("📥 A message to the bot could not be handled."))
        if failure.queue == "in"
        else say(_("📤 Telegram refused a message of the bot.")),
        # NOTE: when a message failed: date and time
        say(_("When: {moment}"), moment=words.moment(failure.at, desk.setting.zone)),
        # NOTE: {kind} is a word of the program for what failed, in English
        say(_("What: {kind}"), kind=failure.kind),
        _chat(failure),
        # NOTE: the concern that a failed message belongs to
        say(_("Concern: {number}"), number=ticket) if ticket else None,
        # NOTE: how often the failed message was tried
        say(_("Tries: {count}"), count=failure.attempts) if failure.queue == "in" else None,
        # NOTE: {error} is the program's own message, in English
        say(_("Why: {error}"), error=cut(failure.error, 1000)),
    )
    rows = [
        # NOTE: a button: handle the failed message again
        [_button(_("🔁 Try again"), _about("again", failure))],
        # NOTE: a button: give the failed message up
        [_button(_("🗑 Dismiss"), _about("dismiss", failure))],
        # NOTE: a button: back to the list of failed messages
        [_button(_("⬅️ The list"), FailedPress(do="list"))],
    ]
    return in_place(query, text, InlineKeyboardMarkup(inline_keyboard=rows))


@router.callback_query(
    FailedPress.filter(F.do.in_({"again", "dismiss"})), flags={"action": Action.SEE_FAILED}
)
async def settle(
    query: CallbackQuery, callback_data: FailedPress, desk: Desk, actor: Actor
) -> Sends:
    """Try it again, or give it up."""
    failure = await failures.find(desk.tx, callback_data.queue, callback_data.id)
    if failure is None:
        return _gone(query)
    act = "retry" if callback_data.do == "again" else "discard"
    by = person(actor).telegram_id
    await audit.add(desk.tx, act, subject("failures", failure.kind), by=by, now=desk.now)
    if callback_data.do == "again":
        await failures.try_again(desk.tx, failure)
        note = told(query, _("It is being tried again. If it fails, it is back in the list."))
    else:
        await failures.dismiss(desk.tx, failure)
        # NOTE: the failed message was given up
        note = told(query, _("Dismissed."))
    return [note, in_place(query, *await _list(desk, 0))]


def _chat(failure: Failure) -> Text | None:
    """The group; a private chat's id would name the writer of a nameless concern."""
    if failure.chat_id is None:
        return None
    # NOTE: stands where the number of a group would
    where = str(failure.chat_id) if failure.chat_id < 0 else _("a private chat")
    # NOTE: {id} is the number of a group, or “a private chat”
    return say(_("Chat: {id}"), id=where)


def _about(do: str, failure: Failure) -> FailedPress:
    return FailedPress(do=do, queue=failure.queue, id=failure.id)


def _gone(query: CallbackQuery) -> Send:
    return told(query, _("This is no longer set aside."), alert=True)
