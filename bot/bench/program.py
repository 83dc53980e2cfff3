"""The measured programs: each runs in a process of its own, which tells what it costs."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import bot
from bot.settings import Settings

ROOT = Path(bot.__file__).parent.parent
BARE = ("-m", "bot.bench.bare")
OURS = ("-m", "bot", "run")

STOP_SECONDS = 15
UNLIMITED = "1000000"
# Settings of whoever runs the bench must not reach the measured program: empty ones are ignored.
_UNSET = tuple(name.upper() for name in Settings.model_fields)


class BenchFailed(Exception):
    """A measurement could not be made; the message says why."""


class Program:
    """A running process."""

    def __init__(self, process: Process, log: Path) -> None:
        self._process = process
        self._log = log

    async def ended(self) -> None:
        """Wait until it has ended by itself; then raises BenchFailed with what it said last."""
        await self._process.wait()
        self.check_alive()

    @property
    def peak_memory(self) -> float:
        """The largest resident set so far (VmHWM), in MB of 10**6 bytes."""
        for line in self._proc("status").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
        raise BenchFailed("the system does not tell the peak memory of a process")

    @property
    def cpu(self) -> float:
        """Processor seconds used so far, of the program and of the system for it."""
        # The second field is the name in parentheses and may hold spaces.
        fields = self._proc("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _proc(self, name: str) -> str:
        self.check_alive()
        own = Path(f"/proc/{self._process.pid}")
        try:
            # Of one that has just ended the system still tells the state: Z.
            if (own / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] in "ZX":
                raise self._failure()
            return (own / name).read_text(encoding="utf-8")
        except OSError as error:
            if Path("/proc/self/stat").exists():
                # It ended while it was looked at.
                raise self._failure() from None
            raise BenchFailed("memory and processor time are read from Linux's /proc") from error

    def check_alive(self) -> None:
        """Raises BenchFailed with what the program said last when it has ended."""
        if self._process.returncode is not None:
            raise self._failure()

    def _failure(self) -> BenchFailed:
        said = self._log.read_text(encoding="utf-8", errors="replace")[-2000:]
        code = self._process.returncode
        return BenchFailed(
            f"a program ended{'' if code is None else f' with code {code}'}:\n{said}"
        )


@asynccontextmanager
async def run(
    arguments: Sequence[str], environment: Mapping[str, str], folder: Path
) -> AsyncIterator[Program]:
    """Python with ``arguments``, in ``folder`` (where no `.env` is), stopped at the end."""
    log = folder / f"{arguments[1]}.log"
    values = {**os.environ, **dict.fromkeys(_UNSET, ""), "PYTHONPATH": str(ROOT), **environment}
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, cwd=folder, env=values, stdout=DEVNULL, stderr=errors
        )
    try:
        yield Program(process, log)
    finally:
        if process.returncode is None:
            process.terminate()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


def bare_environment(token: str, url: str) -> dict[str, str]:
    """What the bare bot is told."""
    return {"BOT_TOKEN": token, "BOT_API_URL": url}


def our_environment(token: str, url: str, database: Path, staff_chat_id: int) -> dict[str, str]:
    """What our bot is told: the server sets no limits, so neither do we."""
    return {
        **bare_environment(token, url),
        "DATABASE_PATH": str(database),
        "STAFF_CHAT_ID": str(staff_chat_id),
        "SEND_PER_SECOND": UNLIMITED,
        "SEND_PER_SECOND_PRIVATE": UNLIMITED,
        "SEND_BURST_PRIVATE": UNLIMITED,
        "SEND_PER_MINUTE_GROUP": UNLIMITED,
        "CONCERNS_PER_DAY": UNLIMITED,
        "MESSAGES_PER_10_MINUTES": UNLIMITED,
    }
