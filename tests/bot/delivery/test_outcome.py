"""What Telegram's answers mean for a call."""

import sqlite3
from typing import Any

import pytest
from aiogram.exceptions import (
    ClientDecodeError,
    RestartingTelegram,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetMe, TelegramMethod
from aiohttp import ConnectionTimeoutError

from bot.delivery.outcome import (
    LINE_BACKOFF,
    MAX_BACKOFF,
    Again,
    ChatMoved,
    ChatRefuses,
    Delivered,
    Reason,
    Refused,
    TopicGone,
    Trouble,
    backoff,
    classify,
)
from storage.outbox import Call, Ref

PERSON, GROUP = 5, -5


def call(chat_id: int | None = PERSON, **params: Any) -> Call:
    return Call(1, "sendMessage", params, chat_id, "", 0, (), None, {}, None, False)


def bad(words: str) -> TelegramBadRequest:
    return TelegramBadRequest(GetMe(), f"Bad Request: {words}")


def undecodable(content: Any) -> ClientDecodeError:
    return ClientDecodeError("Failed to decode object", ValueError(), content)


def test_too_many_requests_holds_the_chat() -> None:
    error = TelegramRetryAfter(GetMe(), "Too Many Requests", 7)
    assert classify(error, call(), 0) == Again(7.0, chat=True)


@pytest.mark.parametrize(
    "error",
    [
        TelegramForbiddenError(GetMe(), "Forbidden: bot was kicked from the group chat"),
        bad("chat not found"),
        bad("user not found"),
        bad("member not found"),
        bad("PARTICIPANT_ID_INVALID"),
    ],
    ids=lambda error: error.message,
)
@pytest.mark.parametrize("method", ["getChat", "getChatMember", "getChatMemberCount"])
def test_a_question_that_is_refused_closes_no_chat(error: Exception, method: str) -> None:
    asked = call(GROUP)
    asked.method = method
    outcome = classify(error, asked, 0)
    assert isinstance(outcome, Refused)
    assert outcome.reason is Reason.GONE


def test_a_moved_chat() -> None:
    error = TelegramMigrateToChat(GetMe(), "upgraded", -100)
    assert classify(error, call(GROUP), 0) == ChatMoved(-100)


@pytest.mark.parametrize(
    "error",
    [
        TelegramForbiddenError(GetMe(), "Forbidden: bot was blocked by the user"),
        TelegramForbiddenError(GetMe(), "Forbidden: bot was kicked from the group chat"),
        bad("chat not found"),
        bad("not enough rights to send text messages to the chat"),
        bad("have no rights to send a message"),
        bad("CHAT_WRITE_FORBIDDEN"),
    ],
    ids=lambda error: error.message,
)
def test_a_person_is_blocked_and_a_group_waits(error: Exception) -> None:
    person, group = classify(error, call(), 0), classify(error, call(GROUP), 0)
    assert isinstance(person, Refused)
    assert person.reason is Reason.BLOCKED
    assert isinstance(group, ChatRefuses)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("query is too old and response timeout expired or query ID is invalid", Reason.EXPIRED),
        ("message to edit not found", Reason.GONE),
        ("message to delete not found", Reason.GONE),
        ("message can't be deleted for everyone", Reason.FIXED),
        ("MESSAGE_ID_INVALID", Reason.GONE),
        ("message can't be edited", Reason.FIXED),
        ("message is too long", Reason.REFUSED),
        ("can't parse entities", Reason.REFUSED),
    ],
)
def test_refused_for_good(words: str, reason: Reason) -> None:
    outcome = classify(bad(words), call(GROUP), 0)
    assert isinstance(outcome, Refused)
    assert outcome.reason is reason


def test_not_modified_is_fine() -> None:
    error = bad("message is not modified: specified new message content ...")
    assert isinstance(classify(error, call(), 0), Delivered)


@pytest.mark.parametrize(
    "words", ["message to be replied not found", "message thread not found", "TOPIC_CLOSED"]
)
def test_topic_or_replied_message_gone_is_sent_without_it(words: str) -> None:
    with_both = call(GROUP, reply_parameters={"message_id": 1}, message_thread_id=2)
    assert classify(bad(words), with_both, 0) == Again(0.0, stripped=True)


