"""What is measured: how each kind of update goes in, and what counts as its answer."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass

from bot.bench.program import Program
from bot.bench.scene import Scene
from bot.bench.stopwatch import Stopwatch, Timed
from bot.demo.errors import Json
from bot.demo.people import Person
from bot.demo.server import DemoServer
from handlers import labels

# Seconds between an answer and the next update when there is no load: what follows is over.
PAUSE = 0.04


@dataclass(frozen=True, slots=True)
class Scenario:
    """One kind of update."""

    name: str
    server: DemoServer
    program: Program
    send: Callable[[int, str], Awaitable[Hashable]]
    """Queues update number so-and-so, which carries a word of its own; returns the key of the
    answer."""
    key_of: Callable[[Json], Hashable]
    """The key of the answer that a message of the bot is."""

    async def at_once(self, count: int, round_number: int) -> Timed:
        """All updates are queued, then the clock starts."""
        with Stopwatch(self.server, self.program, self.key_of) as watch:
            for index in range(count):
                watch.expect(await self.send(index, f"r{round_number}n{index}"))
            watch.start()
            await watch.answered()
            return await watch.settled()

    async def one_by_one(self, count: int, name: str) -> Timed:
        """Each update is queued when the one before has been answered: no load."""
        with Stopwatch(self.server, self.program, self.key_of) as watch:
            for index in range(count):
                watch.expect(await self.send(index, f"{name}n{index}"))
                await watch.answered()
                await asyncio.sleep(PAUSE)
            return await watch.settled()


def floor(server: DemoServer, program: Program, people: list[Person]) -> Scenario:
    """A message to the bare bot."""

    async def send(index: int, word: str) -> Hashable:
        person = people[index % len(people)]
        await person.chat.send(f"Hello {word}", reply_to=False)
        return person.id

    return Scenario("bare aiogram bot", server, program, send, _chat)


def tap(scene: Scene, program: Program) -> Scenario:
    """A resident taps a button of the main menu."""

    async def send(index: int, word: str) -> Hashable:
        person = scene.people[index]
        await person.chat.send(labels.HELP, reply_to=False)
        return person.id

    return Scenario("menu tap", scene.server, program, send, _chat)


def carried(scene: Scene, program: Program) -> Scenario:
    """A resident writes after the office's answer: the words appear in the staff chat."""

    async def send(index: int, word: str) -> Hashable:
        text = f"Thank you. The ditch is closed again since the morning. {word}"
        await scene.people[index].chat.send(text, reply_to=False)
        return scene.staff.id, word

    return Scenario("message to the staff chat", scene.server, program, send, _chat_and_word)


def replied(scene: Scene, program: Program) -> Scenario:
    """A secretary replies to a card: the answer appears in the resident's chat."""

    async def send(index: int, word: str) -> Hashable:
        await scene.room.send(f"We are coming tomorrow at ten. {word}", scene.cards[index])
        return scene.people[index].id, word

    return Scenario("staff reply", scene.server, program, send, _chat_and_word)


def _chat(message: Json) -> Hashable:
    return int(message["chat"]["id"])


def _chat_and_word(message: Json) -> Hashable:
    words = (message.get("text") or "").split()
    return int(message["chat"]["id"]), words[-1] if words else ""
