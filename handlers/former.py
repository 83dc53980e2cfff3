"""The answer to somebody who has left a staff chat and tries to act in it all the same."""

from aiogram.methods import GetChatMember
from aiogram.types import CallbackQuery, Message, TelegramObject
from aiogram.utils.i18n import gettext as _

from bot.reception.answers import is_note
from handlers.desk import Desk
from handlers.say import message, told
from handlers.threads import is_answer
from storage import members
from storage.outbox import Priority, Send

EXPIRES = 600
"""Seconds after which nobody needs to know any longer whether they are back."""


async def refusal(event: TelegramObject, desk: Desk) -> list[Send]:
    """Nothing was done, and they are told so. Their return may have been missed: Telegram is asked
    (see `handlers.staff.members.learnt`)."""
    # NOTE: to somebody who left the group, also in a small window: at most 200 characters
    text = _(
        "You are not in this chat any longer, so nothing was done. If you are back in it, please "
        "try again in a minute."
    )
    if isinstance(event, CallbackQuery):
        asked = (
            await _ask(desk, event.message.chat.id, event.from_user.id) if event.message else []
        )
        return [told(event, text, alert=True), *asked]
    if not isinstance(event, Message) or event.from_user is None:
        return []
    is_command = (event.text or "").startswith("/") and not is_note(event.text)
    if not is_command and not is_answer(event):
        # Colleagues talking.
        return []
    asked = await _ask(desk, event.chat.id, event.from_user.id)
    return [message(event.chat.id, text, reply_to=event.message_id, optional=True), *asked]


async def _ask(desk: Desk, chat_id: int, person_id: int) -> list[Send]:
    if not await members.may_ask(desk.tx, chat_id, person_id, desk.now):
        return []
    return [
        Send(
            GetChatMember(chat_id=chat_id, user_id=person_id),
            priority=Priority.CARD,
            stream="learn",
            expires_in=EXPIRES,
            on_result="member_learnt",
            context={"person": person_id},
            optional=True,
        )
    ]