@pytest.mark.parametrize("words", ["message thread not found", "TOPIC_CLOSED"])
def test_what_has_nothing_to_strip_is_not_tried_without_end(words: str) -> None:
    """A forum whose General topic is closed answers so to a call that names no topic."""
    outcome = classify(bad(words), call(GROUP), 1)
    assert not (isinstance(outcome, Again) and outcome.after == 0)


@pytest.mark.parametrize(
    "error",
    [
        TelegramServerError(GetMe(), "Bad Gateway"),
        RestartingTelegram(GetMe(), "restart"),
        undecodable("<html><body>502 Bad Gateway</body></html>"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_server_errors_are_tried_again_without_end_and_ever_more_rarely(error: Exception) -> None:
    first, last = classify(error, call(), 0), classify(error, call(), 1000)
    assert first == Again(0.5, trouble=Trouble.ERROR)
    assert last == Again(MAX_BACKOFF, trouble=Trouble.ERROR)


@pytest.mark.parametrize("cause", [ConnectionTimeoutError(), OSError(), TimeoutError()])
def test_a_telegram_out_of_reach_holds_everything_an_answer_that_is_missing_does_not(
    cause: OSError,
) -> None:
    error = TelegramNetworkError(GetMe(), type(cause).__name__)
    error.__cause__ = cause
    first, later = classify(error, call(), 0), classify(error, call(), 1000)
    if isinstance(cause, ConnectionTimeoutError):
        assert (first, later) == (Again(0.5), Again(LINE_BACKOFF, everything=True))
    else:
        silence = Trouble.SILENCE
        assert first == Again(0.5, trouble=silence)
        assert later == Again(LINE_BACKOFF, trouble=silence)


def test_a_file_is_not_sent_again_within_moments() -> None:
    error = TelegramNetworkError(GetMe(), "TimeoutError")
    with_file = call()
    with_file.uploads = True
    outcome = classify(error, with_file, 0)
    assert isinstance(outcome, Again)
    assert outcome.after == 16.0


@pytest.mark.parametrize("error", [TelegramUnauthorizedError, TelegramConflictError])
def test_trouble_with_the_token_holds_everything(
    error: type[TelegramUnauthorizedError | TelegramConflictError],
) -> None:
    method: TelegramMethod[Any] = GetMe()
    outcome = classify(error(method, "x"), call(), 0)
    assert isinstance(outcome, Again)
    assert outcome.everything


@pytest.mark.parametrize("content", ['{"ok":true,"result":{"mess', '{"ok": true, "result": '])
def test_ok_that_does_not_parse_is_sent(content: str) -> None:
    outcome = classify(undecodable(content), call(), 0)
    assert isinstance(outcome, Delivered)
    assert outcome.message_ids == []


@pytest.mark.parametrize(
    "error",
    [
        TelegramEntityTooLarge(GetMe(), "Request Entity Too Large"),
        TelegramNotFound(GetMe(), "Not Found"),
        TypeError("cannot be encoded"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_our_mistakes_make_nobody_wait(error: Exception) -> None:
    outcome = classify(error, call(), 0)
    assert isinstance(outcome, Refused)
    assert outcome.reason is Reason.REFUSED


def test_a_database_that_cannot_be_read_is_not_the_calls_fault() -> None:
    """References are looked up when a call is made: a card never fails for good."""
    assert isinstance(classify(sqlite3.OperationalError("disk I/O error"), call(GROUP), 0), Again)


@pytest.mark.parametrize("words", ["message thread not found", "TOPIC_DELETED"])
def test_a_topic_of_a_ticket_that_is_gone_is_made_anew(words: str) -> None:
    in_a_topic = call(GROUP)
    in_a_topic.refs = (Ref("message_thread_id", "topic", 1),)
    assert classify(bad(words), in_a_topic, 0) == TopicGone()
    assert classify(bad(words), call(GROUP, message_thread_id=5), 0) == Again(0.0, stripped=True)


def test_message_ids() -> None:
    assert Delivered({"message_id": 3}).message_ids == [3]
    assert Delivered([{"message_id": 3}, {"message_id": 4}]).message_ids == [3, 4]
    assert Delivered(True).message_ids == []


def test_backoff_grows_and_is_bounded() -> None:
    waits = [backoff(attempts) for attempts in range(100)]
    assert waits == sorted(waits)
    assert waits[-1] == MAX_BACKOFF
