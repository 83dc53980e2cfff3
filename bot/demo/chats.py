"""What a person, or a test, sees of a chat as a whole."""

from collections.abc import Callable
from typing import Self

from bot.demo.rights import Status
from bot.demo.views import Message
from bot.demo.waiting import DEFAULT_TIMEOUT, Pending, T, wait_for
from bot.demo.world import Chat, World


class ChatView:
    """A chat as an onlooker sees it."""

    def __init__(self, world: World, chat: Chat) -> None:
        self.world = world
        self.stored = chat

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id} {self.title!r}>"

    @property
    def id(self) -> int:
        """The chat's identifier."""
        return self.stored.id

    @property
    def title(self) -> str:
        """The group's title or the person's first name."""
        data = self.stored.data
        return str(data.get("title") or data.get("first_name"))

    @property
    def messages(self) -> list[Message]:
        """All messages that are not deleted, in order."""
        return [
            Message(self.world, stored)
            for stored in self.stored.messages.values()
            if not stored.deleted
        ]

    def message(self, message_id: int) -> Message:
        """A message by its id, deleted ones too; KeyError when it never was."""
        return Message(self.world, self.stored.messages[message_id])

    @property
    def bot_messages(self) -> list[Message]:
        """What the bot wrote, without service messages."""
        return [message for message in self.messages if message.from_bot and not message.service]

    @property
    def last(self) -> Message:
        """The newest message of the bot; AssertionError when there is none."""
        found = self.bot_messages
        assert found, f"the bot wrote nothing:\n{self.as_text()}"
        return found[-1]

    @property
    def texts(self) -> list[str]:
        """The texts and captions of the bot's messages."""
        return [message.text for message in self.bot_messages]

    def as_text(self) -> str:
        """The chat for the eyes of somebody who reads a failed test."""
        lines = [message.as_text() for message in self.messages]
        return "\n".join([f"--- {self.title} ({self.id})", *lines, "---"])

    def wait(
        self, condition: Callable[[Self], T | None], timeout: float = DEFAULT_TIMEOUT
    ) -> Pending[T]:
        """Waits until `condition` of this chat is true and returns its value."""
        return wait_for(
            self.world, lambda: condition(self), timeout, lambda: f"in vain in\n{self.as_text()}"
        )

    def wait_text(self, text: str, timeout: float = DEFAULT_TIMEOUT) -> Pending[Message]:
        """The newest message of the bot that contains `text`, awaited if need be."""

        def find() -> Message | None:
            found = (message for message in self.bot_messages[::-1] if text in message.text)
            return next(found, None)

        return wait_for(
            self.world, find, timeout, lambda: f"no {text!r} from the bot in\n{self.as_text()}"
        )

    def wait_new(
        self, after: Message | int = 0, timeout: float = DEFAULT_TIMEOUT
    ) -> Pending[Message]:
        """The first message of the bot after the one with this id, awaited if need be."""
        start = after.id if isinstance(after, Message) else after

        def find() -> Message | None:
            # From the end: a chat may be long, and what is new in it is not.
            found = None
            for stored in reversed(self.stored.messages.values()):
                if stored.id <= start:
                    break
                message = Message(self.world, stored)
                if not stored.deleted and message.from_bot and not message.service:
                    found = message
            return found

        return wait_for(
            self.world, find, timeout, lambda: f"nothing after {start} in\n{self.as_text()}"
        )


class Group(ChatView):
    """A group, supergroup or channel seen from outside."""

    @property
    def topics(self) -> dict[int, str]:
        """The names of the forum's topics by message_thread_id."""
        return {topic.id: topic.name for topic in self.stored.topics.values()}

    @property
    def bot_status(self) -> Status:
        """What the bot is in this chat."""
        members = self.stored.members
        return next((m.status for m in members.values() if m.user["is_bot"]), "left")
