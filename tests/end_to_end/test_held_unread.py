"""What the office does not have yet is read by nobody there, by whatever way they ask."""

from bot.demo.people import PersonChat
from bot.demo.server import DemoServer
from bot.demo.views import Message
from tests.conftest import Rows, Start
from tests.end_to_end.desk_scene import offers
from tests.end_to_end.limiting import Scene, limited
from tests.end_to_end.test_my_data import Page, content


async def asked(scene: Scene, command: str) -> Message:
    """What the desk answers to a command."""
    return await scene.room.wait_new(await scene.room.send(command))


async def read_at_desk(scene: Scene, server: DemoServer, number: str) -> str:
    """All that the desk can read of a concern, and the buttons for it."""
    shown = await asked(scene, f"/ticket {number}")
    await scene.room.press(shown, "🖨 To print")
    file = await scene.room.wait(lambda c: c.last if c.last.document is not None else None)
    return f"{shown.text}{shown.buttons}{Page(content(server, file)).words}"


async def withdraw_own(chat: PersonChat, screen: Message) -> None:
    """Withdraws the concern that a screen of “My concerns” is about to show."""
    await chat.wait(lambda _: offers(screen, "↩️ Withdraw"))
    await chat.press(screen, "↩️ Withdraw")
    await chat.wait(lambda _: offers(screen, "↩️ Yes, withdraw it"))
    await chat.press(screen, "↩️ Yes, withdraw it")


async def withdraw(scene: Scene) -> None:
    """The resident withdraws the only concern, and reads what the office does not have."""
    await scene.chat.send("/mine")
    listed = await scene.chat.wait_text("Your concerns")
    await scene.chat.press(listed, listed.buttons[0][0])
    await withdraw_own(scene.chat, listed)
    await scene.room.wait_text("has withdrawn this concern")
    await scene.chat.wait(lambda _: "The office does not have this: you have" in listed.text)


async def test_what_is_held_is_not_read_found_or_printed_before_it_is_released(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with limited(server, start, messages_per_10_minutes=1) as scene:
        number = await scene.resident.file("story")
        target = next(m for m in scene.chat.messages if m.text == "story")
        await scene.chat.send("added", reply_to=target)
        hasty = await scene.chat.send("Marigold did it", reply_to=target)
        await scene.chat.wait_text("very much in a short time")
        await scene.chat.send_photo(caption="Tulip", reply_to=target)
        await scene.chat.edit(hasty, "Rose did it")
        await scene.settle()
        for withdrawn in (False, True):
            if withdrawn:
                await withdraw(scene)
                await scene.pass_time(2000)
            read = await read_at_desk(scene, server, number)
            assert "added" in read
            for word in ("Rose", "Marigold", "Tulip", "🖼", "📎 Show the files"):
                assert word not in read, word
            for word in ("rose", "marigold", "tulip"):
                assert "No concern here has" in (await asked(scene, f"/find {word}")).text
            assert number in (await asked(scene, "/find added")).text
        # The card does not bring it, either; it comes when the resident wants it to.
        shown = await asked(scene, f"/ticket {number}")
        card = next(m for m in scene.room.bot_messages if "story" in m.text)
        await scene.room.delete(card)
        await scene.room.press(shown, "🗂 Card")
        await scene.room.wait_text("story")
        assert not scene.copies("Rose") + scene.copies("Tulip")
        scene.now[0] += 2000
        await scene.chat.send("again", reply_to=target)
        for _ in range(3):
            await scene.pass_time(601)
        await scene.room.wait_text("again")
        read = await read_at_desk(scene, server, number)
        assert all(word in read for word in ("Rose", "Tulip", "📎 Show the files"))
        # What nobody but its writer saw is no earlier wording.
        assert "Marigold" not in read
        assert number in (await asked(scene, "/find rose")).text
    assert not rows("SELECT 1 FROM entries WHERE delivery <> 'kept'")


async def test_what_was_corrected_before_it_was_sent_is_forgotten(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with limited(server, start) as scene:
        await scene.resident.begin()
        hasty = await scene.chat.send("Marigold did it")
        await scene.chat.send("story")
        await scene.chat.edit(hasty, "Rose did it")
        await scene.settle()
        number = await scene.resident.send()
        await scene.room.wait_text("Rose did it")
        assert "Marigold" not in await read_at_desk(scene, server, number)
        # From now on the office sees what was changed.
        await scene.chat.edit(hasty, "Tulip did it")
        await scene.settle()
        await scene.pass_time(60)
        await scene.room.wait_text("Tulip did it")
        assert "Rose did it" in await read_at_desk(scene, server, number)
    assert not rows("SELECT 1 FROM entries WHERE content LIKE '%Marigold%'")
