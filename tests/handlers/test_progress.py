"""The words of how far an announcement is."""

import pytest

from bot.dispatch import i18n
from handlers.admin.announcements.counts import number
from handlers.admin.announcements.progress import BAR, bar, remaining
from handlers.desk import speaking


@pytest.mark.parametrize(
    ("done", "total", "expected"),
    [
        (0, 20_000, "░" * BAR + " 0%"),
        (10_000, 20_000, "▓" * (BAR // 2) + "░" * (BAR // 2) + " 50%"),
        (19_999, 20_000, "▓" * (BAR - 1) + "░ 99%"),
        (20_000, 20_000, "▓" * BAR + " 100%"),
        (0, 0, "▓" * BAR + " 100%"),
        (5, 4, "▓" * BAR + " 100%"),
    ],
)
def test_the_bar_is_whole_only_at_the_end(done: int, total: int, expected: str) -> None:
    assert bar(done, total) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0.0, "less than a minute left"),
        (29.0, "less than a minute left"),
        (31.0, "about 1 min left"),
        (12 * 60.0, "about 12 min left"),
        (3 * 3600.0 + 300, "about 3 h 5 min left"),
    ],
)
def test_what_remains_is_said_in_words(seconds: float, expected: str) -> None:
    with i18n().context(), speaking("en"):
        assert remaining(seconds) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "12,340"), ("ru", "12\N{NO-BREAK SPACE}340"), ("ky", "12\N{NO-BREAK SPACE}340")],
)
def test_thousands_are_apart_as_the_language_has_it(language: str, expected: str) -> None:
    with i18n().context(), speaking(language):
        assert number(12_339.6) == expected
