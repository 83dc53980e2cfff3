"""The directory: lookups, the order of lists, and what it refuses to be built from."""

from datetime import date

import pytest

from bot.reception.directory import Directory, Names
from bot.reception.directory_rows import FileRow
from bot.reception.problems import SHOWN, DirectoryError
from tests.bot.reception.tables import Tables, district, named, small_directory


@pytest.fixture
def tables() -> Tables:
    """Rows to spoil."""
    return small_directory()


def problems(tables: Tables) -> list[str]:
    """What is said against these tables."""
    with pytest.raises(DirectoryError) as caught:
        Directory.from_rows(**tables)
    return list(map(str, caught.value.problems))


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
    assert directory.overrides == {date(2026, 1, 8): False, date(2026, 1, 10): True}


def test_an_office_knows_the_districts_it_serves(tables: Tables) -> None:
    directory = Directory.from_rows(**tables)
    assert [district.code for district in directory.districts_served("AAA")] == ["D1", "D2"]
    assert [district.code for district in directory.districts_served("BBB")] == ["D3"]


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
        directory.districts_served,
    ):
        with pytest.raises(KeyError):
            look_up("forged")


def test_unknown_details_are_none(tables: Tables) -> None:
    tables["offices"][1] |= {"phone": " 0312  00–00–00 ", "staff_chat_id": "-1001234"}
    tables["offices"][1] |= {"hours": "Mo-Fr 9-18", "address": "Bazar,\n 1"}
    directory = Directory.from_rows(**tables)
    first, second = directory.offices
    assert first.address is first.phone is first.hours is first.secretary is None
    assert first.staff_chat_id is None
    assert second.phone == "0312 00-00-00"
    assert second.hours == "Mo-Fr 09:00-18:00"
    assert second.address == "Bazar, 1"
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


FILES = ["regions", "districts", "offices", "topics", "emergency"]


@pytest.mark.parametrize("file", [*FILES, "agency"])
def test_an_empty_table_is_refused(tables: Tables, file: str) -> None:
    tables[file] = []
    assert f"table {file} is empty: import {file}.csv" in problems(tables)


def test_there_need_not_be_days_off_by_decree(tables: Tables) -> None:
    tables["working_day_overrides"] = []
    assert Directory.from_rows(**tables).overrides == {}


@pytest.mark.parametrize("file", [*FILES, "working_day_overrides"])
def test_a_code_that_stands_twice_is_refused(tables: Tables, file: str) -> None:
    tables[file].append(dict(tables[file][-1]))
    (problem,) = problems(tables)
    assert problem.startswith(f"table {file}, ")
    assert "stands twice (also table " in problem


@pytest.mark.parametrize(
    ("file", "row", "change", "complaint"),
    [
        ("districts", 2, {"office_code": ""}, "table districts, D2: office_code is empty"),
        ("districts", 2, {"office_code": "ZZZ"}, "table districts, D2: no office 'ZZZ'; mend"),
        ("districts", 2, {"region_code": "R9"}, "table districts, D2: no region 'R9'; mend"),
        ("districts", 2, {"seat_latitude": "51"}, "table districts, D2: 51.0, 72.6183 is outside"),
        ("offices", 1, {"district_code": "D9"}, "table offices, AAA: no district 'D9'"),
        ("offices", 2, {"region_code": "R1"}, "table offices, BBB: its district is in another"),
        ("offices", 2, {"latitude": "72.6"}, "table offices, BBB: 72.6, 72.6183 is outside"),
        ("offices", 1, {"latitude": "nan"}, "table offices, AAA: latitude is 'nan'"),
        ("offices", 1, {"longitude": "72,6"}, "table offices, AAA: longitude is '72,6'"),
        ("offices", 1, {"longitude": None}, "table offices, AAA: longitude is empty"),
        ("offices", 1, {"staff_chat_id": "@x"}, "table offices, AAA: staff_chat_id is '@x'"),
        ("offices", 1, {"staff_chat_id": "5"}, "table offices, AAA: staff_chat_id is '5'"),
        ("offices", 1, {"confirmed": "yes"}, "table offices, AAA: confirmed is 'yes': write 0"),
        ("offices", 1, {"phone": "ask Anna"}, "table offices, AAA: phone is 'ask Anna'"),
        ("offices", 1, {"phone": "12"}, "table offices, AAA: phone is '12'"),
        ("offices", 1, {"phone": "1" * 16}, "table offices, AAA: phone is '1111"),
        ("offices", 1, {"phone": "(-)"}, "table offices, AAA: phone is '(-)'"),
        ("offices", 1, {"hours": "always"}, "table offices, AAA: hours is 'always'"),
        ("offices", 1, {"hours": "Mo 18-9"}, "table offices, AAA: hours is 'Mo 18-9'"),
        ("offices", 1, {"secretary": "\u202eAnna"}, "table offices, AAA: secretary is '\\u202eA"),
        ("offices", 1, {"address": "x" * 201}, "table offices, AAA: address is 'xxx"),
        ("offices", 1, {"name_ky": "x" * 31}, "table offices, AAA: name_ky is 'xxx"),
        ("regions", 1, {"name_uz": " "}, "table regions, R1: name_uz is empty"),
        ("regions", 1, {"code": "the north"}, "table regions, the north: code is 'the north'"),
        ("topics", 1, {"position": "first"}, "table topics, other: position is 'first'"),
        ("working_day_overrides", 1, {"day": "20260108"}, "table working_day_overrides, 20260108"),
        (
            "working_day_overrides",
            1,
            {"day": "2026-02-30"},
            "table working_day_overrides, 2026-02",
        ),
        ("working_day_overrides", 1, {"source": ""}, "table working_day_overrides, 2026-01-08: s"),
    ],
)
def test_a_faulty_field_is_named(
    tables: Tables, file: str, row: int, change: dict[str, str | None], complaint: str
) -> None:
    tables[file][row - 1].update(change)
    assert [line for line in problems(tables) if line.startswith(complaint)]


