"""Requests checked against the description of the Bot API."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.demo import trim_api
from bot.demo.errors import ApiError
from bot.demo.schema import REACTIONS, RESULTS, VERSION, check_request, check_value, method_name


def refusal(method: str, **raw: Any) -> str:
    with pytest.raises(ApiError) as caught:
        check_request(method, raw)
    return caught.value.description


def test_the_description_is_whole() -> None:
    assert VERSION == "Bot API 10.1"
    assert len(RESULTS) == 180
    assert {"👍", "🤝", "✍"} <= REACTIONS
    assert method_name("SENDmessage") == "sendMessage"
    assert method_name("sendNothing") is None


def test_values_are_converted_from_forms_and_json() -> None:
    from_form = check_request(
        "sendLocation",
        {"chat_id": "-100", "latitude": "42.5", "longitude": "74", "protect_content": "true"},
    )
    assert from_form == {
        "chat_id": -100,
        "latitude": 42.5,
        "longitude": 74.0,
        "protect_content": True,
    }
    raw = {"chat_id": "@group", "text": "x", "disable_notification": False, "parse_mode": ""}
    assert check_request("sendMessage", raw) == {
        "chat_id": "@group",
        "text": "x",
        "disable_notification": False,
    }


def test_unknown_parameters_are_refused() -> None:
    assert refusal("getMe", color="red") == "Bad Request: unknown parameter color"


def test_required_parameters_are_named() -> None:
    assert refusal("sendMessage", text="x") == "Bad Request: chat_id is empty"
    assert refusal("sendMessage", chat_id="1", text="") == "Bad Request: message text is empty"
    assert refusal("sendPhoto", chat_id="1") == "Bad Request: there is no photo in the request"
    assert refusal("createForumTopic", chat_id="1") == 'Bad Request: parameter "name" is required'


@pytest.mark.parametrize(
    ("method", "raw", "wanted"),
    [
        ("getUpdates", {"limit": "ten"}, 'field "limit" must be of type Integer'),
        ("getUpdates", {"limit": 1.5}, 'field "limit" must be of type Integer'),
        ("sendLocation", {"latitude": "north"}, 'field "latitude" must be of type Float'),
        ("sendLocation", {"latitude": True}, 'field "latitude" must be of type Float'),
        ("deleteWebhook", {"drop_pending_updates": "maybe"}, "must be of type Boolean"),
        ("sendMessage", {"text": 5}, 'field "text" must be of type String'),
        ("sendMessage", {"chat_id": 1.5}, 'field "chat_id" must be of type Integer'),
        ("sendPhoto", {"photo": 5}, 'field "photo" must be of type InputFile'),
        ("getUpdates", {"allowed_updates": "message"}, "can't parse allowed_updates JSON object"),
        ("getUpdates", {"allowed_updates": '"message"'}, "expected an Array"),
        ("getUpdates", {"allowed_updates": "[1]"}, "must be of type String"),
        ("sendMessage", {"reply_parameters": "[]"}, "expected an Object"),
        (
            "sendMessage",
            {"reply_parameters": '{"message_id":"1"}'},
            'field "ReplyParameters.message_id" must be of type Integer',
        ),
        (
            "sendMessage",
            {"reply_parameters": "{}"},
            "can't parse ReplyParameters: can't find field \"message_id\"",
        ),
        ("sendMessage", {"reply_markup": '{"buttons":[]}'}, 'unknown field "buttons"'),
        (
            "sendMessage",
            {"reply_markup": '{"inline_keyboard":[[{"text":"a","colour":"red"}]]}'},
            'can\'t parse InlineKeyboardButton: unknown field "colour"',
        ),
        (
            "editMessageMedia",
            {"media": '{"type":"photo","media":"x","size":1}'},
            'can\'t parse InputMediaPhoto: unknown field "size"',
        ),
        ("setMyCommands", {"scope": '{"type":"everybody"}'}, "unsupported type specified"),
    ],
)
def test_mistyped_values_are_refused(method: str, raw: dict[str, Any], wanted: str) -> None:
    assert wanted in refusal(method, **raw)


def test_unions_are_told_apart() -> None:
    media = [{"type": "photo", "media": "x"}, {"type": "video", "media": "y", "width": 5}]
    raw = {"chat_id": 1, "media": json.dumps(media)}
    assert check_request("sendMediaGroup", raw)["media"] == media
    for markup in (
        {"keyboard": [[{"text": "a"}]], "resize_keyboard": True},
        {"remove_keyboard": True},
        {"force_reply": True, "selective": False},
    ):
        raw = {"chat_id": 1, "text": "x", "reply_markup": json.dumps(markup)}
        assert check_request("sendMessage", raw)["reply_markup"] == markup


def test_types_can_be_checked_alone() -> None:
    assert check_value("User", {"id": 1, "is_bot": True, "first_name": "x", "username": None})
    with pytest.raises(ApiError):
        check_value("User", {"id": 1})


def test_a_description_is_trimmed(tmp_path: Path) -> None:
    described: dict[str, Any] = {
        "version": "Bot API 1.0",
        "release_date": "long ago",
        "methods": {
            "getMe": {"name": "getMe", "description": ["Words."], "returns": ["User"]},
        },
        "types": {
            "ReactionType": {"subtypes": ["ReactionTypeEmoji"], "description": ["Words."]},
            "ReactionTypeEmoji": {
                "fields": [
                    {
                        "name": "type",
                        "types": ["String"],
                        "required": True,
                        "description": "Type of the reaction, always “emoji”",
                    },
                    {
                        "name": "emoji",
                        "types": ["String"],
                        "required": True,
                        "description": 'One of "👍", "👎".',
                    },
                ]
            },
        },
    }
    source, target = tmp_path / "api.json", tmp_path / "trimmed.json"
    source.write_text(json.dumps(described), "utf-8")
    trim_api.main(source, target)
    assert json.loads(target.read_text("utf-8")) == {
        "version": "Bot API 1.0",
        "reactions": ["👍", "👎"],
        "methods": {"getMe": {"returns": ["User"], "fields": {}}},
        "types": {
            "ReactionType": {"subtypes": ["ReactionTypeEmoji"]},
            "ReactionTypeEmoji": {
                "fields": {"type": [["String"], 1, "emoji"], "emoji": [["String"], 1]}
            },
        },
    }
