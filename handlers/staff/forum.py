"""In a group with topics each concern has a topic of its own, named with its number.

The topic follows the concern: a concern that ends closes it, one that is opened again reopens it,
one that goes to another office closes it here. What is sent in the ticket's stream stands in it
(see `storage.outbox`). A topic that was deleted is made anew by whatever is said in it next: see
`handlers.staff.chat.topic_lost`.
"""

from collections.abc import Mapping

from aiogram.methods import (
    CloseForumTopic,
    CreateForumTopic,
    EditForumTopic,
    GetChat,
    ReopenForumTopic,
)
from aiogram.utils.i18n import gettext as _

from bot.reception.tickets import ENDED
from handlers import words
from handlers.admin.reports import chat_lacks
from handlers.desk import Desk, speaking
from handlers.say import cut, message
from handlers.staff.continuation import Result
from storage import chats, forum_topics, outbox, tickets
from storage.forum_topics import MOST_LOSSES, ForumTopic
from storage.outbox import Priority, Send
from storage.tickets import Ticket

MAX_NAME = 128
"""Telegram's limit."""


async def prepare(desk: Desk, ticket: Ticket, priority: Priority) -> list[Send]:
    """What makes the topic of a ticket, or opens it, before the card is posted in it; nothing in a
    group without topics."""
    chat_id = ticket.chat_id
    if chat_id is None or chat_id > 0:
        return []
    topic = await forum_topics.get(desk.tx, ticket.id, chat_id)
    if topic is not None and topic.thread_id is not None:
        return await follow(desk, ticket, priority)
    chat = await chats.get(desk.tx, chat_id)
    given_up = topic is not None and topic.losses >= MOST_LOSSES
    if not chat.is_forum or chat.topics_refused_at is not None or given_up:
        return []
    if await outbox.is_under_way(desk.tx, chat_id, ticket.stream, "topic_made"):
        return []
    name = await _name_of(desk, ticket, chat_id)
    make = CreateForumTopic(chat_id=chat_id, name=name)
    context = {"ticket": ticket.id, "name": name}
    return [_call(ticket, make, priority, "topic_made", context)]


async def follow(desk: Desk, ticket: Ticket, priority: Priority) -> list[Send]:
    """Names the topic of a ticket after its present state, and closes or reopens it."""
    if ticket.chat_id is None:
        return []
    topic = await forum_topics.get(desk.tx, ticket.id, ticket.chat_id)
    if topic is None or topic.thread_id is None:
        return []
    chat = await chats.get(desk.tx, topic.chat_id)
    if not chat.is_forum or chat.topics_refused_at is not None:
        # Done when it is possible again, with the next change of the card.
        return []
    chat_id, thread_id = topic.chat_id, topic.thread_id
    name, ended = await _name_of(desk, ticket, chat_id), ticket.status in ENDED
    context = {"ticket": ticket.id}
    sends = []
    if name != topic.name:
        rename = EditForumTopic(chat_id=chat_id, message_thread_id=thread_id, name=name)
        sends.append(_call(ticket, rename, Priority.REFRESH, "topic_changed", context))
    if ended != topic.closed:
        sends.append(_switch(ticket, topic, priority, closed=ended))
    await forum_topics.note(desk.tx, topic, name=name, closed=ended)
    return sends


async def open_for_words(desk: Desk, ticket: Ticket) -> list[Send]:
    """Lets a secretary write in the topic of a concern that has ended; it is closed again with the
    next change of the card."""
    if ticket.chat_id is None:
        return []
    topic = await forum_topics.get(desk.tx, ticket.id, ticket.chat_id)
    if topic is None or topic.thread_id is None or not topic.closed:
        return []
    await forum_topics.note(desk.tx, topic, name=topic.name, closed=False)
    return [_switch(ticket, topic, Priority.WAITING, closed=False)]


