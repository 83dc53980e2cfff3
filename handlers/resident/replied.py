"""Whether a resident replies to one of their own concerns."""

from aiogram.filters import Filter
from aiogram.types import Message

from bot.reception.tickets import Status, find_number
from handlers.desk import Desk
from handlers.gate import Actor
from storage import entries, tickets
from storage.tickets import Ticket


def is_to_ours(event: Message, desk: Desk) -> bool:
    """Whether a message replies to one of the bot's."""
    target = event.reply_to_message
    return target is not None and _is_ours(target, desk)


def _is_ours(target: Message, desk: Desk) -> bool:
    return target.from_user is not None and target.from_user.id == desk.setting.bot_id


class RepliedTicket(Filter):
    """The message replies to something of one of the resident's filed concerns."""

    async def __call__(self, event: Message, desk: Desk, actor: Actor) -> bool | dict[str, Ticket]:
        target = event.reply_to_message
        if target is None:
            return False
        link = await entries.linked(desk.tx, event.chat.id, target.message_id)
        ticket_id = link.ticket_id if link else None
        if link is None and _is_ours(target, desk):
            number = find_number(target.text or target.caption or "")
            ticket_id = await tickets.ticket_id_of(desk.tx, number) if number else None
        if ticket_id is None:
            return False
        ticket = await tickets.ticket_for(desk.tx, actor.sight, ticket_id)
        if ticket is None or ticket.status is Status.DRAFT:
            return False
        return {"ticket": ticket}
