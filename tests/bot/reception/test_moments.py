"""Moments as administrators type them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.reception.moments import Unusable, Wrong, read_moment

ZONE = ZoneInfo("Asia/Bishkek")
NOW = datetime(2026, 11, 22, 14, 30, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("25.11 09:00", "2026-11-25 09:00"),
        ("25.11.2026 9:00", "2026-11-25 09:00"),
        ("2026-11-25 09:00", "2026-11-25 09:00"),
        (" 25.11.,  9.05 ", "2026-11-25 09:05"),
        ("14:31", "2026-11-22 14:31"),
        ("14:30", "2026-11-23 14:30"),
        ("0:00", "2026-11-23 00:00"),
        ("05.01 09:00", "2027-01-05 09:00"),
        ("21.01 14:30", "2027-01-21 14:30"),
    ],
)
def test_it_is_read(text: str, expected: str) -> None:
    at = read_moment(text, NOW, 60)
    assert f"{at:%Y-%m-%d %H:%M}" == expected
    assert at.utcoffset() == NOW.utcoffset()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Wrong.FORM),
        ("tomorrow at nine", Wrong.FORM),
        ("25.11", Wrong.FORM),
        ("25.11 09:0", Wrong.FORM),
        ("25/11 09:00", Wrong.FORM),
        ("٢٥.١١ ٠٩:٠٠", Wrong.FORM),
        ("31.11 09:00", Wrong.DAY),
        ("29.02.2027 09:00", Wrong.DAY),
        ("0000-01-01 09:00", Wrong.DAY),
        ("25.13 09:00", Wrong.DAY),
        ("25.11 24:00", Wrong.TIME),
        ("9:60", Wrong.TIME),
        ("22.11 14:30", Wrong.PAST),
        ("21.11 23:59", Wrong.PAST),
        ("25.11.2025 09:00", Wrong.PAST),
        ("22.01 09:00", Wrong.PAST),
        ("22.01.2027 09:00", Wrong.FAR),
    ],
)
def test_what_is_wrong_is_told(text: str, why: Wrong) -> None:
    with pytest.raises(Unusable) as raised:
        read_moment(text, NOW, 60)
    assert raised.value.why is why


def test_the_extra_day_of_a_leap_year_is_the_next_there_is() -> None:
    now = datetime(2028, 1, 10, 12, 0, tzinfo=ZONE)
    assert read_moment("29.02 09:00", now, 60) == datetime(2028, 2, 29, 9, tzinfo=ZONE)
    with pytest.raises(Unusable) as raised:
        read_moment("29.02 09:00", NOW.replace(year=2026), 60)
    assert raised.value.why is Wrong.DAY
