"""The second yes: what goes to the whole country goes by two administrators, where there are two.

Whoever is asked sees every version. Their yes is bound to what they saw: the press names a digest
of the words, the audience and the time, and any change takes the question back.
"""

import json
from collections.abc import Callable, Sequence

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.announcements import Audience, Status
from bot.reception.disclosure import LEAST
from bot.reception.plain import plain
from handlers import words
from handlers.admin.announcements.asking import FLAGS
from handlers.admin.announcements.counts import people
from handlers.admin.announcements.presses import ApprovalPress, button, opening
from handlers.admin.announcements.screens import (
    Versions,
    counted,
    for_whom,
    going,
    one_screen,
    stamp,
    texts,
)
from handlers.admin.announcements.sending import subject
from handlers.admin.announcements.versions import shown_to, stream_of
from handlers.desk import Desk, speaking
from handlers.gate import Actor, person
from handlers.say import in_place, message, paragraphs, say, told
from storage import announcement_versions, announcements, audience, audit, residents
from storage.announcements import Announcement
from storage.outbox import Send, Sends

router = Router(name=__name__)

PATIENCE = 24 * 3600
"""Seconds in which a yes lets it go, if it has no time at which it is to go."""
LARGE = 0.5
"""The share of all people from which on it is like the whole country. Not for so few that their
number is hidden."""


async def others(desk: Desk, author: int) -> list[int]:
    """The other administrators who can be written to, by their Telegram ids."""
    return [id_ for id_ in (await desk.desks()).administrators if id_ != author]


async def reason(desk: Desk, announcement: Announcement) -> str | None:
    """Why it goes to the whole country; None: it does not, and needs no second yes."""
    whom = announcement.audience
    if not whom.has_places:
        return _("It goes to the whole country.")
    if audience.covers_country(whom, desk.directory):
        return _("The chosen places are the whole country.")
    meant = (await counted(desk, whom)).total
    everybody = (await counted(desk, Audience())).total
    if meant >= max(LEAST, everybody * LARGE):
        return _("At least half of all people would get it: that is like the whole country.")
    return None


async def to_be_asked(desk: Desk, announcement: Announcement) -> list[int]:
    """Those of whom one has to say yes before it goes; empty: no yes is needed, or it was given by
    somebody who may give it still. What was changed after a yes is a draft again, without it."""
    if announcement.approved_by in await desk.administrators():
        return []
    colleagues = await others(desk, announcement.by_id)
    return colleagues if colleagues and await reason(desk, announcement) else []


def rule(reason: str | None, colleagues: Sequence[int]) -> str | None:
    """What is said of it before it is sent."""
    if reason is None:
        return None
    if colleagues:
        follows = _("Another administrator has to say yes first. They are asked at once.")
    else:
        follows = _("No other administrator can be written to, so nobody else is asked.")
    return f"{reason} {follows}"


def what_follows(announcement: Announcement) -> str:
    """Said when nothing stands in its way any longer."""
    if announcement.at is None:
        return _("✅ It goes now. A message below shows how far it is.")
    return _("✅ It goes at its time. Until then you can change or discard it.")


async def note_schedule(desk: Desk, announcement: Announcement, *, by: int) -> None:
    """The audit says to whom it goes, and when."""
    what = {**announcement.audience.as_json(), "at": announcement.at}
    await audit.add(
        desk.tx,
        "announce" if announcement.at is None else "schedule",
        subject(announcement),
        by=by,
        now=desk.now,
        new=json.dumps(what, ensure_ascii=False),
    )


async def request(
    query: CallbackQuery, desk: Desk, announcement: Announcement, colleagues: Sequence[int]
) -> list[Send]:
    """Ask the others; the first of them decides."""
    moved = await announcements.move(desk.tx, announcement, Status.WAITING, desk.now)
    if moved is None:
        return []
    asked = await ask(desk, moved, colleagues, by=announcement.by_id)
    return [in_place(query, *await one_screen(desk, moved)), *asked]


async def ask(
    desk: Desk,
    announcement: Announcement,
    colleagues: Sequence[int],
    *,
    by: int | None,
) -> list[Send]:
    """The question to each of them. ``by``: who asks, None: the bot itself, because the time has
    come."""
    what = subject(announcement)
    await audit.add(desk.tx, "ask_about_announcement", what, by=by, now=desk.now)
    versions = await announcement_versions.by_language(desk.tx, announcement.id)
    author = await residents.by_telegram_id(desk.tx, announcement.by_id)
    name = plain(author.name) if author else str(announcement.by_id)
    sends: list[Send] = []
    for colleague in colleagues:
        with speaking(await desk.language_of_chat(colleague)):
            sends += await _question(desk, announcement, versions, colleague, name)
    return sends


async def _question(
    desk: Desk,
    announcement: Announcement,
    versions: Versions,
    chat_id: int,
    author: str,
) -> list[Send]:
    counts = await counted(desk, announcement.audience)
    waits = None
    if announcement.held_at is not None:
        # NOTE: {moment} is like 25.11.2026 09:00
        waits = _(
            "It was to go at {moment}. It was not sent: a second yes is needed by now. It waits "
            "for your answer."
        ).format(moment=words.moment(announcement.held_at, desk.setting.zone))
    text = paragraphs(
        say(
            # NOTE: {author} is an administrator's name
            _(
                "<b>{author}</b> wants to send this announcement to the whole country. Shall it "
                "go?"
            ),
            author=author,
        ),
        waits,
        texts(announcement.audience, versions, counts),
        for_whom(desk, announcement.audience),
        people(counts),
        going(desk, announcement),
    )
    keyboard = InlineKeyboardMarkup(inline_keyboard=[yes_or_no(announcement, versions)])
    asked = message(chat_id, text, keyboard, stream=stream_of(announcement))
    return [*shown_to(chat_id, announcement, versions), asked]


