"""Small counts are hidden, and cannot be worked out from what is shown."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reception.disclosure import LEAST, Cells, Count, conceal, part, share, single

TABLES = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 12), min_size=1)


def _possible(shown: Cells[str], total: int, name: str) -> int:
    """How many values a hidden cell may have for who knows the total of the table."""
    rest = total - sum(count.value or 0 for count in shown.counts.values())
    others = sum(shown.counts[other].below - 1 for other in shown.hidden if other != name)
    return min(shown.counts[name].below - 1, rest) - max(0, rest - others) + 1


@given(TABLES)
def test_no_small_count_is_shown_and_nothing_shown_is_wrong(cells: Mapping[str, int]) -> None:
    for name, count in conceal(cells).counts.items():
        if count.value is None:
            assert cells[name] < count.below
        else:
            assert count.value == cells[name] >= LEAST


@given(st.dictionaries(st.sampled_from("abcde"), st.integers(0, 12), min_size=1), st.data())
def test_what_is_hidden_has_two_values_at_least(
    cells: dict[str, int], data: st.DataObject
) -> None:
    also = data.draw(st.sets(st.sampled_from(sorted(cells))))
    total = sum(cells.values())
    shown = conceal(cells, also=also)
    assert also <= shown.hidden
    if single(total).value is None or len(cells) == 1:
        return
    assert all(_possible(shown, total, name) > 1 for name in shown.hidden)


@pytest.mark.parametrize("size", [2, 3])
def test_nor_does_it_help_to_know_how_they_are_hidden(size: int) -> None:
    """Of all small tables: those that look the same have different values in each hidden cell."""
    alike: dict[tuple[object, ...], list[tuple[int, ...]]] = defaultdict(list)
    for values in product(range(13), repeat=size):
        cells = dict(enumerate(values))
        total = single(sum(values))
        alike[(total, *conceal(cells).counts.values())].append(values)
    for (_total, *shown), tables in alike.items():
        for place, count in enumerate(shown):
            if isinstance(count, Count) and count.value is None:
                assert len({table[place] for table in tables}) > 1, (shown, tables)


def test_the_hidden_look_all_the_same() -> None:
    assert [str(c) for c in conceal({1: 0, 2: 3, 3: 4, 4: 9}).counts.values()] == [
        *("<5", "<5", "<5", "9")
    ]
    # One alone would be the total without the others.
    assert [str(c) for c in conceal({1: 3, 2: 8, 3: 20}).counts.values()] == ["<10", "<10", "20"]
    # Nothing in all of them together: the sum of the others would be the total.
    assert [str(c) for c in conceal({1: 0, 2: 0, 3: 7, 4: 30}).counts.values()] == [
        *("<10", "<10", "<10", "30")
    ]
    assert [str(c) for c in conceal({1: 1, 2: 0, 3: 260}).counts.values()] == ["<300"] * 3


def test_nothing_is_hidden_from_those_who_handle_the_concerns() -> None:
    assert [str(c) for c in conceal({1: 0, 2: 3}, hide=False).counts.values()] == ["0", "3"]
    assert str(single(2, hide=False)) == "2"
    assert str(single(2)) == str(single(0)) == "<5"
    assert str(single(5)) == "5"


def test_a_part_is_not_shown_when_the_rest_is_small() -> None:
    assert [str(part(n, 30)) for n in (0, 4, 5, 25, 26, 30)] == [
        "<5",
        "<5",
        "5",
        "25",
        "<50",
        "<50",
    ]
    assert str(part(29, 30, hide=False)) == "29"


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_share_tells_no_small_count(part: int, rest: int) -> None:
    shown = share(part, rest)
    if shown is None:
        assert part < LEAST or rest < LEAST
        return
    exact = 100 * part / (part + rest)
    match shown.sign:
        case ">":
            assert rest < LEAST
            assert exact > shown.percent
        case "<":
            assert part < LEAST
            assert exact < shown.percent
        case _:
            assert part >= LEAST <= rest
            assert abs(exact - shown.percent) <= 0.5
    if shown.sign and part + rest >= 2 * LEAST:
        few = [
            share(part + rest - n, n) if rest < LEAST else share(n, part + rest - n)
            for n in range(LEAST)
        ]
        assert set(few) == {shown}


def test_a_share_of_everything() -> None:
    assert str(share(98, 2)) == ">95%"
    assert str(share(1, 19)) == "<25%"
    assert str(share(3, 1, hide=False)) == "75%"
    assert share(0, 0, hide=False) is None
    assert share(4, 3) is None
