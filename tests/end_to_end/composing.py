"""Administrators who write an announcement, and residents of several languages."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from bot.application import Application
from bot.demo.people import PersonChat
from bot.demo.server import DemoServer
from bot.demo.views import CallbackQuery, Message
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident
from tests.end_to_end.desk_scene import turned

HEADING = "📢 Announcement"


@dataclass
class Country:
    """Two administrators and residents of three languages. ``ahead`` moves the bot's clock."""

    server: DemoServer
    boss: Resident
    deputy: Resident
    people: dict[str, Resident]
    ahead: list[float]
    application: Application

    @property
    def chat(self) -> PersonChat:
        """Where the announcement is written."""
        return self.boss.chat

    async def ask(self, words: str) -> Message:
        """The first answer to a message of the administrator."""
        sent = await self.chat.send(words)
        return await self.chat.wait_new(sent)

    async def draft(self, words: str = "Water is off", language: str = "English") -> Message:
        """The screen of a new announcement of these words."""
        await self.ask("/broadcast")
        question = await self.ask(words)
        return await self.shown(question, language, "being written")

    async def shown(self, message: Message, button: str, words: str) -> Message:
        """Presses a button and waits until the same message says something."""
        await turned(self.chat, message, button, words)
        return message

    async def opened(self, message: Message, press: str, button: str) -> None:
        """Presses a button (or sends its data) and waits for another one in the same place."""
        if press.startswith(("an:", "aw:")):
            await self.chat.press_raw(message, press)
        else:
            await self.chat.press(message, press)
        await self.chat.wait(lambda _: button in str(message.buttons))

    async def sure(self, screen: Message, button: str = "📨 Send now") -> None:
        """From the screen through the last look."""
        await self.shown(screen, button, "Send this announcement?")
        await self.chat.press(screen, "📨 Yes, send it")

    async def asked(self) -> Message:
        """The question before the second administrator."""
        return await self.deputy.chat.wait(
            lambda chat: chat.last if "Shall it go?" in chat.last.text else None
        )


@asynccontextmanager
async def country(
    server: DemoServer, start: Start, *, alone: bool = False, **settings: Any
) -> AsyncIterator[Country]:
    """The bot runs; ``alone``: the second administrator never chose a language."""
    boss = Resident(server.person("Boss", language_code="en"), "en")
    deputy = Resident(server.person("Deputy", language_code="en"), "en")
    people = {
        code: Resident(server.person(code, language_code="en"), code) for code in ("en", "ru")
    }
    ahead = [0.0]
    async with start(
        default_language="en",
        admin_ids=f"{boss.person.id},{deputy.person.id}",
        now=lambda: time.time() + ahead[0],
        **settings,
    ) as application:
        for one in (boss, *people.values(), *([] if alone else [deputy])):
            await one.start()
        yield Country(server, boss, deputy, people, ahead, application)


async def alert(press: CallbackQuery) -> str:
    """What a small window says."""
    return str((await press.wait_answer()).get("text", ""))


def acts(rows: Rows) -> list[str]:
    """What the audit has of announcements."""
    sql = "SELECT act FROM audit WHERE subject LIKE 'announcements %' ORDER BY id"
    return [row["act"].removesuffix("_announcement") for row in rows(sql)]
