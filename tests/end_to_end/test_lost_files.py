"""Files whose upload never ends well: nobody waits for them, and whoever asked is told."""

from pathlib import Path

import pytest

from bot.delivery.line import UPLOAD_TRIES
from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from tests.conftest import Start
from tests.end_to_end.desk_scene import at_desk, turned

SORRY = "This could not be done because of an error in the bot. Please try it again later."


async def test_a_file_is_given_up_in_the_end_and_whoever_asked_for_it_is_told(
    server: DemoServer, start: Start, database_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.outcome.backoff", lambda _attempts: 0.05)
    async with at_desk(server, start, database_path) as scene:
        boss, room = scene.boss.chat, scene.room
        number = await scene.resident.file("The water stands in the street.")
        fault = server.faults.add(Fault("drop_after", "sendDocument"))

        # For a person.
        question = await scene.ask("/export", boss)
        await turned(boss, question, "📊 Numbers", "Which period?")
        await turned(boss, question, "30 days", "–")
        await turned(boss, question, "📗 Excel (XLSX)", "One moment")
        told = await boss.wait_text(SORRY)
        assert fault.hits == UPLOAD_TRIES
        assert told.reply_to is None
        await boss.wait_text("/failed shows it")
        failed = await scene.ask("/failed", boss)
        [[entry]] = failed.buttons
        assert "sendDocument" in entry
        await turned(boss, failed, entry, "Why: tried 5 times: no answer")
        assert "Tries:" not in failed.text

        # For a group: below what asked for it.
        shown = await scene.ask(f"/ticket {number}")
        await room.press(shown, "🖨 To print")
        told = await room.wait_text(SORRY)
        assert told.reply_to is not None
        assert told.reply_to.id == shown.id

        # Tried once more when the line is good, it comes.
        server.faults.remove(fault)
        before = boss.last.id
        await boss.press(failed, "🔁 Try again")
        await boss.wait(lambda c: any(m.document and m.id > before for m in c.bot_messages))
