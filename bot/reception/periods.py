"""The spans of days that statistics are asked for."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

EARLIEST = date(2000, 1, 1)
"""No period begins before it: there was no bot."""
LONGEST = 5 * 366
"""Days in a period."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both within."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many there are."""
        return (self.last - self.first).days + 1

    @property
    def code(self) -> str:
        """The period in 17 characters; see `from_code`."""
        return f"{self.first:%Y%m%d}-{self.last:%Y%m%d}"

    def weeks(self) -> list["Period"]:
        """Its ISO weeks, Monday to Sunday; the first and the last may be cut short."""
        found = []
        monday = monday_of(self.first)
        while monday <= self.last:
            sunday = monday + timedelta(days=6)
            found.append(Period(max(monday, self.first), min(sunday, self.last)))
            monday += timedelta(days=7)
        return found


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


class Span(StrEnum):
    """Periods that are often asked for. Those that go on end today."""

    DAYS = "days"
    """The last 30 days, today among them."""
    QUARTER = "quarter"
    YEAR = "year"
    LAST_YEAR = "last_year"


def of_span(span: Span, today: date) -> Period:
    """The days of a span, as it is today."""
    match span:
        case Span.DAYS:
            return Period(today - timedelta(days=29), today)
        case Span.QUARTER:
            return Period(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), today)
        case Span.YEAR:
            return Period(date(today.year, 1, 1), today)
        case Span.LAST_YEAR:
            return Period(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))


class Flaw(StrEnum):
    """Why something is no period."""

    SHAPE = "shape"
    """Not two dates like 01.01.2026 – 31.03.2026."""
    DATE = "date"
    """There is no such day."""
    BACKWARDS = "backwards"
    FUTURE = "future"
    """It ends after today."""
    EARLY = "early"
    """It begins before `EARLIEST`."""
    LONG = "long"
    """It is longer than `LONGEST`."""


class PeriodError(ValueError):
    """What was written is no period; ``part`` is what is wrong in it."""

    def __init__(self, flaw: Flaw, part: str) -> None:
        super().__init__(flaw)
        self.flaw = flaw
        self.part = part


_DAY = r"(\d{1,2})\s*[./]\s*(\d{1,2})\s*[./]\s*(\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})"
_BETWEEN = r"\s*(?:[-–—−]|\s)\s*"
_TWO_DAYS = re.compile(rf"\s*({_DAY}){_BETWEEN}({_DAY})\s*", re.ASCII)


def parse(text: str, today: date) -> Period:
    """The period that a text is: "01.01.2026 – 31.03.2026", "2026-01-01 2026-03-31".

    Raises PeriodError.
    """
    match = _TWO_DAYS.fullmatch(text)
    if match is None:
        raise PeriodError(Flaw.SHAPE, text)
    parts = match.groups()
    return _checked(_day(parts[0], parts[1:7]), _day(parts[7], parts[8:14]), today)


def from_code(code: str, today: date) -> Period:
    """The period of `Period.code`, or of a `Span`. Raises PeriodError: a code can be forged."""
    if code in set(Span):
        return of_span(Span(code), today)
    match = re.fullmatch(r"(\d{4})(\d\d)(\d\d)-(\d{4})(\d\d)(\d\d)", code, re.ASCII)
    if match is None:
        raise PeriodError(Flaw.SHAPE, code)
    found = match.groups()
    days = [_day(code, (None, None, None, *found[at : at + 3])) for at in (0, 3)]
    return _checked(days[0], days[1], today)


def _day(written: str, parts: tuple[str | None, ...]) -> date:
    day, month, year = parts[:3] if parts[0] else parts[:2:-1]
    try:
        return date(int(year or 0), int(month or 0), int(day or 0))
    except ValueError:
        raise PeriodError(Flaw.DATE, written) from None


def _checked(first: date, last: date, today: date) -> Period:
    if last < first:
        raise PeriodError(Flaw.BACKWARDS, f"{first:%d.%m.%Y} – {last:%d.%m.%Y}")
    if last > today:
        raise PeriodError(Flaw.FUTURE, f"{last:%d.%m.%Y}")
    if first < EARLIEST:
        raise PeriodError(Flaw.EARLY, f"{first:%d.%m.%Y}")
    period = Period(first, last)
    if period.days > LONGEST:
        raise PeriodError(Flaw.LONG, str(period.days))
    return period
