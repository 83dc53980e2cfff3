"""The office sees a resident's name only while the resident allows it."""

import json
from pathlib import Path

import pytest

from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers import labels
from handlers.resident.mine.screens import MinePress
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident
from tests.end_to_end.desk_scene import DeskScene
from tests.end_to_end.desk_steps import Office
from tests.end_to_end.test_exchange import Scene, filed
from tests.end_to_end.test_transfer import TO_KARA_SUU, two_offices

NAME = "Айгүл"
HIDDEN = "Your name is hidden from now on. Whoever has read it before may remember it."
SHOWN = "The office sees your name from now on."


async def opened(resident: Resident) -> Message:
    """The concern as its resident reads it."""
    chat = resident.chat
    await resident.tap(labels.MINE)
    found = await chat.wait_text("Your concerns. Press one")
    await chat.press(found, found.buttons[0][0])
    await chat.wait(lambda _: any("➕ Add to it" in row for row in found.buttons))
    return found


async def decide(scene: Scene | Office | DeskScene, screen: Message, label: str) -> str:
    """Presses a button about the name; returns what the resident is told."""
    wanted = scene.resident.text(label)
    press = await scene.resident.chat.press(screen, wanted)
    answer = await press.wait_answer()
    other = {labels.SHOW_NAME: labels.HIDE_NAME, labels.HIDE_NAME: labels.SHOW_NAME}[label]
    await scene.resident.chat.wait(lambda _: [scene.resident.text(other)] in screen.buttons)
    return str(answer["text"])


def said_since(server: DemoServer, chat_id: int, count: int) -> str:
    """Whatever the bot told a chat after its first ``count`` calls to anybody."""
    calls = [call.params for call in list(server.requests)[count:]]
    return json.dumps(
        [params for params in calls if str(params.get("chat_id")) == str(chat_id)],
        ensure_ascii=False,
    )


def kinds(rows: Rows) -> list[str]:
    """The events of all concerns."""
    return [row["kind"] for row in rows("SELECT kind FROM events ORDER BY id")]


async def test_a_name_is_shown_and_withdrawn(server: DemoServer, start: Start, rows: Rows) -> None:
    async with filed(server, start) as scene:
        assert NAME not in scene.card.text
        screen = await opened(scene.resident)
        assert await decide(scene, screen, labels.SHOW_NAME) == SHOWN
        await scene.room.wait(lambda _: f"Name: {NAME}" in scene.card.text)
        assert await decide(scene, screen, labels.HIDE_NAME) == HIDDEN
        await scene.room.wait(lambda _: NAME not in scene.card.text)
        assert "Name: not shown" in scene.card.text
        count = len(server.requests)
        await scene.room.press(scene.card, "✋ Take")
        await scene.room.wait(lambda _: "In charge" in scene.card.text)
        answer = await scene.room.send("We come tomorrow", reply_to=scene.card)
        received = await scene.resident.chat.wait_text("We come tomorrow")
        await scene.room.wait(lambda _: answer.reactions)
        added = await scene.resident.chat.send("Thank you", reply_to=received)
        await scene.room.wait_text("Thank you")
        await scene.resident.chat.send_photo(caption="The ditch", reply_to=received)
        await scene.room.wait_text("The ditch")
        await scene.resident.chat.edit(added, "Many thanks")
        await scene.room.wait_text("Many thanks")
        await scene.room.press(scene.card, "✅ Close")
        await scene.room.wait(lambda _: "closed" in scene.card.text)
        said = said_since(server, scene.room.id, count)
        assert "Many thanks" in said
        assert NAME not in said
        assert NAME not in str(scene.room.texts)
    assert kinds(rows)[:3] == ["filed", "name_shown", "name_hidden"]


