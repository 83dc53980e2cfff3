"""Takes a message of ours out of a chat: deleted, else overwritten.

Telegram deletes no message after 48 hours without an administrator's right, and overwrites only
texts, captions and most files: no voice message, sticker, location or contact. Whoever asked
learns what came of it in a continuation of their own.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from aiogram.methods import (
    DeleteMessage,
    EditMessageCaption,
    EditMessageMedia,
    EditMessageText,
    TelegramMethod,
)
from aiogram.types import BufferedInputFile, InputMediaDocument, InputMediaPhoto

from handlers.staff.continuation import Result
from storage.outbox import Priority, Send
from storage.shipped import empty_picture
from storage.tickets import Ticket


class Way(IntEnum):
    """How a message is made to say nothing any longer, in the order of trying."""

    DELETE = 0
    TEXT = 1
    MEDIA = 2
    """The file is replaced by an empty picture."""
    CAPTION = 3
    """The words go, the file stays: that is not all of it."""


def removal(
    ticket: Ticket,
    chat_id: int,
    message_id: int,
    instead: str,
    then: str,
    *,
    way: Way = Way.DELETE,
    file: str | None = None,
    priority: Priority = Priority.WAITING,
    **context: Any,
) -> Send:
    """Take a message out of a chat, beginning with ``way``.

    ``instead`` stands there where it cannot be deleted; ``file`` is the kind of the file in it,
    if that is known; ``then`` is the continuation, which gets ``context``.
    """
    context |= {"ticket": ticket.id, "message": message_id, "instead": instead, "then": then}
    context |= {"file": file} if file else {}
    return _attempt(ticket, chat_id, way, priority, context)


def is_out(result: Result) -> bool:
    """Whether the message says nothing any longer."""
    done = result.delivered and result.context["way"] != Way.CAPTION
    # One that is too old to be deleted is not "gone" but "fixed".
    return done or result.reason == "gone"


def next_way(ticket: Ticket, result: Result) -> Send | None:
    """What to try after a refusal; None when nothing is left to try."""
    way, priority = result.context["way"], Priority(result.context["priority"])
    if way == Way.CAPTION:
        return None
    return _attempt(ticket, result.chat_id, Way(way + 1), priority, result.context)


def _attempt(
    ticket: Ticket, chat_id: int, way: Way, priority: Priority, context: Mapping[str, Any]
) -> Send:
    message_id, instead = context["message"], context["instead"]
    method: TelegramMethod[Any]
    match way:
        case Way.DELETE:
            method = DeleteMessage(chat_id=chat_id, message_id=message_id)
        case Way.TEXT:
            method = EditMessageText(
                chat_id=chat_id, message_id=message_id, text=instead, parse_mode=None
            )
        case Way.MEDIA:
            # A document in an album can only become another document.
            kind = InputMediaDocument if context.get("file") == "document" else InputMediaPhoto
            method = EditMessageMedia(
                chat_id=chat_id,
                message_id=message_id,
                media=kind(
                    media=BufferedInputFile(empty_picture(), "empty.png"),
                    caption=instead,
                    parse_mode=None,
                ),
            )
        case Way.CAPTION:
            method = EditMessageCaption(
                chat_id=chat_id, message_id=message_id, caption=instead, parse_mode=None
            )
    return Send(
        method,
        priority=priority,
        stream=ticket.stream,
        on_result=context["then"],
        context={**context, "way": int(way), "priority": int(priority)},
        optional=True,
    )
