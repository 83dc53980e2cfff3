"""Whoever asks for the card of a concern gets it, also when somebody has deleted it."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.demo.chats import Group
from bot.demo.people import PersonChat
from bot.demo.server import DemoServer
from bot.demo.views import Message
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, set_office, tick
from tests.end_to_end.desk_scene import offers
from tests.end_to_end.desk_steps import STORY, office
from tests.end_to_end.test_forum import in_forum
from tests.end_to_end.test_held_unread import withdraw_own

LED = "Here is the card of"


async def ask(room: PersonChat, number: str) -> Message:
    """Asks for the card; returns the message before whatever comes."""
    shown = await room.wait_new(await room.send(f"/ticket {number}"))
    await room.press(shown, "🗂 Card")
    return shown


async def new_card(room: PersonChat, after: Message) -> Message:
    """The card that comes."""
    return await room.wait(
        lambda c: next(
            (m for m in c.bot_messages if m.id > after.id and offers(m, "⋯ More")), None
        )
    )


def new_words(group: Group, after: Message) -> Sequence[str]:
    """What the bot has said since."""
    return [m.text for m in group.bot_messages if m.id > after.id]


@pytest.mark.parametrize("is_closed", [False, True])
async def test_a_deleted_card_is_posted_anew_and_nobody_is_led_to_nothing(
    server: DemoServer, start: Start, rows: Rows, is_closed: bool
) -> None:
    async with office(server, start) as desk:
        if is_closed:
            await desk.pick("✅ Close")
            await desk.shows("✅ closed")
        await desk.room.delete(desk.card)
        shown = await ask(desk.room, desk.number)
        card = await new_card(desk.room, shown)
        assert STORY in card.text
        assert ("✅ closed" in card.text) is is_closed
        assert LED not in str(new_words(desk.group, shown))
        # From now on it is the card.
        await desk.room.press(shown, "🗂 Card")
        led = await desk.group.wait_text(LED)
        assert led.reply_to == card
        await desk.room.send("We come.", reply_to=card)
        await desk.resident.chat.wait_text("We come.")
        assert sum(STORY in words for words in new_words(desk.group, shown)) == 1
    assert not rows("SELECT 1 FROM outbox")


async def test_a_deleted_card_of_an_ended_concern_comes_only_when_it_is_asked_for(
    server: DemoServer, start: Start
) -> None:
    async with office(server, start) as desk:
        await desk.room.delete(desk.card)
        await desk.resident.chat.send("/mine")
        listed = await desk.resident.chat.wait_text("Your concerns")
        await desk.resident.chat.press(listed, listed.buttons[0][0])
        await withdraw_own(desk.resident.chat, listed)
        told = await desk.group.wait_text("has withdrawn this concern")
        shown = await ask(desk.room, desk.number)
        card = await new_card(desk.room, shown)
        assert "withdrew this concern" in card.text
        between = [m for m in desk.group.bot_messages if told.id < m.id < shown.id]
        assert not between


@pytest.mark.parametrize("is_closed", [False, True])
async def test_a_deleted_topic_is_made_anew_for_whoever_asks_for_the_card(
    server: DemoServer, start: Start, rows: Rows, is_closed: bool
) -> None:
    async with in_forum(server, start) as scene:
        number, card = await scene.file("No water")
        if is_closed:
            await scene.room.press(card, "✅ Close")
            await scene.group.wait(lambda _: scene.closed(card.thread_id))
        server.delete_topic(scene.group, card.thread_id or 0)
        made = server.count("createForumTopic")
        shown = await ask(scene.room, number)
        new = await new_card(scene.room, shown)
        assert "No water" in new.text
        assert scene.topic(new).startswith(number)
        # Like that of any concern it is closed when that has ended.
        await scene.group.wait(lambda _: scene.closed(new.thread_id) is is_closed)
        await scene.room.press(shown, "🗂 Card")
        led = await scene.group.wait_text(LED)
        assert led.reply_to == new
        assert led.thread_id == new.thread_id
        assert server.count("createForumTopic") == made + 1
    assert not rows("SELECT 1 FROM outbox")


async def test_with_the_card_of_a_withdrawn_concern_comes_what_the_office_has_already(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    """It was filed where no chat was, for named secretaries; then the office got a group."""
    clerk = server.person("Clerk")
    group = server.group("Nookat", members=[clerk])
    room = clerk.in_(group)
    resident = Resident(server.person("Айгүл", language_code="en"), "en")
    async with start(default_language="en"):
        await resident.start()
        await resident.begin()
        await resident.chat.send(STORY)
        await resident.chat.send_photo(caption="The ditch")
        number = await resident.send()
        await resident.chat.send("/mine")
        listed = await resident.chat.wait_text("Your concerns")
        await resident.chat.press(listed, listed.buttons[0][0])
        await withdraw_own(resident.chat, listed)
        await resident.chat.wait(lambda _: "withdrawn" in listed.text)
    set_office(database_path, "NKT", staff_chat_id=group.id)
    async with start(default_language="en") as application:
        await tick(application)
        shown = await room.wait_new(await room.send(f"/ticket {number}"))
        assert "The ditch" in shown.text
        await room.press(shown, "🗂 Card")
        card = await new_card(room, shown)
        photo = await room.wait(lambda c: next((m for m in c.bot_messages if m.photo), None))
        assert photo.reply_to == card
        again = await room.wait_new(await room.send(f"/ticket {number}"))
        assert "The ditch" in again.text
    assert not rows("SELECT 1 FROM entries WHERE delivery <> 'kept'")
