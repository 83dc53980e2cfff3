"""Opening hours: what may be typed, how it is kept, and whether an office is open."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reception.opening import (
    HORIZON_DAYS,
    Flaw,
    Hours,
    HoursError,
    OpensAt,
    OpenUntil,
    Period,
    keeps_hours,
    parse,
)

BISHKEK = timezone(timedelta(hours=6))
MIDNIGHT = 24 * 60
USUAL = "Mo-Fr 09:00-12:00,13:00-18:00; Sa 09:00-12:00"

# Monday is 0, as in `date.weekday`.
WORDS = {"Дш.": 0, "дүйшөмбү": 0, "ишемби": 5, "Жм": 4, "шаршемби": 2, "шанба": 5, "du": 0}


@st.composite
def days_of_periods(draw: st.DrawFn) -> tuple[Period, ...]:
    """The periods of a day: none, or some that do not touch."""
    count = 2 * draw(st.integers(0, 3))
    edges = draw(
        st.lists(st.integers(0, MIDNIGHT), unique=True, min_size=count, max_size=count).map(sorted)
    )
    return tuple(Period(*pair) for pair in zip(edges[::2], edges[1::2], strict=True))


# Days of equal hours, as offices have them, and days of their own.
hours_of_a_week = (
    st.lists(days_of_periods(), min_size=1, max_size=7)
    .flatmap(lambda some: st.lists(st.sampled_from(some), min_size=7, max_size=7))
    .filter(any)
    .map(lambda week: Hours(tuple(week)))
)
# Over some weeks and no more, so that days off and moments meet.
moments = st.builds(
    lambda minutes: datetime(2026, 11, 1, tzinfo=BISHKEK) + timedelta(minutes=minutes),
    st.floats(0, 29 * MIDNIGHT),
)
days_off = st.frozensets(st.dates(date(2026, 11, 1), date(2026, 12, 20)), max_size=45)


def at(text: str, day: int, clock: str, *off: int) -> OpenUntil | OpensAt | None:
    """The state on a day of November 2026, some days of which are off; the 23rd is a Monday."""
    closed = {date(2026, 11, day) for day in off}
    moment = datetime.fromisoformat(f"2026-11-{day:02}T{clock}+06:00")
    return parse(text).at(moment, lambda asked: asked not in closed)


def opens(day: int, clock: str, days_ahead: int) -> OpensAt:
    """Closed until a moment of November 2026."""
    hour, minute = map(int, clock.split(":"))
    return OpensAt(date(2026, 11, day), hour * 60 + minute, days_ahead)


@pytest.mark.parametrize(
    "typed",
    [
        USUAL,
        "mo-fr 9-12,13-18;sa 9-12",
        "Mo – Fr: 9.00 – 12.00, 13.00 – 18.00\nSa: 9.00—12.00\n",
        "Mo-Fr — 9:00-12:00, 13:00-18:00; Sa — 9:00-12:00",
        "  Monday-Friday 9:00-12:00 13:00-18:00 ; Saturday 9-12;",
        "Mon.-Fri. 09:00-12:00, 13:00-18:00, Sat. 09:00-12:00",
        "Sa 9-12; Mo,Tue,Wedn,Thurs,Fri 13-18,9-12",
        "Mo-We:9-12,13-18; Th, Fr 9-12, 13-18; Sa:9‑12",
        "Дш-Жм 9.00−12.00, 13.00−18.00; ИШЕМБИ 9-12",
        "дүй.-жм. 9-12,13-18; иш: 9-12",
        "du-Жм 9-12,13-18; шан 9-12",
        "дүйшөмбү".replace("й", "\u0438\u0306") + "-Жм 9-12,13-18; Sa 9-12",
    ],
)
def test_the_same_hours_typed_in_many_ways(typed: str) -> None:
    assert parse(typed, WORDS).canonical() == USUAL


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("Mo-Su 0-24", "Mo-Su 00:00-24:00"),
        ("We 9-10; Mo 9-10; Fr 9-10", "Mo,We,Fr 09:00-10:00"),
        ("Mo 9-10; Tu 8-10; We-Th 9-10", "Mo,We-Th 09:00-10:00; Tu 08:00-10:00"),
        ("Fr-Mo 9-10", "Mo,Fr-Su 09:00-10:00"),
        ("Tu 9:05-9:06", "Tu 09:05-09:06"),
    ],
)
def test_the_canonical_form(typed: str, canonical: str) -> None:
    assert parse(typed).canonical() == canonical


@pytest.mark.parametrize(
    ("typed", "flaw", "part"),
    [
        ("", Flaw.EMPTY, ""),
        (" ;\n, ", Flaw.EMPTY, ""),
        ("9-18", Flaw.ORDER, "9-18"),
        ("Mo-Fr", Flaw.ORDER, "Mo-Fr"),
        ("Mo; Tu 9-12", Flaw.ORDER, "Mo"),
        ("Mo 9-12; 13-18", Flaw.ORDER, "13-18"),
        ("Mo 9-12 Sa", Flaw.ORDER, "Mo 9-12 Sa"),
        ("Xx 9-12", Flaw.DAY, "Xx"),
        ("Mo-Xx 9-12", Flaw.DAY, "Xx"),
        ("T 9-12", Flaw.DAY, "T"),
        (". 9-12", Flaw.DAY, "."),
        ("Mo-,9-12", Flaw.DAY, "Mo-"),
        ("– Mo 9-12", Flaw.DAY, "-Mo"),
        ("Mo-Tu-We 9-12", Flaw.DAY, "Tu-We"),
        ("ша 9-12", Flaw.DAY, "ша"),  # the beginning of a Wednesday and of a Saturday
        ("Mo-Fr 9-12; Fr 13-18", Flaw.TWICE, "Fr"),
        ("Mo,Monday 9-12", Flaw.TWICE, "Mo"),
        ("Mo-Mo 9-12", Flaw.TWICE, "Mo-Mo"),
        ("Mo 9", Flaw.TIME, "9"),
        ("Mo 9-12-18", Flaw.TIME, "9-12-18"),
        ("Mo 9:60-12", Flaw.TIME, "9:60-12"),
        ("Mo 9:5-12", Flaw.TIME, "9:5-12"),
        ("Mo 9am-12", Flaw.TIME, "9am"),
        ("Mo ²-12", Flaw.TIME, "²"),
        ("Mo 9-25", Flaw.TIME, "09:00-25:00"),
        ("Mo 9-24:01", Flaw.TIME, "09:00-24:01"),
        ("Mo 22-6", Flaw.BACKWARDS, "22:00-06:00"),
        ("Mo 9-9:00", Flaw.BACKWARDS, "09:00-09:00"),
        ("Mo 24-24:00", Flaw.BACKWARDS, "24:00-24:00"),
        ("Mo 9-13,12-18", Flaw.OVERLAP, "09:00-13:00,12:00-18:00"),
        ("Mo 12-18,9-12", Flaw.OVERLAP, "09:00-12:00,12:00-18:00"),
        ("Mo 9-18,9-18", Flaw.OVERLAP, "09:00-18:00,09:00-18:00"),
    ],
)
def test_what_cannot_be_understood_is_named(typed: str, flaw: Flaw, part: str) -> None:
    with pytest.raises(HoursError) as caught:
        parse(typed, WORDS)
    assert (caught.value.flaw, caught.value.part) == (flaw, part)
    assert str(caught.value) == (f"{flaw.value}: {part}" if part else flaw.value)


def test_a_long_part_is_cut() -> None:
    with pytest.raises(HoursError) as caught:
        parse("x" * 4000 + " 9-12")
    assert caught.value.part == "x" * 39 + "…"


def test_words_of_other_languages_never_change_what_is_kept() -> None:
    assert parse("Mo 9-12", {"mo": 3, "monday": 3}) == parse("Mo 9-12")


def test_a_week_has_seven_days() -> None:
    with pytest.raises(ValueError, match="a week of 1 days"):
        Hours(((Period(0, 1),),))


@given(hours_of_a_week)
def test_what_is_kept_reads_back(hours: Hours) -> None:
    assert parse(hours.canonical()) == hours
    assert parse(hours.canonical(), WORDS) == hours


@given(st.text() | st.text("MoTuFrSa дшжм0123459:.-–,; \n"))
def test_any_text_is_hours_or_an_error(text: str) -> None:
    try:
        hours = parse(text, WORDS)
    except HoursError:
        return
    assert parse(hours.canonical()) == hours


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        (23, "00:00", opens(23, "9:00", 0)),
        (23, "08:59:59.999999", opens(23, "9:00", 0)),
        (23, "09:00", OpenUntil(12 * 60)),
        (23, "11:59:59.999999", OpenUntil(12 * 60)),
        (23, "12:00", opens(23, "13:00", 0)),
        (23, "17:59", OpenUntil(18 * 60)),
        (23, "18:00", opens(24, "9:00", 1)),
        (28, "10:00", OpenUntil(12 * 60)),
        (21, "12:00", opens(23, "9:00", 2)),
        (22, "23:59", opens(23, "9:00", 1)),
    ],
)
def test_the_state_through_a_week(day: int, clock: str, expected: OpenUntil | OpensAt) -> None:
    assert at(USUAL, day, clock) == expected


def test_a_day_off_is_closed_and_passed_over() -> None:
    assert at(USUAL, 23, "10:00", 23) == opens(24, "9:00", 1)
    assert at(USUAL, 23, "10:00", 23, 24, 25, 26, 27) == opens(28, "9:00", 5)


def test_the_next_opening_is_looked_for_two_weeks_ahead() -> None:
    # Two Mondays off: the third is the last day that is looked at.
    assert at("Mo 9-12", 2, "09:00", 2, 9) == opens(16, "9:00", HORIZON_DAYS)
    assert at("Mo 9-12", 2, "09:00", 2, 9, 16) is None


def test_a_day_ends_at_midnight() -> None:
    assert at("Mo-Su 0-24", 23, "23:59:59") == OpenUntil(MIDNIGHT)


@given(hours_of_a_week, moments, days_off)
def test_the_state_is_what_the_periods_say(
    hours: Hours, moment: datetime, off: frozenset[date]
) -> None:
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    spans = []
    for ahead in range(HORIZON_DAYS + 1):
        start_of_day = midnight + timedelta(days=ahead)
        if start_of_day.date() not in off:
            for period in hours.week[start_of_day.weekday()]:
                start = start_of_day + timedelta(minutes=period.start)
                end = start_of_day + timedelta(minutes=period.end)
                spans.append((start, end))
    now = next((end for start, end in spans if start <= moment < end), None)
    later = next((start for start, _ in spans if start > moment), None)

    match hours.at(moment, lambda day: day not in off):
        case OpenUntil(minute):
            assert midnight + timedelta(minutes=minute) == now
        case OpensAt(day, minute, days_ahead):
            assert now is None
            assert midnight + timedelta(days=days_ahead, minutes=minute) == later
            assert day == moment.date() + timedelta(days=days_ahead)
        case None:
            assert now is None and later is None


@given(hours_of_a_week, moments, days_off)
def test_it_opens_when_it_says_and_not_before(
    hours: Hours, moment: datetime, off: frozenset[date]
) -> None:
    def state(when: datetime) -> OpenUntil | OpensAt | None:
        return hours.at(when, lambda day: day not in off)

    opening = state(moment)
    if isinstance(opening, OpensAt):
        start = datetime.combine(opening.day, datetime.min.time(), BISHKEK)
        start += timedelta(minutes=opening.minute)
        assert isinstance(state(start - timedelta(microseconds=1)), OpensAt)
        opened = state(start)
        assert isinstance(opened, OpenUntil)
        assert opened.minute > opening.minute
    elif isinstance(opening, OpenUntil):
        assert opening.minute > moment.hour * 60 + moment.minute
        if opening.minute < MIDNIGHT:
            end = moment.replace(hour=0, minute=0, second=0, microsecond=0)
            assert not isinstance(state(end + timedelta(minutes=opening.minute)), OpenUntil)


@pytest.mark.parametrize(
    ("day", "overrides", "keeps"),
    [
        (date(2026, 6, 1), {}, True),  # a Monday
        (date(2026, 6, 6), {}, True),  # a Saturday: the hours say whether it is open
        (date(2026, 8, 31), {}, False),  # Independence Day
        (date(2026, 5, 9), {}, False),  # Victory Day, a Saturday
        (date(2026, 1, 8), {date(2026, 1, 8): False}, False),
        (date(2026, 6, 6), {date(2026, 6, 6): False}, False),
        (date(2026, 6, 6), {date(2026, 6, 6): True}, True),
        (date(2026, 8, 31), {date(2026, 8, 31): True}, True),
    ],
)
def test_hours_are_kept_but_on_holidays_and_days_off(
    day: date, overrides: dict[date, bool], keeps: bool
) -> None:
    assert keeps_hours(day, overrides) is keeps


def test_a_weekend_made_a_working_day_has_no_hours_but_its_own() -> None:
    saturday = datetime(2026, 6, 6, 10, tzinfo=BISHKEK)
    worked = {saturday.date(): True}
    weekdays = parse("Mo-Fr 9-18").at(saturday, lambda day: keeps_hours(day, worked))
    assert weekdays == OpensAt(date(2026, 6, 8), 9 * 60, 2)
