"""/stats: whose numbers, of which days, as a picture and as text."""

import asyncio
import sqlite3
import time
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.demo.server import DemoServer
from bot.demo.views import Message
from bot.reception.statistics import Fact
from storage import statistics
from tests.conftest import Rows, Start
from tests.end_to_end.acting import DIRECTORY
from tests.end_to_end.desk_scene import DeskScene, at_desk, named, offers, turned
from tests.end_to_end.desk_steps import pick
from tests.end_to_end.privacy_steps import forget_me

ZONE = ZoneInfo("Asia/Bishkek")
OSH = DIRECTORY.office("OSH").name.get("en")


def fill(database_path: Path, filed: dict[str, int], *, at: float | None = None) -> None:
    """So many more concerns at each office, filed at a moment (now), as if the bot had them."""
    moment = int(at or time.time())
    year = datetime.fromtimestamp(moment, ZONE).year
    with closing(sqlite3.connect(database_path, timeout=10)) as connection, connection:
        first = connection.execute("SELECT COUNT(*) FROM tickets").fetchone()[0]
        for office, count in filed.items():
            for at_ in range(count):
                connection.execute(
                    "INSERT INTO tickets (status, number, office, topic, language, created_at, "
                    "updated_at, filed_at, due_on) VALUES ('in_work', ?, ?, 'land', 'ky', ?, ?, "
                    "?, '2099-01-01')",
                    (f"{office}-{year}-{90000 + first + at_}", office, moment, moment, moment),
                )


async def numbers(scene: DeskScene, question: Message, button: str = "30 days") -> str:
    """Presses a period; returns the text that follows the pictures."""
    where = scene.boss.chat if question.chat_id == scene.boss.person.id else scene.room
    await turned(where, question, button, "One moment")
    return (await where.wait_text("New concerns by week", 30)).text


async def test_a_country_with_hidden_counts_and_an_office_with_its_own(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        await scene.resident.file("Zebra trampled the fence.")
        fill(database_path, {"NKT": 2, "OSH": 7, "KSU": 20})

        # The administrator: the country, small counts hidden, pictures and text.
        question = await scene.ask("/stats", scene.boss.chat)
        assert "The whole country" in question.text
        assert not offers(question, "🏛 My receptions")
        text = await numbers(scene, question)
        assert "New concerns: 30" in text
        assert "Nookat" in text
        # Three alone would be the total without the others: the next larger number hides too.
        lines = {line.split(":")[0]: line.split(": ")[-1] for line in text.splitlines()}
        assert lines["Nookat District"] == "new <10, open <10, overdue <5"
        assert lines[OSH] == "new <10, open <10, overdue <5"
        assert "<5 means" in text
        album = [m for m in scene.boss.chat.bot_messages if m.media_group_id]
        assert len(album) == 3
        assert "Statistics" in album[0].text
        # The office: its own, as they are.
        question = await scene.ask("/stats")
        text = await numbers(scene, question)
        assert "New concerns: 3\n" in text
        assert "Nookat District: new 3, open 3, overdue 0" in text
        assert "Osh" not in text
        assert "<" not in text
        assert len([m for m in scene.room.bot_messages if m.media_group_id]) == 2
        # A named secretary privately: the same.
        secretary = await named(scene)
        asked = await scene.ask("/stats", secretary.chat)
        assert "The receptions you work for" in asked.text
        assert offers(asked, "Other days")
        # Days of one's own, in a group with the command.
        year = datetime.now(ZONE).year
        last_year = datetime(year - 1, 5, 5, 12, tzinfo=ZONE).timestamp()
        fill(database_path, {"NKT": 1}, at=last_year)
        question = await scene.ask("/stats")
        await turned(scene.room, question, "Other days", "with the command")
        assert offers(question, "This year")
        await scene.ask(f"/stats 05.05.{year - 1} – 05.05.{year - 1}")
        await scene.room.wait_text(f"05.05–05.05.{year - 1}: 1")
        assert rows("SELECT COUNT(*) FROM jobs")[0][0] == 0


async def test_wrong_days_an_empty_period_and_days_of_one_s_own(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        chat = scene.boss.chat
        await turned(chat, await scene.ask("/stats", chat), "Other days", "first and the last day")
        for words, answer in (
            ("31.03.2026 – 01.01.2026", "The end is before the beginning"),
            ("30.02.2026 – 01.03.2026", "There is no such day: 30.02.2026"),
            ("01.01.2026 – 01.01.2099", "This day is still to come: 01.01.2099"),
            ("last week", "These are not two dates"),
        ):
            assert answer in (await scene.ask(words, chat)).text
            assert answer in (await scene.ask(f"/stats {words}")).text
        # The command took the question back: ask once more.
        assert rows("SELECT COUNT(*) FROM jobs")[0][0] == 0
        said = await scene.ask("01.01.2026 – 02.01.2026", chat)
        assert "One moment" in said.text
        nothing = await chat.wait_text("Fewer than 5 concerns")
        assert "01.01.2026 – 02.01.2026" in nothing.text
        await scene.ask("/stats 01.01.2026 – 02.01.2026")
        await scene.room.wait_text("There were no concerns")
        assert not [m for m in (*chat.bot_messages, *scene.room.bot_messages) if m.media_group_id]
        # The question is over, and cancelling leaves it.
        await turned(chat, await scene.ask("/stats", chat), "Other days", "first and the last day")
        assert "Nothing was changed" in (await scene.ask("/cancel", chat)).text
        assert rows("SELECT COUNT(*) FROM tickets WHERE status = 'draft'")[0][0] == 0


async def test_numbers_are_sent_without_a_picture_when_none_can_be_drawn(
    server: DemoServer, start: Start, database_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.drawing.SECONDS", 0.01)
    async with at_desk(server, start, database_path) as scene:
        await scene.resident.file("Zebra trampled the fence.")
        text = await numbers(scene, await scene.ask("/stats"))
        assert "New concerns: 1" in text
        assert "The picture could not be drawn" in text


async def test_numbers_of_receptions_that_are_no_longer_one_s_own(
    server: DemoServer, start: Start, database_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = statistics.facts

    def become_another_s() -> None:
        with closing(sqlite3.connect(database_path, timeout=10)) as connection, connection:
            connection.execute("UPDATE staff SET office = 'OSH' WHERE role = 'secretary'")

    async def meanwhile(*args: Any) -> list[Fact]:
        found = await read(*args)
        await asyncio.to_thread(become_another_s)
        return found

    monkeypatch.setattr(statistics, "facts", meanwhile)
    async with at_desk(server, start, database_path) as scene:
        await scene.resident.file("Zebra trampled the fence.")
        secretary = await named(scene)
        question = await scene.ask("/stats", secretary.chat)
        await turned(secretary.chat, question, "30 days", "One moment")
        gone = await secretary.chat.wait_text("no longer available")
        assert "/stats" in gone.text
        assert "New concerns" not in gone.text


async def test_what_is_closed_without_an_answer_was_not_answered_in_time(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        resident, room = scene.resident, scene.room
        cards = []
        for story in ("Answered", "Closed", "Forgotten"):
            await resident.file(story)
            cards.append(await room.wait_text(story))
        said = await room.send("We come tomorrow.", reply_to=cards[0])
        await room.wait(lambda _: said.reactions == ["👍"])
        await pick(room, cards[1], "✅ Close")
        await room.wait(lambda _: "closed" in cards[1].text)
        # Whoever wishes to be forgotten leaves the office no time.
        await forget_me(resident)
        text = await numbers(scene, await scene.ask("/stats"))
        assert "Answered within the term of the law: 50%" in text
