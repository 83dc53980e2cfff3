"""Tells a resident in plain words what became of their concern."""

from collections.abc import Callable
from typing import Any

from aiogram.types import InlineKeyboardMarkup
from aiogram.utils.formatting import Text

from handlers import neutral
from handlers.desk import Desk, speaking
from handlers.say import message
from storage import residents
from storage.outbox import Priority, Send
from storage.tickets import Ticket


async def tell(
    desk: Desk,
    ticket: Ticket,
    text: Callable[[], Text],
    priority: Priority = Priority.WAITING,
    keyboard: Callable[[], InlineKeyboardMarkup] | None = None,
    *,
    late: bool = False,
) -> list[Send]:
    """Tell the resident of a ticket, in their language; a reply to it belongs to the ticket.

    ``text`` and ``keyboard`` are called with that language set. Where others look at the phone, a
    notice without words leads to the concern instead. The staff chat is told when it cannot be
    delivered; ``late``: it was told so before, and is told when it has arrived.
    """
    resident = await residents.by_id(desk.tx, ticket.resident_id)
    if resident is None:
        return []
    send: dict[str, Any] = {
        "priority": priority,
        "stream": ticket.stream,
        "on_result": "resident_told",
        "context": {"ticket": ticket.id, "late": late},
    }
    with speaking(resident.language or ticket.language):
        if resident.discreet:
            return [neutral.news(resident.telegram_id, ticket, **send)]
        return [message(resident.telegram_id, text(), keyboard() if keyboard else None, **send)]
