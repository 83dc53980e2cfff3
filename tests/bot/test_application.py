"""The program as a whole: starting, stopping, long absence."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from time import time

import pytest

from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from tests.bot.delivery.until import until
from tests.conftest import TOKEN, Rows, Start

ROOT = Path(__file__).parent.parent.parent
DAY = 24 * 3600


async def run_bot(server: DemoServer, database_path: Path) -> asyncio.subprocess.Process:
    """`python -m bot run` in a process of its own."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        cwd=database_path.parent,
        env={
            **os.environ,
            "PYTHONPATH": os.fspath(ROOT),
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": server.url,
            "DATABASE_PATH": os.fspath(database_path),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def ended(process: asyncio.subprocess.Process, within: float) -> tuple[int, str]:
    """Exit code and output; the process is killed when it takes longer than ``within``."""
    try:
        async with asyncio.timeout(within):
            out, err = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode is not None
    return process.returncode, (out + err).decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_stops_it_in_time(
    server: DemoServer, database_path: Path, number: signal.Signals
) -> None:
    process = await run_bot(server, database_path)
    await server.wait(lambda: server.count("getUpdates"), timeout=60)
    process.send_signal(number)
    code, output = await ended(process, within=10)
    assert code == 0
    assert "Traceback" not in output
    assert TOKEN not in output


async def test_a_second_process_on_one_database_is_refused(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with start():
        code, output = await ended(await run_bot(server, database_path), within=60)
    assert code == 2
    assert len(output.strip().splitlines()) == 1
    assert "another process" in output


async def test_a_revoked_token_ends_it_with_one_line(
    server: DemoServer, database_path: Path
) -> None:
    process = await run_bot(server, database_path)
    await server.wait(lambda: server.count("getUpdates"), timeout=60)
    server.token = "123456789:AAanother"
    server.push_update({"unknown": {}})
    code, output = await ended(process, within=30)
    assert code == 2
    assert "Traceback" not in output
    assert "BOT_TOKEN" in output.strip().splitlines()[-1]
    assert TOKEN not in output


async def test_administrators_are_told_of_a_long_absence(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    boss = server.person("Boss", language_code="en")
    await boss.start()
    settings = {"admin_ids": (boss.id,), "default_language": "en"}
    async with start(**settings):
        await boss.chat.wait(lambda chat: chat.texts)
        await until(lambda: bool(rows("SELECT 1 FROM meta WHERE key = 'last_poll'")))
    async with start(now=lambda: time() + DAY / 2, **settings):
        await boss.chat.send("/help")
        await boss.chat.wait(lambda chat: len(chat.texts) > 1)
    assert not any("offline" in text for text in boss.chat.texts)
    async with start(now=lambda: time() + 2 * DAY, **settings):
        told = await boss.chat.wait_text("offline")
    assert "24 hours" in told.text


async def test_a_long_absence_of_the_line_is_told_too(server: DemoServer, start: Start) -> None:
    """The machine slept, or the line was down: the process is the same all the time."""
    boss = server.person("Boss", language_code="en")
    await boss.start()
    late = 0.0
    async with start(now=lambda: time() + late, admin_ids=(boss.id,), default_language="en"):
        await boss.chat.wait(lambda chat: chat.texts)
        await server.wait(lambda: server.count("getUpdates") >= 2)
        late = 2 * DAY
        await boss.chat.send("/help")
        await boss.chat.wait_text("offline")


async def test_a_handler_that_raises_is_apologised_for_and_told(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    boss = server.person("Boss", language_code="en")
    await boss.start()
    anna = server.person("Anna", language_code="en")
    async with start(admin_ids=(boss.id,), default_language="en"):
        await boss.chat.wait(lambda chat: chat.texts)
        await boss.chat.press(None, "English")
        await boss.chat.wait_text("Welcome")
        broken = {"message_id": 99, "chat": anna.chat.stored.data, "from": anna.user.data}
        # Telegram lets the bot write only to people who wrote to it.
        await anna.start()
        server.push_update({"message": broken})
        await anna.chat.wait_text("something went wrong")
        await boss.chat.wait_text("/failed shows it")
        await boss.chat.send("/failed")
        await boss.chat.wait_text("Set aside: 1")
        await anna.chat.send("/help")
        await anna.chat.wait(lambda chat: len(chat.texts) >= 3)
    assert len(rows("SELECT 1 FROM inbox WHERE state = 'failed'")) == 1


async def test_nothing_is_said_twice_by_a_button_that_telegram_refuses_to_answer(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    anna = server.person("Anna", language_code="en")
    async with start():
        await anna.chat.send("/start")
        await anna.chat.wait_text("Choose your language")
        with server.faults.add(
            Fault("flood", methods="answerCallbackQuery", count=1, retry_after=1)
        ):
            press = await anna.chat.press(None, "English")
            await anna.chat.wait_text("Welcome")
            await press.wait_answer()
    assert not rows("SELECT * FROM outbox")
