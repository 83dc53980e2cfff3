"""The bench with tiny numbers: it runs through and prints every figure. It judges no speed."""

import re

import pytest

from bot.bench.bench import Plan, measure

LABELS = (
    "bare aiogram bot",
    "menu tap",
    "message to the staff chat",
    "staff reply",
    "ours, empty database",
    "ours, existing database",
)


def test_every_figure_is_there(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.bench.stopwatch.QUIET", 0.2)
    assert measure(Plan(updates=4, rounds=1, unloaded=2, starts=1)) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    for label in LABELS:
        assert re.search(rf"^{label} +[1-9]", printed.out, re.MULTILINE), printed.out
    assert len(re.findall(r"target \S+: (?:reached|missed)$", printed.out, re.MULTILINE)) == 6


def test_a_program_that_ends_is_reported(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.bench.bench.BARE", ("-c", "raise SystemExit('no bot today')"))
    monkeypatch.setattr("bot.bench.stopwatch.PATIENCE", 0.5)
    assert measure(Plan(updates=1, rounds=1, unloaded=1, starts=1)) == 1
    assert "no bot today" in capsys.readouterr().err
