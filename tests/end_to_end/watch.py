"""What was written and what the bot sent, noted so that one can be looked for in the other."""

import re
from collections import defaultdict
from dataclasses import dataclass

from bot.demo.errors import Json
from bot.demo.views import Message
from bot.demo.world import Event, World
from bot.reception.tickets import find_number

MARK = re.compile(r"\bq\d+q\b")
"""A word that only one message of a test has."""
COUNT = re.compile(r"^\d+ messages?$", re.MULTILINE)
"""How many messages a concern has, as the resident checks it before it is sent."""

Keys = frozenset[str]
"""What tells a message from all others: its mark, its photo's id, or both. A card has the marks
of the whole story."""


def keys_of(raw: Json) -> Keys:
    """The keys of a Message object."""
    found = set(MARK.findall(raw.get("text") or raw.get("caption") or ""))
    if "photo" in raw:
        found.add(raw["photo"][-1]["file_id"])
    return frozenset(found)


@dataclass(slots=True, eq=False)
class Written:
    """What a person wrote at once: a message, or an album."""

    parts: list[Message]
    number: str | None = None
    """The ticket it belongs to; None while that is open, and where it was left to the bot to
    choose among the tickets of the person."""
    in_story: bool = False
    """Whether it was part of a concern when that was filed."""

    @property
    def keys(self) -> list[Keys]:
        """The keys of its parts, in order."""
        return [keys_of(part.stored.raw) for part in self.parts]


@dataclass(frozen=True, slots=True, eq=False)
class Post:
    """A message of the bot as it was when it was sent."""

    life: int
    """How many times the bot had been killed before."""
    message: Message
    raw: Json
    keys: Keys
    number: str | None

    @property
    def is_card(self) -> bool:
        """Whether it is a ticket's card; an answer has buttons too, but stands in private."""
        in_group = self.raw["chat"]["type"] != "private"
        return in_group and self.number is not None and "reply_markup" in self.raw

    @property
    def is_confirmation(self) -> bool:
        """Whether it tells a resident the number."""
        return str(self.raw.get("text")).startswith("✅ Your concern is registered")

    @property
    def count(self) -> str | None:
        """How many messages are to be checked. A long story is shown by its first ones, so what
        was added to it changes nothing but this."""
        found = COUNT.search(str(self.raw.get("text")))
        return found and found.group()

    @property
    def content(self) -> Json:
        """What people see of it."""
        ours = {"message_id", "date", "reply_to_message", "media_group_id", "message_thread_id"}
        return {name: value for name, value in self.raw.items() if name not in ours}


class Watch:
    """Notes what the bot sends, and in which of its lives."""

    def __init__(self, world: World) -> None:
        self.life = 0
        self.posts: defaultdict[int, list[Post]] = defaultdict(list)
        """By chat, in order."""
        self.keys: defaultdict[int, set[str]] = defaultdict(set)
        """All keys that the bot sent to a chat."""
        self._replied: set[tuple[int, int]] = set()
        self._world = world
        world.listeners.append(self._notice)

    def is_acknowledged(self, written: Written) -> bool:
        """Whether the bot put a reaction on it or replied to it."""
        first = written.parts[0]
        return bool(first.reactions) or (first.chat_id, first.id) in self._replied

    def _notice(self, event: Event) -> None:
        raw = event.body.get("message", {})
        if event.kind != "message" or raw.get("from", {}).get("id") != self._world.bot.id:
            return
        chat = self._world.chats[raw["chat"]["id"]]
        message = Message(self._world, chat.messages[raw["message_id"]])
        post = Post(self.life, message, raw, keys_of(raw), find_number(message.text))
        self.posts[chat.id].append(post)
        self.keys[chat.id] |= post.keys
        if "reply_to_message" in raw:
            self._replied.add((chat.id, raw["reply_to_message"]["message_id"]))
