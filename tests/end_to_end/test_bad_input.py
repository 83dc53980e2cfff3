"""Nonsense, old buttons, forged presses: a clear answer, nothing lost, no traceback."""

import pytest

from bot.demo.chats import Group
from bot.demo.server import DemoServer
from handlers import labels
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident
from tests.end_to_end.test_exchange import filed


async def test_unknown_commands(server: DemoServer, start: Start) -> None:
    resident = Resident(server.person("Айгүл"), "ru")
    async with start():
        await resident.start()
        await resident.chat.send("/destroy")
        await resident.says(
            "There is no such command. Here is the menu; /help explains how it works."
        )


async def test_the_longest_text_and_an_empty_caption(server: DemoServer, start: Start) -> None:
    resident = Resident(server.person("Айгүл"), "en")
    staff = server.group("Штаб", members=[server.person("Нурлан")])
    async with start(staff_chat_id=staff.id, default_language="en"):
        await resident.start()
        long = "😀" * 2048
        number = await resident.file(long, "short")
        await staff.wait(lambda group: any(m.text == long for m in group.bot_messages))
        await staff.wait_text("short")
        card = next(m for m in staff.bot_messages if "URGENT" not in m.text and number in m.text)
        copies = [m for m in staff.bot_messages if m.text == long]
        assert all(copy.reply_to == card for copy in copies)
        # It can be read again, in pages.
        await resident.tap(labels.MINE)
        await resident.chat.wait_text("Your concerns")
        await resident.chat.press(None, f"{number} · 🆕 registered")
        shown = resident.chat.last
        await resident.chat.wait(lambda _: ["➡️"] in shown.buttons)
        await resident.chat.press(shown, "➡️")
        await resident.chat.wait(lambda _: "😀" * 800 in shown.text)


async def test_a_big_video_is_relayed_without_being_downloaded(
    server: DemoServer, start: Start
) -> None:
    async with filed(server, start) as scene:
        await scene.resident.chat.send_video(
            caption="", size=2_000_000_000, reply_to=scene.resident.chat.bot_messages[-1]
        )
        await scene.room.wait(lambda chat: any(m.video for m in chat.bot_messages))
    assert server.count("getFile") == 0


async def test_markup_in_names_and_texts_is_shown_as_it_is(
    server: DemoServer, start: Start
) -> None:
    name = "<b>&*_[{number}]"
    resident = Resident(server.person(name, last_name="</i>"), "en")
    staff = server.group("Штаб", members=[server.person("`Нур*")])
    async with start(staff_chat_id=staff.id, default_language="en"):
        await resident.start()
        await resident.begin()
        await resident.chat.send("<b>not bold</b> {name} *x* _y_ &amp;")
        await resident.tap(labels.DONE)
        await resident.tap(labels.SHOW_NAME)
        await resident.tap(labels.SEND)
        card = await staff.wait_text("<b>not bold</b> {name} *x* _y_ &amp;")
        assert f"{name} </i>" in card.text


@pytest.mark.parametrize(
    "data", ["t:take:1", "t:close:1", "t:answer:1", "t:take:x", "", "f:look:in:1:0", "zz", "af:1"]
)
async def test_a_forged_press_from_another_chat_changes_nothing(
    server: DemoServer, start: Start, rows: Rows, data: str
) -> None:
    async with filed(server, start) as scene:
        stranger = Resident(server.person("Stranger"), "en")
        await stranger.start()
        press = await stranger.chat.press_raw(stranger.chat.last, data or "-")
        assert (await press.wait_answer()).get("show_alert")
        other = server.group("Other group", members=[stranger.person])
        await other.wait_text("does not serve a reception")
        forged = await stranger.person.in_(other).press_raw(other.last, data or "-")
        await forged.wait_answer()
        assert "registered" in scene.card.text
    assert [row["kind"] for row in rows("SELECT kind FROM events")] == ["filed"]


