"""`kabyldama check`: looks at an installation, and says for each trouble how to mend it."""

import asyncio
import sqlite3
import sys
from collections import defaultdict
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
from aiogram.types import (
    ChatFullInfo,
    ChatMemberAdministrator,
    ChatMemberMember,
    ChatMemberOwner,
    ResultChatMemberUnion,
)

from bot.reception.directory import Directory
from bot.reception.problems import DirectoryError, shown
from bot.reception.routing import present_chat
from bot.settings import Settings, SettingsRefused, load_settings
from storage import chats, directory
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
    findings += await offices(settings)
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
            "ADMIN_IDS is empty: nobody is told of trouble but those appointed in the bot, if "
            "any; add your own Telegram id",
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
    for name, chat_id in await _office_chats(settings):
        async for finding in _chat(bot, name, chat_id):
            yield finding


async def _office_chats(settings: Settings) -> list[tuple[str, int]]:
    """The chats of offices that have one of their own, each with the offices it serves."""
    try:
        found, moves = await _directory(settings)
    except (DirectoryError, sqlite3.Error):
        # `offices` and `database` say what is wrong.
        return []
    served: defaultdict[int, list[str]] = defaultdict(list)
    for office in found.offices:
        chat_id = present_chat(office.staff_chat_id, None, moves)
        if chat_id is not None:
            served[chat_id].append(office.code)
    return [(f"staff chat of {', '.join(codes)}", chat_id) for chat_id, codes in served.items()]


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
    if chat.is_forum:
        yield _topics(name, chat, member)
    if leads or me.can_read_all_group_messages:
        yield Finding(Level.OK, f"{name}: the bot hears every reply")
    else:
        yield Finding(
            Level.WARNING,
            f"{name}: privacy mode is on and the bot is no administrator, so parts of an album "
            "may not reach it; make it an administrator of the group",
        )


def _topics(name: str, chat: ChatFullInfo, member: ResultChatMemberUnion) -> Finding:
    """Whether each concern can have a topic of its own in a group with topics."""
    by_default = chat.permissions is not None and bool(chat.permissions.can_manage_topics)
    may = isinstance(member, ChatMemberOwner) or (
        bool(member.can_manage_topics)
        if isinstance(member, ChatMemberAdministrator)
        else by_default
    )
    if may:
        return Finding(Level.OK, f"{name}: each concern gets a topic of its own")
    return Finding(
        Level.WARNING,
        f"{name}: “{chat.title}” has topics, but the bot may not manage them, so concerns stand "
        "there without; make it an administrator with the right “Manage topics”",
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
    """What an open database tells beside its directory."""
    appointed = connection.execute(
        "SELECT COUNT(*) FROM staff WHERE role = 'administrator'"
    ).fetchone()[0]
    findings = [Finding(Level.OK, f"administrators appointed in the bot: {appointed}")]
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


async def _directory(settings: Settings) -> tuple[Directory, dict[int, int]]:
    """The directory as the next start will find it, and the groups that moved."""
    async with directory.at_next_start(settings.database_path) as tx:
        return await directory.read(tx), await chats.moves(tx)


async def offices(settings: Settings) -> list[Finding]:
    """The directory: as the database has it, or as shipped before the first start."""
    try:
        found, _moves = await _directory(settings)
    except DirectoryError as error:
        return [Finding(Level.ERROR, f"directory: {line}") for line in shown(error.problems)]
    except sqlite3.Error:
        # The database's own line says what is wrong.
        return []
    counts = f"{len(found.offices)} offices for {len(found.districts)} districts"
    return [
        Finding(Level.OK, f"directory: {counts}"),
        *(
            Finding(Level.WARNING, f"directory: {count} {text}")
            for count, text in _open_questions(found, settings)
            if count
        ),
    ]


def _open_questions(found: Directory, settings: Settings) -> list[tuple[int, str]]:
    """How often something is not known, and what to do about it."""
    without_chat = [office for office in found.offices if office.staff_chat_id is None]
    return [
        (
            sum(not office.confirmed for office in found.offices),
            "offices whose place is not confirmed; the agency knows it",
        ),
        (
            sum(not district.confirmed for district in found.districts),
            "districts whose office is only suggested; confirm it, or name another",
        ),
        (sum(office.phone is None for office in found.offices), "offices without a phone; add it"),
        (sum(office.hours is None for office in found.offices), "offices without hours; add them"),
        (
            0 if settings.staff_chat_id else len(without_chat),
            "offices without a staff chat; give them one, or set STAFF_CHAT_ID",
        ),
    ]
