"""The shipped files: complete, in the right letters, and every district with an office."""

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from bot.reception.directory import LANGUAGES, Directory
from bot.reception.directory_files import read_csv, write_csv
from bot.reception.directory_rows import SHAPES
from bot.reception.geography import distance_km, inside_country

DATA = Path(__file__).parents[3] / "storage" / "data"
NAMED = ("regions", "districts", "offices", "topics", "emergency", "agency")
BUTTONS = ("regions", "districts", "offices", "topics")

OFFICES_PER_REGION = {
    "41705000000000": 4,  # Batken
    "41703000000000": 5,  # Jalal-Abad
    "41702000000000": 1,  # Issyk-Kul: Karakol
    "41706000000000": 4,  # Osh region
    "41708000000000": 5,  # Chuy
    "41721000000000": 1,  # Osh city
}
DISTRICTS_PER_REGION = {
    "41702000000000": 7,
    "41703000000000": 13,  # with Kok-Jangak
    "41704000000000": 6,
    "41705000000000": 6,
    "41706000000000": 7,
    "41707000000000": 5,
    "41708000000000": 9,
    "41711000000000": 4,
    "41721000000000": 1,
}

DUE_VOWELS = (
    *("Чүй", "Өзгөн", "Ысык-Көл", "Кара-Көл", "Көк-Жаңгак", "Таш-Көмүр", "Сүлүктү", "Жети-Өгүз"),
    *("Тоң", "Түп", "Чоң-Алай", "Аламүдүн", "Бирдиктүү", "Өрт", "Жергиликтүү"),
)
LOST_VOWELS = ("Чуй", "Озгон", "Узген", "Кол", "Кумыр", "Сулюкта", "Огуз", "Тон", "Тюп", "Чон")


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def all_names() -> list[tuple[str, str, str]]:
    """(file, language, name) of everything that has a name."""
    return [
        (file, language, row[f"name_{language}"])
        for file in NAMED
        for row in rows(file)
        for language in LANGUAGES
    ]


@pytest.fixture(scope="module")
def directory() -> Directory:
    """With each complaint that it may have: about lines, and about the classifier's districts."""
    tables = {table: read_csv(table, (DATA / f"{table}.csv").read_bytes()) for table in SHAPES}
    districts = [row for row in rows("places") if row["kind"] == "district"]
    return Directory.from_rows(**tables, classifier=districts)


def test_every_file_has_its_rows_and_no_field_too_many_or_too_few() -> None:
    counts = {"regions": 9, "districts": 58, "offices": 20, "topics": 8, "emergency": 7}
    counts |= {"agency": 1, "working_day_overrides": 2, "terms": 1}
    for name, count in counts.items():
        table = rows(name)
        assert len(table) == count, name
        assert all(None not in row and None not in row.values() for row in table), name


@pytest.mark.parametrize("table", list(SHAPES))
def test_a_file_is_as_an_export_would_write_it(table: str) -> None:
    content = (DATA / f"{table}.csv").read_bytes()
    assert write_csv(table, read_csv(table, content)).removeprefix(b"\xef\xbb\xbf") == content


def test_every_name_is_there_in_five_languages_and_clean() -> None:
    for file, language, name in all_names():
        assert name, (file, language)
        assert name == " ".join(name.split()), name


def test_button_labels_fit() -> None:
    for file, _, name in all_names():
        if file in BUTTONS:
            assert len(name) <= 30, name


def test_cyrillic_and_latin_never_mix() -> None:
    for _, language, name in all_names():
        stray = "[A-Za-z]" if language in {"ky", "ru", "uz_Cyrl"} else "[Ѐ-ӿ]"
        assert not re.search(stray, name), (language, name)


def test_each_language_keeps_to_its_own_letters() -> None:
    foreign = {"ky": "ўқғҳіі", "ru": "өүңўқғҳіі", "uz_Cyrl": "өүңыщіі", "uz": "'`’‘", "en": "ʻʼ"}
    for _, language, name in all_names():
        assert not set(name.lower()) & set(foreign[language]), (language, name)


def test_kyrgyz_names_have_their_own_vowels() -> None:
    names = " ".join(name for _, language, name in all_names() if language == "ky")
    for word in DUE_VOWELS:
        assert word in names, word
    for word in LOST_VOWELS:
        assert not re.search(rf"\b{word}\b", names), word


def test_russian_says_kyrgyzstan_as_the_country_does() -> None:
    for _, _, name in all_names():
        assert "Киргиз" not in name


