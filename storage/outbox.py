"""Calls to Telegram that wait to be made.

A handler never calls Telegram: it returns `Send`, which is written here in the handler's own
transaction. Delivery reads it once that is on disk.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from aiogram.methods import TelegramMethod
from aiogram.types import BufferedInputFile

from storage import forum_topics
from storage.database import Database, Row, Transaction
from storage.methods import dump

QUEUE = "outbox"
"""The signal set by a commit that queued something; `queue_of` has one for each priority."""


class Priority(IntEnum):
    """Who goes first when a limit makes messages wait. A smaller number goes first."""

    WAITING = 0
    """A person is waiting for it now."""
    CARD = 1
    """Staff cards and what follows them."""
    REFRESH = 2
    """Cards brought up to date, and marks on messages that have arrived."""
    REMINDER = 3
    ANNOUNCEMENT = 4


@dataclass(frozen=True, slots=True)
class Ref:
    """A message id that is only known when the call is made."""

    path: str
    """Where it goes: "message_id", "reply_parameters.message_id" or "message_thread_id"."""
    kind: str
    """"card": the card of the ticket ``id``; "copy": the newest copy of the entry ``id``; "entry":
    wherever that entry stands in the chat, copied or as its author wrote it; "topic": the forum
    topic of the ticket ``id``."""
    id: int


@dataclass(frozen=True, slots=True)
class Send:
    """One call to Telegram, returned by a handler."""

    method: TelegramMethod[Any]
    priority: Priority = Priority.WAITING
    stream: str = ""
    """Order holds within a chat and stream; calls of other streams may overtake."""
    expires_in: int | None = None
    """Seconds after which the call is worthless and is dropped."""
    refs: tuple[Ref, ...] = ()
    on_result: str | None = None
    """The continuation that is told what Telegram answered (see bot.delivery)."""
    context: Mapping[str, Any] = field(default_factory=dict)
    """What the continuation needs to know, as JSON values."""
    optional: bool | None = None
    """Whether administrators need not learn of a refusal. None: they need not if it expires."""


def queue_of(priority: int) -> str:
    """The signal set by a commit that queued something of this priority."""
    return f"{QUEUE}:{priority}"


Sends = Send | Sequence[Send] | None
"""What a handler may return."""


OF_TOPICS = frozenset({"editForumTopic", "closeForumTopic", "reopenForumTopic"})
"""Methods that make no sense without the topic they are about."""
_REPLY_PARAMETERS = ("reply_parameters", "message_thread_id")


@dataclass(slots=True)
class Call:
    """A queued call as delivery reads it."""

    id: int
    method: str
    params: dict[str, Any]
    chat_id: int | None
    stream: str
    priority: int
    refs: tuple[Ref, ...]
    on_result: str | None
    context: dict[str, Any]
    expires_at: float | None
    optional: bool = False
    uploads: bool = False
    """Whether it has files of its own (see `files_of`)."""

    @property
    def replies(self) -> bool:
        """Whether it goes to a topic or quotes a message."""
        quotes = any(ref.path != "message_id" for ref in self.refs)
        return quotes or not self.params.keys().isdisjoint(_REPLY_PARAMETERS)

    @property
    def topic_of(self) -> int | None:
        """The ticket in whose topic of the forum it is said, if it has one there."""
        return next((ref.id for ref in self.refs if ref.kind == "topic"), None)

    def strip(self) -> None:
        """Let go of the topic and the message it replies to: they are gone."""
        for name in _REPLY_PARAMETERS:
            self.params.pop(name, None)
        self.refs = tuple(ref for ref in self.refs if ref.path == "message_id")

    @property
    def weight(self) -> int:
        """How many messages it counts as against Telegram's limits."""
        return len(self.params["media"]) if self.method == "sendMediaGroup" else 1


def as_list(sends: Sends) -> list[Send]:
    """One, several or none: always a list."""
    if sends is None:
        return []
    return [sends] if isinstance(sends, Send) else list(sends)


async def enqueue(tx: Transaction, sends: Iterable[Send], now: float) -> None:
    """Write ``sends`` to the outbox, in their order."""
    rows: list[tuple[Any, ...]] = []
    for send in sends:
        params, files = dump(send.method)
        chat_id = params.pop("chat_id", None)
        refs = [*send.refs, *_topic_of(send, chat_id)]
        row = (
            send.method.__api_method__,
            json.dumps(params, ensure_ascii=False, separators=(",", ":")),
            chat_id,
            send.stream,
            int(send.priority),
            json.dumps([[ref.path, ref.kind, ref.id] for ref in refs]) if refs else "[]",
            send.on_result,
            json.dumps(send.context) if send.context else "{}",
            int(now),
            now + send.expires_in if send.expires_in is not None else None,
            send.expires_in is not None if send.optional is None else send.optional,
            bool(files),
        )
        if files:
            await tx.execute_many(_INSERT, rows)
            rows.clear()
            await _insert_with_files(tx, row, files)
        else:
            rows.append(row)
        tx.changed |= {QUEUE, queue_of(send.priority)}
    if len(rows) == 1:
        await tx.fetch(_INSERT, rows[0])
    elif rows:
        await tx.execute_many(_INSERT, rows)


def _topic_of(send: Send, chat_id: int | str | None) -> list[Ref]:
    """What is said of a ticket to a group stands in the ticket's topic, if there is one."""
    owner, _, id_ = send.stream.partition(":")
    said = "message_thread_id" in type(send.method).model_fields
    if owner != "ticket" or not said or not isinstance(chat_id, int) or chat_id > 0:
        return []
    return [Ref("message_thread_id", "topic", int(id_))]


