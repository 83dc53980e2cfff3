"""Erases a person, or a concern whose time has come, here and in the chats that have the concern.

Cards are emptied and copies deleted. What Telegram neither deletes nor overwrites is told to
administrators once a concern (see `leaving.cleared`).
"""

from aiogram.utils.i18n import gettext as _

from bot.reception.tickets import Status
from handlers.desk import Desk, speaking
from handlers.staff import leaving
from handlers.staff.continuation import Result
from handlers.staff.removal import Way, removal
from storage import chats, erasing, links, tickets
from storage.outbox import Priority, Send
from storage.residents import Resident
from storage.tickets import Ticket


async def forget(desk: Desk, resident: Resident) -> list[Send]:
    """Erase everything about a resident, at their wish. Their open concerns end, and so do their
    roles: what they opened of other people's concerns goes from their chat.

    To be called after the last change of their state: nothing may be written of them afterwards.
    """
    sends: list[Send] = []
    for ticket in await tickets.written_by(desk.tx, resident.id):
        sends += await _removals(desk, ticket, by_wish=True)
    for ticket_id in await links.opened_in(desk.tx, resident.telegram_id):
        ticket = await tickets.load(desk.tx, ticket_id)
        sends += await leaving.clear(desk, ticket, resident.telegram_id)
    await erasing.erase_resident(desk.tx, resident, desk.now)
    return sends


async def strip(desk: Desk, ticket: Ticket) -> list[Send]:
    """Erase what tells of the resident in a concern whose time has come."""
    sends = await _removals(desk, ticket, by_wish=False)
    await erasing.strip_ticket(desk.tx, ticket, desk.now, system=True)
    return sends


async def _removals(desk: Desk, ticket: Ticket, *, by_wish: bool) -> list[Send]:
    """What empties the chats of a concern."""
    if ticket.status is Status.DRAFT:
        return []
    # What one person wishes goes after people who wait and before reminders; retention has all
    # the time in the world, and the groups have 20 messages a minute.
    rest = Priority.REFRESH if by_wish else Priority.ANNOUNCEMENT
    sends = []
    for link, file in await erasing.shown_in_chats(desk.tx, ticket):
        is_card = link.kind == "card"
        sends.append(
            removal(
                ticket,
                link.chat_id,
                link.message_id,
                await _instead(desk, ticket, link.chat_id, by_wish=by_wish),
                erasing.REMOVALS,
                way=Way.TEXT if is_card else Way.DELETE,
                file=file,
                priority=Priority.CARD if is_card and by_wish else rest,
            )
        )
    return sends


async def _instead(desk: Desk, ticket: Ticket, chat_id: int, *, by_wish: bool) -> str:
    """What stands on the emptied card. A reply to it still finds the concern: by the number, and
    by the “·” of a card."""
    with speaking(await desk.language_of_chat(chat_id)):
        text = (
            # NOTE: on the emptied card of a concern, for secretaries; keep the “·”
            _("{number} · withdrawn. The data of the resident was erased.")
            if by_wish
            # NOTE: on the emptied card of a concern, for secretaries; keep the “·”
            else _("{number} · closed long ago. The data of the resident was erased.")
        )
        return text.format(number=ticket.number or "")


async def arrived_late(desk: Desk, ticket: Ticket, result: Result, name: str) -> list[Send]:
    """Something about an erased concern has come to its end, and would have had the
    continuation ``name``. A card or a copy that was on its way is taken out again."""
    opened = name in ("private_card_posted", "media_shown", "page_posted")
    if name not in ("card_posted", "copied") and not opened:
        return []
    if result.chat_id in await chats.moves(desk.tx):
        # In a dead group nothing can be changed.
        return []
    if result.chat_id > 0 and result.chat_id != ticket.chat_id and not opened:
        # In the resident's own chat it is theirs.
        return []
    instead = await _instead(desk, ticket, result.chat_id, by_wish=True)
    return [
        removal(
            ticket, result.chat_id, message_id, instead, erasing.REMOVALS, priority=Priority.CARD
        )
        for message_id in result.message_ids
    ]
