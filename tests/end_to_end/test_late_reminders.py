"""A reminder that does not arrive within the office's day comes in the next office hours, once."""

from typing import Any

from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from tests.bot.delivery.until import until
from tests.conftest import Rows, Start
from tests.end_to_end.acting import tick
from tests.end_to_end.law_time import Bureau, bureau
from tests.end_to_end.test_reminders import reminded, reminders, sent


async def _owed(rows: Rows, count: int) -> None:
    await until(lambda: len(rows("SELECT * FROM owed_reminders")) == count)


async def _taken(desk: Bureau) -> str:
    """A concern whose answer is due by 19 June; returns its number."""
    card = await desk.file()
    await desk.room.press(card, "✋ Take")
    await desk.room.wait(lambda _: "In charge" in card.text)
    return card.text.split()[0]


async def test_what_is_late_in_the_day_waits_for_the_next_office_hours(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    watchers = server.group("Monitoring", members=[server.person("Watcher")])
    async with bureau(server, start, monitoring_chat_id=watchers.id) as desk:
        number = await _taken(desk)
        with server.faults.add(Fault("server_error", "sendMessage", desk.room.id)):
            await desk.at(6, 16, 16)
            await desk.at(6, 16, 23)
            await _owed(rows, 1)
        await desk.at(6, 17, 8, 59)
        assert not reminders(desk.room)
        room = desk.room
        settings: dict[str, Any] = {"staff_chat_id": room.id, "default_language": "en"}
        desk.time.set(6, 17, 9)
    for _ in range(2):
        async with start(now=desk.time, **settings) as application:
            await tick(application)
            assert f"{number}: to be answered by 19 June 2026" in await reminded(room, 1)
    assert sent(rows) == [("answer", 0)]
    assert not rows("SELECT * FROM outbox")
    assert not rows("SELECT * FROM owed_reminders")


async def test_only_the_chat_that_missed_it_is_reminded_again(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    watchers = server.group("Monitoring", members=[server.person("Watcher")])
    async with bureau(server, start, monitoring_chat_id=watchers.id) as desk:
        number = await _taken(desk)
        with server.faults.add(Fault("server_error", "sendMessage", watchers.id)):
            await desk.at(6, 24, 17)
            await reminded(desk.room, 1)
            await desk.at(6, 24, 18)
            await _owed(rows, 1)
        await desk.at(6, 25, 9)
        text = await reminded(watchers, 1)
        assert f"{number}: was to be answered by 19 June 2026" in text
        assert "Office: Nookat District" in text
        assert len(reminders(desk.room)) == 1


async def test_what_was_done_meanwhile_is_owed_no_longer(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with bureau(server, start) as desk:
        card = await desk.file()
        await desk.room.press(card, "✋ Take")
        await desk.room.wait(lambda _: "In charge" in card.text)
        with server.faults.add(Fault("server_error", "sendMessage", desk.room.id)):
            await desk.at(6, 16, 16)
            await desk.at(6, 16, 23)
            await _owed(rows, 1)
        await desk.answer(card)
        await desk.at(6, 17, 9)
        await _owed(rows, 0)
        assert not rows("SELECT * FROM outbox WHERE stream = 'deadlines'")
        assert not reminders(desk.room)


async def test_a_chat_that_refuses_everything_is_reminded_when_it_works_and_offices_do(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    def parked() -> bool:
        return bool(rows("SELECT 1 FROM chats WHERE parked_at IS NOT NULL"))

    watchers = server.group("Monitoring", members=[server.person("Watcher")])
    async with bureau(server, start, monitoring_chat_id=watchers.id) as desk:
        await desk.file()
        server.set_rights(watchers, can_send_messages=False)
        await desk.at(6, 4, 17)
        await until(parked)
        # It is too late to try it with the reminder, and there is nothing else to try it with.
        for day, hour in ((4, 23), (5, 8), (5, 9), (5, 19)):
            await desk.at(6, day, hour)
            assert parked()
            assert len(rows("SELECT * FROM outbox")) == 1
        server.set_rights(watchers, can_send_messages=True)
        await until(lambda: not rows("SELECT * FROM outbox"))
        assert not reminders(watchers)
        await desk.at(6, 8, 9)
        assert "was to be registered by 2 June 2026" in await reminded(watchers, 1)
        assert not parked()
        assert len(reminders(desk.room)) == 1
    assert not rows("SELECT * FROM owed_reminders")
