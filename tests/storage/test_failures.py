"""What a raw update tells before anybody has checked it."""

import pytest

from storage.failures import chat_of, kind_of, sender_of


@pytest.mark.parametrize("number", [2**63, -(2**52), 1.5, True, "5", None])
def test_what_is_no_id_is_none(number: object) -> None:
    update = {"update_id": 1, "message": {"chat": {"id": number}, "from": {"id": number}}}
    assert (chat_of(update), sender_of(update)) == (None, None)


def test_of_several_kinds_the_event_counts() -> None:
    message = {"chat": {"id": -5}, "from": {"id": 6}}
    update = {"update_id": 1, "text": "x", "\ud800": {}, "message": message}
    assert (kind_of(update), chat_of(update), sender_of(update)) == ("message", -5, 6)
    assert kind_of({"update_id": 1, "\ud800": {}}) == "unknown"
