"""The buttons under the privacy page and under its questions."""

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton
from pydantic import Field


class PrivacyPress(CallbackData, prefix="pv"):
    """A press under the page, or under one of its questions."""

    do: str
    """page, data, clear, clear_sure, hide_answers, show_answers, forget, forget_sure"""
    at: int = Field(default=0, ge=0, lt=2**63)
    """When the question was asked, in seconds since 1970: an old "yes" is none."""


def button(text: str, do: str, at: int = 0) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=PrivacyPress(do=do, at=at).pack())
