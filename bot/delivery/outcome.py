"""What can become of a call, and how Telegram's answers are told apart."""

import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiohttp import ClientConnectorError, ConnectionTimeoutError

from storage.outbox import Call


@dataclass(frozen=True, slots=True)
class Delivered:
    """Telegram did it. ``result`` is its raw answer; {} when it could not be read."""

    result: Any

    @property
    def message_ids(self) -> list[int]:
        """The ids of the message or messages that were sent; empty when unknown."""
        messages = self.result if isinstance(self.result, list) else [self.result]
        return [m["message_id"] for m in messages if isinstance(m, dict) and "message_id" in m]


class Reason(StrEnum):
    """Why a call will never be done."""

    BLOCKED = "blocked"
    """The person blocked the bot, deleted the account, or never started the bot."""
    GONE = "gone"
    """What it was about is not there any longer: a deleted message."""
    FIXED = "fixed"
    """The message is there, but of a kind that nobody can edit, or too old to be deleted."""
    NO_FORUM = "no_forum"
    """The group has no topics."""
    EXPIRED = "expired"
    """It came too late to be of use."""
    REFUSED = "refused"
    """Telegram finds the request wrong, or does not take it however often it is tried."""


class Trouble(StrEnum):
    """What may be the call's own fault, or that of Telegram or the line as a whole."""

    SILENCE = "no answer"
    """No answer came: it may have been done."""
    ERROR = "an error of Telegram"
    """Telegram has an error of its own."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The call will never be done."""

    reason: Reason
    description: str


@dataclass(frozen=True, slots=True)
class Again:
    """To be tried again."""

    after: float
    """Seconds to wait."""
    everything: bool = False
    """The trouble is with the line or with Telegram, not with this call."""
    trouble: Trouble | None = None
    """Set when it may be with this call: what became of others tells (see `bot.delivery.line`)."""
    chat: bool = False
    """The whole chat has to wait."""
    stripped: bool = False
    """Without its topic and without quoting: what it replied to is gone."""


@dataclass(frozen=True, slots=True)
class ChatRefuses:
    """The chat takes nothing: the bot was removed or lacks rights. Its calls wait."""

    description: str


@dataclass(frozen=True, slots=True)
class ChatMoved:
    """The group became a supergroup."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Replaced:
    """A newer call says the same with newer words; this one was not made."""


@dataclass(frozen=True, slots=True)
class TopicGone:
    """The topic of the forum in which it was to be said was deleted: it is made anew first."""


Final = Delivered | Refused
Outcome = Final | Again | ChatRefuses | ChatMoved | Replaced | TopicGone

MAX_BACKOFF = 300.0
LINE_BACKOFF = 30.0
"""What people wait for at most once the line works again."""

_NOT_THERE = (
    "message to edit not found",
    "message to delete not found",
    "message to react not found",
    "message to pin not found",
    "message to copy not found",
    "message_id_invalid",
)
_FIXED = ("message can't be edited", "message can't be deleted")
_TOPIC_GONE = ("message thread not found", "topic_deleted", "topic_id_invalid")
_REPLY_GONE = (
    "message to be replied not found",
    "reply message not found",
    "replied message not found",
    "topic_closed",
    *_TOPIC_GONE,
)
_CHAT_CLOSED = (
    "chat not found",
    "not enough rights to send text messages",
    "have no rights to send a message",
    "need administrator rights in the channel chat",
    "chat_write_forbidden",
    "group chat was deactivated",
    "peer_id_invalid",
    "chat_restricted",
    "user not found",
)
_NOBODY = ("member not found", "participant_id_invalid")


def backoff(attempts: int) -> float:
    """Seconds before try number ``attempts`` + 1."""
    return min(0.5 * 2.0 ** min(attempts, 12), MAX_BACKOFF)


def classify(error: Exception, call: Call, attempts: int) -> Outcome:
    """What an exception of the session means for the call it was raised by."""
    match error:
        case TelegramRetryAfter():
            return Again(float(error.retry_after), chat=True)
        case TelegramMigrateToChat():
            return ChatMoved(error.migrate_to_chat_id)
        case TelegramEntityTooLarge():
            return Refused(Reason.REFUSED, error.message)
        case TelegramForbiddenError():
            return _closed(call, error.message)
        case TelegramBadRequest():
            return _bad_request(call, error.message)
        case TelegramUnauthorizedError() | TelegramConflictError():
            return Again(MAX_BACKOFF / 5, everything=True)
        case ClientDecodeError():
            return _unreadable(error, attempts)
        case TelegramServerError():
            return Again(backoff(attempts), trouble=Trouble.ERROR)
        case sqlite3.Error():
            # It is not the call's fault: a card never fails for good.
            return Again(backoff(attempts))
        case TelegramNetworkError():
            return _unanswered(error, call, attempts)
        case TelegramAPIError():
            return Refused(Reason.REFUSED, error.message)
    # A mistake of ours, such as a parameter that cannot be encoded: nobody must wait for it.
    return Refused(Reason.REFUSED, type(error).__name__)


def _unanswered(error: TelegramNetworkError, call: Call, attempts: int) -> Again:
    # A file is large, and not tried often: not within moments, either.
    after = backoff(attempts + 5) if call.uploads else min(backoff(attempts), LINE_BACKOFF)
    if isinstance(error.__cause__, ClientConnectorError | ConnectionTimeoutError):
        # Telegram cannot even be reached: that is nothing between it and one chat.
        return Again(after, everything=attempts > 1)
    return Again(after, trouble=Trouble.SILENCE)


def _closed(call: Call, description: str) -> Outcome:
    if _is_question(call):
        # What is to be said there finds out for itself.
        return Refused(Reason.GONE, description)
    if call.chat_id is not None and call.chat_id < 0:
        return ChatRefuses(description)
    return Refused(Reason.BLOCKED, description)


def _is_question(call: Call) -> bool:
    """It only asks Telegram something, and says nothing."""
    return call.method.startswith("get")


def _bad_request(call: Call, description: str) -> Outcome:
    words = description.lower()
    if "message is not modified" in words or "topic_not_modified" in words:
        return Delivered({})
    if "query is too old" in words:
        return Refused(Reason.EXPIRED, description)
    if "chat is not a forum" in words:
        return Refused(Reason.NO_FORUM, description)
    if any(phrase in words for phrase in _FIXED):
        return Refused(Reason.FIXED, description)
    if any(phrase in words for phrase in _NOT_THERE):
        return Refused(Reason.GONE, description)
    if call.topic_of is not None and any(phrase in words for phrase in _TOPIC_GONE):
        return TopicGone()
    if any(phrase in words for phrase in _REPLY_GONE):
        if call.replies:
            return Again(0.0, stripped=True)
        return _closed(call, description)
    if _is_question(call) and any(phrase in words for phrase in _NOBODY):
        return Refused(Reason.GONE, description)
    if any(phrase in words for phrase in _CHAT_CLOSED):
        return _closed(call, description)
    return Refused(Reason.REFUSED, description)


def _unreadable(error: ClientDecodeError, attempts: int) -> Outcome:
    content = error.data if isinstance(error.data, str) else ""
    if '"ok":true' in content.replace(" ", "")[:200]:
        # Sent, only the answer is damaged: sending again would write twice.
        return Delivered({})
    return Again(backoff(attempts), trouble=Trouble.ERROR)
