"""`kabyldama demo`: the real bot, a Telegram of its own and a page to try them on."""

import asyncio
import logging
import signal
import sys
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from bot.application import open_application
from bot.demo.page import PortTaken, open_page
from bot.demo.page_cast import DemoCast, populate
from bot.demo.server import DemoServer
from bot.logs import configure_logging
from bot.settings import Settings

REFUSED = 2


@dataclass(frozen=True)
class Demo:
    """A running demo and the address of its page."""

    address: str
    server: DemoServer
    cast: DemoCast


@asynccontextmanager
async def open_demo(port: int) -> AsyncIterator[Demo]:
    """The whole demo; at the end everything is stopped and the database is gone.

    Port 0 takes any free one. Raises PortTaken, whose message names the remedy.
    """
    async with DemoServer() as server:
        cast = populate(server)
        async with open_page(server, cast, port) as address:
            with TemporaryDirectory(prefix="kabyldama-demo-") as folder:
                settings = _settings(server, cast, Path(folder) / "demo.sqlite3")
                stop = asyncio.Event()
                async with (
                    open_application(settings) as application,
                    asyncio.TaskGroup() as tasks,
                ):
                    tasks.create_task(application.run(stop))
                    try:
                        yield Demo(address, server, cast)
                    finally:
                        stop.set()


class DemoSettings(Settings):
    """Neither a .env nor the environment of a real bot reaches the demo: what is not named in
    the code is as shipped."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what the code names."""
        return (init_settings,)


def _settings(server: DemoServer, cast: DemoCast, database: Path) -> Settings:
    return DemoSettings(
        bot_token=SecretStr(server.token),
        bot_api_url=server.url,
        database_path=database,
        admin_ids=(cast.administrator.id,),
        staff_chat_id=cast.staff.id,
        # One person who tries things out is not to be kept waiting by Telegram's limits.
        send_per_second=1000,
        send_per_second_private=1000,
        send_burst_private=1000,
        send_per_minute_group=10000,
    )


def show(port: int, open_browser: bool) -> int:
    """Run the demo until Ctrl-C or SIGTERM; returns the exit code."""
    configure_logging()
    logging.getLogger().setLevel(logging.WARNING)
    try:
        asyncio.run(_serve(port, open_browser=open_browser))
    except PortTaken as error:
        print(error, file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        # Where signals have no handlers (Windows) Ctrl-C arrives as this.
        pass
    return 0


async def _serve(port: int, *, open_browser: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    async with open_demo(port) as demo:
        print(f"Kabyldama demo: {demo.address}", flush=True)
        print("Nothing leaves this computer, and nothing is kept. Ctrl-C stops it.", flush=True)
        if open_browser:
            await asyncio.to_thread(webbrowser.open, demo.address)
        await stop.wait()
