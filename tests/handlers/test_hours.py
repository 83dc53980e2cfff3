"""Opening hours in words, in every language."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from aiogram.utils.i18n import I18n
from babel import Locale

from bot.i18n import load_i18n
from bot.reception.opening import Flaw, Hours, HoursError, OpensAt, OpenUntil, Period, parse
from handlers.hours import OPENS_ON, day_words, flaw_text, hours_text, opening_text
from locales.languages import LANGUAGES

MONDAY = date(2027, 1, 4)
NINE = 9 * 60
MORNING = (Period(NINE, 12 * 60),)


@pytest.fixture
def english() -> Iterator[I18n]:
    """Texts are in English, unless a test chooses."""
    i18n = load_i18n("ky")
    with i18n.context(), i18n.use_locale("en"):
        yield i18n


pytestmark = pytest.mark.usefixtures("english")


def only(*days: int) -> Hours:
    """Mornings of these days."""
    return Hours(tuple(MORNING if day in days else () for day in range(7)))


def test_the_hours_of_a_week() -> None:
    hours = parse("Mo-Fr 9-12,13-18; Sa 9-12")
    assert hours_text(hours) == "Mon–Fri 9:00–12:00, 13:00–18:00; Sat 9:00–12:00"
    assert hours_text(parse("Mo,We-Th 8:05-24; Su 0-1")) == (
        "Mon, Wed–Thu 8:05–24:00; Sun 0:00–1:00"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_shown_can_be_typed(english: I18n, language: str) -> None:
    week = (*(only(day) for day in range(7)), parse("Mo-We,Fr 9-12,13-18; Sa-Su 10-24"))
    with english.use_locale(language):
        for hours in week:
            assert parse(hours_text(hours), day_words()) == hours


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", ["short", "abbreviated", "wide"])
def test_a_name_of_a_day_means_the_same_in_every_language(language: str, width: str) -> None:
    for day, name in Locale.parse(language).days["stand-alone"][width].items():
        assert parse(f"{name} 9-12", day_words()) == only(day), name


@pytest.mark.parametrize(
    "typed",
    [
        *("дш-жм", "дүй.-жума", "Дүйшөмбү–жума", "пн-пт", "Пн.-Пт.", "понед – пятн", "du-ju"),
        *("dush-jum", "Dushanba-Juma", "ду-жу", "душ-жум", "душанба-жума", "Mon-Fri", "Mo-Fr"),
    ],
)
def test_working_days_as_they_are_typed_in_the_five_languages(typed: str) -> None:
    assert parse(f"{typed} 9-12", day_words()) == only(*range(5))


@pytest.mark.parametrize(
    ("opening", "text"),
    [
        (OpenUntil(18 * 60), "Open now, until 18:00"),
        (OpenUntil(24 * 60), "Open now, until 24:00"),
        (OpensAt(MONDAY, 13 * 60, 0), "Closed now. Opens today at 13:00"),
        (OpensAt(MONDAY, NINE, 1), "Closed now. Opens tomorrow at 9:00"),
        (OpensAt(MONDAY, NINE, 2), "Closed now. Opens on Monday at 9:00"),
        (OpensAt(MONDAY, NINE + 5, 6), "Closed now. Opens on Monday at 9:05"),
        (OpensAt(MONDAY, NINE, 7), "Closed now. Opens on 4 January 2027 at 9:00"),
        (None, "Closed now. It does not open in the next two weeks"),
    ],
)
def test_whether_it_is_open(opening: OpenUntil | OpensAt | None, text: str) -> None:
    assert opening_text(opening) == text


def test_each_day_has_its_sentence() -> None:
    for step, sentence in enumerate(OPENS_ON):
        day = MONDAY + timedelta(days=step)
        assert f"on {day:%A} at" in sentence
        assert opening_text(OpensAt(day, NINE, 3)) == sentence.format(time="9:00")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_whole_in_every_language(english: I18n, language: str) -> None:
    days = [OpensAt(MONDAY + timedelta(days=step), NINE, 3) for step in range(7)]
    others = [OpensAt(MONDAY, NINE, ahead) for ahead in (0, 1, 14)]
    with english.use_locale(language):
        texts = [opening_text(OpenUntil(NINE)), *map(opening_text, days + others)]
    assert len(set(texts)) == len(texts)
    for text in texts:
        assert re.search(r"\b9:00", text), text


@pytest.mark.parametrize("flaw", Flaw)
def test_every_flaw_is_told_with_its_part(flaw: Flaw) -> None:
    part = "" if flaw is Flaw.EMPTY else "{part} <b>"
    assert part in flaw_text(HoursError(flaw, part))
    assert flaw_text(HoursError(flaw, part)) != flaw.value


def test_a_flaw_in_words() -> None:
    with pytest.raises(HoursError) as caught:
        parse("Mo 9-12; Xx 9-12", day_words())
    assert flaw_text(caught.value) == "It is not clear which day of the week this is: “Xx”."
