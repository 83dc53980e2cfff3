"""The numbers of a period, out of plain facts about concerns; what of them may be shown.

The concerns of a period are those filed in it, however they went on; withdrawn ones count, drafts
do not. What is open and overdue is so today, whenever it was filed.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from bot.reception.disclosure import (
    LEAST,
    Cells,
    Count,
    Share,
    conceal,
    part,
    share,
    single,
)
from bot.reception.outcomes import Outcome
from bot.reception.periods import Period
from bot.reception.tickets import OPEN, Status, is_overdue

_DAY = timedelta(days=1)
_ANSWERED_BY_ENDING = (Status.REDIRECTED, Status.DECLINED)
"""The resident is told why: these are answers."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What counts of a concern. Moments and days are those of the office's clock."""

    filed_at: datetime
    office: str
    """Who handles it now."""
    topic: str | None
    urgent: bool
    status: Status
    answered_at: datetime | None
    """When the office first told the resident how it stands: an answer, or that it is redirected
    or declined."""
    met_at: datetime | None
    """When an answer first came within the present term, or was kept until its reader can get it:
    that says of the office that it was in time, and not that it was read."""
    closed_at: datetime | None
    due_on: date | None
    """The last day of the present term, with what it was extended by."""
    outcome: Outcome | None
    forgotten: bool
    """It was open until its resident wished to be forgotten; with that it was closed."""

    @property
    def is_open(self) -> bool:
        """Whether it is on a desk."""
        return self.status in OPEN

    def is_overdue(self, today: date) -> bool:
        """Whether the office should have answered by now."""
        return is_overdue(self.status, self.due_on, self.met_at, today)

    def in_time(self, today: date) -> bool | None:
        """Whether it was answered within the term of the law; None: the term still runs, or the
        resident ended the concern before it was answered.

        A redirected or declined concern was answered when it ended; one that the office closed
        without any of these was not. When a concern was opened again, the term that began then
        counts.
        """
        if self.due_on is None:
            return None
        done = self.met_at
        if done is None and self.status in _ANSWERED_BY_ENDING:
            done = self.closed_at
        if done is not None:
            return done.date() <= self.due_on
        if self.was_taken_back:
            return None
        return False if not self.is_open or self.due_on < today else None

    @property
    def was_taken_back(self) -> bool:
        """Whether its resident ended it, and not the office or an answer."""
        return self.status is Status.WITHDRAWN or self.forgotten


