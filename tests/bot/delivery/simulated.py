"""An event loop whose time is simulated: it passes only while nobody has anything to do.

Everything else is real: sockets on the loopback, files, threads. So hours of waiting take moments,
and the moments at which things happen are those of the program's own plan.
"""

import asyncio
import selectors
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import aiosqlite
import pytest

T = TypeVar("T")

STEP = 0.25
"""Seconds that pass at once: what comes over the loopback may need a moment to be there."""
LOOKS = 3
"""How often nothing was found to do before that time passes."""
PATIENCE = 0.001
"""Real seconds of each look."""


class _Selector(selectors.DefaultSelector):
    """Waits for sockets; where there is nothing to wait for but time, lets time pass."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.working = 0
        """Calls that other threads have in hand: they take no simulated time."""

    def select(self, timeout: float | None = None) -> list[Any]:
        """What has happened; with a timeout, so much simulated time passes at most."""
        if timeout is not None and timeout <= 0:
            return list(super().select(0))
        until = None if timeout is None else self.now + timeout
        looks = 0
        while True:
            found = super().select(PATIENCE)
            if found:
                return list(found)
            looks = 0 if self.working else looks + 1
            if looks >= LOOKS:
                if until is None:
                    return []
                self.now = min(self.now + STEP, until)
                if self.now >= until:
                    return []
                looks = LOOKS - 1


class SimulatedLoop(asyncio.SelectorEventLoop):
    """An event loop that tells simulated time, which begins at zero."""

    def __init__(self) -> None:
        self._waits = _Selector()
        super().__init__(self._waits)

    def time(self) -> float:
        """Simulated seconds."""
        return self._waits.now

    async def working(self, work: Awaitable[T]) -> T:
        """Wait for another thread; no time passes meanwhile."""
        self._waits.working += 1
        try:
            return await work
        finally:
            self._waits.working -= 1

    def run_in_executor(  # type: ignore[override]  # the parameters of all calls alike
        self, executor: Any, func: Callable[..., T], *args: Any
    ) -> asyncio.Future[T]:
        """Like every loop's; no time passes meanwhile."""
        future = super().run_in_executor(executor, func, *args)
        self._waits.working += 1
        future.add_done_callback(self._done)
        return future

    def _done(self, _future: object) -> None:
        self._waits.working -= 1


def run(scenario: Callable[[SimulatedLoop], Coroutine[Any, Any, T]]) -> T:
    """Run a scenario in simulated time; the loop tells it what time it is."""
    loop = SimulatedLoop()
    execute: Any = aiosqlite.Connection._execute

    def in_thread(self: aiosqlite.Connection, *args: Any, **kwargs: Any) -> Awaitable[Any]:
        return loop.working(execute(self, *args, **kwargs))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aiosqlite.Connection, "_execute", in_thread)
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            return runner.run(scenario(loop))
