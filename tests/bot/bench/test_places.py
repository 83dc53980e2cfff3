"""`kabyldama places`: what it counts and what it keeps to itself. The search itself is judged."""

from pathlib import Path

import pytest

from bot.__main__ import main
from bot.bench.places import QUERIES, Answer, Query, ask, figures, missed, reached, read_queries
from storage.places import gazetteer

RIGHT, WRONG = "41706255600010", "41703410000010"


def answer(half: str, rank: int | None, text: str = "Өзгөн", milliseconds: float = 1.0) -> Answer:
    """An answer whose right place stands at this rank, counted from 0; None: not there."""
    found = [WRONG] * 10
    if rank is not None:
        found[rank] = RIGHT
    query = Query(text, frozenset({RIGHT}), "ky", "exact", half)
    return Answer(query, tuple(found), milliseconds)


def test_the_shipped_search_reaches_its_targets(capsys: pytest.CaptureFixture[str]) -> None:
    main(["places"])
    printed = capsys.readouterr().out
    # How fast it is depends on what else the machine does, and the exit code on how fast it is.
    assert printed.count("%: reached\n") == 2
    assert "Misses" not in printed


def test_misses_are_shown_when_wanted(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "queries.csv"
    file.write_text(
        "query,codes,script,trait,half\n"
        f"Узген,{WRONG},ru,exact,tune\n"
        f"Өзгөн,{WRONG},ky,exact,final\n"
        f"Ўзган,{RIGHT}|{WRONG},uz_Cyrl,exact,tune\n"
        f"Uzgen,{RIGHT},latin,exact,final\n",
        encoding="utf-8",
    )
    monkeypatch.setattr("bot.bench.places.QUERIES", file)
    assert main(["places", "--misses"]) == 1
    printed = capsys.readouterr().out
    assert f"Узген (ru, exact): {WRONG}: {RIGHT}" in printed
    assert "Өзгөн" not in printed
    assert "Ўзган" not in printed
    assert "first: 50.0%, target 95%: missed" in printed


def test_a_right_answer_counts_by_its_rank() -> None:
    assert answer("final", 0).right_within(1)
    assert not answer("final", 1).right_within(1)
    assert answer("final", 4).right_within(5)
    assert not answer("final", 5).right_within(5)
    assert not answer("final", None).right_within(5)


@pytest.mark.parametrize(
    ("first", "second", "nowhere", "expected"),
    [(95, 5, 0, True), (94, 6, 0, False), (99, 0, 1, True), (98, 0, 2, False)],
)
def test_only_the_final_half_is_judged(
    first: int, second: int, nowhere: int, expected: bool
) -> None:
    final = [answer("final", 0)] * first + [answer("final", 1)] * second
    final += [answer("final", None)] * nowhere
    assert reached([*final, *[answer("tune", None)] * 50]) is expected
    assert reached([*final, *[answer("tune", 0)] * 50]) is expected


@pytest.mark.parametrize(("slow", "expected"), [(5, True), (6, False)])
def test_slow_answers_of_the_final_half_are_no_success(slow: int, *, expected: bool) -> None:
    final = [answer("final", 0, milliseconds=1)] * (101 - slow)
    final += [answer("final", 0, milliseconds=5)] * slow
    assert reached([*final, answer("tune", 0, milliseconds=9)]) is expected


def test_no_queries_are_no_success() -> None:
    assert not reached([])


def test_the_figures_have_every_group_of_both_halves() -> None:
    answers = [
        answer("tune", 0, milliseconds=1),
        answer("tune", 1, milliseconds=2),
        answer("final", 2, milliseconds=3),
        answer("final", 2, milliseconds=9),
    ]
    lines = [line.split() for line in figures(answers)]
    assert ["tune", "2", "50.0%", "100.0%", "1.50", "1.95", "2.00"] in lines
    assert ["final", "2", "0.0%", "100.0%", "6.00", "8.70", "9.00"] in lines
    assert ["ky", "2", "50.0%", "100.0%", "2", "0.0%", "100.0%"] in lines
    assert ["exact", "2", "50.0%", "100.0%", "2", "0.0%", "100.0%"] in lines


def test_no_query_of_the_final_half_is_shown() -> None:
    answers = [answer("tune", 1, "Узген"), answer("final", 1, "Өзгөн"), answer("tune", 0, "Ўзган")]
    shown = "\n".join(missed(answers))
    assert "Узген" in shown
    assert "Өзгөн" not in shown
    assert "Ўзган" not in shown


def test_every_shipped_query_is_asked_once() -> None:
    queries = read_queries(QUERIES)[:20]
    assert [answer.query for answer in ask(gazetteer(), queries)] == queries
