"""Who is in which staff chat; who left it can no longer act there."""

from pathlib import Path
from time import time

from bot.demo.server import DemoServer
from tests.bot.delivery.until import until
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, ever_sent, set_office, tick
from tests.end_to_end.desk_scene import at_desk, named, turned
from tests.end_to_end.privacy_steps import press, privacy_page

NOT_HERE = "You are not in this chat any longer"


async def test_who_left_can_no_longer_act_there(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        number = await scene.resident.file("The ditch is dry")
        card = await scene.room.wait_text(number)
        other = server.person("Асан")
        server.add_member(scene.group, other)
        await other.in_(scene.group).send("/queue")
        await scene.room.wait_text("The ditch")
        server.remove_member(scene.group, other)
        await tick(scene.application)
        # Presses of the card, and of a command's answer; an answer and a command.
        for data in ("t:take:1", "t:close:1", "t:answer:1"):
            press = await other.forge_press(card, data)
            assert NOT_HERE in (await press.wait_answer())["text"]
        reply = {
            "message_id": 9001,
            "date": server.world.now(),
            "chat": scene.group.stored.data,
            "from": other.user.data,
        }
        server.push_update({"message": reply | {"text": "We come.", "reply_to_message": card.raw}})
        await scene.room.wait_text(NOT_HERE)
        command = {"type": "bot_command", "offset": 0, "length": 6}
        for words in ("/queue", "/help"):
            said = {
                "message_id": 9002,
                "text": words,
                "entities": [command | {"length": len(words)}],
            }
            server.push_update({"message": reply | said})
        # Colleagues' talk and notes are answered by nobody.
        for quiet in ({"text": "Good morning"}, {"text": "// no", "reply_to_message": card.raw}):
            server.push_update({"message": reply | {"message_id": 9003} | quiet})
        await server.wait(lambda: ever_sent(server, scene.group.id).count(NOT_HERE) == 3)
        # Who is there acts as before.
        await scene.room.press(card, "✋ Take")
        await scene.room.wait(lambda _: "In charge: Нурлан" in card.text)
        assert ever_sent(server, scene.group.id).count(NOT_HERE) == 3
        assert "We come." not in ever_sent(server, scene.resident.chat.id)
        # Telegram was asked once in a minute, and says that they are away.
        asked = [call for call in server.requests if call.method == "getChatMember"]
        assert [call.params["user_id"] for call in asked] == [other.id]
        # Their return is heard of.
        server.add_member(scene.group, other)
        await other.in_(scene.group).press(card, "💬 Answer")
        await scene.room.wait_text("Асан, write your answer")
    [row] = rows("SELECT * FROM members WHERE name = 'Асан'")
    assert row["left_at"] is None
    assert row["joined_at"] is not None


async def test_a_return_that_was_missed_is_mended(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        number = await scene.resident.file("The ditch is dry")
        card = await scene.room.wait_text(number)
        other = server.person("Асан")
        server.add_member(scene.group, other)
        server.remove_member(scene.group, other)
        press = await other.forge_press(card, "t:take:1")
        assert NOT_HERE in (await press.wait_answer())["text"]
        await until(lambda: "getChatMember" in [call.method for call in server.requests])
        # Telegram lets them in, and the bot hears nothing of it.
        allowed, server.world.updates.allowed = server.world.updates.allowed, frozenset()
        server.add_member(scene.group, other)
        server.world.updates.allowed = allowed
        await (await other.in_(scene.group).press(card, "✋ Take")).wait_answer()
        scene.ahead[0] += 61
        press = await other.in_(scene.group).press(card, "✋ Take")
        assert NOT_HERE in (await press.wait_answer())["text"]
        await until(lambda: not rows("SELECT 1 FROM members WHERE left_at IS NOT NULL"))
        await other.in_(scene.group).press(card, "✋ Take")
        await scene.room.wait(lambda _: "In charge: Асан" in card.text)
        asked = [call for call in server.requests if call.method == "getChatMember"]
        assert len(asked) == 2


async def test_who_left_and_is_forgotten_can_not_act_there_either(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        number = await scene.resident.file("The ditch is dry")
        card = await scene.room.wait_text(number)
        other = Resident(server.person("Асан"), "en")
        await other.start()
        server.add_member(scene.group, other.person)
        server.remove_member(scene.group, other.person)
        await until(lambda: rows("SELECT 1 FROM members WHERE left_at IS NOT NULL"))
        screen = await privacy_page(other)
        await press(other, screen, "🗑 Forget me")
        await other.chat.wait(lambda _: "You have left a staff chat" in screen.text)
        await press(other, screen, "🗑 Yes, forget me")
        await other.chat.wait_text("Done. What the bot held about you is erased.")
        tried = await other.person.forge_press(card, "t:take:1")
        assert NOT_HERE in (await tried.wait_answer())["text"]
        boss = scene.boss.chat
        listed = await scene.ask("/staff", boss)
        await turned(boss, listed, "💬 Staff chats", "Staff chats: 1")
        await turned(boss, listed, "NKT", "This group serves")
        assert "🚪" not in listed.text
    known = "SELECT name, joined_at FROM members WHERE left_at = seen_at"
    assert [tuple(row) for row in rows(known)] == [("", None)]
    # Retention keeps that, too, and the name no longer.
    later = time() + 400 * 86400
    async with start(now=lambda: later, default_language="en") as application:
        await tick(application)
    assert len(rows(known)) == 1
    assert not rows("SELECT 1 FROM members WHERE left_at IS NULL")


async def test_administrators_learn_that_a_named_secretary_left(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        secretary = await named(scene)
        stranger = server.person("Мирлан")
        for person in (secretary.person, stranger):
            server.add_member(scene.group, person)
            server.remove_member(scene.group, person)
        told = await scene.boss.chat.wait_text("Замира has left the staff chat")
        assert "Nookat District" in told.text
        assert "/staff ends that" in told.text
        # Still, they act from the private chat.
        assert "not available" not in (await scene.ask("/queue", secretary.chat)).text
        sent = ever_sent(server, scene.boss.chat.id)
        assert sent.count("has left the staff chat") == 1
        assert "Мирлан" not in sent


async def test_administrators_see_who_is_in_a_staff_chat(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        silent, gone = server.person("Silent"), server.person("Gone")
        outside = server.group("Outside", members=[server.person("Stranger")])
        await outside.wait_text("The id of this chat")
        for person in (silent, gone):
            scene.group.stored.members[person.id] = scene.group.stored.members[scene.clerk.id]
        server.remove_member(scene.group, gone)
        await scene.ask("/queue")
        boss = scene.boss.chat
        listed = await scene.ask("/staff", boss)
        await turned(boss, listed, "💬 Staff chats", "Staff chats: 1")
        await until(lambda: bool(rows("SELECT 1 FROM chats WHERE members IS NOT NULL")))
        await turned(boss, listed, "NKT", "This group serves")
        assert "Nookat District" in listed.text
        assert "👤 Нурлан: last heard of" in listed.text
        assert "🚪 Gone: left" in listed.text
        assert "Silent" not in listed.text
        assert "Known to the bot: 1" in listed.text
        # The clerk, the silent one and the bot.
        assert "with the bot: 3 (" in listed.text
        assert "Telegram tells a bot only of those who write" in listed.text
        assert not rows("SELECT 1 FROM members WHERE name = 'Stranger'")
        # A group without an office is no business of the bot's.
        press = await boss.press_raw(listed, f"sr:show:{outside.id}:0")
        assert "a staff chat no longer" in (await press.wait_answer())["text"]
    set_office(database_path, "NKT", staff_chat_id=None)
    async with start(default_language="en", admin_ids=str(boss.id)) as application:
        await tick(application)
    assert not rows("SELECT 1 FROM members")
