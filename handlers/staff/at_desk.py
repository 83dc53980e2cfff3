"""Whether a message concerns the desk: always in a group, and in the private chat of an
administrator or a named secretary when it replies to a concern that is not their own."""

from aiogram.enums import ChatType
from aiogram.filters import Filter
from aiogram.types import Message

from bot.reception.tickets import find_number
from handlers.desk import Desk
from handlers.gate import DESK_ROLES, Actor
from storage import entries, tickets


class AtDesk(Filter):
    """The message may be an answer, a note or colleagues' talk; elsewhere residents write."""

    async def __call__(self, event: Message, desk: Desk, actor: Actor) -> bool:
        if event.chat.type != ChatType.PRIVATE:
            return True
        if not actor.roles & DESK_ROLES:
            return False
        ticket_id = await _ticket_of(event, desk)
        # With a colleague by now, it is no resident's word either: the desk says so.
        return (
            ticket_id is not None
            and await tickets.ticket_for(desk.tx, actor.sight, ticket_id) is None
        )


async def _ticket_of(event: Message, desk: Desk) -> int | None:
    """The ticket that an answer, or an answer that was edited, belongs to."""
    own = await entries.linked(desk.tx, event.chat.id, event.message_id)
    if own is not None:
        return own.ticket_id
    target = event.reply_to_message
    if target is None:
        return None
    link = await entries.linked(desk.tx, event.chat.id, target.message_id)
    if link is not None:
        return link.ticket_id
    if target.from_user is None or target.from_user.id != desk.setting.bot_id:
        return None
    number = find_number(target.text or target.caption or "")
    return await tickets.ticket_id_of(desk.tx, number) if number else None
