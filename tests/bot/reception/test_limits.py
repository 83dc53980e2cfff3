"""The sliding window: never too many, never later than needed, in order."""

from hypothesis import given
from hypothesis import strategies as st

from bot.reception.limits import Limit, full_minute

LIMITS = st.builds(Limit, st.integers(1, 6), st.integers(1, 50))
NOW = st.integers(0, 300)
GAPS = st.lists(st.integers(0, 40), max_size=25)


def most_in_any_window(moments: list[float], seconds: int) -> int:
    return max((sum(a <= b < a + seconds for b in moments) for a in moments), default=0)


def arrived(limit: Limit, gaps: list[int]) -> list[float]:
    """When each of those that come one after the other goes."""
    taken: list[float] = []
    now = 0
    for gap in gaps:
        now += gap
        taken.append(limit.next(taken, now))
    return taken


@given(LIMITS, GAPS)
def test_no_window_ever_holds_more(limit: Limit, gaps: list[int]) -> None:
    taken = arrived(limit, gaps)
    assert most_in_any_window(taken, limit.seconds) <= limit.count
    assert taken == sorted(taken)


@given(LIMITS, GAPS, st.data())
def test_not_even_when_some_that_waited_were_given_up(
    limit: Limit, gaps: list[int], data: st.DataObject
) -> None:
    taken = arrived(limit, gaps)
    now = sum(gaps)
    kept = [at for at in taken if at <= now or data.draw(st.booleans())]
    added = limit.next(kept, now)
    assert added >= now
    assert most_in_any_window([*kept, added], limit.seconds) <= limit.count


@given(LIMITS, GAPS, NOW)
def test_nobody_waits_longer_than_needed(limit: Limit, gaps: list[int], later: int) -> None:
    now = sum(gaps) + later
    past = [at for at in arrived(limit, gaps) if at <= now]
    found = limit.next(past, now)
    for earlier in range(now, int(found)):
        in_window = sum(earlier - limit.seconds < at <= earlier for at in past)
        assert in_window >= limit.count
    assert (limit.free(past, now) > 0) == (found == now)


@given(LIMITS, GAPS, NOW, st.integers(0, 20))
def test_as_many_as_are_free_go_at_once(
    limit: Limit, gaps: list[int], later: int, waiting: int
) -> None:
    now = sum(gaps) + later
    past = [at for at in arrived(limit, gaps) if at <= now]
    last = limit.last(past, waiting, now)
    assert (last == now) == (waiting <= limit.free(past, now))
    assert last >= limit.last(past, max(0, waiting - 1), now)


@given(st.floats(1, 2e9))
def test_people_are_told_no_earlier_minute(moment: float) -> None:
    told = full_minute(moment)
    assert told % 60 == 0
    assert moment <= told <= moment + 60
