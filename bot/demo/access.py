"""Whether the bot may act in a chat: the refusals of the Bot API."""

from bot.demo.errors import Json, bad_request, forbidden
from bot.demo.rights import CONTENT_PERMISSION, Member
from bot.demo.world import Chat, StoredMessage, Topic, World


def open_chat(world: World, chat_id: int | str) -> Chat:
    """The chat, where the bot may act at all; ApiError 400 or 403 otherwise."""
    if chat_id == world.bot.id:
        raise forbidden("bot can't send messages to the bot")
    chat = world.chat(chat_id)
    if chat.kind == "private":
        user = world.users[chat.id]
        if user.deactivated:
            raise forbidden("user is deactivated")
        if user.blocked:
            raise forbidden("bot was blocked by the user")
        if not user.started:
            raise forbidden("bot can't initiate conversation with a user")
        return chat
    member = chat.members.get(world.bot.id)
    name = f"{chat.kind} chat"
    if member is not None and member.status == "kicked":
        raise forbidden(f"bot was kicked from the {name}")
    if member is None or not member.present:
        raise forbidden(f"bot is not a member of the {name}")
    return chat


def bot_member(world: World, chat: Chat) -> Member:
    """The bot's place in a chat of several."""
    return chat.members[world.bot.id]


def bot_is_admin(world: World, chat: Chat) -> bool:
    """Whether the bot administers the chat."""
    member = chat.members.get(world.bot.id)
    return member is not None and member.is_admin


def bot_may(world: World, chat: Chat, right: str) -> bool:
    """Whether the bot has a right; in a private chat it has all."""
    return chat.kind == "private" or bot_member(world, chat).may(right, chat.permissions)


def check_may_send(world: World, chat: Chat, kind: str) -> None:
    """ApiError 400 when the bot may not send this kind of content."""
    if chat.kind == "channel" and not bot_is_admin(world, chat):
        raise bad_request("need administrator rights in the channel chat")
    right, what = CONTENT_PERMISSION[kind]
    if not bot_may(world, chat, right):
        raise bad_request(f"not enough rights to send {what} to the chat")


def own_message(world: World, chat: Chat, message_id: int | None) -> StoredMessage:
    """A message of the bot that may be edited; ApiError 400 otherwise."""
    if message_id is None:
        raise bad_request("message identifier is not specified")
    message = chat.message(message_id)
    if message is None:
        raise bad_request("message to edit not found")
    # Only messages with an inline keyboard, or with none, can be edited.
    uneditable = message.service or message.screen_markup or "forward_origin" in message.raw
    if message.sender_id != world.bot.id or uneditable:
        raise bad_request("message can't be edited")
    return message


def open_topic(world: World, chat: Chat, thread_id: int | None) -> Topic | None:
    """The topic a message goes to; ApiError 400 when it is not there or closed to the bot."""
    if thread_id is None:
        return None
    topic = chat.topics.get(thread_id)
    if topic is None:
        raise bad_request("message thread not found")
    manages = bot_is_admin(world, chat) and bot_may(world, chat, "can_manage_topics")
    if topic.closed and not manages:
        raise bad_request("TOPIC_CLOSED")
    return topic


def mention_of(world: World, user_id: int) -> Json | None:
    """The User object of somebody the bot has met."""
    user = world.users.get(user_id)
    return None if user is None else user.data
