"""The gazetteer of the shipped files."""

import csv
import subprocess
import sys

import pytest

from bot.reception.directory import Directory
from bot.reception.directory_rows import SHAPES
from bot.reception.gazetteer import Kind
from storage.directory import shipped_rows
from storage.places import gazetteer
from storage.shipped import DATA, classifier


def test_it_is_built_once() -> None:
    assert gazetteer() is gazetteer()


def test_starting_the_program_does_not_load_the_search_library() -> None:
    code = "import sys, storage.places; print('rapidfuzz' in sys.modules)"
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert shown.stdout == "False\n"


@pytest.mark.parametrize("table", ["regions", "districts"])
def test_every_district_is_found_by_its_name_in_every_language(table: str) -> None:
    for row in shipped_rows(table):
        for column, name in row.items():
            if not column.startswith("name_"):
                continue
            found = [match.place for match in gazetteer().search(name or "").matches]
            # Osh city is a region and its only district: the district stands for both.
            assert any(row["code"] in (place.code, place.parent) for place in found[:5]), name


def test_every_village_lies_in_a_district() -> None:
    for code in ("41706255853010", "41703410800010", "41711201510010"):
        place = gazetteer().place(code)
        assert place is not None
        assert place.district is not None
        district = gazetteer().place(place.district)
        assert district is not None
        assert district.kind is Kind.DISTRICT
    bishkek = gazetteer().place("41711000000000")
    assert bishkek is not None
    assert bishkek.district is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Өзгөн", "41706255600010"),
        ("Джалал-Абад шаары", "41703410000010"),
        ("Isfana", "41705236610010"),
        ("Пржевальск", "41702410000010"),
        ("Бишкек", "41711000000000"),
        ("Кызыл-Суу Жети-Огуз", "41702210850010"),
        ("Ак-Суу, Московский район", "41708217828010"),
    ],
)
def test_known_places(text: str, code: str) -> None:
    found = gazetteer().search(text)
    assert found.matches[0].place.code == code


@pytest.mark.parametrize(
    "word", ["вода", "суу", "сув", "мектеп", "мактаб", "жер", "салом", "help"]
)
def test_ordinary_words_are_not_places(word: str) -> None:
    found = gazetteer().search(word)
    assert not found.certain
    # Such as are offered have an error in every third letter.
    assert all(match.score < 70 for match in found.matches)


@pytest.mark.parametrize(
    "sentence",
    [
        "Биздин айылда суу жок, жардам бергиле",
        "Жайлоонун чегарасы боюнча талаш чыкты",
        "У нас в селе третий день нет воды",
        "Соседи не пускают скот на пастбище",
        "Qishlogʻimizda maktab yoʻq",
        "Қўшнилар билан ер талашяпмиз",
        "There is no water in our village",
    ],
)
def test_sentences_are_not_places(sentence: str) -> None:
    found = gazetteer().search(sentence)
    assert not found.certain
    assert not found.matches


def test_every_place_of_the_country_belongs_to_exactly_one_office() -> None:
    directory = Directory.from_rows(
        **{table: shipped_rows(table) for table in SHAPES}, classifier=classifier()
    )
    with (DATA / "places.csv").open(encoding="utf-8", newline="") as file:
        codes = [row["code"] for row in csv.DictReader(file)]
    assert len(codes) == 9 + 58 + 516 + 1855
    for code in codes:
        place = gazetteer().place(code)
        assert place is not None
        if place.kind is Kind.REGION:
            assert directory.districts_of(code)
        else:
            serving = [
                office.code
                for office in directory.offices
                if place.district in {d.code for d in directory.districts_served(office.code)}
            ]
            assert serving == [directory.office_for_district(place.district or "").code]
