"""Starts the real command in a process of its own, quickly and many times over, and kills it.

Importing aiogram takes seconds. So one process, the zygote (this file run as a program), imports
everything once and then forks: each bot is a fork in which nothing of the bot has run yet.
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
from urllib.parse import urlsplit

PRELOADED = (
    "bot.__main__",
    "bot.application",
    # Imported by the bot only when it first needs it.
    "holidays.countries.kyrgyzstan",
)
ROOT = Path(__file__).parent.parent.parent


class EndedByItself(AssertionError):
    """The bot was not running any longer when it was to be killed or stopped."""


class Zygote:
    """The process that forks bots, one at a time. As a context manager it leaves none behind."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            # A group of its own, which the bots join: it can be ended as a whole.
            start_new_session=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        # Closes the pipes and waits for the end.
        self._process.communicate()

    def order(self, name: str, details: dict[str, str] | None = None) -> tuple[str, int]:
        """Have something done; returns what became of it, and a process id or exit code."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("the zygote has no pipes")
        stdin.write(json.dumps([name, details]) + "\n")
        stdin.flush()
        what, _, number = stdout.readline().partition(" ")
        if not what:
            raise AssertionError("the zygote is gone; its complaint is on standard error")
        return what, int(number)


class BotProcess:
    """`kabyldama run` as a process that is started, killed and stopped again and again."""

    def __init__(self, zygote: Zygote, directory: Path, **settings: object) -> None:
        """``directory`` is where it runs and where its `log` lies; ``settings`` as they stand in
        the environment, in lower case."""
        self.log = directory / "bot.log"
        self._zygote = zygote
        self._directory = directory
        self._settings = {name.upper(): str(value) for name, value in settings.items()}

    async def start(self) -> None:
        """Start the bot. Returns once it is a process, long before it works."""
        details = {"log": str(self.log), "directory": str(self._directory), **self._settings}
        await self._order("start", details)

    async def kill(self) -> None:
        """SIGKILL, now. Returns when the process is gone and the server has seen all that it
        managed to send. Raises EndedByItself."""
        await self._order("kill")
        # The server takes connections in order: one that is made now comes after the dead one's.
        url = urlsplit(self._settings["BOT_API_URL"])
        reader, writer = await asyncio.open_connection(url.hostname, url.port)
        writer.write(b"GET / HTTP/1.0\r\n\r\n")
        await reader.read()
        writer.close()
        await writer.wait_closed()

    async def stop(self) -> int:
        """SIGTERM; returns the exit code. Raises EndedByItself."""
        return await self._order("stop")

    async def _order(self, name: str, details: dict[str, str] | None = None) -> int:
        # In a thread: the server that the bot talks to runs in this one.
        what, number = await asyncio.to_thread(self._zygote.order, name, details)
        if what == "ended":
            log = self.log.read_text(encoding="utf-8")
            raise EndedByItself(f"exit code {number}\n{log[-3000:]}")
        return number


def _run_bot(details: dict[str, str]) -> int:
    """In the fork: become what `kabyldama run` with these settings would be."""
    log = os.open(details.pop("log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for descriptor, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(descriptor, target)
    # No .env lies there, and no setting of whoever runs the tests gets in.
    os.chdir(details.pop("directory"))
    os.environ.clear()
    os.environ.update(details)
    # Imported already; named here only, because a test that imports this file needs no bot.
    from bot.__main__ import main  # noqa: PLC0415

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
    for line in sys.stdin:
        order: tuple[str, Any] = tuple(json.loads(line))
        match order:
            case ("start", dict(details)):
                child = _fork(details)
                answer = f"started {child}"
            case ("kill", _):
                answer = _end(child, signal.SIGKILL)
            case ("stop", _):
                answer = _end(child, signal.SIGTERM)
            case _:
                raise ValueError(f"unknown order {order[0]}")
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
