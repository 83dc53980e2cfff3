"""Starts the real command in a process of its own, quickly and many times over, and kills it.

Importing aiogram takes seconds. So one process, the zygote (this file run as a program), imports
everything once and then forks: each bot is a fork that has run nothing of the bot yet.
"""

import asyncio
import importlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PRELOADED = (
    "bot.__main__",
    "bot.application",
    "bot.intake",
    "bot.logs",
    "bot.settings",
    # What the bot imports only when it needs it first.
    "babel.dates",
    "holidays.countries.kyrgyzstan",
)
ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60.0
"""Seconds the zygote may take for its imports, or a bot to end, before the test fails."""


class EndedByItself(AssertionError):
    """The bot was not running any longer when it was to be killed or stopped."""


class BotProcess:
    """`kabyldama run` as a process that can be started, killed and stopped again and again.

    As a context manager it leaves no process behind.
    """

    def __init__(self, directory: Path, **settings: object) -> None:
        """``settings`` as they stand in the environment, in lower case; what the bot logs goes
        to `log`."""
        self.log = directory / "bot.log"
        self._directory = directory
        self._settings = {name.upper(): str(value) for name, value in settings.items()}
        self._zygote: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        self._zygote = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            __name__,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            # A group of its own, which the bots join: it can be ended as a whole.
            start_new_session=True,
        )
        await self._answer()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        zygote = self._running()
        os.killpg(zygote.pid, signal.SIGKILL)
        # Reads what is left, so that the pipes are closed before the event loop is.
        await zygote.communicate()

    async def start(self) -> None:
        """Start the bot. Returns once it is a process, long before it works."""
        order = {"log": str(self.log), "directory": str(self._directory), **self._settings}
        await self._order("start", order)

    async def kill(self) -> None:
        """SIGKILL, now; returns when the process is gone. Raises EndedByItself."""
        await self._order("kill")

    async def stop(self) -> int:
        """SIGTERM; returns the exit code. Raises EndedByItself."""
        return int(await self._order("stop"))

    async def _order(self, name: str, details: dict[str, str] | None = None) -> str:
        stdin = self._running().stdin
        assert stdin is not None
        stdin.write(json.dumps([name, details]).encode() + b"\n")
        await stdin.drain()
        return await self._answer()

    async def _answer(self) -> str:
        stdout = self._running().stdout
        assert stdout is not None
        async with asyncio.timeout(PATIENCE):
            line = (await stdout.readline()).decode()
        if not line:
            raise AssertionError("the zygote is gone")
        what, _, details = line.strip().partition(" ")
        if what == "ended":
            log = self.log.read_text(encoding="utf-8") if self.log.exists() else ""
            raise EndedByItself(f"exit code {details}\n{log[-3000:]}")
        return details

    def _running(self) -> asyncio.subprocess.Process:
        if self._zygote is None:
            raise RuntimeError("used outside of its context")
        return self._zygote


def _run_bot(details: dict[str, str]) -> int:
    """In the fork: become what `kabyldama run` with these settings would be."""
    log = os.open(details.pop("log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for descriptor, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(descriptor, target)
    # No .env lies there.
    os.chdir(details.pop("directory"))
    os.environ.update(details)
    from bot.__main__ import main  # noqa: PLC0415  # the zygote imported it; typing only here

    return main(["run"])


def _fork(details: dict[str, str]) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        code = _run_bot(details)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        # Not sys.exit: what belongs to the zygote must not run here.
        os._exit(code)


def _end(child: int, number: signal.Signals) -> str:
    """Send the signal and wait for the end; "ended" when it had come before."""
    ended, status = os.waitpid(child, os.WNOHANG)
    if ended:
        return f"ended {os.waitstatus_to_exitcode(status)}"
    os.kill(child, number)
    return f"done {os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}"


def _serve() -> None:
    """Do as the test says, one order a line, until it closes the pipe."""
    for module in PRELOADED:
        importlib.import_module(module)
    child = 0
    _say("ready")
    for line in sys.stdin:
        order: tuple[str, Any] = tuple(json.loads(line))
        match order:
            case ("start", dict(details)):
                child = _fork(details)
                _say(f"started {child}")
            case ("kill", _):
                _say(_end(child, signal.SIGKILL))
            case ("stop", _):
                _say(_end(child, signal.SIGTERM))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _serve()
