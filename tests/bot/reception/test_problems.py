"""What stands against files and rows: in English, and in any other language."""

import pytest

from bot.reception.problems import (
    SHOWN,
    DirectoryError,
    Sentence,
    Unusable,
    at,
    in_file,
    in_line,
    in_row,
    in_table,
    shown,
)

NO_DOOR = Sentence("no door {code}").given(code="A1")


def test_its_text_is_english() -> None:
    problem = at(in_line(in_file("house.xlsx", "doors"), 3), NO_DOOR)
    assert str(problem) == "house.xlsx, sheet doors, line 3: no door A1"
    assert str(at(in_file("doors.csv"), NO_DOOR)) == "doors.csv: no door A1"
    assert str(at(in_row("doors", "A1", 2), NO_DOOR)) == "table doors, A1: no door A1"
    assert str(in_row("doors", None, 2)) == "table doors, row 2"
    assert str(in_table("doors")) == "table doors"


def test_it_is_said_in_another_language_with_all_that_stands_in_it() -> None:
    words = {
        "no door {code}": "{code} жок",
        "{file}, line {line}": "{line}-сап, {file}",
        "{where}: {what}": "{where} – {what}",
    }
    problem = at(in_line(in_file("doors.csv"), 3), NO_DOOR)
    assert problem.said(words.__getitem__) == "3-сап, doors.csv – A1 жок"


def test_what_a_person_wrote_is_no_placeholder() -> None:
    problem = at("{where}.csv", NO_DOOR.given(code="{what} {0}"))
    assert str(problem) == "{where}.csv: no door {what} {0}"


def test_what_is_given_later_does_not_change_the_sentence_before() -> None:
    sentence = Sentence("{door} of {house}").given(door="A1")
    assert str(sentence.given(house="B")) == "A1 of B"
    with pytest.raises(KeyError, match="house"):
        str(sentence)


def test_an_error_has_all_problems_and_shows_the_first() -> None:
    assert str(Unusable(NO_DOOR)) == "no door A1"
    many = [NO_DOOR] * (SHOWN + 2)
    error = DirectoryError(many)
    assert error.problems == tuple(many)
    assert str(error).splitlines() == [*["no door A1"] * SHOWN, "... and 2 more"]
    assert shown(many[:SHOWN]) == many[:SHOWN]
