"""/invite and /staff: who is a named secretary of an office, and acts for it from the private chat
too.

An invitation is a link for one person; whoever opens it first is the one.
"""

from datetime import timedelta
from typing import Any

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _
from pydantic import Field

from bot.reception.permissions import Action, Role
from bot.reception.plain import plain
from bot.reception.routing import CENTRE
from handlers import words
from handlers.commands import commands_for
from handlers.desk import Desk, speaking
from handlers.gate import Actor, person
from handlers.labels import FITS
from handlers.say import cut, in_place, lines, message, paragraphs, say, told
from handlers.staff import leaving
from storage import audit, links, residents, staff, tickets
from storage.outbox import Priority, Send, Sends
from storage.staff import MONITORING, SECRETARY, Post

router = Router(name=__name__)

LISTED = 8
"""People on one page."""


class StaffPress(CallbackData, prefix="st"):
    """A press under the list of named staff."""

    do: str
    """list; ask, remove"""
    person: int = Field(default=0, ge=0, lt=2**63)
    """The id of their row in the residents table."""
    role: str = Field(default="", max_length=13)
    office: str = Field(default="", max_length=3)
    page: int = Field(default=0, ge=0, lt=10**6)


@router.message(Command("invite"), flags={"action": Action.APPOINT})
async def invite(
    event: Message, command: CommandObject, desk: Desk, actor: Actor, bot: Bot
) -> Sends:
    """A link that makes one person a named secretary of an office, or one of those who watch over
    urgent concerns for the Monitoring Centre."""
    chat_id = person(actor).telegram_id
    wanted = " ".join((command.args or "").split()).upper()
    office = desk.directory.known_office(wanted)
    if office is None and wanted != CENTRE:
        example = _("Write the code of the reception behind the command, for example /invite NKT.")
        where = _("/offices shows all receptions with their codes.")
        centre = _("For people of the Monitoring Centre: /invite MON.")
        return message(chat_id, lines(example, where, centre))
    role, place = (SECRETARY, office.code) if office else (MONITORING, "")
    code = await staff.invite(desk.tx, role, place, by=chat_id, now=desk.now)
    await audit.add(desk.tx, "invite", _subject(place), by=chat_id, now=desk.now)
    me = await bot.me()
    link = f"https://t.me/{me.username}?start=join_{code}"
    until = desk.local_time + timedelta(seconds=staff.INVITE_SECONDS)
    moment = words.moment(until.timestamp(), desk.setting.zone)
    if office is None:
        what = say(_("This link is for one person of the Monitoring Centre."))
        how = _(
            "It works once, until {moment}. Send it to that person only: whoever opens it first "
            "is told of every urgent concern: number, reception and topic. /staff shows who it "
            "was and ends it."
        )
    else:
        what = say(
            # NOTE: {name} is that of a reception
            _("This link makes one person a named secretary: <b>{name}</b>."),
            name=words.office(desk.directory, office.code),
        )
        how = _(
            "It works once, until {moment}. Send it to that person only: whoever opens it "
            "first can read and answer the concerns of this reception. /staff shows who it "
            "was and takes the right away."
        )
    return message(chat_id, paragraphs(what, link, say(how, moment=moment)))


def _subject(office: str) -> str:
    """What the audit calls the secretaries of an office: a table and a code."""
    return " ".join(("staff", office or CENTRE))


async def joined(desk: Desk, actor: Actor, code: str) -> list[Send] | None:
    """Whoever opened an invitation has the role from now on."""
    me = person(actor)
    invited = await staff.use(desk.tx, code, desk.now)
    if invited is None:
        # The link that somebody used themselves leads to the menu.
        if actor.offices:
            return None
        text = _("This invitation was used already, or it is too old. Please ask for a new one.")
        return [message(me.telegram_id, text)]
    office = _name(desk, invited.office)
    new = await staff.add(
        desk.tx, me.id, invited.role, invited.office, by=invited.by_id, now=desk.now
    )
    if new:
        await audit.add(desk.tx, "join", _subject(invited.office), by=me.telegram_id, now=desk.now)
    told_inviter = await _tell_inviter(desk, invited.by_id, actor.name, invited.office)
    if invited.role == MONITORING:
        text = _(
            "From now on you are told here of urgent concerns: number, reception and topic. What "
            "was written stays in the staff chats."
        )
        return [message(me.telegram_id, text), *told_inviter]
    welcome = paragraphs(
        # NOTE: {name} is that of a reception
        say(_("You are a named secretary from now on: <b>{name}</b>."), name=office),
        lines(
            _("/queue – the open concerns of your reception"),
            _("/assigned – those you are in charge of"),
            _("/ticket – one concern by its number"),
            _("/find – concerns by words in them"),
        ),
        _(
            "Open a concern from the list to see its card. A reply to the card goes to the "
            "resident at once; a reply that begins with // goes to nobody."
        ),
    )
    return [
        message(me.telegram_id, welcome),
        Send(
            commands_for(actor.roles | {Role.SECRETARY}, me.telegram_id),
            priority=Priority.REMINDER,
            optional=True,
        ),
        *told_inviter,
    ]


