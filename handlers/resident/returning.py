"""Somebody who had stopped the bot comes back: what was kept for them is brought now."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import TelegramObject

from handlers.desk import Desk
from handlers.gate import Actor
from handlers.staff import answering
from storage import outbox, outcomes, residents, tickets
from storage.outbox import Send
from storage.residents import Resident


class BringKept(BaseMiddleware):
    """After what they came for, they get the answers that did not reach them."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        sends = await handler(event, data)
        desk: Desk = data["desk"]
        actor: Actor = data["actor"]
        # As they were before this update.
        before = actor.resident
        if before is None or before.blocked_at is None:
            return sends
        resident = await residents.by_id(desk.tx, before.id)
        if resident is None or resident.blocked_at is not None:
            # They were forgotten by it, or it says that they stop the bot.
            return sends
        await outcomes.warn_again(desk.tx, resident.id)
        kept = await _kept(desk, resident)
        if not kept:
            return sends
        return [*outbox.as_list(None if sends is UNHANDLED else sends), *kept]


async def _kept(desk: Desk, resident: Resident) -> list[Send]:
    """The answers and questions that wait for them, those of each concern in their order."""
    sends = []
    for ticket in await tickets.written_by(desk.tx, resident.id):
        sends += await answering.deliver_kept(desk, ticket, resident, late=True)
    return sends
