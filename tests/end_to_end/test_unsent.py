"""A concern that was begun and not sent, when its writer is at no step of it any longer."""

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers import labels
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, arrived, ever_sent
from tests.end_to_end.limiting import DAY, limited
from tests.end_to_end.privacy_steps import hide_answers
from tests.end_to_end.test_exchange import filed
from tests.end_to_end.test_shared_phone import clear_chat

BEGUN = "the secretary asks for money"
RECALL = "You began a concern and have not sent it."
UNSENT = "You have one unsent concern."
OFFER = "Your message is kept"
DISCARD = "Delete what you wrote?"


async def begin(resident: Resident, *, about_office: bool = False) -> None:
    """The half of a concern."""
    await resident.tap(labels.FILE)
    await resident.choose_office()
    if about_office:
        await resident.tap(labels.ABOUT_OFFICE)
        await resident.chat.wait_text("It will not be shown there")
    await resident.choose_topic()
    await resident.chat.send(BEGUN)
    await resident.last_says("Kept. Send more")


async def look_up(resident: Resident) -> None:
    """Another way to leave the steps of a concern."""
    await resident.chat.send("/office Узген")
    await resident.card_of("UZG")


async def switch_language(resident: Resident) -> Message:
    """The same language once more; returns the last message it brings."""
    asked = await resident.chat.send("/language")
    question = await resident.chat.wait_new(asked)
    await resident.chat.press(question, "English")
    await resident.chat.wait(lambda chat: chat.last.id > question.id)
    # Updates are taken in order: by then everything has come that the press brings.
    before = resident.chat.last
    help_asked = await resident.chat.send("/help")
    await resident.chat.wait_text("How it works")
    return next(m for m in resident.chat.bot_messages[::-1] if before.id <= m.id < help_asked.id)


@pytest.mark.parametrize("leave", [clear_chat, look_up])
async def test_a_half_written_complaint_is_no_message_to_be_added_elsewhere(
    server: DemoServer, start: Start, leave: Callable[[Resident], Awaitable[object]]
) -> None:
    async with filed(server, start) as scene:
        resident, chat = scene.resident, scene.resident.chat
        await begin(resident, about_office=True)
        await leave(resident)
        await switch_language(resident)
        assert OFFER not in str(chat.texts)
        assert scene.number not in str(chat.keyboard)
        await chat.send("/cancel")
        await chat.wait_text(DISCARD)
        await resident.tap(labels.KEEP)
        await resident.last_says("1 message is kept so far")
        assert OFFER not in str(chat.texts)
        assert BEGUN not in ever_sent(server, scene.room.id)


async def test_a_story_told_before_its_office_is_no_message_to_be_added_elsewhere(
    server: DemoServer, start: Start
) -> None:
    async with filed(server, start) as scene:
        resident, chat = scene.resident, scene.resident.chat
        await resident.tap(labels.FILE)
        await chat.wait_text("Step 1 of 4")
        await chat.send_photo(caption=BEGUN)
        await chat.wait_text("This is kept as part of your concern")
        await look_up(resident)
        await switch_language(resident)
        assert OFFER not in str(chat.texts)
        await resident.tap(labels.FILE)
        await chat.wait_text("Let us go on with it.")


