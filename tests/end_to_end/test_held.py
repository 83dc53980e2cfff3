"""So many messages of one person are shown to offices in ten minutes. The others are kept, and
follow in their order."""

import re

from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers import labels
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, tick
from tests.end_to_end.limiting import NOON, Scene, blocking, limited


async def test_the_telling_of_a_story_is_never_limited(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    """The card and the first messages go at once, the rest as the limit allows, in its order."""
    async with limited(server, start, messages_per_10_minutes=30) as scene:
        await scene.resident.begin()
        for index in range(200):
            await scene.chat.send_photo(caption=f"photo {index:03}")
        await scene.chat.send("the words stand on the card")
        number = await scene.resident.send()
        card = await scene.room.wait_text("the words stand on the card")
        assert number in card.text
        await scene.room.wait_text("photo 029")
        said = next(m for m in scene.chat.bot_messages if number in m.text)
        assert "The office gets the rest of your messages little by little" in said.text
        assert "at 15:00" in said.text
        await scene.settle()
        assert len(scene.copies("photo")) == 30
        for _ in range(5):
            await scene.pass_time(599)
        await scene.pass_time(10)
        for _ in range(3):
            await scene.pass_time(600)
        await scene.room.wait_text("photo 199")
        await scene.settle()
    shown = [int(re.findall(r"photo (\d+)", m.text)[0]) for m in scene.copies("photo")]
    assert shown == list(range(200))
    assert not rows("SELECT 1 FROM entries WHERE delivery <> 'kept'")


async def test_a_card_brought_up_to_date_shows_nothing_that_is_held(
    server: DemoServer, start: Start
) -> None:
    async with limited(server, start, messages_per_10_minutes=2) as scene:
        await scene.resident.begin()
        for index in range(12):
            # The fourth does not fit on a new card, and would on one that is brought up to date.
            await scene.chat.send(f"part {index:02} " + "w" * (1000 if index < 3 else 500))
        number = await scene.resident.send()
        card = await scene.room.wait_text(number)
        await scene.room.wait(lambda _: len(scene.copies("part")) == 3)
        await scene.room.press(card, "✋ Take")
        await scene.room.wait(lambda _: "In charge: Нурлан" in card.text)
        await scene.settle()
        assert len(scene.copies("part")) == 3
        for _ in range(5):
            await scene.pass_time(601)
        await scene.room.wait_text("part 11")
        await scene.settle()
        shown = [m.text for m in scene.copies("part")]
        assert [sum(f"part {n:02}" in text for text in shown) for n in range(12)] == [1] * 12


async def test_additions_beyond_the_limit_are_kept_and_shown_later(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with limited(server, start, messages_per_10_minutes=3) as scene:
        await scene.resident.file("story")
        card = await scene.room.wait_text("story")
        target = next(m for m in scene.chat.messages if m.text == "story")
        # An album counts as one.
        await scene.chat.send_album(5, caption="added 0", reply_to=target)
        await scene.settle()
        scene.now[0] += 3
        await scene.room.wait_text("added 0")
        sent = [await scene.chat.send(f"added {n}", reply_to=target) for n in range(1, 6)]
        told = await scene.chat.wait_text("You have written very much in a short time")
        assert told.reply_to == sent[2]
        assert "at 14:10" in told.text
        await scene.chat.wait(lambda _: sent[3].reactions and sent[4].reactions)
        assert len([t for t in scene.chat.texts if "very much in a short time" in t]) == 1
        await scene.room.wait_text("added 2")
        assert not [n for n in (3, 4, 5) if scene.copies(f"added {n}")]
        # What is corrected meanwhile is shown as it is then.
        await scene.chat.edit(sent[3], "added 4, corrected")
        await scene.settle()
        await scene.pass_time(300)
        assert not scene.copies("added 3")
        await scene.pass_time(301)
        await scene.room.wait_text("added 5")
        copies = scene.copies("added")
        assert [m.text.split("\n\n")[-1] for m in copies] == [
            "added 0",
            "added 1",
            "added 2",
            "added 3",
            "added 4, corrected",
            "added 5",
        ]
        assert all(copy.reply_to == card for copy in copies)
        await scene.pass_time(600)
        again = await scene.chat.send("added 6", reply_to=target)
        await scene.room.wait_text("added 6")
        assert len(scene.copies("added 3")) == 1
        # An edit of what was shown later reaches its copy.
        await scene.chat.edit(again, "added 6, corrected")
        await scene.room.wait_text("added 6, corrected")
    assert not rows("SELECT 1 FROM entries WHERE delivery <> 'kept'")


async def test_what_is_held_has_no_link_preview(server: DemoServer, start: Start) -> None:
    async with limited(server, start, messages_per_10_minutes=1) as scene:
        await scene.resident.file("story")
        target = next(m for m in scene.chat.messages if m.text == "story")
        for text in ("https://example.org/1", "https://example.org/2"):
            await scene.chat.send(text, reply_to=target)
        await scene.chat.wait_text("very much in a short time")
        await scene.pass_time(601)
        await scene.room.wait_text("https://example.org/2")
        calls = [
            call.params
            for call in server.requests
            if call.method == "sendMessage" and "example.org" in str(call.params.get("text"))
        ]
        assert len(calls) == 2
        assert all(call["link_preview_options"] == {"is_disabled": True} for call in calls)


async def test_a_withdrawn_concern_keeps_what_is_held(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with limited(server, start, messages_per_10_minutes=1) as scene:
        number = await scene.resident.file("story")
        target = next(m for m in scene.chat.messages if m.text == "story")
        for text in ("added 1", "added 2"):
            await scene.chat.send(text, reply_to=target)
        await scene.chat.wait_text("very much in a short time")
        await scene.chat.send("/mine")
        listed = await scene.chat.wait_text("Your concerns")
        await scene.chat.press(listed, listed.buttons[0][0])
        await scene.chat.wait(lambda _: "The office does not have this yet" in listed.text)
        await scene.chat.press(listed, "↩️ Withdraw")
        await scene.chat.wait(lambda _: ["↩️ Yes, withdraw it"] in listed.buttons)
        await scene.chat.press(listed, "↩️ Yes, withdraw it")
        await scene.room.wait_text("has withdrawn this concern")
        # It does not go by itself now, and nobody says so.
        await scene.chat.wait(lambda _: "you have withdrawn the concern" in listed.text)
        assert "goes by itself" not in listed.text
        await scene.pass_time(601)
        # It holds nothing up.
        second = await scene.resident.file("another story")
        await scene.room.wait_text(second)
        assert not scene.copies("added 2")
        # When it is opened again, everything is shown, in its order.
        await scene.pass_time(600)
        scene.now[0] += 600
        await scene.chat.send("added 3", reply_to=target)
        told = await scene.chat.wait_text("The concern is open again.")
        assert f"kept for your concern {number}" in told.text
        await scene.room.wait_text("added 2")
        await scene.pass_time(601)
        await scene.room.wait_text("added 3")
        assert [len(scene.copies(f"added {n}")) for n in (1, 2, 3)] == [1, 1, 1]
    assert not rows("SELECT 1 FROM entries WHERE delivery <> 'kept'")


async def test_what_is_held_of_a_blocked_person_waits_on(server: DemoServer, start: Start) -> None:
    async with blocking(server, start, messages_per_10_minutes=1) as scene:
        target = next(m for m in scene.chat.messages if m.text == "They closed our water.")
        for text in ("added 1", "added 2"):
            await scene.chat.send(text, reply_to=target)
        await scene.chat.wait_text("very much in a short time")
        await scene.block()
        await scene.pass_time(601)
        await scene.settle()
        assert not scene.copies("added 2")
        await scene.chat.send("/mine")
        listed = await scene.chat.wait_text("Your concerns")
        await scene.chat.press(listed, listed.buttons[0][0])
        await scene.chat.wait(lambda _: "It is not sent while you cannot write" in listed.text)
        assert "goes by itself" not in listed.text
        await scene.lift()
        await tick(scene.application)
        await scene.room.wait_text("added 2")


async def adding(scene: Scene) -> Message:
    """The resident adds two messages, of which one is held; returns the concern's screen."""
    await scene.chat.send("/mine")
    listed = await scene.chat.wait_text("Your concerns")
    await scene.chat.press(listed, listed.buttons[0][0])
    await scene.chat.wait(lambda _: ["➕ Add to it"] in listed.buttons)
    await scene.chat.press(listed, "➕ Add to it")
    await scene.chat.wait_text("Each message goes to the office at once.")
    for text in ("added 1", "added 2"):
        await scene.chat.send(text)
    await scene.chat.wait_text("very much in a short time")
    return listed


async def test_who_adds_more_than_the_limit_is_promised_nothing_at_once(
    server: DemoServer, start: Start
) -> None:
    async with limited(server, start, messages_per_10_minutes=1) as scene:
        number = await scene.resident.file("story")
        listed = await adding(scene)
        before = scene.chat.last
        await scene.chat.press(listed, "➕ Add to it")
        asked = await scene.chat.wait_new(before)
        assert f"Write what you want to add to {number}." in asked.text
        assert "at once" not in asked.text
        assert "press “Done”" in asked.text
        # Even when nothing is held any longer: the next one would be.
        await scene.pass_time(601)
        await scene.room.wait_text("added 2")
        await scene.chat.press(listed, "➕ Add to it")
        again = await scene.chat.wait_new(asked)
        assert again.text == asked.text
        await scene.pass_time(601)
        await scene.chat.press(listed, "➕ Add to it")
        assert "goes to the office at once." in (await scene.chat.wait_new(again)).text


async def test_done_promises_nothing_of_a_withdrawn_concern(
    server: DemoServer, start: Start
) -> None:
    async with limited(server, start, messages_per_10_minutes=1) as scene:
        await scene.resident.file("story")
        listed = await adding(scene)
        await scene.chat.press(listed, "↩️ Withdraw")
        await scene.chat.wait(lambda _: ["↩️ Yes, withdraw it"] in listed.buttons)
        await scene.chat.press(listed, "↩️ Yes, withdraw it")
        await scene.room.wait_text("has withdrawn this concern")
        before = scene.chat.last
        await scene.resident.tap(labels.DONE)
        told = await scene.chat.wait_new(before)
        assert told.text == "This is the main menu."


async def test_a_card_in_another_chat_shows_everything_once(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    resident = Resident(server.person("Айгүл", language_code="en"), "en")
    old = server.group("Штаб", members=[server.person("Нурлан")])
    new = server.group("Другой", members=[server.person("Гүлнара")])
    now = [NOON]
    settings = {"now": lambda: now[0], "messages_per_10_minutes": 2}
    async with start(staff_chat_id=old.id, **settings):
        await resident.start()
        await resident.begin()
        for index in range(4):
            await resident.chat.send_photo(caption=f"photo {index}")
        await resident.send()
        await old.wait_text("photo 1")
    now[0] += 60
    async with start(staff_chat_id=new.id, **settings) as application:
        await tick(application)
        await new.wait_text("photo 1")
        now[0] += 600
        await tick(application)
        await new.wait_text("photo 3")
        copies = [m.text for m in new.bot_messages if "photo" in m.text]
    assert [text[-7:] for text in copies] == [f"photo {index}" for index in range(4)]
    assert not [m for m in old.bot_messages if "photo 3" in m.text]
    assert not rows("SELECT 1 FROM entries WHERE delivery <> 'kept' OR shown_at IS NULL")
