"""An urgent concern that is opened again is told of again to those who answer for such."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.demo.chats import Group
from bot.demo.server import DemoServer
from tests.conftest import Start
from tests.end_to_end.acting import Resident, ever_sent
from tests.end_to_end.desk_steps import Office, office
from tests.end_to_end.test_describing import ALARM, name_staff


@asynccontextmanager
async def alarmed(
    server: DemoServer, start: Start, database_path: Path, topic: str = "conflict"
) -> AsyncIterator[tuple[Office, Resident, Group]]:
    """A concern, a named secretary of its office, and the monitoring chat."""
    watching = server.group("Monitoring", members=[server.person("Watcher")])
    secretary = Resident(server.person("Secretary", language_code="en"), "en")
    async with start():
        await secretary.start()
    await name_staff(database_path, secretary.person.id, "secretary", "NKT")
    async with office(server, start, topic, monitoring_chat_id=watching.id) as desk:
        yield desk, secretary, watching


async def _alarms(secretary: Resident, watching: Group, count: int) -> None:
    """Waits until each was told so often, and not more."""
    for chat in (secretary.chat, watching):
        await chat.wait(
            lambda chat: len([m for m in chat.bot_messages if ALARM in m.text]) >= count
        )
        assert len([m for m in chat.bot_messages if ALARM in m.text]) == count


@pytest.mark.parametrize("way", ["words", "not solved", "the office"])
async def test_an_urgent_concern_that_is_opened_again_is_told_of_again(
    server: DemoServer, start: Start, database_path: Path, way: str
) -> None:
    async with alarmed(server, start, database_path) as (desk, secretary, watching):
        await _alarms(secretary, watching, 1)
        received = await desk.answered("We come.")
        chat = desk.resident.chat
        await chat.send("Thank you. They are gone.", reply_to=received)
        await desk.group.wait_text("They are gone.")
        # What is said of an open one is no alarm.
        await _alarms(secretary, watching, 1)
        await desk.pick("✅ Close")
        closing = await chat.wait_text("has closed your concern")
        if way == "words":
            await chat.send("They came again tonight!", reply_to=closing)
        elif way == "not solved":
            await chat.press(received, "❌ Not solved")
        else:
            await desk.more("🔓 Open it again")
        await desk.shows("in work")
        await _alarms(secretary, watching, 2)
        await chat.send("Please come.", reply_to=closing)
        await desk.group.wait_text("Please come.")
        await _alarms(secretary, watching, 2)
    assert "tonight" not in ever_sent(server, secretary.chat.id)


async def test_a_concern_that_is_not_urgent_is_opened_again_without_alarm(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with alarmed(server, start, database_path, "land") as (desk, secretary, watching):
        await desk.pick("✅ Close")
        closing = await desk.resident.chat.wait_text("has closed your concern")
        await desk.resident.chat.send("It is dry again.", reply_to=closing)
        await desk.group.wait_text("It is dry again.")
        await desk.shows("in work")
        # The alarm that follows is the first one.
        await desk.more("🔴 Urgent")
        await _alarms(secretary, watching, 1)
