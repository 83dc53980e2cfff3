"""Presses under the progress of an announcement: hold it up, go on, stop it, take it back.

Any administrator may press: whoever sees that something wrong is being sent must not have to look
for its author.
"""

from aiogram import F, Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.announcements import Status
from bot.reception.permissions import Action
from handlers.admin.announcements import progress
from handlers.admin.announcements.counts import number_of
from handlers.admin.announcements.progress import RunPress, button
from handlers.admin.announcements.sending import subject
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import fitting
from handlers.say import in_place, message, paragraphs, say, told
from storage import announcements, audit
from storage.announcements import Announcement
from storage.outbox import Send, Sends

router = Router(name=__name__)

_ACTS = {
    "pause": (Status.PAUSED, "pause_announcement"),
    "resume": (Status.RUNNING, "resume_announcement"),
    "cancel": (Status.CANCELLED, "cancel_announcement"),
    "back": (Status.REMOVING, "take_back_announcement"),
}


async def show(desk: Desk, query: CallbackQuery, announcement: Announcement) -> Send:
    """How far an announcement is, in place of the list that it was chosen from."""
    place = (query.message.chat.id, query.message.message_id) if query.message else None
    # What the author's own message shows is up to bot.announcer.
    listed = place != (announcement.by_id, announcement.progress_id)
    return in_place(query, *await progress.present(desk, announcement, listed=listed))


@router.callback_query(RunPress.filter(F.do == "show"), flags={"action": Action.ANNOUNCE})
async def look(query: CallbackQuery, callback_data: RunPress, desk: Desk) -> Sends:
    """How far it is."""
    announcement = await announcements.get(desk.tx, callback_data.id)
    return _gone(query) if announcement is None else await show(desk, query, announcement)


@router.callback_query(
    RunPress.filter(F.do.in_({"ask_cancel", "ask_back"})), flags={"action": Action.ANNOUNCE}
)
async def ask(query: CallbackQuery, callback_data: RunPress, desk: Desk, actor: Actor) -> Sends:
    """Asks once more, in a message of its own: the progress goes on above it."""
    announcement = await announcements.get(desk.tx, callback_data.id)
    if announcement is None:
        return _gone(query)
    if callback_data.do == "ask_cancel":
        if not announcement.is_being_sent:
            return await _too_late(desk, query, announcement)
        text = _stopping(announcement)
        # NOTE: a button: end the sending of an announcement for good
        yes = button(_("⏹ Yes, stop it"), "cancel", announcement)
    else:
        if not _may_go(desk, announcement, "back"):
            return await _too_late(desk, query, announcement)
        text = say(
            # NOTE: {count} is people
            _("People who got announcement {id}: {count}. Delete it again in their chats?"),
            id=announcement.id,
            count=number_of(announcement, announcement.delivered),
        )
        # NOTE: a button: delete an announcement again in all chats
        yes = button(_("🗑 Yes, take it back"), "back", announcement)
        if not announcement.can_be_taken_back(desk.now):
            text = say(
                _("Take announcement {id} out of /news? It stays in the chats that it came to."),
                id=announcement.id,
            )
            # NOTE: a button: residents no longer find an announcement when they press /news
            yes = button(_("🗑 Yes, remove it"), "back", announcement)
        elif announcement.is_being_sent:
            text = paragraphs(_stopping(announcement), text)
    # NOTE: a button: everything stays as it is
    no = button(_("⬅️ No"), "leave", announcement)
    keyboard = InlineKeyboardMarkup(inline_keyboard=list(fitting([[yes], [no]])))
    return message(person(actor).telegram_id, text, keyboard)


def _stopping(announcement: Announcement) -> Text:
    return say(
        _("Stop announcement {id} for good? Those who lack it will not get it."),
        id=announcement.id,
    )


@router.callback_query(RunPress.filter(F.do == "leave"), flags={"action": Action.ANNOUNCE})
async def leave(query: CallbackQuery, callback_data: RunPress) -> Sends:
    """Not after all."""
    # NOTE: the answer to “No” when asked whether to stop an announcement or to take it back
    return in_place(query, say(_("Nothing was changed.")))


@router.callback_query(RunPress.filter(F.do.in_(_ACTS.keys())), flags={"action": Action.ANNOUNCE})
async def act(query: CallbackQuery, callback_data: RunPress, desk: Desk, actor: Actor) -> Sends:
    """Bring it into another state, unless somebody was faster."""
    announcement = await announcements.get(desk.tx, callback_data.id)
    if announcement is None:
        return _gone(query)
    if not _may_go(desk, announcement, callback_data.do):
        return await _too_late(desk, query, announcement)
    # What is still being sent is stopped first: nobody gets it anew while it is deleted.
    stops = callback_data.do == "back" and announcement.is_being_sent
    for do in ("cancel", "back") if stops else (callback_data.do,):
        status, name = _ACTS[do]
        moved = await announcements.move(desk.tx, announcement, status, desk.now)
        if moved is None:
            return await _too_late(desk, query, announcement)
        announcement = moved
        by = person(actor).telegram_id
        await audit.add(desk.tx, name, subject(announcement), by=by, now=desk.now)
    # The author's own message is brought up to date by bot.announcer.
    return await show(desk, query, announcement)


def _may_go(desk: Desk, announcement: Announcement, do: str) -> bool:
    """What the states alone do not say: a draft is discarded elsewhere, and a scheduled one begins
    by its time."""
    if do == "back":
        return announcement.can_be_removed or announcement.can_be_taken_back(desk.now)
    return announcement.is_being_sent


async def _too_late(desk: Desk, query: CallbackQuery, announcement: Announcement) -> list[Send]:
    """An old button, or somebody was faster: how things stand."""
    now = _(progress.STATES[announcement.status])
    # NOTE: {state} is one of an announcement, like “✅ sent”
    text = _("Nothing was changed. This announcement: {state}.").format(state=now)
    return [told(query, text, alert=True), await show(desk, query, announcement)]


def _gone(query: CallbackQuery) -> Send:
    return told(query, _("This announcement does not exist any longer."), alert=True)
