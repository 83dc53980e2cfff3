"""The shipped gazetteer: the whole classifier, the right letters, every position in place."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from bot.reception.geography import distance_km, inside_country

DATA = Path(__file__).parents[3] / "storage" / "data"

Row = dict[str, str]

CLASSIFIER = {"region": 9, "district": 58, "aimak": 516, "village": 1855}
PARENT_KIND = {"district": "region", "aimak": "district", "village": "aimak"}
SHARED_DIGITS = {"district": 5, "aimak": 8, "village": 11}
"""How many leading digits of its code a place shares with its parent's."""

OSH_CITY = "41700000000021"
"""The one code that does not start like its parent's: Osh city hangs below Osh the region."""

BISHKEK = "41711000000000"
"""The one settlement that is a region: it lies across its districts."""

FARTHEST_FROM_SEAT_KM = 120.0

ALPHABETS = {
    "Cyrillic": re.compile(r"[Ѐ-ӿ]+"),
    "Latin": re.compile(r"[A-Za-zʻʼ]+"),
    "number": re.compile(r"\d+"),
}


def read(name: str) -> list[Row]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture(scope="module")
def places() -> dict[str, Row]:
    return {row["code"]: row for row in read("places")}


@pytest.fixture(scope="module")
def districts() -> dict[str, Row]:
    return {row["code"]: row for row in read("districts")}


def alphabets(text: str) -> list[str | None]:
    """The alphabet of each word; None for a word of mixed or foreign letters."""
    return [
        next((name for name, letters in ALPHABETS.items() if letters.fullmatch(word)), None)
        for word in re.split(r"[-.,() ]+", text)
        if word
    ]


def called(row: Row) -> list[str]:
    return [row["name_ru"], row["name_ky"], *row["aliases"].split("|")]


def district_of(places: dict[str, Row], code: str) -> str:
    while places[code]["kind"] != "district":
        code = places[code]["parent_code"]
    return code


def test_it_is_the_whole_classifier_and_no_code_comes_twice(places: dict[str, Row]) -> None:
    rows = read("places")
    assert len(rows) == len(places)
    assert Counter(row["kind"] for row in rows) == CLASSIFIER
    assert all(re.fullmatch(r"417\d{11}", code) for code in places)


def test_parents_come_first_and_codes_start_like_theirs(places: dict[str, Row]) -> None:
    seen: set[str] = set()
    unlike = []
    for code, row in places.items():
        seen.add(code)
        if row["kind"] == "region":
            assert row["parent_code"] == ""
            continue
        parent = places[row["parent_code"]]
        assert parent["code"] in seen
        assert parent["kind"] == PARENT_KIND[row["kind"]]
        digits = SHARED_DIGITS[row["kind"]]
        if code[:digits] != parent["code"][:digits]:
            unlike.append(code)
    assert unlike == [OSH_CITY]


def test_regions_and_districts_are_those_of_the_directory(places: dict[str, Row]) -> None:
    for kind, file in (("region", "regions"), ("district", "districts")):
        here = [row for row in places.values() if row["kind"] == kind]
        there = read(file)
        names = ("code", "name_ru", "name_ky")
        assert sorted([row[name] for name in names] for row in here) == sorted(
            [row[name] for name in names] for row in there
        )
        if kind == "district":
            assert {row["code"]: row["parent_code"] for row in here} == {
                row["code"]: row["region_code"] for row in there
            }


def test_names_are_tidy(places: dict[str, Row]) -> None:
    for row in places.values():
        assert row["name_ru"]
        assert row["name_ky"] != row["name_ru"], f"{row['code']}: empty means the same"
        for name in called(row):
            assert name == " ".join(name.split()), row
            assert not re.search(r"[–_;:/*?]| -|- |\(\w*часть", name, re.IGNORECASE), row


def test_aliases_are_names_and_add_something(places: dict[str, Row]) -> None:
    for row in places.values():
        if row["aliases"]:
            aliases = row["aliases"].split("|")
            assert all(aliases), row
            known = Counter([*aliases, row["name_ru"], row["name_ky"]])
            assert max(known.values()) == 1, row


