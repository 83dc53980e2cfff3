"""Whose fault failures are: the line's, Telegram's as a whole, or a call's own."""

from dataclasses import replace

import pytest

from bot.delivery.line import SECONDS, TRIES, UPLOAD_TRIES, Line
from bot.delivery.outcome import Trouble
from storage.announcements import stream_of
from storage.outbox import Call

ANNOUNCEMENT = stream_of(1)


def call(
    number: int, *, stream: str = "", method: str = "sendMessage", uploads: bool = False
) -> Call:
    """A call to a chat of its own."""
    chat_id, none = number, None
    return Call(number, method, {}, chat_id, stream, 0, (), none, {}, none, uploads=uploads)


@pytest.mark.parametrize("trouble", list(Trouble))
def test_one_chat_that_fails_says_nothing_of_the_line_several_do(trouble: Trouble) -> None:
    line = Line()
    ill, other = call(1), call(2)
    for _again in range(100):
        line.failed(ill, trouble, 0)
    assert not line.is_down()
    line.failed(other, trouble, 0)
    assert line.is_down()
    line.works()
    assert not line.is_down()


def test_two_calls_that_failed_while_others_were_done_hold_nobody_up() -> None:
    line = Line()
    for number in (1, 2):
        line.failed(call(number), Trouble.SILENCE, 0)
    line.works()
    for number in (1, 2):
        line.failed(call(number), Trouble.SILENCE, 0)
    assert not line.is_down()
    # The line breaks now: what had worked so far tells.
    for number in (3, 4):
        line.failed(call(number), Trouble.SILENCE, 0)
    assert line.is_down()


@pytest.mark.parametrize("trouble", list(Trouble))
def test_an_announcement_is_given_up_only_when_others_are_done(trouble: Trouble) -> None:
    line = Line()
    ill = call(1, stream=ANNOUNCEMENT)
    for _again in range(10 * TRIES):
        line.failed(ill, trouble, 0)
        assert not line.is_given_up(ill, SECONDS)
    for tries in range(TRIES):
        assert not line.is_given_up(ill, SECONDS), tries
        line.works()
        line.failed(ill, trouble, 0)
    assert not line.is_given_up(ill, SECONDS - 1)
    assert line.is_given_up(ill, SECONDS)
    line.forget(ill)
    assert not line.is_given_up(ill, SECONDS)


@pytest.mark.parametrize(
    "kept",
    [call(1), call(1, stream="ticket:1"), call(1, method="editMessageMedia", uploads=True)],
    ids=["an answer", "a card", "a picture that empties a message"],
)
def test_what_people_are_told_is_never_given_up(kept: Call) -> None:
    line = Line()
    for _again in range(1000):
        line.failed(kept, Trouble.SILENCE, 0)
        line.works()
    assert not line.is_given_up(kept, SECONDS)


def test_a_file_that_may_have_arrived_is_not_sent_without_end_and_holds_nobody_up() -> None:
    line = Line()
    files = [call(number, method="sendDocument", uploads=True) for number in (1, 2)]
    for _try in range(UPLOAD_TRIES):
        assert not any(line.is_given_up(file, SECONDS) for file in files)
        for file in files:
            line.failed(file, Trouble.SILENCE, 0)
        assert not line.is_down()
    assert all(line.is_given_up(file, SECONDS) for file in files)


def test_a_file_that_telegram_has_an_error_for_waits_until_others_are_done() -> None:
    line = Line()
    file = call(1, method="sendDocument", uploads=True)
    for _again in range(10 * TRIES):
        line.failed(file, Trouble.ERROR, 0)
    assert not line.is_given_up(file, SECONDS)
    for _try in range(TRIES):
        line.works()
        line.failed(file, Trouble.ERROR, 0)
    assert line.is_given_up(file, SECONDS)


def test_a_file_that_has_no_answer_while_nobody_is_reached_is_not_given_up() -> None:
    line = Line()
    file = call(1, method="sendDocument", uploads=True)
    for number in (2, 3):
        line.failed(call(number), Trouble.SILENCE, 0)
    for _again in range(10 * UPLOAD_TRIES):
        line.failed(file, Trouble.SILENCE, 0)
    assert not line.is_given_up(file, SECONDS)
    line.works()
    for _try in range(UPLOAD_TRIES):
        assert not line.is_given_up(file, SECONDS)
        line.failed(file, Trouble.SILENCE, 0)
    assert line.is_given_up(file, SECONDS)


def test_what_has_no_chat_says_nothing_of_the_others() -> None:
    line = Line()
    line.failed(call(1), Trouble.SILENCE, 0)
    line.failed(replace(call(2), chat_id=None), Trouble.SILENCE, 0)
    assert not line.is_down()