async def close_elsewhere(desk: Desk, ticket: Ticket, chat_id: int | None) -> list[Send]:
    """Closes the topics of a ticket in the chats that have it no longer: all but this one."""
    sends = []
    for topic in await forum_topics.open_elsewhere(desk.tx, ticket.id, chat_id):
        await forum_topics.note(desk.tx, topic, name=topic.name, closed=True)
        sends.append(_switch(ticket, topic, Priority.REFRESH, closed=True))
    return sends


async def made(desk: Desk, result: Result) -> list[Send]:
    """The topic is there: the card and all that follows stand in it. Without it they stand in the
    group as in any other."""
    ticket = await tickets.load(desk.tx, result.context["ticket"])
    if not result.delivered:
        return await _refused(desk, result)
    thread_id = result.answer.get("message_thread_id") if isinstance(result.answer, dict) else None
    if thread_id is None:
        # It was made, but the answer got lost on its way: nothing can be put into it.
        return []
    await forum_topics.put(desk.tx, ticket.id, result.chat_id, thread_id, result.context["name"])
    if ticket.chat_id != result.chat_id:
        return await close_elsewhere(desk, ticket, ticket.chat_id)
    return await follow(desk, ticket, Priority.REFRESH)


async def learnt(desk: Desk, result: Result) -> list[Send]:
    """What Telegram says of a group of which no update has come yet."""
    if isinstance(result.answer, dict) and "id" in result.answer:
        await chats.note_forum(desk.tx, result.chat_id, bool(result.answer.get("is_forum")))
    return []


async def unknown_groups(desk: Desk) -> list[Send]:
    """Asks Telegram whether the groups that have concerns have topics, where that is not known."""
    groups = sorted(id_ for id_ in (await desk.desks()).all_chats() if id_ and id_ < 0)
    return [
        Send(GetChat(chat_id=chat_id), stream="learn", on_result="learnt", optional=True)
        for chat_id in groups
        if (await chats.get(desk.tx, chat_id)).is_forum is None
    ]


async def changed(desk: Desk, result: Result) -> list[Send]:
    """A topic was named, closed or reopened, or Telegram refused that."""
    return [] if result.delivered else await _refused(desk, result)


async def _refused(desk: Desk, result: Result) -> list[Send]:
    """Said once: in the group, and to administrators."""
    chat_id = result.chat_id
    if result.reason == "no_forum":
        await chats.note_forum(desk.tx, chat_id, False)
    if result.reason != "refused":
        return []
    if not await chats.refuse_topics(desk.tx, chat_id, desk.now):
        return []
    with speaking(await desk.language_of_chat(chat_id)):
        text = no_right()
    return [message(chat_id, text), *await chat_lacks(desk, chat_id, lambda: [no_right()])]


def no_right() -> str:
    """What is to be done where the bot cannot make topics."""
    return _(
        "⚠️ The bot may not manage the topics of this group, so concerns stand here without "
        "topics of their own. Make the bot an administrator with the right “Manage topics”."
    )


def _switch(ticket: Ticket, topic: ForumTopic, priority: Priority, *, closed: bool) -> Send:
    change = CloseForumTopic if closed else ReopenForumTopic
    # Which topic it is, is looked up when it is sent: it may be made anew before.
    method = change(chat_id=topic.chat_id, message_thread_id=topic.thread_id or 0)
    return _call(ticket, method, priority, "topic_changed", {"ticket": ticket.id})


def _call(
    ticket: Ticket,
    method: CreateForumTopic | EditForumTopic | CloseForumTopic | ReopenForumTopic,
    priority: Priority,
    on_result: str,
    context: Mapping[str, object],
) -> Send:
    return Send(
        method,
        priority=priority,
        stream=ticket.stream,
        on_result=on_result,
        context=context,
        optional=True,
    )


async def _name_of(desk: Desk, ticket: Ticket, chat_id: int) -> str:
    """The number and what the concern is about, in the group's language."""
    with speaking(await desk.language_of_chat(chat_id)):
        about = next(
            (topic for topic in desk.directory.topics if topic.code == ticket.topic), None
        )
        number = ticket.number or ""
        name = f"{number} · {about.name.get(words.language())}" if about else number
    return cut(f"🔴 {name}" if ticket.urgent else name, MAX_NAME)
