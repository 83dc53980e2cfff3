"""The wiring: the one place where the parts are put together, started and stopped."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Concatenate, ParamSpec

from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError, TelegramUnauthorizedError
from aiogram.types import User
from aiogram.utils.backoff import Backoff, BackoffConfig

from bot.announcer import Announcer
from bot.clock import Clock
from bot.compaction import Compaction
from bot.delivery.delivery import Delivery
from bot.delivery.ledger import Continuation, Done, Ledger, Reports
from bot.delivery.pacing import Limits
from bot.delivery.session import JsonSession
from bot.dispatch import RefusingSession, dispatcher, i18n
from bot.drawing import draw
from bot.intake import Intake, TokenRevoked
from bot.jobs import Jobs
from bot.locking import exclusive
from bot.logs import describe
from bot.settings import Settings
from bot.worker import Worker
from handlers.admin import reports
from handlers.apology import apologise
from handlers.commands import commands_for_everybody
from handlers.desk import Desk, Setting
from handlers.jobs import Tools, file_lost
from handlers.kinds import KINDS
from handlers.staff import results
from handlers.staff.chat import cards_again, topic_lost
from handlers.staff.forum import unknown_groups
from storage import directory, outbox, places, search
from storage.database import Database, Transaction, open_database
from storage.directory import Directories
from storage.outbox import Send

logger = logging.getLogger(__name__)

_P = ParamSpec("_P")

DRAIN_SECONDS = 4.0
"""What stopping may take for the worker, and again for delivery: 10 seconds in all."""
WARM_UP_AFTER = 3.0
"""Seconds from the start to the making of what the first search needs: whoever waits for the bot
to come back is answered first."""


class Application:
    """A running bot. Made by `open_application`."""

    def __init__(
        self,
        database: Database,
        bot: Bot,
        session: JsonSession,
        me: User,
        setting: Setting,
        directories: Directories,
        limits: Limits,
        now: Callable[[], float],
    ) -> None:
        self._database = database
        self._now = now
        self._setting = setting
        self._directories = directories
        made = dispatcher()
        handlers_bot = Bot(bot.token, session=RefusingSession(me))
        kinds = made.resolve_used_update_types()
        self.intake = Intake(database, bot, kinds, self._was_absent, now)
        self.worker = Worker(database, made, handlers_bot, self._desk, _set_aside, now)
        continuations = {n: self._continuation(f) for n, f in results.CONTINUATIONS.items()}
        ledger = Ledger(database, continuations, self._reports(), now)
        self.delivery = Delivery(database, bot, session, limits, ledger, now)
        self.clock = Clock(database, self._desk, self.delivery.try_parked, now)
        self.announcer = Announcer(database, self._desk, limits.per_second, now)
        self.compaction = Compaction(database)
        self.jobs = Jobs(
            Tools(database, partial(session.download, bot.token), draw), KINDS, self._desk
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop`` is set; then finish what is in hand, within ten seconds.

        Raises TokenRevoked when Telegram no longer accepts the token.
        """
        with i18n().context():
            async with self._database.transaction() as tx:
                sends = commands_for_everybody(self._setting.default_language)
                sends += await unknown_groups(await self._desk(tx))
                await outbox.enqueue(tx, sends, self._now())
            try:
                await self._work(stop)
            except* TokenRevoked as revoked:
                # One thing went wrong, not a group of them.
                raise revoked.exceptions[0] from None

    async def _work(self, stop: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as tasks:
            intake = tasks.create_task(self.intake.run())
            worker = tasks.create_task(self.worker.run())
            delivery = tasks.create_task(self.delivery.run())
            clock = tasks.create_task(self.clock.run())
            announcer = tasks.create_task(self.announcer.run())
            compaction = tasks.create_task(self.compaction.run())
            jobs = tasks.create_task(self.jobs.run())
            warming = tasks.create_task(_warm_up())
            await stop.wait()
            logger.info("stopping: finishing what is in hand")
            intake.cancel()
            clock.cancel()
            announcer.cancel()
            compaction.cancel()
            jobs.cancel()
            warming.cancel()
            self.worker.stop()
            await asyncio.wait({worker}, timeout=DRAIN_SECONDS)
            worker.cancel()
            self.delivery.stop(within=DRAIN_SECONDS / 2)
            await asyncio.wait({delivery}, timeout=DRAIN_SECONDS)
            delivery.cancel()

    async def _desk(self, tx: Transaction) -> Desk:
        return Desk(tx, self._now(), self._setting, await self._directories.current(tx))

    def _continuation(self, function: results.Continuation) -> Continuation:
        async def run(tx: Transaction, done: Done) -> list[Send]:
            return await function(await self._desk(tx), done)

        return run

    def _reports(self) -> Reports:
        return Reports(
            set_aside=self._with_desk(reports.set_aside),
            chat_parked=self._with_desk(reports.chat_parked),
            chat_works=self._with_desk(reports.chat_works),
            cards_lost=self._with_desk(cards_again),
            topic_lost=self._with_desk(topic_lost),
            file_lost=self._with_desk(file_lost),
        )

    def _with_desk(
        self, report: Callable[Concatenate[Desk, _P], Awaitable[list[Send]]]
    ) -> Callable[Concatenate[Transaction, _P], Awaitable[list[Send]]]:
        async def run(tx: Transaction, /, *args: _P.args, **kwargs: _P.kwargs) -> list[Send]:
            return await report(await self._desk(tx), *args, **kwargs)

        return run

    async def _was_absent(self, tx: Transaction, seconds: float) -> None:
        desk = await self._desk(tx)
        await outbox.enqueue(tx, await reports.long_offline(desk, seconds), desk.now)


async def _warm_up() -> None:
    await asyncio.sleep(WARM_UP_AFTER)
    try:
        await asyncio.to_thread(places.warm_up)
    except Exception as error:
        # A search will fail the same way and be set aside; everything else works without it.
        logger.error("the places cannot be read: %s", describe(error))


async def _set_aside(desk: Desk, update: dict[str, object]) -> list[Send]:
    return [*await apologise(desk, update), *await reports.set_aside(desk)]


@asynccontextmanager
async def open_application(
    settings: Settings, now: Callable[[], float] = time.time
) -> AsyncIterator[Application]:
    """Everything a bot needs, opened in order and closed in the opposite one.

    Raises TokenRevoked, DatabaseRefused, AlreadyRunning or DirectoryError, whose messages say
    how to mend it.
    """
    session = JsonSession(api=TelegramAPIServer.from_base(settings.bot_api_url))
    directories = Directories()
    with exclusive(settings.database_path):
        async with (
            open_database(settings.database_path) as database,
            Bot(settings.bot_token.get_secret_value(), session=session) as bot,
        ):
            async with database.transaction() as tx:
                await directory.load_shipped(tx)
                await search.prepare(tx)
            me = await _identify(bot)
            logger.info("the bot is @%s", me.username)
            async with database.transaction() as tx:
                # A directory that cannot be used ends the start, not the first update.
                await directories.current(tx)
            setting = Setting(
                zone=settings.zone,
                default_language=settings.default_language,
                admin_ids=settings.admin_ids,
                staff_chat_id=settings.staff_chat_id,
                monitoring_chat_id=settings.monitoring_chat_id,
                bot_id=bot.id,
                bot_name=me.username or "",
                hears_all=bool(me.can_read_all_group_messages),
                retention_days=settings.retention_days,
                concerns_per_day=settings.concerns_per_day,
                messages_per_10_minutes=settings.messages_per_10_minutes,
                extension_working_days=settings.extension_working_days,
            )
            limits = Limits(
                per_second=settings.send_per_second,
                per_second_private=settings.send_per_second_private,
                burst_private=settings.send_burst_private,
                per_minute_group=settings.send_per_minute_group,
            )
            yield Application(database, bot, session, me, setting, directories, limits, now)


async def _identify(bot: Bot) -> User:
    """Ask Telegram who the bot is; without a line, ask until there is one."""
    backoff = Backoff(BackoffConfig(min_delay=1.0, max_delay=30.0, factor=2.0, jitter=0.1))
    while True:
        try:
            return await bot.get_me(request_timeout=10)
        except TelegramUnauthorizedError as error:
            raise TokenRevoked(
                "BOT_TOKEN is wrong: Telegram does not know it; ask @BotFather for the present one"
            ) from error
        except AiogramError as error:
            logger.warning("no answer from Telegram yet (%s)", type(error).__name__)
            await backoff.asleep()
