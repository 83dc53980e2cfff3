"""The words on reply-keyboard buttons, recognised in every language.

A keyboard stays on the phone when the language changes, so a press is understood whatever
language it was drawn in.
"""

import re
from functools import cache

from aiogram.filters import Filter
from aiogram.types import KeyboardButton, Message, ReplyKeyboardMarkup
from aiogram.utils.i18n import I18n
from aiogram.utils.i18n import gettext as _

from bot.reception.directory import Names


def N_(text: str) -> str:  # gettext's own name for "extract, do not translate"
    """Marks a text for extraction; it is translated where it is shown."""
    return text


# Main menu
FILE = N_("📝 File a concern")
OFFICE = N_("🏛 Find my office")
MINE = N_("📂 My concerns")
ABOUT = N_("ℹ️ About the agency")
LANGUAGE = N_("🌐 Language")
HELP = N_("❓ Help")
MENU = (FILE, OFFICE, MINE, ABOUT, LANGUAGE, HELP)

# Filing a concern
SHARE_POSITION = N_("📍 Share my position")
OTHER_OFFICE = N_("🏛 Another office")
ABOUT_OFFICE = N_("⚠️ It is about this office")
NOT_ABOUT_OFFICE = N_("↩️ Not about an office")
NEXT = N_("Next ▶️")
PREVIOUS = N_("◀️ Previous")
DONE = N_("✅ Done")
SEND = N_("📨 Send")
SHOW_NAME = N_("👤 Show my name")
HIDE_NAME = N_("🙈 Hide my name")
BACK = N_("⬅️ Back")
CANCEL = N_("✖️ Cancel")
DISCARD = N_("🗑 Yes, delete")
KEEP = N_("⬅️ No, keep it")
NEW = N_("📝 New concern")
DROP = N_("🗑 Delete this message")
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


def keyboard(*rows: Row) -> ReplyKeyboardMarkup:
    """A reply keyboard; texts are shown as they are given."""
    return ReplyKeyboardMarkup(
        keyboard=[
            [KeyboardButton(text=item) if isinstance(item, str) else item for item in row]
            for row in rows
        ],
        resize_keyboard=True,
        is_persistent=True,
    )


def menu_keyboard() -> ReplyKeyboardMarkup:
    """The main menu."""
    return keyboard([_(FILE)], [_(OFFICE), _(MINE)], [_(ABOUT), _(LANGUAGE)], [_(HELP)])


def pairs(items: list[str]) -> list[Row]:
    """Two a row, as fits a small phone."""
    return [list(items[i : i + 2]) for i in range(0, len(items), 2)]
