"""The plain tables of the directory: what each is for, and how its fields are asked for.

A value is kept as text, in the form in which it is stored.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception import problems
from bot.reception.directory import LANGUAGES
from bot.reception.directory_rows import SHAPES, read_cell
from handlers.admin.directory.fields import Unusable
from handlers.labels import N_
from handlers.say import say

NAMES = tuple(f"name_{language}" for language in LANGUAGES)


class Table(StrEnum):
    """A table that is edited row by row here; the values are the names of the stored tables."""

    TOPICS = "topics"
    EMERGENCY = "emergency"
    AGENCY = "agency"
    DAYS = "working_day_overrides"
    TERMS = "terms"

    @property
    def key(self) -> str:
        """The column that tells its rows apart."""
        return SHAPES[self].key


@dataclass(frozen=True, slots=True)
class Words:
    """A table in words; all are translated where they are shown."""

    title: str
    """A button and a heading."""
    about: str
    """What stands above its rows."""
    fields: tuple[str, ...]
    """The columns that are asked for, in that order."""
    longest: int = 0
    """Characters of a name."""
    # NOTE: a button: add a row to a table
    add: str | None = N_("➕ New")
    """A button; None: there is always exactly one row."""


TABLES: Mapping[Table, Words] = {
    Table.TOPICS: Words(
        # NOTE: a button and a heading: what a concern can be about
        N_("🏷 Topics"),
        N_("Residents choose one of these topics. They stand in this order."),
        (*NAMES, "urgent"),
        30,
    ),
    Table.EMERGENCY: Words(
        # NOTE: a button and a heading
        N_("☎️ Emergency numbers"),
        N_("Residents in danger are shown these numbers in this order."),
        ("number", *NAMES, "verified"),
        100,
    ),
    Table.AGENCY: Words(
        # NOTE: a button and a heading
        N_("🏢 Name of the agency"),
        N_("The name of the agency, as residents see it."),
        NAMES,
        200,
        add=None,
    ),
    Table.DAYS: Words(
        # NOTE: a button and a heading: days off by decree, and moved working days
        N_("📅 Working days"),
        N_(
            "Days that are working days or days off against the calendar. The public holidays and "
            "weekends are known and need no row. After each change the bot counts anew by which "
            "day open concerns are to be answered. What is answered or extended keeps its day."
        ),
        ("day", "working", "source"),
    ),
    Table.TERMS: Words(
        # NOTE: a button and a heading: how much time the law gives for registering and answering
        N_("⚖️ Terms of the law"),
        N_(
            "How many working days a reception has. Each row holds for concerns that are filed "
            "from its day on, until the day of the next row. It does not concern those that were "
            "filed before its day."
        ),
        ("since", "registration", "answer", "source"),
    ),
}

LABELS: Mapping[str, str] = {
    # NOTE: a button and a heading: a name in this language
    "name_ky": N_("In Kyrgyz"),
    # NOTE: a button and a heading: a name in this language
    "name_ru": N_("In Russian"),
    # NOTE: a button and a heading: a name in this language and these letters
    "name_uz": N_("In Uzbek (Latin)"),
    # NOTE: a button and a heading: a name in this language and these letters
    "name_uz_Cyrl": N_("In Uzbek (Cyrillic)"),
    # NOTE: a button and a heading: a name in this language
    "name_en": N_("In English"),
    # NOTE: a label: whether concerns on a topic are urgent
    "urgent": N_("🚨 Urgent"),
    # NOTE: a label: an emergency number
    "number": N_("📞 Number"),
    # NOTE: a label: whether an emergency number was checked
    "verified": N_("✅ Checked"),
    # NOTE: a label: a date
    "day": N_("📅 Day"),
    # NOTE: a label: whether offices work on a day
    "working": N_("💼 Working day"),
    # NOTE: a label: the law or decree that says so
    "source": N_("📄 Decree or law"),
    # NOTE: a label: the day from which a term of the law holds
    "since": N_("📅 Holds from"),
    # NOTE: a label: working days within which a concern is registered
    "registration": N_("📝 Days to register"),
    # NOTE: a label: working days within which a concern is answered
    "answer": N_("✉️ Days to answer"),
}

_ASK_NAME: Mapping[str, str] = {
    "name_ky": N_("Send the name in Kyrgyz, at most {most} characters."),
    "name_ru": N_("Send the name in Russian, at most {most} characters."),
    "name_uz": N_("Send the name in Uzbek with Latin letters, at most {most} characters."),
    "name_uz_Cyrl": N_("Send the name in Uzbek with Cyrillic letters, at most {most} characters."),
    "name_en": N_("Send the name in English, at most {most} characters."),
}
_ASK: Mapping[str, str] = {
    "urgent": N_(
        "Are concerns on this topic urgent? Whoever files one sees the emergency numbers, and "
        "its card is marked."
    ),
    "number": N_("Send the telephone number. For example: 112"),
    "verified": N_("Was the number checked with its service?"),
    "day": N_("Send the day. For example: 25.12.2026"),
    "working": N_("Do the receptions work on this day?"),
    "source": N_("Send the name of the decree or law, at most {most} characters."),
    "since": N_("From which day does it hold? For example: 01.01.2027"),
    "registration": N_(
        "Within how many working days is a concern to be registered? Send a number from 1 to 999."
    ),
    "answer": N_(
        "Within how many working days is a concern to be answered? Send a number from 1 to 999."
    ),
}
FLAGS = frozenset({"urgent", "verified", "working"})
"""Columns that are yes or no."""
DATES = frozenset({"day", "since"})
_SOURCE_LENGTH = 200


def ask(table: Table, field: str) -> Text:
    """The question for a field."""
    return say(_(_ASK_NAME.get(field) or _ASK[field]), most=_longest(table, field))


def _longest(table: Table, field: str) -> int:
    return TABLES[table].longest if field in NAMES else _SOURCE_LENGTH


def read(table: Table, field: str, text: str | None) -> str:
    """What was typed, in the form in which it is kept. Raises Unusable."""
    if field in FLAGS:
        raise Unusable(_("Please press one of the buttons."))
    if text is None:
        raise Unusable(_("This kind of message cannot be used here."))
    return _READERS.get(field, _line)(table, field, " ".join(text.split()))


def _kept(table: Table, field: str, text: str, complaint: Text | str) -> str:
    try:
        return str(read_cell(table, field, text))
    except problems.Unusable:
        raise Unusable(complaint) from None


def _line(table: Table, field: str, text: str) -> str:
    if not text.isprintable() or not any(letter.isalnum() for letter in text):
        raise Unusable(_("It has no letters or digits, or it has signs that cannot be seen."))
    too_long = say(
        # NOTE: {count} is the length of what was typed
        _("This is too long: {count} characters. At most {most} fit."),
        count=len(text),
        most=_longest(table, field),
    )
    return _kept(table, field, text, too_long)


def _number(table: Table, field: str, text: str) -> str:
    return _kept(table, field, text, _("This is not one telephone number of 3 to 15 digits."))


def _count(table: Table, field: str, text: str) -> str:
    return _kept(table, field, text, _("This is not a whole number from 1 to 999."))


_DAY = re.compile(r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})", re.ASCII)
_ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)


def _day(table: Table, field: str, text: str) -> str:
    found = _DAY.fullmatch(text) or _ISO_DAY.fullmatch(text)
    if found is None:
        raise Unusable(_("This is not a day. Write it like 25.12.2026."))
    numbers = {name: int(number) for name, number in found.groupdict().items()}
    try:
        day = date(**numbers)
    except ValueError:
        raise Unusable(_("There is no such day in the calendar.")) from None
    if not 2000 <= day.year <= 2100:
        raise Unusable(_("The year is to be between 2000 and 2100."))
    return _kept(table, field, day.isoformat(), _("This is not a day. Write it like 25.12.2026."))


_READERS: Mapping[str, Callable[[Table, str, str], str]] = {
    "number": _number,
    "registration": _count,
    "answer": _count,
    "day": _day,
    "since": _day,
}
