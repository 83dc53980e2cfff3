"""The cast of the small world: its people and groups, and posts by those who are neither."""

from collections.abc import Iterable, Sequence

from bot.demo.chats import Group
from bot.demo.errors import Json
from bot.demo.groups import GroupLife
from bot.demo.methods_chat import set_membership
from bot.demo.people import Person
from bot.demo.posting import post
from bot.demo.rights import Member, Status
from bot.demo.views import Message
from bot.demo.world import Chat, ChatKind, User, World

# The account Telegram shows as the author of what administrators post as the group itself.
ANONYMOUS_ADMIN: Json = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
# The account that forwards a channel's posts to the linked group.
SERVICE_ACCOUNT: Json = {"id": 777000, "is_bot": False, "first_name": "Telegram"}


class Cast(GroupLife):
    """Makes people and groups, and speaks for bots, channels and anonymous administrators."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.people: dict[int, Person] = {}
        self._other_bot: Json | None = None

    def person(
        self,
        first_name: str,
        *,
        last_name: str | None = None,
        language_code: str | None = None,
        username: str | None = None,
        hides_account: bool = False,
    ) -> Person:
        """A new person who has not written to the bot yet."""
        names: Json = {"first_name": first_name}
        if last_name is not None:
            names["last_name"] = last_name
        if username is not None:
            names["username"] = username
        data: Json = {"id": self.world.new_user_id(), "is_bot": False, **names}
        if language_code is not None:
            data["language_code"] = language_code
        user = User(data, hides_account=hides_account)
        self.world.users[user.id] = user
        chat_data = {"id": user.id, "type": "private", **names}
        self.world.add_chat(Chat(user.id, "private", chat_data))
        person = self.people[user.id] = Person(self.world, user)
        return person

    def group(
        self,
        title: str,
        members: Sequence[Person] = (),
        *,
        forum: bool = False,
        supergroup: bool = True,
        bot_is_admin: bool = True,
        admins: Iterable[Person] = (),
        username: str | None = None,
    ) -> Group:
        """A new group, whose first member owns it; the bot is added and told so."""
        kind: ChatKind = "supergroup" if supergroup or forum else "group"
        group = self._new_chat(kind, title, username, forum=forum)
        owner = members[0] if members else self.person("Owner")
        leading = {person.id for person in admins}
        for person in members or [owner]:
            status: Status = "administrator" if person.id in leading else "member"
            status = "creator" if person is owner else status
            group.stored.members[person.id] = Member(person.user.data, status)
        self._enter(group, owner.user.data, bot_is_admin=bot_is_admin)
        return group

    def channel(self, title: str, *, username: str | None = None) -> Group:
        """A new channel with the bot as an administrator."""
        channel = self._new_chat("channel", title, username)
        owner = self.person("Owner")
        channel.stored.members[owner.id] = Member(owner.user.data, "creator")
        set_membership(
            self.world, channel.stored, self.world.bot, "administrator", owner.user.data
        )
        return channel

    def anonymous_admin_post(
        self, group: Group, text: str, reply_to: Message | None = None
    ) -> Message:
        """A post by an administrator who stays anonymous: it bears the group's name."""
        return self._other_post(
            group, ANONYMOUS_ADMIN, {"text": text}, reply_to, group.stored.data
        )

    def channel_post_in_group(
        self, group: Group, text: str, reply_to: Message | None = None
    ) -> Message:
        """A post of the linked channel, which Telegram forwards to the group by itself."""
        if group.stored.linked_chat_id is None:
            channel = self._new_chat("channel", f"{group.title}: channel", None)
            group.stored.linked_chat_id = channel.id
        data = self.world.chats[group.stored.linked_chat_id].data
        content: Json = {"text": text}
        if reply_to is None:
            origin = {"type": "channel", "date": self.world.now(), "chat": data, "message_id": 1}
            content |= {"is_automatic_forward": True, "forward_origin": origin}
        return self._other_post(group, SERVICE_ACCOUNT, content, reply_to, data)

    def bot_post(self, group: Group, text: str, reply_to: Message | None = None) -> Message:
        """A post by another bot."""
        other = self._other_bot
        if other is None:
            number = self.world.new_user_id()
            name = {"first_name": "Other bot", "username": "some_other_bot"}
            other = self._other_bot = {"id": number, "is_bot": True, **name}
            self.world.users[number] = User(other, started=True)
        return self._other_post(group, other, {"text": text}, reply_to, None)

    def channel_post(self, channel: Group, text: str) -> Message:
        """A post in a channel."""
        return Message(self.world, post(self.world, channel.stored, None, {"text": text}))

    def _other_post(
        self,
        group: Group,
        sender: Json,
        content: Json,
        reply_to: Message | None,
        sender_chat: Json | None,
    ) -> Message:
        stored = post(
            self.world,
            group.stored,
            sender,
            content,
            reply_to=None if reply_to is None else reply_to.stored,
            sender_chat=sender_chat,
        )
        return Message(self.world, stored)
