"""How much of one person goes to the offices, and when the rest does."""

from bot.reception.limits import DAY, TEN_MINUTES, Limit, full_minute
from handlers.desk import Desk
from storage import blocks, drafts, entries
from storage.tickets import Ticket


async def concern_at(desk: Desk, draft: Ticket) -> float:
    """When a finished concern may be sent: now, or a full minute ahead.

    Urgent ones count apart: violence never waits behind a quarrel about water.
    """
    limit = Limit(desk.setting.concerns_per_day, DAY)
    taken = await drafts.moments(
        desk.tx, draft.resident_id or 0, draft.urgent, desk.now - limit.seconds
    )
    at = limit.next(taken, desk.now)
    return at if at <= desk.now else full_minute(at)


async def free(desk: Desk, resident_id: int) -> int:
    """How many messages of a resident may be shown to offices now; none of who may not write."""
    if await blocks.of_resident(desk.tx, resident_id, desk.now) is not None:
        return 0
    limit = _messages(desk)
    taken = await entries.shown_since(desk.tx, resident_id, desk.now - limit.seconds)
    return limit.free(taken, desk.now)


async def goes_at_once(desk: Desk, resident_id: int) -> bool:
    """Whether the next message of a resident may be shown as soon as it is written."""
    waits = await entries.first_held(desk.tx, resident_id) is not None
    return not waits and await free(desk, resident_id) > 0


async def all_shown_at(desk: Desk, resident_id: int) -> int:
    """When the last of what a resident has written and is held will be shown: a full minute."""
    held = await entries.held(desk.tx, resident_id)
    limit = _messages(desk)
    taken = await entries.shown_since(desk.tx, resident_id, desk.now - limit.seconds)
    waiting = len({entry.album or entry.id for entry in held})
    return full_minute(limit.last(taken, waiting, desk.now))


def _messages(desk: Desk) -> Limit:
    return Limit(desk.setting.messages_per_10_minutes, TEN_MINUTES)
