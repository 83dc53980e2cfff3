"""Announcements of other administrators: what they have set up can be seen, and stopped.

What waits for a second yes can be answered here, too: who was asked may have cleared their chat,
and who was appointed later was not asked.
"""

from aiogram import F, Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.announcements import Status
from bot.reception.plain import plain
from handlers.admin.announcements import progress
from handlers.admin.announcements.approval import tell, yes_or_no
from handlers.admin.announcements.asking import FLAGS
from handlers.admin.announcements.counts import people
from handlers.admin.announcements.presses import DraftPress, button, gone, leading, readable
from handlers.admin.announcements.screens import (
    counted,
    for_whom,
    going,
    list_screen,
    one_screen,
    texts,
)
from handlers.admin.announcements.sending import subject
from handlers.admin.announcements.versions import shown_to, stream_of
from handlers.admin.staff.presses import name_of
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import fitting
from handlers.say import in_place, message, paragraphs, say, told
from storage import announcement_versions, announcements, audit
from storage.announcements import Announcement
from storage.outbox import Send, Sends

router = Router(name=__name__)

SET_UP = (Status.WAITING, Status.SCHEDULED)
Screen = tuple[Text, InlineKeyboardMarkup | None]


async def any_screen(desk: Desk, actor: Actor, announcement: Announcement) -> Screen:
    """One of whoever acts, or a colleague's: as far as it is by now."""
    if announcement.status in (Status.DRAFT, *SET_UP):
        if announcement.by_id == person(actor).telegram_id:
            return await one_screen(desk, announcement)
        return await _set_up(desk, announcement)
    return await progress.present(desk, announcement, listed=True)


async def _set_up(desk: Desk, announcement: Announcement) -> Screen:
    versions = await announcement_versions.by_language(desk.tx, announcement.id)
    counts = await counted(desk, announcement.audience)
    text = paragraphs(
        say(
            # NOTE: the number of an announcement, the administrator who wrote it, and its state
            _("📢 Announcement {id} by {author}: <b>{state}</b>"),
            id=announcement.id,
            author=plain(await name_of(desk, announcement.by_id)),
            state=_(progress.STATES[announcement.status]),
        ),
        texts(announcement.audience, versions, counts),
        for_whom(desk, announcement.audience),
        people(counts),
        going(desk, announcement),
        await progress.agreed(desk, announcement),
    )
    preview, others = leading(announcement)
    # NOTE: a button: a colleague's announcement is not sent when its time comes
    stop = button(_("⏹ Stop"), DraftPress(do="stop", id=announcement.id))
    rows = [[preview, stop], [others]]
    if announcement.status is Status.WAITING:
        rows.insert(0, yes_or_no(announcement, versions))
    return text, InlineKeyboardMarkup(inline_keyboard=list(fitting(rows)))


@router.callback_query(DraftPress.filter(F.do == "preview"), flags=FLAGS)
async def preview(
    query: CallbackQuery, callback_data: DraftPress, desk: Desk, actor: Actor
) -> Sends:
    """Every version comes to whoever presses, exactly as residents get it."""
    announcement = await readable(desk, actor, callback_data.id)
    if announcement is None:
        return gone(query)
    return await seen(desk, actor, announcement)


async def seen(desk: Desk, actor: Actor, announcement: Announcement) -> list[Send]:
    """Every version, and the screen below them."""
    chat_id = person(actor).telegram_id
    versions = await announcement_versions.by_language(desk.tx, announcement.id)
    shown = shown_to(chat_id, announcement, versions)
    screen = await any_screen(desk, actor, announcement)
    return [*shown, message(chat_id, *screen, stream=stream_of(announcement))]


@router.callback_query(DraftPress.filter(F.do == "stop"), flags=FLAGS)
async def stop(query: CallbackQuery, callback_data: DraftPress, desk: Desk, actor: Actor) -> Sends:
    """What a colleague has set up is a draft again, and its author is told who did that."""
    announcement = await announcements.get(desk.tx, callback_data.id)
    if announcement is None:
        return gone(query)
    me = person(actor).telegram_id
    moved = await announcements.move(desk.tx, announcement, Status.DRAFT, desk.now)
    if moved is None:
        now = _(progress.STATES[announcement.status])
        # NOTE: {state} is one of an announcement, like “✅ sent”
        text = _("Nothing was changed. This announcement: {state}.").format(state=now)
        return [told(query, text, alert=True), in_place(query, *await list_screen(desk, me))]
    await audit.add(desk.tx, "reopen_announcement", subject(moved), by=me, now=desk.now)
    note = say(
        _("⏹ Announcement {id} was stopped: it is a draft again. Its author is told."),
        id=moved.id,
    )
    return [
        in_place(query, *await list_screen(desk, me, note)),
        *await tell(
            desk,
            moved,
            lambda: say(
                # NOTE: {person} is an administrator's name
                _("⏹ {person} stopped announcement {id}. It is a draft again: nobody gets it."),
                person=plain(actor.name),
                id=moved.id,
            ),
        ),
    ]
