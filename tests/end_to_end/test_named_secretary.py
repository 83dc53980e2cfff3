"""Named secretaries: invited by a link, they do in private what others do in the group."""

from functools import partial
from pathlib import Path

import pytest

from bot.demo.chats import ChatView
from bot.demo.server import DemoServer
from bot.demo.views import Message
from tests.conftest import NUMBER, Rows, Start
from tests.end_to_end.acting import Resident, ever_sent, set_office
from tests.end_to_end.desk_scene import at_desk, named, offers, turned
from tests.end_to_end.test_complaint import complain


async def test_an_invitation_names_one_person_once(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        asked = await scene.ask("/invite", scene.boss.chat)
        assert "/invite NKT" in asked.text
        invitation = await scene.ask("/invite nkt", scene.boss.chat)
        assert "Nookat District" in invitation.text
        assert "t.me/" in invitation.text
        payload = invitation.text.split("?start=")[1].split()[0]
        # A newcomer: first the language, then what the link is for.
        secretary = Resident(server.person("Замира", language_code="en"), "en")
        await secretary.person.start(payload)
        await secretary.says("Choose your language")
        await secretary.chat.press(None, "English")
        welcome = await secretary.chat.wait_text("You are a named secretary from now on")
        assert "Nookat District" in welcome.text
        told = await scene.boss.chat.wait_text("Замира opened the invitation")
        assert "Nookat District" in told.text
        await secretary.chat.wait(
            lambda c: "queue" in [command["command"] for command in c.commands]
        )
        late = Resident(server.person("Late", language_code="en"), "en")
        await late.start()
        await late.person.start(payload)
        await late.chat.wait_text("This invitation was used already")
        sent = await late.chat.send("/queue")
        assert "not available" in (await late.chat.wait_new(sent)).text
        # Whoever has it may open it again: it leads to the menu.
        before = await secretary.person.start(payload)
        assert "Welcome!" in (await secretary.chat.wait_new(before)).text
    acts = [(row["act"], row["subject"]) for row in rows("SELECT * FROM audit ORDER BY id")]
    assert acts[-2:] == [("invite", "staff NKT"), ("join", "staff NKT")]


async def test_an_invitation_ends_after_two_days(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        invitation = await scene.ask("/invite NKT", scene.boss.chat)
        payload = invitation.text.split("?start=")[1].split()[0]
        scene.ahead[0] += 48 * 3600 + 1
        await scene.resident.person.start(payload)
        await scene.resident.chat.wait_text("it is too old")


async def test_the_queue_opens_the_card_and_a_reply_answers(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        secretary = await named(scene)
        number = await scene.resident.file("The ditch is dry")
        in_group = await scene.room.wait_text(number)
        listed = await scene.ask("/queue", secretary.chat)
        await secretary.chat.press(listed, number)
        card = await secretary.chat.wait_text("The ditch is dry")
        await secretary.chat.press(card, "✋ Take")
        # Both cards show it: here and in the group.
        await secretary.chat.wait(lambda _: "In charge: Замира" in card.text)
        await scene.room.wait(lambda _: "In charge: Замира" in in_group.text)
        assert NUMBER.findall((await scene.ask("/assigned", secretary.chat)).text) == [number]
        answer = await secretary.chat.send("We come on Monday.", reply_to=card)
        received = await scene.resident.chat.wait_text("We come on Monday.")
        await secretary.chat.wait(lambda _: answer.reactions)
        await scene.room.wait(lambda _: "answered" in in_group.text)
        await secretary.chat.wait(lambda _: "answered" in card.text)
        # Edited and taken back as in a group.
        await secretary.chat.edit(answer, "We come on Tuesday.")
        await scene.resident.chat.wait(lambda _: "Tuesday" in received.text)
        await secretary.chat.edit(answer, "// We come on Tuesday.")
        await scene.resident.chat.wait(lambda _: received.deleted)
        await secretary.chat.wait_text("taken back from the resident's chat")
        # A note goes to nobody, and a word that replies to nothing is the secretary's own.
        await secretary.chat.send("// call them", reply_to=card)
        found = await scene.ask("/find ditch", secretary.chat)
        assert NUMBER.findall(found.text) == [number]
        again = await scene.ask(f"/ticket {number}", secretary.chat)
        assert "Answer, Замира" in again.text
        assert "taken back" in again.text
        await secretary.chat.press(again, "🗂 Card")
        # The newer card takes the place of the older one.
        await secretary.chat.wait(lambda _: card.deleted)
    texts = [row["content"] for row in rows("SELECT content FROM entries")]
    assert not any("call them" in text for text in texts)


@pytest.mark.parametrize(
    ("button", "question"),
    [
        ("💬 Answer", "write your answer to"),
        ("❓ Ask the resident", "✍️"),
        ("🗂 Register number", "✍️"),
        ("↗️ To another body", "✍️"),
        ("🔗 The same as…", "✍️"),
    ],
)
async def test_questions_come_where_the_button_was_pressed(
    server: DemoServer, start: Start, database_path: Path, button: str, question: str
) -> None:
    async with at_desk(server, start, database_path) as scene:
        secretary = await named(scene)
        number = await scene.resident.file("The ditch is dry")
        await scene.room.wait_text(number)
        listed = await scene.ask("/queue", secretary.chat)
        await secretary.chat.press(listed, number)
        card = await secretary.chat.wait_text("The ditch is dry")
        await secretary.chat.press(card, "⋯ More")
        await secretary.chat.wait(lambda _: offers(card, "⬅️ Less"))
        if not offers(card, button):
            await secretary.chat.press(card, "⬅️ Less")
            await secretary.chat.wait(lambda _: offers(card, button))
        await secretary.chat.press(card, button)
        asked = await secretary.chat.wait_text(question)
        assert number in asked.text
        assert question not in ever_sent(server, scene.group.id)


async def test_they_see_their_offices_only_and_no_complaint_about_them(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        secretary = await named(scene)
        elsewhere = await named(scene, "Elsewhere", "OSH")
        mine = await scene.resident.file("Marigold")
        complaint = await complain(scene.resident, "Larkspur")
        own = await secretary.file("My own fence")
        await scene.room.wait_text("My own fence")
        listed = await scene.ask("/queue", secretary.chat)
        assert NUMBER.findall(listed.text) == [mine]
        for number in (complaint, own):
            told = await scene.ask(f"/ticket {number}", secretary.chat)
            assert "There is no concern" in told.text
        for words in ("larkspur", "fence"):
            assert "No concern here" in (await scene.ask(f"/find {words}", secretary.chat)).text
        for command in ("/queue", f"/ticket {mine}", "/find marigold"):
            assert mine not in (await scene.ask(command, elsewhere.chat)).text.replace(
                f"no concern {mine}", ""
            )
        # A forged press helps nobody.
        for ticket_id, who in ((1, elsewhere), (2, secretary), (3, secretary)):
            for data in (f"k:look:{ticket_id}:0", f"t:answer:{ticket_id}"):
                press = await who.chat.press_raw(listed, data)
                answer = await press.wait_answer()
                assert answer["text"] == "This concern is not with this chat."
        # Their own concern stays theirs: a reply to its confirmation is a resident's word.
        confirmation = await secretary.chat.wait_text(own)
        await secretary.chat.send("It fell.", reply_to=confirmation)
        await scene.room.wait_text("It fell.")


async def test_whoever_is_removed_sees_nothing_any_longer(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        secretary = await named(scene)
        number = await scene.resident.file("The ditch is dry")
        await scene.room.wait_text(number)
        listed = await scene.ask("/queue", secretary.chat)
        await secretary.chat.press(listed, number)
        card = await secretary.chat.wait_text("The ditch is dry")
        page = await scene.ask(f"/ticket {number}", secretary.chat)
        people = await scene.ask("/staff", scene.boss.chat)
        await turned(scene.boss.chat, people, "🗂 Named secretaries · 1", "Nookat District: Замира")
        await turned(scene.boss.chat, people, "NKT · Замира", "no longer be a named secretary")
        await turned(scene.boss.chat, people, "✖️ Yes, end it", "no named secretaries yet")
        await secretary.chat.wait_text("You are no longer a named secretary")
        for shown in (card, page):
            await secretary.chat.wait(partial(_says_nothing, shown))
        sent = await secretary.chat.send("/queue")
        assert "not available" in (await secretary.chat.wait_new(sent)).text
        await secretary.chat.send("One more thing", reply_to=page)
        press = await secretary.chat.press_raw(page, "t:close:1")
        await press.wait_answer()
        assert "One more thing" not in ever_sent(server, scene.resident.chat.id)
        in_group = await scene.room.wait_text(number)
        assert "registered" in in_group.text


async def test_a_card_in_private_goes_with_the_concern(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        secretary = await named(scene)
        number = await scene.resident.file("Marigold")
        await scene.room.wait_text(number)
        listed = await scene.ask("/queue", secretary.chat)
        await secretary.chat.press(listed, number)
        card = await secretary.chat.wait_text("Marigold")
        resident = scene.resident.chat
        await resident.send("/privacy")
        await resident.wait_text("What is kept")
        await resident.press(None, "🗑 Forget me")
        await resident.wait(lambda c: any("🗑 Yes, forget me" in row for row in c.last.buttons))
        await resident.press(None, "🗑 Yes, forget me")
        await secretary.chat.wait(lambda _: "Marigold" not in card.text)
        assert not rows("SELECT 1 FROM search")
        # Who forgets themselves is a secretary no longer: nothing is held about them.
        me = secretary.chat
        await me.send("/privacy")
        await me.wait_text("What is kept")
        await me.press(None, "🗑 Forget me")
        await me.wait(lambda c: any("🗑 Yes, forget me" in row for row in c.last.buttons))
        await me.press(None, "🗑 Yes, forget me")
        await me.wait_text("Done. What the bot held about you")
        assert not rows("SELECT 1 FROM staff")


async def test_without_a_group_named_secretaries_have_it_all_the_same(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        secretary = await named(scene)
    set_office(database_path, "NKT", staff_chat_id=None)
    async with start(default_language="en"):
        number = await scene.resident.file("Marigold")
        await secretary.chat.wait_text("a new concern")
        listed = await secretary.chat.wait_new(await secretary.chat.send("/queue"))
        await secretary.chat.press(listed, number)
        card = await secretary.chat.wait_text("Marigold")
        await secretary.chat.press(card, "💬 Answer")
        asked = await secretary.chat.wait_text("write your answer to")
        await secretary.chat.send("On Monday.", reply_to=asked)
        await scene.resident.chat.wait_text("On Monday.")
        await secretary.chat.wait(lambda _: "answered" in card.text)


def _says_nothing(shown: Message, _chat: ChatView) -> bool:
    return shown.deleted or "ditch" not in shown.text


async def test_people_of_the_monitoring_centre_are_told_of_urgent_concerns(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        invitation = await scene.ask("/invite mon", scene.boss.chat)
        assert "Monitoring Centre" in invitation.text
        payload = invitation.text.split("?start=")[1].split()[0]
        watcher = Resident(server.person("Гүлнара", language_code="en"), "en")
        await watcher.start()
        await watcher.person.start(payload)
        await watcher.chat.wait_text("you are told here of urgent concerns")
        assert (
            "Гүлнара opened the invitation: Monitoring Centre"
            in (await scene.boss.chat.wait_text("Гүлнара opened")).text
        )
        number = await scene.resident.file("They threaten us", topic="conflict")
        told = await watcher.chat.wait_text("Urgent concern")
        assert number in told.text
        assert "They threaten us" not in ever_sent(server, watcher.chat.id)
        # Being told gives no sight of anything.
        sent = await watcher.chat.send("/queue")
        assert "not available" in (await watcher.chat.wait_new(sent)).text
        listed = await scene.ask("/staff", scene.boss.chat)
        await turned(scene.boss.chat, listed, "🛰 Monitoring Centre · 1", "Гүлнара, since")
        await scene.boss.chat.press(listed, "Гүлнара")
        question = await scene.boss.chat.wait_text("no longer be told of urgent concerns?")
        await scene.boss.chat.press(question, "✖️ Yes, end it")
        await watcher.chat.wait_text("You are told of urgent concerns no longer.")
    subjects = [row["subject"] for row in rows("SELECT subject FROM audit WHERE act = 'dismiss'")]
    assert subjects == ["staff MON"]
