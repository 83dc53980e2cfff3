"""How messages come into the world, change and leave it, and which of that the bot is told."""

from bot.demo.access import bot_is_admin
from bot.demo.errors import Json
from bot.demo.world import Chat, Event, StoredMessage, World


def post(
    world: World,
    chat: Chat,
    sender: Json | None,
    content: Json,
    *,
    reply_to: StoredMessage | None = None,
    thread_id: int | None = None,
    sender_chat: Json | None = None,
    screen_markup: Json | None = None,
    author_id: int | None = None,
    service: bool = False,
) -> StoredMessage:
    """Adds a message.

    `sender` is a User object, None in channels, where `author_id` tells whose post it is.
    The bot gets an update unless it wrote the message itself or privacy mode hides it.
    """
    chat.last_message_id += 1
    raw: Json = {"message_id": chat.last_message_id, "date": world.now(), "chat": chat.data}
    if sender is not None:
        raw["from"] = sender
    if sender_chat is not None:
        raw["sender_chat"] = sender_chat
    explicit_reply = reply_to
    if thread_id is not None and chat.is_forum:
        raw["message_thread_id"] = thread_id
        raw["is_topic_message"] = True
        # What answers nothing in a topic answers the message that opened it.
        reply_to = reply_to or chat.messages.get(thread_id)
    elif reply_to is not None and chat.kind == "supergroup" and not chat.is_forum:
        # Outside forums a thread is a chain of replies, named by its first message.
        raw["message_thread_id"] = reply_to.raw.get("message_thread_id", reply_to.id)
    raw.update(content)
    message = StoredMessage(
        chat=chat,
        raw=raw,
        sender_id=author_id or (sender or sender_chat or chat.data)["id"],
        reply_to=reply_to,
        screen_markup=screen_markup,
        service=service,
    )
    chat.messages[message.id] = message
    # Of its own doings the bot is told those that leave a service message.
    to_be_told = service or message.sender_id != world.bot.id
    if to_be_told and _visible(world, message, explicit_reply):
        world.updates.put("channel_post" if chat.kind == "channel" else "message", message.dump())
    _announce(world, message, edited=False)
    return message


def change(world: World, message: StoredMessage, raw: Json, *, dated: bool = True) -> None:
    """Replaces a message's content; `dated` edits carry edit_date. People's edits are updates."""
    message.raw = {**raw, "edit_date": world.now()} if dated else raw
    if message.sender_id != world.bot.id:
        kind = "edited_channel_post" if message.chat.kind == "channel" else "edited_message"
        if _visible(world, message, message.reply_to):
            world.updates.put(kind, message.dump())
    _announce(world, message, edited=True)


def remove(world: World, message: StoredMessage) -> None:
    """Deletes a message for everybody; the bot is not told."""
    message.deleted = True
    chat = message.chat
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    world.announce(Event("delete", chat.id, {"message_id": message.id}))


def set_reactions(world: World, message: StoredMessage, actor_id: int, new: list[Json]) -> None:
    """Replaces somebody's reactions to a message; an update when it was not the bot."""
    old = message.reactions.pop(actor_id, [])
    if new:
        message.reactions[actor_id] = new
    chat = message.chat
    body: Json = {
        "chat": chat.data,
        "message_id": message.id,
        "date": world.now(),
        "old_reaction": old,
        "new_reaction": new,
    }
    if actor_id in world.users:
        body["user"] = world.users[actor_id].data
    may_see = chat.kind == "private" or bot_is_admin(world, chat)
    if actor_id != world.bot.id and may_see:
        world.updates.put("message_reaction", body)
    world.announce(Event("reaction", chat.id, body))


def _announce(world: World, message: StoredMessage, *, edited: bool) -> None:
    body = {"message": message.dump()}
    world.announce(Event("edit" if edited else "message", message.chat.id, body))


def _visible(world: World, message: StoredMessage, reply_to: StoredMessage | None) -> bool:
    """Whether the bot sees a message of somebody else."""
    chat = message.chat
    if chat.kind == "private":
        return True
    member = chat.members.get(world.bot.id)
    if member is None or not member.present:
        return False
    if chat.kind == "channel" or member.is_admin or not world.privacy_mode or message.service:
        return True
    if reply_to is not None and reply_to.sender_id == world.bot.id and not reply_to.service:
        return True
    text = message.raw.get("text") or message.raw.get("caption") or ""
    if not text.startswith("/"):
        return False
    _, at, addressee = text.split(maxsplit=1)[0].partition("@")
    return not at or addressee.lower() == world.bot.data["username"].lower()
