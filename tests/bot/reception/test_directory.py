"""The directory: lookups, the order of lists, and what it refuses to be built from."""

from typing import Any

import pytest

from bot.reception.directory import LANGUAGES, Directory, DirectoryError, Names

Tables = dict[str, list[dict[str, Any]]]


def named(name: str, **columns: Any) -> dict[str, Any]:
    return columns | {f"name_{language}": f"{name} {language}" for language in LANGUAGES}


def office(code: str, district: str, region: str = "R2") -> dict[str, Any]:
    unknown = dict.fromkeys(("address", "phone", "hours", "secretary", "staff_chat_id"), "")
    place = {"latitude": "40.266", "longitude": "72.6183", "confirmed": "1"}
    return named(code, code=code, region_code=region, district_code=district, **unknown, **place)


def district(code: str, region: str, office_code: str) -> dict[str, Any]:
    seat = {"seat_latitude": "40.266", "seat_longitude": "72.6183", "confirmed": "0"}
    return named(code, code=code, region_code=region, office_code=office_code, **seat)


@pytest.fixture
def tables() -> Tables:
    return {
        "regions": [
            named("north", code="R1", position="2"),
            named("south", code="R2", position="1"),
        ],
        "districts": [
            district("D1", "R2", "AAA"),
            district("D2", "R1", "AAA"),
            district("D3", "R2", "BBB"),
        ],
        "offices": [office("AAA", "D1"), office("BBB", "D3")],
        "topics": [
            named("other", code="other", position="10", urgent="0"),
            named("conflict", code="conflict", position="9", urgent="1"),
        ],
        "emergency": [named("police", number="102", position="1", verified="1")],
        "agency": [named("agency", code="agency")],
    }


def test_lookups(tables: Tables) -> None:
    directory = Directory.from_rows(**tables)
    assert [district.code for district in directory.districts_of("R2")] == ["D1", "D3"]
    assert directory.office_for_district("D2") is directory.office("AAA")
    assert directory.region("R1").name.get("en") == "north en"
    assert directory.district("D3").office == "BBB"
    assert directory.topic("conflict").urgent
    assert directory.emergency[0].number == "102"
    assert directory.emergency[0].verified
    assert directory.agency.get("uz_Cyrl") == "agency uz_Cyrl"


def test_lists_are_in_the_order_of_their_position_as_a_number(tables: Tables) -> None:
    directory = Directory.from_rows(**tables)
    assert [region.code for region in directory.regions] == ["R2", "R1"]
    assert [topic.code for topic in directory.topics] == ["conflict", "other"]


def test_an_unknown_code_is_a_key_error(tables: Tables) -> None:
    directory = Directory.from_rows(**tables)
    for look_up in (
        directory.region,
        directory.district,
        directory.office,
        directory.topic,
        directory.districts_of,
        directory.office_for_district,
    ):
        with pytest.raises(KeyError):
            look_up("forged")


def test_unknown_details_are_none(tables: Tables) -> None:
    tables["offices"][1] |= {"phone": " 0312 000000 ", "staff_chat_id": "-1001234"}
    directory = Directory.from_rows(**tables)
    first, second = directory.offices
    assert first.address is first.phone is first.hours is first.secretary is None
    assert first.staff_chat_id is None
    assert second.phone == "0312 000000"
    assert second.staff_chat_id == -1001234


def test_sql_rows_give_the_same_directory_as_text(tables: Tables) -> None:
    from_text = Directory.from_rows(**tables)
    for row in tables["offices"]:
        row.update({"latitude": 40.266, "longitude": 72.6183, "confirmed": 1})
        row.update(dict.fromkeys(("address", "phone", "hours", "secretary", "staff_chat_id")))
    for row in tables["districts"]:
        row.update({"seat_latitude": 40.266, "seat_longitude": 72.6183, "confirmed": False})
    for number, row in enumerate(reversed(tables["regions"])):
        row["position"] = number
    assert Directory.from_rows(**tables) == from_text


