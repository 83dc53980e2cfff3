"""The people of the small world: what they see on their screens and can press."""

import random

from bot.demo.chats import ChatView
from bot.demo.errors import Json
from bot.demo.methods_chat import set_membership
from bot.demo.methods_profile import commands_for
from bot.demo.rights import Member, Status
from bot.demo.sending_files import FileSendingChat
from bot.demo.views import CallbackQuery, Message
from bot.demo.world import Event, Press, StoredMessage, User, World

# How many presses are remembered; the older ones are long past their time.
KEPT_PRESSES = 2000


class PersonChat(FileSendingChat):
    """A chat as one person sees it, with the reply keyboard below."""

    def _screen(self) -> StoredMessage | None:
        """The newest message that changed what stands below this person's chat."""
        for stored in reversed(self.stored.messages.values()):
            if stored.screen_markup is not None and self._is_meant(stored):
                return None if stored.deleted else stored
        return None

    def _is_meant(self, stored: StoredMessage) -> bool:
        """Whether a keyboard is for this person: selective ones are for some."""
        markup = stored.screen_markup or {}
        if self.stored.kind == "private" or not markup.get("selective"):
            return True
        if stored.reply_to is not None and stored.reply_to.sender_id == self.user.id:
            return True
        message = Message(self.world, stored)
        username = str(self.user.data.get("username", "")).lower()
        if username and f"@{username}" in message.text.lower():
            return True
        mentioned = (entity.get("user", {}).get("id") for entity in message.entities)
        return self.user.id in mentioned

    def forced_reply(self) -> StoredMessage | None:
        """The message the bot asked this person to reply to, while that is not done."""
        stored = self._screen()
        if stored is None or stored.id in self.used:
            return None
        return stored if (stored.screen_markup or {}).get("force_reply") else None

    @property
    def keyboard_buttons(self) -> list[list[Json]] | None:
        """The reply keyboard shown now as KeyboardButton objects, or None."""
        stored = self._screen()
        markup = stored.screen_markup if stored is not None else None
        if stored is None or markup is None or "keyboard" not in markup:
            return None
        if markup.get("one_time_keyboard") and stored.id in self.used:
            return None
        rows: list[list[Json]] = markup["keyboard"]
        return rows

    @property
    def keyboard(self) -> list[list[str]] | None:
        """The labels of the reply keyboard shown now by row, or None."""
        rows = self.keyboard_buttons
        return None if rows is None else [[button["text"] for button in row] for row in rows]

    @property
    def commands(self) -> list[Json]:
        """The bot's commands as this person's menu lists them in this chat."""
        member = self.stored.members.get(self.user.id)
        is_admin = member is not None and member.is_admin
        return commands_for(self.world, self.id, self.user.id, is_admin=is_admin)

    async def tap(
        self,
        label: str,
        location: tuple[float, float] | None = None,
        phone_number: str | None = None,
    ) -> Message:
        """Presses a button of the reply keyboard; AssertionError when it is not shown now.

        A button that asks for the position or the phone number is given one, in degrees.
        """
        stored = self._screen()
        rows = self.keyboard_buttons or []
        buttons = [button for row in rows for button in row if button["text"] == label]
        if stored is None or not buttons:
            raise AssertionError(f"no button {label!r} among {self.keyboard}\n{self.as_text()}")
        self.used.add(stored.id)
        shown = Message(self.world, stored)
        if buttons[0].get("request_location"):
            if location is None:
                raise AssertionError(f"{label!r} asks for a location: tap(label, location=...)")
            return await self.send_location(*location, reply_to=shown)
        if buttons[0].get("request_contact"):
            if phone_number is None:
                raise AssertionError(f"{label!r} asks for a phone: tap(label, phone_number=...)")
            return await self.send_contact(phone_number, reply_to=shown)
        # In groups the clients answer the message that has the keyboard.
        return await self.send(label, reply_to=False if self.stored.kind == "private" else shown)

    async def press(self, message: Message | None, text: str) -> CallbackQuery:
        """Presses an inline button by its text, on the newest message that has one for None."""
        candidates = [message] if message is not None else self.messages[::-1]
        for candidate in candidates:
            for row in candidate.inline_keyboard:
                for button in row:
                    if button["text"] == text and not candidate.deleted:
                        return await self._press_button(candidate, button)
        raise AssertionError(f"no inline button {text!r} in\n{self.as_text()}")

    async def _press_button(self, message: Message, button: Json) -> CallbackQuery:
        if "callback_data" not in button:
            raise AssertionError(f"the button {button} does not call the bot back")
        return await self.press_raw(message, button["callback_data"])

    async def press_raw(self, message: Message, data: str) -> CallbackQuery:
        """A press with any data at all, on any message."""
        return _press(self.world, self.user, message, data)