@pytest.mark.parametrize("code", ["nkt", "NK", "NKTX", "НКТ", "N1T", "MON", "ADM"])
def test_an_office_code_fits_into_ticket_numbers(tables: Tables, code: str) -> None:
    tables["offices"][1]["code"] = code
    tables["districts"][2]["office_code"] = code
    first, second = problems(tables)
    assert first.startswith(f"table districts, D3: office_code is '{code}'")
    assert second.startswith(f"table offices, {code}: code is '{code}'")


def test_names_in_one_list_differ(tables: Tables) -> None:
    tables["topics"][1]["name_uz"] = "OTHER uz"
    tables["districts"][2]["name_ru"] = "D1 ru"
    # Of another region: never in one list with D1.
    tables["districts"][1]["name_ru"] = "D1 ru"
    assert problems(tables) == [
        "table topics, other: name_uz 'other uz' is also the name in table topics, conflict; "
        "tell them apart",
        "table districts, D3: name_ru 'D1 ru' is also the name in table districts, D1; "
        "tell them apart",
    ]


def test_a_missing_column_is_named(tables: Tables) -> None:
    del tables["offices"][0]["phone"]
    assert problems(tables) == ["table offices, AAA: phone is missing: add the column"]


def test_there_is_one_agency(tables: Tables) -> None:
    tables["agency"].append(named("former", code="former"))
    (problem,) = problems(tables)
    assert problem.startswith("table agency, former: a second agency")


def test_every_fault_is_named_and_none_brings_up_another(tables: Tables) -> None:
    tables["offices"][0] |= {"phone": "none", "latitude": "north"}
    tables["districts"][1] |= {"confirmed": "", "office_code": "ZZZ"}
    assert [problem.split(": ")[:2] for problem in problems(tables)] == [
        ["table districts, D2", "confirmed is empty"],
        ["table offices, AAA", "latitude is 'north'"],
        ["table offices, AAA", "phone is 'none'"],
        ["table districts, D2", "no office 'ZZZ'; mend office_code"],
    ]


def test_more_than_twenty_faults_are_counted(tables: Tables) -> None:
    codes = [f"E{number}" for number in range(SHOWN + 5)]
    tables["districts"] += [district(code, "R1", "ZZZ") for code in codes]
    with pytest.raises(DirectoryError) as caught:
        Directory.from_rows(**tables)
    lines = str(caught.value).splitlines()
    assert len(lines) == SHOWN + 1
    assert lines[-1] == "... and 5 more"
    assert len(caught.value.problems) == SHOWN + 5


def test_rows_of_a_file_are_named_by_their_line(tables: Tables) -> None:
    tables["districts"] = [
        FileRow(row, "districts.csv", 2 * number) for number, row in enumerate(tables["districts"])
    ]
    tables["districts"][2] |= {"region_code": "R7"}
    assert "districts.csv, line 4: no region 'R7'; mend region_code" in problems(tables)


def test_the_districts_are_those_of_the_state_classifier(tables: Tables) -> None:
    names = {"D1": "бир", "D2": "эки", "D4": "төрт"}
    tables["classifier"] = [
        {"code": code, "name_ky": name, "name_ru": f"№ {code}"} for code, name in names.items()
    ]
    assert problems(tables) == [
        "table districts, D3: 'D3' is no district of the state classifier; mend code",
        "table districts: the district D4 (төрт, № D4) is missing; add its row",
    ]
    tables["classifier"][2] |= {"code": "D3"}
    assert len(Directory.from_rows(**tables).districts) == 3
