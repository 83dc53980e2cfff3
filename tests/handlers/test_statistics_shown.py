"""Pictures and tables of statistics, as they are described and written."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from bot.charts import MOST_HEIGHT, height
from bot.dispatch import i18n
from bot.reception.disclosure import Count
from bot.reception.periods import Period
from bot.reception.statistics import Shape, Statistics, summarise
from bot.reception.workbook import MOST_NAME, Sheet
from handlers.desk import speaking
from handlers.resident.privacy.data_words import EVENTS as TO_THE_RESIDENT
from handlers.statistics import filing, sheet_words, sheets
from handlers.statistics.pictures import PICTURES, pictures_of
from handlers.statistics.scope import Inquiry
from locales.languages import LANGUAGES
from storage.events import Event
from storage.exports import Concerns, Happened
from tests.bot.reception.test_statistics import FACT
from tests.workbooks import read_workbook

DAYS = Period(date(2026, 1, 1), date(2026, 3, 31))
NAME = "Жалал-Абад облусунун кабылдамасы " * 3


@pytest.fixture(autouse=True)
def translated() -> Iterator[None]:
    with i18n().context():
        yield


def _inquiry(offices: int, *, own: bool = False) -> Inquiry:
    names = {f"O{at}": f"{at} {NAME}" for at in range(offices)}
    return Inquiry(
        whose="country",
        offices=list(names) if own else None,
        period=DAYS.code,
        today="2026-04-01",
        zone="Asia/Bishkek",
        language="en",
        agency=NAME * 3,
        office_names=names,
        topic_names={},
    )


def _found(inquiry: Inquiry, topics: int = 3) -> Statistics:
    hide = inquiry.offices is None
    found = summarise(
        [replace(FACT, office="O0")] * 30,
        Shape(DAYS, date(2026, 4, 1), [*inquiry.office_names], hide),
    )
    many = [(f"t{at}", Count(100 - at)) for at in range(topics)]
    return Statistics(
        **{name: getattr(found, name) for name in Statistics.__slots__} | {"topics": many}
    )


def _labels(pictures: list[dict[str, Any]], title: str) -> list[str]:
    panels = [panel for picture in pictures for panel in picture["panels"]]
    return [row["label"] for panel in panels if panel["title"] == title for row in panel["rows"]]


@pytest.mark.parametrize("offices", [1, 6, 7, 24, 25, 53, 192, 400])
@pytest.mark.parametrize("topics", [3, 20, 21, 60])
def test_no_row_of_a_picture_is_clipped(offices: int, topics: int) -> None:
    inquiry = _inquiry(offices)
    with speaking("en"):
        pictures = pictures_of(inquiry, _found(inquiry, topics))
    assert 2 <= len(pictures) <= PICTURES
    assert all(height(picture) <= MOST_HEIGHT for picture in pictures)
    labels = _labels(pictures, "Open today, by reception")
    if 1 < offices <= 192:
        assert labels == [*inquiry.office_names.values()]
    if offices == 400:
        assert labels == [*[*inquiry.office_names.values()][:191], "Others: see the text"]
    labels = _labels(pictures, "New concerns by topic")
    assert labels[:19] == [f"t{at}" for at in range(topics)][:19]
    assert (labels[19:] == ["Others: see the text"]) is (topics > 20)
    # Bars of the same kind have one scale, on whatever picture they are.
    panels = [panel for picture in pictures for panel in picture["panels"]]
    scales = {panel.get("most") for panel in panels if panel["title"].startswith("Open")}
    assert len(scales) <= 1


def test_what_hatching_means_is_said_where_something_is_hatched() -> None:
    mine, country = _inquiry(53, own=True), _inquiry(53)
    with speaking("en"):
        assert not any(one["footer"] for one in pictures_of(mine, _found(mine)))
        pictures = pictures_of(country, _found(country))
    assert [bool(one["footer"]) for one in pictures][1:] == [True] * (len(pictures) - 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_are_in_the_language_of_whoever_asked(language: str) -> None:
    inquiry = _inquiry(2)
    events = [
        Happened("NKT-1", datetime(2026, 1, 1, tzinfo=UTC), kind, "system") for kind in Event
    ]
    concerns = Concerns([], events, [], [], 0)
    with speaking(language):
        made = sheets.of_concerns(inquiry, concerns, everything=True)
        made += sheets.of_numbers(inquiry, _found(inquiry))
        said = [row[2] for row in made[1].rows]
    assert len({sheet.name.casefold() for sheet in made}) == len(made) == 8
    assert all(len(sheet.name) <= MOST_NAME for sheet in made)
    assert not set(said) & {str(kind) for kind in Event if "_" in kind}
    assert len(set(said)) == len(Event)


def test_a_file_that_nobody_waits_for_is_not_written_to_its_end() -> None:
    cancelled = threading.Event()
    rows = filing._wanted(iter([["1"], ["2"]]), cancelled)
    assert next(iter(rows)) == ["1"]
    cancelled.set()
    with pytest.raises(asyncio.CancelledError):
        next(iter(rows))


def test_every_event_has_words_that_speak_to_nobody() -> None:
    assert set(sheet_words.EVENTS) == set(Event) >= set(TO_THE_RESIDENT)
    assert not [text for text in sheet_words.EVENTS.values() if "you" in text.split()]
    assert set(sheet_words.ROLES) == {"resident", "secretary", "system"}


def test_names_that_a_workbook_does_not_take_are_mended() -> None:
    long = "Кабыл алуулар: бардыгы / ар бири [2026]" * 2
    given = [Sheet(name, ["a"], [["b"]]) for name in (long, long.upper(), "'", "Сумма", "сумма")]
    names = list(read_workbook(sheets.as_file(given, csv=False)))
    assert len(names) == 5
    assert names[3:] == ["Сумма", "сумма 2"]
    with ZipFile(BytesIO(sheets.as_file(given, csv=True))) as archive:
        assert archive.namelist() == [f"{name}.csv" for name in names]