@dataclass(frozen=True, slots=True)
class Times:
    """How long something took, in days and their parts."""

    median: float
    most: float
    """Nine of ten took no longer: the 90th percentile."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """The numbers of a period as they may be shown."""

    period: Period
    filed: Count
    urgent: Count
    answered: Count
    """First answers given in the period, whenever the concerns were filed."""
    weeks: Sequence[tuple[Period, Count]]
    topics: Sequence[tuple[str | None, Count]]
    """The largest first."""
    offices: Sequence[tuple[str, Count]]
    """Filed in the period; in the order of the directory."""
    to_answer: Times | None
    """None: too few to say."""
    to_closing: Times | None
    in_time: Share | None
    outcomes: Sequence[tuple[Outcome, Count]]
    """What those residents said who said something."""
    open: Count
    overdue: Count
    open_by_office: Sequence[tuple[str, Count, Count]]
    """Open and, of these, overdue."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be drawn: there is nothing, or too little to be shown."""
        shown = [self.filed, self.answered, self.open, *(count for _week, count in self.weeks)]
        return not any(count.value for count in shown)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the numbers are made for."""

    period: Period
    today: date
    offices: Sequence[str]
    """Whose concerns they are, in their order; each is named, also with nothing to its name."""
    hide: bool
    """Whether small counts are hidden: see bot.reception.disclosure."""
    weeks_of: Period | None = None
    """The weeks that are counted; None: those of the period."""


def summarise(facts: Iterable[Fact], shape: Shape) -> Statistics:
    """The numbers, out of all concerns that were filed in the period, in the weeks, or are open;
    others do no harm."""
    known = [fact for fact in facts if fact.status is not Status.DRAFT]
    period, hide = shape.period, shape.hide
    filed = [fact for fact in known if _within(fact.filed_at, period)]
    urgent = sum(fact.urgent for fact in filed)
    waiting = [fact for fact in known if fact.is_open]
    overdue = [fact for fact in waiting if fact.is_overdue(shape.today)]
    judged = [fact.in_time(shape.today) for fact in filed]
    weeks = _by_week(known, shape)
    topics = conceal(Counter(fact.topic for fact in filed), hide=hide)
    said = Counter(fact.outcome for fact in filed if fact.outcome is not None)
    outcomes = conceal({outcome: said[outcome] for outcome in Outcome}, hide=hide)
    offices = list(dict.fromkeys([*shape.offices, *sorted(fact.office for fact in known)]))
    by_office = conceal(_tally(offices, filed), hide=hide)
    opened, late = _open_by_office(offices, waiting, overdue, hide)
    return Statistics(
        period=period,
        filed=single(len(filed), hide=hide),
        urgent=part(urgent, len(filed), hide=hide),
        answered=single(
            sum(_within(f.answered_at, period) for f in known if f.answered_at), hide=hide
        ),
        weeks=[(week, weeks.counts[week]) for week in (shape.weeks_of or period).weeks()],
        topics=_largest_first(topics),
        offices=[(office, by_office.counts[office]) for office in offices],
        to_answer=times([_took(f.filed_at, f.answered_at) for f in filed], hide=hide),
        to_closing=times([_took(f.filed_at, _closed(f)) for f in filed], hide=hide),
        in_time=share(judged.count(True), judged.count(False), hide=hide),
        outcomes=[(outcome, outcomes.counts[outcome]) for outcome in Outcome],
        open=single(len(waiting), hide=hide),
        overdue=part(len(overdue), len(waiting), hide=hide),
        open_by_office=[(code, opened.counts[code], late.counts[code]) for code in offices],
    )


def times(days: Collection[float | None], *, hide: bool = True) -> Times | None:
    """Median and 90th percentile of what took some days; None stands for what is not done yet.

    None for nothing, and for fewer than `LEAST` when small counts are hidden.
    """
    known = sorted(day for day in days if day is not None)
    if len(known) < (LEAST if hide else 1):
        return None
    middle = len(known) // 2
    median = known[middle] if len(known) % 2 else (known[middle - 1] + known[middle]) / 2
    return Times(median, percentile(known, 90))


def percentile(ordered: Sequence[float], percent: int) -> float:
    """The smallest of the values that ``percent`` of them do not exceed (the nearest rank)."""
    if not ordered:
        raise ValueError("a percentile of nothing")
    return ordered[max(ceil(len(ordered) * percent / 100), 1) - 1]


def _within(moment: datetime, period: Period) -> bool:
    return period.first <= moment.date() <= period.last


def _took(start: datetime, end: datetime | None) -> float | None:
    return None if end is None else max((end - start) / _DAY, 0.0)


def _closed(fact: Fact) -> datetime | None:
    """When the office ended it; what residents took back does not count."""
    return None if fact.is_open or fact.was_taken_back else fact.closed_at


def _by_week(known: Sequence[Fact], shape: Shape) -> Cells[Period]:
    weeks = (shape.weeks_of or shape.period).weeks()
    days = Counter(fact.filed_at.date() for fact in known)
    counted = {
        week: sum(days[week.first + _DAY * step] for step in range(week.days)) for week in weeks
    }
    if shape.weeks_of is not None:
        # What they add up to is said nowhere.
        return Cells({week: single(n, hide=shape.hide) for week, n in counted.items()})
    return conceal(counted, hide=shape.hide)


def _tally(offices: Sequence[str], facts: Iterable[Fact]) -> dict[str, int]:
    counted = Counter(fact.office for fact in facts)
    return {office: counted[office] for office in offices}


def _open_by_office(
    offices: Sequence[str], waiting: Sequence[Fact], overdue: Sequence[Fact], hide: bool
) -> tuple[Cells[str], Cells[str]]:
    """Open and overdue. The overdue ones are hidden too where the open ones are hidden, or would
    tell how few of these are not overdue."""
    opened = conceal(_tally(offices, waiting), hide=hide)
    counted = _tally(offices, overdue)
    rests = {code: count - counted[code] for code, count in _tally(offices, waiting).items()}
    hidden = opened.hidden
    while True:
        late = conceal(counted, also=hidden, hide=hide)
        hidden = conceal(rests, also=late.hidden, hide=hide).hidden
        if hidden == late.hidden:
            return opened, late


def _largest_first(cells: Cells[str | None]) -> list[tuple[str | None, Count]]:
    def place(item: tuple[str | None, Count]) -> tuple[int, str]:
        return -(item[1].value or 0), item[0] or ""

    return sorted(cells.counts.items(), key=place)
