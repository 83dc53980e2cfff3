"""A reception with a group of its own, a secretary in it, and residents who write to it."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.application import Application
from bot.demo.chats import Group
from bot.demo.people import Person, PersonChat
from bot.demo.server import DemoServer
from bot.demo.views import CallbackQuery, Message
from tests.conftest import Start
from tests.end_to_end.acting import Resident, set_office


@dataclass
class DeskScene:
    """What there is. ``ahead`` is by how many seconds the bot's clock is before ours."""

    server: DemoServer
    application: Application
    group: Group
    clerk: Person
    boss: Resident
    """An administrator."""
    resident: Resident
    ahead: list[float]

    @property
    def room(self) -> PersonChat:
        """The group as the clerk sees it."""
        return self.clerk.in_(self.group)

    async def ask(self, command: str, chat: PersonChat | None = None) -> Message:
        """Sends a command and waits for the answer to it."""
        where = chat or self.room
        sent = await where.send(command)
        return await where.wait_new(sent)


def offers(message: Message, button: str) -> bool:
    """Whether a message has a button."""
    return any(button in row for row in message.buttons)


async def turned(chat: PersonChat, message: Message, button: str, words: str) -> CallbackQuery:
    """Presses a button of a message and waits until the message itself has these words."""
    press = await chat.press(message, button)
    await chat.wait(lambda _: words in message.text)
    return press


@asynccontextmanager
async def at_desk(
    server: DemoServer, start: Start, database_path: Path, **settings: Any
) -> AsyncIterator[DeskScene]:
    """The office of Nookat has a group; an administrator and a resident have the menu."""
    clerk = server.person("Нурлан")
    group = server.group("Nookat", members=[clerk])
    boss = Resident(server.person("Boss", language_code="en"), "en")
    resident = Resident(server.person("Айгүл", language_code="en"), "en")
    ahead = [0.0]
    settings = {
        "default_language": "en",
        "admin_ids": str(boss.person.id),
        "now": lambda: time.time() + ahead[0],
        **settings,
    }
    async with start():
        pass
    set_office(database_path, "NKT", staff_chat_id=group.id)
    async with start(**settings) as application:
        await boss.start()
        await resident.start()
        yield DeskScene(server, application, group, clerk, boss, resident, ahead)


async def named(scene: DeskScene, name: str = "Замира", office: str = "NKT") -> Resident:
    """Somebody who opened an invitation and is a named secretary."""
    invitation = await scene.ask(f"/invite {office}", scene.boss.chat)
    payload = invitation.text.split("?start=")[1].split()[0]
    secretary = Resident(scene.server.person(name, language_code="en"), "en")
    await secretary.start()
    await secretary.person.start(payload)
    await secretary.chat.wait_text("You are a named secretary from now on")
    return secretary
