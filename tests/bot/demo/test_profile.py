"""Commands, name, descriptions and the menu button."""

from typing import Any

import pytest

from bot.demo.server import DemoServer
from tests.bot.demo.conftest import BotClient


def commands(*names: str, description: str = "something") -> list[dict[str, str]]:
    return [{"command": name, "description": description} for name in names]


@pytest.mark.parametrize(
    ("params", "wanted"),
    [
        ({"commands": commands("Start")}, "BOT_COMMAND_INVALID"),
        ({"commands": commands("x" * 33)}, "BOT_COMMAND_INVALID"),
        ({"commands": commands("баштоо")}, "BOT_COMMAND_INVALID"),
        ({"commands": commands("a", description="")}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": commands("a", description="x" * 257)}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": commands(*"a" * 101)}, "BOT_COMMANDS_TOO_MUCH"),
        (
            {"commands": commands("a"), "language_code": "uz_Cyrl"},
            "invalid language code specified",
        ),
    ],
)
async def test_wrong_commands_are_refused(
    bot: BotClient, params: dict[str, Any], wanted: str
) -> None:
    assert await bot.refused("setMyCommands", **params) == f"Bad Request: {wanted}"


async def test_commands_are_kept_by_scope_and_language(bot: BotClient, server: DemoServer) -> None:
    anna = server.person("Anna", language_code="ky")
    bek = server.person("Bek", language_code="de")
    group = server.group("Staff", [anna, bek])
    private = {"type": "all_private_chats"}
    admins = {"type": "all_chat_administrators"}
    chat = {"type": "chat", "chat_id": anna.id}
    await bot.ok("setMyCommands", commands=commands("start"))
    assert anna.chat.commands == anna.in_(group).commands == commands("start")
    await bot.ok("setMyCommands", commands=commands("a"), scope=private, language_code="ky")
    await bot.ok("setMyCommands", commands=commands("staff"), scope=admins)
    assert anna.chat.commands == commands("a")
    assert bek.chat.commands == commands("start")
    assert anna.in_(group).commands == commands("staff")
    assert bek.in_(group).commands == commands("start")
    await bot.ok("setMyCommands", commands=commands("mine"), scope=chat)
    assert anna.chat.commands == commands("mine")
    assert await bot.ok("getMyCommands", scope=chat) == commands("mine")
    assert await bot.ok("getMyCommands", scope=chat, language_code="ky") == []
    await bot.ok("deleteMyCommands", scope=chat)
    await bot.ok("setMyCommands", commands=[], scope=private, language_code="ky")
    assert anna.chat.commands == commands("start")
    await bot.ok("deleteMyCommands")
    assert anna.chat.commands == []


@pytest.mark.parametrize(
    ("method", "field", "limit"),
    [
        ("MyName", "name", 64),
        ("MyDescription", "description", 512),
        ("MyShortDescription", "short_description", 120),
    ],
)
async def test_names_and_descriptions(bot: BotClient, method: str, field: str, limit: int) -> None:
    default = (await bot.ok(f"get{method}"))[field]
    assert default == ("Kabyldama" if field == "name" else "")
    await bot.ok(f"set{method}", **{field: "Кабылдама"})
    await bot.ok(f"set{method}", **{field: "Приёмная"}, language_code="ru")
    assert await bot.ok(f"get{method}", language_code="ru") == {field: "Приёмная"}
    assert await bot.ok(f"get{method}", language_code="ky") == {field: "Кабылдама"}
    await bot.ok(f"set{method}")
    assert await bot.ok(f"get{method}") == {field: default}
    assert "too long" in await bot.refused(f"set{method}", **{field: "x" * (limit + 1)})


async def test_the_menu_button(bot: BotClient, server: DemoServer) -> None:
    anna = server.person("Anna")
    assert await bot.ok("getChatMenuButton") == {"type": "commands"}
    app = {"type": "web_app", "text": "Open", "web_app": {"url": "https://a.kg"}}
    await bot.ok("setChatMenuButton", chat_id=anna.id, menu_button=app)
    assert await bot.ok("getChatMenuButton", chat_id=anna.id) == app
    await bot.ok("setChatMenuButton", chat_id=anna.id)
    assert await bot.ok("getChatMenuButton", chat_id=anna.id) == {"type": "commands"}
    await bot.ok("setChatMenuButton", menu_button={"type": "default"})
    assert await bot.ok("getChatMenuButton") == {"type": "default"}
    group = server.group("Staff")
    said = await bot.refused("setChatMenuButton", chat_id=group.id)
    assert said == "Bad Request: chat_id must be a private chat"
