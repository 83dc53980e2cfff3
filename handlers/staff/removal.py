"""Takes a message of ours out of a chat: deleted, else overwritten.

Telegram deletes no message after 48 hours without an administrator's right, and overwrites only
texts and captions. Whoever asked learns what came of it in a continuation of their own.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from aiogram.methods import DeleteMessage, EditMessageCaption, EditMessageText

from handlers.staff.continuation import Result
from storage.outbox import Priority, Send
from storage.tickets import Ticket


class Way(IntEnum):
    """How a message is made to say nothing any longer, in the order of trying."""

    DELETE = 0
    TEXT = 1
    CAPTION = 2


def removal(
    ticket: Ticket,
    chat_id: int,
    message_id: int,
    instead: str,
    then: str,
    *,
    way: Way = Way.DELETE,
    priority: Priority = Priority.WAITING,
    **context: Any,
) -> Send:
    """Take a message out of a chat, beginning with ``way``.

    ``instead`` stands there where it cannot be deleted; ``then`` is the continuation, which gets
    ``context``.
    """
    context |= {"ticket": ticket.id, "message": message_id, "instead": instead, "then": then}
    return _attempt(ticket, chat_id, way, priority, context)


def is_out(result: Result) -> bool:
    """Whether the message says nothing any longer."""
    # "Gone" after an attempt to delete may also mean that it is too old for that.
    is_gone = result.reason == "gone" and result.context["way"] != Way.DELETE
    return result.delivered or is_gone


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
    method: DeleteMessage | EditMessageText | EditMessageCaption
    match way:
        case Way.DELETE:
            method = DeleteMessage(chat_id=chat_id, message_id=message_id)
        case Way.TEXT:
            method = EditMessageText(
                chat_id=chat_id, message_id=message_id, text=instead, parse_mode=None
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
