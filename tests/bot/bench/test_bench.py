"""The bench with tiny numbers: it runs through and prints every figure. It judges no speed."""

import re

import pytest

from bot.__main__ import main
from bot.bench.bench import Plan, measure
from bot.bench.broadcast import broadcast

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
    # Of whoever runs it.
    monkeypatch.setenv("RETENTION_DAYS", "5")
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
    assert measure(Plan(updates=1, rounds=1, unloaded=1, starts=1)) == 1
    assert "no bot today" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [("--updates", "0"), ("--updates", "-5"), ("--broadcast", "1")]
)
def test_numbers_that_measure_nothing_are_refused(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["bench", *arguments])
    assert left.value.code == 2
    assert "give a whole number from 1" in capsys.readouterr().err


def test_a_broadcast_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    broadcast(40)
    printed = capsys.readouterr()
    assert printed.err == ""
    assert re.search(r"^delivered +40 of 40$", printed.out, re.MULTILINE), printed.out
    for label in ("sent twice", r"told to wait \(429\)"):
        assert re.search(rf"^{label} +0$", printed.out, re.MULTILINE), printed.out
    assert re.search(r"^tap answered, p95 +[1-9]", printed.out, re.MULTILINE), printed.out