class Person:
    """Somebody with a Telegram account."""

    def __init__(self, world: World, user: User) -> None:
        self.world = world
        self.user = user
        self._chats: dict[int, PersonChat] = {}

    def __repr__(self) -> str:
        return f"<Person {self.id} {self.name!r}>"

    @property
    def id(self) -> int:
        """The account's identifier."""
        return self.user.id

    @property
    def name(self) -> str:
        """First and last name."""
        data = self.user.data
        return " ".join(filter(None, (data["first_name"], data.get("last_name"))))

    @property
    def language_code(self) -> str | None:
        """The language the person's client is in."""
        return self.user.data.get("language_code")

    @property
    def chat(self) -> PersonChat:
        """The private chat with the bot."""
        return self._view(self.id)

    def in_(self, group: ChatView) -> PersonChat:
        """The group as this person sees it."""
        return self._view(group.id)

    def _view(self, chat_id: int) -> PersonChat:
        if chat_id not in self._chats:
            self._chats[chat_id] = PersonChat(self.world, self.world.chats[chat_id], self.user)
        return self._chats[chat_id]

    async def start(self, payload: str = "") -> Message:
        """Presses the Start button of the private chat, as a deep link with a payload does."""
        return await self.chat.send(f"/start {payload}".rstrip())

    async def forge_press(self, message: Message, data: str) -> CallbackQuery:
        """A press that no client would send: any data, on a message of a chat not one's own."""
        return _press(self.world, self.user, message, data)

    def block(self) -> None:
        """Blocks the bot."""
        self._set_blocked(blocked=True)

    def unblock(self) -> None:
        """Unblocks the bot."""
        self._set_blocked(blocked=False)

    def _set_blocked(self, *, blocked: bool) -> None:
        chat = self.world.chats[self.id]
        self.user.blocked = blocked
        bot = self.world.bot
        chat.members[bot.id] = Member(bot.data, "member" if blocked else "kicked")
        status: Status = "kicked" if blocked else "member"
        set_membership(self.world, chat, bot, status, self.user.data)

    def deactivate(self) -> None:
        """Deletes the account."""
        self.user.deactivated = True
        self.world.announce(Event("chat", self.id, {"deactivated": True}))


def _press(world: World, user: User, message: Message, data: str) -> CallbackQuery:
    chat = message.stored.chat
    press = Press(
        id=str(random.randrange(10**17, 10**18)),
        user_id=user.id,
        chat_id=chat.id,
        at=world.clock(),
        data=data,
    )
    world.presses[press.id] = press
    if len(world.presses) > KEPT_PRESSES:
        del world.presses[next(iter(world.presses))]
    shown = message.raw
    if message.deleted:
        shown = {"chat": chat.data, "message_id": message.id, "date": 0}
    body = {
        "id": press.id,
        "from": user.data,
        "message": shown,
        "chat_instance": str(chat.id * 7919),
        "data": data,
    }
    world.updates.put("callback_query", body)
    world.announce(Event("callback", chat.id, body))
    return CallbackQuery(world, press)
