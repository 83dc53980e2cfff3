"""`kabyldama check`: a line for each thing looked at, with the remedy."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.check import database, offices, telegram
from bot.demo.server import DemoServer
from bot.finding import Finding, Level
from bot.settings import Settings
from tests.conftest import TOKEN, Start


def settings(server: DemoServer, path: Path, **values: Any) -> Settings:
    """Settings of an installation."""
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        bot_token=values.pop("bot_token", TOKEN),
        bot_api_url=server.url,
        database_path=path,
        **values,
    )


async def found(server: DemoServer, path: Path, **values: Any) -> list[Finding]:
    """What `check` says of Telegram's side."""
    chosen = settings(server, path, **values)
    session = AiohttpSession(api=TelegramAPIServer.from_base(server.url))
    async with Bot(chosen.bot_token.get_secret_value(), session=session) as bot:
        return [finding async for finding in telegram(chosen, bot)]


def text_of(findings: list[Finding], level: Level) -> str:
    """The findings of one level as text."""
    return "\n".join(finding.text for finding in findings if finding.level is level)


async def test_all_is_well(server: DemoServer, database_path: Path) -> None:
    staff = server.group("Штаб", members=[server.person("Нурлан")])
    findings = await found(server, database_path, staff_chat_id=staff.id, admin_ids="1")
    assert {finding.level for finding in findings} == {Level.OK}
    assert server.bot_username in text_of(findings, Level.OK)


async def test_what_is_missing_is_named_with_its_remedy(
    server: DemoServer, database_path: Path
) -> None:
    findings = await found(server, database_path)
    warnings = text_of(findings, Level.WARNING)
    assert "ADMIN_IDS is empty" in warnings
    assert "STAFF_CHAT_ID is not set" in warnings


async def test_rights_and_privacy_mode(server: DemoServer, database_path: Path) -> None:
    staff = server.group("Штаб", members=[server.person("Нурлан")], bot_is_admin=False)
    findings = await found(server, database_path, staff_chat_id=staff.id, admin_ids="1")
    assert "privacy mode" in text_of(findings, Level.WARNING)
    server.set_rights(staff, can_send_messages=False)
    findings = await found(server, database_path, staff_chat_id=staff.id, admin_ids="1")
    assert "may not write" in text_of(findings, Level.ERROR)
    server.kick_bot(staff)
    findings = await found(server, database_path, staff_chat_id=staff.id, admin_ids="1")
    assert "STAFF_CHAT_ID" in text_of(findings, Level.ERROR)


async def test_a_bot_that_may_not_delete_is_warned_of(
    server: DemoServer, database_path: Path
) -> None:
    staff = server.group("Штаб", members=[server.person("Нурлан")])
    server.set_rights(staff, can_delete_messages=False)
    findings = await found(server, database_path, staff_chat_id=staff.id, admin_ids="1")
    assert "“Delete messages”" in text_of(findings, Level.WARNING)
    server.world.privacy_mode = False
    server.add_bot(staff, bot_is_admin=False)
    findings = await found(server, database_path, staff_chat_id=staff.id, admin_ids="1")
    assert "“Delete messages”" in text_of(findings, Level.WARNING)


async def test_a_wrong_token(server: DemoServer, database_path: Path) -> None:
    wrong = "987654321:BBwrongwrongwrongwrongwrongwrongwro"
    findings = await found(server, database_path, bot_token=wrong)
    assert "BOT_TOKEN" in text_of(findings, Level.ERROR)
    assert wrong not in str(findings)


def damage(path: Path) -> None:
    """What a full disk or a bad cable may leave."""
    path.write_bytes(b"no database at all" * 100)
    path.with_name(path.name + "-wal").unlink(missing_ok=True)


