"""`kabyldama check`: looks at an installation, and says for each trouble how to mend it."""

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramUnauthorizedError,
)
from aiogram.types import ChatMemberAdministrator, ChatMemberMember, ChatMemberOwner

from bot.reception.directory import DirectoryError
from bot.settings import Settings, SettingsRefused, load_settings
from storage import directory
from storage.database import migrations

ANSWER_SECONDS = 15


class Level(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    level: Level
    text: str


Findings = AsyncIterator[Finding]


def check() -> int:
    """Print a line for everything looked at. Returns 0, 1 with an error, 2 without settings."""
    try:
        settings = load_settings()
    except SettingsRefused as error:
        print(f"{Level.ERROR}: {error}", file=sys.stderr)
        return 2
    findings = asyncio.run(_all(settings))
    for finding in findings:
        print(f"{finding.level}: {finding.text}")
    return int(any(finding.level is Level.ERROR for finding in findings))


async def _all(settings: Settings) -> list[Finding]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(settings.bot_api_url))
    async with Bot(settings.bot_token.get_secret_value(), session=session) as bot:
        findings = [finding async for finding in telegram(settings, bot)]
    findings += database(settings)
    findings += offices(settings)
    return findings


async def telegram(settings: Settings, bot: Bot) -> Findings:
    """The token, privacy mode, and the bot's place in its chats."""
    try:
        me = await bot.get_me(request_timeout=ANSWER_SECONDS)
    except TelegramUnauthorizedError:
        yield Finding(Level.ERROR, "BOT_TOKEN: Telegram does not know it; ask @BotFather")
        return
    except AiogramError as error:
        yield Finding(
            Level.ERROR,
            f"BOT_API_URL: no answer from {settings.bot_api_url} ({type(error).__name__}); "
            "check the line and the address",
        )
        return
    yield Finding(Level.OK, f"BOT_TOKEN: the bot is @{me.username}")
    if settings.admin_ids:
        yield Finding(Level.OK, f"ADMIN_IDS: {len(settings.admin_ids)}")
    else:
        yield Finding(
            Level.WARNING,
            "ADMIN_IDS is empty: nobody is told of trouble; add your own Telegram id",
        )
    if settings.staff_chat_id is None:
        yield Finding(
            Level.WARNING,
            "STAFF_CHAT_ID is not set: concerns are kept, but no secretary sees them; write "
            "/start in the group and put the id it shows into the settings",
        )
    else:
        async for finding in _chat(bot, "STAFF_CHAT_ID", settings.staff_chat_id):
            yield finding
    if settings.monitoring_chat_id is not None:
        async for finding in _chat(bot, "MONITORING_CHAT_ID", settings.monitoring_chat_id):
            yield finding


async def _chat(bot: Bot, name: str, chat_id: int) -> Findings:
    """Whether the bot may work in a chat, and hears what it must."""
    try:
        chat = await bot.get_chat(chat_id, request_timeout=ANSWER_SECONDS)
        member = await bot.get_chat_member(chat_id, bot.id, request_timeout=ANSWER_SECONDS)
        me = await bot.me()
    except TelegramMigrateToChat as error:
        yield Finding(
            Level.ERROR,
            f"{name}: the group became a supergroup; write {error.migrate_to_chat_id} instead",
        )
        return
    except (TelegramBadRequest, TelegramForbiddenError) as error:
        yield Finding(
            Level.ERROR,
            f"{name}: the bot is not in the chat {chat_id} ({error.message}); add it to the group",
        )
        return
    except AiogramError as error:
        yield Finding(Level.ERROR, f"{name}: no answer ({type(error).__name__}); try again")
        return
    leads = isinstance(member, ChatMemberAdministrator | ChatMemberOwner)
    open_to_members = chat.permissions is None or chat.permissions.can_send_messages is not False
    if leads or (isinstance(member, ChatMemberMember) and open_to_members):
        yield Finding(Level.OK, f"{name}: the bot may write to “{chat.title}”")
    else:
        yield Finding(
            Level.ERROR,
            f"{name}: the bot may not write to “{chat.title}” (it is {member.status}); make it "
            "an administrator of the group",
        )
    if leads or me.can_read_all_group_messages:
        yield Finding(Level.OK, f"{name}: the bot hears every reply")
    else:
        yield Finding(
            Level.WARNING,
            f"{name}: privacy mode is on and the bot is no administrator, so parts of an album "
            "may not reach it; make it an administrator of the group",
        )


def database(settings: Settings) -> list[Finding]:
    """The file, its schema, and what waits in it."""
    path = settings.database_path
    if not path.exists():
        return [Finding(Level.OK, f"DATABASE_PATH: {path} will be created at the first start")]
    newest = max(int(file.name.split("_")[0]) for file in migrations())
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=rw", uri=True)) as connection:
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            sound = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if version > newest:
                text = f"its schema {version} is newer than this program; install the newer one"
                return [Finding(Level.ERROR, f"DATABASE_PATH: {text}")]
            if sound != "ok":
                text = "the file is damaged; restore it from a backup"
                return [Finding(Level.ERROR, f"DATABASE_PATH: {path}: {text}")]
            findings = [Finding(Level.OK, f"DATABASE_PATH: {path} is sound")]
            if version == newest:
                findings += _waiting(connection)
            return findings
    except sqlite3.Error as error:
        text = f"{path} cannot be used ({error}); name a file this user may write to"
        return [Finding(Level.ERROR, f"DATABASE_PATH: {text}")]


def _waiting(connection: sqlite3.Connection) -> list[Finding]:
    findings = []
    failed = connection.execute(
        "SELECT (SELECT COUNT(*) FROM inbox WHERE state = 'failed') + "
        "(SELECT COUNT(*) FROM outbox WHERE state = 'failed')"
    ).fetchone()[0]
    if failed:
        findings.append(
            Finding(Level.WARNING, f"set aside: {failed}; an administrator writes /failed")
        )
    for chat_id, reason in connection.execute(
        "SELECT id, parked_reason FROM chats WHERE parked_at IS NOT NULL"
    ):
        findings.append(
            Finding(Level.ERROR, f"chat {chat_id} refuses the bot ({reason}); add it there again")
        )
    return findings


def offices(settings: Settings) -> list[Finding]:
    """The directory: as the database has it, or as shipped before the first start."""
    try:
        found = directory.load_for_check(settings.database_path)
    except DirectoryError as error:
        return [Finding(Level.ERROR, f"directory: {error}")]
    except sqlite3.Error:
        # The database's own line says what is wrong.
        return []
    counts = f"{len(found.offices)} offices for {len(found.districts)} districts"
    findings = [Finding(Level.OK, f"directory: {counts}")]
    unconfirmed = sum(not office.confirmed for office in found.offices)
    if unconfirmed:
        text = f"the place of {unconfirmed} offices is not confirmed; the agency knows them"
        findings.append(Finding(Level.WARNING, f"directory: {text}"))
    return findings
