"""The numbers of a period."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reception.outcomes import Outcome
from bot.reception.periods import Period
from bot.reception.statistics import (
    Fact,
    Shape,
    Statistics,
    Times,
    percentile,
    summarise,
    times,
)
from bot.reception.tickets import Status

TODAY = date(2026, 4, 1)
QUARTER = Period(date(2026, 1, 1), date(2026, 3, 31))


def _at(month: int, day: int, hour: int = 0, minute: int = 0, *, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


NOON = _at(2, 2, 12)
OFFICES = ("NKT", "OSH")

FACT = Fact(
    filed_at=NOON,
    office="NKT",
    topic="land",
    urgent=False,
    status=Status.IN_WORK,
    answered_at=None,
    met_at=None,
    closed_at=None,
    due_on=date(2026, 5, 1),
    outcome=None,
    forgotten=False,
)


def _numbers(facts: Sequence[Fact], *, hide: bool = False) -> Statistics:
    return summarise(facts, Shape(QUARTER, TODAY, OFFICES, hide))


def _days(count: float) -> datetime:
    return NOON + timedelta(days=count)


def test_concerns_are_counted_by_week_topic_and_office() -> None:
    found = _numbers(
        [
            FACT,
            replace(FACT, topic="water", urgent=True),
            replace(FACT, filed_at=_at(1, 1, 0, 0), office="OSH"),
            replace(FACT, status=Status.WITHDRAWN, closed_at=_days(1)),
            replace(FACT, office="MON", topic=None, filed_at=_at(3, 31, 23, 59)),
            # Not of this period: only what is open counts.
            replace(FACT, filed_at=_at(12, 31, 23, 59, year=2025)),
            replace(FACT, filed_at=_at(4, 1), status=Status.CLOSED),
            replace(FACT, status=Status.DRAFT),
        ]
    )
    assert (found.filed.value, found.urgent.value, found.open.value) == (5, 1, 5)
    weeks = {week.first: count.value for week, count in found.weeks}
    assert len(weeks) == 14
    assert (weeks[date(2026, 1, 1)], weeks[date(2026, 2, 2)], weeks[date(2026, 3, 30)]) == (
        1,
        3,
        1,
    )
    assert [(code, n.value) for code, n in found.topics] == [("land", 3), (None, 1), ("water", 1)]
    assert [(code, n.value) for code, n in found.offices] == [("NKT", 3), ("OSH", 1), ("MON", 1)]


def test_what_is_open_and_overdue_is_so_today() -> None:
    late = replace(FACT, due_on=date(2026, 3, 31))
    found = _numbers(
        [
            late,
            replace(late, status=Status.WAITING, office="OSH"),
            replace(late, status=Status.ANSWERED, met_at=_days(3)),
            # Answered in time, and written to again.
            replace(late, met_at=_days(3)),
            replace(late, status=Status.CLOSED),
            replace(FACT, due_on=TODAY),
            replace(late, filed_at=_at(6, 1, year=2025)),
        ]
    )
    assert (found.open.value, found.overdue.value) == (6, 3)
    assert [(c, o.value, n.value) for c, o, n in found.open_by_office] == [
        ("NKT", 5, 2),
        ("OSH", 1, 1),
    ]


def test_times_and_the_share_within_the_term() -> None:
    due = _days(10).date()
    fact = replace(FACT, due_on=due)
    closed = replace(fact, status=Status.CLOSED)
    found = _numbers(
        [
            replace(closed, answered_at=_days(1), met_at=_days(1), closed_at=_days(5)),
            replace(closed, answered_at=_days(2), met_at=_days(11), closed_at=_days(12)),
            replace(fact, answered_at=_days(9), met_at=_days(10), status=Status.ANSWERED),
            # Redirected without an answer: that was the answer.
            replace(closed, status=Status.REDIRECTED, answered_at=_days(3), closed_at=_days(3)),
            # Neither answered nor due.
            replace(fact, due_on=TODAY),
            # Overdue.
            replace(fact, due_on=date(2026, 3, 31)),
            # Taken back: neither in time nor late, and nobody closed it.
            replace(closed, status=Status.WITHDRAWN, closed_at=_days(90)),
            replace(closed, forgotten=True, closed_at=_days(90)),
        ]
    )
    assert found.to_answer == Times(2.5, 9.0)
    assert found.to_closing == Times(5.0, 12.0)
    assert str(found.in_time) == "60%"
    assert found.answered.value == 4


@pytest.mark.parametrize(
    ("change", "in_time"),
    [
        # Closed by the office without a word to the resident, though it is early.
        ({"status": Status.CLOSED}, False),
        ({"status": Status.CLOSED, "met_at": _days(1)}, True),
        # An answer to a visitor who has not used the code is one.
        ({"status": Status.REGISTERED, "met_at": _days(1)}, True),
        ({"status": Status.REDIRECTED}, True),
        ({"status": Status.DECLINED}, True),
        ({"status": Status.DECLINED, "due_on": _days(1).date()}, False),
        ({"status": Status.WITHDRAWN}, None),
        ({"status": Status.CLOSED, "forgotten": True}, None),
        # It was answered before.
        ({"status": Status.CLOSED, "forgotten": True, "met_at": _days(1)}, True),
        ({"status": Status.WITHDRAWN, "due_on": _days(1).date()}, None),
    ],
)
def test_only_an_answer_a_redirection_or_a_declining_meets_the_term(
    change: dict[str, Any], in_time: bool | None
) -> None:
    ended = replace(FACT, closed_at=_days(2), due_on=_days(10).date())
    assert replace(ended, **change).in_time(TODAY) is in_time


def test_what_residents_say() -> None:
    said = [Outcome.SOLVED, Outcome.SOLVED, Outcome.NOT_SOLVED, None]
    found = _numbers([replace(FACT, outcome=outcome) for outcome in said])
    assert [count.value for _outcome, count in found.outcomes] == [2, 0, 1]


def test_weeks_of_a_longer_span() -> None:
    week = Period(date(2026, 3, 23), date(2026, 3, 29))
    before = Period(date(2026, 3, 9), date(2026, 3, 29))
    facts = [replace(FACT, filed_at=_at(3, day)) for day in (10, 24, 25)]
    found = summarise(facts, Shape(week, TODAY, OFFICES, False, before))
    assert [count.value for _week, count in found.weeks] == [1, 0, 2]
    assert found.filed.value == 2


def test_few_concerns_are_not_shown_to_others() -> None:
    few = [replace(FACT, answered_at=_days(1), met_at=_days(1), outcome=Outcome.SOLVED)] * 4
    found = _numbers(few, hide=True)
    assert found.is_empty
    assert not _numbers(few).is_empty
    assert _numbers([]).is_empty
    assert (found.to_answer, found.in_time) == (None, None)
    shown = [found.filed, found.urgent, found.answered, found.open, found.overdue]
    shown += [count for _key, count in (*found.weeks, *found.topics, *found.offices)]
    assert {count.value for count in shown} == {None}
    assert _numbers(few * 2, hide=True).to_answer == Times(1.0, 1.0)


def test_answers_alone_are_shown() -> None:
    week = Period(date(2026, 3, 16), date(2026, 3, 22))
    before = replace(
        FACT,
        filed_at=_at(3, 10),
        answered_at=_at(3, 17),
        closed_at=_at(3, 18),
        status=Status.CLOSED,
    )
    found = summarise([before], Shape(week, TODAY, OFFICES, hide=False))
    assert (found.filed.value, found.open.value, found.answered.value) == (0, 0, 1)
    assert not found.is_empty


MOMENTS = st.datetimes(
    _at(11, 1, year=2025).replace(tzinfo=None),
    _at(4, 1).replace(tzinfo=None),
    timezones=st.just(UTC),
)
FACTS = st.lists(
    st.builds(
        Fact,
        filed_at=MOMENTS,
        office=st.sampled_from(["NKT", "OSH", "MON"]),
        topic=st.sampled_from(["land", "water", None]),
        urgent=st.booleans(),
        status=st.sampled_from(Status),
        answered_at=st.none() | MOMENTS,
        met_at=st.none() | MOMENTS,
        closed_at=st.none() | MOMENTS,
        due_on=st.none() | st.dates(date(2025, 11, 1), date(2026, 5, 1)),
        outcome=st.none() | st.sampled_from(Outcome),
    ),
    max_size=60,
)


@given(FACTS)
def test_every_table_adds_up(facts: list[Fact]) -> None:
    found = _numbers(facts)
    for table in (found.weeks, found.topics, found.offices):
        assert sum(count.value or 0 for _key, count in table) == found.filed.value
    assert (
        sum(count.value or 0 for _code, count, _late in found.open_by_office) == found.open.value
    )
    late = [count.value or 0 for _code, _open, count in found.open_by_office]
    assert sum(late) == found.overdue.value
    assert (found.overdue.value or 0) <= (found.open.value or 0)


@given(FACTS)
def test_what_is_shown_to_others_is_true_and_never_small(facts: list[Fact]) -> None:
    exact, shown = _numbers(facts), _numbers(facts, hide=True)
    for one, other in (
        *((exact.filed, shown.filed), (exact.urgent, shown.urgent), (exact.open, shown.open)),
        *((exact.overdue, shown.overdue), (exact.answered, shown.answered)),
        *zip(dict(exact.weeks).values(), dict(shown.weeks).values(), strict=True),
        *((dict(exact.topics)[code], count) for code, count in shown.topics),
        *zip(dict(exact.offices).values(), dict(shown.offices).values(), strict=True),
    ):
        assert one.value is not None
        assert other.value == one.value if other.value is not None else one.value < other.below
        assert other.value is None or other.value >= 5
    for total, late in (
        (shown.open, shown.overdue),
        *((total, late) for _code, total, late in shown.open_by_office),
    ):
        # Those that are not overdue are no more told by the two than a small count is.
        if late.value is not None:
            assert total.value is not None
            assert total.value - late.value >= 5
    # Nor together those of the offices that are hidden, by all and those of the others.
    if shown.open.value is not None and shown.overdue.value is not None:
        hidden = [code for code, _open, late in shown.open_by_office if late.value is None]
        known = {code: (total, late) for code, total, late in exact.open_by_office}
        rests = [(known[c][0].value or 0) - (known[c][1].value or 0) for c in hidden]
        assert not hidden or (len(hidden) > 1 and sum(rests) >= 5)


def test_the_open_ones_that_are_not_overdue_are_not_told_by_those_that_are() -> None:
    late = replace(FACT, due_on=date(2026, 3, 31))
    found = _numbers(
        [FACT, *[late] * 5, *[replace(f, office="OSH") for f in [FACT, late] * 9]], hide=True
    )
    opened = [(count.value, overdue.value) for _code, count, overdue in found.open_by_office]
    assert opened == [(6, None), (18, None)]
    assert _numbers([FACT, *[late] * 9], hide=True).overdue.value is None


@given(st.lists(st.floats(0, 1000), min_size=1))
def test_percentiles_lie_within_what_they_are_made_of(days: list[float]) -> None:
    found = times(days, hide=False)
    assert found is not None
    assert min(days) <= found.median <= max(days)
    assert found.most in days
    assert found.most >= percentile(sorted(days), 50)
    assert sum(day <= found.most for day in days) >= 0.9 * len(days)


def test_a_percentile_of_nothing() -> None:
    assert times([None], hide=False) is None
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 90)
