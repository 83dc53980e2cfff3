"""/link and /unlink: an administrator ties the group they are in to offices."""

import re
from collections import defaultdict

from aiogram import Router
from aiogram.filters import Command, CommandObject, Filter
from aiogram.types import Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.directory import Office
from bot.reception.near_offices import near_offices
from bot.reception.permissions import Action
from bot.reception.routing import present_chat
from handlers import words
from handlers.desk import Desk, speaking
from handlers.gate import Actor
from handlers.say import cut, lines, message, paragraphs, say
from handlers.staff.introduction import how_to_work, served
from storage import chats
from storage.directory import change_office
from storage.outbox import Send, Sends

router = Router(name=__name__)

MOST_CODES = 30
"""Codes taken from one command: more than there are offices."""


class SpeaksAsTheGroup(Filter):
    """An anonymous administrator: nobody can tell who it is."""

    async def __call__(self, event: Message) -> bool:
        return event.sender_chat is not None and event.sender_chat.id == event.chat.id


@router.message(
    Command("link", "unlink"), SpeaksAsTheGroup(), flags={"action": Action.IDENTIFY_CHAT}
)
async def hidden(event: Message) -> Send:
    """How to show who one is."""
    text = _(
        "You write as the group, so the bot cannot tell who you are. Open your own entry among "
        "the administrators of the group, switch off “Remain anonymous”, and send the command "
        "again."
    )
    return message(event.chat.id, text, reply_to=event.message_id)


@router.message(Command("link"), flags={"action": Action.LINK})
async def link(event: Message, command: CommandObject, desk: Desk, actor: Actor) -> Sends:
    """From now on the concerns of these offices come here; without a code: which do."""
    chat_id, codes = event.chat.id, _codes(command)
    before = await served(desk, chat_id)
    if not codes:
        return message(chat_id, await _present(desk, before))
    offices, complaint = _known(desk, codes)
    if complaint is not None:
        return message(chat_id, complaint, reply_to=event.message_id)
    await chats.note(desk.tx, chat_id)
    own = await own_chats(desk)
    new = [office for office in offices if own.get(office.code) != chat_id]
    for office in new:
        await _tie(desk, actor, office, str(chat_id))
    if not new:
        text = say(_("So it is already: {offices}."), offices=_names(offices))
        return message(chat_id, text, reply_to=event.message_id)
    moved = say(
        # NOTE: {offices} is one or more names of receptions
        _(
            "✅ From now on the concerns of <b>{offices}</b> come to this group. Open ones follow "
            "within a minute. Everybody here sees them and can answer."
        ),
        offices=_names(new),
    )
    sends = [message(chat_id, moved, reply_to=event.message_id)]
    if not before:
        sends.append(message(chat_id, await how_to_work(desk, chat_id, _all(before, offices))))
    return [*sends, *await tell_former(desk, new, own)]


@router.message(Command("unlink"), flags={"action": Action.LINK})
async def unlink(event: Message, command: CommandObject, desk: Desk, actor: Actor) -> Sends:
    """The concerns of these offices do not come here any longer."""
    chat_id, codes = event.chat.id, _codes(command)
    if not codes:
        return message(chat_id, await _present(desk, await served(desk, chat_id)))
    offices, complaint = _known(desk, codes)
    if complaint is not None:
        return message(chat_id, complaint, reply_to=event.message_id)
    own, here = await own_chats(desk), await served(desk, chat_id)
    untied = [office for office in offices if own.get(office.code) == chat_id]
    for office in untied:
        await _tie(desk, actor, office, None)
    shared = [office for office in offices if office.code in here and office not in untied]
    elsewhere = [office for office in offices if office.code not in here]
    text = lines(
        say(_("✅ Not tied to this group any longer: <b>{offices}</b>."), offices=_names(untied))
        if untied
        else None,
        await _afterwards(desk, chat_id) if untied else None,
        say(
            _(
                "{offices}: served by this group as the common one, STAFF_CHAT_ID in the "
                "settings. To change that, tie another group."
            ),
            offices=_names(shared),
        )
        if shared
        else None,
        say(_("Not tied to this group: {offices}."), offices=_names(elsewhere))
        if elsewhere
        else None,
    )
    return message(chat_id, text, reply_to=event.message_id)


