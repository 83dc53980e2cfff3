"""A question for the second yes that nobody answers: it does not stand for ever."""

from functools import partial

from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.announcements import Status
from handlers.admin.announcements import approval
from handlers.admin.announcements.beginning import draft_again
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
            sends += await draft_again(desk, one, partial(_nobody_answered, one))
        elif not await approval.others(desk, one.by_id):
            sends += await draft_again(desk, one, partial(_nobody_is_left, one))
    return sends


def _nobody_answered(announcement: Announcement) -> Text:
    text = _(
        "⚠️ No second administrator has answered about announcement {id} in time. Nobody got it. "
        "It is a draft again."
    )
    return say(text, id=announcement.id)


def _nobody_is_left(announcement: Announcement) -> Text:
    text = _(
        "⚠️ Nobody is left who could say the second yes to announcement {id}. Nobody got it. It is "
        "a draft again: you can send it yourself."
    )
    return say(text, id=announcement.id)
