"""The staff chats under /staff: what each serves, and who is known to be in it."""

from aiogram import F, Router
from aiogram.methods import GetChatMemberCount
from aiogram.types import CallbackQuery, InlineKeyboardMarkup
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from bot.reception.plain import plain
from handlers import words
from handlers.admin.staff.presses import RoomPress, StaffPress, button
from handlers.desk import Desk
from handlers.paging import page_of, turns
from handlers.say import in_place, lines, paragraphs, say, told
from handlers.staff.introduction import served, serves
from storage import members
from storage.members import Member
from storage.outbox import Priority, Send, Sends

router = Router(name=__name__)

Screen = tuple[Text, InlineKeyboardMarkup]

COUNT_EVERY = 60
"""Seconds between two questions to Telegram how many members a chat has."""
EXPIRES = 600
"""Seconds after which nobody waits for the number any longer."""


@router.callback_query(RoomPress.filter(F.do == "list"), flags={"action": Action.APPOINT})
async def turn(query: CallbackQuery, callback_data: RoomPress, desk: Desk) -> Sends:
    """All staff chats. Telegram is asked meanwhile how many members those on this page have."""
    found = await _rooms(desk)
    shown, page, more = page_of(found, callback_data.page)
    rows = [[button(await _label(desk, id_), RoomPress(do="show", chat=id_))] for id_ in shown]
    rows += turns(page, more, lambda to: RoomPress(do="list", page=to))
    # NOTE: a button: to the roles of people
    rows.append([button(_("⬅️ All roles"), StaffPress(do="home"))])
    text = (
        # NOTE: {count} is groups of secretaries
        say(_("Staff chats: {count}. Press one to see who is in it."), count=len(found))
        if found
        else say(_("There is no staff chat yet. /link in a group makes it one."))
    )
    return [
        in_place(query, text, InlineKeyboardMarkup(inline_keyboard=rows)),
        *[ask for id_ in shown for ask in await _count(desk, id_)],
    ]


@router.callback_query(RoomPress.filter(F.do == "show"), flags={"action": Action.APPOINT})
async def look(query: CallbackQuery, callback_data: RoomPress, desk: Desk) -> Sends:
    """One chat."""
    chat_id = callback_data.chat
    if chat_id not in await _rooms(desk):
        return told(query, _("This is a staff chat no longer."), alert=True)
    screen = await _screen(desk, chat_id, callback_data.page)
    return [in_place(query, *screen), *await _count(desk, chat_id)]


async def _rooms(desk: Desk) -> list[int]:
    """The groups in which concerns are handled."""
    return sorted(id_ for id_ in (await desk.desks()).all_chats() if id_ is not None and id_ < 0)


async def _label(desk: Desk, chat_id: int) -> str:
    """The codes of its offices, on a button."""
    codes = list(await served(desk, chat_id))
    if (await desk.desks()).monitoring == chat_id:
        codes.insert(0, _("Monitoring Centre"))
    return words.listing(codes)


async def _screen(desk: Desk, chat_id: int, page: int) -> Screen:
    codes = await served(desk, chat_id)
    is_monitoring = (await desk.desks()).monitoring == chat_id
    # Who was forgotten has no name.
    known = [one for one in await members.of_chat(desk.tx, chat_id) if one.name]
    shown, page, more = page_of(known, page)
    counted = await members.counted(desk.tx, chat_id)
    text = paragraphs(
        lines(
            _("This is the monitoring chat.") if is_monitoring else None,
            serves(desk, codes) if codes else None,
            say(_("The id of this chat: <b>{id}</b>"), id=str(chat_id)),
        ),
        say(
            # NOTE: {count} is people in a group; {moment} is a date and time
            _("Members, as Telegram counts them, with the bot: {count} ({moment})"),
            count=counted.members,
            moment=words.moment(counted.at, desk.setting.zone),
        )
        if counted
        else _("Telegram is being asked how many members there are. Press 🔄 in a moment."),
        # NOTE: {count} is people; a list of them follows
        say(_("Known to the bot: {count}"), count=sum(one.left_at is None for one in known)),
        lines(*(_line(desk, one) for one in shown)),
        _(
            "Telegram tells a bot only of those who write, press a button, come or leave. Others "
            "may be in the chat, too, and whoever is in it reads its concerns and can answer them."
        ),
    )
    rows = [
        *turns(page, more, lambda to: RoomPress(do="show", chat=chat_id, page=to)),
        # NOTE: a button: show the present state
        [button(_("🔄 Again"), RoomPress(do="show", chat=chat_id, page=page))],
        # NOTE: a button: to the groups of secretaries
        [button(_("⬅️ All staff chats"), RoomPress(do="list"))],
    ]
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


def _line(desk: Desk, one: Member) -> Text:
    zone = desk.setting.zone
    if one.left_at is not None:
        # NOTE: {name} is somebody who left a group, {moment} a date and time
        text, moment = _("🚪 {name}: left {moment}"), words.moment(one.left_at, zone)
    else:
        # NOTE: {name} is somebody in a group; {moment} is when they last did something there
        text, moment = _("👤 {name}: last heard of {moment}"), words.moment(one.seen_at, zone)
    return say(text, name=plain(one.name), moment=moment)


async def _count(desk: Desk, chat_id: int) -> list[Send]:
    counted = await members.counted(desk.tx, chat_id)
    if counted is not None and counted.at > desk.now - COUNT_EVERY:
        return []
    return [
        Send(
            GetChatMemberCount(chat_id=chat_id),
            priority=Priority.CARD,
            stream="learn",
            expires_in=EXPIRES,
            on_result="members_counted",
            optional=True,
        )
    ]
