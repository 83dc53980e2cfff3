"""Topics of forums."""

from typing import Any

import pytest

from bot.demo.chats import Group
from bot.demo.people import Person
from bot.demo.server import DemoServer
from tests.bot.demo.conftest import BotClient


@pytest.fixture
def anna(server: DemoServer) -> Person:
    return server.person("Anna")


@pytest.fixture
def forum(server: DemoServer, anna: Person) -> Group:
    return server.group("Staff", [anna], forum=True)


async def created(bot: BotClient, forum: Group, name: str = "NKT-2026-00017") -> dict[str, Any]:
    topic = await bot.ok("createForumTopic", chat_id=forum.id, name=name)
    return {"chat_id": forum.id, "message_thread_id": topic["message_thread_id"]}


async def test_messages_stand_in_topics(bot: BotClient, forum: Group, anna: Person) -> None:
    await bot.drain()
    where = await created(bot, forum)
    thread_id = where["message_thread_id"]
    (update,) = await bot.drain()
    assert update["message"]["forum_topic_created"]["name"] == "NKT-2026-00017"
    sent = await bot.ok("sendMessage", **where, text="card")
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (thread_id, True)
    # What replies to nothing replies to the topic's first message.
    message = await anna.in_(forum).send("talk", thread_id=thread_id)
    assert message.raw["reply_to_message"]["message_id"] == thread_id
    answer = await anna.in_(forum).send("answer", reply_to=forum.last)
    assert answer.thread_id == thread_id
    assert answer.raw["reply_to_message"]["text"] == "card"
    reply = {"chat_id": forum.id, "reply_parameters": {"message_id": answer.id}}
    assert (await bot.ok("sendMessage", **reply, text="x"))["message_thread_id"] == thread_id
    general = await anna.in_(forum).send("to all")
    assert "message_thread_id" not in general.raw
    assert "is_topic_message" not in general.raw


async def test_topics_that_are_not_there(bot: BotClient, server: DemoServer, anna: Person) -> None:
    wanted = "Bad Request: message thread not found"
    await anna.start()
    group = server.group("Plain", [anna])
    forum = server.group("Staff", [anna], forum=True)
    for chat_id in (anna.id, group.id, forum.id):
        for thread_id in (1, 999):
            said = await bot.refused(
                "sendMessage", chat_id=chat_id, text="x", message_thread_id=thread_id
            )
            assert said == wanted
    said = await bot.refused("createForumTopic", chat_id=group.id, name="x")
    assert said == "Bad Request: the chat is not a forum"
    for method in ("editForumTopic", "closeForumTopic", "deleteForumTopic"):
        said = await bot.refused(method, chat_id=forum.id, message_thread_id=999)
        assert said == wanted


async def test_replies_outside_forums_are_threads(
    bot: BotClient, server: DemoServer, anna: Person
) -> None:
    chat = anna.in_(server.group("Plain", [anna]))
    first = await chat.send("one")
    second = await chat.send("two", reply_to=first)
    third = await chat.send("three", reply_to=second)
    assert [first.thread_id, second.thread_id, third.thread_id] == [None, first.id, first.id]
    assert "is_topic_message" not in third.raw


async def test_topic_names(bot: BotClient, forum: Group) -> None:
    for name, wanted in (
        ("x" * 129, "Bad Request: TOPIC_TITLE_TOO_LONG"),
        ("  ", "Bad Request: topic name must be non-empty"),
    ):
        assert await bot.refused("createForumTopic", chat_id=forum.id, name=name) == wanted
    where = await created(bot, forum, "ө" * 128)
    said = await bot.refused("editForumTopic", **where, name="ө" * 128)
    assert said == "Bad Request: TOPIC_NOT_MODIFIED"
    await bot.ok("editForumTopic", **where, name="new")
    assert list(forum.topics.values()) == ["new"]
    said = await bot.refused("createForumTopic", chat_id=forum.id, name="x", icon_color=1)
    assert said == "Bad Request: wrong icon color specified"


async def test_closed_topics(bot: BotClient, server: DemoServer, forum: Group) -> None:
    where = await created(bot, forum)
    await bot.ok("closeForumTopic", **where)
    assert await bot.refused("closeForumTopic", **where) == "Bad Request: TOPIC_NOT_MODIFIED"
    # Administrators write in closed topics too.
    await bot.ok("sendMessage", **where, text="x")
    server.add_bot(forum, bot_is_admin=False)
    said = await bot.refused("sendMessage", **where, text="x")
    assert said == "Bad Request: TOPIC_CLOSED"
    said = await bot.refused("reopenForumTopic", **where)
    assert said == "Bad Request: not enough rights to manage topics in the chat"
    server.close_topic(forum, where["message_thread_id"], closed=False)
    await bot.ok("sendMessage", **where, text="x")
    server.add_bot(forum)
    await bot.ok("closeForumTopic", **where)
    await bot.ok("reopenForumTopic", **where)


async def test_deleted_topics(
    bot: BotClient, server: DemoServer, forum: Group, anna: Person
) -> None:
    where = await created(bot, forum)
    await bot.ok("sendMessage", **where, text="x")
    await bot.drain()
    await bot.ok("deleteForumTopic", **where)
    assert forum.topics == {}
    assert forum.texts == []
    assert await bot.drain() == []
    said = await bot.refused("sendMessage", **where, text="x")
    assert said == "Bad Request: message thread not found"
    thread_id = server.create_topic(forum, "People's", by=anna)
    await anna.in_(forum).send("x", thread_id=thread_id)
    server.delete_topic(forum, thread_id)
    assert forum.topics == {}