async def test_only_the_message_asked_about_is_deleted(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with arrived(server, start) as resident:
        await begin(resident)
        await look_up(resident)
        await resident.chat.send("And one thing more")
        await resident.chat.wait_text(OFFER)
        await resident.chat.send("/cancel")
        await resident.chat.wait_text(DISCARD)
        await resident.tap(labels.KEEP)
        await resident.last_says(OFFER)
        await resident.tap(labels.DROP)
        await resident.chat.wait_text("Deleted.")
    [kept] = rows("SELECT content FROM entries")
    assert BEGUN in kept["content"]


@pytest.mark.parametrize("says_more", [False, True])
@pytest.mark.parametrize("is_added", [False, True])
async def test_what_an_earlier_version_asked_about_goes_where_it_is_sent(
    server: DemoServer,
    start: Start,
    database_path: Path,
    rows: Rows,
    is_added: bool,
    says_more: bool,
) -> None:
    async with filed(server, start) as scene:
        await scene.resident.chat.send("And one thing more")
        await scene.resident.chat.wait_text(OFFER)
    with closing(sqlite3.connect(database_path)) as connection, connection:
        changed = connection.execute(
            "UPDATE fsm SET data = json_remove(data, '$.stray') WHERE state = 'Step:offer'"
        )
        assert changed.rowcount == 1
    async with start(staff_chat_id=scene.room.id):
        if says_more:
            before = scene.resident.chat.last
            await scene.resident.chat.send("And another")
            await scene.resident.chat.wait_new(before)
        if is_added:
            await scene.resident.tap_shown(f"➕ {scene.number}")
            await scene.room.wait_text("And one thing more")
        else:
            await scene.resident.tap(labels.DROP)
            await scene.resident.chat.wait_text("Deleted.")
    assert not rows("SELECT 1 FROM tickets WHERE status = 'draft'")
    assert len(rows("SELECT 1 FROM entries")) == 1 + is_added * (1 + says_more)


async def test_words_beside_a_half_written_complaint_are_added_to_no_other_concern(
    server: DemoServer, start: Start
) -> None:
    async with filed(server, start) as scene:
        resident, chat = scene.resident, scene.resident.chat
        await begin(resident, about_office=True)
        await look_up(resident)
        await chat.send("And he laughs at me")
        await chat.wait_text(OFFER)
        assert "➕" not in f"{chat.last.text} {chat.keyboard}"
        await chat.send(f"➕ {scene.number}")
        await resident.tap(labels.NEW)
        await resident.last_says("3 messages are kept so far")
        assert "laughs" not in ever_sent(server, scene.room.id)


async def test_what_recalls_it_says_nothing_to_those_who_look_at_the_phone(
    server: DemoServer, start: Start
) -> None:
    async with limited(server, start) as scene:
        await hide_answers(scene.resident)
        await begin(scene.resident)
        await clear_chat(scene.resident)
        await scene.pass_time(DAY + 60)
        notice = await scene.chat.wait_text("There is news about your concern.")
        assert RECALL not in str(scene.chat.texts)
        assert scene.resident.text(labels.GO_ON) not in str(scene.chat.keyboard)
        await scene.chat.press(notice, "📂 Open")
        await scene.chat.wait_text(RECALL)
        await scene.resident.tap(labels.GO_ON)
        await scene.resident.last_says("1 message is kept so far")
        # The notice leads to whatever has become of it.
        number = await scene.resident.send()
        await scene.room.wait_text(number)
        await scene.chat.press(notice, "📂 Open")
        await scene.chat.wait(lambda _: number in notice.text)


async def test_such_a_notice_finds_what_waits_to_be_sent_by_now(
    server: DemoServer, start: Start
) -> None:
    async with limited(server, start, concerns_per_day=1) as scene:
        await hide_answers(scene.resident)
        await scene.resident.file("first")
        assert "not sent yet" in (await scene.try_to_send("second")).text
        await begin(scene.resident)
        await scene.pass_time(DAY + 60)
        await scene.room.wait_text("second")
        notice = await scene.chat.wait(
            lambda c: next((m for m in c.bot_messages if ["📂 Open"] in m.buttons), None)
        )
        await scene.resident.tap(labels.DONE)
        before = await scene.resident.last_says("Step 4")
        await scene.resident.tap(labels.SEND)
        assert "not sent yet" in (await scene.chat.wait_new(before)).text
        await scene.chat.press(notice, "📂 Open")
        await scene.chat.wait(lambda _: "⏳ waits" in str(notice.buttons))


async def test_cancel_under_the_reminder_asks_whether_to_delete_it(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with limited(server, start) as scene:
        resident, chat = scene.resident, scene.chat
        await resident.file("first")
        await begin(resident)
        # To leave a search says nothing about the concern.
        await chat.send("/office")
        await chat.wait_text("Which reception are you looking for?")
        await resident.tap(labels.CANCEL)
        await resident.last_says("This is the main menu.")
        await chat.send("/mine")
        listed = await chat.wait_text("Your concerns")
        await chat.press(listed, listed.buttons[0][0])
        await chat.wait(lambda _: any("➕ Add to it" in row for row in listed.buttons))
        await chat.press(listed, "➕ Add to it")
        await chat.wait_text("Write what you want to add to")
        await scene.pass_time(DAY + 60)
        await chat.wait_text(RECALL)
        await resident.tap(labels.CANCEL)
        await resident.last_says(DISCARD)
        await resident.tap(labels.DISCARD)
        await resident.last_says("Deleted. Nothing was sent to anybody.")
    assert [row["status"] for row in rows("SELECT status FROM tickets")] == ["registered"]


async def test_my_concerns_name_it_beside_those_that_were_sent(
    server: DemoServer, start: Start
) -> None:
    async with filed(server, start) as scene:
        resident, chat = scene.resident, scene.resident.chat
        await begin(resident)
        await chat.send("/mine")
        listed = await chat.wait_text("Your concerns")
        assert f"{UNSENT} Go on with it here:" in listed.text
        await clear_chat(resident)
        await chat.send("/mine")
        listed = await chat.wait_text("Your concerns")
        assert f"{UNSENT} Press “File a concern” to go on with it." in listed.text
        assert scene.number in listed.buttons[0][0]
        # At another question there is no way to go on with it.
        await chat.send("/office")
        await chat.wait_text("Which reception are you looking for?")
        await resident.tap_shown("Osh Region")
        await chat.send("/mine")
        again = await chat.wait(
            lambda c: next(
                (m for m in c.bot_messages if m.id > listed.id and UNSENT in m.text), None
            )
        )
        assert "Press “File a concern”" in again.text
