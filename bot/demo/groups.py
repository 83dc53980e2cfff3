"""What happens in groups: who comes and goes, what the bot may do, topics, upgrades."""

import random
from collections.abc import Iterable

from bot.demo.chats import Group
from bot.demo.errors import Json
from bot.demo.methods_chat import set_membership
from bot.demo.methods_topics import COLORS, create_topic, delete_topic, switch_topic
from bot.demo.people import Person
from bot.demo.posting import post
from bot.demo.rights import PERMISSIONS, SENDING, Status
from bot.demo.schema import REACTIONS
from bot.demo.stage import Stage
from bot.demo.world import Chat, ChatKind


class GroupLife(Stage):
    """Lets things happen in groups that no person's screen has a button for."""

    def _new_chat(
        self, kind: ChatKind, title: str, username: str | None, *, forum: bool = False
    ) -> Group:
        data: Json = {"id": self.world.new_group_id(kind), "type": kind, "title": title}
        if username is not None:
            data["username"] = username
        if forum:
            data["is_forum"] = True
        return Group(self.world, self.world.add_chat(Chat(data["id"], kind, data)))

    def _enter(self, group: Group, by: Json, *, bot_is_admin: bool) -> None:
        status: Status = "administrator" if bot_is_admin else "member"
        set_membership(self.world, group.stored, self.world.bot, status, by)
        content = {"new_chat_members": [self.world.bot.data]}
        post(self.world, group.stored, by, content, service=True)

    def _owner(self, group: Group) -> Json:
        members = group.stored.members.values()
        return next(member.user for member in members if member.status == "creator")

    def kick_bot(self, group: Group) -> None:
        """Removes the bot from a group and bans it."""
        set_membership(self.world, group.stored, self.world.bot, "kicked", self._owner(group))

    def add_bot(self, group: Group, *, bot_is_admin: bool = True) -> None:
        """Adds the bot to a group it is not in, or changes whether it is an administrator."""
        member = group.stored.members.get(self.bot_id)
        if member is None or not member.present:
            self._enter(group, self._owner(group), bot_is_admin=bot_is_admin)
        else:
            status: Status = "administrator" if bot_is_admin else "member"
            set_membership(self.world, group.stored, self.world.bot, status, self._owner(group))

    def set_rights(self, group: Group, **rights: bool) -> None:
        """Changes what the bot may do in a group: ChatPermissions or ChatAdministratorRights.

        An administrator may always send: taking a right to send away makes the bot a restricted
        member, add_bot(group) an administrator again. can_send_messages stands for all the other
        rights to send that are not named.
        """
        member = group.stored.members[self.bot_id]
        if "can_send_messages" in rights:
            rights = dict.fromkeys(SENDING, rights["can_send_messages"]) | rights
        merged = {**member.rights, **rights}
        silenced = any(not merged.get(name, True) for name in SENDING)
        status: Status = member.status
        if silenced:
            status = "restricted"
        elif status == "restricted":
            status = "member"
        elif status == "member" and not set(PERMISSIONS).isdisjoint(rights):
            status = "restricted"
        by = self._owner(group)
        set_membership(self.world, group.stored, self.world.bot, status, by, **merged)

    def offer_reactions(self, group: Group, emoji: Iterable[str] | None) -> None:
        """Limits the reactions that may be set in a group (None: all of Telegram's)."""
        offered = None if emoji is None else list(emoji)
        if offered is not None and not REACTIONS.issuperset(offered):
            raise ValueError(f"not among Telegram's reactions: {set(offered) - REACTIONS}")
        group.stored.available_reactions = offered

    def upgrade(self, group: Group) -> Group:
        """Turns a basic group into a supergroup, where message ids start anew."""
        old = group.stored
        if old.kind != "group":
            raise ValueError(f"{group.title} is a {old.kind} already")
        new = self._new_chat("supergroup", group.title, None)
        new.stored.members = dict(old.members)
        new.stored.permissions = dict(old.permissions)
        owner = self._owner(group)
        post(self.world, old, owner, {"migrate_to_chat_id": new.id}, service=True)
        old.migrated_to = new.id
        content = {"migrate_from_chat_id": old.id}
        post(self.world, new.stored, owner, content, service=True)
        return new

    def rename(self, group: Group, title: str) -> None:
        """Changes a group's title."""
        group.stored.data = {**group.stored.data, "title": title}
        content = {"new_chat_title": title}
        post(self.world, group.stored, self._owner(group), content, service=True)

    def add_member(self, group: Group, person: Person, *, is_admin: bool = False) -> None:
        """Lets a person into a group, or makes a member an administrator."""
        known = group.stored.members.get(person.id)
        status: Status = "administrator" if is_admin else "member"
        set_membership(self.world, group.stored, person.user, status, self._owner(group))
        if known is None or not known.present:
            content = {"new_chat_members": [person.user.data]}
            post(self.world, group.stored, self._owner(group), content, service=True)

    def remove_member(self, group: Group, person: Person) -> None:
        """Lets a person leave a group."""
        set_membership(self.world, group.stored, person.user, "left", person.user.data)
        content = {"left_chat_member": person.user.data}
        post(self.world, group.stored, person.user.data, content, service=True)

    def create_topic(self, group: Group, name: str, by: Person | None = None) -> int:
        """Opens a topic in a forum; returns its message_thread_id."""
        sender = by.user.data if by is not None else self._owner(group)
        return create_topic(self.world, group.stored, sender, name, random.choice(COLORS)).id

    def close_topic(self, group: Group, thread_id: int, *, closed: bool = True) -> None:
        """Closes a topic, or reopens it."""
        topic = group.stored.topics[thread_id]
        switch_topic(self.world, group.stored, self._owner(group), topic, closed=closed)

    def delete_topic(self, group: Group, thread_id: int) -> None:
        """Deletes a topic with all that stands in it; the bot is not told."""
        delete_topic(self.world, group.stored, group.stored.topics[thread_id])
