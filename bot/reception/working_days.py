"""Working days of Kyrgyzstan, for the terms that the law on appeals sets.

A day works unless it is a Saturday, a Sunday or a public holiday; decrees change single days
(8 and 9 January 2026 were made days off), and only people learn of those, so every function takes
overrides: date -> True for a working day, False for a day off. They win over everything else.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

LONGEST_BREAK_DAYS = 366
"""A search for a working day gives up after this many days off in a row: overrides gone wrong."""

_SATURDAY = 5


@cache
def holidays_for(year: int) -> frozenset[date]:
    """The public holidays of a year, from the PyPI package `holidays`.

    Orozo Ait and Kurman Ait follow the moon and are estimates; an override puts them right. A
    holiday that falls on a weekend does not move to another day. The table is kept for the life
    of the process, as it depends on the year alone.
    """
    # Imported here because it takes long to load and most updates never count days.
    from holidays import country_holidays  # noqa: PLC0415

    return frozenset(country_holidays("KG", years=year))


def is_working_day(day: date, overrides: Mapping[date, bool]) -> bool:
    """Whether offices work on this day; `day` is a date in the office's own time zone."""
    if day in overrides:
        return overrides[day]
    return day.weekday() < _SATURDAY and day not in holidays_for(day.year)


def add_working_days(start: date, count: int, overrides: Mapping[date, bool]) -> date:
    """The last day of a term of `count` working days that starts the day after `start`.

    With the term of the law and the day of filing this is the day by which to answer. Whether
    `start` itself works makes no difference. Raises ValueError when count is below 1, or when
    the overrides leave no working day for LONGEST_BREAK_DAYS in a row.
    """
    return _walk(start, count, overrides, timedelta(days=1))


def working_days_before(end: date, count: int, overrides: Mapping[date, bool]) -> date:
    """The working day that lies `count` working days before `end`. Raises like
    `add_working_days`."""
    return _walk(end, count, overrides, timedelta(days=-1))


def _walk(start: date, count: int, overrides: Mapping[date, bool], step: timedelta) -> date:
    if count < 1:
        raise ValueError(f"a term of {count} working days: give 1 or more")
    day, left, idle = start, count, 0
    while left:
        day += step
        if is_working_day(day, overrides):
            left, idle = left - 1, 0
        else:
            idle += 1
            if idle > LONGEST_BREAK_DAYS:
                raise ValueError(f"no working day in the year around {day}: mend the overrides")
    return day
