"""Long lists, a page at a time: what stands on a page, and the buttons to those beside it."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

LISTED = 8
"""Things on one page, where a list does not say otherwise."""

_T = TypeVar("_T")


def page_of(
    things: Sequence[_T], page: int, listed: int = LISTED
) -> tuple[Sequence[_T], int, bool]:
    """What stands on a page, which page it is, and whether another one follows.

    Of a page before the first or beyond the last, which an old press may name, the nearest one.
    """
    last = max(0, len(things) - 1) // listed
    page = min(max(0, page), last)
    return things[page * listed : (page + 1) * listed], page, page < last


def turns(
    page: int, more: bool, press: Callable[[int], CallbackData]
) -> list[list[InlineKeyboardButton]]:
    """The row that leads to the pages before and after, if any; ``press`` makes what leads to
    one."""
    row = [_arrow("⬅️", press(page - 1))] if page > 0 else []
    row += [_arrow("➡️", press(page + 1))] if more else []
    return [row] if row else []


def _arrow(text: str, press: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=press.pack())
