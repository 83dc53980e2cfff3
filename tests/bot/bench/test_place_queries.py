"""The quality file of the place search is sound: known codes, honest scripts, equal halves."""

import csv
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SCRIPTS = {
    # What a phone's keyboard of that language gives; a subset of it is no mistake.
    "ky": r"[а-яёөүң]",
    "ru": r"[а-яё]",
    "uz_Cyrl": r"(?![ыщ])[а-яёўқғҳ]",
    "uz": r"(?![cw])[a-z]|ch|(?<=[og])[ʻ'`‘]",
    "latin": r"[a-z]",
}
PUNCTUATION = r"[ .,()/-]"
TRAITS = {
    "exact",
    "folded",
    "typo1",
    "typo2",
    "soviet",
    "new",
    "district",
    "suffix",
    "case",
    "joined",
    "caps",
}
REGIONS = 9


def table(path: str) -> list[dict[str, str]]:
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


QUERIES = table("bot/bench/place_queries.csv")
PLACES = {row["code"]: row for row in table("storage/data/places.csv")}


def codes(row: dict[str, str]) -> list[str]:
    return row["codes"].split("|")


def region(code: str) -> str:
    while parent := PLACES[code]["parent_code"]:
        code = parent
    return code


def rural(code: str) -> bool:
    """A village or a rural aimak: the classifier gives those an 8 in the ninth place."""
    return PLACES[code]["kind"] in {"village", "aimak"} and code[8] == "8"


def test_columns() -> None:
    assert list(QUERIES[0]) == ["query", "codes", "script", "trait", "half"]
    for row in QUERIES:
        assert row["query"] == " ".join(row["query"].split()) != "", row
        assert row["trait"] in TRAITS, row


def test_every_code_is_a_known_place() -> None:
    for row in QUERIES:
        assert codes(row) == sorted(set(codes(row)) & PLACES.keys()), row


def test_no_query_twice() -> None:
    # The same letters in capitals would be the same question for the search.
    counted = Counter(row["query"].casefold() for row in QUERIES)
    assert [query for query, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("script", SCRIPTS)
def test_letters_fit_the_script(script: str) -> None:
    allowed = re.compile(f"(?:{SCRIPTS[script]}|{PUNCTUATION})+")
    rows = [row["query"] for row in QUERIES if row["script"] == script]
    assert len(rows) >= 70
    assert [query for query in rows if not allowed.fullmatch(query.lower())] == []


def test_halves_alternate_within_each_group() -> None:
    groups = defaultdict(list)
    for row in QUERIES:
        groups[row["script"], row["trait"]].append(row["half"])
    for group, halves in groups.items():
        # An even count leaves both halves the same size.
        assert halves == ["tune", "final"] * (len(halves) // 2), group


def test_it_is_large_rural_and_not_easy() -> None:
    assert len(QUERIES) >= 480
    assert {row["script"] for row in QUERIES} == SCRIPTS.keys()
    assert {row["trait"] for row in QUERIES} == TRAITS
    assert sum(all(map(rural, codes(row))) for row in QUERIES) >= len(QUERIES) / 2
    assert sum(row["trait"] == "exact" for row in QUERIES) <= len(QUERIES) / 4
    assert len({region(code) for row in QUERIES for code in codes(row)}) == REGIONS


def test_a_plain_name_lists_all_its_places() -> None:
    named = defaultdict(set)
    for code, place in PLACES.items():
        named[place["name_ru"].casefold()].add(code)
    plain = [row for row in QUERIES if row["trait"] in {"exact", "caps", "folded"}]
    assert any(len(named[row["query"].casefold()]) > 1 for row in plain)
    for row in plain:
        assert named[row["query"].casefold()] <= set(codes(row)), row


def test_a_typing_error_makes_no_other_name() -> None:
    columns = ("name_ru", "name_ky")
    names = {place[column].casefold() for place in PLACES.values() for column in columns}
    for row in QUERIES:
        if row["trait"] in {"typo1", "typo2"}:
            assert row["query"].casefold() not in names, row
        if row["trait"] == "typo2":
            assert len(row["query"]) > 4, "a short name does not survive two errors"
