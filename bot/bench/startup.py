"""From the start of a process to its first answer."""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median

from bot.bench.program import BARE, OURS, Program, bare_environment, our_environment, run
from bot.bench.scenarios import Scenario, floor, tap
from bot.bench.scene import Scene, people
from bot.demo.server import DemoServer


class Startups:
    """Seconds from start to first answer, by what was started, and the memory at that point."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {}
        self.memory: dict[str, list[float]] = {}

    def note(self, name: str, seconds: float, memory: float) -> None:
        """One start."""
        self.seconds.setdefault(name, []).append(seconds)
        self.memory.setdefault(name, []).append(memory)

    def median(self, name: str) -> float:
        """Seconds."""
        return median(self.seconds[name])


BARE_BOT = "bare aiogram bot"
EMPTY = "ours, empty database"
EXISTING = "ours, existing database"


async def startups(scene: Scene, database: Path, count: int, folder: Path) -> Startups:
    """Start each program ``count`` times, by turns, with one update waiting for it."""
    shown = Startups()
    server = scene.server
    async with DemoServer() as bare_server:
        stranger = people(bare_server, 1)

        def hello(program: Program) -> Scenario:
            return floor(bare_server, program, stranger)

        def press(program: Program) -> Scenario:
            # With an empty database it is a stranger's, who is asked for a language.
            return tap(scene, program)

        bare = bare_environment(bare_server.token, bare_server.url)
        for number in range(count):
            new = folder / f"new{number}.sqlite3"
            await _start(shown, BARE_BOT, BARE, bare, folder, hello)
            for name, path in ((EMPTY, new), (EXISTING, database)):
                ours = our_environment(server.token, server.url, path, scene.staff.id)
                await _start(shown, name, OURS, ours, folder, press)
    return shown


async def _start(
    shown: Startups,
    name: str,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    scenario: Callable[[Program], Scenario],
) -> None:
    begin = time.perf_counter()
    async with run(arguments, environment, folder) as program:
        timed = await scenario(program).at_once(1, 0)
        # The update was queued as soon as the process existed.
        seconds = timed.began + timed.answered - begin
        shown.note(name, seconds, program.peak_memory)
