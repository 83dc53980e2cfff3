"""The clock of the law: until when a concern is to be registered and answered, and who is reminded
of it when.

Days and times are those of the office's own time zone. For ``overrides`` see
`bot.reception.working_days`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum, StrEnum

from bot.reception.working_days import add_working_days, is_working_day, working_days_before

OPENS, CLOSES = time(9), time(18)
"""The hours within which people are reminded."""

SILENCE_DAYS = 14
"""Days after the last answer on which a concern is closed when its resident says nothing."""

WARNING_DAYS = 3
"""Days before that on which the resident is told of it; the closing waits for them."""


@dataclass(frozen=True, slots=True)
class Term:
    """What the law gives the office, in working days, for concerns filed from a day on."""

    since: date
    registration: int
    answer: int


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The last days for a concern."""

    register_by: date
    answer_by: date


class Deadline(StrEnum):
    """The two things that the law sets a day for."""

    REGISTRATION = "registration"
    """Somebody has taken the concern, or it has a number in the agency's own register."""
    ANSWER = "answer"
    """An answer has reached the resident."""


class Audience(Enum):
    """Who is reminded."""

    IN_CHARGE = 1
    """Whoever took the concern; while nobody has, their whole chat."""
    CHAT = 2
    """The whole chat that has it."""
    ABOVE = 3
    """That chat, the Monitoring Centre and the administrators."""


@dataclass(frozen=True, slots=True)
class Step:
    """One reminder: so many working days after the deadline (before it when negative)."""

    days: int
    at: time
    audience: Audience


LADDER: Mapping[Deadline, tuple[Step, ...]] = {
    Deadline.REGISTRATION: (
        Step(0, time(15), Audience.CHAT),
        Step(1, OPENS, Audience.CHAT),
        Step(2, OPENS, Audience.ABOVE),
    ),
    Deadline.ANSWER: (
        Step(-3, OPENS, Audience.IN_CHARGE),
        Step(-1, OPENS, Audience.CHAT),
        Step(1, OPENS, Audience.CHAT),
        Step(3, OPENS, Audience.ABOVE),
    ),
}
"""The reminders of each deadline, in their order."""

EARLIEST = max(-step.days for steps in LADDER.values() for step in steps)
"""Working days before a deadline on which its first reminder comes."""


def term_on(terms: Sequence[Term], day: date) -> Term:
    """The term that holds on a day; the first one known also before it. ``terms`` has one."""
    ordered = sorted(terms, key=lambda term: term.since)
    return next((term for term in reversed(ordered) if term.since <= day), ordered[0])


def deadlines(filed_on: date, terms: Sequence[Term], overrides: Mapping[date, bool]) -> Deadlines:
    """The last days for a concern that was filed, or opened again, on a day."""
    term = term_on(terms, filed_on)
    return Deadlines(
        register_by=add_working_days(filed_on, term.registration, overrides),
        answer_by=add_working_days(filed_on, term.answer, overrides),
    )


def is_daytime(moment: datetime) -> bool:
    """Whether people may be written to unasked."""
    return OPENS <= moment.time() < CLOSES


def close_of_day(moment: datetime) -> datetime:
    """Until when people may be written to unasked on the day of a moment."""
    return datetime.combine(moment, CLOSES, moment.tzinfo)


def is_office_time(moment: datetime, overrides: Mapping[date, bool]) -> bool:
    """Whether offices are at work."""
    return is_daytime(moment) and is_working_day(moment.date(), overrides)


def step_due(
    deadline: Deadline, last_day: date, moment: datetime, overrides: Mapping[date, bool]
) -> int | None:
    """The latest reminder of a deadline whose time has come: its place in the ladder; None while
    it is too early for any. Earlier ones that were missed are not made up for."""
    found = None
    for place, step in enumerate(LADDER[deadline]):
        day = _shifted(last_day, step.days, overrides)
        if datetime.combine(day, step.at) <= moment.replace(tzinfo=None):
            found = place
    return found


def _shifted(day: date, working_days: int, overrides: Mapping[date, bool]) -> date:
    if working_days > 0:
        return add_working_days(day, working_days, overrides)
    return working_days_before(day, -working_days, overrides) if working_days else day
