"""What the program does unasked when its time has come."""

from datetime import datetime

from handlers import neutral
from handlers.desk import Desk, Setting, speaking
from handlers.resident.concern.steps import reminder
from handlers.staff import card, forgetting, placing
from handlers.staff.wrong_chat import is_misplaced
from storage import drafts, erasing, members, residents, tickets
from storage.outbox import Priority, Send

RECALL_AFTER = 24 * 3600
"""Seconds after which an unsent concern is recalled to its writer, once."""


async def recall(desk: Desk, ticket_id: int) -> list[Send]:
    """Remind the writer of an unsent concern."""
    draft = await drafts.mark_recalled(desk.tx, ticket_id, desk.now)
    if draft is None or draft.resident_id is None:
        return []
    resident = await residents.by_id(desk.tx, draft.resident_id)
    if resident is None or resident.blocked_at is not None:
        return []
    with speaking(resident.language or draft.language):
        if resident.discreet:
            return [neutral.news(resident.telegram_id, draft, priority=Priority.REMINDER)]
        return [reminder(resident.telegram_id, priority=Priority.REMINDER)]


STALE_SECONDS = 1.0
"""How long a card may show an earlier state, so that changes soon after each other are one."""
STALE_SECONDS_AT_MOST = 10.0
"""The same while updates wait to be handled: people come before cards."""


async def bring_up_to_date(desk: Desk, ticket_id: int) -> list[Send]:
    """Show the present state on a card that has become stale."""
    ticket = await tickets.load(desk.tx, ticket_id)
    if ticket.erased_at is not None:
        # Erased since it was found: its card is being emptied.
        return []
    opened = ticket.is_open and await placing.is_cardless(desk, ticket)
    if opened and not await is_misplaced(desk, ticket):
        # A secretary answered in private what had followed its office in silence.
        return await card.post(desk, ticket, Priority.REFRESH)
    return await card.refresh(desk, ticket, Priority.REFRESH)


async def go_on(desk: Desk, ticket_id: int) -> list[Send]:
    """Show what waited for a message to the office that is on its way no longer."""
    return await card.follow(desk, await tickets.load(desk.tx, ticket_id))


async def retire(desk: Desk, ticket_id: int) -> list[Send]:
    """Strip a concern that was closed long ago, or drop a draft that nobody goes on with."""
    before = retention_moment(desk.setting, desk.now)
    ticket = await erasing.ticket_before(desk.tx, ticket_id, before)
    return [] if ticket is None else await forgetting.strip(desk, ticket)


async def retire_resident(desk: Desk, resident_id: int) -> list[Send]:
    """Forget somebody who has no concern left and has not been heard of for long."""
    day = retention_day(desk.setting, desk.now)
    resident = await erasing.resident_before(desk.tx, resident_id, day)
    return [] if resident is None else await forgetting.forget(desk, resident)


async def forget_members(desk: Desk) -> None:
    """Who was in chats that are no staff chats any longer, or has not been heard of for long."""
    groups = {id_ for id_ in (await desk.desks()).all_chats() if id_ is not None and id_ < 0}
    await members.purge(desk.tx, groups, retention_moment(desk.setting, desk.now))


def retention_moment(setting: Setting, now: float) -> float:
    """What ended before this moment, in seconds since 1970, is kept no longer."""
    return now - setting.retention_days * 86400


def retention_day(setting: Setting, now: float) -> str:
    """The same as a date of the offices, in ISO form."""
    moment = datetime.fromtimestamp(max(0, retention_moment(setting, now)), setting.zone)
    return moment.date().isoformat()
