"""The weekly digest of the Monitoring Centre, and urgent concerns that it gets at once."""

from pathlib import Path

from bot.demo.server import DemoServer
from tests.conftest import Rows, Start
from tests.end_to_end.acting import tick
from tests.end_to_end.law_time import Time, bureau
from tests.end_to_end.test_stats import OSH, fill


async def test_the_week_that_is_over_comes_once_on_the_next_working_morning(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    watcher = server.person("Бакыт")
    watching = server.group("Monitoring", members=[watcher])
    time = Time(6, 10)

    def digests() -> int:
        return sum("The week in the receptions" in m.text for m in watching.bot_messages)

    async with bureau(server, start, time, monitoring_chat_id=watching.id) as office:
        # Monday, 1 June, is the day it was started; nothing is told of the week before.
        await office.at(6, 10)
        assert rows("SELECT value FROM meta WHERE key = 'digest'")[0][0] == "2026-06-08"
        fill(database_path, {"NKT": 12, "OSH": 2}, at=time())
        await office.at(6, 15, 8, 59)
        assert digests() == 0
        await office.at(6, 15, 9, 1)
        text = (await watching.wait_text("The week in the receptions", 30)).text
        assert "08.06.2026 – 14.06.2026" in text
        assert "New concerns: 14" in text
        assert "Overdue among them: <5" in text
        assert "08.06–14.06.2026: 14" in text
        # Eight weeks before it stand beside it.
        assert sum("–" in line and ": " in line for line in text.splitlines()) >= 9
        lines = {line.split(":")[0]: line.split(": ")[-1] for line in text.splitlines()}
        assert lines[OSH] == "new <20, open <20, overdue <5"
        assert len([m for m in watching.bot_messages if m.media_group_id]) >= 2
        await office.at(6, 16, 10)
        assert rows("SELECT COUNT(*) FROM jobs")[0][0] == 0
        assert digests() == 1
        time.set(6, 20)
    # The bot is down on Monday morning; the digest comes when it is back.
    time.set(6, 23, 8)
    async with start(
        now=time, monitoring_chat_id=watching.id, staff_chat_id=-1, default_language="en"
    ) as application:
        await tick(application)
        assert digests() == 1
        time.set(6, 23, 9, 30)
        await tick(application)
        text = (
            await watching.wait(lambda c: c.last if "15.06.2026 –" in c.last.text else None)
        ).text
        assert "New concerns: <5" in text
        assert digests() == 2


async def test_the_monitoring_chat_hears_of_an_urgent_concern_at_once(
    server: DemoServer, start: Start
) -> None:
    watching = server.group("Monitoring", members=[server.person("Бакыт")])
    async with bureau(server, start, monitoring_chat_id=watching.id) as office:
        number = await office.resident.file("They are fighting with sticks.", topic="conflict")
        alarm = await watching.wait_text("Urgent concern")
        assert number in alarm.text
        assert "sticks" not in alarm.text
