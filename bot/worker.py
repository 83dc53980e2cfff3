"""Takes stored updates in order, one at a time, and makes each take effect once or not at all."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import Message, Update
from aiogram.types.update import UpdateTypeLookupError

from bot.logs import describe
from bot.reading import Unreadable, read
from handlers.desk import Desk
from storage import failures, inbox, outbox
from storage.database import Database, Transaction
from storage.database_errors import is_the_databases
from storage.inbox import Item
from storage.outbox import Send

logger = logging.getLogger(__name__)

BATCH = 200
BATCH_SECONDS = 0.2
"""After this long a batch is committed, so that nobody waits for those behind."""
ATTEMPTS = 3
HANDLER_SECONDS = 20
ALBUM_QUIET = 2.0
"""Seconds without a further item after which an album is whole."""

_Key = tuple[int | None, int | None]


@dataclass(slots=True)
class Album:
    """Items of an album that wait for the rest of it."""

    key: str
    items: list[Item] = field(default_factory=list)
    """In order of arrival."""

    @property
    def due(self) -> float:
        """When it is whole, unless another item arrives."""
        return self.items[-1].received_at + ALBUM_QUIET


class Worker:
    """The one reader of the inbox."""

    def __init__(
        self,
        database: Database,
        dispatcher: Dispatcher,
        bot: Bot,
        make_desk: Callable[[Transaction], Awaitable[Desk]],
        on_set_aside: Callable[[Desk, dict[str, Any]], Awaitable[list[Send]]],
        now: Callable[[], float],
    ) -> None:
        self._database = database
        self._dispatcher = dispatcher
        self._bot = bot
        self._make_desk = make_desk
        self._on_set_aside = on_set_aside
        self._now = now
        self._wake = database.signal(inbox.QUEUE)
        self._albums: dict[_Key, Album] = {}
        self._stopping = False

    def stop(self) -> None:
        """Handle what is stored, then end `run`."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Handle updates until stopped."""
        await self._load_albums()
        pause = 0.5
        while True:
            self._wake.clear()
            try:
                handled = await self._batch()
            except sqlite3.Error as error:
                # The disk is full, or the file is locked: no update is to blame.
                logger.error("the database refuses (%s), trying again", describe(error))
                await self._load_albums()
                await asyncio.sleep(pause)
                pause = min(pause * 2, 30.0)
                continue
            pause = 0.5
            if handled:
                continue
            if self._stopping:
                return
            await self._sleep()

    async def _sleep(self) -> None:
        due = min((album.due for album in self._albums.values()), default=None)
        timeout = None if due is None else max(0.0, due - self._now())
        try:
            async with asyncio.timeout(timeout):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _load_albums(self) -> None:
        self._albums.clear()
        for item in await inbox.next_items(self._database, "waiting", -1):
            key, album = _sender(item.update), _album_of(item.update)
            if album is not None:
                self._albums.setdefault(key, Album(album)).items.append(item)

    async def _batch(self) -> bool:
        """Handle some updates in one commit. False: there was nothing to do."""
        items = await inbox.next_items(self._database, "new", BATCH)
        if not items and not self._whole(self._now()):
            return False
        loop = asyncio.get_running_loop()
        deadline = loop.time() + BATCH_SECONDS
        async with self._database.transaction() as tx:
            for item in items:
                # In a backlog the quiet is measured by what arrived, not by our clock.
                await self._close_whole(tx, item.received_at)
                await self._take(tx, item)
                # Statements run in place: without this, deliveries would wait for the batch.
                await asyncio.sleep(0)
                if loop.time() > deadline:
                    break
            else:
                if len(items) < BATCH:
                    await self._close_whole(tx, self._now())
        return True

    def _whole(self, now: float) -> list[Album]:
        return [album for album in self._albums.values() if album.due <= now]

    async def _close_whole(self, tx: Transaction, now: float) -> None:
        for album in self._whole(now):
            await self._close_album(tx, album)

    async def _take(self, tx: Transaction, item: Item) -> None:
        key, album_key = _sender(item.update), _album_of(item.update)
        waiting = self._albums.get(key)
        if waiting is not None and waiting.key != album_key:
            # Whoever sends something else has finished the album; order is kept.
            await self._close_album(tx, waiting)
        if album_key is None:
            await self._handle(tx, [item])
            return
        await inbox.wait_for_album(tx, item.id, album_key)
        self._albums.setdefault(key, Album(album_key)).items.append(item)

    async def _close_album(self, tx: Transaction, album: Album) -> None:
        self._albums.pop(_sender(album.items[0].update), None)
        judged = await inbox.album_was_judged(tx, album.key)
        await self._handle(tx, album.items, {"album_judged": judged})

    async def _handle(
        self, tx: Transaction, items: list[Item], extra: dict[str, Any] | None = None
    ) -> None:
        """Feed an update (or an album) to the dispatcher inside a savepoint."""
        ids = [item.id for item in items]
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with tx.savepoint(), asyncio.timeout(HANDLER_SECONDS):
                    await self._effects(tx, items, extra or {})
                    await inbox.mark_done(tx, ids)
                return
            except Exception as error:
                if is_the_databases(error):
                    raise
                what = _what(error)
                logger.error(
                    "update %s, try %s of %s: %s", items[0].update_id, attempt, ATTEMPTS, what
                )
                if attempt < ATTEMPTS and not isinstance(error, Unreadable):
                    continue
                await inbox.set_aside(tx, ids, what, attempt)
                break
        try:
            async with tx.savepoint():
                desk = await self._make_desk(tx)
                sends = await self._on_set_aside(desk, items[0].update)
                await outbox.enqueue(tx, sends, desk.now)
        except Exception as error:
            if is_the_databases(error):
                raise
            logger.error("nobody could be told of update %s: %s", ids[0], describe(error))

    async def _effects(self, tx: Transaction, items: list[Item], extra: dict[str, Any]) -> None:
        updates = [read(item.update, self._bot) for item in items]
        first = updates[0]
        try:
            kind = first.event_type
        except UpdateTypeLookupError:
            # Telegram invented something: there is nothing we could do with it.
            logger.warning("update %s is of an unknown kind", items[0].update_id)
            return
        desk = await self._make_desk(tx)
        if kind == "message" and _album_of(items[0].update):
            extra = {**extra, "album": [_message(update) for update in updates]}
        result = await self._dispatcher.feed_update(self._bot, first, desk=desk, **extra)
        sends = outbox.as_list(None if result is UNHANDLED else result)
        if first.callback_query is not None and not any(
            isinstance(send.method, AnswerCallbackQuery) for send in sends
        ):
            # Telegram shows a spinner on the button until it is answered.
            answer = AnswerCallbackQuery(callback_query_id=first.callback_query.id)
            sends.insert(0, Send(answer, expires_in=30))
        await outbox.enqueue(tx, sends, desk.now)


def _message(update: Update) -> Message:
    event = update.event
    if not isinstance(event, Message):
        raise TypeError("only messages come in albums")
    return event


def _album_of(update: dict[str, Any]) -> str | None:
    """The album an update belongs to: chat, sender and Telegram's own id."""
    message = update.get("message")
    name = message.get("media_group_id") if isinstance(message, dict) else None
    if not isinstance(name, str) or not name.isascii():
        # Half an emoji in it could not be stored, and nobody would get past this update.
        return None
    chat_id, person_id = _sender(update)
    return f"{chat_id}:{person_id}:{name}"


def _sender(update: dict[str, Any]) -> _Key:
    return failures.chat_of(update), failures.sender_of(update)


def _what(error: Exception) -> str:
    """The error without anything a person wrote."""
    return str(error) if isinstance(error, Unreadable) else describe(error)
