"""The command line: `kabyldama run`, `check`, `import`, `export`, `demo`, `places`, `bench`."""

import argparse
import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings

REFUSED = 2
"""Exit code when the program cannot start."""
OBJECTS_BETWEEN_COLLECTIONS = 10_000
"""Python's default of 700 is a few updates' worth."""
CRASHED = 1
"""Exit code when a part of it failed: whoever supervises the process starts it again."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="kabyldama",
        description="A Telegram bot for the public receptions on inter-ethnic relations.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="start the bot (settings: see .env.example)")
    commands.add_parser("check", help="check the installation and say how to mend it")
    importing = commands.add_parser("import", help="replace parts of the directory by CSV files")
    importing.add_argument("paths", nargs="+", type=Path, metavar="FOLDER_OR_FILES")
    importing.add_argument(
        "--dry-run", action="store_true", help="list what would change, and change nothing"
    )
    exporting = commands.add_parser("export", help="write the directory to CSV files")
    exporting.add_argument("folder", type=Path, metavar="FOLDER")
    demo = commands.add_parser("demo", help="try everything in a browser, without Telegram")
    demo.add_argument(
        "--port", type=_number(0, 65535), default=8080, help="the page's port (default 8080)"
    )
    demo.add_argument("--no-browser", action="store_true", help="do not open a browser")
    bench = commands.add_parser("bench", help="measure speed, memory and start beside a bare bot")
    bench.add_argument(
        "--updates", type=_number(1, 1_000_000), default=2000, help="updates a measurement"
    )
    bench.add_argument(
        "--broadcast",
        # Fewer have it before anybody taps.
        type=_number(100, 1_000_000),
        metavar="RESIDENTS",
        help="measure an announcement to so many instead, while somebody taps",
    )
    places = commands.add_parser("places", help="measure how well place names are found")
    places.add_argument("--misses", action="store_true", help="list the misses of the tune half")
    options = parser.parse_args(arguments)
    # Each command imports what it needs: aiogram alone takes a second to import.
    if options.command == "run":
        return _run()
    if options.command == "check":
        from bot.check import check

        return check()
    if options.command == "import":
        from bot.importing import import_directory

        return _tell(lambda: import_directory(options.paths, dry_run=options.dry_run))
    if options.command == "export":
        from bot.importing import export_directory

        return _tell(lambda: export_directory(options.folder))
    if options.command == "demo":
        from bot.demo.show import show

        return show(options.port, open_browser=not options.no_browser)
    if options.command == "places":
        from bot.bench.places import places as measure_places

        return measure_places(misses=options.misses)
    if options.broadcast is not None:
        from bot.bench.broadcast import broadcast

        return broadcast(options.broadcast)
    from bot.bench.bench import bench as measure

    return measure(options.updates)


def _number(least: int, most: int) -> Callable[[str], int]:
    """Reads an argument that is a whole number within bounds."""

    def read(text: str) -> int:
        with suppress(ValueError):
            if least <= int(text) <= most:
                return int(text)
        raise argparse.ArgumentTypeError(f"give a whole number from {least} to {most}")

    return read


def _tell(work: Callable[[], list[str]]) -> int:
    """Print what an import or export did, or why it was refused."""
    from bot.importing import ImportRefused
    from bot.locking import AlreadyRunning
    from bot.reception.problems import DirectoryError
    from bot.settings import SettingsRefused
    from storage.database import DatabaseRefused

    refusals = (SettingsRefused, AlreadyRunning, ImportRefused, DirectoryError, DatabaseRefused)
    try:
        lines = work()
    except refusals as error:
        print(error, file=sys.stderr)
        return REFUSED
    print("\n".join(lines))
    return 0


def _run() -> int:
    # Importing makes a million objects that all stay: looking among them for garbage, again and
    # again, took a fifth of the start. It goes on once everything is there, and leaves them out.
    gc.disable()
    from bot.intake import TokenRevoked
    from bot.locking import AlreadyRunning
    from bot.logs import configure_logging, describe
    from bot.reception.problems import DirectoryError
    from bot.settings import SettingsRefused, load_settings
    from storage.database import DatabaseRefused

    configure_logging()
    refusals = (SettingsRefused, TokenRevoked, AlreadyRunning, DirectoryError, DatabaseRefused)
    try:
        asyncio.run(_serve(load_settings()))
    except asyncio.CancelledError:
        return 0
    except refusals as error:
        print(error, file=sys.stderr)
        return REFUSED
    except Exception as error:
        # No traceback: its messages may quote what a person wrote.
        logging.getLogger("bot").critical("stopped by %s", describe(error))
        return CRASHED
    return 0


async def _serve(settings: "Settings") -> None:
    from bot.application import open_application

    loop = asyncio.get_running_loop()

    def on_signal(do: Callable[[], object]) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, do)

    starting = asyncio.current_task()
    if starting is not None:
        # Nothing is in hand yet: waiting for the first answer of Telegram may simply end.
        on_signal(starting.cancel)
    async with open_application(settings) as application:
        gc.freeze()
        gc.enable()
        gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
        stop = asyncio.Event()
        on_signal(stop.set)
        await application.run(stop)


if __name__ == "__main__":
    sys.exit(main())
