"""`kabyldama places`: how well places are found by what people type, and how fast.

The queries and their right answers were written before the search was. One half of them is for
tuning it; the other is only ever counted, and gives the figures that are judged.
"""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from bot.reception.gazetteer import Gazetteer
from storage.places import gazetteer

QUERIES = Path(__file__).parent / "place_queries.csv"
TUNE, FINAL = "tune", "final"

TOP = 5
FIRST_TARGET = 95.0
TOP_TARGET = 99.0
"""Per cent of the final half: a right answer first, and among the first five."""
SPEED_TARGET = 5.0
"""Milliseconds a query, at the 95th percentile."""
FIRST_OF_ALL = "Bishkek"
"""A query before the clock runs: it loads what is loaded at the first use."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a person typed, and the codes of the places that are right answers."""

    text: str
    codes: frozenset[str]
    script: str
    trait: str
    half: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a query: the codes found, best first, and the time it took."""

    query: Query
    found: tuple[str, ...]
    milliseconds: float

    def right_within(self, count: int) -> bool:
        """Whether one of the first so many is a right one."""
        return not self.query.codes.isdisjoint(self.found[:count])


def places(*, misses: bool) -> int:
    """Measure and print, with the misses of the tune half if wanted; returns the exit code."""
    answers = ask(gazetteer(), read_queries(QUERIES))
    print(*figures(answers), sep="\n")
    if misses:
        print("", *missed(answers), sep="\n")
    return 0 if reached(answers) else 1


def read_queries(path: Path) -> list[Query]:
    """The queries of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Query(
                row["query"],
                frozenset(row["codes"].split("|")),
                row["script"],
                row["trait"],
                row["half"],
            )
            for row in csv.DictReader(file)
        ]


def ask(country: Gazetteer, queries: Sequence[Query]) -> list[Answer]:
    """Search for each of them once."""
    country.search(FIRST_OF_ALL)
    answers = []
    for query in queries:
        start = perf_counter()
        found = country.search(query.text)
        milliseconds = (perf_counter() - start) * 1000
        codes = tuple(match.place.code for match in found.matches)
        answers.append(Answer(query, codes, milliseconds))
    return answers


def reached(answers: Sequence[Answer]) -> bool:
    """Whether the final half reaches the three targets."""
    final = _of_half(answers, FINAL)
    return (
        _share(final, 1) >= FIRST_TARGET
        and _share(final, TOP) >= TOP_TARGET
        and _p95(final) < SPEED_TARGET
    )


def figures(answers: Sequence[Answer]) -> list[str]:
    """The figures as plain text; of the final half no single query."""
    halves = {half: _of_half(answers, half) for half in (TUNE, FINAL)}
    out = [f"{'':12}{'queries':>8}{'first':>9}{'top 5':>9}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}"]
    for half, rows in halves.items():
        times = sorted(row.milliseconds for row in rows)
        cuts = quantiles(times, n=100, method="inclusive")
        out.append(f"{half:12}{_shares(rows)}{cuts[49]:>9.2f}{cuts[94]:>9.2f}{times[-1]:>9.2f}")
    out += _by("script", halves, lambda query: query.script)
    out += _by("trait", halves, lambda query: query.trait)
    final = halves[FINAL]
    p95 = _p95(final)
    return [
        *out,
        "",
        f"first: {_share(final, 1):.1f}%, target {FIRST_TARGET:.0f}%: "
        f"{_word(_share(final, 1) >= FIRST_TARGET)}",
        f"top {TOP}: {_share(final, TOP):.1f}%, target {TOP_TARGET:.0f}%: "
        f"{_word(_share(final, TOP) >= TOP_TARGET)}",
        f"p95: {p95:.2f} ms, target {SPEED_TARGET:.0f} ms: {_word(p95 < SPEED_TARGET)}",
    ]


def missed(answers: Sequence[Answer]) -> list[str]:
    """The queries of the tune half whose first answer is wrong, with what was found instead."""
    out = ["Misses of the tune half: query (script, trait), right codes, found codes"]
    for answer in _of_half(answers, TUNE):
        if not answer.right_within(1):
            query = answer.query
            right, found = "|".join(sorted(query.codes)), "|".join(answer.found[:TOP]) or "nothing"
            out.append(f"{query.text} ({query.script}, {query.trait}): {right}: {found}")
    return out


def _by(name: str, halves: dict[str, list[Answer]], group: Callable[[Query], str]) -> list[str]:
    out = [
        "",
        f"{'by ' + name:12}" + "".join(f"{half:>8}{'first':>9}{'top 5':>9}" for half in halves),
    ]
    for value in sorted({group(row.query) for rows in halves.values() for row in rows}):
        line = f"{value:12}"
        for rows in halves.values():
            line += _shares([row for row in rows if group(row.query) == value])
        out.append(line)
    return out


def _of_half(answers: Sequence[Answer], half: str) -> list[Answer]:
    return [answer for answer in answers if answer.query.half == half]


def _shares(rows: Sequence[Answer]) -> str:
    return f"{len(rows):>8}{_share(rows, 1):>8.1f}%{_share(rows, TOP):>8.1f}%"


def _share(rows: Sequence[Answer], count: int) -> float:
    """Per cent of the queries answered rightly within so many; none of none is none."""
    return 100 * sum(row.right_within(count) for row in rows) / len(rows) if rows else 0.0


def _p95(rows: Sequence[Answer]) -> float:
    """Milliseconds that 95% of the queries take at most. At least two queries."""
    return quantiles([row.milliseconds for row in rows], n=100, method="inclusive")[94]


def _word(met: bool) -> str:
    return "reached" if met else "missed"
