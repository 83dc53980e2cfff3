"""What an import would change, worked out without a database."""

import json
from typing import Any

import pytest

from bot.reception.directory_plan import Change, Kind, Plan, plan
from tests.bot.reception.tables import Tables, district, named, office, small_directory


def planned(current: Tables, new: Tables, **used: dict[str, int]) -> Plan:
    """A plan where some rows are referred to."""
    return plan(current, new, used=used, classifier=())


def changed(rows: list[dict[str, Any]], number: int, **cells: object) -> list[dict[str, Any]]:
    """The rows with other cells in one of them."""
    return [row | cells if at == number else dict(row) for at, row in enumerate(rows)]


@pytest.fixture
def tables() -> Tables:
    """The rows of the files."""
    return small_directory()


@pytest.fixture
def stored(tables: Tables) -> Tables:
    """The tables as a database would have them: numbers, and None for unknown."""
    first = planned({table: [] for table in tables}, tables)
    return {table: [dict(row) for row in rows] for table, rows in first.tables.items()}


def test_into_nothing_every_row_is_new(tables: Tables) -> None:
    found = planned({table: [] for table in tables}, tables)
    assert {change.kind for change in found.changes} == {Kind.ADDED}
    assert len(found.changes) == sum(len(rows) for rows in tables.values())
    assert found.tables["offices"][0]["latitude"] == 40.266
    assert found.tables["offices"][0]["phone"] is None
    assert not found.problems


def test_the_same_rows_change_nothing(tables: Tables, stored: Tables) -> None:
    assert planned(stored, tables) == Plan((), (), {})


def test_cells_that_change_are_named(tables: Tables, stored: Tables) -> None:
    rows = changed(tables["offices"], 1, phone="+996 312", hours="Mo 9-10", latitude="40.3")
    found = planned(stored, {"offices": rows})
    assert [str(change) for change in found.changes] == [
        "offices.csv BBB: latitude: 40.266 → 40.3",
        "offices.csv BBB: phone: — → +996 312",
        "offices.csv BBB: hours: — → Mo 09:00-10:00",
    ]
    assert [row["code"] for row in found.tables["offices"]] == ["AAA", "BBB"]
    assert found.tables.keys() == {"offices"}


def test_rows_that_come_and_go(tables: Tables, stored: Tables) -> None:
    found = planned(stored, {"topics": [*tables["topics"][:1], named("new", code="new") | NEW]})
    added, removed = found.changes
    assert (added.kind, added.code, json.loads(str(added.new))["urgent"]) == ("add", "new", 1)
    assert (removed.kind, removed.code) == ("remove", "conflict")
    assert json.loads(str(removed.old))["name_en"] == "conflict en"
    assert [str(change) for change in found.changes] == [
        "topics.csv new: added",
        "topics.csv conflict: removed",
    ]


NEW = {"position": "3", "urgent": "1"}


def test_the_order_counts_where_people_see_it(tables: Tables, stored: Tables) -> None:
    backwards = {table: rows[::-1] for table, rows in tables.items()}
    assert planned(stored, backwards).changes == (
        Change(Kind.REORDERED, "offices"),
        Change(Kind.REORDERED, "districts"),
    )
    among = [tables["districts"][0], district("D9", "R1", "BBB"), *tables["districts"][1:]]
    found = planned(stored, {"districts": among})
    assert [change.kind for change in found.changes] == [Kind.ADDED]
    assert [row["code"] for row in found.tables["districts"]] == ["D1", "D9", "D2", "D3"]


def test_what_is_given_must_fit_what_is_not(tables: Tables, stored: Tables) -> None:
    found = planned(stored, {"offices": tables["offices"][:1]})
    assert list(map(str, found.problems)) == [
        "table districts, D3: no office 'BBB'; mend office_code"
    ]


def test_broken_rows_of_the_database_can_be_mended(tables: Tables, stored: Tables) -> None:
    stored["districts"][0]["confirmed"] = "perhaps"
    (change,) = planned(stored, {"districts": tables["districts"]}).changes
    assert (change.code, change.column, change.old, change.new) == (
        "D1",
        "confirmed",
        "perhaps",
        0,
    )
    assert planned(stored, {"topics": tables["topics"]}).problems


@pytest.mark.parametrize("table", ["offices", "topics"])
def test_what_concerns_refer_to_stays(tables: Tables, stored: Tables, table: str) -> None:
    stored["offices"].append({**stored["offices"][0], **office("CCC", "D3")})
    stored["topics"].append({**stored["topics"][0], **named("c", code="CCC")})
    found = planned(stored, {table: tables[table]}, **{table: {"CCC": 3, "AAA": 5}})
    assert list(map(str, found.problems)) == [
        f"table {table}: CCC is missing, but concerns refer to it; put its row back",
    ]
    assert not planned(stored, {table: tables[table]}, **{table: {"AAA": 5}}).problems
