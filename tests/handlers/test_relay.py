"""What is carried over is what Telegram takes from a bot, whatever people may send."""

from typing import Any

import pytest
from aiogram.methods import SendMediaGroup, SendMessage, SendPhoto
from aiogram.types import Message
from aiogram.utils.formatting import Text

from handlers.relay import Content, carry, content_of
from handlers.say import length

PREFIX = Text("NKT-2026-00001")


def said(**fields: Any) -> Content:
    chat = {"id": 5, "type": "private"}
    content = content_of(
        Message.model_validate({"message_id": 1, "date": 1, "chat": chat, **fields})
    )
    assert content is not None
    return content


def photo(caption: str) -> Content:
    size = {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}
    return said(photo=[size], caption=caption)


def test_a_longer_caption_than_a_bot_may_write_goes_as_a_text() -> None:
    caption = "😀" * 2048
    methods = [send.method for send in carry([photo(caption)], 7, PREFIX)]
    assert [type(method) for method in methods] == [SendMessage, SendMessage, SendPhoto]
    assert methods[1].text == caption  # type: ignore[attr-defined]
    assert not methods[2].caption  # type: ignore[attr-defined]


def test_a_text_longer_than_one_message_loses_nothing() -> None:
    text = "ж😀" * 3000
    sends = carry([said(text=text)], 7, PREFIX, on_last="last", on_others="other")
    texts = [send.method.text for send in sends]  # type: ignore[attr-defined]
    assert "".join(texts[1:]) == text
    assert all(length(part) <= 4096 for part in texts)
    assert [send.on_result for send in sends] == ["other"] * (len(sends) - 1) + ["last"]


def test_an_album_that_telegram_would_not_take_goes_one_by_one() -> None:
    file = said(document={"file_id": "d", "file_unique_id": "u"})
    together = [send.method for send in carry([photo("a"), photo("b")], 7, PREFIX)]
    assert [type(method) for method in together] == [SendMediaGroup]
    for odd in ([photo("a"), file], [photo("a")] * 11):
        names = [send.method.__api_method__ for send in carry(odd, 7, PREFIX)]
        assert names == ["sendMessage", *(f"send{c['kind'].capitalize()}" for c in odd)]


@pytest.mark.parametrize(
    "entity",
    [
        {"type": "text_link", "offset": 0, "length": 2},
        {"type": "bold", "offset": 4, "length": 2},
        {"type": "bold", "offset": -1, "length": 2},
        {"type": "bold", "offset": 0, "length": 0},
        {"type": "text_mention", "offset": 0, "length": 2},
    ],
)
def test_formatting_that_telegram_would_not_take_is_left_out(entity: dict[str, Any]) -> None:
    good = {"type": "italic", "offset": 0, "length": 5}
    assert said(text="water", entities=[entity, good])["entities"] == [good]


def test_a_contact_without_a_number_is_words() -> None:
    hidden = said(contact={"phone_number": "", "first_name": "Zinnia", "last_name": "Z."})
    assert (hidden["kind"], hidden["text"]) == ("text", "👤 Zinnia Z.")
    assert said(contact={"phone_number": "+996", "first_name": "Z."})["kind"] == "contact"


def test_a_place_without_a_name_is_a_position() -> None:
    place = {"location": {"latitude": 40.2, "longitude": 72.6}, "title": "", "address": "x"}
    assert said(venue=place)["kind"] == "location"
    assert said(venue={**place, "title": "Bazaar"})["kind"] == "venue"


@pytest.mark.parametrize(("of_writer", "is_carried"), [(True, False), (False, True)])
def test_the_writers_own_story_would_show_who_wrote(of_writer: bool, is_carried: bool) -> None:
    chat = {"id": 5, "type": "private"}
    story = {"id": 3, "chat": chat if of_writer else {"id": 6, "type": "channel"}}
    message = {"message_id": 1, "date": 1, "chat": chat, "story": story}
    assert (content_of(Message.model_validate(message)) is not None) is is_carried
