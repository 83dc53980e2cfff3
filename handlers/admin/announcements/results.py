"""What happens when Telegram has answered a call of an announcement."""

from collections.abc import Awaitable, Callable, Mapping

from handlers.admin.announcements import progress
from handlers.admin.announcements.sending import ANNOUNCED, ANNOUNCED_IN_PART, REMOVED, removal
from handlers.desk import Desk
from handlers.staff.continuation import Result
from storage import recipients
from storage.outbox import Send


async def announced(desk: Desk, result: Result) -> list[Send]:
    """Somebody has it, or never will."""
    id_, resident = _whose(result)
    await recipients.add_messages(desk.tx, id_, resident, result.message_ids)
    if result.delivered:
        await recipients.settle(desk.tx, id_, resident, "delivered", desk.now)
    elif result.reason == "blocked":
        await recipients.settle(desk.tx, id_, resident, "blocked", desk.now)
    else:
        await recipients.settle(desk.tx, id_, resident, "failed", desk.now)
        # A heading over nothing says nothing to anybody.
        leaving = await recipients.take_parts(desk.tx, id_, resident)
        return [removal(id_, recipient) for recipient in leaving]
    return []


async def announced_in_part(desk: Desk, result: Result) -> list[Send]:
    """A message that goes before the last one: it is to be deleted with it."""
    await recipients.add_messages(desk.tx, *_whose(result), result.message_ids)
    return []


async def removed(desk: Desk, result: Result) -> list[Send]:
    """It is gone from somebody's chat, or Telegram does not delete it there."""
    # It was deleted, and the line broke before that was answered; or its reader deleted it.
    removed = result.delivered or result.reason == "gone"
    await recipients.settle_removal(desk.tx, *_whose(result), removed=removed)
    return []


def _whose(result: Result) -> tuple[int, int]:
    return result.context["announcement"], result.context["resident"]


CONTINUATIONS: Mapping[str, Callable[[Desk, Result], Awaitable[list[Send]]]] = {
    ANNOUNCED: announced,
    ANNOUNCED_IN_PART: announced_in_part,
    REMOVED: removed,
    progress.POSTED: progress.posted,
    progress.EDITED: progress.edited,
}