def latin(cyrillic: str) -> str:
    """Uzbek Cyrillic in lower-case Latin, by the official table."""
    text = cyrillic.lower()
    text = re.sub(r"(?<![бвгджзйклмнпрстфхцчшқғҳ])е", "ye", text)
    table = dict(zip("абвгджзийклмнопрстуфхэқғҳў", "abvgdjziyklmnoprstufxeqGhO", strict=True))
    table |= {"е": "e", "ё": "yo", "ю": "yu", "я": "ya", "ч": "ch", "ш": "sh", "ц": "ts"}
    table |= {"ъ": "ʼ", "ь": "", "G": "gʻ", "O": "oʻ"}
    latin_text = "".join(table.get(letter, letter) for letter in text)
    return latin_text.replace("G", "gʻ").replace("O", "oʻ")


def test_the_two_uzbek_scripts_say_the_same() -> None:
    for file in NAMED:
        for row in rows(file):
            assert latin(row["name_uz_Cyrl"]) == row["name_uz"].lower()


def test_offices_are_as_many_as_published_and_only_three_are_confirmed() -> None:
    offices = rows("offices")
    assert Counter(row["region_code"] for row in offices) == OFFICES_PER_REGION
    confirmed = {row["code"]: row["name_ky"] for row in offices if row["confirmed"] == "1"}
    assert confirmed == {"NKT": "Ноокат району", "OSH": "Ош шаары", "KRK": "Каракол шаары"}


def test_no_office_has_an_invented_contact() -> None:
    for row in rows("offices"):
        for column in ("address", "phone", "hours", "secretary", "staff_chat_id"):
            assert row[column] == "", (row["code"], column)


def test_office_codes_are_three_letters_that_one_slip_does_not_confuse() -> None:
    codes = [row["code"] for row in rows("offices")]
    for code in codes:
        assert re.fullmatch("[A-Z]{3}", code)
        for other in codes:
            same = sum(a == b for a, b in zip(code, other, strict=True))
            assert code == other or same < 2, (code, other)


def test_an_office_is_named_and_placed_like_its_district() -> None:
    districts = {row["code"]: row for row in rows("districts")}
    for office in rows("offices"):
        district = districts[office["district_code"]]
        assert district["office_code"] == office["code"]
        for language in LANGUAGES:
            assert office[f"name_{language}"] == district[f"name_{language}"]
        assert office["latitude"] == district["seat_latitude"]
        assert office["longitude"] == district["seat_longitude"]


def test_every_district_belongs_to_the_nearest_office_of_its_region(directory: Directory) -> None:
    seats = {office.district: office for office in directory.offices}
    for district in directory.districts:
        own_region = [office for office in directory.offices if office.region == district.region]
        choice = own_region or directory.offices
        expected = seats.get(district.code) or min(
            choice,
            key=lambda office: distance_km(
                district.seat_latitude, district.seat_longitude, office.latitude, office.longitude
            ),
        )
        assert directory.office_for_district(district.code) == expected, district.name
        assert not district.confirmed


def test_every_district_is_in_its_region_and_country(directory: Directory) -> None:
    assert Counter(district.region for district in directory.districts) == DISTRICTS_PER_REGION
    for district in directory.districts:
        assert re.fullmatch("417[0-9]{11}", district.code)
        assert inside_country(district.seat_latitude, district.seat_longitude), district.name
        if district.code != "41700000000021":  # Osh: a city of its own, coded outside any region
            assert district.code[:5] == district.region[:5]


def test_names_in_one_list_differ(directory: Directory) -> None:
    for language in LANGUAGES:
        lists = [
            [district.name.get(language) for district in directory.districts_of(region.code)]
            for region in directory.regions
        ]
        lists.append([region.name.get(language) for region in directory.regions])
        lists.append([office.name.get(language) for office in directory.offices])
        lists.append([topic.name.get(language) for topic in directory.topics])
        for names in lists:
            assert len(set(names)) == len(names)


def test_topics_and_emergency_numbers(directory: Directory) -> None:
    assert [topic.code for topic in directory.topics] == [
        "conflict",
        "discrimination",
        "land",
        "culture",
        "government",
        "documents",
        "proposal",
        "other",
    ]
    assert [topic.code for topic in directory.topics if topic.urgent] == ["conflict"]
    numbers = {entry.number: entry.verified for entry in directory.emergency}
    assert next(iter(numbers)) == "112"
    assert {number for number, verified in numbers.items() if not verified} == {"101", "103"}
    assert set(numbers) == {"112", "102", "101", "103", "115", "111", "117"}


def test_days_off_by_decree(directory: Directory) -> None:
    assert directory.overrides == {date(2026, 1, 8): False, date(2026, 1, 9): False}
