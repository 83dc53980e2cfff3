"""The working days of 2025, 2026 and 2027 in Kyrgyzstan, day by day as they are known."""

from datetime import date, timedelta

import pytest

from bot.reception.working_days import add_working_days, holidays_for, is_working_day
from storage.directory import shipped_rows

OVERRIDES = {
    date.fromisoformat(row["day"]): row["working"] == "1"
    for row in shipped_rows("working_day_overrides")
}

FIXED = ((1, 1), (1, 7), (3, 8), (3, 21), (5, 1), (5, 5), (5, 9), (8, 31))
"""Public holidays of every year: New Year, Christmas, Women's Day, Nooruz, Labour Day,
Constitution Day, Victory Day, Independence Day."""

WORKING_SINCE_2025 = (date(2026, 2, 23), date(2025, 11, 7))
"""Days that were off before the Labour Code of 2025."""

AIT = {
    date(2025, 3, 30): "Orozo Ait",
    date(2025, 6, 6): "Kurman Ait",
    date(2026, 3, 20): "Orozo Ait",
    date(2026, 5, 27): "Kurman Ait",
    date(2027, 3, 9): "Orozo Ait",
    date(2027, 5, 16): "Kurman Ait",
}
"""Reckoned by the moon: the day itself may turn out to be the one before or after."""


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_public_holidays(year: int) -> None:
    for month, day in FIXED:
        assert date(year, month, day) in holidays_for(year), (year, month, day)
        assert not is_working_day(date(year, month, day), OVERRIDES)


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_nobody_works_from_labour_day_to_victory_day(year: int) -> None:
    assert not any(is_working_day(date(year, 5, day), OVERRIDES) for day in range(1, 10))


@pytest.mark.parametrize("year", [2026, 2027])
def test_nobody_works_in_the_first_week_of_the_year(year: int) -> None:
    assert not any(is_working_day(date(year, 1, day), OVERRIDES) for day in range(1, 8))


@pytest.mark.parametrize("day", WORKING_SINCE_2025)
def test_former_holidays_are_working_days(day: date) -> None:
    assert is_working_day(day, OVERRIDES)


@pytest.mark.parametrize("day", AIT)
def test_ait_is_a_day_off_give_or_take_one(day: date) -> None:
    around = {day + timedelta(days=step) for step in (-1, 0, 1)}
    assert around & holidays_for(day.year), AIT[day]


def test_an_override_puts_an_estimate_right() -> None:
    estimated = next(d for d in holidays_for(2026) if abs(d - date(2026, 5, 27)).days <= 1)
    real = estimated + timedelta(days=1)
    assert is_working_day(real, {})
    put_right = {estimated: True, real: False}
    assert is_working_day(estimated, put_right)
    assert not is_working_day(real, put_right)


def test_the_decreed_days_off_of_2026_are_shipped() -> None:
    for day in (date(2026, 1, 8), date(2026, 1, 9)):
        assert is_working_day(day, {})
        assert not is_working_day(day, OVERRIDES)


@pytest.mark.parametrize(
    ("holiday", "monday"),
    [
        (date(2025, 3, 8), date(2025, 3, 10)),  # Saturday
        (date(2025, 8, 31), date(2025, 9, 1)),  # Sunday
        (date(2026, 3, 8), date(2026, 3, 9)),  # Sunday
        (date(2026, 5, 9), date(2026, 5, 11)),  # Saturday
        (date(2027, 5, 9), date(2027, 5, 10)),  # Sunday
    ],
)
def test_a_holiday_on_a_weekend_moves_no_day(holiday: date, monday: date) -> None:
    assert holiday.weekday() >= 5
    assert is_working_day(monday, OVERRIDES)


@pytest.mark.parametrize(
    ("filed", "register_by", "answer_by"),
    [
        # An ordinary month.
        (date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 19)),
        # On a Friday, a Saturday, a Sunday: the same days.
        (date(2026, 6, 5), date(2026, 6, 8), date(2026, 6, 25)),
        (date(2026, 6, 6), date(2026, 6, 8), date(2026, 6, 25)),
        (date(2026, 6, 7), date(2026, 6, 8), date(2026, 6, 25)),
        # The New Year of 2026, with the decreed days off.
        (date(2025, 12, 31), date(2026, 1, 12), date(2026, 1, 29)),
        # The first days of May 2026, and Kurman Ait on the 27th as it is estimated.
        (date(2026, 4, 30), date(2026, 5, 11), date(2026, 5, 29)),
        # Independence Day on a Monday.
        (date(2026, 8, 28), date(2026, 9, 1), date(2026, 9, 18)),
        # Over what was a holiday before 2025.
        (date(2026, 11, 6), date(2026, 11, 9), date(2026, 11, 26)),
        (date(2025, 11, 6), date(2025, 11, 7), date(2025, 11, 26)),
    ],
)
def test_terms_over_known_days(filed: date, register_by: date, answer_by: date) -> None:
    assert add_working_days(filed, 1, OVERRIDES) == register_by
    assert add_working_days(filed, 14, OVERRIDES) == answer_by


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_a_year_has_about_250_working_days(year: int) -> None:
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range(365)]
    assert 240 <= sum(is_working_day(day, OVERRIDES) for day in days) <= 252
