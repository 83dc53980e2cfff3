"""How far an announcement is: one message in its author's chat that is kept up to date."""

from typing import Any

from aiogram.filters.callback_data import CallbackData
from aiogram.methods import EditMessageText
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _
from pydantic import Field

from bot.reception.announcements import Status
from bot.reception.permissions import Action
from bot.reception.plain import plain
from handlers import words
from handlers.admin.announcements.counts import is_hidden, number, number_of
from handlers.admin.announcements.presses import leading
from handlers.admin.announcements.sending import served
from handlers.desk import Desk, speaking
from handlers.gate import still_allowed
from handlers.labels import N_, fitting
from handlers.say import lines, message, paragraphs, say
from handlers.staff.continuation import Result
from storage import announcements, outbox, recipients, residents
from storage.announcements import Announcement
from storage.outbox import Priority, Send

POSTED = "progress_posted"
EDITED = "progress_edited"
"""The continuations of the message."""

BAR = 12
"""Characters; more would break the line on a small phone."""

STATES = {
    # NOTE: the state of an announcement
    Status.DRAFT: N_("✏️ being written"),
    # NOTE: the state of an announcement: a second administrator is to say yes
    Status.WAITING: N_("⏳ waits for a second administrator"),
    # NOTE: the state of an announcement: it goes when its time comes
    Status.SCHEDULED: N_("🕒 waits for its time"),
    # NOTE: the state of an announcement
    Status.RUNNING: N_("📨 is being sent"),
    # NOTE: the state of an announcement
    Status.PAUSED: N_("⏸ paused"),
    # NOTE: the state of an announcement
    Status.DONE: N_("✅ sent"),
    # NOTE: the state of an announcement: stopped before everybody had it
    Status.CANCELLED: N_("⏹ stopped"),
    # NOTE: the state of an announcement: it is being deleted in all chats
    Status.REMOVING: N_("🗑 is being taken back"),
    # NOTE: the state of an announcement: it was deleted in all chats
    Status.TAKEN_BACK: N_("🗑 taken back"),
}


class RunPress(CallbackData, prefix="ru"):
    """A press under the progress of an announcement."""

    do: str
    """show; pause, resume; ask_cancel, cancel; ask_back, back; leave"""
    id: int = Field(ge=0, lt=2**63)


def screen(
    desk: Desk,
    announcement: Announcement,
    yes: Text | None = None,
    *,
    behind: bool = False,
    listed: bool = False,
) -> tuple[Text, InlineKeyboardMarkup | None]:
    """How far it is, and what can be done about it.

    ``yes``: what `agreed` says; ``behind``: another one is served first; ``listed``: it leads
    back to the list.
    """
    counts = lines(
        # NOTE: {count} is people who got an announcement
        say(_("Delivered: {count}"), count=number_of(announcement, announcement.delivered)),
        say(
            # NOTE: {count} is people who blocked the bot and so did not get an announcement
            _("Blocked the bot: {count}"),
            count=number_of(announcement, announcement.blocked),
        ),
        # NOTE: {count} is people to whom an announcement could not be sent
        say(_("Failed: {count}"), count=number_of(announcement, announcement.failed)),
    )
    title = lines(
        # NOTE: the number of an announcement, and its state
        say(
            _("📢 Announcement {id}: <b>{state}</b>"),
            id=announcement.id,
            state=_(STATES[announcement.status]),
        ),
        # NOTE: when the sending of an announcement began
        say(_("Began: {moment}"), moment=words.moment(announcement.started_at, desk.setting.zone))
        if announcement.started_at is not None
        else None,
        yes,
    )
    text = paragraphs(title, _how_far(announcement, behind=behind), counts, _taken(announcement))
    return text, _keyboard(desk, announcement, listed=listed)


def _how_far(announcement: Announcement, *, behind: bool) -> Text | None:
    removing = announcement.status is Status.REMOVING
    done = announcement.taken_back if removing else announcement.settled
    total = announcement.delivered if removing else announcement.total
    if announcement.started_at is None or announcement.status is Status.TAKEN_BACK:
        return None
    pace = None
    if behind:
        pace = say(_("It goes on when the announcement before it has been sent."))
    elif announcement.status is Status.RUNNING:
        pace = _pace(announcement)
    # A bar of two people would count them.
    few = is_hidden(announcement)
    return lines(
        None if few else bar(done, total),
        say(
            # NOTE: how many of the people of an announcement were served: “12,340 of 20,000”
            _("{done} of {total}"),
            done=number_of(announcement, done),
            total=number_of(announcement, total),
        ),
        pace,
    )


def bar(done: int, total: int) -> str:
    """A bar with the share that is done; whole only when all is done."""
    share = min(done / total, 1.0) if total else 1.0
    full = int(share * BAR)
    return "▓" * full + "░" * (BAR - full) + f" {int(share * 100)}%"


def _pace(announcement: Announcement) -> Text | None:
    if announcement.worked < 1 or not announcement.settled or is_hidden(announcement):
        return None
    rate = announcement.settled / announcement.worked
    left = max(0, announcement.total - announcement.settled) / rate
    # NOTE: how fast an announcement is sent; {rate} is people a second; {time} is what
    # remains, like “about 5 min left”
    return say(_("{rate} a second, {time}"), rate=number(rate), time=remaining(left))


def remaining(seconds: float) -> str:
    """How long something still takes."""
    minutes = round(seconds / 60)
    if minutes < 1:
        # NOTE: what remains of the sending of an announcement
        return _("less than a minute left")
    if minutes < 60:
        # NOTE: what remains of the sending of an announcement
        return _("about {minutes} min left").format(minutes=minutes)
    hours, minutes = divmod(minutes, 60)
    # NOTE: what remains of the sending of an announcement
    return _("about {hours} h {minutes} min left").format(hours=hours, minutes=minutes)


