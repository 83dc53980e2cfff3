"""Somebody who had stopped the bot comes back: what was kept for them is brought now, and what
became of their concerns is told."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import TelegramObject

from bot.reception.tickets import Status
from handlers import blocked, verdict
from handlers.decisions import closed_by_office, closed_in_silence, explained
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.resident.history import state_of
from handlers.staff import answering, notices
from storage import events, outbox, outcomes, residents, spoken, tickets
from storage.outbox import Send
from storage.residents import Resident
from storage.tickets import Ticket


class BringKept(BaseMiddleware):
    """After what they came for, they get the answers and decisions that did not reach them."""

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
    """The answers and questions that wait for them, those of each concern in their order, and how
    it stands, if they could not be told."""
    sends = []
    for ticket in await tickets.written_by(desk.tx, resident.id):
        news = await _news(desk, ticket)
        kept = await answering.deliver_kept(desk, ticket, resident, late=True)
        if ticket.is_open:
            # The state is that before the answer.
            sends += [*news, *kept]
        elif any(send.context.get("reopens") for send in kept):
            sends += kept
        else:
            sends += [*kept, *news]
    return sends


async def _news(desk: Desk, ticket: Ticket) -> list[Send]:
    """What became of a concern that its resident could not be told of: how it stands now."""
    untold_at = await events.untold_at(desk.tx, ticket.id)
    if untold_at is None or await spoken.is_kept(desk.tx, ticket, untold_at):
        return []
    tell = partial(notices.tell, desk, ticket, late=True)
    block = await blocked.of_writer(desk, ticket)
    if ticket.is_open:
        return await tell(partial(state_of, desk, ticket))
    if ticket.status is not Status.CLOSED:
        is_known = ticket.status is Status.WITHDRAWN
        return [] if is_known else await tell(partial(explained, desk, ticket, block))
    match await events.closed_by(desk.tx, ticket.id):
        case "secretary":
            return await tell(partial(closed_by_office, desk, ticket, block))
        case "system":
            reopening = partial(verdict.reopening, ticket)
            return await tell(partial(closed_in_silence, ticket), keyboard=reopening)
        case _:
            # They closed it themselves.
            return []