async def test_the_database_and_the_directory(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    chosen = settings(server, database_path)
    assert "will be created" in text_of(database(chosen), Level.OK)
    assert "20 offices for 58 districts" in text_of(await offices(chosen), Level.OK)
    async with start():
        await server.wait(lambda: server.count("getUpdates"))
        assert "is sound" in text_of(database(chosen), Level.OK)
        assert "appointed in the bot: 0" in text_of(database(chosen), Level.OK)
        assert "17 offices whose place" in text_of(await offices(chosen), Level.WARNING)
    change(
        database_path,
        "INSERT INTO residents (id, telegram_id, name, created_at) VALUES (7, 42, 'Boss', 1)",
        "INSERT INTO staff (person_id, role, office, since) VALUES "
        "(7, 'administrator', '', 1), (7, 'secretary', 'NKT', 1)",
    )
    assert "appointed in the bot: 1" in text_of(database(chosen), Level.OK)
    assert not text_of(database(chosen), Level.WARNING)
    database_path.chmod(0o640)  # noqa: ASYNC240
    assert f"chmod 600 {database_path}*" in text_of(database(chosen), Level.WARNING)
    change(database_path, "PRAGMA user_version = 9999")
    assert "9999" in text_of(database(chosen), Level.ERROR)
    damage(database_path)
    assert "DATABASE_PATH" in text_of(database(chosen), Level.ERROR)
    assert "restore the file from a backup" in text_of(database(chosen), Level.ERROR)


def change(path: Path, *statements: str) -> None:
    """What somebody did to the database by hand."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


async def test_a_broken_directory_is_named(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    chosen = settings(server, database_path)
    async with start():
        await server.wait(lambda: server.count("getUpdates"))
    change(
        database_path,
        "UPDATE districts SET office_code = 'XYZ' WHERE rowid = 1",
        "UPDATE offices SET phone = 'none', latitude = 51 WHERE code = 'NKT'",
    )
    findings = await offices(chosen)
    assert [finding.level for finding in findings] == [Level.ERROR] * 3
    assert [finding.text.split(":")[1].strip() for finding in findings] == [
        "table offices, NKT",
        "table districts, 41705214000000",
        "table offices, NKT",
    ]
    # The chats of offices cannot be known then; the rest is looked at.
    assert "STAFF_CHAT_ID" in text_of(await found(server, database_path), Level.WARNING)


async def test_what_is_not_known_of_the_offices_is_counted(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with start():
        await server.wait(lambda: server.count("getUpdates"))
    change(
        database_path,
        "UPDATE offices SET phone = '102', hours = 'Mo 09:00-10:00' WHERE code = 'NKT'",
        "UPDATE offices SET phone = '102', staff_chat_id = -100 WHERE code IN ('OSH', 'KRK')",
        "UPDATE districts SET confirmed = 1 WHERE rowid < 9",
    )
    warnings = text_of(await offices(settings(server, database_path)), Level.WARNING)
    assert [line.split(";")[0] for line in warnings.splitlines()] == [
        "directory: 17 offices whose place is not confirmed",
        "directory: 50 districts whose office is only suggested",
        "directory: 17 offices without a phone",
        "directory: 19 offices without hours",
        "directory: 18 offices without a staff chat",
    ]
    shared = settings(server, database_path, staff_chat_id=-1)
    assert "staff chat" not in text_of(await offices(shared), Level.WARNING)


async def test_the_chats_of_offices_are_looked_at(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with start():
        await server.wait(lambda: server.count("getUpdates"))
    own = server.group("Ош", members=[server.person("Нурлан")])
    change(
        database_path,
        f"UPDATE offices SET staff_chat_id = {own.id} WHERE code IN ('OSH', 'NKT')",
        "UPDATE offices SET staff_chat_id = -5 WHERE code = 'KRK'",
        f"INSERT INTO chats (id, moved_to) VALUES (-6, {own.id})",
        "UPDATE offices SET staff_chat_id = -6 WHERE code = 'BTK'",
    )
    findings = await found(server, database_path, staff_chat_id=own.id, admin_ids="1")
    assert "staff chat of BTK, NKT, OSH: the bot may write to “Ош”" in text_of(findings, Level.OK)
    assert "staff chat of KRK: the bot is not in the chat -5" in text_of(findings, Level.ERROR)


async def test_a_group_with_topics(server: DemoServer, database_path: Path) -> None:
    staff = server.group("Штаб", members=[server.person("Нурлан")], forum=True)
    findings = await found(server, database_path, staff_chat_id=staff.id, admin_ids="1")
    assert "each concern gets a topic of its own" in text_of(findings, Level.OK)
    server.set_rights(staff, can_manage_topics=False)
    findings = await found(server, database_path, staff_chat_id=staff.id, admin_ids="1")
    assert "“Manage topics”" in text_of(findings, Level.WARNING)
    server.add_bot(staff, bot_is_admin=False)
    findings = await found(server, database_path, staff_chat_id=staff.id, admin_ids="1")
    assert "“Manage topics”" in text_of(findings, Level.WARNING)
