"""The bot comes to a group, goes, gains and loses rights: what it means is said at once."""

from collections.abc import Callable

from aiogram import Router
from aiogram.types import (
    Chat,
    ChatMemberAdministrator,
    ChatMemberBanned,
    ChatMemberLeft,
    ChatMemberOwner,
    ChatMemberRestricted,
    ChatMemberUpdated,
    ResultChatMemberUnion,
)
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from handlers.admin import reports
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.say import message, paragraphs
from handlers.staff.forum import no_right
from handlers.staff.introduction import introduction
from storage import chats
from storage.outbox import Send, Sends

router = Router(name=__name__)

Flaw = Callable[[], str]
"""What is wrong and how to mend it, in the language that is set."""


@router.my_chat_member(flags={"action": Action.IDENTIFY_CHAT})
async def membership(event: ChatMemberUpdated, desk: Desk, actor: Actor) -> Sends:
    """The bot was added, removed, or its rights changed. What waited for the chat goes on."""
    old, new, chat_id = event.old_chat_member, event.new_chat_member, event.chat.id
    if not _may_write(new):
        return await _shut_out(desk, chat_id) if actor.in_staff_chat else None
    await chats.note(desk.tx, chat_id)
    if await chats.unpark(desk.tx, chat_id) and actor.in_staff_chat:
        works = await reports.chat_works(desk, chat_id)
    else:
        works = []
    if _may_make_topics(new) is not False:
        await chats.allow_topics(desk.tx, chat_id)
    flaws = _flaws(desk, event.chat, new)
    if no_right in flaws:
        await chats.refuse_topics(desk.tx, chat_id, desk.now)
    if isinstance(old, ChatMemberLeft | ChatMemberBanned):
        words = await introduction(desk, chat_id, actor.roles)
        said = message(chat_id, paragraphs(words, *(flaw() for flaw in flaws)))
        return [said, *works, *await _report(desk, actor, chat_id, flaws)]
    known = _flaws(desk, event.chat, old)
    news = [flaw for flaw in flaws if flaw not in known]
    if not news or not actor.in_staff_chat:
        return works
    said = message(chat_id, paragraphs(*(flaw() for flaw in news)))
    return [said, *works, *await _report(desk, actor, chat_id, news)]


async def _shut_out(desk: Desk, chat_id: int) -> list[Send]:
    """Nothing can be said there: what is for the chat waits, administrators are told."""
    if not await chats.park(desk.tx, chat_id, chats.SHUT_OUT, desk.now):
        return []
    return await reports.shut_out(desk, chat_id)


async def _report(desk: Desk, actor: Actor, chat_id: int, flaws: list[Flaw]) -> list[Send]:
    if not flaws or not actor.in_staff_chat:
        return []
    return await reports.chat_lacks(desk, chat_id, lambda: [flaw() for flaw in flaws])


def _may_write(member: ResultChatMemberUnion) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member and member.can_send_messages
    return not isinstance(member, ChatMemberLeft | ChatMemberBanned)


def _may_make_topics(member: ResultChatMemberUnion) -> bool | None:
    """None: the group's settings for all members decide, and an attempt will tell."""
    if isinstance(member, ChatMemberAdministrator | ChatMemberRestricted):
        return bool(member.can_manage_topics)
    return True if isinstance(member, ChatMemberOwner) else None


def _flaws(desk: Desk, chat: Chat, member: ResultChatMemberUnion) -> list[Flaw]:
    """What the bot lacks as this kind of member."""
    flaws: list[Flaw] = []
    if not isinstance(member, ChatMemberAdministrator | ChatMemberOwner):
        flaws.append(_cannot_delete if desk.setting.hears_all else _hears_little)
    elif isinstance(member, ChatMemberAdministrator) and not member.can_delete_messages:
        flaws.append(_may_not_delete)
    if chat.is_forum and _may_make_topics(member) is False:
        flaws.append(no_right)
    return flaws


def _hears_little() -> str:
    return _(
        "⚠️ The bot is no administrator of this group, and its privacy mode is on: parts of an "
        "album may not reach it. When a resident's data is erased, it cannot delete messages "
        "older than 48 hours here. Make it an administrator."
    )


def _may_not_delete() -> str:
    return _(
        "⚠️ The bot may not delete messages in this group: when a resident's data is erased, what "
        "is older than 48 hours stays here. Give it the right “Delete messages”."
    )


def _cannot_delete() -> str:
    return _(
        "⚠️ The bot is no administrator of this group: when a resident's data is erased, it "
        "cannot delete messages older than 48 hours here. Make it an administrator."
    )
