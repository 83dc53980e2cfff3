"""Ends a role: asks, takes it away with all that came with it, and tells the person."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from bot.reception.plain import plain
from handlers.admin import reports
from handlers.admin.staff.lists import section
from handlers.admin.staff.presses import StaffPress, button, role_name
from handlers.commands import commands_for
from handlers.desk import Desk, speaking
from handlers.gate import Actor, person, standing_of
from handlers.say import in_place, message, say, told
from handlers.staff import leaving
from storage import audit, links, residents, seating, staff, tickets
from storage.outbox import Priority, Send, Sends
from storage.staff import ADMINISTRATOR, MONITORING, Post

router = Router(name=__name__)


@router.callback_query(StaffPress.filter(F.do == "ask"), flags={"action": Action.APPOINT})
async def ask(query: CallbackQuery, callback_data: StaffPress, desk: Desk, actor: Actor) -> Sends:
    """Asks before it takes a role away."""
    post = await _post(desk, callback_data)
    if post is None:
        return _gone(query)
    refused = await _untouchable(desk, post)
    if refused is not None:
        return told(query, refused, alert=True)
    text = say(
        _question(post, by=person(actor).telegram_id),
        person=plain(post.person.name),
        name=role_name(desk, post.role, post.office),
    )
    press = StaffPress(do="remove", role=post.role, person=post.person.id, office=post.office)
    rows = [
        # NOTE: a button: somebody has a role no longer
        [button(_("✖️ Yes, end it"), press)],
        # NOTE: a button: everything stays as it is
        [button(_("⬅️ No"), StaffPress(do="list", role=post.role))],
    ]
    return in_place(query, text, InlineKeyboardMarkup(inline_keyboard=rows))


def _question(post: Post, *, by: int) -> str:
    if post.role == MONITORING:
        # NOTE: {person} is somebody's name
        return _("Should {person} no longer be told of urgent concerns?")
    if post.role != ADMINISTRATOR:
        # NOTE: {person} is somebody's name, {name} that of a reception
        return _("Should {person} no longer be a named secretary of {name}?")
    if post.person.telegram_id == by:
        return _("Should you yourself no longer be an administrator?")
    # NOTE: {person} is somebody's name
    return _("Should {person} no longer be an administrator?")


@router.callback_query(StaffPress.filter(F.do == "remove"), flags={"action": Action.APPOINT})
async def remove(
    query: CallbackQuery, callback_data: StaffPress, desk: Desk, actor: Actor
) -> Sends:
    """The role ends: what is open in their private chat is emptied, and they are told."""
    post = await _post(desk, callback_data)
    if post is None:
        return _gone(query)
    refused = await _untouchable(desk, post)
    if refused is not None:
        return told(query, refused, alert=True)
    by = person(actor).telegram_id
    ended = await _end(desk, post, by=by)
    # NOTE: somebody has a role no longer
    sends = [told(query, _("Ended.")), *await _shown_next(query, desk, post, by), *ended]
    if post.role == ADMINISTRATOR:
        await staff.void_invites(desk.tx, post.person.telegram_id)
        sends += await _tell_others(desk, post, actor)
    return sends


async def end_lost(desk: Desk, *, by: int | None) -> list[Send]:
    """Who was a named secretary of a reception that is no more is one no longer, even if one with
    its code comes back; and is told. ``by``: who removed it, None: the command line."""
    await staff.void_lost_invites(desk.tx)
    lost = await staff.of_lost_offices(desk.tx)
    return [send for post in lost for send in await _end(desk, post, by=by)]


async def _end(desk: Desk, post: Post, *, by: int | None) -> list[Send]:
    chat_id = post.person.telegram_id
    await staff.remove(desk.tx, post.person.id, post.role, post.office)
    subject = staff.subject(post.role, post.office)
    await audit.add(desk.tx, "dismiss", subject, by=by, now=desk.now, old=str(chat_id))
    return [*await _empty(desk, post), *await _tell(desk, post)]


async def _shown_next(query: CallbackQuery, desk: Desk, post: Post, by: int) -> list[Send]:
    if post.role == ADMINISTRATOR and post.person.telegram_id == by:
        # The list is not theirs to see any longer.
        return [in_place(query, say(_("You are an administrator no longer.")))]
    return [in_place(query, *await section(desk, post.role, 0))]


async def _empty(desk: Desk, post: Post) -> list[Send]:
    """What is open in the private chat and not theirs to see any longer goes from it. The concerns
    that an administrator had in hand get another place from the clock."""
    chat_id, sends = post.person.telegram_id, []
    left = await staff.offices_of(desk.tx, post.person.id)
    for ticket_id in await links.opened_in(desk.tx, chat_id):
        ticket = await tickets.load(desk.tx, ticket_id)
        if ticket.office not in left:
            sends += await leaving.clear(desk, ticket, chat_id)
    if post.role == ADMINISTRATOR:
        for ticket in await seating.all_in_chat(desk.tx, chat_id):
            sends += await leaving.clear(desk, ticket, chat_id)
    return sends


async def _tell(desk: Desk, post: Post) -> list[Send]:
    """The person learns of it, and the list of commands is what it was before."""
    chat_id = post.person.telegram_id
    resident = await residents.by_telegram_id(desk.tx, chat_id)
    if resident is None:
        return []
    roles, _block, _offices = await standing_of(desk, resident)
    with speaking(post.person.language or desk.setting.default_language):
        if post.role == ADMINISTRATOR:
            ended = _("You are no longer an administrator of this bot.")
        elif post.role == MONITORING:
            ended = _("You are told of urgent concerns no longer.")
        else:
            # NOTE: {name} is that of a reception
            ended = _("You are no longer a named secretary of this reception: {name}.")
        text = say(ended, name=role_name(desk, post.role, post.office))
        commands = commands_for(roles, chat_id)
    return [
        message(chat_id, text),
        Send(commands, priority=Priority.REMINDER, optional=True),
    ]


async def _tell_others(desk: Desk, post: Post, actor: Actor) -> list[Send]:
    """The other administrators learn who is one of them no longer, and by whom."""

    def text() -> Text:
        return say(
            # NOTE: {person} and {by} are people's names
            _("👑 {person} is no longer an administrator. Ended by {by}."),
            person=plain(post.person.name),
            by=plain(actor.name),
        )

    return await reports.to_each(desk, text, not_for={actor.person_id, post.person.telegram_id})


async def _untouchable(desk: Desk, post: Post) -> str | None:
    """Why nobody can end this here; in a small window, so at most 200 characters."""
    if post.role != ADMINISTRATOR:
        return None
    if post.person.telegram_id in desk.setting.admin_ids:
        return _(
            "🔒 This administrator stands in the settings of the bot (ADMIN_IDS). Only whoever "
            "runs the bot can change that."
        )
    if await desk.administrators() == [post.person.telegram_id]:
        return _("This is the only administrator. Please appoint another one first: /invite ADM")
    return None


async def _post(desk: Desk, press: StaffPress) -> Post | None:
    for post in await staff.posts(desk.tx, press.role):
        if (post.person.id, post.office) == (press.person, press.office):
            return post
    return None


def _gone(query: CallbackQuery) -> Send:
    # NOTE: somebody has a role no longer
    return told(query, _("This has ended already."), alert=True)
