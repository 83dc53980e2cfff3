"""Announcements as residents see them: the button that ends them, and the one that undoes that."""

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.i18n import gettext as _


class MutePress(CallbackData, prefix="mu"):
    """A press that says whether somebody wants announcements."""

    muted: bool = True
    page: bool = False
    """Whether it stands under the answer to /mute, not under an announcement."""


def keyboard(*, muted: bool = False) -> InlineKeyboardMarkup:
    """What stands under an announcement; ``muted``: once they want no more of them."""
    # NOTE: a button under an announcement: do not send me any more of them
    end = _("🔕 No more announcements")
    # NOTE: a button in place of “No more announcements”: send them to me again
    undo = _("🔔 Announcements again")
    press = MutePress(muted=not muted).pack()
    button = InlineKeyboardButton(text=undo if muted else end, callback_data=press)
    return InlineKeyboardMarkup(inline_keyboard=[[button]])