def test_no_word_mixes_alphabets(places: dict[str, Row]) -> None:
    for row in places.values():
        assert set(alphabets(row["name_ru"])) <= {"Cyrillic", "number"}, row
        assert set(alphabets(row["name_ky"])) <= {"Cyrillic", "number"}, row
        for alias in row["aliases"].split("|"):
            letters = set(alphabets(alias)) - {"number"}
            assert letters in ({"Cyrillic"}, {"Latin"}, set()), row
            assert None not in letters, row
    for row in read("settlements"):
        assert set(alphabets(row["name_ru"])) == {"Cyrillic"}, row
        assert set(alphabets(row["name_ky"])) <= {"Cyrillic"}, row
        assert set(alphabets(row["name_latin"])) == {"Latin"}, row


@pytest.mark.parametrize("word", ["Кaра", "Оsh", "Қopa", "Oʻш"])
def test_a_look_alike_letter_is_seen(word: str) -> None:
    assert alphabets(word) == [None]


def test_kyrgyz_names_are_in_kyrgyz_spelling(places: dict[str, Row]) -> None:
    """What the Soviet Russian spelling hides is put back in every Kyrgyz name, or in none."""
    hidden = re.compile(
        r"дж|\b(кек|кок|чон|джаны|жаны|дебе|добо|булун|ункюр|орюк|кель|куль|берю|терт|тюп|тон)\b",
        re.IGNORECASE,
    )
    wrong = {
        row["code"]: row["name_ky"] for row in places.values() if hidden.search(row["name_ky"])
    }
    assert wrong == {}
    no_kyrgyz = {
        row["code"]: row["name_ru"]
        for row in places.values()
        if row["kind"] == "village" and not row["name_ky"] and hidden.search(row["name_ru"])
    }
    # "Kök-Moynok the first" and "the second": how Kyrgyz numbers them was not read in a source.
    assert set(no_kyrgyz) == {"41702220807020", "41702220807030", "41706207809060"}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("41711000000000", "Фрунзе"),
        ("41703410000010", "Жалал-Абад"),
        ("41703410000010", "Jalolobod"),
        ("41705236610010", "Раззаков"),
        ("41705236610010", "Исфана"),
        ("41702410000010", "Пржевальск"),
        ("41702420000010", "Рыбачье"),
        ("41706255600010", "Өзгөн"),
        ("41706255600010", "Ўзган"),
        ("41706255600010", "Oʻzgan"),
        ("41706242600010", "Novqat"),
        ("41706226600010", "Қорасув"),
        ("41703207812010", "Бозорқўрғон"),
        ("41702205848010", "Ак-Суу"),
        ("41708206823000", "Красная Речка"),
        ("41703207815020", "Жон"),
    ],
)
def test_old_new_and_neighbours_names(places: dict[str, Row], code: str, name: str) -> None:
    assert name in called(places[code])


def test_every_aimak_has_a_bare_stem(places: dict[str, Row]) -> None:
    """What a person types: the name without the words "aiyl aimak" and the Russian ending."""
    for row in places.values():
        if row["kind"] == "aimak" and "айылный аймак" in row["name_ru"].lower():
            aliases = row["aliases"].split("|")
            # "The Soviet one" is how its only village is called, so nothing can be stripped.
            stems = [alias for alias in aliases if alias == "Советский" or alias[-4:] != "ский"]
            assert stems, row
            assert not any("айылный" in alias or "айыл аймагы" in alias for alias in aliases), row


def test_a_settlement_is_in_its_district(
    places: dict[str, Row], districts: dict[str, Row]
) -> None:
    settlements = read("settlements")
    codes = [row["code"] for row in settlements if row["code"]]
    assert len(settlements) == 106
    assert len(codes) == len(set(codes)) == 105
    for row in settlements:
        seat = districts[row["district_code"]]
        latitude, longitude = float(row["latitude"]), float(row["longitude"])
        assert inside_country(latitude, longitude), row
        away = distance_km(
            latitude, longitude, float(seat["seat_latitude"]), float(seat["seat_longitude"])
        )
        assert away < FARTHEST_FROM_SEAT_KM, row
        if row["code"] == BISHKEK:
            assert places[row["district_code"]]["parent_code"] == BISHKEK
        elif row["code"]:
            assert district_of(places, row["code"]) == row["district_code"], row


def test_a_settlement_is_called_as_the_place_it_is(places: dict[str, Row]) -> None:
    for row in read("settlements"):
        if row["code"]:
            place = places[row["code"]]
            assert row["name_ru"] == place["name_ru"].removeprefix("город "), row
            assert row["name_ky"] in ("", place["name_ky"].replace(" шаары", "")), row


def test_positions_are_of_places_apart() -> None:
    positions = Counter((row["latitude"], row["longitude"]) for row in read("settlements"))
    assert max(positions.values()) == 1