async def _tell_inviter(desk: Desk, inviter: int, name: str, office: str) -> list[Send]:
    """Who opened the link: it may have reached somebody else."""
    resident = await residents.by_telegram_id(desk.tx, inviter)
    if resident is None or resident.blocked_at is not None:
        return []
    with speaking(resident.language or desk.setting.default_language):
        text = say(
            # NOTE: {person} is somebody's name, {name} a reception or the Monitoring Centre
            _("👤 {person} opened the invitation: {name}. /staff"),
            person=plain(name),
            name=_name(desk, office),
        )
        return [message(inviter, text)]


@router.message(Command("staff"), flags={"action": Action.APPOINT})
async def staff_list(event: Message, desk: Desk, actor: Actor) -> Sends:
    """Everybody with a role by name."""
    return message(person(actor).telegram_id, *await _list(desk, 0))


@router.callback_query(StaffPress.filter(F.do == "list"), flags={"action": Action.APPOINT})
async def turn_list(query: CallbackQuery, callback_data: StaffPress, desk: Desk) -> Sends:
    """Another page."""
    return in_place(query, *await _list(desk, callback_data.page))


async def _list(desk: Desk, page: int) -> tuple[Text, InlineKeyboardMarkup | None]:
    posts = await staff.all_posts(desk.tx)
    invite_more = _("/invite makes somebody a named secretary.")
    if not posts:
        return paragraphs(_("There are no named secretaries yet."), invite_more), None
    page = min(page, (len(posts) - 1) // LISTED)
    shown = posts[page * LISTED : (page + 1) * LISTED]
    # NOTE: above a list of secretaries and their receptions; {count} is how many there are
    title = say(_("People named here: {count}. Press one to end it."), count=len(posts))
    rows = [
        [_of(post, "ask", f"{post.office or CENTRE} · {plain(post.person.name)}")]
        for post in shown
    ]
    turn = []
    if page > 0:
        turn.append(_button("⬅️", do="list", page=page - 1))
    if len(posts) > (page + 1) * LISTED:
        turn.append(_button("➡️", do="list", page=page + 1))
    if turn:
        rows.append(turn)
    named = lines(*(f"{_name(desk, post.office)}: {plain(post.person.name)}" for post in shown))
    return paragraphs(title, named, invite_more), InlineKeyboardMarkup(inline_keyboard=rows)


@router.callback_query(StaffPress.filter(F.do == "ask"), flags={"action": Action.APPOINT})
async def ask(query: CallbackQuery, callback_data: StaffPress, desk: Desk) -> Sends:
    """Asks before it takes a role away."""
    post = await _post(desk, callback_data)
    if post is None:
        return _gone(query)
    question = (
        # NOTE: {person} is somebody's name
        _("Should {person} no longer be told of urgent concerns?")
        if post.role == MONITORING
        # NOTE: {person} is somebody's name, {name} that of a reception
        else _("Should {person} no longer be a named secretary of {name}?")
    )
    text = say(question, person=plain(post.person.name), name=_name(desk, post.office))
    rows = [
        # NOTE: a button: somebody is no longer a named secretary
        [_of(post, "remove", _("✖️ Yes, end it"))],
        # NOTE: a button: everything stays as it is
        [_button(_("⬅️ No"), do="list")],
    ]
    return in_place(query, text, InlineKeyboardMarkup(inline_keyboard=rows))


@router.callback_query(StaffPress.filter(F.do == "remove"), flags={"action": Action.APPOINT})
async def remove(
    query: CallbackQuery, callback_data: StaffPress, desk: Desk, actor: Actor
) -> Sends:
    """The role ends: what is open in their private chat is emptied, and they are told."""
    post = await _post(desk, callback_data)
    if post is None or not await staff.remove(desk.tx, post.person.id, post.role, post.office):
        return _gone(query)
    by = person(actor).telegram_id
    await audit.add(desk.tx, "dismiss", _subject(post.office), by=by, now=desk.now)
    # NOTE: somebody is no longer a named secretary
    sends = [told(query, _("Ended.")), in_place(query, *await _list(desk, 0))]
    chat_id = post.person.telegram_id
    left = await staff.offices_of(desk.tx, post.person.id)
    for ticket_id in await links.opened_in(desk.tx, chat_id):
        ticket = await tickets.load(desk.tx, ticket_id)
        if ticket.office not in left:
            sends += await leaving.clear(desk, ticket, chat_id)
    with speaking(post.person.language or desk.setting.default_language):
        ended = (
            _("You are told of urgent concerns no longer.")
            if post.role == MONITORING
            # NOTE: {name} is that of a reception
            else _("You are no longer a named secretary of this reception: {name}.")
        )
        sends.append(message(chat_id, say(ended, name=_name(desk, post.office))))
    return sends


async def _post(desk: Desk, press: StaffPress) -> Post | None:
    wanted = (press.person, press.role, press.office)
    for post in await staff.all_posts(desk.tx):
        if (post.person.id, post.role, post.office) == wanted:
            return post
    return None


def _gone(query: CallbackQuery) -> Send:
    # NOTE: somebody is no longer a named secretary
    return told(query, _("This has ended already."), alert=True)


def _name(desk: Desk, office: str) -> str:
    """A reception by its name; one that is no longer in the directory by its code."""
    if not office:
        return _("Monitoring Centre")
    known = desk.directory.known_office(office)
    return words.office(desk.directory, office) if known else office


def _of(post: Post, do: str, text: str) -> InlineKeyboardButton:
    return _button(
        cut(text, FITS[1]), do=do, person=post.person.id, role=post.role, office=post.office
    )


def _button(text: str, **fields: Any) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=StaffPress(**fields).pack())
