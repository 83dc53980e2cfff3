"""How many people an announcement is for, or has reached, as administrators may see it.

An audience can be narrowed until it is one person, and then its size would tell whether that
person has a concern: small counts are hidden (see `bot.reception.disclosure`).
"""

from collections.abc import Mapping

from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext
from babel.numbers import format_decimal

from bot.reception import disclosure
from bot.reception.announcements import Audience
from bot.reception.disclosure import Count
from handlers import words
from handlers.say import say
from locales.languages import LANGUAGES
from storage.announcements import Announcement
from storage.audience import Counts


def number(value: float) -> str:
    """A whole number, its thousands apart as the language of the text has it."""
    return str(format_decimal(round(value), locale=words.language()))


def worded(count: Count) -> str:
    """A number, or that it is a small one."""
    return number(count.value) if count.value is not None else f"<{number(count.below)}"


def number_of(announcement: Announcement, count: int) -> str:
    """One of the numbers of an announcement on its way."""
    return worded(disclosure.single(count, hide=announcement.audience.is_narrowed))


def is_hidden(announcement: Announcement) -> bool:
    """Whether they are so few that it is not said how many."""
    return announcement.audience.is_narrowed and announcement.total < disclosure.LEAST


def readers(whom: Audience, counts: Counts) -> Mapping[str, Count]:
    """Language -> how many of an audience read it."""
    meant = [code for code in LANGUAGES if not whom.languages or code in whom.languages]
    cells = {code: counts.by_language.get(code, 0) for code in meant}
    # A language that was not asked for says nothing: nobody of them is counted.
    return {**dict.fromkeys(LANGUAGES, Count(0)), **disclosure.conceal(cells).counts}


def persons(count: Count) -> str:
    """So many people."""
    size = count.below if count.value is None else count.value
    # NOTE: {count} is a number, like 12,340, or that it is a small one, like <5
    return ngettext("{count} person", "{count} people", size).format(count=worded(count))


def people(counts: Counts) -> Text:
    """How many get it in all."""
    # NOTE: {count} is like “12 people”
    return say(_("In all: <b>{count}</b>"), count=persons(disclosure.single(counts.total)))
