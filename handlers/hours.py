"""Opening hours in words: typed by administrators, shown to residents."""

from collections.abc import Mapping
from functools import cache

from aiogram.utils.i18n import I18n
from aiogram.utils.i18n import gettext as _
from babel import Locale

from bot.reception.opening import Flaw, Hours, HoursError, Opening, OpenUntil
from handlers import words
from handlers.labels import N_, variants

SHORT_DAYS = (
    # NOTE: The shortest usual name of the day, as on a door: "Mon–Fri 9:00–18:00". One word.
    N_("Mon"),
    # NOTE: Tuesday, the shortest usual name of the day, as on a door. One word.
    N_("Tue"),
    # NOTE: Wednesday, the shortest usual name of the day, as on a door. One word.
    N_("Wed"),
    # NOTE: Thursday, the shortest usual name of the day, as on a door. One word.
    N_("Thu"),
    # NOTE: Friday, the shortest usual name of the day, as on a door. One word.
    N_("Fri"),
    # NOTE: Saturday, the shortest usual name of the day, as on a door. One word.
    N_("Sat"),
    # NOTE: Sunday, the shortest usual name of the day, as on a door. One word.
    N_("Sun"),
)

# A whole sentence for each day: languages give the day an ending, or a word before it.
OPENS_ON = (
    N_("Closed now. Opens on Monday at {time}"),
    N_("Closed now. Opens on Tuesday at {time}"),
    N_("Closed now. Opens on Wednesday at {time}"),
    N_("Closed now. Opens on Thursday at {time}"),
    N_("Closed now. Opens on Friday at {time}"),
    N_("Closed now. Opens on Saturday at {time}"),
    N_("Closed now. Opens on Sunday at {time}"),
)

FLAWS = {
    Flaw.EMPTY: N_("There are no days and times."),
    # NOTE: {part} is the words of the typed hours that are not understood
    Flaw.ORDER: N_("Write the days first and then their times: “{part}”."),
    # NOTE: {part} is the word that should name a day
    Flaw.DAY: N_("It is not clear which day of the week this is: “{part}”."),
    # NOTE: {part} is the day, as it was typed
    Flaw.TWICE: N_("This day stands twice: “{part}”."),
    # NOTE: {part} is what should be a time
    Flaw.TIME: N_("This is not a time from 0:00 to 24:00: “{part}”."),
    # NOTE: {part} is times as typed, for example 18:00-9:00
    Flaw.BACKWARDS: N_("This must end after it begins: “{part}”."),
    # NOTE: {part} is times as typed
    Flaw.OVERLAP: N_("These times overlap or touch: “{part}”."),
}

# Narrow names, the third width that Babel has, are one letter for several days.
_WIDTHS = ("short", "abbreviated", "wide")


@cache
def day_words() -> Mapping[str, int]:
    """Names of days in every language, for `bot.reception.opening.parse`; Monday is 0.

    Ours, which the bot shows, and those of Unicode's CLDR, which has full names and other short
    ones. No word may mean two days.
    """
    known = {
        name: day
        for locale in I18n.get_current(no_error=False).locales
        for width in _WIDTHS
        for day, name in Locale.parse(locale).days["stand-alone"][width].items()
    }
    return known | {name: day for day, label in enumerate(SHORT_DAYS) for name in variants(label)}


def hours_text(hours: Hours) -> str:
    """The hours of the week: “Mon–Fri 9:00–12:00, 13:00–18:00; Sat 9:00–12:00”."""
    rules = []
    for group in hours.groups():
        days = ", ".join(
            _(SHORT_DAYS[first])
            if first == last
            else f"{_(SHORT_DAYS[first])}–{_(SHORT_DAYS[last])}"
            for first, last in group.runs
        )
        times = ", ".join(
            f"{_clock(period.start)}–{_clock(period.end)}" for period in group.periods
        )
        rules.append(f"{days} {times}")
    return "; ".join(rules)


def opening_text(opening: Opening | None) -> str:
    """Whether the office is open, and until when or from when; None is what `Hours.at` gives."""
    if opening is None:
        return _("Closed now. It does not open in the next two weeks")
    time = _clock(opening.minute)
    if isinstance(opening, OpenUntil):
        # NOTE: of a reception; {time} is like 18:00
        return _("Open now, until {time}").format(time=time)
    if opening.days_ahead == 0:
        return _("Closed now. Opens today at {time}").format(time=time)
    if opening.days_ahead == 1:
        return _("Closed now. Opens tomorrow at {time}").format(time=time)
    # A week from now the name of the day would be that of today.
    if opening.days_ahead < len(OPENS_ON):
        return _(OPENS_ON[opening.day.weekday()]).format(time=time)
    return _("Closed now. Opens on {date} at {time}").format(
        date=words.day(opening.day), time=time
    )


def flaw_text(error: HoursError) -> str:
    """What is wrong with typed hours, for who typed them."""
    return _(FLAWS[error.flaw]).format(part=error.part)


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"