def _codes(command: CommandObject) -> list[str]:
    found = [code for code in re.split(r"[\s,;]+", command.args or "") if code]
    return list(dict.fromkeys(found))[:MOST_CODES]


def _known(desk: Desk, codes: list[str]) -> tuple[list[Office], Text | None]:
    """The offices of these codes, or what is wrong with them: then nothing is changed."""
    found = [(code, desk.directory.known_office(code.upper())) for code in codes]
    wrong = [_unknown(desk, code) for code, office in found if office is None]
    if wrong:
        return [], paragraphs(*wrong, _("Nothing was changed."))
    return [office for _code, office in found if office is not None], None


def _unknown(desk: Desk, code: str) -> Text:
    text = say(_("There is no reception with the code “{code}”."), code=cut(code, 40))
    near = near_offices(desk.directory, code)
    if not near:
        return lines(text, _("/link without a code shows what can be tied."))
    language = words.language()
    # NOTE: above the codes and names of receptions that were perhaps meant
    return lines(text, _("Perhaps:"), *(f"{o.code} – {o.name.get(language)}" for o in near))


async def _present(desk: Desk, codes: list[str]) -> Text:
    """What the group serves, and how to change it."""
    language = words.language()
    own = await own_chats(desk)
    free = [office for office in desk.directory.offices if own.get(office.code) is None]

    def listed(offices: list[Office]) -> list[str]:
        return [f"{office.code} – {office.name.get(language)}" for office in offices]

    here = [desk.directory.office(code) for code in codes]
    return paragraphs(
        lines(_("This group serves:"), *listed(here))
        if here
        else _("This group does not serve a reception yet."),
        lines(_("Without a group of their own:"), *listed(free)) if free else None,
        _(
            "To tie this group to receptions, write /link and their codes. For example: /link "
            "NKT OSH. To untie one: /unlink NKT"
        ),
    )


async def own_chats(desk: Desk) -> dict[str, int | None]:
    """Each office's own chat, under the id it has by now."""
    moves = await chats.moves(desk.tx)
    return {
        office.code: present_chat(office.staff_chat_id, None, moves)
        for office in desk.directory.offices
    }


async def _tie(desk: Desk, actor: Actor, office: Office, chat_id: str | None) -> None:
    if actor.person_id is None:
        raise LookupError("an administrator without an id")
    await change_office(
        desk.tx, office.code, "staff_chat_id", chat_id, by=actor.person_id, now=desk.now
    )


async def tell_former(desk: Desk, offices: list[Office], own: dict[str, int | None]) -> list[Send]:
    """The groups that had these offices learn why nothing comes any longer."""
    lost: defaultdict[int, list[Office]] = defaultdict(list)
    for office in offices:
        former = own[office.code]
        if former is not None:
            lost[former].append(office)
    sends = []
    for former, gone in lost.items():
        with speaking(await desk.language_of_chat(former)):
            text = say(
                _("The concerns of <b>{offices}</b> go to another group from now on."),
                offices=_names(gone),
            )
        sends.append(message(former, text, optional=True))
    return sends


async def tell_moved(desk: Desk, own: dict[str, int | None]) -> list[Send]:
    """Like `tell_former`, after any change of the directory: `own` is what was before it. An
    office that no group serves now has not gone to another one."""
    moves = await chats.moves(desk.tx)
    moved = [
        office
        for office in desk.directory.offices
        if office.code in own
        and present_chat(office.staff_chat_id, desk.setting.staff_chat_id, moves)
        not in (None, own[office.code])
    ]
    return await tell_former(desk, moved, own)


async def _afterwards(desk: Desk, chat_id: int) -> str:
    """Where the concerns of an office without a group of its own go."""
    moves = await chats.moves(desk.tx)
    shared = present_chat(desk.setting.staff_chat_id, None, moves)
    if shared is None:
        return _("Concerns are kept until another group is tied.")
    if shared == chat_id:
        return _("Concerns still come here: this is the common group, STAFF_CHAT_ID.")
    return _("Concerns go to the common group.")


def _all(before: list[str], offices: list[Office]) -> list[str]:
    return list(dict.fromkeys([*before, *(office.code for office in offices)]))


def _names(offices: list[Office]) -> str:
    return words.listing([office.name.get(words.language()) for office in offices])
