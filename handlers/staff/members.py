"""Who comes to a staff chat and who leaves it, as far as Telegram tells a bot."""

from collections.abc import Mapping
from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import (
    ChatMemberBanned,
    ChatMemberLeft,
    ChatMemberRestricted,
    ChatMemberUpdated,
    Message,
    ResultChatMemberUnion,
    User,
)
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from bot.reception.plain import plain
from handlers import words
from handlers.admin import reports
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.say import say
from handlers.staff.continuation import Result
from handlers.staff.introduction import served
from storage import members, residents, staff
from storage.outbox import Send, Sends

router = Router(name=__name__)


class OfStaffChat(Filter):
    """The update comes from a chat in which concerns are handled: of others nothing is noted."""

    async def __call__(self, event: ChatMemberUpdated | Message, actor: Actor) -> bool:
        if not actor.in_staff_chat:
            return False
        if isinstance(event, Message):
            return bool(event.new_chat_members) or event.left_chat_member is not None
        return True


@router.chat_member(OfStaffChat(), flags={"action": Action.IGNORE})
async def changed(event: ChatMemberUpdated, desk: Desk) -> Sends:
    """Telegram tells this of everybody where the bot is an administrator of the group."""
    user, was, now = event.new_chat_member.user, event.old_chat_member, event.new_chat_member
    if not _is_in(now):
        return await _gone(desk, event.chat.id, user)
    if not user.is_bot:
        await members.present(
            desk.tx, event.chat.id, user.id, user.full_name, desk.now, came=not _is_in(was)
        )
    return None


@router.message(OfStaffChat(), flags={"action": Action.IGNORE})
async def announced(event: Message, desk: Desk) -> Sends:
    """The lines “… joined” and “… left”, which every bot in the group gets."""
    for user in event.new_chat_members or []:
        if not user.is_bot:
            await members.present(
                desk.tx, event.chat.id, user.id, user.full_name, desk.now, came=True
            )
    if event.left_chat_member is None:
        return None
    return await _gone(desk, event.chat.id, event.left_chat_member)


def _is_in(member: ResultChatMemberUnion) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return not isinstance(member, ChatMemberLeft | ChatMemberBanned)


async def _gone(desk: Desk, chat_id: int, user: User) -> list[Send]:
    """They can no longer act there. Administrators learn of it once, where the person can still
    act from the private chat."""
    if user.is_bot or not await members.gone(desk.tx, chat_id, user.id, user.full_name, desk.now):
        return []
    resident = await residents.by_telegram_id(desk.tx, user.id)
    named = await staff.offices_of(desk.tx, resident.id) if resident else ()
    offices = [code for code in await served(desk, chat_id) if code in named]
    if not offices:
        return []

    def text() -> Text:
        return say(
            # NOTE: {person} is somebody's name, {offices} one or more names of receptions
            _(
                "👤 {person} has left the staff chat of a reception and is still a named "
                "secretary of it: {offices}. Named secretaries can read and answer its concerns "
                "from their private chat. /staff ends that."
            ),
            person=plain(user.full_name),
            offices=words.listing([words.office(desk.directory, code) for code in offices]),
        )

    return await reports.to_each(desk, text)


async def learnt(desk: Desk, result: Result) -> list[Send]:
    """What Telegram says of somebody who was noted as gone: they may be back."""
    answer = result.answer
    if isinstance(answer, dict) and _may_act(answer):
        user = User.model_validate(answer["user"])
        await members.present(
            desk.tx, result.chat_id, user.id, user.full_name, desk.now, came=False
        )
    return []


def _may_act(member: Mapping[str, Any]) -> bool:
    status = member.get("status")
    in_it = status in ("creator", "administrator", "member")
    return in_it or (status == "restricted" and bool(member.get("is_member")))


async def counted(desk: Desk, result: Result) -> list[Send]:
    """How many members Telegram counts: shown under /staff."""
    if isinstance(result.answer, int):
        await members.note_count(desk.tx, result.chat_id, result.answer, desk.now)
    return []