def test_names_fall_back_to_kyrgyz_then_russian_then_any() -> None:
    assert Names({"ky": "а", "ru": "б", "en": "c"}).get("en") == "c"
    assert Names({"ru": "б", "ky": "а", "en": "c"}).get("uz") == "а"
    assert Names({"en": "c", "ru": "б"}).get("uz") == "б"
    assert Names({"en": "c"}).get("ky") == "c"


def test_parts_have_a_hash(tables: Tables) -> None:
    directory = Directory.from_rows(**tables)
    assert len({*directory.offices, *directory.districts, *directory.regions}) == 7


@pytest.mark.parametrize("file", ["regions", "districts", "offices", "topics", "emergency"])
def test_an_empty_file_is_refused(tables: Tables, file: str) -> None:
    tables[file] = []
    with pytest.raises(DirectoryError, match=rf"{file}\.csv is empty: restore"):
        Directory.from_rows(**tables)


@pytest.mark.parametrize("file", ["regions", "districts", "offices", "topics", "emergency"])
def test_a_code_that_stands_twice_is_refused(tables: Tables, file: str) -> None:
    tables[file].append(dict(tables[file][-1]))
    with pytest.raises(DirectoryError, match=rf"{file}\.csv, row \d: '\w+' stands twice"):
        Directory.from_rows(**tables)


@pytest.mark.parametrize(
    ("file", "row", "change", "complaint"),
    [
        ("districts", 2, {"office_code": ""}, "districts.csv, row 2: office_code is empty"),
        ("districts", 2, {"office_code": "ZZZ"}, "districts.csv, row 2 (D2): no office 'ZZZ'"),
        ("districts", 3, {"region_code": "R9"}, "districts.csv, row 3 (D3): no region 'R9'"),
        ("offices", 1, {"district_code": "D9"}, "offices.csv, row 1 (AAA): no district 'D9'"),
        (
            "offices",
            2,
            {"region_code": "R1"},
            "offices.csv, row 2 (BBB): its district is elsewhere",
        ),
        ("offices", 2, {"latitude": "72.6"}, "offices.csv, row 2 (BBB): outside Kyrgyzstan"),
        ("offices", 1, {"latitude": "nan"}, "offices.csv, row 1: latitude is 'nan'"),
        ("offices", 1, {"longitude": "72,6"}, "offices.csv, row 1: longitude is '72,6'"),
        ("offices", 1, {"longitude": None}, "offices.csv, row 1: longitude is empty"),
        ("offices", 1, {"staff_chat_id": "@x"}, "offices.csv, row 1: staff_chat_id is '@x'"),
        (
            "offices",
            1,
            {"confirmed": "yes"},
            "offices.csv, row 1: confirmed is 'yes': write 0 or 1",
        ),
        ("regions", 1, {"name_uz": " "}, "regions.csv, row 1: name_uz is empty"),
        ("topics", 1, {"position": "first"}, "topics.csv, row 1: position is 'first'"),
    ],
)
def test_a_faulty_field_is_named(
    tables: Tables, file: str, row: int, change: dict[str, str | None], complaint: str
) -> None:
    tables[file][row - 1].update(change)
    with pytest.raises(DirectoryError) as caught:
        Directory.from_rows(**tables)
    assert str(caught.value).startswith(complaint)


def test_a_missing_column_is_named(tables: Tables) -> None:
    del tables["offices"][0]["phone"]
    with pytest.raises(DirectoryError, match=r"offices\.csv, row 1: phone is missing: add"):
        Directory.from_rows(**tables)


@pytest.mark.parametrize("count", [0, 2])
def test_there_is_one_agency(tables: Tables, count: int) -> None:
    tables["agency"] = tables["agency"] * count
    with pytest.raises(DirectoryError, match=f"agency.csv has {count} rows"):
        Directory.from_rows(**tables)
