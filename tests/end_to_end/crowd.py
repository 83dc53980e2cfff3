"""Residents and secretaries who go about their business whether or not the bot is alive.

They write down what they wrote, and to which ticket, so that a test can look for each message on
the other side. Of a message that the bot sent twice they use whichever copy comes to hand.
"""

import itertools
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.demo.chats import Group
from bot.demo.people import Person, PersonChat
from bot.demo.sending import ReplyTo
from bot.demo.server import DemoServer
from bot.demo.views import Message
from bot.demo.waiting import T, wait_for
from handlers import labels
from tests.end_to_end.watch import Post, Watch, Written

PATIENCE = 30.0
"""Seconds a person waits for the bot, dead or alive, before the test fails."""
PLACES = {"Osh Region": "Nookat District", "Issyk-Kul Region": "Karakol City", "Osh City": None}
"""Three receptions, by the buttons that lead to them."""
TOPICS = ("🚨 Conflict or threat", "🌾 Land, water, pasture, border", "📝 Other")
ANSWERS_PER_TICKET = 6
UNACKNOWLEDGED = 5
"""Answers a secretary sends in a row before waiting for a reaction to one."""


@dataclass
class Crowd:
    """Everybody, and what they did."""

    server: DemoServer
    chance: random.Random
    staff: Group
    over: bool = False
    told: list[Written] = field(default_factory=list)
    """What residents wrote in a story or to a ticket."""
    answers: list[Written] = field(default_factory=list)
    """What secretaries wrote as replies to cards, residents' messages and prompts."""
    unheard: list[Written] = field(default_factory=list)
    """Notes and talk among colleagues: they go nowhere."""
    filed: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    """The numbers of each resident's tickets."""

    def __post_init__(self) -> None:
        self.watch = Watch(self.server.world)
        self.per_ticket: Counter[str | None] = Counter()
        self._marks = itertools.count(1)

    def mark(self) -> str:
        """A word that nobody wrote before."""
        return f"q{next(self._marks)}q"

    def owner(self, number: str | None) -> int:
        """The resident of a ticket."""
        return next(person for person, numbers in self.filed.items() if number in numbers)

    def go_home(self) -> None:
        """Everybody finishes what they are at."""
        self.over = True
        self.server.world.wake()

    async def wait(self, condition: Callable[[], T | None], chat: PersonChat, what: str) -> T:
        """Waits as long as it takes the bot to come back."""
        return await wait_for(
            self.server.world, condition, PATIENCE, lambda: f"{what}:\n{chat.as_text()[-4000:]}"
        )


async def write(crowd: Crowd, chat: PersonChat, reply_to: Message | None, kind: str) -> Written:
    """A text, a photo or an album with a word in it that occurs nowhere else."""
    words = f"{crowd.mark()} They closed our water."
    target: ReplyTo = reply_to or False
    if kind == "album":
        return Written(await chat.send_album(crowd.chance.randint(2, 3), words, reply_to=target))
    if kind == "photo":
        return Written([await chat.send_photo(words, reply_to=target)])
    return Written([await chat.send(words, reply_to=target)])


