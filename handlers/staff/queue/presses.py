"""What can be pressed under lists of concerns and under one that is being read."""

from typing import Any

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton
from pydantic import Field

from handlers.staff import prompts

SIGN = prompts.READING

ANYBODY = -1
"""Whoever is in charge."""
NOBODY = 0


class QueuePress(CallbackData, prefix="q"):
    """A press under the list of open concerns."""

    do: str
    """show; topics, states, people: what to choose from"""
    page: int = Field(default=0, ge=0, lt=10**6)
    topic: str = Field(default="", max_length=20)
    state: str = Field(default="", max_length=12)
    who: int = Field(default=ANYBODY, ge=ANYBODY, lt=10**15)
    """Who is in charge: a Telegram id, `NOBODY` or `ANYBODY`."""


class FindPress(CallbackData, prefix="qf"):
    """Another page of what was found; the words stand in the message."""

    page: int = Field(default=0, ge=0, lt=10**6)


class LookPress(CallbackData, prefix="k"):
    """A press about one concern."""

    do: str
    """look, page, card, file, media"""
    ticket: int = Field(ge=0, lt=2**63)
    page: int = Field(default=0, ge=0, lt=10**6)


def button(text: str, data: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack())


def look(text: str, do: str, ticket_id: int, **fields: Any) -> InlineKeyboardButton:
    """A press about one concern."""
    return button(text, LookPress(do=do, ticket=ticket_id, **fields))
