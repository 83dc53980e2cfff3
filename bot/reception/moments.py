"""A day and a time as somebody types them, read as a moment ahead."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

_WRITTEN = re.compile(
    r"(?:(?:(?P<d>\d{1,2})\.(?P<m>\d{1,2})(?:\.(?P<y>\d{4})?)?"
    r"|(?P<iso>\d{4})-(?P<iso_m>\d{1,2})-(?P<iso_d>\d{1,2}))[\s,]+)?"
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})",
    re.ASCII,
)


class Wrong(StrEnum):
    """Why no moment ahead can be read."""

    FORM = "form"
    """It is not written like a day and a time."""
    DAY = "day"
    """There is no such day."""
    TIME = "time"
    """There is no such time of day."""
    PAST = "past"
    FAR = "far"
    """More days ahead than is allowed."""


@dataclass(frozen=True, slots=True)
class Unusable(Exception):
    """The text is no moment that can be taken."""

    why: Wrong
    at: datetime | None = None
    """What was read, if that is the matter."""


def read_moment(text: str, now: datetime, most_days: int) -> datetime:
    """The moment of ``25.11 09:00``, ``25.11.2026 9:00``, ``2026-11-25 09:00`` or ``09:00``.

    ``now`` has the time zone in which it is meant. Without a day it is today, or tomorrow when
    the time is over; without a year the day is the next of its name that may be taken. Raises
    Unusable for what is not ahead, or more than ``most_days`` days.
    """
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise Unusable(Wrong.FORM)
    part = found.groupdict()
    hour, minute = int(part["hour"]), int(part["minute"])
    without_day = part["iso"] is None and part["d"] is None
    if without_day and "." in text:
        # A day without a time, or a time: nobody can tell.
        raise Unusable(Wrong.FORM)
    if hour > 23 or minute > 59:
        raise Unusable(Wrong.TIME)
    clock = time(hour, minute, tzinfo=now.tzinfo)
    last = now + timedelta(days=most_days)
    if without_day:
        today = datetime.combine(now.date(), clock)
        return today if today > now else datetime.combine(now.date() + timedelta(days=1), clock)
    year = part["iso"] or part["y"]
    month, day = int(part["iso_m"] or part["m"]), int(part["iso_d"] or part["d"])
    at = datetime.combine(_day(int(year) if year else now.year, month, day, bool(year)), clock)
    if at <= now and not year and (later := _next_year(at)) is not None and later <= last:
        return later
    if at <= now:
        raise Unusable(Wrong.PAST, at)
    if at > last:
        raise Unusable(Wrong.FAR, at)
    return at


def _day(year: int, month: int, day: int, named: bool) -> date:
    # 29.02 without a year may be meant for the next one.
    for candidate in (year,) if named else (year, year + 1):
        try:
            return date(candidate, month, day)
        except ValueError:
            continue
    raise Unusable(Wrong.DAY)


def _next_year(at: datetime) -> datetime | None:
    try:
        return at.replace(year=at.year + 1)
    except ValueError:
        return None
