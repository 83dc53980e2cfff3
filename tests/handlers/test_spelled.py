"""What can only be copied is kept in words as well."""

from typing import Any

import pytest
from aiogram.methods import CopyMessage, SendMessage

from handlers.relay import carry
from tests.handlers.test_relay import PREFIX, said

POLL = {
    "id": "1",
    "question": "When?",
    "options": [
        {"persistent_id": str(n), "text": text, "voter_count": 0}
        for n, text in enumerate(("Today", "Tomorrow"))
    ],
    "type": "regular",
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "allows_multiple_answers": False,
    "allows_revoting": True,
    "members_only": False,
}
LIST = {
    "title": "To do",
    "tasks": [{"id": 1, "text": "Dig", "completion_date": 5}, {"id": 2, "text": "Fill"}],
}
PICTURE = {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}
GAME = {"title": "Chess", "description": "For two", "photo": [PICTURE]}
STORY = {"chat": {"id": 9, "type": "private"}, "id": 1}


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"poll": POLL}, "📊 When?\n▫️ Today\n▫️ Tomorrow"),
        ({"checklist": LIST}, "📋 To do\n✅ Dig\n▫️ Fill"),
        ({"dice": {"emoji": "🎲", "value": 4}}, "🎲 4"),
        ({"game": GAME}, "🎮 Chess\nFor two"),
        ({"story": STORY}, ""),
    ],
)
def test_it_is_copied_all_the_same(fields: dict[str, Any], text: str) -> None:
    content = said(**fields)
    assert content["text"] == text
    methods = [send.method for send in carry([content], 7, PREFIX)]
    assert [type(method) for method in methods] == [SendMessage, CopyMessage]


def test_words_that_are_longer_than_a_caption_are_not_sent_beside_it() -> None:
    options = [{**POLL["options"][0], "text": "ж" * 100} for _ in range(12)]  # type: ignore[index]
    methods = [s.method for s in carry([said(poll={**POLL, "options": options})], 7, PREFIX)]
    assert [type(method) for method in methods] == [SendMessage, CopyMessage]
