"""An announcement begins when its time has come, unless something speaks against it by then."""

from collections.abc import Callable, Sequence

from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.announcements import Status
from bot.reception.permissions import Action
from handlers import words
from handlers.admin.announcements.approval import ask, change_state, tell, to_be_asked
from handlers.admin.announcements.screens import waits
from handlers.admin.announcements.sending import subject
from handlers.desk import Desk, speaking
from handlers.gate import still_allowed
from handlers.say import message, paragraphs, say
from storage import announcement_versions, announcements, audience, audit
from storage.announcements import Announcement
from storage.outbox import Priority, Send

LATE = 3600
"""Seconds after its time at which it still begins; what it says may be over after that."""


async def begin(desk: Desk) -> list[Send]:
    """Let the announcement begin whose time has come, if there is one: from now on it is fixed
    who gets it."""
    announcement = await announcements.due(desk.tx, desk.now)
    if announcement is None:
        return []
    author = announcement.by_id
    if not await still_allowed(desk, author, Action.ANNOUNCE):
        return await _refuse(desk, announcement)
    # What has no time was to go when “send” was pressed, or the second yes was said.
    at = announcement.released_at if announcement.at is None else announcement.at
    if at is not None and at < desk.now - LATE:
        return await _too_late(desk, announcement, at)
    if not await announcement_versions.by_language(desk.tx, announcement.id):
        # Nobody can send one without words; were there one, it must not stand in others' way.
        await announcements.move(desk.tx, announcement, Status.CANCELLED, desk.now)
        return []
    if lost := audience.lost_places(announcement.audience, desk.directory):
        return await _lost(desk, announcement, lost)
    if colleagues := await to_be_asked(desk, announcement):
        return await _hold(desk, announcement, colleagues)
    if await announcements.move(desk.tx, announcement, Status.RUNNING, desk.now):
        default = desk.setting.default_language
        await audience.fill(desk.tx, announcement, desk.directory, default_language=default)
    return []


async def _refuse(desk: Desk, announcement: Announcement) -> list[Send]:
    """Whoever wrote it is no administrator any longer: it goes to nobody."""
    await change_state(desk, announcement, Status.CANCELLED, "cancel_announcement", by=None)
    sends = []
    for chat_id in (await desk.desks()).administrators:
        with speaking(await desk.language_of_chat(chat_id)):
            text = _(
                "📢 An announcement was to be sent now. It was not sent: its author is no longer "
                "an administrator. /broadcast"
            )
        sends.append(message(chat_id, text, priority=Priority.CARD, optional=True))
    return sends


async def _hold(desk: Desk, announcement: Announcement, colleagues: Sequence[int]) -> list[Send]:
    """It goes to the whole country by now, or somebody can be asked by now: it waits for the
    second yes."""
    at, what = announcement.at, subject(announcement)
    if at is not None:
        await announcements.hold(desk.tx, announcement.id)
        await audit.add(
            desk.tx, "change_announcement", what, by=None, now=desk.now, field="at", old=str(at)
        )
    moved = await announcements.move(desk.tx, announcement, Status.WAITING, desk.now)
    if moved is None:
        raise LookupError("an announcement left its state within a transaction")
    told = await tell(
        desk,
        moved,
        lambda: paragraphs(
            say(
                _(
                    "⏳ Announcement {id} has not been sent: by now it needs the yes of a second "
                    "administrator. It goes as soon as somebody says yes."
                ),
                id=moved.id,
            ),
            waits(),
        ),
    )
    return [*await ask(desk, moved, colleagues, by=None), *told]


async def _too_late(desk: Desk, announcement: Announcement, at: int) -> list[Send]:
    """The bot was down at its time, or had others to send: its author sets another one."""

    def text() -> Text:
        if announcement.at is None:
            return say(
                _(
                    "⚠️ Announcement {id} could not be sent for more than an hour. Nobody got it. "
                    "It is a draft again: look whether it still holds, and send it anew."
                ),
                id=announcement.id,
            )
        return say(
            # NOTE: {moment} is like 25.11.2026 09:00
            _(
                "⚠️ Announcement {id} could not be sent at its time, {moment}. Nobody got it. It "
                "is a draft again: set another time."
            ),
            id=announcement.id,
            moment=words.moment(at, desk.setting.zone),
        )

    return await draft_again(desk, announcement, text)


async def _lost(desk: Desk, announcement: Announcement, places: Sequence[str]) -> list[Send]:
    """Without them it would be for others than its author wanted, or for nobody."""
    return await draft_again(
        desk,
        announcement,
        lambda: say(
            # NOTE: {places} is codes of receptions, regions or districts, like NKT
            _(
                "⚠️ Announcement {id} was not sent. No longer in the list of places: {places}. "
                "Nobody got it. It is a draft again: press “For whom” and take that out."
            ),
            id=announcement.id,
            places=words.listing(places),
        ),
    )


async def draft_again(
    desk: Desk, announcement: Announcement, text: Callable[[], Text]
) -> list[Send]:
    """The bot itself gives it back to its author, who is told why."""
    await change_state(desk, announcement, Status.DRAFT, "reopen_announcement", by=None)
    return await tell(desk, announcement, text)
