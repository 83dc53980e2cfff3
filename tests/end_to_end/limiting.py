"""A resident and a staff chat under limits, a block by an administrator, and a clock that only the
test moves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.application import Application
from bot.demo.people import PersonChat
from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers import labels
from tests.conftest import NUMBER, Start
from tests.end_to_end.acting import Resident, tick

NOON = 1_800_000_000.0
"""15 January 2027, 14:00 in Bishkek."""
HOUR = 3600
DAY = 24 * HOUR


@dataclass
class Scene:
    """A resident, a staff chat, and a clock that only the test moves."""

    resident: Resident
    room: PersonChat
    application: Application
    now: list[float]

    @property
    def chat(self) -> PersonChat:
        return self.resident.chat

    async def pass_time(self, seconds: float) -> None:
        self.now[0] += seconds
        await tick(self.application)

    async def settle(self) -> None:
        """Everything sent before has taken effect: updates are taken in order."""
        before = self.chat.messages[-1]
        await self.chat.send("/help")
        await self.chat.wait(
            lambda c: any("How it works" in m.text for m in c.bot_messages if m.id > before.id)
        )

    async def try_to_send(self, story: str, topic: str = "land") -> Message:
        """A whole concern up to "Send"; returns what the bot says to that."""
        await self.resident.begin(topic)
        await self.chat.send(story)
        await self.resident.tap(labels.DONE)
        await self.chat.wait(lambda c: "Step 4" in c.last.text)
        before = self.chat.last
        await self.resident.tap(labels.SEND)
        return await self.chat.wait_new(before)

    def copies(self, words: str) -> list[Message]:
        """What of the concerns the staff chat shows with these words."""
        return [m for m in self.room.bot_messages if words in m.text and NUMBER.search(m.text)]


@asynccontextmanager
async def limited(
    server: DemoServer, start: Start, language: str = "en", **settings: object
) -> AsyncIterator[Scene]:
    resident = Resident(server.person("Айгүл", language_code=language), language)
    secretary = server.person("Нурлан")
    staff = server.group("Штаб", members=[secretary])
    now = [NOON]
    values = {"staff_chat_id": staff.id, "default_language": "en", **settings}
    async with start(now=lambda: now[0], **values) as application:
        await resident.start()
        yield Scene(resident, secretary.in_(staff), application, now)


@dataclass
class Blocking(Scene):
    """A resident who has filed a concern, and an administrator."""

    boss: Resident
    number: str
    card: Message

    async def ask(self, words: str) -> Message:
        """Writes a command as the administrator; returns what the bot says to it."""
        before = self.boss.chat.last
        await self.boss.chat.send(words)
        return await self.boss.chat.wait_new(before)

    async def block(self, words: str = "30 shouts at people") -> None:
        asked = await self.ask(f"/block {self.number} {words}")
        await self.boss.chat.press(asked, "🚫 Yes, block")
        await self.boss.chat.wait(lambda _: "is blocked" in asked.text)

    async def forget(self) -> None:
        """The resident has themselves forgotten."""
        sure = "🗑 Yes, forget me"
        await self.chat.send("/privacy")
        page = await self.chat.wait_text("What is kept")
        await self.chat.press(page, "🗑 Forget me")
        asked = await self.chat.wait(
            lambda c: next((m for m in c.bot_messages if [sure] in m.buttons), None)
        )
        await self.chat.press(asked, sure)
        await self.chat.wait_text("/start")

    async def lift(self) -> Message:
        listed = await self.ask("/blocks")
        await self.boss.chat.press(listed, f"🔓 Lift {self.number}")
        await self.boss.chat.wait(lambda _: "Nobody is blocked" in listed.text)
        return listed

    async def refused(self, sent: object) -> str:
        """What the bot says to a try to write."""
        before = max(m.id for m in self.chat.messages if not m.from_bot)
        assert sent is not None
        told = await self.chat.wait(
            lambda c: next((m for m in c.bot_messages if m.id > before and "🚫" in m.text), None)
        )
        return str(told.text)


@asynccontextmanager
async def blocking(
    server: DemoServer, start: Start, language: str = "en", **settings: object
) -> AsyncIterator[Blocking]:
    resident = Resident(server.person("Айгүл", language_code=language), language)
    boss = Resident(server.person("Boss", language_code="en"), "en")
    secretary = server.person("Нурлан")
    staff = server.group("Штаб", members=[secretary])
    room: PersonChat = secretary.in_(staff)
    now = [NOON]
    values = {
        "staff_chat_id": staff.id,
        "default_language": "en",
        "admin_ids": str(boss.person.id),
        **settings,
    }
    async with start(now=lambda: now[0], **values) as application:
        await resident.start()
        await boss.start()
        number = await resident.file("They closed our water.")
        card = await room.wait_text(number)
        yield Blocking(resident, room, application, now, boss, number, card)