class Resident:
    """Files one concern after the other, adds to them, and talks back to the office."""

    def __init__(self, crowd: Crowd, person: Person) -> None:
        self.crowd = crowd
        self.chat = person.chat
        self._answered = 0

    async def file_concerns(self) -> None:
        """The whole way, again and again."""
        chance = self.crowd.chance
        await self.chat.send("/start")
        await self._until(lambda: any(["English"] in m.buttons for m in self.chat.messages), "")
        await self.chat.press(None, "English")
        while not self.crowd.over:
            await self._tap(labels.FILE)
            await self._file([])
            for _ in range(chance.randrange(3)):
                await chance.choice((self._reply, self._add, self._say_more))()

    async def talk_back(self) -> None:
        """Beside all that: reply to what the office answers."""
        while not self.crowd.over:
            posts = self.crowd.watch.posts[self.chat.id]
            if self._answered == len(posts):
                await self.crowd.server.world.changed()
                continue
            post = posts[self._answered]
            self._answered += 1
            if post.raw.get("text", "").startswith("📨") and self.crowd.chance.random() < 0.3:
                await self._write(post.message, post.number)

    async def _file(self, story: list[Written]) -> None:
        """From the choice of an office to the number; ``story``: what is in the draft already."""
        chance = self.crowd.chance
        await self._choose_office()
        await self._until(lambda: self._shows(TOPICS[0]), "no topics")
        if chance.random() < 0.2:
            # Words before their time: they are kept all the same.
            story.append(await self._write())
        await self._tap(chance.choice(TOPICS))
        await self._until(lambda: self._shows(labels.DONE), "no story")
        story += [await self._write() for _ in range(chance.randint(1, 4))]
        await self._tap(labels.DONE)
        await self._until(lambda: self._shows(labels.SEND), "no review")
        if chance.random() < 0.2:
            story.append(await self._write())
        await self._tap(labels.SEND)
        number = await self._until(self._new_number, "no number")
        self.crowd.filed[self.chat.id].append(number)
        for written in story:
            written.number, written.in_story = number, True

    async def _choose_office(self) -> None:
        await self._until(lambda: self._shows(labels.SHARE_POSITION), "no offices")
        used = [row[0] for row in self.chat.keyboard or [] if row[0].startswith("🏛")]
        way = self.crowd.chance.randrange(3)
        if way == 0:
            await self.chat.tap(labels.SHARE_POSITION, location=(40.266, 72.6183))
        elif way == 1 and used:
            await self.chat.tap(used[0])
        else:
            region, district = self.crowd.chance.choice(list(PLACES.items()))
            await self._tap(region)
            if district is not None:
                await self._tap(district)

    def _new_number(self) -> str | None:
        for post in self.crowd.watch.posts[self.chat.id]:
            known = post.number in self.crowd.filed[self.chat.id]
            if post.is_confirmation and not known:
                return post.number
        return None

    async def _reply(self) -> None:
        """To anything of the bot that names a ticket: an answer, a notice, a second copy."""
        named = [post for post in self.crowd.watch.posts[self.chat.id] if post.number]
        post = self.crowd.chance.choice(named[-6:])
        await self._acknowledged(await self._write(post.message, post.number))

    async def _add(self) -> None:
        """By way of “My concerns”."""
        number = self.crowd.chance.choice(self.crowd.filed[self.chat.id][-5:])
        before = self.chat.stored.last_message_id
        await self._tap(labels.MINE)
        listed = await self._until(lambda: self._button(number, before), "not listed")
        await self.chat.press(*listed)
        shown = await self._until(lambda: self._button("➕", before), "not shown")
        await self.chat.press(*shown)
        await self._until(lambda: self.chat.keyboard == [[labels.DONE]], "cannot add")
        for _ in range(self.crowd.chance.randint(1, 2)):
            await self._write(number=number)
        await self._tap(labels.DONE)
        await self._until(lambda: self._shows(labels.FILE), "no menu")

    async def _say_more(self) -> None:
        """Out of the blue: it goes to the open conversation, or becomes a concern."""
        said = await self._write()
        await self._until(
            lambda: self._shows(labels.NEW) or self.crowd.watch.is_acknowledged(said), "swallowed"
        )
        if self._shows(labels.NEW):
            await self._tap(labels.NEW)
            await self._file([said])

    async def _write(self, reply_to: Message | None = None, number: str | None = None) -> Written:
        kind = self.crowd.chance.choice(("text", "text", "photo", "album"))
        written = await write(self.crowd, self.chat, reply_to, kind)
        written.number = number
        self.crowd.told.append(written)
        return written

    async def _acknowledged(self, written: Written) -> None:
        await self._until(lambda: self.crowd.watch.is_acknowledged(written), "no word")

    def _shows(self, label: str) -> bool:
        return any(label in row for row in self.chat.keyboard or [])

    def _button(self, start: str, after: int) -> tuple[Message, str] | None:
        for message in self.chat.messages[::-1]:
            if message.id <= after:
                return None
            for row in message.buttons:
                if row[0].startswith(start):
                    return message, row[0]
        return None

    async def _tap(self, label: str) -> None:
        await self._until(lambda: self._shows(label), f"no {label}")
        await self.chat.tap(label)

    async def _until(self, condition: Callable[[], T | None], what: str) -> T:
        return await self.crowd.wait(condition, self.chat, what)


class Secretary:
    """Answers, takes, closes, and talks with colleagues."""

    def __init__(self, crowd: Crowd, person: Person) -> None:
        self.crowd = crowd
        self.name = person.name
        self.room = person.in_(crowd.staff)
        self._waiting: list[Written] = []

    async def work(self) -> None:
        """On whatever stands in the chat, the newest first of all."""
        chance = self.crowd.chance
        while not self.crowd.over:
            open_ = self._open()
            if not open_:
                await self.crowd.server.world.changed()
                continue
            post = chance.choice(open_[-12:])
            acts = (self._answer, self._take, self._close, self._prompt, self._whisper)
            await chance.choices(acts, (10, 3, 2, 2, 1))[0](post)

    def _open(self) -> Sequence[Post]:
        return [
            post
            for post in self.crowd.watch.posts[self.room.id][-60:]
            if (post.is_card or "· from the resident" in post.message.text)
            and self.crowd.per_ticket[post.number] < ANSWERS_PER_TICKET
        ]

    async def _answer(self, post: Post) -> None:
        written = await write(
            self.crowd, self.room, post.message, self.crowd.chance.choice(("text", "photo"))
        )
        written.number = post.number
        self.crowd.per_ticket[post.number] += 1
        self.crowd.answers.append(written)
        self._waiting.append(written)
        if len(self._waiting) >= UNACKNOWLEDGED:
            await self.crowd.wait(self._is_heard, self.room, "no answer is acknowledged")

    def _is_heard(self) -> bool:
        waiting = [w for w in self._waiting if not w.parts[0].reactions]
        heard = len(waiting) < len(self._waiting)
        self._waiting = waiting
        return heard

    async def _take(self, post: Post) -> None:
        await self._press(post, "✋ Take")

    async def _close(self, post: Post) -> None:
        await self._press(post, "✅ Close")

    async def _press(self, post: Post, button: str) -> bool:
        if not any(button in row for row in post.message.buttons):
            return False
        press = await self.room.press(post.message, button)
        # The answer may have expired while the bot was dead; a change of the world is enough.
        await self.crowd.server.world.changed()
        return bool(press)

    async def _prompt(self, post: Post) -> None:
        """By the button, which asks for a reply to a message of its own."""
        posts = self.crowd.watch.posts[self.room.id]
        before = len(posts)
        if not await self._press(post, "💬 Answer"):
            return

        def prompt() -> Post | None:
            mine = (p for p in posts[before:] if p.message.text.startswith(f"{self.name}, "))
            return next((p for p in mine if p.number == post.number), None)

        await self._answer(await self.crowd.wait(prompt, self.room, "no prompt"))

    async def _whisper(self, post: Post) -> None:
        """A note below the card, and talk that answers nothing."""
        note = await self.room.send(f"// {self.crowd.mark()} again?", reply_to=post.message)
        talk = await self.room.send(f"{self.crowd.mark()} lunch?", reply_to=False)
        self.crowd.unheard += [Written([note]), Written([talk])]
