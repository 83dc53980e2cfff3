"""When an announcement is to go."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.moments import Unusable, Wrong, read_moment
from handlers import labels, words
from handlers.admin.announcements.asking import FLAGS, Composing, ask, ask_no_longer, asked
from handlers.admin.announcements.presses import (
    DraftPress,
    button,
    gone,
    note_change,
    own,
    reopened,
    too_late,
)
from handlers.admin.announcements.screens import Screen, going, moment, one_screen
from handlers.admin.announcements.versions import answers
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.say import in_place, message, paragraphs, say
from storage import announcements
from storage.announcements import Announcement
from storage.outbox import Sends

router = Router(name=__name__)

MOST_DAYS = 60
"""How far ahead it can be set."""


def _question(desk: Desk, announcement: Announcement, note: Text | str | None = None) -> Screen:
    text = paragraphs(
        note,
        going(desk, announcement),
        say(
            _("Write the day and time, for example {example} or {clock}."),
            example=f"{desk.local_time:%d.%m} 18:00",
            clock="09:00",
        ),
        # NOTE: {moment} is the present date and time, like 25.11.2026 09:00
        say(_("It is now {moment}."), moment=moment(desk, desk.now)),
    )
    rows = [
        # NOTE: a button: an announcement has no set time, it goes when it is sent
        [button(_("📨 Without a time: at once"), DraftPress(do="at_once", id=announcement.id))],
        [button(_(labels.CANCEL), DraftPress(do="show", id=announcement.id))],
    ]
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


async def question(desk: Desk, actor: Actor, state: FSMContext) -> Screen | None:
    """The question for a time that waits for an answer; None: its announcement is no more."""
    announcement = await own(desk, actor, (await asked(state))[0])
    return None if announcement is None else _question(desk, announcement)


@router.callback_query(DraftPress.filter(F.do == "when"), flags=FLAGS)
async def ask_when(
    query: CallbackQuery, callback_data: DraftPress, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """Ask for a day and a time."""
    announcement = await own(desk, actor, callback_data.id)
    if announcement is None:
        return gone(query)
    await ask(state, Composing.moment, [announcement.id, "", []])
    return in_place(query, *_question(desk, announcement))


@router.callback_query(DraftPress.filter(F.do == "at_once"), flags=FLAGS)
async def at_once(
    query: CallbackQuery, callback_data: DraftPress, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """No time: it goes when “send” is pressed."""
    await ask_no_longer(state)
    announcement = await own(desk, actor, callback_data.id)
    if announcement is None:
        return gone(query)
    draft = await reopened(desk, announcement)
    if draft is None:
        return too_late(query)
    await _set(desk, draft, None)
    return in_place(query, *await _screen(desk, draft.id))


@answers.message(StateFilter(Composing.moment), flags=FLAGS)
async def written(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """A day and a time, or something that is none: then the question stands."""
    announcement = await own(desk, actor, (await asked(state))[0])
    if announcement is None:
        await state.clear()
        return message(event.chat.id, _("This announcement is no more. Nothing was changed."))
    try:
        at = read_moment(event.text or "", desk.local_time, MOST_DAYS)
    except Unusable as unusable:
        return message(event.chat.id, *_question(desk, announcement, _wrong(desk, unusable)))
    draft = await reopened(desk, announcement)
    await state.clear()
    if draft is None:
        text = _("Too late: it is being sent, or it is over. Nothing was changed.")
        return message(event.chat.id, text)
    await _set(desk, draft, int(at.timestamp()))
    return message(event.chat.id, *await _screen(desk, draft.id, _taken(desk, at)))


async def _set(desk: Desk, draft: Announcement, at: int | None) -> None:
    """Keep it, and note it, if it is another time."""
    if at != draft.at:
        await announcements.set_at(desk.tx, draft.id, at)
        old, new = (None if one is None else str(one) for one in (draft.at, at))
        await note_change(desk, draft, "at", old=old, new=new)


async def _screen(desk: Desk, id_: int, note: str | None = None) -> Screen:
    announcement = await announcements.get(desk.tx, id_)
    if announcement is None:
        raise LookupError("an announcement vanished within a transaction")
    return await one_screen(desk, announcement, note)


def _taken(desk: Desk, at: datetime) -> str:
    """How the words were understood."""
    when = moment(desk, at.timestamp())
    days = (at.date() - desk.today).days
    # NOTE: {moment} is like 25.11.2026 09:00
    text = _("🕒 Set: {moment}")
    if days == 0:
        # NOTE: {moment} is like 25.11.2026 09:00
        text = _("🕒 Set for today: {moment}")
    elif days == 1:
        # NOTE: {moment} is like 25.11.2026 09:00
        text = _("🕒 Set for tomorrow: {moment}")
    return text.format(moment=when)


def _wrong(desk: Desk, unusable: Unusable) -> str:
    """What is wrong with it."""
    read = "" if unusable.at is None else words.moment(unusable.at.timestamp(), desk.setting.zone)
    texts = {
        Wrong.FORM: _("⚠️ This is not a day and a time."),
        Wrong.DAY: _("⚠️ There is no such day."),
        Wrong.TIME: _("⚠️ There is no such time of day."),
        # NOTE: {moment} is like 25.11.2026 09:00
        Wrong.PAST: _("⚠️ {moment} is in the past.").format(moment=read),
        Wrong.FAR: _("⚠️ {moment} is too far ahead: at most {days} days.").format(
            moment=read, days=MOST_DAYS
        ),
    }
    return f"{texts[unusable.why]} {_('Nothing was changed.')}"
