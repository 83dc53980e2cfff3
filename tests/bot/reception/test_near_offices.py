"""Codes and names that there are not, and what was meant."""

import pytest

from bot.reception.near_offices import near_offices
from tests.end_to_end.acting import DIRECTORY


@pytest.mark.parametrize(
    ("wanted", "code"),
    [("NTK", "NKT"), ("nookat", "NKT"), ("Ноокатский", "NKT"), ("Karakol", "KRK"), ("ош", "OSH")],
)
def test_the_one_that_was_meant_is_among_the_nearest(wanted: str, code: str) -> None:
    found = [office.code for office in near_offices(DIRECTORY, wanted)]
    assert code in found
    assert len(found) <= 3


@pytest.mark.parametrize("wanted", ["", "12345", "!!!", "x" * 5000])
def test_what_is_like_nothing_finds_nothing(wanted: str) -> None:
    assert near_offices(DIRECTORY, wanted) == []
