"""The clock of the law: which day a term ends on, and when somebody is reminded of it."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reception.deadlines import (
    EARLIEST,
    LADDER,
    Audience,
    Deadline,
    Term,
    deadlines,
    is_daytime,
    is_office_time,
    step_due,
    term_on,
)
from bot.reception.working_days import is_working_day
from storage.directory import shipped_rows

LAW = Term(date(2007, 5, 4), registration=1, answer=14)
BILL = Term(date(2026, 12, 1), registration=1, answer=10)
FRIDAY = date(2026, 6, 19)
"""A day with four ordinary weeks around it."""


def test_the_terms_of_the_law_are_shipped() -> None:
    [row] = shipped_rows("terms")
    assert (row["since"], row["registration"], row["answer"]) == ("2007-05-04", "1", "14")


@pytest.mark.parametrize(
    ("day", "term"),
    [
        (date(2026, 11, 30), LAW),
        (date(2026, 12, 1), BILL),
        (date(2027, 6, 1), BILL),
        # A row put in too late: better the oldest than none.
        (date(2000, 1, 1), LAW),
    ],
)
def test_the_term_is_that_of_the_day_of_filing(day: date, term: Term) -> None:
    assert term_on([BILL, LAW], day) is term


def test_a_new_term_does_not_reach_back() -> None:
    before = deadlines(date(2026, 11, 30), [LAW, BILL], {})
    after = deadlines(date(2026, 12, 1), [LAW, BILL], {})
    assert (before.register_by, before.answer_by) == (date(2026, 12, 1), date(2026, 12, 18))
    assert (after.register_by, after.answer_by) == (date(2026, 12, 2), date(2026, 12, 15))


def test_the_ladder_climbs() -> None:
    for steps in LADDER.values():
        assert [(s.days, s.at) for s in steps] == sorted((s.days, s.at) for s in steps)
        assert [s.audience.value for s in steps] == sorted(s.audience.value for s in steps)
        assert steps[-1].audience is Audience.ABOVE
    assert EARLIEST == 3


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of June 2026."""
    return datetime(2026, 6, day, hour, minute)  # noqa: DTZ001 - the office's own clock


@pytest.mark.parametrize(
    ("moment", "step"),
    [
        (at(15, 17), None),
        (at(16, 8, 59), None),
        (at(16, 9), 0),
        (at(18, 8, 59), 0),
        (at(18, 9), 1),
        (at(19, 23), 1),
        (at(21, 12), 1),
        (at(22, 8, 59), 1),
        (at(22, 9), 2),
        (at(24, 9), 3),
        (at(30, 9), 3),
    ],
)
def test_steps_of_an_answer_due_on_a_friday(moment: datetime, step: int | None) -> None:
    assert step_due(Deadline.ANSWER, FRIDAY, moment, {}) == step


@pytest.mark.parametrize(
    ("moment", "step"),
    [(at(19, 14, 59), None), (at(19, 15), 0), (at(21, 15), 0), (at(22, 9), 1), (at(23, 9), 2)],
)
def test_steps_of_a_registration_due_on_a_friday(moment: datetime, step: int | None) -> None:
    assert step_due(Deadline.REGISTRATION, FRIDAY, moment, {}) == step


def test_a_decreed_day_off_moves_the_steps() -> None:
    off = {date(2026, 6, 22): False}
    assert step_due(Deadline.ANSWER, FRIDAY, at(22, 12), off) == 1
    assert step_due(Deadline.ANSWER, FRIDAY, at(23, 9), off) == 2
    assert step_due(Deadline.ANSWER, FRIDAY, at(18, 9), {date(2026, 6, 18): False}) == 1


def test_nobody_is_reminded_at_night_or_on_a_day_off() -> None:
    assert is_office_time(at(19, 9), {})
    assert is_office_time(at(19, 17, 59), {})
    for moment in (at(19, 8, 59), at(19, 18), at(19, 0), at(20, 12), at(21, 12)):
        assert not is_office_time(moment, {})
    assert is_office_time(at(20, 12), {date(2026, 6, 20): True})
    assert not is_office_time(at(19, 12), {date(2026, 6, 19): False})
    assert is_daytime(at(20, 12))
    assert not is_daytime(at(20, 18))


days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31))  # noqa: DTZ001
overrides = st.dictionaries(days, st.booleans(), max_size=30)


@given(st.sampled_from(Deadline), days, moments, overrides, st.integers(0, 10**6))
def test_time_only_climbs_the_ladder(
    deadline: Deadline, due: date, moment: datetime, changed: dict[date, bool], seconds: int
) -> None:
    now = step_due(deadline, due, moment, changed)
    later = step_due(deadline, due, moment + timedelta(seconds=seconds), changed)
    assert (-1 if now is None else now) <= (-1 if later is None else later)


@given(st.sampled_from(Deadline), days, overrides)
def test_every_step_comes_up_within_working_hours(
    deadline: Deadline, due: date, changed: dict[date, bool]
) -> None:
    seen = set()
    # A due day that became a day off loses the step on that very day, and no other.
    lost = {i for i, s in enumerate(LADDER[deadline]) if not s.days} - (
        {0} if is_working_day(due, changed) else set()
    )
    for offset in range(-40, 41):
        day = due + timedelta(days=offset)
        for hour in range(24):
            moment = datetime.combine(day, time(hour))
            if is_office_time(moment, changed):
                seen.add(step_due(deadline, due, moment, changed))
    assert seen - {None} == set(range(len(LADDER[deadline]))) - lost
