"""The words on reply-keyboard buttons, recognised in every language.

A keyboard stays on the phone when the language changes, so a press is understood whatever
language it was drawn in.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TypeVar

from aiogram.filters import Filter
from aiogram.types import InlineKeyboardButton, KeyboardButton, Message, ReplyKeyboardMarkup
from aiogram.utils.i18n import I18n
from aiogram.utils.i18n import gettext as _

from bot.reception.directory import Names


def N_(text: str) -> str:  # gettext's own name for "extract, do not translate"
    """Marks a text for extraction; it is translated where it is shown."""
    return text


# Main menu
# NOTE: a button of the main menu
FILE = N_("📝 File a concern")
# NOTE: a button of the main menu
OFFICE = N_("🏛 Find my office")
# NOTE: a button of the main menu
MINE = N_("📂 My concerns")
ABOUT = N_("ℹ️ About the agency")
# NOTE: a button of the main menu
LANGUAGE = N_("🌐 Language")
# NOTE: a button of the main menu: how it works
HELP = N_("❓ Help")
MENU = (FILE, OFFICE, MINE, ABOUT, LANGUAGE, HELP)

# Filing a concern
SHARE_POSITION = N_("📍 Share my position")
OTHER_OFFICE = N_("🏛 Another office")
ABOUT_OFFICE = N_("⚠️ It is about this office")
NOT_ABOUT_OFFICE = N_("↩️ Not about an office")
# NOTE: a button: the next page of a list
NEXT = N_("Next ▶️")
# NOTE: a button: the page before in a list
PREVIOUS = N_("◀️ Previous")
# NOTE: a button: everything is told
DONE = N_("✅ Done")
# NOTE: a button: send the concern to the office
SEND = N_("📨 Send")
# NOTE: a button: the office may see the resident's name
SHOW_NAME = N_("👤 Show my name")
# NOTE: a button: the office may not see the name
HIDE_NAME = N_("🙈 Hide my name")
# NOTE: a button: to the step before
BACK = N_("⬅️ Back")
# NOTE: a button: leave what is being done
CANCEL = N_("✖️ Cancel")
# NOTE: a button: delete the concern that was not sent
DISCARD = N_("🗑 Yes, delete")
# NOTE: a button: do not delete the concern
KEEP = N_("⬅️ No, keep it")
# NOTE: a button: make the words a concern of their own
NEW = N_("📝 New concern")
DROP = N_("🗑 Delete this message")
# NOTE: a button: go on with the concern that was not sent
GO_ON = N_("✏️ Go on")

STEP_LABELS = (
    SHARE_POSITION,
    OTHER_OFFICE,
    ABOUT_OFFICE,
    NOT_ABOUT_OFFICE,
    NEXT,
    PREVIOUS,
    DONE,
    SEND,
    SHOW_NAME,
    HIDE_NAME,
    BACK,
    DISCARD,
    KEEP,
    NEW,
    DROP,
)
"""Buttons that mean something at one step only."""


Row = list[str | KeyboardButton]
"""A row of a reply keyboard."""

FITS = {1: 30, 2: 17, 3: 12}
"""Buttons in a row under a message, and the characters that a small phone shows of each."""
FITS_BELOW = {1: 30, 2: 30}
"""The same of a reply keyboard, whose buttons have two lines."""

_Button = TypeVar("_Button", str | KeyboardButton, InlineKeyboardButton)


@cache
def variants(label: str) -> frozenset[str]:
    """The label in every language."""
    i18n = I18n.get_current(no_error=False)
    return frozenset(i18n.gettext(label, locale=locale) for locale in i18n.locales)


class Pressed(Filter):
    """The message is one of these buttons, in whatever language."""

    def __init__(self, *labels: str) -> None:
        self.labels = labels

    async def __call__(self, message: Message) -> bool | dict[str, str]:
        for label in self.labels:
            if message.text in variants(label):
                return {"label": label}
        return False


class MenuChoice(Filter):
    """The message is a command, or a button that works at every step.

    One look spares a message that is neither the filters of all their handlers.
    """

    async def __call__(self, message: Message) -> bool:
        text = message.text or ""
        return bool(_COMMAND.match(text)) or text in _menu_variants()


_COMMAND = re.compile(r"/[A-Za-z0-9_]{1,32}(@\w+)?(\s|$)")


def named(text: str | None, name: Names) -> bool:
    """Whether a text is this name of the directory, in any language."""
    return text is not None and text.strip().casefold() in {
        known.casefold() for known in name.by_language.values()
    }


@cache
def _menu_variants() -> frozenset[str]:
    return frozenset().union(*(variants(label) for label in (*MENU, GO_ON, CANCEL)))


def fitting(
    rows: Iterable[list[_Button]], fits: Mapping[int, int] = FITS
) -> Iterator[list[_Button]]:
    """Rows that a small phone shows whole: buttons too long for it stand one below the other."""
    for row in rows:
        if all(width(button) <= fits[len(row)] for button in row):
            yield row
        else:
            yield from ([button] for button in row)


def width(button: str | KeyboardButton | InlineKeyboardButton) -> int:
    """The characters that are seen; an emoji's variation selector is not."""
    text = button if isinstance(button, str) else button.text
    return len(text.replace("\N{VARIATION SELECTOR-16}", ""))


def keyboard(*rows: Row) -> ReplyKeyboardMarkup:
    """A reply keyboard; texts are shown as they are given."""
    return ReplyKeyboardMarkup(
        keyboard=[
            [KeyboardButton(text=item) if isinstance(item, str) else item for item in row]
            for row in fitting(rows, FITS_BELOW)
        ],
        resize_keyboard=True,
        is_persistent=True,
    )


def menu_keyboard() -> ReplyKeyboardMarkup:
    """The main menu."""
    return keyboard([_(FILE)], [_(OFFICE), _(MINE)], [_(ABOUT), _(LANGUAGE)], [_(HELP)])


def pairs(items: Sequence[str]) -> list[Row]:
    """Two a row; `keyboard` parts those that are too long for that."""
    return [list(items[i : i + 2]) for i in range(0, len(items), 2)]
