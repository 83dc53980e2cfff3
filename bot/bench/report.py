"""The figures as plain text."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from bot.bench.startup import BARE_BOT, EMPTY, EXISTING, Startups
from bot.bench.stopwatch import Timed

SPEED_TARGET = 0.5
COST_TARGET = 1.2


@dataclass(slots=True)
class Measured:
    """All rounds of one scenario, and for each the round of the bare bot just before."""

    name: str
    rounds: list[Timed] = field(default_factory=list)
    floors: list[Timed] = field(default_factory=list)
    unloaded: Timed | None = None

    @property
    def ratios(self) -> list[float]:
        """The rate as a share of the floor, by round."""
        return [mine.rate / its.rate for mine, its in zip(self.rounds, self.floors, strict=True)]


def loaded(floor: Measured, others: Sequence[Measured]) -> list[str]:
    """Throughput, all updates queued at once."""
    out = [
        "All updates queued at once. Median (min-max) of the rounds; ratio: to the bare bot just",
        "before; settled: with the reactions and refreshed cards that follow; calls: of the Bot",
        "API for each update; CPU: seconds of the bot, and of the server, for 1000 updates.",
        f"{'':26}{'updates/s':>18}{'ratio':>18}{'settled/s':>10}{'calls':>6}"
        f"{'p50 ms':>8}{'p95 ms':>8}{'CPU':>6}{'server':>8}",
    ]
    for one in (floor, *others):
        ratio = _spread(one.ratios, 2) if one.floors else ""
        rounds = one.rounds
        count = len(rounds[0].latencies)
        out.append(
            f"{one.name:26}{_spread([r.rate for r in rounds], 0):>18}{ratio:>18}"
            f"{median(r.settled_rate for r in rounds):>10.0f}"
            f"{median(r.calls for r in rounds):>6.2f}"
            f"{median(r.percentile(50) for r in rounds):>8.0f}"
            f"{median(r.percentile(95) for r in rounds):>8.0f}"
            f"{median(r.cpu for r in rounds) / count * 1000:>6.2f}"
            f"{median(r.server_cpu for r in rounds) / count * 1000:>8.2f}"
        )
    return out


def unloaded(all_measured: Sequence[Measured]) -> list[str]:
    """Latency without load."""
    out = [
        "One update at a time (ms from update queued to answer seen)",
        f"{'':28}{'p50':>8}{'p95':>8}",
    ]
    for one in all_measured:
        if one.unloaded is not None:
            p50, p95 = one.unloaded.percentile(50), one.unloaded.percentile(95)
            out.append(f"{one.name:28}{p50:>8.1f}{p95:>8.1f}")
    return out


def costs(bare_memory: float, our_memory: float, shown: Startups) -> list[str]:
    """Memory and start."""
    out = [
        "Peak memory after all the above (MB, VmHWM)",
        f"{BARE_BOT:28}{bare_memory:>8.1f}",
        f"{'ours':28}{our_memory:>8.1f}{our_memory / bare_memory:>8.2f} x",
        "",
        "Start to first answer (s, median, min-max) and peak memory then (MB)",
    ]
    for name in (BARE_BOT, EMPTY, EXISTING):
        factor = shown.median(name) / shown.median(BARE_BOT)
        out.append(
            f"{name:28}{_spread(shown.seconds[name], 2):>20}{factor:>8.2f} x"
            f"{median(shown.memory[name]):>8.1f}"
        )
    return out


def targets(
    others: Sequence[Measured], bare_memory: float, our_memory: float, shown: Startups
) -> list[str]:
    """One line a target."""
    out = []
    for one in others:
        value = median(one.ratios)
        met = _word(value >= SPEED_TARGET)
        out.append(f"{one.name}: {value:.2f} of the floor, target {SPEED_TARGET}: {met}")
    for name, value in (
        ("memory", our_memory / bare_memory),
        ("start", shown.median(EXISTING) / shown.median(BARE_BOT)),
        ("start with an empty database", shown.median(EMPTY) / shown.median(BARE_BOT)),
    ):
        met = _word(value <= COST_TARGET)
        out.append(f"{name}: {value:.2f} x the bare bot, target {COST_TARGET}: {met}")
    return out


def _word(met: bool) -> str:
    return "reached" if met else "missed"


def _spread(values: Sequence[float], digits: int) -> str:
    low, middle, high = min(values), median(values), max(values)
    return f"{middle:.{digits}f} ({low:.{digits}f}-{high:.{digits}f})"
