"""Opening hours of an office: how they are typed, how they are kept, whether it is open.

They are written as days and then times: ``Mo-Fr 09:00-12:00,13:00-18:00; Sa 09:00-12:00``, a
subset of OpenStreetMap's opening_hours. A day that is not named is closed. Times are of the
office's own clock. No period crosses midnight; 24:00 may end one.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby, pairwise
from unicodedata import normalize

from bot.reception.working_days import holidays_for

HORIZON_DAYS = 14
"""How many days ahead the next opening is looked for."""

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CODES = tuple(day[:2] for day in _DAYS)
_ENGLISH = {name.casefold(): day for names in (_DAYS, _CODES) for day, name in enumerate(names)}
_SHORTEST_WORD = 2
_MIDNIGHT = 24 * 60
_LONGEST_PART = 40


class Flaw(StrEnum):
    """What may be wrong with typed hours."""

    EMPTY = "empty"
    """There are no days and times."""
    ORDER = "order"
    """Days have to come before times."""
    DAY = "day"
    """It is not clear which day of the week it is."""
    TWICE = "twice"
    """A day stands twice."""
    TIME = "time"
    """It is no time from 0:00 to 24:00."""
    BACKWARDS = "backwards"
    """It does not end after it begins."""
    OVERLAP = "overlap"
    """Times overlap or touch."""


class HoursError(ValueError):
    """Typed hours cannot be understood: what is wrong, and with which part of the text.

    The part is cut to a length that can be shown, and empty when it is the whole that is wrong.
    """

    def __init__(self, flaw: Flaw, part: str = "") -> None:
        self.flaw = flaw
        self.part = part if len(part) <= _LONGEST_PART else f"{part[: _LONGEST_PART - 1]}…"
        super().__init__(f"{flaw.value}: {self.part}" if part else flaw.value)


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """Open from ``start`` until just before ``end``, in minutes after midnight of one day.

    Raises HoursError when it is empty or leaves the day.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not (0 <= self.start <= _MIDNIGHT and 0 <= self.end <= _MIDNIGHT):
            raise HoursError(Flaw.TIME, str(self))
        if self.end <= self.start:
            raise HoursError(Flaw.BACKWARDS, str(self))

    def __str__(self) -> str:
        return f"{_clock(self.start)}-{_clock(self.end)}"


@dataclass(frozen=True, slots=True)
class Group:
    """Days of equal hours: runs of days in a row, each (first, last), Monday is 0."""

    runs: tuple[tuple[int, int], ...]
    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class OpenUntil:
    """It is open; ``minute`` after midnight of today is the first moment it is not.

    1440 is the end of the day, even when the next day begins open.
    """

    minute: int


@dataclass(frozen=True, slots=True)
class OpensAt:
    """It is closed and opens next on this day, ``days_ahead`` of today, at this minute of it."""

    day: date
    minute: int
    days_ahead: int


Opening = OpenUntil | OpensAt
"""The state of an office at a moment."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of a week: for each day from Monday on, its periods in order.

    Raises HoursError when periods of a day overlap, touch or are out of order, or when there are
    none at all. What is unknown is not an `Hours`.
    """

    week: tuple[tuple[Period, ...], ...]

    def __post_init__(self) -> None:
        if len(self.week) != len(_DAYS):
            raise ValueError(f"a week of {len(self.week)} days")
        if not any(self.week):
            raise HoursError(Flaw.EMPTY)
        for periods in self.week:
            for one, next_one in pairwise(periods):
                if next_one.start <= one.end:
                    raise HoursError(Flaw.OVERLAP, f"{one},{next_one}")

    def groups(self) -> list[Group]:
        """The days that are open, those with equal hours together, by the first day of each."""
        days_of: dict[tuple[Period, ...], list[int]] = {}
        for day, periods in enumerate(self.week):
            if periods:
                days_of.setdefault(periods, []).append(day)
        return [Group(_runs(days), periods) for periods, days in days_of.items()]

    def canonical(self) -> str:
        """The one way to keep these hours, which `parse` reads back without any words."""
        rules = []
        for group in self.groups():
            days = (
                _CODES[first] if first == last else f"{_CODES[first]}-{_CODES[last]}"
                for first, last in group.runs
            )
            rules.append(f"{','.join(days)} {','.join(map(str, group.periods))}")
        return "; ".join(rules)

    def at(self, moment: datetime, is_working: Callable[[date], bool]) -> Opening | None:
        """The state at a moment of the office's time zone; None: closed for HORIZON_DAYS more.

        On a day of which ``is_working`` says False the office is closed. Every other day follows
        its own hours of the week, a Saturday or a Sunday as well, so `is_working_day`, which
        refuses those, would be the wrong question: ask `keeps_hours`.
        """
        now = moment.hour * 60 + moment.minute
        for days_ahead in range(HORIZON_DAYS + 1):
            day = moment.date() + timedelta(days=days_ahead)
            periods = self.week[day.weekday()]
            if not periods or not is_working(day):
                continue
            for period in periods:
                if days_ahead or now < period.start:
                    return OpensAt(day, period.start, days_ahead)
                if now < period.end:
                    return OpenUntil(period.end)
        return None


