"""Times each update from being queued to its answer being seen at the server."""

import asyncio
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from statistics import quantiles
from types import TracebackType
from typing import Self

from bot.bench.program import BenchFailed, Program
from bot.demo.errors import Json
from bot.demo.methods import METHODS
from bot.demo.server import DemoServer
from bot.demo.world import Event

# How long nothing happens before the consequences of an answer count as over too, in seconds.
QUIET = 2.0
PATIENCE = 120.0
"""Seconds without any sign of life before a measurement is given up."""
_ACTS = frozenset({"message", "edit", "delete", "reaction"})


@dataclass(slots=True)
class Timed:
    """What one measurement showed. Times in seconds."""

    began: float
    """When the clock started, as `time.perf_counter` tells it."""
    answered: float
    """Until the last answer."""
    settled: float
    """Until the last call of any kind: reactions, refreshed cards."""
    cpu: float
    """Of the bot."""
    server_cpu: float
    """Of the server, which shares its process with the bench."""
    calls: float
    """Calls of the Bot API for each update."""
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Updates a second."""
        return len(self.latencies) / self.answered

    @property
    def settled_rate(self) -> float:
        """Updates a second with all that follows from them."""
        return len(self.latencies) / self.settled

    def percentile(self, percent: int) -> float:
        """A latency in milliseconds."""
        return percentile(self.latencies, percent)


def percentile(seconds: list[float], percent: int) -> float:
    """A percentile in milliseconds."""
    if len(seconds) == 1:
        return seconds[0] * 1000
    return quantiles(seconds, n=100, method="inclusive")[percent - 1] * 1000


class Stopwatch:
    """Watches a server while updates go in and answers come out. Use with `with`.

    ``key_of`` tells which expected answer a message of the bot is; None for another message.
    """

    def __init__(
        self, server: DemoServer, program: Program, key_of: Callable[[Json], Hashable]
    ) -> None:
        self._server = server
        self._program = program
        self._key_of = key_of
        self._sent: dict[Hashable, float] = {}
        self._latencies: list[float] = []
        self._all_answered = asyncio.Event()
        self._acted = asyncio.Event()
        self._last_answer = 0.0
        self._last_act = 0.0

    def __enter__(self) -> Self:
        self._server.world.listeners.append(self._note)
        self._cpu = self._program.cpu
        self._server_cpu = time.process_time()
        self._calls = self._count_calls()
        self._begin = self._last_act = time.perf_counter()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.world.listeners.remove(self._note)

    def expect(self, key: Hashable) -> None:
        """An update was queued just now, whose answer has this key."""
        self._sent[key] = time.perf_counter()
        self._all_answered.clear()

    def start(self) -> None:
        """Count from now: everything is queued."""
        self._begin = time.perf_counter()

    async def answered(self) -> None:
        """Wait for all answers. Raises BenchFailed when one does not come, or the program ends."""
        try:
            async with asyncio.TaskGroup() as tasks:
                ending = tasks.create_task(self._program.ended())
                await self._all_come()
                ending.cancel()
        except* BenchFailed as failed:
            raise failed.exceptions[0] from None

    async def _all_come(self) -> None:
        while not self._all_answered.is_set():
            before = self._last_act
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._all_answered.wait()
            except TimeoutError:
                if self._last_act == before:
                    raise BenchFailed(f"{len(self._sent)} answers never came") from None

    async def settled(self) -> Timed:
        """Wait until nothing happens any more."""
        while True:
            self._acted.clear()
            try:
                async with asyncio.timeout(QUIET):
                    await self._acted.wait()
            except TimeoutError:
                break
        return Timed(
            began=self._begin,
            answered=self._last_answer - self._begin,
            settled=self._last_act - self._begin,
            cpu=self._program.cpu - self._cpu,
            server_cpu=time.process_time() - self._server_cpu,
            calls=(self._count_calls() - self._calls) / len(self._latencies),
            latencies=self._latencies,
        )

    def _count_calls(self) -> int:
        return sum(self._server.count(name) for name in METHODS)

    def _note(self, event: Event) -> None:
        if event.kind not in _ACTS:
            return
        now = time.perf_counter()
        message = event.body.get("message", {})
        if event.kind == "message":
            if message.get("from", {}).get("id") != self._server.world.bot.id:
                return
            queued = self._sent.pop(self._key_of(message), None)
            if queued is not None:
                self._latencies.append(now - queued)
                self._last_answer = now
                if not self._sent:
                    self._all_answered.set()
        self._last_act = now
        self._acted.set()