async def test_anothers_concern_cannot_be_opened(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with filed(server, start):
        stranger = Resident(server.person("Stranger"), "en")
        await stranger.start()
        for do in ("open", "add", "files", "withdraw", "sure"):
            press = await stranger.chat.press_raw(stranger.chat.last, f"m:{do}:1:0")
            assert "not among yours" in (await press.wait_answer())["text"]
        assert "water" not in str(stranger.chat.texts)
    assert [row["kind"] for row in rows("SELECT kind FROM events")] == ["filed"]


async def test_a_page_beyond_the_end_is_the_last_one(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        chat = scene.resident.chat
        await scene.resident.tap(labels.MINE)
        listed = await chat.wait_text("Your concerns")
        await chat.press(listed, f"{scene.number} · 🆕 registered")
        await chat.wait(lambda _: "Your concerns" not in listed.text)
        await chat.press_raw(listed, "m:list:0:7")
        await chat.wait(lambda _: "Your concerns" in listed.text)
        assert listed.buttons == [[f"{scene.number} · 🆕 registered"]]


async def test_an_old_button(server: DemoServer, start: Start) -> None:
    resident = Resident(server.person("Айгүл"), "ky")
    async with start():
        await resident.start()
        press = await resident.chat.press_raw(resident.chat.last, "of:an:older:version")
        answer = await press.wait_answer()
        assert answer["text"] == resident.text(
            "This button is too old. Please use the buttons below."
        )


async def test_hidden_senders_are_not_staff(server: DemoServer, start: Start, rows: Rows) -> None:
    async with filed(server, start) as scene:
        staff = Group(server.world, scene.room.stored)
        server.anonymous_admin_post(staff, "From nobody", reply_to=scene.card)
        await scene.room.wait_text("hidden sender")
        server.channel_post_in_group(staff, "From a channel", reply_to=scene.card)
        server.bot_post(staff, "From a bot", reply_to=scene.card)
        await scene.room.send("From a person", reply_to=scene.card)
        await scene.resident.chat.wait_text("From a person")
        assert not [t for t in scene.resident.chat.texts if "nobody" in t or "a bot" in t]
    assert len(rows("SELECT 1 FROM entries WHERE direction = 'out'")) == 1


async def test_unknown_and_broken_updates_stop_nobody(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    resident = Resident(server.person("Айгүл"), "en")
    async with start(admin_ids=str(resident.person.id)):
        await resident.start()
        server.push_update({"telepathy": {"from": {"id": 1}}})
        chat = {"id": resident.chat.id, "type": "private"}
        server.push_update({"message": {"chat": chat, "from": {"id": resident.person.id}}})
        await resident.says(
            "Sorry, something went wrong on our side with this message. It is kept, and the "
            "people who run the bot are told. Please try again later, or say it in another way."
        )
        await resident.chat.send("/failed")
        await resident.chat.wait_text("Set aside: 1")
        await resident.chat.press(None, resident.chat.last.buttons[0][0])
        await resident.chat.wait(lambda chat: "could not be handled" in str(chat.texts))
        await resident.chat.press(None, "🔁 Try again")
        await resident.chat.wait(lambda chat: str(chat.texts).count("Sorry, something") == 2)
        await resident.chat.send("/failed")
        await resident.chat.wait(lambda chat: "Set aside: 1" in chat.last.text)
    assert [r["state"] for r in rows("SELECT state FROM inbox WHERE state <> 'done'")] == [
        "failed"
    ]


async def test_a_position_outside_the_country(server: DemoServer, start: Start) -> None:
    resident = Resident(server.person("Айгүл"), "en")
    async with start():
        await resident.start()
        await resident.tap(labels.FILE)
        share = resident.text(labels.SHARE_POSITION)
        await resident.chat.wait(lambda chat: [share] in (chat.keyboard or []))
        await resident.chat.tap(share, location=(41.31, 69.24))
        await resident.says(
            "This position is outside Kyrgyzstan. Please write the name of the village or town, "
            "or choose the region or city."
        )


async def test_no_staff_chat_keeps_concerns_until_there_is_one(
    server: DemoServer, start: Start
) -> None:
    admin = Resident(server.person("Админ"), "en")
    resident = Resident(server.person("Айгүл"), "en")
    staff = server.group("Штаб", members=[server.person("Нурлан")])
    async with start(admin_ids=str(admin.person.id)):
        await admin.start()
        await resident.start()
        number = await resident.file("Nobody hears me")
        told = await admin.chat.wait_text(number)
        assert "Nobody hears" not in told.text
    async with start(staff_chat_id=staff.id, default_language="en"):
        card = await staff.wait_text("Nobody hears me")
        assert number in card.text
