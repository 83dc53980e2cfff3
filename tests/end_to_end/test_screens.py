"""The screens beside the main job: offices, pages, own concerns, the staff chat, /failed."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from handlers import labels
from tests.conftest import Rows, Start
from tests.end_to_end.acting import DIRECTORY, Resident
from tests.end_to_end.test_exchange import filed


async def test_looking_up_an_office_and_filing_there(server: DemoServer, start: Start) -> None:
    resident = Resident(server.person("Айгүл"), "en")
    async with start():
        await resident.start()
        await resident.tap(labels.OFFICE)
        await resident.choose_office("Naryn Region", "At-Bashy District")
        card = await resident.chat.wait_text("Public reception:")
        assert "not known yet" in card.text
        assert "confirm" in card.text
        await resident.chat.press(card, "📝 File a concern here")
        await resident.choose_topic("other")
        await resident.chat.send("Story")
        number = await resident.send()
    at_bashy = next(d for d in DIRECTORY.districts if d.name.get("en") == "At-Bashy District")
    assert number.startswith(at_bashy.office)


async def test_a_typed_name_is_understood_and_an_unknown_one_is_said(
    server: DemoServer, start: Start
) -> None:
    resident = Resident(server.person("Айгүл"), "ru")
    async with start():
        await resident.start()
        await resident.chat.send("/office")
        await resident.chat.send("Хогвартс")
        await resident.says(
            "No place with this name was found. Try another spelling, or choose with the buttons "
            "below."
        )
        await resident.chat.send("ноокат району")
        await resident.chat.wait_text("Ноокатский район")


async def test_pages_in_the_midst_of_a_concern_lead_back_to_it(
    server: DemoServer, start: Start
) -> None:
    resident = Resident(server.person("Айгүл"), "en")
    async with start():
        await resident.start()
        await resident.begin()
        for command, words in (
            ("/about", "What would you like to read about?"),
            ("/privacy", "What is kept about you"),
            ("/help", "How it works"),
            ("/mine", "have not sent any concern"),
        ):
            await resident.chat.send(command)
            await resident.chat.wait_text(words)
            await resident.chat.wait(lambda chat: "Step 3" in chat.last.text)


async def test_own_concerns_files_and_additions(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        chat = scene.resident.chat
        for _ in range(8):
            await scene.resident.tap(labels.FILE)
            await scene.resident.tap_shown("🏛 Nookat District")
            await scene.resident.choose_topic()
            await chat.send_photo(caption="Photo")
            await scene.resident.send()
        await scene.resident.tap(labels.MINE)
        listed = await chat.wait_text("Your concerns")
        assert len(listed.buttons) == 9
        await chat.press(listed, "➡️")
        await chat.wait(lambda _: listed.buttons[0] == [f"{scene.number} · 🆕 registered"])
        await chat.press(listed, "⬅️")
        newest = "NKT-2026-00009"
        await chat.wait(lambda _: newest in listed.buttons[0][0])
        await chat.press(listed, listed.buttons[0][0])
        await chat.wait(lambda _: "🖼 photo" in listed.text)
        await chat.press(listed, "📎 Show the files")
        await chat.wait_text(f"{newest} · From you")
        await chat.press(listed, "➕ Add to it")
        await chat.wait_text("Write what you want to add")
        await chat.send("One word more")
        await scene.room.wait_text("One word more")
        await scene.resident.tap(labels.DONE)
        await chat.wait_text("Thank you")


async def test_a_reply_whose_concern_cannot_be_told_is_asked_about(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with filed(server, start) as scene:
        lost = Fault("drop_after", methods="sendSticker", chat_id=scene.room.id, count=1)
        with server.faults.add(lost):
            story = next(m for m in scene.resident.chat.messages if "closed our" in m.text)
            await scene.resident.chat.send_sticker(reply_to=story)
            stickers = await scene.room.wait(
                lambda c: (
                    [m for m in c.bot_messages if m.sticker][1:]
                    and [m for m in c.bot_messages if m.sticker]
                )
            )
            # The connection broke after the first copy: nobody noted what it stands for.
            await scene.room.send("What do you mean?", reply_to=stickers[0])
            asked = await scene.room.wait_text("Which concern is this reply for?")
            assert asked.buttons == [[scene.number], ["For none of them"]]
            await scene.room.press(asked, scene.number)
            await scene.resident.chat.wait_text("What do you mean?")
            await scene.room.wait(lambda _: asked.deleted)
            await scene.room.send("Colleagues' talk", reply_to=stickers[0])
            again = await scene.room.wait_text("Which concern is this reply for?")
            await scene.room.press(again, "For none of them")
            await scene.room.wait(lambda _: again.deleted)
        assert "Colleagues" not in str(scene.resident.chat.texts)


async def test_groups_introduce_themselves(server: DemoServer, start: Start) -> None:
    secretary = server.person("Нурлан")
    staff = server.group("Штаб", members=[secretary], bot_is_admin=False)
    watchers = server.group("Мониторинг", members=[secretary])
    settings = {"staff_chat_id": staff.id, "monitoring_chat_id": watchers.id}
    async with start(default_language="en", **settings):
        await secretary.in_(staff).send(f"/help@{server.bot_username}")
        await staff.wait_text("Concerns of residents arrive here")
        await watchers.wait_text("monitoring chat")
        new = server.group("New", members=[secretary])
        told = await new.wait_text("does not serve a reception yet")
        assert str(new.id) in told.text
        press = await secretary.in_(staff).press_raw(staff.last, "of:an:older:version")
        assert "too old" in (await press.wait_answer())["text"]


async def test_failed_is_for_administrators_and_can_be_tried_or_dismissed(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    boss = Resident(server.person("Boss"), "en")
    async with filed(server, start, admin_ids=str(boss.person.id)) as scene:
        await boss.start()
        await scene.resident.chat.send("/failed")
        await scene.resident.chat.wait_text("not available to you")
        # A file that Telegram no longer knows is refused for good.
        await scene.room.send("Hello", reply_to=scene.card)
        await scene.resident.chat.wait_text("Hello")
        for _ in range(2):
            voice = await scene.room.send_voice(reply_to=scene.card)
            server.world.files.forget(voice.voice["file_id"])
        await scene.room.wait(lambda c: str(c.texts).count("Telegram refused it") == 2)
        await boss.chat.send("/failed")
        listed = await boss.chat.wait_text("Set aside: 2")
        await boss.chat.press(listed, listed.buttons[0][0])
        await boss.chat.wait(lambda _: scene.number in listed.text)
        assert str(scene.resident.person.id) not in listed.text
        await boss.chat.press(listed, "🔁 Try again")
        await boss.chat.wait(lambda _: "Set aside: 1" in listed.text)
        await boss.chat.press(listed, listed.buttons[0][0])
        await boss.chat.wait(lambda _: ["🗑 Dismiss"] in listed.buttons)
        dismissed = await boss.chat.press(listed, "🗑 Dismiss")
        assert (await dismissed.wait_answer())["text"] == "Dismissed."
    assert len(rows("SELECT 1 FROM outbox WHERE state = 'failed'")) == 1


async def test_a_question_whose_draft_is_gone_begins_anew(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    """Given up on another device, or erased as too old."""
    resident = Resident(server.person("Айгүл", language_code="en"), "en")
    async with start(default_language="en"):
        await resident.start()
        await resident.tap(labels.FILE)
        await resident.choose_office()
        await resident.says("Step 2 of 4. What is it about?")
    with closing(sqlite3.connect(database_path)) as connection, connection:
        connection.execute("DELETE FROM tickets")
    async with start(default_language="en"):
        await resident.chat.send("/help")
        await resident.last_says("Step 1 of 4")
        await resident.choose_office()
        await resident.choose_topic()
        await resident.chat.send("Story")
        assert (await resident.send()).startswith("NKT")