async def test_a_name_on_a_closed_concern_is_withdrawn(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with filed(server, start) as scene:
        screen = await opened(scene.resident)
        await decide(scene, screen, labels.SHOW_NAME)
        await scene.room.wait(lambda _: NAME in scene.card.text)
        await scene.room.press(scene.card, "✅ Close")
        await scene.room.wait(lambda _: "closed" in scene.card.text)
        assert NAME in scene.card.text
        await decide(scene, screen, labels.HIDE_NAME)
        await scene.room.wait(lambda _: NAME not in scene.card.text)
    assert kinds(rows) == ["filed", "name_shown", "closed", "name_hidden"]


async def test_a_card_that_waits_for_its_chat_arrives_without_the_name(
    server: DemoServer, start: Start
) -> None:
    resident = Resident(server.person(NAME, language_code="en"), "en")
    staff = server.group("Штаб", members=[server.person("Нурлан")])
    async with start(staff_chat_id=staff.id, default_language="en"):
        await resident.start()
        fault = Fault("flood", methods="sendMessage", chat_id=staff.id, count=1, retry_after=2)
        with server.faults.add(fault):
            await resident.begin()
            await resident.chat.send("They closed our water.")
            await resident.tap(labels.DONE)
            await resident.tap(labels.SHOW_NAME)
            await resident.says("👤 Your name is shown to the office: <b>{name}</b>", NAME)
            await resident.tap(labels.SEND)
            await resident.says("✅ Your concern is registered. Its number is <b>{number}</b>.")
            await server.wait(lambda: NAME in said_since(server, staff.id, 0))
            refused = len(server.requests)
            screen = await opened(resident)
            await resident.chat.press(screen, labels.HIDE_NAME)
            card = await staff.wait_text("They closed our water.")
            assert NAME not in card.text
        assert NAME not in said_since(server, staff.id, refused)


@pytest.mark.parametrize("do", ["show_name", "hide_name"])
async def test_a_press_for_somebody_elses_concern_does_nothing(
    server: DemoServer, start: Start, rows: Rows, do: str
) -> None:
    async with filed(server, start) as scene:
        screen = await opened(scene.resident)
        if do == "hide_name":
            await decide(scene, screen, labels.SHOW_NAME)
            await scene.room.wait(lambda _: NAME in scene.card.text)
        before, card = kinds(rows), scene.card.text
        forged = MinePress(do=do, ticket=rows("SELECT id FROM tickets")[0]["id"]).pack()
        stranger = Resident(server.person("Stranger", language_code="en"), "en")
        await stranger.start()
        press = await stranger.chat.press_raw(stranger.chat.last, forged)
        assert "not among yours" in (await press.wait_answer())["text"]
        # A secretary, too, does not decide on it.
        press = await scene.room.press_raw(scene.card, forged)
        assert "too old" in (await press.wait_answer())["text"]
        assert kinds(rows) == before
        assert scene.card.text == card


async def test_a_second_press_changes_nothing(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with filed(server, start) as scene:
        screen = await opened(scene.resident)
        count = len(server.requests)
        data = MinePress(do="hide_name", ticket=rows("SELECT id FROM tickets")[0]["id"]).pack()
        press = await scene.resident.chat.press_raw(screen, data)
        assert (await press.wait_answer())["text"] == HIDDEN
        assert said_since(server, scene.room.id, count) == "[]"
    assert kinds(rows) == ["filed"]


async def test_pages_and_files_lose_a_name_that_is_hidden(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with filed(server, start) as scene:
        room = scene.room
        screen = await opened(scene.resident)
        await decide(scene, screen, labels.SHOW_NAME)
        await room.wait(lambda _: NAME in scene.card.text)
        page = await room.wait_new(await room.send(f"/ticket {scene.number}"))
        assert NAME in page.text
        await room.press(page, "🖨 To print")
        paper = await room.wait(lambda c: next((m for m in c.bot_messages if m.document), None))
        printed = paper.document["file_id"]
        await decide(scene, screen, labels.HIDE_NAME)
        await room.wait(lambda _: "has hidden the name" in page.text and not page.buttons)
        await room.wait(lambda _: paper.photo or None)
        assert printed not in str(paper.stored.raw)
        # Such a page is no concern, and it does not change again.
        await room.send("Who is it?", reply_to=page)
        await room.wait_text("Which concern is this reply for?")
        again = await room.wait_new(await room.send(f"/ticket {scene.number}"))
        assert "Name: not shown" in again.text
        # What is opened while the name is on its way out does not keep it.
        await decide(scene, screen, labels.SHOW_NAME)
        await room.wait(lambda _: NAME in scene.card.text)
        slow = Fault("slow", "sendMessage", chat_id=room.id, count=1, seconds=1.5)
        with server.faults.add(slow):
            asked = await room.send(f"/ticket {scene.number}")
            late = await room.wait_new(asked)
            assert NAME in late.text
            await decide(scene, screen, labels.HIDE_NAME)
            await room.wait(lambda _: "has hidden the name" in late.text)
        assert NAME not in str(room.texts)
    assert not rows("SELECT 1 FROM outbox")


async def test_the_card_that_stays_until_another_chat_has_the_concern_loses_the_name(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with two_offices(server, start, database_path) as (desk, other):
        screen = await opened(desk.resident)
        await decide(desk, screen, labels.SHOW_NAME)
        await desk.shows(f"Name: {NAME}")
        with server.faults.add(Fault("flood", "sendMessage", chat_id=other.id, retry_after=3)):
            await desk.more(*TO_KARA_SUU)
            await desk.resident.chat.wait_text("is now with another reception")
            await decide(desk, screen, labels.HIDE_NAME)
            await desk.shows("Name: not shown")
            assert NAME not in desk.card.text
            assert not desk.card.buttons
        await desk.shows("It is now with")
        assert NAME not in str(other.texts)


async def test_a_card_stays_without_the_name_where_the_next_chat_takes_nothing(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with two_offices(server, start, database_path) as (desk, other):
        screen = await opened(desk.resident)
        await decide(desk, screen, labels.SHOW_NAME)
        await desk.shows(f"Name: {NAME}")
        server.kick_bot(other)
        await desk.more(*TO_KARA_SUU)
        await desk.resident.chat.wait_text("is now with another reception")
        await decide(desk, screen, labels.HIDE_NAME)
        await desk.shows("Name: not shown")
        assert NAME not in desk.card.text
