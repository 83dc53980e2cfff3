"""Topics of forums, as far as they change what a message means and where its answer goes."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.reception.answers import is_note
from storage import outbox
from storage.outbox import Send


def target_of(event: Message) -> Message | None:
    """The message that somebody replied to.

    In a topic Telegram makes what replies to nothing a reply to the message that opened the topic:
    that is colleagues talking, as it is anywhere else.
    """
    target = event.reply_to_message
    if target is None or target.forum_topic_created is not None:
        return None
    opened_it = event.is_topic_message and target.message_id == event.message_thread_id
    return None if opened_it else target


def is_answer(event: Message) -> bool:
    """Whether a message in a group replies to a bot, as answers do, and is no note."""
    target = target_of(event)
    return (
        target is not None
        and target.from_user is not None
        and target.from_user.is_bot
        and not is_note(event.text or event.caption)
    )


class AnswerInTopic(BaseMiddleware):
    """What a handler says to a group is said in the topic in which it was asked.

    What is about a ticket stands in the ticket's own topic: see `storage.outbox`.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        sends = await handler(event, data)
        asked = event.message if isinstance(event, CallbackQuery) else event
        if not isinstance(asked, Message) or not asked.is_topic_message or asked.chat.id > 0:
            return sends
        return [_moved(send, asked) for send in outbox.as_list(sends)]


def _moved(send: Send, asked: Message) -> Send:
    method = send.method
    fields = type(method).model_fields
    if (
        send.stream.startswith("ticket:")
        or "message_thread_id" not in fields
        or getattr(method, "chat_id", None) != asked.chat.id
        or getattr(method, "message_thread_id", None) is not None
    ):
        return send
    there = method.model_copy(update={"message_thread_id": asked.message_thread_id})
    return replace(send, method=there)
