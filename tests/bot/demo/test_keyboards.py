"""What reply_markup may hold."""

from typing import Any

import pytest

from bot.demo.server import DemoServer
from tests.bot.demo.conftest import BotClient


def inline(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[button]]}


@pytest.mark.parametrize(
    ("markup", "wanted"),
    [
        (inline(text="a", callback_data="x" * 65), "Bad Request: BUTTON_DATA_INVALID"),
        (inline(text="a", callback_data="ө" * 33), "Bad Request: BUTTON_DATA_INVALID"),
        (inline(text="a", callback_data=""), "Bad Request: BUTTON_DATA_INVALID"),
        (inline(text="a"), "Text buttons are unallowed in the inline keyboard"),
        (inline(text=" ", callback_data="x"), "text must be non-empty"),
        (
            inline(text="a", callback_data="x", url="https://a.kg"),
            "exactly one action must be used, found callback_data, url",
        ),
        (inline(text="a", url="ftp://a.kg"), "is invalid: Unsupported URL protocol"),
        (inline(text="a", url="nothing"), "is invalid: Wrong HTTP URL"),
        (inline(text="a", url="https://"), "is invalid: Wrong HTTP URL"),
        (inline(text="a", copy_text={"text": ""}), "BUTTON_COPY_TEXT_INVALID"),
        (
            {"inline_keyboard": [[{"text": "a", "callback_data": "x"}] * 8] * 13},
            "reply markup is too long",
        ),
        ({"keyboard": []}, "reply keyboard must have at least one button"),
        ({"keyboard": [[{"text": ""}]]}, "text must be non-empty"),
        ({"keyboard": [[{"text": "a"}] * 301]}, "reply markup is too long"),
        (
            {"keyboard": [[{"text": "a", "request_location": True, "request_contact": True}]]},
            "at most one request may be used",
        ),
        (
            {"keyboard": [[{"text": "a"}]], "input_field_placeholder": "x" * 65},
            "input field placeholder must be 1-64 characters long",
        ),
        ("[]", "can't parse InlineKeyboardMarkup: expected an Object"),
    ],
)
async def test_wrong_markup_is_refused(
    bot: BotClient, server: DemoServer, markup: Any, wanted: str
) -> None:
    anna = server.person("Anna")
    await anna.start()
    params = {"chat_id": anna.id, "text": "x", "reply_markup": markup}
    assert wanted.removeprefix("can't ") in await bot.refused("sendMessage", **params)
    assert anna.chat.texts == []


async def test_right_markup_is_taken(bot: BotClient, server: DemoServer) -> None:
    anna = server.person("Anna")
    await anna.start()
    for button in (
        {"callback_data": "x" * 64},
        {"url": "https://a.kg/x"},
        {"url": "tg://user?id=1"},
        {"url": "a.kg"},
        {"copy_text": {"text": "NKT-2026-00017"}},
        {"switch_inline_query_current_chat": ""},
    ):
        markup = inline(text="a", **button)
        sent = await bot.ok("sendMessage", chat_id=anna.id, text="x", reply_markup=markup)
        assert sent["reply_markup"] == markup
    nothing: list[dict[str, Any]] = [
        {"inline_keyboard": []},
        {"inline_keyboard": [[]]},
        {"force_reply": False},
    ]
    for empty in nothing:
        sent = await bot.ok("sendMessage", chat_id=anna.id, text="x", reply_markup=empty)
        assert "reply_markup" not in sent


async def test_positions_are_asked_for_in_private_chats_only(
    bot: BotClient, server: DemoServer
) -> None:
    anna = server.person("Anna")
    await anna.start()
    group = server.group("Staff", [anna])
    markup = {"keyboard": [[{"text": "Here", "request_location": True}]]}
    await bot.ok("sendMessage", chat_id=anna.id, text="x", reply_markup=markup)
    said = await bot.refused("sendMessage", chat_id=group.id, text="x", reply_markup=markup)
    assert said == "Bad Request: location can be requested in private chats only"
    markup["keyboard"][0][0]["request_location"] = False
    await bot.ok("sendMessage", chat_id=group.id, text="x", reply_markup=markup)
