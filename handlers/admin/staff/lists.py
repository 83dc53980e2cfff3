"""/staff: everybody with a role by name."""

from collections.abc import Mapping

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from bot.reception.plain import plain
from handlers import words
from handlers.admin.staff.presses import (
    RoomPress,
    Rows,
    StaffPress,
    button,
    name_of,
    role_name,
)
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import N_
from handlers.paging import page_of, turns
from handlers.say import in_place, lines, message, paragraphs, say
from storage import staff
from storage.outbox import Sends
from storage.staff import ADMINISTRATOR, MONITORING, SECRETARY, Post

router = Router(name=__name__)

Screen = tuple[Text, InlineKeyboardMarkup]

SECTIONS: Mapping[str, str] = {
    # NOTE: a button and a heading, followed by a number
    ADMINISTRATOR: N_("👑 Administrators"),
    # NOTE: a button and a heading, followed by a number: people of the Monitoring Centre
    MONITORING: N_("🛰 Monitoring Centre"),
    # NOTE: a button and a heading, followed by a number
    SECRETARY: N_("🗂 Named secretaries"),
}
INVITE: Mapping[str, str] = {
    ADMINISTRATOR: N_("/invite ADM makes somebody an administrator."),
    MONITORING: N_("/invite MON names somebody of the Monitoring Centre."),
    SECRETARY: N_("/invite makes somebody a named secretary."),
}
EMPTY: Mapping[str, str] = {
    ADMINISTRATOR: N_("There are no administrators yet."),
    MONITORING: N_("Nobody of the Monitoring Centre is named yet."),
    SECRETARY: N_("There are no named secretaries yet."),
}


@router.message(Command("staff"), flags={"action": Action.APPOINT})
async def people(event: Message, desk: Desk, actor: Actor) -> Sends:
    """How many have which role."""
    return message(person(actor).telegram_id, *await _home(desk))


@router.callback_query(StaffPress.filter(F.do == "home"), flags={"action": Action.APPOINT})
async def home(query: CallbackQuery, desk: Desk) -> Sends:
    """The same again."""
    return in_place(query, *await _home(desk))


@router.callback_query(
    StaffPress.filter((F.do == "list") & F.role.in_(set(SECTIONS))),
    flags={"action": Action.APPOINT},
)
async def turn(query: CallbackQuery, callback_data: StaffPress, desk: Desk) -> Sends:
    """A page of those with one role."""
    return in_place(query, *await section(desk, callback_data.role, callback_data.page))


async def _home(desk: Desk) -> Screen:
    counts = {
        ADMINISTRATOR: len(await desk.administrators()),
        MONITORING: len(await staff.posts(desk.tx, MONITORING)),
        SECRETARY: len(await staff.posts(desk.tx, SECRETARY)),
    }
    rows = [
        [button(f"{_(name)} · {counts[role]}", StaffPress(do="list", role=role))]
        for role, name in SECTIONS.items()
    ]
    # NOTE: a button: the groups of secretaries, and who is in them
    rows.append([button(_("💬 Staff chats"), RoomPress(do="list"))])
    text = paragraphs(
        say(_("<b>People with a role</b>")),
        lines(*(f"{_(name)}: {counts[role]}" for role, name in SECTIONS.items())),
        _("Everybody in a staff chat is a secretary there without being named."),
        lines(*(_(how) for how in INVITE.values())),
    )
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


async def section(desk: Desk, role: str, page: int) -> Screen:
    """Those with a role; a press asks whether it should end."""
    found: list[int | Post] = list(desk.setting.admin_ids) if role == ADMINISTRATOR else []
    found += [
        post
        for post in await staff.posts(desk.tx, role)
        if role != ADMINISTRATOR or post.person.telegram_id not in found
    ]
    shown, page, more = page_of(found, page)
    rows: Rows = [[_ask_about(post)] for post in shown if isinstance(post, Post)]
    rows += turns(page, more, lambda to: StaffPress(do="list", role=role, page=to))
    # NOTE: a button: to the roles of people
    rows.append([button(_("⬅️ All roles"), StaffPress(do="home"))])
    locked = any(isinstance(one, int) for one in shown)
    removable = any(isinstance(one, Post) for one in shown)
    text = paragraphs(
        say("<b>{title}</b>: {count}", title=_(SECTIONS[role]), count=len(found))
        if found
        else _(EMPTY[role]),
        lines(*[await _line(desk, one) for one in shown]),
        _("🔒 stands in the settings of the bot (ADMIN_IDS): nobody can end that here.")
        if locked
        else None,
        _("Press a name to end the role.") if removable else None,
        _(INVITE[role]),
    )
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


def _ask_about(post: Post) -> InlineKeyboardButton:
    name = plain(post.person.name)
    label = f"{post.office} · {name}" if post.office else name
    press = StaffPress(do="ask", person=post.person.id, role=post.role, office=post.office)
    return button(label, press)


async def _line(desk: Desk, one: int | Post) -> Text:
    if isinstance(one, int):
        return Text("🔒 ", plain(await name_of(desk, one)))
    since = words.day(words.date_of(one.since, desk.setting.zone))
    name = plain(one.person.name)
    if one.office:
        name = f"{role_name(desk, one.role, one.office)}: {name}"
    # NOTE: {name} is somebody with a role, {day} a date
    return say(_("{name}, since {day}"), name=name, day=since)
