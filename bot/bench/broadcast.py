"""`kabyldama bench --broadcast N`: an announcement to many, on a server that enforces Telegram's
30 messages a second, while one resident taps a button every second.
"""

import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.bench.program import OURS, BenchFailed, Program, bare_environment, run
from bot.bench.scene import people
from bot.bench.stopwatch import percentile
from bot.demo.errors import ApiError, Json
from bot.demo.limits import FloodLimits
from bot.demo.people import Person
from bot.demo.server import DemoServer
from bot.demo.world import Event
from bot.reception.announcements import Status
from handlers import labels
from locales.languages import LANGUAGES
from storage import announcement_versions, announcements, residents
from storage.database import open_database

RATE_TARGET = 27.0
"""Messages a second."""
TAP_TARGET = 300.0
"""Milliseconds, at the 95th percentile."""
TAP_EVERY = 1.0
WORDS = "The reception is closed on Friday."
PATIENCE = 60.0
"""Seconds without any copy before the measurement is given up."""


class Strict(FloodLimits):
    """Telegram's limits, and how often they were met."""

    def __init__(self) -> None:
        super().__init__()
        self.refused = 0

    def check(self, method: str, params: Json, chat_id: int, clock: Callable[[], float]) -> None:
        """Counts a call, or its refusal."""
        try:
            super().check(method, params, chat_id, clock)
        except ApiError:
            self.refused += 1
            raise


@dataclass(slots=True)
class Seen:
    """What the server saw. Times in seconds."""

    copies: Counter[int] = field(default_factory=Counter)
    """Person -> how often they got it."""
    moments: list[float] = field(default_factory=list)
    """When each copy came."""
    tapped: dict[int, float] = field(default_factory=dict)
    """Person -> when they tapped, until they are answered."""
    waits: list[float] = field(default_factory=list)

    def note(self, event: Event) -> None:
        """A listener of the world."""
        message = event.body.get("message", {})
        if event.kind != "message" or not message.get("from", {}).get("is_bot"):
            return
        now, chat_id = time.perf_counter(), int(message["chat"]["id"])
        if WORDS in message.get("text", ""):
            self.copies[chat_id] += 1
            self.moments.append(now)
        elif chat_id in self.tapped:
            self.waits.append(now - self.tapped.pop(chat_id))

    @property
    def rate(self) -> float:
        """Copies a second, from the first to the last."""
        return (len(self.moments) - 1) / (self.moments[-1] - self.moments[0])

    @property
    def most_in_a_second(self) -> int:
        """The largest number of copies in any second, as they came in."""
        first = most = 0
        for last, moment in enumerate(self.moments):
            while self.moments[first] < moment - 1.0:
                first += 1
            most = max(most, last - first + 1)
        return most


def broadcast(count: int) -> int:
    """Measure and print; returns the exit code."""
    try:
        return asyncio.run(_broadcast(count))
    except BenchFailed as error:
        print(error, file=sys.stderr)
        return 1


async def _broadcast(count: int) -> int:
    print(f"kabyldama bench: an announcement to {count} residents, one tap a second", flush=True)
    limits, seen = Strict(), Seen()
    with tempfile.TemporaryDirectory(prefix="kabyldama-bench-") as name:
        folder = Path(name)
        database = folder / "bench.sqlite3"
        async with DemoServer(limits=limits) as server:
            everybody = people(server, count)
            await _furnish(database, everybody, time.time())
            server.world.listeners.append(seen.note)
            # The bot keeps its own limits: they are what is measured.
            settings = {
                **bare_environment(server.token, server.url),
                "DATABASE_PATH": str(database),
                "ADMIN_IDS": str(everybody[0].id),
                "DEFAULT_LANGUAGE": "en",
            }
            async with run(OURS, settings, folder) as program:
                await _tap_meanwhile(program, seen, everybody, count)
                memory, cpu = program.peak_memory, program.cpu
    for line in _figures(seen, limits, count):
        print(line)
    print(f"{'memory, peak':28}{memory:>10.1f} MB\n{'processor':28}{cpu:>10.1f} s")
    good = seen.rate >= RATE_TARGET and percentile(seen.waits, 95) <= TAP_TARGET
    whole = len(seen.copies) == len(seen.moments) == count
    return 0 if good and whole and not limits.refused else 1


async def _furnish(database: Path, everybody: list[Person], now: float) -> None:
    """Residents of all languages, and an announcement that goes when the bot starts."""
    languages = list(LANGUAGES)
    async with open_database(database) as opened, opened.transaction() as tx:
        for index, person in enumerate(everybody):
            resident = await residents.add(tx, person.id, person.name, now)
            await residents.set_language(tx, resident.id, languages[index % len(languages)])
        made = await announcements.create(tx, by=everybody[0].id, now=now)
        content = {"kind": "text", "text": WORDS}
        await announcement_versions.put(tx, made.id, "en", [content])
        if await announcements.move(tx, made, Status.SCHEDULED, now) is None:
            raise LookupError("a draft can be scheduled")


async def _tap_meanwhile(
    program: Program, seen: Seen, everybody: list[Person], count: int
) -> None:
    """One resident after the other taps, until everybody has the announcement."""
    number, before, quiet_since = 0, 0, time.perf_counter()
    while len(seen.copies) < count or seen.tapped:
        if len(seen.copies) < count and seen.moments:
            # Those who are served last: nothing else comes to them meanwhile.
            tapper = everybody[-1 - number % min(100, count)]
            number += 1
            seen.tapped[tapper.id] = time.perf_counter()
            await tapper.chat.send(labels.HELP, reply_to=False)
        await asyncio.sleep(TAP_EVERY)
        program.check_alive()
        if len(seen.moments) > before:
            before, quiet_since = len(seen.moments), time.perf_counter()
        elif time.perf_counter() > quiet_since + PATIENCE:
            raise BenchFailed(f"{count - len(seen.copies)} people never got it")


def _figures(seen: Seen, limits: Strict, count: int) -> list[str]:
    """The figures as plain text."""
    p95 = percentile(seen.waits, 95)
    doubles = sum(times - 1 for times in seen.copies.values())
    return [
        f"{'delivered':28}{len(seen.copies):>10} of {count}",
        f"{'sent twice':28}{doubles:>10}",
        f"{'told to wait (429)':28}{limits.refused:>10}",
        f"{'most in one second':28}{seen.most_in_a_second:>10}",
        f"{'rate':28}{seen.rate:>10.2f} a second, target {RATE_TARGET:.0f}: "
        f"{_word(seen.rate >= RATE_TARGET)}",
        f"{'taps':28}{len(seen.waits):>10}",
        f"{'tap answered, p50':28}{percentile(seen.waits, 50):>10.1f} ms",
        f"{'tap answered, p95':28}{p95:>10.1f} ms, target {TAP_TARGET:.0f}: "
        f"{_word(p95 <= TAP_TARGET)}",
        f"{'tap answered, p99':28}{percentile(seen.waits, 99):>10.1f} ms",
    ]


def _word(met: bool) -> str:
    return "reached" if met else "missed"
