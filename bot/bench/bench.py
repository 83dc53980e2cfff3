"""`kabyldama bench`: everything in one run, against one kind of server in this process."""

import asyncio
import os
import platform
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.bench import report
from bot.bench.program import (
    BARE,
    OURS,
    BenchFailed,
    Program,
    bare_environment,
    our_environment,
    run,
)
from bot.bench.report import Measured
from bot.bench.scenarios import Scenario, carried, floor, replied, tap
from bot.bench.scene import Scene, people
from bot.bench.startup import startups
from bot.demo.server import DemoServer

UNLOADED = 100
"""Updates sent one at a time, at most."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    updates: int = 2000
    """Updates of one kind in a round; also residents."""
    rounds: int = 3
    unloaded: int = UNLOADED
    """Updates sent one at a time."""
    starts: int = 3


def bench(updates: int) -> int:
    """Measure and print; returns the exit code."""
    return measure(Plan(updates=updates, unloaded=min(updates, UNLOADED)))


def measure(plan: Plan) -> int:
    """Measure as planned and print; returns the exit code."""
    try:
        asyncio.run(_measure(plan))
    except BenchFailed as error:
        print(error, file=sys.stderr)
        return 1
    return 0


async def _measure(plan: Plan) -> None:
    print(
        f"kabyldama bench: {plan.updates} updates a measurement, {plan.rounds} rounds, "
        f"Python {platform.python_version()}, {os.cpu_count()} processors",
        flush=True,
    )
    with tempfile.TemporaryDirectory(prefix="kabyldama-bench-") as name:
        folder = Path(name)
        database = folder / "bench.sqlite3"
        async with DemoServer() as server:
            scene = Scene(server)
            await scene.furnish(database, plan.updates, time.time())
            async with _programs(scene, database, folder, plan) as (bare, ours, scenarios):
                measured = await _scenarios(plan, scenarios)
                bare_memory, our_memory = bare.peak_memory, ours.peak_memory
            _print(report.loaded(measured[0], measured[1:]))
            _print(report.unloaded(measured))
            shown = await startups(scene, database, plan.starts, folder)
    _print(report.costs(bare_memory, our_memory, shown))
    _print(report.targets(measured[1:], bare_memory, our_memory, shown))


@asynccontextmanager
async def _programs(
    scene: Scene, database: Path, folder: Path, plan: Plan
) -> AsyncIterator[tuple[Program, Program, list[Scenario]]]:
    """Both bots at once: the one that is not measured waits for updates and costs nothing.

    Each has a server of its own, as a token allows one bot, in this one process.
    """
    server = scene.server
    settings = our_environment(server.token, server.url, database, scene.staff.id)
    async with (
        DemoServer() as bare_server,
        run(BARE, bare_environment(bare_server.token, bare_server.url), folder) as bare,
        run(OURS, settings, folder) as ours,
    ):
        strangers = people(bare_server, plan.updates)
        yield (
            bare,
            ours,
            [
                floor(bare_server, bare, strangers),
                tap(scene, ours),
                carried(scene, ours),
                replied(scene, ours),
            ],
        )


async def _scenarios(plan: Plan, scenarios: Sequence[Scenario]) -> list[Measured]:
    """The bare bot before each of the others, so that a drift of the machine meets both."""
    measured = [Measured(scenario.name) for scenario in scenarios]
    first, *others = scenarios
    # Whatever is loaded or compiled on first use is not part of the figures.
    for scenario in scenarios:
        await scenario.one_by_one(min(10, plan.unloaded), "warm")
    for number in range(plan.rounds):
        for scenario, mine in zip(others, measured[1:], strict=True):
            bare = await first.at_once(plan.updates, number)
            measured[0].rounds.append(bare)
            mine.floors.append(bare)
            mine.rounds.append(await scenario.at_once(plan.updates, number))
    for scenario, mine in zip(scenarios, measured, strict=True):
        mine.unloaded = await scenario.one_by_one(plan.unloaded, "single")
    return measured


def _print(lines: Sequence[str]) -> None:
    print("", *lines, sep="\n", flush=True)