def _taken(announcement: Announcement) -> Text | None:
    if announcement.status is not Status.TAKEN_BACK:
        return None
    kept = announcement.was_kept
    told = kept or announcement.audience.is_narrowed
    return lines(
        say(
            # NOTE: {count} is people in whose chats an announcement was deleted again
            _("Deleted again: {count}"),
            count=number_of(announcement, announcement.taken_back),
        ),
        # NOTE: {count} is people in whose chats Telegram did not delete an announcement
        say(_("Telegram did not delete it: {count}"), count=number_of(announcement, kept))
        if kept is not None and told
        else None,
    )


def _keyboard(
    desk: Desk, announcement: Announcement, *, listed: bool
) -> InlineKeyboardMarkup | None:
    row = []
    if announcement.status is Status.RUNNING:
        # NOTE: a button: hold an announcement up
        row.append(button(_("⏸ Pause"), "pause", announcement))
    if announcement.status is Status.PAUSED:
        # NOTE: a button: send an announcement to those who still lack it
        row.append(button(_("▶️ Go on"), "resume", announcement))
    if row:
        # NOTE: a button: end the sending of an announcement for good
        row.append(button(_("⏹ Stop"), "ask_cancel", announcement))
    rows = [row] if row else []
    if announcement.can_be_taken_back(desk.now):
        # NOTE: a button: delete an announcement again in all chats
        rows.append([button(_("🗑 Take back"), "ask_back", announcement)])
    elif announcement.can_be_removed:
        # NOTE: a button: residents no longer find an announcement when they press /news
        rows.append([button(_("🗑 Remove from /news"), "ask_back", announcement)])
    if listed:
        rows.append(leading(announcement))
    return InlineKeyboardMarkup(inline_keyboard=list(fitting(rows))) if rows else None


def button(text: str, do: str, announcement: Announcement) -> InlineKeyboardButton:
    """One of the buttons under the progress."""
    press = RunPress(do=do, id=announcement.id)
    return InlineKeyboardButton(text=text, callback_data=press.pack())


async def behind(desk: Desk, announcement: Announcement) -> bool:
    """Whether another one is served first."""
    if announcement.status is not Status.RUNNING:
        return False
    first = await served(desk.tx)
    if first is None or first.id == announcement.id:
        return False
    # Those to whom it goes last may have it in a moment, whatever is served now.
    return await recipients.any_waits(desk.tx, announcement.id, removing=False)


Screen = tuple[Text, InlineKeyboardMarkup | None]


async def drawn(desk: Desk, announcement: Announcement) -> Screen:
    """The screen in its author's language."""
    with speaking(await desk.language_of_chat(announcement.by_id)):
        return await present(desk, announcement)


async def present(desk: Desk, announcement: Announcement, *, listed: bool = False) -> Screen:
    """The screen in the language of the moment."""
    yes, waits = await agreed(desk, announcement), await behind(desk, announcement)
    return screen(desk, announcement, yes, behind=waits, listed=listed)


async def agreed(desk: Desk, announcement: Announcement) -> Text | None:
    """Who said the second yes, if anybody did."""
    by = announcement.approved_by
    if by is None:
        return None
    known = await residents.by_telegram_id(desk.tx, by)
    # NOTE: {person} is the administrator who said the second yes to an announcement
    return say(_("Agreed by: {person}"), person=plain(known.name) if known else str(by))


async def shown(desk: Desk, announcement: Announcement, drawing: Screen) -> list[Send]:
    """Bring the message in the author's chat up to date, or post it; nothing while it is on its
    way there, or when its author cannot be written to or is no administrator any longer."""
    chat_id, stream = announcement.by_id, f"progress:{announcement.id}"
    if not await still_allowed(desk, chat_id, Action.ANNOUNCE):
        return []
    text, keyboard = drawing
    send: dict[str, Any] = {
        "stream": stream,
        "priority": Priority.REFRESH,
        "context": {"announcement": announcement.id},
        "optional": True,
    }
    if announcement.progress_id is None:
        author = await residents.by_telegram_id(desk.tx, chat_id)
        if author is None or author.blocked_at is not None:
            return []
        if await outbox.is_under_way(desk.tx, chat_id, stream, POSTED):
            return []
        return [message(chat_id, text, keyboard, on_result=POSTED, **send)]
    body, entities = text.render()
    edit = EditMessageText(
        chat_id=chat_id,
        message_id=announcement.progress_id,
        text=body,
        entities=entities or None,
        parse_mode=None,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_markup=keyboard,
    )
    return [Send(edit, on_result=EDITED, **send)]


async def posted(desk: Desk, result: Result) -> list[Send]:
    """From now on this message shows how far it is."""
    id_ = result.context["announcement"]
    for message_id in result.message_ids:
        await announcements.set_progress(desk.tx, id_, message_id)
    present = await announcements.get(desk.tx, id_)
    if present is None or present.progress_id is None or present.is_supplied:
        return []
    # It came to its end while the message was on its way.
    return await shown(desk, present, await drawn(desk, present))


async def edited(desk: Desk, result: Result) -> list[Send]:
    """One that its reader deleted is posted anew."""
    if result.reason not in ("gone", "fixed"):
        return []
    id_ = result.context["announcement"]
    await announcements.set_progress(desk.tx, id_, None)
    present = await announcements.get(desk.tx, id_)
    return [] if present is None else await shown(desk, present, await drawn(desk, present))
