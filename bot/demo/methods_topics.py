"""The methods for topics of forums."""

from bot.demo.access import bot_may, open_chat
from bot.demo.call import Call, Method
from bot.demo.errors import Json, bad_request
from bot.demo.posting import post, remove
from bot.demo.world import Chat, Topic, World

MAX_NAME = 128
COLORS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)


def create_topic(world: World, chat: Chat, sender: Json, name: str, color: int) -> Topic:
    """Opens a topic; its identifier is that of the service message that tells of it."""
    thread_id = chat.last_message_id + 1
    topic = Topic(thread_id, name, color)
    chat.topics[thread_id] = topic
    content = {"forum_topic_created": {"name": name, "icon_color": color}}
    post(world, chat, sender, content, thread_id=thread_id, service=True)
    return topic


def switch_topic(world: World, chat: Chat, sender: Json, topic: Topic, *, closed: bool) -> None:
    """Closes or reopens a topic, with the service message."""
    topic.closed = closed
    content: Json = {"forum_topic_closed" if closed else "forum_topic_reopened": {}}
    post(world, chat, sender, content, thread_id=topic.id, service=True)


def delete_topic(world: World, chat: Chat, topic: Topic) -> None:
    """Deletes a topic with its messages; the bot is not told."""
    del chat.topics[topic.id]
    for message in chat.messages.values():
        if message.raw.get("message_thread_id") == topic.id and not message.deleted:
            remove(world, message)


def _forum(call: Call, right: str = "can_manage_topics") -> Chat:
    chat = open_chat(call.world, call.params["chat_id"])
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if not bot_may(call.world, chat, right):
        raise bad_request("not enough rights to manage topics in the chat")
    return chat


def _topic(call: Call, chat: Chat) -> Topic:
    topic = chat.topics.get(call.params["message_thread_id"])
    if topic is None:
        raise bad_request("message thread not found")
    return topic


def _check_name(name: str) -> str:
    name = name.strip()
    if not name:
        raise bad_request("topic name must be non-empty")
    if len(name) > MAX_NAME:
        raise bad_request("TOPIC_TITLE_TOO_LONG")
    return name


def create_forum_topic(call: Call) -> Json:
    """createForumTopic."""
    chat = _forum(call)
    name = _check_name(call.params["name"])
    color = call.params.get("icon_color", COLORS[0])
    if color not in COLORS:
        raise bad_request("wrong icon color specified")
    topic = create_topic(call.world, chat, call.world.bot.data, name, color)
    return {"message_thread_id": topic.id, "name": name, "icon_color": color}


def edit_forum_topic(call: Call) -> bool:
    """editForumTopic."""
    chat = _forum(call)
    topic = _topic(call, chat)
    name = _check_name(call.params["name"]) if "name" in call.params else topic.name
    if name == topic.name and "icon_custom_emoji_id" not in call.params:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.name = name
    content = {"forum_topic_edited": {"name": name}}
    post(call.world, chat, call.world.bot.data, content, thread_id=topic.id, service=True)
    return True


def _switch(call: Call, *, closed: bool) -> bool:
    chat = _forum(call)
    topic = _topic(call, chat)
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    switch_topic(call.world, chat, call.world.bot.data, topic, closed=closed)
    return True


def close_forum_topic(call: Call) -> bool:
    """closeForumTopic."""
    return _switch(call, closed=True)


def reopen_forum_topic(call: Call) -> bool:
    """reopenForumTopic."""
    return _switch(call, closed=False)


def delete_forum_topic(call: Call) -> bool:
    """deleteForumTopic."""
    chat = _forum(call, "can_delete_messages")
    delete_topic(call.world, chat, _topic(call, chat))
    return True


METHODS: dict[str, Method] = {
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "deleteForumTopic": delete_forum_topic,
}
