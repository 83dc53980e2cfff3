"""/queue and /assigned: what is open in this chat, in one message that is turned in place."""

from pathlib import Path

from bot.demo.server import DemoServer
from tests.conftest import NUMBER, Rows, Start
from tests.end_to_end.acting import Resident, ever_sent, set_office
from tests.end_to_end.desk_scene import at_desk, turned

DAY = 86400


def numbers(text: str) -> list[str]:
    """The numbers in a text, in their order."""
    return NUMBER.findall(text)


async def test_urgent_and_overdue_come_first_then_by_due_date(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        assert "Nothing is open here." in (await scene.ask("/queue")).text
        old = await scene.resident.file("Old")
        answered = await scene.resident.file("Answered")
        card = await scene.room.wait_text(answered)
        await scene.room.send("We did.", reply_to=card)
        await scene.room.wait(lambda _: "answered" in card.text)
        scene.ahead[0] += 40 * DAY
        new = await scene.resident.file("New")
        newest = await scene.room.wait_text(new)
        urgent = await scene.resident.file("Urgent", topic="conflict")
        listed = await scene.ask("/queue")
        assert numbers(listed.text) == [urgent, old, new, answered]
        assert "4 open concerns · 🔴 urgent: 1 · ⏰ overdue: 1" in listed.text
        lines = listed.text.split("\n\n")
        assert lines[1].startswith("🔴 ")
        assert "⏰ was due" in lines[2]
        assert "⏰" not in lines[3] + lines[4]
        # What residents wrote does not stand in a list.
        assert "Old" not in listed.text
        # Answered in time, and written to again: not overdue.
        reply = next(m for m in scene.resident.chat.bot_messages if "We did." in m.text)
        await scene.resident.chat.send("Thanks, and then?", reply_to=reply)
        await scene.room.wait_text("and then?")
        listed = await scene.ask("/queue")
        # Its term does not run: it does not stand among those that have a day.
        assert numbers(listed.text) == [urgent, old, new, answered]
        assert "⏰ overdue: 1" in listed.text
        assert "due" not in listed.text.split("\n\n")[4]
        # Whoever answered is in charge already.
        await scene.room.press(newest, "✋ Take")
        await scene.room.wait(lambda _: "In charge: Нурлан" in newest.text)
        assert numbers((await scene.ask("/assigned")).text) == [new, answered]
        # Not settled: a new term runs, and it stands where that ends.
        await scene.room.send("And more.", reply_to=card)
        settled = await scene.resident.chat.wait_text("And more.")
        scene.ahead[0] += 7 * DAY
        await scene.resident.chat.press(settled, "❌ Not solved")
        await scene.resident.chat.wait_text("is open again. We aim to answer by")
        scene.ahead[0] += 7 * DAY
        last = await scene.resident.file("Last")
        listed = await scene.ask("/queue")
        assert numbers(listed.text) == [urgent, old, new, answered, last]
        assert "due" in listed.text.split("\n\n")[4]


async def test_pages_and_filters_are_turned_in_one_message(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        filed = [await scene.resident.file(f"Story {n}") for n in range(9)]
        other = await scene.resident.file("Words", topic="discrimination")
        card = await scene.room.wait_text(other)
        await scene.room.press(card, "✋ Take")
        await scene.room.wait(lambda _: "In charge: Нурлан" in card.text)
        listed = await scene.ask("/queue")
        before = len(scene.room.bot_messages)
        assert numbers(listed.text) == filed[:8]
        await turned(scene.room, listed, "➡️", filed[8])
        assert numbers(listed.text) == [filed[8], other]
        await turned(scene.room, listed, "⬅️", filed[0])
        await turned(scene.room, listed, "🏷 Topic", "Which topic?")
        await turned(scene.room, listed, "✋ Discrimination or insult", "Only: ✋")
        assert numbers(listed.text) == [other]
        await turned(scene.room, listed, "✖️ Show all", filed[0])
        await turned(scene.room, listed, "🔧 State", "Which state?")
        await turned(scene.room, listed, "🆕 registered", "Only: 🆕")
        assert other not in listed.text
        assert "9 open concerns" in listed.text
        await turned(scene.room, listed, "👤 Who", "Whose concerns?")
        # Both choices hold at once: what is registered is nobody's.
        await turned(scene.room, listed, "👤 Нурлан", "Nothing is open here.")
        await turned(scene.room, listed, "✖️ Show all", filed[0])
        await turned(scene.room, listed, "👤 Who", "Whose concerns?")
        await turned(scene.room, listed, "👤 nobody yet", "Only: 👤 nobody yet")
        assert numbers(listed.text) == filed[:8]
        assert len(scene.room.bot_messages) == before
        # Every button fits into what Telegram allows: else nothing would have come.
        mine = await scene.ask("/assigned")
        assert numbers(mine.text) == [other]


async def test_a_chat_sees_its_own_tickets_only(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        number = await scene.resident.file("Marigold")
        stranger = server.person("Stranger")
        elsewhere = server.group("Elsewhere", members=[stranger])
        outside = server.group("Outside", members=[stranger])
    set_office(database_path, "KSU", staff_chat_id=elsewhere.id)
    async with start(default_language="en"):
        there = stranger.in_(elsewhere)
        for command in ("/queue", f"/ticket {number}", "/ticket 1", "/find marigold"):
            sent = await there.send(command)
            told = await there.wait_new(sent)
            assert number not in told.text.replace(f"no concern {number}", "")
        [row] = rows("SELECT id FROM tickets")
        for do in ("look", "page", "card", "file", "media"):
            press = await there.press_raw(told, f"k:{do}:{row['id']}:0")
            answer = await press.wait_answer()
            assert answer["text"] == "This concern is not with this chat."
        # A group that serves nobody is told nothing.
        await stranger.in_(outside).send("/queue")
        await there.send("/queue")
        await there.wait_new(there.messages[-1])
        # A resident in private is no secretary.
        resident = Resident(server.person("Other", language_code="en"), "en")
        await resident.start()
        for command in ("/queue", "/assigned", f"/ticket {number}", "/find marigold"):
            sent = await resident.chat.send(command)
            assert "not available" in (await resident.chat.wait_new(sent)).text
        assert "open concern" not in ever_sent(server, outside.id)


async def test_a_concern_opened_from_the_list_and_a_reply_to_it(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        number = await scene.resident.file("The ditch is dry")
        card = await scene.room.wait_text("The ditch is dry")
        listed = await scene.ask("/queue")
        # A reply to a list goes to nobody before it is said to whom.
        await scene.room.send("Thanks all", reply_to=listed)
        await scene.room.wait_text("Which concern is this reply for?")
        await turned(scene.room, listed, number, "The ditch is dry")
        assert "From the resident" in listed.text
        await scene.room.send("printed", reply_to=listed)
        await scene.room.wait_text("Nothing was sent.")
        await scene.room.press(listed, "🗂 Card")
        here = await scene.room.wait_text("Here is the card of")
        assert here.reply_to == card
        await turned(scene.room, listed, "📋 Open concerns", "1 open concern")
        assert "The ditch is dry" not in listed.text
        # Nothing reached the resident.
        assert not rows("SELECT 1 FROM entries WHERE direction = 'out'")
