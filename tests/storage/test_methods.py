"""Calls as JSON values, their files apart and put back."""

import pytest
from aiogram.methods import EditMessageMedia, SendDocument, SendMediaGroup
from aiogram.types import BufferedInputFile, InputMediaPhoto, URLInputFile

from storage.methods import dump, with_files

FILE = BufferedInputFile(b"x", "x.png")


def test_a_file_of_its_own_and_files_within_objects_and_lists() -> None:
    params, files = dump(SendDocument(chat_id=1, document=FILE))
    assert params == {"chat_id": 1}
    assert with_files(params, files) == {"chat_id": 1, "document": FILE}

    photo = InputMediaPhoto(media=FILE, caption="Empty", parse_mode=None)
    params, files = dump(EditMessageMedia(chat_id=1, message_id=2, media=photo))
    assert files == {"media.media": FILE}
    assert params["media"] == {"type": "photo", "caption": "Empty", "media": None}
    assert with_files(params, files)["media"]["media"] is FILE
    # What is kept stays as it was, for the next try.
    assert params["media"]["media"] is None

    known = InputMediaPhoto(media="file_id", parse_mode=None)
    params, files = dump(SendMediaGroup(chat_id=1, media=[known, photo]))
    assert list(files) == ["media.1.media"]
    media = with_files(params, files)["media"]
    assert [item["media"] for item in media] == ["file_id", FILE]


def test_only_a_file_in_memory_can_wait() -> None:
    photo = InputMediaPhoto(media=URLInputFile("https://example.org", bot=None))
    with pytest.raises(TypeError, match=r"media\.media"):
        dump(EditMessageMedia(chat_id=1, message_id=2, media=photo))
