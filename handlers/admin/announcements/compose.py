"""/broadcast: announcements are begun, looked at, sent or discarded here."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.announcements import Status
from handlers import labels, words
from handlers.admin.announcements import approval, running
from handlers.admin.announcements.asking import FLAGS, Composing, ask, ask_no_longer
from handlers.admin.announcements.colleagues import any_screen, seen
from handlers.admin.announcements.counts import people
from handlers.admin.announcements.presses import (
    DraftPress,
    button,
    gone,
    own,
    readable,
    reopened,
    too_late,
)
from handlers.admin.announcements.screens import (
    Screen,
    counted,
    discarding,
    for_whom,
    going,
    list_screen,
    one_screen,
    stamp,
    texts,
)
from handlers.admin.announcements.sending import subject
from handlers.admin.announcements.versions import first_question
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.say import cut, in_place, message, paragraphs, say, told
from storage import announcement_versions, announcements, audience, audit
from storage.announcements import Announcement
from storage.outbox import Send, Sends

router = Router(name=__name__)
"""The command and the presses."""

NOT_BEGUN = (Status.DRAFT, Status.WAITING, Status.SCHEDULED)
SHOWN = 60
"""Characters of lost places that a small window shows."""


@router.message(Command("broadcast"), flags=FLAGS)
async def broadcast(event: Message, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """The announcement that one is writing, or a new one."""
    by = person(actor).telegram_id
    draft = await announcements.draft_of(desk.tx, by)
    if draft is not None:
        return message(by, *await one_screen(desk, draft))
    await ask(state, Composing.contents, [0, "", []])
    return message(by, *first_question())


@router.callback_query(DraftPress.filter(F.do.in_({"list", "cancel"})), flags=FLAGS)
async def show_list(query: CallbackQuery, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """All of them; nothing is asked any longer."""
    await ask_no_longer(state)
    return in_place(query, *await list_screen(desk, person(actor).telegram_id))


@router.callback_query(DraftPress.filter(F.do == "show"), flags=FLAGS)
async def show(
    query: CallbackQuery, callback_data: DraftPress, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """One of them as it is now; nothing is asked any longer."""
    await ask_no_longer(state)
    announcement = await readable(desk, actor, callback_data.id)
    if announcement is None:
        return gone(query)
    if announcement.by_id != person(actor).telegram_id:
        if announcement.status is Status.WAITING:
            # Below it is a yes, and nobody says yes to what they have not seen.
            return await seen(desk, actor, announcement)
        return in_place(query, *await any_screen(desk, actor, announcement))
    return await _as_it_is(query, desk, announcement)


async def _as_it_is(
    query: CallbackQuery, desk: Desk, announcement: Announcement, note: Text | str | None = None
) -> Send:
    """What is being written, or how far it is."""
    if announcement.status in NOT_BEGUN:
        return in_place(query, *await one_screen(desk, announcement, note))
    return await running.show(desk, query, announcement)


@router.callback_query(DraftPress.filter(F.do == "edit"), flags=FLAGS)
async def edit(query: CallbackQuery, callback_data: DraftPress, desk: Desk, actor: Actor) -> Sends:
    """What waits is a draft again."""
    announcement = await own(desk, actor, callback_data.id)
    if announcement is None:
        return gone(query)
    draft = await reopened(desk, announcement)
    if draft is None:
        return [too_late(query), await _as_it_is(query, desk, announcement)]
    return in_place(query, *await one_screen(desk, draft))


@router.callback_query(DraftPress.filter(F.do == "discard"), flags=FLAGS)
async def ask_to_discard(
    query: CallbackQuery, callback_data: DraftPress, desk: Desk, actor: Actor
) -> Sends:
    """Asks before it throws it away."""
    announcement = await own(desk, actor, callback_data.id)
    if announcement is None:
        return gone(query)
    if announcement.status not in NOT_BEGUN:
        return [too_late(query), await _as_it_is(query, desk, announcement)]
    return in_place(query, *discarding(announcement))


@router.callback_query(DraftPress.filter(F.do == "discarded"), flags=FLAGS)
async def discard(
    query: CallbackQuery, callback_data: DraftPress, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """It goes to nobody, and its words are kept no longer."""
    await ask_no_longer(state)
    announcement = await own(desk, actor, callback_data.id)
    if announcement is None:
        return gone(query)
    if announcement.status not in NOT_BEGUN:
        return [too_late(query), await _as_it_is(query, desk, announcement)]
    await announcements.move(desk.tx, announcement, Status.CANCELLED, desk.now)
    for language in await announcement_versions.by_language(desk.tx, announcement.id):
        await announcement_versions.remove(desk.tx, announcement.id, language)
    by = person(actor).telegram_id
    await audit.add(desk.tx, "discard_announcement", subject(announcement), by=by, now=desk.now)
    note = _("The announcement was discarded. Nobody has got it.")
    return in_place(query, *await list_screen(desk, by, note))


@router.callback_query(DraftPress.filter(F.do == "send"), flags=FLAGS)
async def ask_to_send(
    query: CallbackQuery, callback_data: DraftPress, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """A last look: how many, in which languages, when."""
    await ask_no_longer(state)
    announcement = await own(desk, actor, callback_data.id)
    if announcement is None:
        return gone(query)
    if announcement.status is not Status.DRAFT:
        return await _as_it_is(query, desk, announcement)
    wrong = await _hindrance(desk, announcement)
    if wrong is not None:
        return [told(query, wrong, alert=True), await _as_it_is(query, desk, announcement)]
    return in_place(query, *await _last_look(desk, announcement))


async def _hindrance(desk: Desk, announcement: Announcement) -> str | None:
    """Why it cannot be sent; at most 200 characters."""
    if not await announcement_versions.by_language(desk.tx, announcement.id):
        return _("There is no text yet: press a language first. Nothing was sent.")
    if lost := audience.lost_places(announcement.audience, desk.directory):
        # NOTE: {places} is codes of receptions, regions or districts, like NKT
        text = _(
            "No longer in the list of places: {places}. Press “For whom” and take that out. "
            "Nothing was sent."
        )
        return text.format(places=cut(words.listing(lost), SHOWN))
    # Whether anybody has an open concern is not said: it ends at once when nobody has.
    unsaid = announcement.audience.open_concern
    if not unsaid and not (await counted(desk, announcement.audience)).total:
        return _(
            "Nobody would get it: no resident fits “For whom”, or they want no announcements. "
            "Nothing was sent."
        )
    if announcement.at is not None and announcement.at <= desk.now:
        return _("The time that was set is over. Press “Time” and set another. Nothing was sent.")
    return None


async def _last_look(desk: Desk, announcement: Announcement) -> Screen:
    versions = await announcement_versions.by_language(desk.tx, announcement.id)
    counts = await counted(desk, announcement.audience)
    colleagues = await approval.others(desk, announcement.by_id)
    reason = await approval.reason(desk, announcement)
    text = paragraphs(
        say(_("<b>Send this announcement?</b>")),
        texts(announcement.audience, versions, counts),
        for_whom(desk, announcement.audience),
        people(counts),
        going(desk, announcement),
        approval.rule(reason, colleagues),
    )
    sure = DraftPress(do="sure", id=announcement.id, stamp=stamp(announcement, versions))
    rows = [
        # NOTE: a button: the announcement goes to all these people
        [button(_("📨 Yes, send it"), sure)],
        [button(_(labels.BACK), DraftPress(do="show", id=announcement.id))],
    ]
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


@router.callback_query(DraftPress.filter(F.do == "sure"), flags=FLAGS)
async def send(query: CallbackQuery, callback_data: DraftPress, desk: Desk, actor: Actor) -> Sends:
    """It goes, now or at its time; or another administrator is asked first."""
    announcement = await own(desk, actor, callback_data.id)
    if announcement is None:
        return gone(query)
    if announcement.status is not Status.DRAFT:
        return await _as_it_is(query, desk, announcement)
    wrong = await _hindrance(desk, announcement)
    if wrong is not None:
        return [told(query, wrong, alert=True), await _as_it_is(query, desk, announcement)]
    versions = await announcement_versions.by_language(desk.tx, announcement.id)
    if stamp(announcement, versions) != callback_data.stamp:
        text = _("It was changed after this question. Please look at it again.")
        shown = in_place(query, *await _last_look(desk, announcement))
        return [told(query, text, alert=True), shown]
    if colleagues := await approval.to_be_asked(desk, announcement):
        return await approval.request(query, desk, announcement, colleagues)
    moved = await announcements.move(desk.tx, announcement, Status.SCHEDULED, desk.now)
    if moved is None:
        return too_late(query)
    await approval.note_schedule(desk, moved, by=person(actor).telegram_id)
    return await _as_it_is(query, desk, moved, approval.what_follows(moved))
