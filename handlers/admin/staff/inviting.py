"""/invite: a link that gives one person a role. Whoever opens it first is the one."""

from datetime import timedelta

from aiogram import Bot, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action, Role
from bot.reception.plain import plain
from bot.reception.routing import ADMINISTRATION, CENTRE
from handlers import words
from handlers.admin import reports
from handlers.admin.staff.presses import name_of, role_name
from handlers.commands import commands_for
from handlers.desk import Desk, speaking
from handlers.gate import Actor, person
from handlers.say import cut, lines, message, paragraphs, say
from handlers.staff import leaving, private_cards
from storage import audit, links, residents, staff, tickets
from storage.outbox import Priority, Send, Sends
from storage.staff import ADMINISTRATOR, MONITORING, SECRETARY, Invite

router = Router(name=__name__)

_ROLES = {
    ADMINISTRATOR: Role.ADMINISTRATOR,
    SECRETARY: Role.SECRETARY,
}
"""Roles that bring commands in the private chat."""


@router.message(Command("invite"), flags={"action": Action.APPOINT})
async def invite(
    event: Message, command: CommandObject, desk: Desk, actor: Actor, bot: Bot
) -> Sends:
    """A link that makes one person an administrator, a named secretary of an office, or one of
    those who watch over urgent concerns for the Monitoring Centre."""
    chat_id = person(actor).telegram_id
    wanted = " ".join((command.args or "").split()).upper()
    kind = _wanted(desk, wanted)
    if kind is None:
        return message(chat_id, _usage(wanted))
    role, place = kind
    code = await staff.invite(desk.tx, role, place, by=chat_id, now=desk.now)
    await audit.add(desk.tx, "invite", staff.subject(role, place), by=chat_id, now=desk.now)
    me = await bot.me()
    link = f"https://t.me/{me.username}?start=join_{code}"
    until = desk.local_time + timedelta(seconds=staff.INVITE_SECONDS)
    moment = words.moment(until.timestamp(), desk.setting.zone)
    what, how = _about(desk, role, place)
    return message(chat_id, paragraphs(what, link, say(how, moment=moment)))


def _wanted(desk: Desk, code: str) -> tuple[str, str] | None:
    """The role and the office that a code stands for."""
    if code == ADMINISTRATION:
        return ADMINISTRATOR, ""
    if code == CENTRE:
        return MONITORING, ""
    office = desk.directory.known_office(code)
    return (SECRETARY, office.code) if office else None


def _usage(wanted: str) -> Text:
    """How to write the command."""
    return paragraphs(
        # NOTE: {code} is what was typed instead of the code of a reception
        say(
            _("There is no reception with the code {code}. No link was made."),
            code=cut(wanted, 20),
        )
        if wanted
        else None,
        lines(
            _("Write the code of the reception behind the command, for example /invite NKT."),
            _("/offices shows all receptions with their codes."),
            _("For people of the Monitoring Centre: /invite MON."),
            _("For another administrator: /invite ADM."),
        ),
    )


def _about(desk: Desk, role: str, office: str) -> tuple[Text, str]:
    """What the link is for, and how to use it."""
    if role == ADMINISTRATOR:
        return say(_("This link makes one person an <b>administrator</b>.")), _(
            "It works once, until {moment}. Send it to that person only: whoever opens it first "
            "can do everything that you can do here. All administrators are told who it was. "
            "/staff ends it."
        )
    if role == MONITORING:
        return say(_("This link is for one person of the Monitoring Centre.")), _(
            "It works once, until {moment}. Send it to that person only: whoever opens it first "
            "is told of every urgent concern: number, reception and topic. /staff shows who it "
            "was and ends it."
        )
    what = say(
        # NOTE: {name} is that of a reception
        _("This link makes one person a named secretary: <b>{name}</b>."),
        name=words.office(desk.directory, office),
    )
    return what, _(
        "It works once, until {moment}. Send it to that person only: whoever opens it "
        "first can read and answer the concerns of this reception. /staff shows who it "
        "was and takes the right away."
    )


