"""No deadline passes unseen, and nobody is reminded of it twice, at night or on a day off."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.demo.chats import ChatView
from bot.demo.server import DemoServer
from bot.demo.views import Message
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, tick
from tests.end_to_end.law_time import Bureau, Time, bureau
from tests.end_to_end.test_complaint import complain


def reminders(chat: ChatView) -> list[Message]:
    """Those that stand in a chat."""
    return [message for message in chat.bot_messages if message.text.startswith("⏰")]


async def reminded(chat: ChatView, count: int) -> str:
    """Waits for the reminder that makes them so many; returns its text."""
    await chat.wait(lambda chat: len(reminders(chat)) >= count)
    found = reminders(chat)
    assert len(found) == count
    return found[-1].text


def sent(rows: Rows) -> list[tuple[str, int]]:
    """The steps that were sent: deadline and place in the ladder."""
    found = rows("SELECT deadline, step FROM reminders ORDER BY at, deadline, step")
    return [tuple(row) for row in found]


async def test_registration_is_reminded_of_step_by_step(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    watchers = server.group("Monitoring", members=[server.person("Watcher")])
    boss = Resident(server.person("Boss"), "en")
    settings: dict[str, Any] = {
        "monitoring_chat_id": watchers.id,
        "admin_ids": str(boss.person.id),
    }
    async with bureau(server, start, **settings) as desk:
        await boss.start()
        card = await desk.file()
        number = card.text.split()[0]
        await desk.at(6, 2, 14, 59)
        assert sent(rows) == []
        await desk.at(6, 2, 15)
        text = await reminded(desk.room, 1)
        assert f"{number}: to be registered by 2 June 2026." in text
        assert "Registered means" in text
        await desk.at(6, 3, 8, 59)
        assert sent(rows) == [("registration", 0)]
        await desk.at(6, 3, 9)
        assert f"{number}: was to be registered by 2 June 2026." in await reminded(desk.room, 2)
        assert not reminders(watchers)
        await desk.at(6, 4, 9)
        await reminded(desk.room, 3)
        for chat in (watchers, boss.chat):
            above = await reminded(chat, 1)
            assert f"{number}: was to be registered by 2 June 2026." in above
            assert "Office: Nookat District" in above
            assert "water" not in above
        await desk.at(6, 15, 9)
        assert sent(rows) == [("registration", step) for step in range(3)]


async def test_an_answer_is_reminded_of_before_and_after_its_day(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    watchers = server.group("Monitoring", members=[server.person("Watcher")])
    async with bureau(server, start, monitoring_chat_id=watchers.id) as desk:
        card = await desk.file()
        await desk.room.press(card, "✋ Take")
        await desk.room.wait(lambda _: "In charge" in card.text)
        assert "Answer by: 19 June 2026" in card.text
        await desk.at(6, 16, 8, 59)
        assert sent(rows) == []
        await desk.at(6, 16, 9)
        first = await reminded(desk.room, 1)
        assert "to be answered by 19 June 2026. In charge: Нурлан" in first
        [mention] = [e for e in reminders(desk.room)[0].entities if e["type"] == "text_mention"]
        assert mention["user"]["id"] == desk.secretary.id
        await desk.at(6, 18, 9)
        await reminded(desk.room, 2)
        # A Saturday, a Sunday, and the night before the next working day.
        for day, hour in ((20, 12), (21, 12), (22, 8)):
            await desk.at(6, day, hour)
        assert len(sent(rows)) == 2
        await desk.at(6, 22, 9)
        assert "was to be answered by 19 June 2026" in await reminded(desk.room, 3)
        assert not reminders(watchers)
        await desk.at(6, 24, 18)
        assert len(sent(rows)) == 3
        await desk.at(6, 25, 9)
        await reminded(desk.room, 4)
        await reminded(watchers, 1)
        assert sent(rows) == [("answer", step) for step in range(4)]


async def test_an_answer_ends_the_reminding(server: DemoServer, start: Start, rows: Rows) -> None:
    async with bureau(server, start) as desk:
        card = await desk.file()
        received = await desk.answer(card)
        await desk.at(6, 30)
        # A word of thanks is no new concern: no term begins with it.
        await desk.resident.chat.send("Thank you!", reply_to=received)
        await desk.room.wait(lambda _: "in work" in card.text)
        await desk.at(7, 1)
        assert sent(rows) == []


async def test_who_waits_for_the_resident_is_reminded_too(
    server: DemoServer, start: Start
) -> None:
    async with bureau(server, start) as desk:
        card = await desk.file()
        await desk.room.press(card, "⋯ More")
        await desk.room.wait(lambda _: "❓ Ask the resident" in str(card.buttons))
        await desk.room.press(card, "❓ Ask the resident")
        prompt = await desk.room.wait_text("What should the resident tell you?")
        asked = await desk.room.send("Which ditch is it?", reply_to=prompt)
        await desk.resident.chat.wait_text("Which ditch is it?")
        await desk.room.wait(lambda _: asked.reactions and "waits for the resident" in card.text)
        await desk.at(6, 16)
        assert "❓ waits for the resident" in await reminded(desk.room, 1)


async def test_of_what_was_missed_only_the_latest_is_sent_and_once(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    time = Time(6, 1)
    async with bureau(server, start, time) as desk:
        card = await desk.file()
        await desk.room.press(card, "✋ Take")
        await desk.room.wait(lambda _: "In charge" in card.text)
        room = desk.room
    time.set(6, 22, 10)
    settings: dict[str, Any] = {"staff_chat_id": room.id, "default_language": "en"}
    for _ in range(2):
        async with start(now=time, **settings) as application:
            await tick(application)
            await reminded(room, 1)
    assert sent(rows) == [("answer", 2)]
    assert not rows("SELECT * FROM outbox")
    assert len(reminders(room)) == 1


async def test_many_concerns_are_one_message(server: DemoServer, start: Start, rows: Rows) -> None:
    async with bureau(server, start) as desk:
        cards = [await desk.file(story) for story in ("One", "Two", "Three")]
        await desk.room.press(cards[0], "✋ Take")
        await desk.room.wait(lambda _: "In charge" in cards[0].text)
        await desk.at(6, 3, 9)
        text = await reminded(desk.room, 1)
        assert [card.text.split()[0] in text for card in cards] == [False, True, True]
        await desk.at(6, 16)
        text = await reminded(desk.room, 2)
        assert all(card.text.split()[0] in text for card in cards)
        assert len(rows("SELECT * FROM reminders")) == 7


async def test_every_concern_of_a_long_list_is_named(
    server: DemoServer, start: Start, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.staff.reminding.LISTED", 2)
    async with bureau(server, start) as desk:
        numbers = [(await desk.file(story)).text.split()[0] for story in ("One", "Two", "Three")]
        await desk.at(6, 3, 9)
        await reminded(desk.room, 2)
        first, second = (message.text for message in reminders(desk.room))
        assert [number in first for number in numbers] == [True, True, False]
        assert [number in second for number in numbers] == [False, False, True]
        assert not rows("SELECT * FROM owed_reminders")


async def test_a_list_of_long_names_fits_telegram(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    name = f"{'Жакшылык ' * 7}А {'Бекболотов ' * 5}Ж"
    async with bureau(server, start) as desk:
        for story in range(25):
            await desk.resident.file(f"Story {story}")
        await desk.room.wait_text("NKT-2026-00025")
        with closing(sqlite3.connect(database_path)) as connection, connection:
            connection.execute(
                "UPDATE tickets SET taken_by = ?, taken_name = ? WHERE number IS NOT NULL",
                (desk.secretary.id, name),
            )
        await desk.at(6, 23, 9, 1)
        await desk.room.wait(lambda chat: "NKT-2026-00025" in "".join(_texts(chat)))
        named = "".join(_texts(desk.room))
        assert all(f"NKT-2026-{serial:05}" in named for serial in range(1, 26))
        assert f"In charge: {name[:39].rstrip()}…" in named
        assert not rows("SELECT * FROM outbox")


def _texts(chat: ChatView) -> list[str]:
    return [message.text for message in reminders(chat)]


async def test_a_reply_to_a_reminder_is_no_answer(server: DemoServer, start: Start) -> None:
    async with bureau(server, start) as desk:
        card = await desk.file()
        await desk.room.press(card, "✋ Take")
        await desk.room.wait(lambda _: "In charge" in card.text)
        await desk.at(6, 16)
        await reminded(desk.room, 1)
        await desk.room.send("I know, I know", reply_to=reminders(desk.room)[0])
        await desk.room.wait_text("Which concern is this reply for? It has not been sent yet.")
        assert not [m for m in desk.resident.chat.messages if "I know" in m.text]


async def test_a_concern_with_an_administrator_is_reminded_of_there_and_not_at_the_office(
    server: DemoServer, start: Start
) -> None:
    boss, deputy = (Resident(server.person(name), "en") for name in ("Boss", "Deputy"))
    async with bureau(server, start, admin_ids=f"{boss.person.id},{deputy.person.id}") as desk:
        await boss.start()
        await deputy.start()
        number = await complain(desk.resident)
        await boss.chat.wait_text(number)
        await desk.at(6, 3, 9)
        assert number in await reminded(boss.chat, 1)
        assert not reminders(deputy.chat)
        await desk.at(6, 4, 9)
        assert number in await reminded(deputy.chat, 1)
        await reminded(boss.chat, 2)
        assert not reminders(desk.room)


async def test_the_term_is_that_of_the_day_of_filing(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with bureau(server, start) as desk:
        room = desk.room
    _shorten(database_path)
    time = Time(6, 1)
    settings: dict[str, Any] = {"staff_chat_id": room.id, "default_language": "en"}
    async with start(now=time, **settings) as application:
        desk = Bureau(time, application, desk.resident, desk.secretary, room)
        assert "Answer by: 19 June 2026" in (await desk.file("Before the law")).text
        time.set(6, 2)
        assert "Answer by: 16 June 2026" in (await desk.file("After the law")).text


def _shorten(database_path: Path) -> None:
    """From 2 June on the law gives 10 working days, as an import puts it."""
    with closing(sqlite3.connect(database_path)) as connection, connection:
        connection.execute("INSERT INTO terms VALUES ('2026-06-02', 1, 10, 'bill')")
