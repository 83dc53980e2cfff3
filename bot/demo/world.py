"""The state of the small world around the bot: users, chats, members, messages, files, updates."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from bot.demo.errors import ApiError, Json, bad_request
from bot.demo.files import FileStore
from bot.demo.rights import PERMISSIONS, RESERVED, Member
from bot.demo.updates import UpdateQueue

ChatKind = Literal["private", "group", "supergroup", "channel"]


@dataclass(slots=True)
class User:
    """A person, the bot or another bot. `data` is the User object of the Bot API."""

    data: Json
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    # The person's forwarded messages do not lead back to the account.
    hides_account: bool = False

    @property
    def id(self) -> int:
        """The identifier, also that of the private chat."""
        return int(self.data["id"])


@dataclass(slots=True)
class Topic:
    """A forum topic; `id` is its message_thread_id."""

    id: int
    name: str
    icon_color: int
    closed: bool = False


@dataclass(slots=True)
class StoredMessage:
    """A message.

    `raw` is the Message object as the bot sees it, without reply_to_message; it is replaced, never
    changed in place, so that updates already queued keep what they said.
    """

    chat: "Chat"
    raw: Json
    sender_id: int
    reply_to: "StoredMessage | None" = None
    # A ReplyKeyboardMarkup, ReplyKeyboardRemove or ForceReply that came with it.
    screen_markup: Json | None = None
    reactions: dict[int, list[Json]] = field(default_factory=dict)
    deleted: bool = False
    service: bool = False

    @property
    def id(self) -> int:
        """The message_id within its chat."""
        return int(self.raw["message_id"])

    def dump(self) -> Json:
        """The Message object with the message it replies to, one level deep."""
        if self.reply_to is None or self.reply_to.deleted:
            return self.raw
        return {**self.raw, "reply_to_message": self.reply_to.raw}


@dataclass(slots=True)
class Chat:
    """A chat. `data` is the Chat object of the Bot API; it is replaced when it changes."""

    id: int
    kind: ChatKind
    data: Json
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, StoredMessage] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    permissions: dict[str, bool] = field(
        default_factory=lambda: {name: name not in RESERVED for name in PERMISSIONS}
    )
    # None: every reaction may be set.
    available_reactions: list[str] | None = None
    migrated_to: int | None = None
    linked_chat_id: int | None = None
    pinned: list[int] = field(default_factory=list)
    last_message_id: int = 0
    menu_button: Json | None = None

    @property
    def is_forum(self) -> bool:
        """Whether the chat has topics."""
        return bool(self.data.get("is_forum"))

    def message(self, message_id: int) -> StoredMessage | None:
        """A message that exists and is not deleted."""
        found = self.messages.get(message_id)
        return None if found is None or found.deleted else found


@dataclass(slots=True)
class Press:
    """A press of an inline button: `at` in Unix seconds, `answer` once the bot gave one."""

    id: str
    user_id: int
    chat_id: int
    at: float
    data: str
    answer: Json | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A change of the world: what kind, in which chat, and what it is about as JSON."""

    kind: Literal["message", "edit", "delete", "reaction", "callback", "answer", "action", "chat"]
    chat_id: int | None
    body: Json


@dataclass(slots=True)
class Profile:
    """What the bot says about itself, each by language code ("" for all others)."""

    # (scope as canonical JSON, language code) -> BotCommand objects.
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    menu_button: Json = field(default_factory=lambda: {"type": "commands"})


class World:
    """Everything there is. Changes are announced to listeners; `clock` returns Unix seconds."""

    def __init__(self, bot: User, clock: Callable[[], float]) -> None:
        self.bot = bot
        self.clock = clock
        self.users: dict[int, User] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.usernames: dict[str, int] = {}
        self.presses: dict[str, Press] = {}
        self.profile = Profile()
        self.files = FileStore()
        self.updates = UpdateQueue(self.now)
        # Telegram's default: in groups a bot that is no administrator sees what is meant for it.
        self.privacy_mode = True
        self.listeners: list[Callable[[Event], None]] = []
        self._waiters: list[asyncio.Future[None]] = []
        self._next_user_id = random.randrange(10**8, 5 * 10**9)
        self._next_group_id = random.randrange(10**9, 2 * 10**9)

    def now(self) -> int:
        """The time in whole Unix seconds, as messages carry it."""
        return int(self.clock())

    def new_user_id(self) -> int:
        """An identifier for a person: above 2**32 now and then, as in reality."""
        self._next_user_id += random.randrange(1, 1000)
        return self._next_user_id

    def new_group_id(self, kind: ChatKind) -> int:
        """An identifier for a chat of several: negative, -100... for supergroups and channels."""
        self._next_group_id += random.randrange(1, 1000)
        return -self._next_group_id if kind == "group" else -(10**12) - self._next_group_id

    def add_chat(self, chat: Chat) -> Chat:
        """Makes a chat known."""
        self.chats[chat.id] = chat
        username = chat.data.get("username")
        if username:
            self.usernames[username.lower()] = chat.id
        return chat

    def chat(self, chat_id: int | str) -> Chat:
        """The chat a request names; ApiError 400 when the bot cannot know it."""
        if isinstance(chat_id, str):
            found = self.usernames.get(chat_id.removeprefix("@").lower())
            # A bot finds public groups and channels by name, not people.
            chat_id = found if found is not None and found < 0 else 0
        chat = self.chats.get(chat_id)
        if chat is None:
            raise bad_request("chat not found")
        if chat.migrated_to is not None:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                {"migrate_to_chat_id": chat.migrated_to},
            )
        return chat

    def announce(self, event: Event) -> None:
        """Tells listeners and everybody who waits that something changed."""
        for listener in self.listeners:
            listener(event)
        self.wake()

    def wake(self) -> None:
        """Lets everybody who waits look at the world again."""
        if self._waiters:
            waiters, self._waiters = self._waiters, []
            for waiter in waiters:
                if not waiter.done():
                    waiter.set_result(None)

    async def changed(self) -> None:
        """Returns at the next change."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        await waiter
