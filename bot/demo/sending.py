"""What a person can write in a chat, files apart (sending_files.py)."""

from typing import Literal

from bot.demo.chats import ChatView
from bot.demo.entities import check_entities, find_entities, utf16_length
from bot.demo.errors import Json
from bot.demo.markup import MAX_TEXT
from bot.demo.posting import change, post, remove, set_reactions
from bot.demo.views import Message
from bot.demo.world import Chat, StoredMessage, User, World

# None: what the screen suggests (a forced reply is answered); False: a reply to nothing.
ReplyTo = Message | Literal[False] | None


class SendingChat(ChatView):
    """A chat in which a person writes."""

    def __init__(self, world: World, chat: Chat, user: User) -> None:
        super().__init__(world, chat)
        self.user = user
        # Messages whose one-time keyboard or forced reply has been used.
        self.used: set[int] = set()

    def forced_reply(self) -> StoredMessage | None:
        """The message the bot asked this person to reply to, while that is not done."""
        raise NotImplementedError

    def check_may_write(self) -> None:
        """AssertionError where the person's own client would not let them write."""
        user, chat = self.user, self.stored
        if user.deactivated:
            raise AssertionError(f"{user.data['first_name']} has no account any more")
        if chat.kind == "private":
            if user.blocked:
                raise AssertionError(f"{user.data['first_name']} must unblock the bot first")
            return
        member = chat.members.get(user.id)
        if member is None or not member.present:
            raise AssertionError(f"{user.data['first_name']} is not in {self.title}")
        if chat.migrated_to is not None:
            raise AssertionError(f"{self.title} became a supergroup: use the new chat")

    def _post(
        self, content: Json, reply_to: ReplyTo = None, thread_id: int | None = None
    ) -> Message:
        self.check_may_write()
        if self.stored.kind == "private":
            self.user.started = True
        target: StoredMessage | None = None
        if isinstance(reply_to, Message):
            target = reply_to.stored
        elif reply_to is None:
            target = self.forced_reply()
        if target is not None:
            self.used.add(target.id)
            if thread_id is None and self.stored.is_forum:
                thread_id = target.raw.get("message_thread_id")
        stored = post(
            self.world, self.stored, self.user.data, content, reply_to=target, thread_id=thread_id
        )
        return Message(self.world, stored)

    async def send(
        self,
        text: str,
        reply_to: ReplyTo = None,
        entities: list[Json] | None = None,
        thread_id: int | None = None,
    ) -> Message:
        """Sends a text; ValueError for one that a client would not send."""
        if not text.strip() or utf16_length(text) > MAX_TEXT:
            raise ValueError("a text has 1-4096 UTF-16 units")
        return self._post(formatted("text", text, entities), reply_to, thread_id)

    async def send_location(
        self,
        latitude: float,
        longitude: float,
        live_period: int | None = None,
        reply_to: ReplyTo = None,
        thread_id: int | None = None,
    ) -> Message:
        """Sends a position in degrees, for `live_period` seconds a live one."""
        location: Json = {"latitude": latitude, "longitude": longitude}
        if live_period is not None:
            location["live_period"] = live_period
        return self._post({"location": location}, reply_to, thread_id)

    async def move(self, message: Message, latitude: float, longitude: float) -> None:
        """Moves a live position sent before."""
        location = {**message.stored.raw["location"]}
        location |= {"latitude": latitude, "longitude": longitude}
        change(self.world, message.stored, {**message.stored.raw, "location": location})

    async def send_venue(
        self,
        latitude: float = 40.2667,
        longitude: float = 72.6167,
        title: str = "Bazaar",
        address: str = "Nookat",
        *,
        reply_to: ReplyTo = None,
        thread_id: int | None = None,
    ) -> Message:
        """Sends a place with a name."""
        location = {"latitude": latitude, "longitude": longitude}
        venue = {"location": location, "title": title, "address": address}
        return self._post({"venue": venue, "location": location}, reply_to, thread_id)

    async def send_contact(
        self,
        phone_number: str = "+996000000000",
        first_name: str | None = None,
        reply_to: ReplyTo = None,
        thread_id: int | None = None,
    ) -> Message:
        """Sends a contact, by default the person's own."""
        contact: Json = {
            "phone_number": phone_number,
            "first_name": first_name or self.user.data["first_name"],
        }
        if first_name is None:
            contact["user_id"] = self.user.id
        return self._post({"contact": contact}, reply_to, thread_id)

    async def send_poll(
        self,
        question: str = "?",
        options: tuple[str, ...] = ("1", "2"),
        reply_to: ReplyTo = None,
        thread_id: int | None = None,
    ) -> Message:
        """Sends a poll."""
        choices = [
            {"persistent_id": str(number), "text": text, "voter_count": 0}
            for number, text in enumerate(options)
        ]
        poll = {
            "id": str(self.stored.last_message_id),
            "question": question,
            "options": choices,
            "type": "regular",
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "allows_multiple_answers": False,
            "allows_revoting": True,
            "members_only": False,
        }
        return self._post({"poll": poll}, reply_to, thread_id)

    async def edit(
        self, message: Message, text: str, entities: list[Json] | None = None
    ) -> Message:
        """Changes the text, or the caption, of an own message."""
        raw = message.stored.raw
        field = "text" if "text" in raw else "caption"
        dropped = {"text", "entities", "caption", "caption_entities"}
        kept = {name: value for name, value in raw.items() if name not in dropped}
        change(self.world, message.stored, kept | formatted(field, text, entities))
        return message

    async def delete(self, message: Message) -> None:
        """Deletes a message for everybody."""
        remove(self.world, message.stored)

    async def react(self, message: Message, emoji: str | None) -> None:
        """Sets a reaction in place of those before, or takes them back (None)."""
        new = [] if emoji is None else [{"type": "emoji", "emoji": emoji}]
        set_reactions(self.world, message.stored, self.user.id, new)

    async def pin(self, message: Message) -> None:
        """Pins a message, which leaves a service message."""
        self.stored.pinned.append(message.id)
        content = {"pinned_message": message.stored.raw}
        thread_id = message.thread_id if self.stored.is_forum else None
        post(self.world, self.stored, self.user.data, content, thread_id=thread_id, service=True)


def formatted(field: str, text: str, entities: list[Json] | None) -> Json:
    """A text or caption with the entities Telegram finds in it."""
    found = find_entities(text, check_entities(text, entities or []))
    if not found:
        return {field: text}
    return {field: text, "entities" if field == "text" else "caption_entities": found}
