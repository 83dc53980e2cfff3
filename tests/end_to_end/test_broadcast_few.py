"""Announcements for the few and for nearly all: what is hidden, and who has to say yes."""

import asyncio
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.demo.server import DemoServer
from bot.reception.announcements import Audience
from tests.conftest import Rows, Start
from tests.end_to_end.acting import DIRECTORY, ever_sent, set_office
from tests.end_to_end.broadcasting import ENGLISH, Country, nothing_waits
from tests.end_to_end.composing import HEADING, country

NOOKAT = next(d for d in DIRECTORY.districts if d.name.get("en") == "Nookat District")
ELSEWHERE = next(d for d in DIRECTORY.districts if d.region != NOOKAT.region)


async def tell(path: Path, sql: str, *values: Sequence[object]) -> None:
    """Changes the database of the running bot; in a thread, as the bot may be writing."""
    await asyncio.to_thread(_tell, path, sql, values)


def _tell(path: Path, sql: str, values: Sequence[Sequence[object]]) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(sql, values)


async def is_for(path: Path, whom: Audience) -> None:
    """Every announcement is for these people."""
    await tell(path, "UPDATE announcements SET audience = ?", [json.dumps(whom.as_json())])


async def test_whatever_covers_the_country_needs_a_second_yes(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    async with country(server, start) as it:
        people = [(number, f"R{number}", NOOKAT.code) for number in range(1, 7)]
        await tell(
            database_path,
            "INSERT INTO residents (telegram_id, name, language, created_at, last_district) "
            "VALUES (?, ?, 'en', 0, ?)",
            *people,
        )
        screen = await it.draft()

        async def last_look(whom: Audience) -> str:
            await is_for(database_path, whom)
            await it.shown(screen, "📨 Send now", "Send this announcement?")
            text = screen.text
            await it.opened(screen, "⬅️ Back", "👁 Preview")
            return text

        # Six of ten people are in one district.
        text = await last_look(Audience(districts=(NOOKAT.code,)))
        assert "In all: 6 people" in text
        assert "At least half" in text and "has to say yes first" in text
        # With others elsewhere they are fewer than half: one yes is enough.
        more = [(number, f"R{number}", ELSEWHERE.code) for number in range(11, 20)]
        await tell(
            database_path,
            "INSERT INTO residents (telegram_id, name, language, created_at, last_district) "
            "VALUES (?, ?, 'en', 0, ?)",
            *more,
        )
        assert "say yes" not in await last_look(Audience(districts=(NOOKAT.code,)))
        # Nobody is at home in most of the places: it is the country all the same.
        await tell(
            database_path, "DELETE FROM residents WHERE telegram_id = ?", *[m[:1] for m in more]
        )
        await tell(
            database_path,
            "UPDATE residents SET last_district = NULL WHERE telegram_id = ?",
            *[one[:1] for one in people[1:]],
        )
        regions = Audience(regions=tuple(region.code for region in DIRECTORY.regions))
        text = await last_look(regions)
        assert "places are the whole country" in text and "has to say yes first" in text
        await it.sure(screen)
        await it.asked()
        assert rows("SELECT status FROM announcements")[0][0] == "waiting"


@pytest.mark.usefixtures("_hasty")
async def test_how_few_they_are_is_not_said_and_nobody_looks_like_somebody(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    room = server.group("Nookat", members=[server.person("Нурлан")])
    async with start():
        pass
    set_office(database_path, "NKT", staff_chat_id=room.id)
    looks = []
    async with country(server, start) as it:
        await it.people["en"].file("Zzstory")
        whom = Audience(open_concern=True, regions=(NOOKAT.region,))
        for number, each in enumerate((whom, replace(whom, regions=(ELSEWHERE.region,))), 1):
            screen = await it.draft(f"Water {number}")
            await is_for(database_path, each)
            await it.shown(screen, "📨 Send now", "Send this announcement?")
            assert "In all: <5 people" in screen.text
            assert "English · <5 people" in screen.text and "Русский · <5 people" in screen.text
            assert "person" not in screen.text
            await it.shown(screen, "📨 Yes, send it", "It goes now")
            sent = await it.chat.wait(
                lambda c, n=number: next(  # type: ignore[misc]
                    (m for m in c.bot_messages if f"Announcement {n}: ✅ sent" in m.text), None
                )
            )
            assert "<5 of <5" in sent.text and "Delivered: <5" in sent.text
            assert "%" not in sent.text and "a second" not in sent.text
            await it.chat.press(sent, "🗑 Take back")
            await it.chat.wait_text(f"People who got announcement {number}: <5.")
            await it.chat.press(None, "🗑 Yes, take it back")
            await it.chat.wait(lambda _, sent=sent: "🗑 taken back" in sent.text)  # type: ignore[misc]
            shown = [line for line in sent.text.split("\n") if not line.startswith("Began")]
            looks.append("\n".join(shown).replace(f"{HEADING} {number}", HEADING))
        assert looks[0] == looks[1]
        assert "Water 1" in ever_sent(server, it.people["en"].chat.id)
    delivered = rows("SELECT total, delivered, taken_back FROM announcements ORDER BY id")
    assert [tuple(row) for row in delivered] == [(1, 1, 1), (0, 0, 0)]


@pytest.mark.usefixtures("_hasty")
async def test_an_author_who_is_no_administrator_is_shown_nothing_more(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    them = Country(server, 60)
    await them.settle(database_path, ENGLISH)
    other = them.people[0]
    async with start(default_language="en", admin_ids=str(them.boss.id), send_per_second=60):
        await them.shows("is being sent")
        await them.boss.chat.press(them.progress(), "⏸ Pause")
        await them.shows("paused")
        await nothing_waits(rows)
        # What was on its way is counted, and shown while the author may still see it.
        await them.shows("paused", f"Delivered: {len(them.holders())}")
        await nothing_waits(rows)
    before = them.progress().text
    shown = len(them.boss.chat.bot_messages)
    async with start(default_language="en", admin_ids=str(other.id)):
        await other.chat.press_raw(them.got(other)[0], "ru:resume:1")
        await server.wait(lambda: len(them.holders()) == 60, 20)
        await nothing_waits(rows)
        await server.wait(lambda: rows("SELECT status FROM announcements")[0][0] == "done", 20)
        await nothing_waits(rows)
    assert them.progress().text == before
    assert len(them.boss.chat.bot_messages) == shown


@pytest.fixture
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.announcer.STEP", 0.05)
    monkeypatch.setattr("bot.announcer.IDLE", 0.05)
    monkeypatch.setattr("bot.announcer.SHOWN_EVERY", 0.1)
