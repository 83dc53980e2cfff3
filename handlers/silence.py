"""Residents who say nothing of the answer they got: their concern is closed, announced before."""

from functools import partial

from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.deadlines import SILENCE_DAYS, WARNING_DAYS
from bot.reception.tickets import Status
from handlers import verdict, words
from handlers.decisions import closed_in_silence
from handlers.desk import Desk
from handlers.say import say
from handlers.staff import notices
from storage import events, outcomes, residents, tickets
from storage.events import Event
from storage.outbox import Priority, Send
from storage.tickets import Ticket

_DAY = 86400


async def announce(desk: Desk, ticket_id: int) -> list[Send]:
    """Ask once more, and say when the concern is closed: an errand of the clock."""
    ticket = await outcomes.warn(desk.tx, ticket_id, desk.now)
    if ticket is None or await _cannot_hear(desk, ticket):
        return []
    return await notices.tell(
        desk,
        ticket,
        partial(_announcement, desk, ticket),
        Priority.REMINDER,
        partial(verdict.keyboard, ticket),
    )


def _announcement(desk: Desk, ticket: Ticket) -> Text:
    zone, answered_at = desk.setting.zone, ticket.answered_at or 0
    spoken_at = max(answered_at, ticket.outcome_at or 0)
    closing = max(spoken_at + SILENCE_DAYS * _DAY, desk.now + WARNING_DAYS * _DAY)
    return say(
        _(
            "Your concern <b>{number}</b> was answered on {answered}. Is the matter solved? If we "
            "hear nothing from you, the concern is closed on {closing}."
        ),
        number=ticket.number or "",
        answered=words.day(words.date_of(answered_at, zone)),
        closing=words.day(words.date_of(closing, zone)),
    )


async def close(desk: Desk, ticket_id: int) -> list[Send]:
    """Close a concern of which nothing was heard: an errand of the clock."""
    ticket = await outcomes.still_silent(desk.tx, ticket_id, desk.now)
    closed = ticket and await tickets.move(desk.tx, ticket, Status.CLOSED, desk.now)
    if closed is None:
        return []
    await events.add(desk.tx, closed.id, Event.CLOSED, desk.now, system=True)
    await tickets.mark_stale(desk.tx, closed, desk.now)
    if await _cannot_hear(desk, closed):
        await events.add(desk.tx, closed.id, Event.UNTOLD, desk.now, system=True)
        return []
    return await notices.tell(
        desk,
        closed,
        partial(closed_in_silence, closed),
        Priority.REMINDER,
        partial(verdict.reopening, closed),
    )


async def _cannot_hear(desk: Desk, ticket: Ticket) -> bool:
    """They stopped the bot: the office need not be told of it each time."""
    resident = await residents.by_id(desk.tx, ticket.resident_id)
    return resident is None or resident.blocked_at is not None
