"""A group with topics: a topic for each concern, that follows it and is never lost for good."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from bot.application import Application
from bot.demo.chats import Group
from bot.demo.faults import Fault
from bot.demo.people import PersonChat
from bot.demo.server import DemoServer
from bot.demo.views import Message
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, tick

LAND = "Land, water, pasture, border"


@dataclass
class Scene:
    """A resident, a secretary and an administrator; the staff chat is a forum."""

    application: Application
    resident: Resident
    group: Group
    room: PersonChat
    boss: Resident

    async def file(self, text: str, topic: str = "land") -> tuple[str, Message]:
        """A concern; returns its number and its card."""
        number = await self.resident.file(text, topic=topic)
        card = await self.group.wait(
            lambda group: next((m for m in group.bot_messages if text in m.text), None)
        )
        return number, card

    def topic(self, message: Message) -> str:
        """The name of the topic a message stands in."""
        return self.group.topics[message.thread_id or 0]

    def closed(self, thread_id: int | None) -> bool:
        """Whether a topic is closed."""
        return self.group.stored.topics[thread_id or 0].closed


@asynccontextmanager
async def in_forum(
    server: DemoServer, start: Start, *, bot_is_admin: bool = True, **settings: Any
) -> AsyncIterator[Scene]:
    """The bot runs in a forum, and a resident has the menu."""
    secretary = server.person("Nurlan", language_code="en")
    boss = Resident(server.person("Boss", language_code="en"), "en")
    resident = Resident(server.person("Aigul", language_code="en"), "en")
    group = server.group("Staff", [secretary], forum=True, bot_is_admin=bot_is_admin)
    settings = {"staff_chat_id": group.id, "admin_ids": str(boss.person.id)} | settings
    async with start(default_language="en", **settings) as application:
        await boss.start()
        await resident.start()
        yield Scene(application, resident, group, secretary.in_(group), boss)


async def test_each_concern_has_a_topic_named_with_its_number(
    server: DemoServer, start: Start
) -> None:
    async with in_forum(server, start) as scene:
        first, card = await scene.file("No water")
        second, other = await scene.file("They beat me", topic="conflict")
        assert scene.topic(card).startswith(f"{first} · ")
        assert LAND in scene.topic(card)
        assert scene.topic(other).startswith(f"🔴 {second} · ")
        assert card.thread_id != other.thread_id
        story = next(m for m in scene.resident.chat.messages if m.text == "No water")
        await scene.resident.chat.send("One word more", reply_to=story)
        copy = await scene.group.wait_text("One word more")
        assert copy.thread_id == card.thread_id
        await scene.room.press(card, "💬 Answer")
        prompt = await scene.group.wait_text("write your answer to")
        assert prompt.thread_id == card.thread_id
        await scene.room.send("We come.", reply_to=prompt)
        await scene.resident.chat.wait_text("We come.")


async def test_what_replies_to_nothing_in_a_topic_is_colleagues_talking(
    server: DemoServer, start: Start
) -> None:
    async with in_forum(server, start) as scene:
        _, card = await scene.file("No water")
        before = len(scene.group.bot_messages)
        talk = await scene.room.send("Who goes there?", thread_id=card.thread_id)
        assert talk.reply_to is not None
        opening = scene.group.message(card.thread_id or 0)
        server.anonymous_admin_post(scene.group, "Not me", opening)
        await scene.room.send("We come.", reply_to=card)
        await scene.resident.chat.wait_text("We come.")
        assert not any("Who goes there?" in text for text in scene.resident.chat.texts)
        assert len(scene.group.bot_messages) == before


async def test_a_question_in_a_topic_is_answered_there(server: DemoServer, start: Start) -> None:
    async with in_forum(server, start) as scene:
        _, card = await scene.file("No water")
        await scene.room.send("/language", thread_id=card.thread_id)
        asked = await scene.group.wait_text("Which language should cards")
        assert asked.thread_id == card.thread_id
        await scene.room.send("/help")
        told = await scene.group.wait_text("Each has a topic of its own")
        assert told.thread_id is None


async def test_the_topic_is_closed_and_reopened_with_the_concern(
    server: DemoServer, start: Start
) -> None:
    async with in_forum(server, start) as scene:
        _, card = await scene.file("No water")
        await scene.room.press(card, "✅ Close")
        await scene.group.wait(lambda _: scene.closed(card.thread_id))
        # Nobody but administrators of the group can write into a closed one.
        await scene.room.press(card, "💬 Answer")
        await scene.group.wait(lambda _: not scene.closed(card.thread_id))
        closing = await scene.resident.chat.wait_text("has closed your concern")
        await scene.resident.chat.send("It is not over", reply_to=closing)
        copy = await scene.group.wait_text("It is not over")
        assert copy.thread_id == card.thread_id
        await scene.group.wait(lambda _: "in work" in card.text)
        assert not scene.closed(card.thread_id)
        await scene.room.press(card, "✅ Close")
        await scene.group.wait(lambda _: scene.closed(card.thread_id))
        closing = await scene.resident.chat.wait_text("has closed your concern")
        await scene.resident.chat.send("Still not", reply_to=closing)
        await scene.group.wait(lambda _: not scene.closed(card.thread_id))


async def test_a_topic_deleted_by_hand_is_made_anew_and_nothing_is_lost(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with in_forum(server, start) as scene:
        number, card = await scene.file("No water")
        story = next(m for m in scene.resident.chat.messages if m.text == "No water")
        await scene.resident.chat.send("The first word", reply_to=story)
        await scene.group.wait_text("The first word")
        server.delete_topic(scene.group, card.thread_id or 0)
        await scene.resident.chat.send("The second word", reply_to=story)
        await scene.resident.chat.send("The third word", reply_to=story)
        await scene.group.wait_text("The third word")
        new = await scene.group.wait_text("No water")
        assert new != card
        assert scene.topic(new).startswith(number)
        standing = "\n".join(m.text for m in scene.group.bot_messages if m.thread_id)
        words = re.findall("The (first|second|third) word", standing)
        assert words == ["first", "second", "third"]
        assert {m.thread_id for m in scene.group.bot_messages if m.thread_id} == {new.thread_id}
        await scene.room.send("We come.", reply_to=new)
        await scene.resident.chat.wait_text("We come.")
    assert not rows("SELECT * FROM outbox")


async def test_the_topic_of_a_closed_concern_is_not_made_anew_before_it_is_needed(
    server: DemoServer, start: Start
) -> None:
    async with in_forum(server, start) as scene:
        _, card = await scene.file("No water")
        await scene.room.press(card, "✅ Close")
        await scene.group.wait(lambda _: scene.closed(card.thread_id))
        server.delete_topic(scene.group, card.thread_id or 0)
        closing = await scene.resident.chat.wait_text("has closed your concern")
        made = server.count("createForumTopic")
        await scene.resident.chat.send("It is not over", reply_to=closing)
        new = await scene.group.wait_text("No water")
        copy = await scene.group.wait_text("It is not over")
        assert copy.thread_id == new.thread_id
        assert new.thread_id in scene.group.topics
        assert server.count("createForumTopic") == made + 1


async def test_who_deletes_a_topic_again_and_again_gets_no_other(
    server: DemoServer, start: Start
) -> None:
    async with in_forum(server, start) as scene:
        _, card = await scene.file("No water")
        story = next(m for m in scene.resident.chat.messages if m.text == "No water")
        for word in ("One", "Two", "Three"):
            server.delete_topic(scene.group, next(iter(scene.group.topics)))
            await scene.resident.chat.send(f"{word}.", reply_to=story)
            await scene.group.wait_text(f"{word}.")
        assert not scene.group.topics
        card = await scene.group.wait_text("No water")
        assert card.thread_id is None


async def test_without_the_right_to_topics_the_group_is_like_any_other(
    server: DemoServer, start: Start
) -> None:
    async with in_forum(server, start, bot_is_admin=False) as scene:
        _, card = await scene.file("No water")
        _, other = await scene.file("No road")
        assert card.thread_id is None
        assert other.thread_id is None
        await scene.room.send("We come.", reply_to=card)
        await scene.resident.chat.wait_text("We come.")
        await scene.boss.chat.wait_text("may not manage the topics")
        assert str(scene.group.texts).count("may not manage the topics") == 1
        assert str(scene.boss.chat.texts).count("may not manage the topics") == 1
        # Put right, the next concern has a topic.
        server.add_bot(scene.group)
        number, third = await scene.file("No light")
        assert scene.topic(third).startswith(number)


async def test_the_right_is_taken_away_later(server: DemoServer, start: Start) -> None:
    async with in_forum(server, start) as scene:
        _, card = await scene.file("No water")
        server.set_rights(scene.group, can_manage_topics=False)
        await scene.group.wait_text("may not manage the topics")
        await scene.boss.chat.wait_text("may not manage the topics")
        _, other = await scene.file("No road")
        assert other.thread_id is None
        # What has a topic stays in it.
        story = next(m for m in scene.resident.chat.messages if m.text == "No water")
        await scene.resident.chat.send("One word more", reply_to=story)
        copy = await scene.group.wait_text("One word more")
        assert copy.thread_id == card.thread_id
        assert str(scene.boss.chat.texts).count("may not manage the topics") == 1


async def test_topics_are_switched_off(server: DemoServer, start: Start) -> None:
    async with in_forum(server, start) as scene:
        await scene.file("No water")
        stored = scene.group.stored
        stored.data = {key: value for key, value in stored.data.items() if key != "is_forum"}
        _, other = await scene.file("No road")
        assert other.thread_id is None
        assert not any("may not manage" in text for text in scene.boss.chat.texts)


async def test_a_topic_that_could_not_be_made_at_once(server: DemoServer, start: Start) -> None:
    async with in_forum(server, start) as scene:
        server.faults.add(Fault("server_error", methods="createForumTopic", count=2))
        server.faults.add(Fault("flood", methods="createForumTopic", count=1))
        number, card = await scene.file("No water")
        assert scene.topic(card).startswith(number)
        assert len(scene.group.topics) == 1


async def test_a_group_of_which_no_update_came_is_asked_about(
    server: DemoServer, start: Start
) -> None:
    secretary = server.person("Nurlan", language_code="en")
    group = server.group("Staff", [secretary], forum=True)
    server.world.updates.drop_all()
    resident = Resident(server.person("Aigul", language_code="en"), "en")
    async with start(default_language="en", staff_chat_id=group.id):
        await resident.start()
        await resident.file("No water")
        card = await group.wait_text("No water")
        assert card.thread_id is not None
    asked = server.count("getChat")
    async with start(default_language="en", staff_chat_id=group.id):
        await resident.file("No road")
        await group.wait_text("No road")
    assert asked == 1
    assert server.count("getChat") == 1


async def test_a_concern_that_moves_away_closes_its_topic_and_finds_it_again(
    server: DemoServer, start: Start
) -> None:
    own = server.group("Nookat", [server.person("Asan")], forum=True)
    async with in_forum(server, start) as scene:
        for group in (own, scene.group):
            server.add_member(group, scene.boss.person)
        number, card = await scene.file("No water")
        await scene.boss.person.in_(own).send("/link NKT")
        await own.wait_text("From now on the concerns of")
        await tick(scene.application)
        moved = await own.wait_text("No water")
        assert own.topics[moved.thread_id or 0].startswith(number)
        await scene.group.wait(lambda _: scene.closed(card.thread_id))
        await scene.boss.person.in_(own).send("/unlink NKT")
        await own.wait_text("Not tied to this group any longer")
        await tick(scene.application)
        back = await scene.group.wait_text("No water")
        assert back.thread_id == card.thread_id
        assert not scene.closed(card.thread_id)
        await own.wait(lambda _: own.stored.topics[moved.thread_id or 0].closed)
        story = next(m for m in scene.resident.chat.messages if m.text == "No water")
        await scene.resident.chat.send("One word more", reply_to=story)
        copy = await scene.group.wait_text("One word more")
        assert copy.thread_id == card.thread_id
