"""The methods about the bot itself: who it is, its commands, its name and descriptions."""

import json
import re
from collections.abc import Callable

from bot.demo.call import Call, Method
from bot.demo.errors import Json, bad_request
from bot.demo.world import Profile, World

MAX_COMMANDS = 100

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}")


def get_me(call: Call) -> Json:
    """getMe."""
    return {
        **call.world.bot.data,
        "can_join_groups": True,
        "can_read_all_group_messages": not call.world.privacy_mode,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def _language(call: Call) -> str:
    language: str = call.params.get("language_code", "")
    if language and not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def _commands_key(call: Call) -> tuple[str, str]:
    scope = call.params.get("scope", {"type": "default"})
    return scope_key(scope), _language(call)


def scope_key(scope: Json) -> str:
    """A BotCommandScope as a key."""
    return json.dumps(scope, sort_keys=True)


def set_my_commands(call: Call) -> bool:
    """setMyCommands."""
    key = _commands_key(call)
    commands = call.params["commands"]
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        name = command["command"].removeprefix("/")
        if not _COMMAND.fullmatch(name):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"].strip()) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    if commands:
        call.world.profile.commands[key] = commands
    else:
        call.world.profile.commands.pop(key, None)
    return True


def get_my_commands(call: Call) -> list[Json]:
    """getMyCommands: of exactly this scope and language."""
    return call.world.profile.commands.get(_commands_key(call), [])


def delete_my_commands(call: Call) -> bool:
    """deleteMyCommands."""
    call.world.profile.commands.pop(_commands_key(call), None)
    return True


def commands_for(world: World, chat_id: int, user_id: int, *, is_admin: bool) -> list[Json]:
    """What a person sees in a chat: the narrowest scope that has commands, own language first."""
    private = chat_id > 0
    scopes: list[Json] = []
    if not private:
        scopes.append({"type": "chat_member", "chat_id": chat_id, "user_id": user_id})
        if is_admin:
            scopes.append({"type": "chat_administrators", "chat_id": chat_id})
    scopes.append({"type": "chat", "chat_id": chat_id})
    if is_admin and not private:
        scopes.append({"type": "all_chat_administrators"})
    scopes.append({"type": "all_private_chats" if private else "all_group_chats"})
    scopes.append({"type": "default"})
    language = world.users[user_id].data.get("language_code", "")
    for scope in scopes:
        for code in (language, ""):
            commands = world.profile.commands.get((scope_key(scope), code))
            if commands:
                return commands
    return []


def _text_setter(field: str, limit: int, table: Callable[[Profile], dict[str, str]]) -> Method:
    def set_text(call: Call) -> bool:
        language = _language(call)
        text = call.params.get(field, "")
        if len(text) > limit:
            raise bad_request(f"{field} is too long")
        if text:
            table(call.world.profile)[language] = text
        else:
            table(call.world.profile).pop(language, None)
        return True

    return set_text


def _text_getter(field: str, table: Callable[[Profile], dict[str, str]]) -> Method:
    def get_text(call: Call) -> Json:
        texts = table(call.world.profile)
        default = call.world.bot.data["first_name"] if field == "name" else ""
        return {field: texts.get(_language(call), texts.get("", default))}

    return get_text


def _names(profile: Profile) -> dict[str, str]:
    return profile.names


def _descriptions(profile: Profile) -> dict[str, str]:
    return profile.descriptions


def _short_descriptions(profile: Profile) -> dict[str, str]:
    return profile.short_descriptions


def _done(_call: Call) -> bool:
    return True


def set_webhook(call: Call) -> bool:
    """setWebhook: refused, unless it removes the webhook there is not."""
    if "url" in call.params:
        raise bad_request("webhooks are not simulated: this server knows getUpdates only")
    return True


def delete_webhook(call: Call) -> bool:
    """deleteWebhook."""
    if call.params.get("drop_pending_updates"):
        call.world.updates.drop_all()
    return True


def get_webhook_info(call: Call) -> Json:
    """getWebhookInfo."""
    pending = len(call.world.updates)
    return {"url": "", "has_custom_certificate": False, "pending_update_count": pending}


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "logOut": _done,
    "close": _done,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _text_setter("name", 64, _names),
    "getMyName": _text_getter("name", _names),
    "setMyDescription": _text_setter("description", 512, _descriptions),
    "getMyDescription": _text_getter("description", _descriptions),
    "setMyShortDescription": _text_setter("short_description", 120, _short_descriptions),
    "getMyShortDescription": _text_getter("short_description", _short_descriptions),
}
