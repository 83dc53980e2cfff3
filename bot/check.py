"""`kabyldama check`: looks at an installation, and says for each trouble how to mend it."""

import asyncio
import sqlite3
import sys
from collections import defaultdict
from contextlib import closing

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError, TelegramUnauthorizedError

from bot.check_chat import ANSWER_SECONDS, chat_findings
from bot.finding import Finding, Findings, Level
from bot.reception.directory import Directory
from bot.reception.problems import DirectoryError, shown
from bot.reception.routing import present_chat
from bot.settings import Settings, SettingsRefused, load_settings
from storage import chats, directory
from storage.database import DatabaseRefused, newest_schema, schema_of
from storage.database_errors import unusable

FOR_OTHERS = 0o077
"""What a file allows to anybody but its owner."""


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
        async for finding in chat_findings(bot, "STAFF_CHAT_ID", settings.staff_chat_id):
            yield finding
    if settings.monitoring_chat_id is not None:
        async for finding in chat_findings(bot, "MONITORING_CHAT_ID", settings.monitoring_chat_id):
            yield finding
    for name, chat_id in await _office_chats(settings):
        async for finding in chat_findings(bot, name, chat_id):
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


def database(settings: Settings) -> list[Finding]:
    """The file, its schema, and what waits in it."""
    path = settings.database_path
    try:
        if not path.exists():
            return [Finding(Level.OK, f"DATABASE_PATH: {path} will be created at the first start")]
        name = f"{path.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(name, uri=True)) as connection:
            version = schema_of(connection)
            if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                damaged = sqlite3.DatabaseError("the file is damaged")
                damaged.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
                raise damaged
            findings = [Finding(Level.OK, f"DATABASE_PATH: {path} is sound")]
            if path.stat().st_mode & FOR_OTHERS:
                findings.append(
                    Finding(
                        Level.WARNING,
                        f"DATABASE_PATH: other people on this computer can read {path}, and all "
                        f"that is in it; chmod 600 {path}*",
                    )
                )
            if version == newest_schema():
                findings += _waiting(connection)
            return findings
    except DatabaseRefused as error:
        return [Finding(Level.ERROR, str(error))]
    except (OSError, sqlite3.Error) as error:
        return [Finding(Level.ERROR, unusable(path, error))]


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
