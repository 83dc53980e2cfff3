"""Periods: often used ones, and those that somebody writes."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reception.periods import Flaw, Period, PeriodError, Span, from_code, of_span, parse

TODAY = date(2026, 8, 19)
JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))


def test_periods_that_are_often_asked_for() -> None:
    assert of_span(Span.DAYS, TODAY) == Period(date(2026, 7, 21), TODAY)
    assert of_span(Span.DAYS, TODAY).days == 30
    assert of_span(Span.QUARTER, TODAY) == Period(date(2026, 7, 1), TODAY)
    assert of_span(Span.YEAR, TODAY) == Period(date(2026, 1, 1), TODAY)
    assert of_span(Span.LAST_YEAR, TODAY) == Period(date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        *("01.01.2026 – 31.01.2026", "1.1.2026-31.1.2026", " 01.01.2026 31.01.2026 "),
        *("2026-01-01 2026-01-31", "2026-01-01 — 2026-01-31", "01/01/2026 - 31/01/2026"),
    ],
)
def test_two_dates_as_people_write_them(text: str) -> None:
    assert parse(text, TODAY) == JANUARY


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        *(
            (text, Flaw.SHAPE)
            for text in ("", "January", "01.01.2026", "1.1.26-2.1.26", "٠١.٠١.٢٠٢٦ ٣١.٠١.٢٠٢٦")
        ),
        ("30.02.2026 – 31.03.2026", Flaw.DATE),
        ("01.01.2026 – 00.03.2026", Flaw.DATE),
        ("31.03.2026 – 01.01.2026", Flaw.BACKWARDS),
        ("01.08.2026 – 20.08.2026", Flaw.FUTURE),
        ("31.12.1999 – 01.01.2026", Flaw.EARLY),
        ("01.01.2010 – 01.01.2026", Flaw.LONG),
    ],
)
def test_what_is_no_period(text: str, flaw: Flaw) -> None:
    with pytest.raises(PeriodError) as error:
        parse(text, TODAY)
    assert error.value.flaw is flaw


@pytest.mark.parametrize(
    "code", ["", "week", "20260101", "20260101-20261301", "20270101-20270102"]
)
def test_a_forged_code(code: str) -> None:
    with pytest.raises(PeriodError):
        from_code(code, TODAY)


@given(st.dates(date(2021, 9, 1), TODAY), st.integers(0, 400))
def test_weeks_fill_a_period_without_a_gap(first: date, days: int) -> None:
    period = Period(first, min(first + timedelta(days=days), TODAY))
    assert from_code(period.code, TODAY) == period
    weeks = period.weeks()
    assert (weeks[0].first, weeks[-1].last) == (period.first, period.last)
    assert sum(week.days for week in weeks) == period.days
    for before, after in pairwise(weeks):
        assert after.first == before.last + timedelta(days=1)
        assert after.first.weekday() == 0
