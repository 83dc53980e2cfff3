"""A question for the second yes that nobody answers: it does not stand for ever."""

from collections.abc import Callable

from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.announcements import Status
from handlers.admin.announcements import approval
from handlers.desk import Desk
from handlers.say import say
from storage import announcements
from storage.announcements import Announcement
from storage.outbox import Send


async def take_back(desk: Desk) -> list[Send]:
    """What waited too long for a second yes, or for one that nobody can give any longer, is a
    draft again; its author is told."""
    sends: list[Send] = []
    for one in await announcements.in_states(desk.tx, Status.WAITING):
        if approval.is_over(desk, one):
            sends += await _draft_again(desk, one, _nobody_answered)
        elif not await approval.others(desk, one.by_id):
            sends += await _draft_again(desk, one, _nobody_is_left)
    return sends


async def _draft_again(
    desk: Desk, announcement: Announcement, why: Callable[[], str]
) -> list[Send]:
    def text() -> Text:
        return say(why(), id=announcement.id)

    await approval.change_state(desk, announcement, Status.DRAFT, "reopen_announcement", by=None)
    return await approval.tell(desk, announcement, text)


def _nobody_answered() -> str:
    return _(
        "⚠️ No second administrator has answered about announcement {id} in time. Nobody got it. "
        "It is a draft again."
    )


def _nobody_is_left() -> str:
    return _(
        "⚠️ Nobody is left who could say the second yes to announcement {id}. Nobody got it. It is "
        "a draft again: you can send it yourself."
    )
