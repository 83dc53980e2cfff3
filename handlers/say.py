"""Makes messages out of translated sentences.

Sentences carry ``{placeholders}`` and ``<b>``/``<i>`` marks. What is put in for a placeholder
is plain text or a ready `Text`, and can never become markup, whatever a person wrote.
"""

import re
from typing import Any

from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMessage
from aiogram.types import (
    CallbackQuery,
    ForceReply,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from aiogram.utils.formatting import Bold, Italic, Text

from storage.outbox import Priority, Send

MAX_TEXT = 4096
MAX_CAPTION = 1024
"""Telegram's limits, in UTF-16 units."""

Keyboard = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply

_TOKEN = re.compile(r"<(/?)([bi])>|\{(\w+)\}")


def say(template: str, **values: str | int | Text) -> Text:
    """The translated ``template`` with its marks applied and its placeholders filled in.

    Raises KeyError for a placeholder without a value: translations are checked for that.
    """
    stack: list[list[Any]] = [[]]
    end = 0
    for token in _TOKEN.finditer(template):
        stack[-1].append(template[end : token.start()])
        end = token.end()
        closing, mark, name = token.groups()
        if name:
            value = values[name]
            stack[-1].append(value if isinstance(value, Text) else str(value))
        elif closing:
            inner = stack.pop()
            stack[-1].append(Bold(*inner) if mark == "b" else Italic(*inner))
        else:
            stack.append([])
    stack[-1].append(template[end:])
    return Text(*(part for part in stack[0] if part != ""))


def lines(*parts: Text | str | None) -> Text:
    """Texts one below the other; None and empty ones are left out."""
    kept = [part for part in parts if part is not None and part != ""]
    return Text(*[item for part in kept for item in (part, "\n")][:-1]) if kept else Text()


def paragraphs(*parts: Text | str | None) -> Text:
    """Texts with an empty line between them."""
    kept = [part for part in parts if part is not None and part != ""]
    return Text(*[item for part in kept for item in (part, "\n\n")][:-1]) if kept else Text()


def length(text: str) -> int:
    """The length as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """The text, shortened to ``limit`` UTF-16 units with an ellipsis when it is longer."""
    if length(text) <= limit:
        return text
    units = text.encode("utf-16-le", "surrogatepass")[: limit * 2 - 2]
    # "ignore" drops the half of a pair that the cut may have left.
    return units.decode("utf-16-le", "ignore").rstrip() + "…"


def parts(text: str, limit: int) -> list[str]:
    """A text too long for one message, in parts of at most ``limit`` UTF-16 units each."""
    # No character takes more than two units.
    step = limit // 2
    cuts = (text[at : at + step] for at in range(0, len(text), step))
    return [part for part in cuts if part.strip()]


def message(
    chat_id: int,
    text: Text | str,
    keyboard: Keyboard | None = None,
    *,
    reply_to: int | None = None,
    **send: Any,
) -> Send:
    """A message of our own: plain entities, no markup to parse, no link preview.

    ``reply_to`` is quoted when it still exists. ``send`` goes to `Send`.
    """
    body, entities = (text, []) if isinstance(text, str) else text.render()
    return Send(
        SendMessage(
            chat_id=chat_id,
            text=body,
            entities=entities or None,
            parse_mode=None,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            reply_markup=keyboard,
            reply_parameters=quote(reply_to) if reply_to else None,
        ),
        priority=send.pop("priority", Priority.WAITING),
        **send,
    )


def told(query: CallbackQuery, text: str, *, alert: bool = False) -> Send:
    """The short word that Telegram shows to whoever pressed; worthless after seconds."""
    return Send(
        AnswerCallbackQuery(callback_query_id=query.id, text=text, show_alert=alert),
        expires_in=30,
    )


def in_place(
    query: CallbackQuery, text: Text, keyboard: InlineKeyboardMarkup | None = None
) -> Send:
    """Show something in the message whose button was pressed, or anew when that is too old."""
    chat_id = query.message.chat.id if query.message else query.from_user.id
    if not isinstance(query.message, Message):
        return message(chat_id, text, keyboard)
    body, entities = text.render()
    edit = EditMessageText(
        chat_id=chat_id,
        message_id=query.message.message_id,
        text=body,
        entities=entities or None,
        parse_mode=None,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_markup=keyboard,
    )
    return Send(edit, optional=True)


def quote(message_id: int) -> ReplyParameters:
    """Reply to a message of the same chat, or to nothing when it is gone."""
    return ReplyParameters(message_id=message_id, allow_sending_without_reply=True)


def shifted(entities: list[MessageEntity], by: int) -> list[MessageEntity]:
    """Entities behind a prefix of ``by`` UTF-16 units."""
    return [e.model_copy(update={"offset": e.offset + by}) for e in entities]
