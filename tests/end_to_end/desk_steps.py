"""What secretaries press on a card, and two of them in one chat."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.demo.chats import Group
from bot.demo.people import PersonChat
from bot.demo.server import DemoServer
from bot.demo.views import CallbackQuery, Message
from tests.conftest import Start
from tests.end_to_end.acting import Resident

STORY = "They closed our water."


@dataclass
class Office:
    """A filed concern, its resident, and two secretaries of its chat."""

    resident: Resident
    group: Group
    room: PersonChat
    """The chat as Нурлан sees it."""
    colleague: PersonChat
    """The same as Асан sees it."""
    card: Message
    number: str

    async def pick(self, *buttons: str, room: PersonChat | None = None) -> CallbackQuery:
        """Presses buttons of the card, each as soon as it is there; returns the last press."""
        return await pick(room or self.room, self.card, *buttons)

    async def more(self, *buttons: str, room: PersonChat | None = None) -> CallbackQuery:
        """The same behind “More”."""
        return await self.pick("⋯ More", *buttons, room=room)

    async def reply(self, question: str, words: str) -> Message:
        """Waits for a question and replies to it."""
        return await self.room.send(words, reply_to=await self.room.wait_text(question))

    async def shows(self, words: str) -> None:
        """Waits until the card says so."""
        await self.group.wait(lambda _: words in self.card.text)

    async def answered(self, words: str) -> Message:
        """An answer, once it has arrived; returns it as the resident has it."""
        await self.room.send(words, reply_to=self.card)
        received = await self.resident.chat.wait_text(words)
        await self.shows("answered")
        return received


async def pick(room: PersonChat, card: Message, *buttons: str) -> CallbackQuery:
    """Presses buttons of a card, each as soon as it is there; returns the last press."""
    press: CallbackQuery | None = None
    for button in buttons:
        await room.wait(partial(_offers, card, button))
        press = await room.press(card, button)
    assert press is not None
    return press


def _offers(card: Message, button: str, _chat: PersonChat) -> bool:
    return any(button in row for row in card.buttons)


@asynccontextmanager
async def office(
    server: DemoServer, start: Start, topic: str = "land", **settings: Any
) -> AsyncIterator[Office]:
    """The bot runs, and one concern is filed."""
    first, second = server.person("Нурлан"), server.person("Асан")
    group = server.group("Штаб", members=[first, second])
    resident = Resident(server.person("Айгүл", language_code="en"), "en")
    settings = {"staff_chat_id": group.id, "default_language": "en", **settings}
    async with start(**settings):
        await resident.start()
        number = await resident.file(STORY, topic=topic)
        card = await group.wait_text(STORY)
        yield Office(resident, group, first.in_(group), second.in_(group), card, number)
