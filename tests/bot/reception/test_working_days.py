"""Working days: weekends, holidays, decrees, and terms counted in them."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reception.working_days import (
    add_working_days,
    holidays_for,
    is_working_day,
    working_days_before,
)

DECREED = {date(2026, 1, 8): False, date(2026, 1, 9): False}

# A few years only: each one's holidays are worked out once.
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
counts = st.integers(1, 40)
overrides = st.dictionaries(days, st.booleans(), max_size=30)


def test_fixed_holidays() -> None:
    for month, day in [(1, 1), (1, 7), (3, 8), (3, 21), (5, 1), (5, 5), (5, 9), (8, 31)]:
        assert date(2026, month, day) in holidays_for(2026)
    assert all(day.year == 2026 for day in holidays_for(2026))
    assert holidays_for(2026) is holidays_for(2026)


def test_holidays_on_a_weekend_do_not_move() -> None:
    assert date(2026, 3, 8).weekday() == 6
    assert is_working_day(date(2026, 3, 9), {})


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 6, 1), True),  # Monday
        (date(2026, 6, 5), True),  # Friday
        (date(2026, 6, 6), False),  # Saturday
        (date(2026, 6, 7), False),  # Sunday
        (date(2026, 8, 31), False),  # Independence Day, a Monday
    ],
)
def test_weekdays_work(day: date, works: bool) -> None:
    assert is_working_day(day, {}) is works


def test_a_decree_wins_both_ways() -> None:
    assert is_working_day(date(2026, 1, 8), {})
    assert not is_working_day(date(2026, 1, 8), DECREED)
    assert is_working_day(date(2026, 6, 6), {date(2026, 6, 6): True})
    assert is_working_day(date(2026, 1, 1), {date(2026, 1, 1): True})


def test_a_term_starts_the_day_after() -> None:
    assert add_working_days(date(2026, 6, 1), 1, {}) == date(2026, 6, 2)
    assert add_working_days(date(2026, 6, 5), 1, {}) == date(2026, 6, 8)
    assert add_working_days(date(2026, 6, 6), 1, {}) == date(2026, 6, 8)
    assert add_working_days(date(2026, 6, 1), 14, {}) == date(2026, 6, 19)


def test_a_term_over_the_new_year_of_2026() -> None:
    # 31 December works; 1-7 January are holidays, 8 and 9 decreed off, 10 and 11 a weekend.
    assert add_working_days(date(2025, 12, 30), 2, DECREED) == date(2026, 1, 12)
    assert add_working_days(date(2025, 12, 30), 14, DECREED) == date(2026, 1, 28)


@given(days, counts, overrides)
def test_a_term_ends_on_a_working_day_with_as_many_in_it(
    start: date, count: int, changed: dict[date, bool]
) -> None:
    end = add_working_days(start, count, changed)
    assert is_working_day(end, changed)
    term = (start + timedelta(days=step) for step in range(1, (end - start).days + 1))
    assert sum(is_working_day(day, changed) for day in term) == count


@given(days, days, counts, overrides)
def test_filing_later_never_ends_earlier(
    one: date, other: date, count: int, changed: dict[date, bool]
) -> None:
    early, late = sorted((one, other))
    assert add_working_days(early, count, changed) <= add_working_days(late, count, changed)


@given(days, counts, counts, overrides)
def test_terms_add_up(start: date, one: int, other: int, changed: dict[date, bool]) -> None:
    by_parts = add_working_days(add_working_days(start, one, changed), other, changed)
    assert by_parts == add_working_days(start, one + other, changed)


@given(days, counts, overrides)
def test_counting_back_undoes_counting_on(
    start: date, count: int, changed: dict[date, bool]
) -> None:
    end = add_working_days(start, count, changed)
    before = working_days_before(end, count, changed)
    # From the last working day not after the start: itself, when it works.
    assert before <= start
    assert is_working_day(before, changed)
    assert add_working_days(before, count, changed) == end


@pytest.mark.parametrize("count", [0, -1])
def test_a_term_has_at_least_a_day(count: int) -> None:
    for walk in (add_working_days, working_days_before):
        with pytest.raises(ValueError, match="give 1 or more"):
            walk(date(2026, 6, 1), count, {})


def test_overrides_without_any_working_day_are_refused() -> None:
    start = date(2026, 6, 1)
    never = {start + timedelta(days=step): False for step in range(400)}
    with pytest.raises(ValueError, match="mend the overrides"):
        add_working_days(start, 1, never)


def test_the_holidays_package_is_loaded_only_when_days_are_counted() -> None:
    code = "import sys, bot.reception.working_days; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
