"""What the program does unasked when its time has come."""

from aiogram.utils.i18n import gettext as _

from handlers.desk import Desk, speaking
from handlers.resident.concern.steps import recall_keyboard
from handlers.say import message
from handlers.staff import card
from storage import drafts, residents, tickets
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
        text = _(
            "You began a concern and have not sent it. Nobody has seen it. Press “Go on” to "
            "finish it, or “Cancel” to delete it."
        )
        return [message(resident.telegram_id, text, recall_keyboard(), priority=Priority.REMINDER)]


STALE_SECONDS = 1.0
"""How long a card may show an earlier state, so that changes soon after each other are one."""
STALE_SECONDS_AT_MOST = 10.0
"""The same while updates wait to be handled: people come before cards."""


async def bring_up_to_date(desk: Desk, ticket_id: int) -> list[Send]:
    """Show the present state on a card that has become stale."""
    ticket = await tickets.load(desk.tx, ticket_id)
    return await card.refresh(desk, ticket, Priority.REFRESH)