def yes_or_no(announcement: Announcement, versions: Versions) -> list[InlineKeyboardButton]:
    """The answers of whoever was shown every version."""
    mark = stamp(announcement, versions)
    return [
        # NOTE: a button of a second administrator: the announcement may go
        button(_("📨 Yes, send it"), ApprovalPress(yes=True, id=announcement.id, stamp=mark)),
        # NOTE: a button of a second administrator: the announcement may not go
        button(_("✖️ No"), ApprovalPress(yes=False, id=announcement.id, stamp=mark)),
    ]


@router.callback_query(ApprovalPress.filter(), flags=FLAGS)
async def decide(
    query: CallbackQuery, callback_data: ApprovalPress, desk: Desk, actor: Actor
) -> Sends:
    """A second administrator says yes or no."""
    me = person(actor).telegram_id
    announcement = await announcements.get(desk.tx, callback_data.id)
    if announcement is not None and announcement.by_id == me:
        return told(query, _("It is yours: another administrator has to say yes."), alert=True)
    if announcement is None or announcement.status is not Status.WAITING:
        # NOTE: in a small window, to an administrator who was asked about an announcement
        text = _("This is decided already, or it was changed. Your answer changed nothing.")
        return [told(query, text, alert=True), in_place(query, say(text))]
    versions = await announcement_versions.by_language(desk.tx, announcement.id)
    if stamp(announcement, versions) != callback_data.stamp:
        text = _("It was changed after this question. The new question stands below.")
        return [told(query, text, alert=True), in_place(query, say(text))]
    if announcement.by_id not in await desk.administrators():
        await change_state(desk, announcement, Status.CANCELLED, "cancel_announcement", by=me)
        text = _("Its author is no longer an administrator. Nothing is sent.")
        return [told(query, text, alert=True), in_place(query, say(text))]
    if not callback_data.yes:
        return await _refuse(query, desk, announcement, actor)
    if is_over(desk, announcement):
        return await _too_late(query, desk, announcement, me)
    moved = await change_state(desk, announcement, Status.SCHEDULED, "approve", by=me)
    await announcements.approve(desk.tx, announcement.id, me)
    await note_schedule(desk, moved, by=announcement.by_id)
    done = say(_("✅ You said yes: announcement {id} goes."), id=announcement.id)
    return [in_place(query, done), *await tell(desk, moved, lambda: _agreed(moved, actor))]


def is_over(desk: Desk, announcement: Announcement) -> bool:
    """Whether a yes comes too late: what it says may be over."""
    if announcement.at is not None:
        return announcement.at <= desk.now
    return announcement.asked_at is not None and announcement.asked_at + PATIENCE <= desk.now


def _agreed(announcement: Announcement, actor: Actor) -> Text:
    # NOTE: {person} is an administrator's name
    text = _("✅ {person} said yes to announcement {id}.")
    said = say(text, person=plain(actor.name), id=announcement.id)
    return paragraphs(said, what_follows(announcement))


async def _refuse(
    query: CallbackQuery, desk: Desk, announcement: Announcement, actor: Actor
) -> list[Send]:
    me = person(actor).telegram_id
    await change_state(desk, announcement, Status.DRAFT, "refuse", by=me)
    return [
        in_place(query, say(_("You said no: announcement {id} is not sent."), id=announcement.id)),
        *await tell(
            desk,
            announcement,
            lambda: say(
                # NOTE: {person} is an administrator's name
                _("✖️ {person} said no to announcement {id}. It is a draft again: nobody gets it."),
                person=plain(actor.name),
                id=announcement.id,
            ),
        ),
    ]


async def _too_late(
    query: CallbackQuery, desk: Desk, announcement: Announcement, by: int
) -> list[Send]:
    """The yes came after the time at which it was to go: what it says may be over."""
    await change_state(desk, announcement, Status.DRAFT, "reopen_announcement", by=by)
    text = _("The time that was set for it is over. It is a draft again: its author is told.")
    return [
        told(query, text, alert=True),
        in_place(query, say(text)),
        *await tell(
            desk,
            announcement,
            lambda: say(
                _(
                    "⚠️ The time of announcement {id} passed before the second yes came. It is a "
                    "draft again: set another time."
                ),
                id=announcement.id,
            ),
        ),
    ]


async def change_state(
    desk: Desk, announcement: Announcement, status: Status, act: str, *, by: int | None
) -> Announcement:
    """Bring it into a state that it was just seen to allow, and note that. Raises LookupError."""
    moved = await announcements.move(desk.tx, announcement, status, desk.now)
    if moved is None:
        raise LookupError("an announcement left its state within a transaction")
    await audit.add(desk.tx, act, subject(announcement), by=by, now=desk.now)
    return moved


async def tell(desk: Desk, announcement: Announcement, text: Callable[[], Text]) -> list[Send]:
    """Tell the author, with the way to the announcement."""
    author = await residents.by_telegram_id(desk.tx, announcement.by_id)
    if author is None or author.blocked_at is not None:
        return []
    with speaking(author.language or desk.setting.default_language):
        return [message(author.telegram_id, text(), opening(announcement))]
