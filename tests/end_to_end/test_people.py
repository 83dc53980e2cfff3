"""Administrators appoint others by a link, see who has which role, and end it."""

from pathlib import Path

from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers.admin.staff.presses import StaffPress
from storage.staff import ADMINISTRATOR
from tests.conftest import NUMBER, Rows, Start
from tests.end_to_end.acting import Resident, ever_sent, tick
from tests.end_to_end.desk_scene import DeskScene, at_desk, named, offers, turned
from tests.end_to_end.privacy_steps import forget_me
from tests.end_to_end.test_complaint import complain


async def link(scene: DeskScene, what: str, by: Resident | None = None) -> str:
    """The payload of a new invitation."""
    invitation = await scene.ask(f"/invite {what}", (by or scene.boss).chat)
    return invitation.text.split("?start=")[1].split()[0]


async def appointed(scene: DeskScene, name: str, by: Resident | None = None) -> Resident:
    """Somebody who opened the link of an administrator and is one now."""
    payload = await link(scene, "adm", by)
    new = Resident(scene.server.person(name, language_code="en"), "en")
    await new.start()
    await new.person.start(payload)
    await new.chat.wait_text("You are an administrator of this bot from now on")
    return new


def commands(who: Resident) -> list[str]:
    """The commands that the person's menu lists."""
    return [command["command"] for command in who.chat.commands]


async def administrators(scene: DeskScene, who: Resident) -> Message:
    """The list of administrators as somebody sees it."""
    listed = await scene.ask("/staff", who.chat)
    button = next(row[0] for row in listed.buttons if "👑" in row[0])
    await turned(who.chat, listed, button, "🔒 stands in the settings")
    return listed


