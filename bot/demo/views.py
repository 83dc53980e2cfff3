"""What a person, or a test, sees of messages and presses."""

from typing import Any

from bot.demo.errors import Json
from bot.demo.schema import MESSAGE_FIELDS
from bot.demo.waiting import DEFAULT_TIMEOUT, Pending, wait_for
from bot.demo.world import Press, StoredMessage, World


class Message:
    """A message as it stands now: a view that follows edits and deletion."""

    def __init__(self, world: World, stored: StoredMessage) -> None:
        self._world = world
        self.stored = stored

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and other.stored is self.stored

    def __hash__(self) -> int:
        return hash((self.stored.chat.id, self.id))

    def __repr__(self) -> str:
        return f"<Message {self.stored.chat.id}/{self.id} {self.text[:40]!r}>"

    @property
    def id(self) -> int:
        """The message_id within the chat."""
        return self.stored.id

    @property
    def chat_id(self) -> int:
        """The chat's identifier."""
        return self.stored.chat.id

    @property
    def raw(self) -> Json:
        """The Message object of the Bot API, with reply_to_message."""
        return self.stored.dump()

    @property
    def text(self) -> str:
        """The text or caption; empty when there is neither."""
        raw = self.stored.raw
        return str(raw.get("text") or raw.get("caption") or "")

    @property
    def entities(self) -> list[Json]:
        """The entities of the text or caption."""
        raw = self.stored.raw
        found: list[Json] = raw.get("entities") or raw.get("caption_entities") or []
        return found

    @property
    def from_bot(self) -> bool:
        """Whether the server's bot wrote it."""
        return self.stored.sender_id == self._world.bot.id

    @property
    def sender_name(self) -> str:
        """Who wrote it, for people to read."""
        raw = self.stored.raw
        sender = raw.get("sender_chat") or raw.get("from") or raw["chat"]
        if "title" in sender:
            return str(sender["title"])
        return " ".join(filter(None, (sender["first_name"], sender.get("last_name"))))

    @property
    def thread_id(self) -> int | None:
        """The topic it stands in."""
        return self.stored.raw.get("message_thread_id")

    @property
    def inline_keyboard(self) -> list[list[Json]]:
        """The inline buttons as InlineKeyboardButton objects."""
        markup = self.stored.raw.get("reply_markup")
        rows: list[list[Json]] = markup["inline_keyboard"] if markup else []
        return rows

    @property
    def buttons(self) -> list[list[str]]:
        """The texts of the inline buttons by row."""
        return [[button["text"] for button in row] for row in self.inline_keyboard]

    @property
    def reply_to(self) -> "Message | None":
        """The message it replies to, if that still exists."""
        target = self.stored.reply_to
        return None if target is None or target.deleted else Message(self._world, target)

    @property
    def reactions(self) -> list[str]:
        """The emoji set by anybody."""
        return [
            str(reaction.get("emoji", reaction["type"]))
            for reactions in self.stored.reactions.values()
            for reaction in reactions
        ]

    @property
    def edited(self) -> bool:
        """Whether the content was changed after sending."""
        return "edit_date" in self.stored.raw

    @property
    def deleted(self) -> bool:
        """Whether it is gone."""
        return self.stored.deleted

    @property
    def service(self) -> bool:
        """Whether it tells of an event: somebody added, a topic opened."""
        return self.stored.service

    @property
    def media_group_id(self) -> str | None:
        """What the messages of one album share."""
        return self.stored.raw.get("media_group_id")

    def __getattr__(self, name: str) -> Any:
        """The message's fields by their names in the Bot API: photo, voice, location, ..."""
        if name not in MESSAGE_FIELDS:
            raise AttributeError(name)
        return self.stored.raw.get(name)

    def as_json(self) -> Json:
        """Everything a chat page shows of it."""
        return {
            "id": self.id,
            "chat_id": self.chat_id,
            "raw": self.raw,
            "from_bot": self.from_bot,
            "sender_name": self.sender_name,
            "reactions": self.reactions,
            "edited": self.edited,
            "deleted": self.deleted,
            "service": self.service,
        }

    def as_text(self) -> str:
        """One or several lines for the eyes of somebody who reads a failed test."""
        raw = self.stored.raw
        kinds = [name for name in raw if name in _SHOWN]
        reply = f" (reply to {self.stored.reply_to.id})" if self.stored.reply_to else ""
        lines = [f"[{self.id}] {self.sender_name}{reply}: {' '.join(kinds)} {self.text}".rstrip()]
        lines += ["      " + " ".join(f"[{text}]" for text in row) for row in self.buttons]
        if self.reactions:
            lines.append(f"      {' '.join(self.reactions)}")
        return "\n".join(lines)


# What a message is beside its text.
_SHOWN = frozenset(
    {
        "photo",
        "video",
        "animation",
        "audio",
        "voice",
        "video_note",
        "document",
        "sticker",
        "location",
        "venue",
        "contact",
        "poll",
        "new_chat_members",
        "left_chat_member",
        "pinned_message",
        "forum_topic_created",
        "forum_topic_closed",
        "forum_topic_reopened",
        "forum_topic_edited",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
    }
)


class CallbackQuery:
    """A press of an inline button and, once there is one, the bot's answer to it."""

    def __init__(self, world: World, press: Press) -> None:
        self._world = world
        self._press = press

    @property
    def id(self) -> str:
        """The callback_query_id."""
        return self._press.id

    @property
    def data(self) -> str:
        """The callback data."""
        return self._press.data

    @property
    def answer(self) -> Json | None:
        """What the bot answered: `text` and `show_alert`; None so far."""
        return self._press.answer

    def wait_answer(self, timeout: float = DEFAULT_TIMEOUT) -> Pending[Json]:
        """Waits for the answer; AssertionError after `timeout` seconds."""
        return wait_for(
            self._world,
            lambda: self._press.answer,
            timeout,
            lambda: f"the press of {self._press.data!r} was not answered",
        )