async def joined(desk: Desk, actor: Actor, code: str) -> list[Send] | None:
    """Whoever opened an invitation has the role from now on."""
    me = person(actor)
    waiting = await staff.invited(desk.tx, code, desk.now)
    if waiting and waiting.role == ADMINISTRATOR and Role.ADMINISTRATOR in actor.roles:
        text = _("You are an administrator already. The link still works, for one other person.")
        return [message(me.telegram_id, text)]
    invited = await staff.use(desk.tx, code, desk.now)
    if invited is None or invited.by_id not in await desk.administrators():
        # The link that somebody used themselves leads to the menu.
        roles = actor.roles & set(_ROLES.values()) or await staff.roles_of(desk.tx, me.id)
        if invited is None and roles:
            return None
        text = _("This invitation was used already, or it is too old. Please ask for a new one.")
        return [message(me.telegram_id, text)]
    new = await staff.add(
        desk.tx, me.id, invited.role, invited.office, by=invited.by_id, now=desk.now
    )
    if new:
        about = staff.subject(invited.role, invited.office)
        await audit.add(desk.tx, "join", about, by=me.telegram_id, now=desk.now)
    sends = [message(me.telegram_id, _welcome(desk, invited))]
    if invited.role in _ROLES:
        commands = commands_for(actor.roles | {_ROLES[invited.role]}, me.telegram_id)
        sends.append(Send(commands, priority=Priority.REMINDER, optional=True))
    if invited.role == SECRETARY:
        sends += await _clear_complaints(desk, me.telegram_id)
    if invited.role == ADMINISTRATOR:
        return [*sends, *await _tell_administrators(desk, actor, invited)]
    return [*sends, *await _tell_inviter(desk, actor.name, invited)]


def _welcome(desk: Desk, invited: Invite) -> Text:
    """What somebody may do from now on."""
    if invited.role == ADMINISTRATOR:
        return paragraphs(
            say(_("You are an <b>administrator</b> of this bot from now on.")),
            lines(
                # NOTE: above a list of what an administrator may do
                _("What you may do:"),
                _("– change the receptions, districts and all other data of the bot"),
                _("– give people roles and end them: /staff, /invite"),
                _("– write to all residents"),
                _("– see the numbers of the whole country"),
                _("– keep somebody from writing: /block"),
                _("– look after messages that were set aside: /failed"),
            ),
            _(
                "Concerns about a reception that no staff chat may see can come to you, in this "
                "chat. Whatever you do as an administrator is noted: /audit."
            ),
            _("The commands are in the menu of this chat."),
        )
    if invited.role == MONITORING:
        return say(
            _(
                "From now on you are told here of urgent concerns: number, reception and topic. "
                "What was written stays in the staff chats."
            )
        )
    return paragraphs(
        say(
            # NOTE: {name} is that of a reception
            _("You are a named secretary from now on: <b>{name}</b>."),
            name=role_name(desk, invited.role, invited.office),
        ),
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


async def _clear_complaints(desk: Desk, chat_id: int) -> list[Send]:
    """What a new secretary opened as one of another office, and complains of the new one, goes."""
    sends = []
    for ticket_id in await links.opened_in(desk.tx, chat_id):
        ticket = await tickets.load(desk.tx, ticket_id)
        if not await private_cards.may_see(desk, ticket, chat_id):
            sends += await leaving.clear(desk, ticket, chat_id)
    return sends


async def _tell_administrators(desk: Desk, actor: Actor, invited: Invite) -> list[Send]:
    """All others learn who became one of them, and by whom."""
    inviter = plain(await name_of(desk, invited.by_id))

    def text() -> Text:
        return say(
            # NOTE: {person} and {inviter} are people's names
            _(
                "👑 {person} is an administrator from now on. The link was made by {inviter}. "
                "If that is a mistake, /staff ends it."
            ),
            person=plain(actor.name),
            inviter=inviter,
        )

    return await reports.to_each(desk, text, not_for={actor.person_id})


async def _tell_inviter(desk: Desk, name: str, invited: Invite) -> list[Send]:
    """Who opened the link: it may have reached somebody else."""
    resident = await residents.by_telegram_id(desk.tx, invited.by_id)
    if resident is None or resident.blocked_at is not None:
        return []
    with speaking(resident.language or desk.setting.default_language):
        text = say(
            # NOTE: {person} is somebody's name, {name} a reception or the Monitoring Centre
            _("👤 {person} opened the invitation: {name}. /staff"),
            person=plain(name),
            name=role_name(desk, invited.role, invited.office),
        )
        return [message(invited.by_id, text)]
