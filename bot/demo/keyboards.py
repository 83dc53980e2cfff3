"""Checks of reply_markup beyond types: what a button may hold and where it may stand."""

from bot.demo.errors import Json, bad_request

_NOT_ACTIONS = {"text", "icon_custom_emoji_id", "style"}
_PRIVATE_ONLY = {
    "request_location": "location can be requested in private chats only",
    "request_contact": "phone number can be requested in private chats only",
    "request_poll": "poll can be requested in private chats only",
    "request_users": "users can be requested in private chats only",
    "request_chat": "chats can be requested in private chats only",
    "web_app": "web app buttons can be used in private chats only",
}
MAX_INLINE_BUTTONS = 100
MAX_REPLY_BUTTONS = 300
MAX_PLACEHOLDER = 64


def check_markup(markup: Json | None, *, private: bool) -> tuple[Json | None, Json | None]:
    """The inline keyboard, and what changes the screen below (keyboard, removal, forced reply).

    One of the two at most. Raises ApiError 400 for what Telegram would not take.
    """
    if markup is None:
        return None, None
    if "inline_keyboard" in markup:
        return check_inline(markup), None
    if "keyboard" in markup:
        _check_reply_keyboard(markup, private=private)
    placeholder = markup.get("input_field_placeholder")
    if placeholder is not None and not 1 <= len(placeholder) <= MAX_PLACEHOLDER:
        raise bad_request("input field placeholder must be 1-64 characters long")
    for marker in ("remove_keyboard", "force_reply"):
        if markup.get(marker) is False:
            # Telegram takes it for no markup at all.
            return None, None
    return None, markup


def check_inline(markup: Json | None) -> Json | None:
    """An InlineKeyboardMarkup as messages carry it, or None when it has no buttons."""
    if markup is None:
        return None
    rows = [row for row in markup["inline_keyboard"] if row]
    count = 0
    for row in rows:
        for button in row:
            count += 1
            _check_inline_button(button)
    if count > MAX_INLINE_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def _check_inline_button(button: Json) -> None:
    if not button["text"].strip():
        raise bad_request("can't parse inline keyboard button: text must be non-empty")
    actions = [name for name in button if name not in _NOT_ACTIONS]
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad_request(
            "can't parse inline keyboard button: exactly one action must be used, "
            f"found {', '.join(actions)}"
        )
    (action,) = actions
    value = button[action]
    if action == "callback_data":
        if not 1 <= len(value.encode()) <= 64:
            raise bad_request("BUTTON_DATA_INVALID")
    elif action == "url":
        _check_url(value)
    elif action == "copy_text" and not 1 <= len(value["text"]) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _check_url(url: str) -> None:
    scheme, separator, rest = url.partition("://")
    if separator and scheme.lower() not in {"http", "https", "tg", "ton"}:
        problem = "Unsupported URL protocol"
    elif " " in url or not (rest if separator else url) or ("." not in url and scheme != "tg"):
        problem = "Wrong HTTP URL"
    else:
        return
    raise bad_request(f"inline keyboard button URL '{url}' is invalid: {problem}")


def _check_reply_keyboard(markup: Json, *, private: bool) -> None:
    buttons = [button for row in markup["keyboard"] for button in row]
    if not buttons:
        raise bad_request("reply keyboard must have at least one button")
    if len(buttons) > MAX_REPLY_BUTTONS:
        raise bad_request("reply markup is too long")
    for button in buttons:
        if not button["text"].strip():
            raise bad_request("can't parse keyboard button: text must be non-empty")
        actions = [
            name
            for name, value in button.items()
            # request_location: false asks for nothing.
            if name not in _NOT_ACTIONS and value is not False
        ]
        if len(actions) > 1:
            raise bad_request("can't parse keyboard button: at most one request may be used")
        for action in actions:
            if not private and action in _PRIVATE_ONLY:
                raise bad_request(_PRIVATE_ONLY[action])
