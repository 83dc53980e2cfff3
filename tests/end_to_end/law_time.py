"""A clock that a test sets, in the offices' time zone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from zoneinfo import ZoneInfo

from bot.application import Application
from bot.demo.people import Person, PersonChat
from bot.demo.server import DemoServer
from bot.demo.views import Message
from tests.conftest import Start
from tests.end_to_end.acting import Resident, tick

ZONE = ZoneInfo("Asia/Bishkek")


class Time:
    """The present moment: it goes on from where it was set, so that what is due in a second is
    done in a second."""

    def __init__(self, month: int, day: int) -> None:
        self.set(month, day)

    def __call__(self) -> float:
        """Seconds since 1970."""
        return self._set_to + monotonic() - self._set_at

    def set(self, month: int, day: int, hour: int = 10, minute: int = 0) -> None:
        """It is this moment of 2026."""
        self._set_to = datetime(2026, month, day, hour, minute, tzinfo=ZONE).timestamp()
        self._set_at = monotonic()

    def forward(self, seconds: float) -> None:
        """It is so much later."""
        self._set_to += seconds


@dataclass
class Bureau:
    """An office with a bot whose time can be set."""

    time: Time
    application: Application
    resident: Resident
    secretary: Person
    room: PersonChat

    async def at(self, month: int, day: int, hour: int = 10, minute: int = 0) -> None:
        """It is this moment, and the bot's clock has looked."""
        self.time.set(month, day, hour, minute)
        await tick(self.application)

    async def file(self, story: str = "They closed our water.") -> Message:
        """Files a concern; returns its card."""
        number = await self.resident.file(story)
        return await self.room.wait_text(number)

    async def answer(self, card: Message, text: str = "We come tomorrow.") -> Message:
        """Answers, and waits until the bot knows that it arrived; returns what arrived."""
        said = await self.room.send(text, reply_to=card)
        received = await self.resident.chat.wait_text(text)
        await self.room.wait(lambda _: said.reactions == ["👍"])
        return received


@asynccontextmanager
async def bureau(
    server: DemoServer, start: Start, time: Time | None = None, **settings: object
) -> AsyncIterator[Bureau]:
    """It is Monday, 1 June 2026, ten in the morning, and a resident has the menu."""
    time = time or Time(6, 1)
    resident = Resident(server.person("Айгүл", language_code="en"), "en")
    secretary = server.person("Нурлан")
    staff = server.group("Штаб", members=[secretary])
    room = secretary.in_(staff)
    settings = {"staff_chat_id": staff.id, "default_language": "en", **settings}
    async with start(now=time, **settings) as application:
        await resident.start()
        yield Bureau(time, application, resident, secretary, room)
