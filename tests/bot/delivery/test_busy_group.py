"""Sixty concerns in one minute for one plain group of a Telegram that enforces its limits: the
whole program, in simulated time."""

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from bot.application import open_application
from bot.demo.chats import Group
from bot.demo.limits import FloodLimits
from bot.demo.people import PersonChat
from bot.demo.server import DemoServer
from bot.demo.views import Message
from bot.demo.world import Event
from bot.settings import Settings
from tests.bot.delivery.simulated import SimulatedLoop, run
from tests.conftest import NUMBER, TOKEN
from tests.end_to_end.acting import Resident

NOON = 1_800_000_000.0
"""15 January 2027, 14:00 in Bishkek."""
CONCERNS = 60
MINUTE = 60.0
CARDS_WITHIN = 6 * MINUTE
REPLY_WITHIN = 2.0
READING = 3.0
"""Seconds between a card and what the secretary does with it."""
TAKE = "✋ Take"
MORE = [f"The water stands at post {n}." for n in range(1, 9)]
FIELD = re.compile(r"field (\d+) is closed")


@dataclass
class Scene:
    """A plain group with a secretary in it, residents who have the menu, and what happens."""

    loop: SimulatedLoop
    server: DemoServer
    group: Group
    room: PersonChat
    residents: list[Resident]
    filed: dict[str, float] = field(default_factory=dict)
    """When which number was given."""
    cards: dict[str, float] = field(default_factory=dict)
    """When the card of which number was there."""
    replies: list[float] = field(default_factory=list)
    """Seconds that each reply of the secretary took to its resident."""
    presses: list[float] = field(default_factory=list)
    """Seconds that each press on a card took to be seen there."""

    def watch(self, event: Event) -> None:
        """Notes the cards as they come."""
        message = event.body.get("message", {})
        if event.kind != "message" or message.get("chat", {}).get("id") != self.group.id:
            return
        if found := NUMBER.search(message.get("text", "")):
            self.cards.setdefault(found[0], self.loop.time())

    async def file_all(self) -> None:
        """So many concerns, evenly over one minute."""

        async def file(index: int, resident: Resident) -> None:
            number = await resident.file(f"The ditch of field {index} is closed.")
            self.filed[number] = self.loop.time()

        async with asyncio.TaskGroup() as tasks:
            for index, resident in enumerate(self.residents):
                tasks.create_task(file(index, resident))
                await asyncio.sleep(MINUTE / CONCERNS)

    async def answer_all(self) -> None:
        """The secretary replies to each card when it is there, and takes every second first."""
        for count in range(CONCERNS):
            await self.until_cards(count + 1)
            number = list(self.cards)[count]
            card = next(m for m in self.room.bot_messages if number in m.text)
            await asyncio.sleep(READING)
            if count % 2 == 0:
                await self.take(card)
            await self.answer(number, card)

    async def until_cards(self, count: int) -> None:
        """Waits until so many cards are there."""
        await self.room.wait(lambda _: len(self.cards) >= count, timeout=CARDS_WITHIN)

    async def take(self, card: Message) -> None:
        """Presses a button of a card, and waits until it shows."""
        began = self.loop.time()
        await self.room.press(card, TAKE)
        await self.room.wait(lambda _: "In charge" in card.text, timeout=MINUTE)
        self.presses.append(self.loop.time() - began)

    async def answer(self, number: str, card: Message) -> None:
        """Replies to a card, and waits until the resident has it."""
        began = self.loop.time()
        words = f"We come to {number} tomorrow."
        await self.room.send(words, card)
        resident = self.residents[int(FIELD.findall(card.text)[0])]
        await resident.chat.wait_text(words, timeout=MINUTE)
        self.replies.append(self.loop.time() - began)

    async def write_more(self) -> None:
        """A resident who was answered goes on writing while the others' cards wait."""
        writer = self.residents[0].chat
        await writer.wait_text("tomorrow", timeout=CARDS_WITHIN)
        for words in MORE:
            await writer.send(words, reply_to=False)
            await asyncio.sleep(READING)
        await self.room.wait(
            lambda room: any(MORE[-1] in text for text in room.texts), timeout=CARDS_WITHIN
        )


@asynccontextmanager
async def busy(loop: SimulatedLoop, folder: Path) -> AsyncIterator[Scene]:
    """The program with its limits as shipped, and a Telegram with its own."""

    def now() -> float:
        return NOON + loop.time()

    server = DemoServer(token=TOKEN, clock=now, limits=FloodLimits())
    server.requests = deque()
    async with server:
        group = server.group("Office", members=[secretary := server.person("Nurlan")])
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]
            bot_token=SecretStr(TOKEN),
            bot_api_url=server.url,
            database_path=folder / "kabyldama.sqlite3",
            staff_chat_id=group.id,
            default_language="en",
        )
        stop = asyncio.Event()
        async with (
            open_application(settings, now) as application,
            asyncio.TaskGroup() as tasks,
        ):
            running = tasks.create_task(application.run(stop))
            people = [server.person(f"Aigul {n}", language_code="en") for n in range(CONCERNS)]
            residents = [Resident(person, "en") for person in people]
            for resident in residents:
                await resident.start()
            scene = Scene(loop, server, group, secretary.in_(group), residents)
            server.world.listeners.append(scene.watch)
            yield scene
            stop.set()
            await running


def test_sixty_concerns_in_a_minute(tmp_path: Path) -> None:
    async def scenario(loop: SimulatedLoop) -> Scene:
        async with busy(loop, tmp_path) as scene, asyncio.TaskGroup() as tasks:
            began = loop.time()
            tasks.create_task(scene.answer_all())
            tasks.create_task(scene.write_more())
            await scene.file_all()
            assert loop.time() - began < MINUTE + 15
        return scene

    scene = run(scenario)
    assert len(scene.filed) == CONCERNS
    assert scene.cards.keys() == scene.filed.keys()
    late = [scene.cards[number] - at for number, at in scene.filed.items()]
    assert max(late) <= CARDS_WITHIN
    assert len(scene.replies) == CONCERNS
    assert max(scene.replies) <= REPLY_WITHIN
    assert max(scene.presses) <= REPLY_WITHIN
    # What one resident went on to write waited, and came together: nothing lost, all in order.
    follow_ups = [text for text in scene.room.texts if "stands at post" in text]
    assert re.findall(r"post \d", " ".join(follow_ups)) == [f"post {n}" for n in range(1, 9)]
    assert len(follow_ups) <= 3
    assert [call for call in scene.server.requests if call.status == 429] == []