def keeps_hours(day: date, overrides: Mapping[date, bool]) -> bool:
    """Whether offices keep their hours of the week on this day, in their own time zone.

    They do unless it is a public holiday or an override makes it a day off. An override that
    makes a holiday a working day brings back the hours of that weekday. One that makes a
    Saturday or a Sunday a working day brings none: a decree does not say when each office opens,
    and a resident must not be sent to a closed door.
    """
    return overrides[day] if day in overrides else day not in holidays_for(day.year)


def parse(text: str, words: Mapping[str, int] | None = None) -> Hours:
    """Hours as a person types them. Raises HoursError.

    ``words`` are names of days in other languages, Monday is 0; English ones and the canonical
    codes are always known. A name may be cut short while it still means one day, in any case
    of letters, with or without a full stop. ``9-18``, ``9.00 – 18.00`` and ``09:00-18:00`` are
    the same. Spaces and commas separate; a semicolon or a new line ends the times of some days.
    """
    names = {_folded(word): day for word, day in (words or {}).items()} | _ENGLISH
    week: dict[int, tuple[Period, ...]] = {}
    for rule in _RULE_END.split(_DASH.sub("-", text)):
        for days, times in _paired(rule):
            periods = tuple(sorted(map(_period, times)))
            for day in (day for piece in days for day in _days(piece, names)):
                if day in week:
                    raise HoursError(Flaw.TWICE, _CODES[day])
                week[day] = periods
    return Hours(tuple(week.get(day, ()) for day in range(len(_DAYS))))


_DASH = re.compile(r"\s*[-‐‑‒–—−]\s*")
_RULE_END = re.compile(r"[;\n]")
# Between days and times a colon or a dash may stand too ("Mo-Fr: 9-18", "Mo-Fr - 9-18").
_GAP = re.compile(r"[\s,]+|(?<![0-9])(?::|-(?=[0-9]))")
_PERIOD = re.compile(r"([0-9]{1,2})(?:[:.]([0-5][0-9]))?-([0-9]{1,2})(?:[:.]([0-5][0-9]))?")


def _paired(rule: str) -> list[tuple[list[str], list[str]]]:
    """Pieces that name days, each with the pieces that follow and give their times."""
    pieces = filter(None, _GAP.split(rule))
    runs = [(timed, list(run)) for timed, run in groupby(pieces, lambda piece: piece[0].isdigit())]
    # Days and times take turns, so it is enough to look at how the rule begins and ends.
    if runs and (runs[0][0] or not runs[-1][0]):
        raise HoursError(Flaw.ORDER, rule.strip())
    return [(days, times) for (_, days), (_, times) in zip(runs[::2], runs[1::2], strict=True)]


def _days(piece: str, names: Mapping[str, int]) -> list[int]:
    """The days of ``Mo`` or ``Mo-Fr``; ``Sa-Mo`` goes over the end of the week."""
    first, dash, last = piece.partition("-")
    if dash and not (first and last):
        raise HoursError(Flaw.DAY, piece)
    start = _weekday(first, names)
    if not dash:
        return [start]
    length = (_weekday(last, names) - start) % len(_DAYS)
    if not length:
        raise HoursError(Flaw.TWICE, piece)
    return [(start + step) % len(_DAYS) for step in range(length + 1)]


def _weekday(word: str, names: Mapping[str, int]) -> int:
    """The day of a name, or of the beginning of names of one day only."""
    folded = _folded(word)
    if folded in names:
        return names[folded]
    meant = {day for name, day in names.items() if name.startswith(folded)}
    if len(folded) < _SHORTEST_WORD or len(meant) != 1:
        raise HoursError(Flaw.DAY, word)
    return meant.pop()


def _folded(word: str) -> str:
    return normalize("NFC", word).rstrip(".").casefold()


def _period(piece: str) -> Period:
    match = _PERIOD.fullmatch(piece)
    if not match:
        raise HoursError(Flaw.TIME, piece)
    hour, minute, end_hour, end_minute = (int(number or 0) for number in match.groups())
    return Period(hour * 60 + minute, end_hour * 60 + end_minute)


def _runs(days: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Days in rising order as (first, last) of each run of days in a row."""
    runs: list[tuple[int, int]] = []
    for day in days:
        if runs and runs[-1][1] == day - 1:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return tuple(runs)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