async def test_an_administrator_is_appointed_and_removed(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        boss = scene.boss
        wrong = await scene.ask("/invite QQQ", boss.chat)
        assert "no reception with the code QQQ" in wrong.text
        assert "No link was made" in wrong.text
        assert "/invite ADM" in wrong.text
        assert not rows("SELECT 1 FROM invites")
        # A link of one's own kind is not spent on somebody who is an administrator already.
        payload = await link(scene, "ADM")
        await boss.person.start(payload)
        await boss.chat.wait_text("You are an administrator already")
        first = await appointed(scene, "Первый")
        assert "/audit" in first.chat.last.text or "/staff" in str(first.chat.texts)
        await first.chat.wait(lambda _: "failed" in commands(first))
        told = await boss.chat.wait_text("Первый is an administrator from now on")
        assert "made by Boss" in told.text
        second = await appointed(scene, "Второй", first)
        for other in (boss, first):
            assert "made by Первый" in (await other.chat.wait_text("Второй is an adm")).text
        # Who is of ADMIN_IDS has a lock and no button; nobody ends that with a forged press.
        listed = await administrators(scene, second)
        assert "🔒 Boss" in listed.text
        assert not offers(listed, "Boss")
        [row] = rows("SELECT id FROM residents WHERE name = 'Boss'")
        for do in ("ask", "remove"):
            for role in (ADMINISTRATOR, "secretary"):
                forged = StaffPress(do=do, person=row["id"], role=role)
                press = await second.chat.press_raw(listed, forged.pack())
                assert (await press.wait_answer())["text"] == "This has ended already."
        # Appointed besides, it is no other.
        payload_of_first = await link(scene, "ADM", first)
        await turned(second.chat, listed, "Первый", "no longer be an administrator?")
        await turned(second.chat, listed, "✖️ Yes, end it", "Administrators: 2")
        await first.chat.wait_text("You are no longer an administrator")
        await first.chat.wait(lambda _: "failed" not in commands(first))
        ended = await boss.chat.wait_text("Первый is no longer an administrator")
        assert "Ended by Второй" in ended.text
        for command in ("/staff", "/audit", "/invite ADM"):
            assert "not available" in (await scene.ask(command, first.chat)).text
        # What they had invited is void.
        late = Resident(server.person("Late", language_code="en"), "en")
        await late.start()
        await late.person.start(payload_of_first)
        await late.chat.wait_text("This invitation was used already")
        # They may remove themselves.
        listed = await administrators(scene, second)
        await turned(second.chat, listed, "Второй", "you yourself no longer")
        await turned(second.chat, listed, "✖️ Yes, end it", "administrator no longer")
        await second.chat.wait_text("You are no longer an administrator")
    acts = [(row["act"], row["subject"]) for row in rows("SELECT * FROM audit ORDER BY id")]
    assert acts == [
        *[("invite", "staff ADM"), ("invite", "staff ADM"), ("join", "staff ADM")],
        *[("invite", "staff ADM"), ("join", "staff ADM"), ("invite", "staff ADM")],
        *[("dismiss", "staff ADM"), ("dismiss", "staff ADM")],
    ]
    assert not rows("SELECT 1 FROM staff")


async def test_what_a_removed_administrator_had_in_hand_moves(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        helper = await appointed(scene, "Helper")
        number = await complain(scene.resident, "Larkspur")
        card = await scene.boss.chat.wait_text("Larkspur")
        await helper.chat.press(await helper.chat.wait_text(number), "📥 Bring it to me")
        mine = await helper.chat.wait_text("Larkspur")
        await scene.boss.chat.wait(lambda _: "Larkspur" not in card.text)
        listed = await administrators(scene, scene.boss)
        await turned(scene.boss.chat, listed, "Helper", "no longer be an administrator?")
        await turned(scene.boss.chat, listed, "✖️ Yes, end it", "🔒 Boss")
        await helper.chat.wait(lambda _: mine.deleted or "Larkspur" not in mine.text)
        await helper.chat.send("A last word", reply_to=mine)
        await tick(scene.application)
        again = await scene.boss.chat.wait(
            lambda chat: next((m for m in chat.bot_messages[::-1] if "Larkspur" in m.text), None)
        )
        assert NUMBER.search(again.text)
        assert "A last word" not in ever_sent(server, scene.resident.chat.id)
    assert [
        row["chat_id"] for row in rows("SELECT chat_id FROM tickets WHERE number NOT NULL")
    ] == [scene.boss.chat.id]


async def test_an_administrator_forgets_themselves(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        helper = await appointed(scene, "Helper")
        await named(scene)
        payload = await link(scene, "ADM", helper)
        await forget_me(helper)
        await scene.resident.person.start(payload)
        await scene.resident.chat.wait_text("This invitation was used already")
        listed = await administrators(scene, scene.boss)
        assert "Helper" not in listed.text
        # Of ADMIN_IDS the number of the account stays, and that is said.
        await scene.boss.chat.send("/privacy")
        await scene.boss.chat.wait_text("What is kept")
        await scene.boss.chat.press(None, "🗑 Forget me")
        await scene.boss.chat.wait(lambda chat: "by the settings of the bot" in str(chat.texts))
    assert [row["role"] for row in rows("SELECT role FROM staff")] == ["secretary"]
    [row] = rows("SELECT * FROM audit WHERE act = 'forget'")
    assert (row["subject"], row["person_id"], row["old"]) == ("staff ADM", None, None)


async def test_lists_have_pages(server: DemoServer, start: Start, database_path: Path) -> None:
    async with at_desk(server, start, database_path) as scene:
        for number in range(9):
            await named(scene, f"Secretary {number}", ("NKT", "OSH")[number % 2])
        listed = await scene.ask("/staff", scene.boss.chat)
        await turned(scene.boss.chat, listed, "🗂 Named secretaries · 9", "Secretary 0")
        assert listed.text.index("Secretary 8") < listed.text.index("Secretary 1")
        assert "Secretary 7" not in listed.text
        await turned(scene.boss.chat, listed, "➡️", "Secretary 7")
        await turned(scene.boss.chat, listed, "OSH · Secretary 7", "no longer be a named")
        await turned(scene.boss.chat, listed, "⬅️ No", "Secretary 0")
        await turned(scene.boss.chat, listed, "⬅️ All roles", "People with a role")


async def test_the_link_that_somebody_used_leads_them_to_the_menu(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        for what, welcome in (("MON", "you are told here of urgent"), ("NKT", "named secretary")):
            payload = await link(scene, what)
            new = Resident(server.person(what, language_code="en"), "en")
            await new.start()
            await new.person.start(payload)
            await new.chat.wait_text(welcome)
            before = new.chat.last
            await new.person.start(payload)
            await new.chat.wait_new(before)
            # The link is what they saw last.
            await new.chat.send("/language")
            await new.chat.press(await new.chat.wait_text("Choose your language"), "Русский")
            await new.chat.wait_text("✅ Русский")
            await scene.ask("/mine", new.chat)
            for told in ("used already", "уже"):
                assert told not in new.chat.as_text()
