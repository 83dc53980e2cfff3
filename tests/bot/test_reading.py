"""What aiogram takes for an update, and what can be kept and answered."""

from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import User

from bot.dispatch import RefusingSession
from bot.reading import Unreadable, read
from tests.conftest import TOKEN

BOT = Bot(TOKEN, session=RefusingSession(User(id=1, is_bot=True, first_name="Bot")))


def update(**fields: Any) -> dict[str, Any]:
    chat = {"id": 5, "type": "private"}
    person = {"id": 5, "is_bot": False, "first_name": "Zinnia"}
    message = {"message_id": 1, "date": 1, "chat": chat, "from": person, "text": "words"}
    return {"update_id": 1, "message": message | fields}


def test_a_good_one_is_read() -> None:
    message = read(update(text="😀", thought={"new": ["", 2**63 - 1]}), BOT).message
    assert message is not None
    assert message.text == "😀"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"message_id": 2**63}, r"message_id \(too_large\)"),
        ({"chat": {"id": -(2**63) - 1, "type": "private"}}, r"id \(too_large\)"),
        ({"thought": [{"Zinnia words": "\ud800"}]}, r"a field \(string_unicode\)"),
        ({"photo": [{"file_id": ""}]}, r"file_id \(empty\)"),
        ({"date": "words"}, r"message.date \("),
    ],
)
def test_what_cannot_be_used_is_named_and_not_quoted(fields: dict[str, Any], why: str) -> None:
    with pytest.raises(Unreadable, match=why) as refusal:
        read(update(**fields), BOT)
    assert "words" not in str(refusal.value)