_INSERT = """
INSERT INTO outbox
    (method, params, chat_id, stream, priority, refs, on_result, context, created_at, expires_at,
     optional, uploads)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


async def _insert_with_files(
    tx: Transaction, row: tuple[Any, ...], files: dict[str, BufferedInputFile]
) -> None:
    outbox_id = await tx.insert(_INSERT, row)
    await tx.execute_many(
        "INSERT INTO blobs (outbox_id, field, filename, content) VALUES (?, ?, ?, ?)",
        [(outbox_id, name, file.filename or name, file.data) for name, file in files.items()],
    )


async def queued(database: Database, priority: int, after: int, limit: int) -> list[Call]:
    """The next ``limit`` queued calls of a priority with ids above ``after``, oldest first.

    Leaves out chats that refuse everything: their calls wait until the chat works again.
    """
    rows = await database.read(
        """
        SELECT outbox.* FROM outbox LEFT JOIN chats ON chats.id = outbox.chat_id
        WHERE outbox.state = 'queued' AND priority = ? AND outbox.id > ?
              AND chats.parked_at IS NULL
        ORDER BY outbox.id LIMIT ?
        """,
        (priority, after, limit),
    )
    return [_call(row) for row in rows]


async def first_queued(database: Database, chat_id: int, now: float) -> Call | None:
    """The oldest queued call of a chat that says something: what a parked chat is tried with. One
    that has expired only when there is no other."""
    rows = await database.read(
        "SELECT * FROM outbox WHERE state = 'queued' AND chat_id = ? AND method NOT LIKE 'get%' "
        "ORDER BY COALESCE(expires_at < ?, 0), id LIMIT 1",
        (chat_id, now),
    )
    return _call(rows[0]) if rows else None


def _call(row: Row) -> Call:
    return Call(
        id=row["id"],
        method=row["method"],
        params=json.loads(row["params"]),
        chat_id=row["chat_id"],
        stream=row["stream"],
        priority=row["priority"],
        refs=tuple(Ref(*ref) for ref in json.loads(row["refs"])) if row["refs"] != "[]" else (),
        on_result=row["on_result"],
        context=json.loads(row["context"]) if row["context"] != "{}" else {},
        expires_at=row["expires_at"],
        optional=bool(row["optional"]),
        uploads=bool(row["uploads"]),
    )


async def files_of(database: Database, call_id: int) -> dict[str, BufferedInputFile]:
    """The files a call uploads, by their path in its parameters (see storage.methods)."""
    rows = await database.read(
        "SELECT field, filename, content FROM blobs WHERE outbox_id = ?", (call_id,)
    )
    return {row["field"]: BufferedInputFile(row["content"], row["filename"]) for row in rows}


async def resolve(database: Database, ref: Ref, chat_id: int) -> int | None:
    """The message id that ``ref`` stands for in a chat; None when there is none (yet)."""
    if ref.kind == "topic":
        return await forum_topics.thread_of(database, ref.id, chat_id)
    if ref.kind == "card":
        sql = "SELECT card_id FROM tickets WHERE id = ? AND chat_id = ?"
    elif ref.kind == "entry":
        # The newest copy: a heading may go before it. The oldest original: our mark may follow it.
        sql = (
            "SELECT message_id FROM links WHERE entry_id = ? AND chat_id = ? "
            "AND kind IN ('source', 'copy') "
            "ORDER BY CASE kind WHEN 'copy' THEN message_id ELSE -message_id END DESC LIMIT 1"
        )
    else:
        sql = (
            "SELECT message_id FROM links WHERE entry_id = ? AND chat_id = ? "
            "AND kind = 'copy' ORDER BY message_id DESC LIMIT 1"
        )
    rows = await database.read(sql, (ref.id, chat_id))
    return rows[0][0] if rows else None


async def is_under_way(tx: Transaction, chat_id: int, stream: str, on_result: str) -> bool:
    """Whether a call with this continuation waits in a stream, or was made and not noted yet."""
    sql = "SELECT 1 FROM outbox WHERE chat_id = ? AND stream = ? AND on_result = ? LIMIT 1"
    return bool(await tx.fetch(sql, (chat_id, stream, on_result)))


async def remove(tx: Transaction, call_ids: Sequence[int]) -> None:
    """Forget calls that are done: their texts are not kept here any longer."""
    await tx.execute_many("DELETE FROM outbox WHERE id = ?", [(id_,) for id_ in call_ids])


async def set_aside(tx: Transaction, call_id: int, error: str) -> bool:
    """Keep a call that Telegram refused for good, for administrators to look at. False: it was
    withdrawn while it was being made."""
    rows = await tx.fetch(
        "UPDATE outbox SET state = 'failed', error = ? WHERE id = ? RETURNING id", (error, call_id)
    )
    return bool(rows)


async def requeue(tx: Transaction, call_id: int) -> bool:
    """Queue a call that was set aside again, at the end of the queue. False: not there."""
    rows = await tx.fetch(
        """
        UPDATE outbox SET id = (SELECT seq + 1 FROM sqlite_sequence WHERE name = 'outbox'),
                          state = 'queued', error = NULL, expires_at = NULL
        WHERE id = ? AND state = 'failed' RETURNING id, priority
        """,
        (call_id,),
    )
    if rows:
        tx.changed |= {QUEUE, queue_of(rows[0]["priority"])}
        await tx.fetch("UPDATE sqlite_sequence SET seq = ? WHERE name = 'outbox'", (rows[0][0],))
    return bool(rows)
