"""/export: numbers, concerns without words, and everything written; for administrators."""

import asyncio
import io
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers import labels
from storage import exports
from tests.conftest import Rows, Start
from tests.end_to_end.desk_scene import DeskScene, at_desk, offers, turned
from tests.end_to_end.privacy_steps import forget_me
from tests.end_to_end.test_names import decide, opened
from tests.end_to_end.test_stats import fill
from tests.workbooks import read_workbook

STORY = "=1+1 Zebra trampled the fence"
ANSWER = "@We come on Monday"


async def _choose(scene: DeskScene, content: str, period: str = "30 days") -> Message:
    """To the last question before a file; returns it."""
    chat = scene.boss.chat
    question = await scene.ask("/export", chat)
    await turned(chat, question, content, "Which period?")
    await turned(chat, question, period, "–")
    return question


async def _file(scene: DeskScene, question: Message, button: str) -> tuple[str, bytes]:
    """Presses the last button; returns the file's name and content."""
    chat = scene.boss.chat
    before = chat.last
    await turned(chat, question, button, "One moment")
    sent = await chat.wait(
        lambda c: next((m for m in c.bot_messages if m.id > before.id and m.document), None), 30
    )
    return str(sent.document["file_name"]), _content(scene, sent)


def _content(scene: DeskScene, sent: Message) -> bytes:
    stored = scene.server.world.files.find(sent.document["file_id"])
    assert stored is not None
    return stored.data


def _cells(sheets: dict[str, list[list[str]]]) -> str:
    return "\n".join(cell for lines in sheets.values() for line in lines for cell in line)


async def test_what_each_file_holds_and_what_it_does_not(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        shy = await scene.resident.file(STORY)
        card = await scene.room.wait_text(shy)
        await scene.room.send(ANSWER, reply_to=card)
        await scene.resident.chat.wait_text("We come on Monday")
        await scene.resident.begin()
        await scene.resident.chat.send("My name may be seen")
        await scene.resident.tap(labels.DONE)
        await scene.resident.tap(labels.SHOW_NAME)
        open_one = await scene.resident.confirm()
        fill(database_path, {"OSH": 30})
        personal = ("Айгүл", str(scene.resident.person.id), str(scene.clerk.id), "Нурлан")

        # Numbers: nothing is asked again, nothing is noted.
        question = await _choose(scene, "📊 Numbers")
        assert not offers(question, "Yes, as XLSX")
        name, content = await _file(scene, question, "📗 Excel (XLSX)")
        assert name.startswith("numbers-")
        sheets = read_workbook(content)
        assert set(sheets) == {"Totals", "Weeks", "Topics", "Receptions", "Outcomes"}
        assert ["Nookat District", "<50", "<50", "<5"] in sheets["Receptions"]
        assert ["New concerns", "32"] in sheets["Totals"]

        # Concerns: asked again, noted, and nobody's words or names.
        question = await _choose(scene, "📋 Concerns, no words")
        assert "noted in the audit" in question.text
        name, content = await _file(scene, question, "Yes, as XLSX")
        sheets = read_workbook(content)
        head, *lines = sheets["Concerns"]
        mine = dict(zip(head, next(line for line in lines if line[0] == shy), strict=True))
        assert mine["Reception"] == "Nookat District"
        assert mine["Registered"].startswith("20")
        assert "T" in mine["Registered"]
        assert len(mine["Answer due by"]) == len("2026-12-31")
        assert mine["First answer"]
        assert next(line[2:] for line in sheets["Events"] if line[0] == shy) == [
            "sent",
            "Resident",
        ]
        cells = _cells(sheets)
        assert not [
            word for word in (*personal, "Zebra", "Monday", "may be seen") if word in cells
        ]
        noted = rows("SELECT subject, new, person_id FROM audit WHERE act = 'export'")
        assert [row["subject"] for row in noted] == ["export numbers", "export concerns"]
        assert {row["person_id"] for row in noted} == {scene.boss.person.id}
        assert "–" in noted[0]["new"]

        # Everything: the exchange, inert; a name only where it is shown.
        question = await _choose(scene, "🔒 Everything written")
        assert "everything that residents and receptions wrote" in question.text
        name, content = await _file(scene, question, "Yes, as CSV")
        assert name.endswith(".zip")
        with ZipFile(io.BytesIO(content)) as archive:
            files = {n: archive.read(n).decode("utf-8-sig") for n in archive.namelist()}
        assert f"'{STORY}" in files["Exchange.csv"]
        assert f"'{ANSWER}" in files["Exchange.csv"]
        named = [line for line in files["Concerns.csv"].splitlines() if "Айгүл" in line]
        assert len(named) == 1
        assert open_one in named[0]
        whole = "".join(files.values())
        assert not [word for word in personal[1:] if word in whole]
        question = await _choose(scene, "🔒 Everything written")
        _name, content = await _file(scene, question, "Yes, as XLSX")
        assert b"<f>" not in b"".join(
            ZipFile(io.BytesIO(content)).read(n)
            for n in ZipFile(io.BytesIO(content)).namelist()
            if n.startswith("xl/worksheets")
        )
        assert STORY in _cells(read_workbook(content))
        subjects = [row[0] for row in rows("SELECT subject FROM audit WHERE act = 'export'")]
        assert subjects == ["export numbers", "export concerns", *["export everything"] * 2]


async def test_days_of_one_s_own_and_no_file_after_all(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        chat = scene.boss.chat
        question = await _choose(scene, "🔒 Everything written", "Other days")
        wrong = await scene.ask("31.03.2026 – 01.01.2026", chat)
        assert "The end is before the beginning" in wrong.text
        check = await scene.ask("01.01.2026 – 31.03.2026", chat)
        assert "01.01.2026 – 31.03.2026" in check.text
        await turned(chat, check, "✖️ Cancel", "No file was made")
        assert question.text
        assert rows("SELECT COUNT(*) FROM audit WHERE act = 'export'")[0][0] == 0
        assert rows("SELECT COUNT(*) FROM jobs")[0][0] == 0
        refused = await scene.resident.chat.send("/export")
        assert "not available" in (await scene.resident.chat.wait_new(refused)).text


async def test_a_file_that_waits_does_not_keep_what_was_erased(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        await scene.resident.file(STORY)
        chat = scene.boss.chat
        with server.faults.add(Fault("server_error", "sendDocument", chat.id)):
            question = await _choose(scene, "🔒 Everything written")
            await turned(chat, question, "Yes, as XLSX", "One moment")
            await server.wait(lambda: rows("SELECT 1 FROM blobs"))
            first = rows("SELECT outbox_id FROM blobs")[0][0]
            await forget_me(scene.resident)
            await server.wait(
                lambda: (
                    rows("SELECT 1 FROM blobs WHERE outbox_id > ?", first)
                    and not rows("SELECT 1 FROM blobs WHERE outbox_id = ?", first)
                )
            )
        sent = await chat.wait(lambda c: next((m for m in c.bot_messages if m.document), None), 30)
        cells = _cells(read_workbook(_content(scene, sent)))
        assert "NKT-" in cells
        assert "Zebra" not in cells
        # Asked for once, noted once.
        assert rows("SELECT COUNT(*) FROM audit WHERE act = 'export'")[0][0] == 1


async def test_a_file_made_while_a_concern_was_erased_is_made_again(
    server: DemoServer, start: Start, database_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = exports.concerns
    seen: list[int] = []
    async with at_desk(server, start, database_path) as scene:
        await scene.resident.file(STORY)

        async def meanwhile(*args: Any, **kwargs: Any) -> exports.Concerns:
            found = await read(*args, **kwargs)
            seen.append(len(found.messages))
            if len(seen) == 1:
                await forget_me(scene.resident)
            return found

        monkeypatch.setattr(exports, "concerns", meanwhile)
        question = await _choose(scene, "🔒 Everything written")
        _name, content = await _file(scene, question, "Yes, as XLSX")
        assert "Zebra" not in _cells(read_workbook(content))
    assert seen == [1, 0]


async def test_a_file_that_waits_or_is_being_made_does_not_keep_a_name_that_was_hidden(
    server: DemoServer,
    start: Start,
    database_path: Path,
    rows: Rows,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = exports.concerns
    hidden: list[bool] = []
    async with at_desk(server, start, database_path) as scene:
        resident, chat = scene.resident, scene.boss.chat
        await resident.file(STORY)
        screen = await opened(resident)
        await decide(scene, screen, labels.SHOW_NAME)
        with server.faults.add(Fault("server_error", "sendDocument", chat.id)):
            question = await _choose(scene, "🔒 Everything written")
            await turned(chat, question, "Yes, as XLSX", "One moment")
            await server.wait(lambda: rows("SELECT 1 FROM blobs"))
            first = rows("SELECT outbox_id FROM blobs")[0][0]
            await decide(scene, screen, labels.HIDE_NAME)
            await server.wait(lambda: rows("SELECT 1 FROM blobs WHERE outbox_id > ?", first))
        sent = await chat.wait(lambda c: next((m for m in c.bot_messages if m.document), None), 30)
        cells = _cells(read_workbook(_content(scene, sent)))
        assert "Zebra" in cells and "Айгүл" not in cells
        await decide(scene, screen, labels.SHOW_NAME)

        async def meanwhile(*args: Any, **kwargs: Any) -> exports.Concerns:
            found = await read(*args, **kwargs)
            if not hidden:
                hidden.append(any(one.name for one in found.tickets))
                await decide(scene, screen, labels.HIDE_NAME)
            return found

        monkeypatch.setattr(exports, "concerns", meanwhile)
        question = await _choose(scene, "🔒 Everything written")
        _name, content = await _file(scene, question, "Yes, as XLSX")
        assert "Айгүл" not in _cells(read_workbook(content))
    assert hidden == [True]


async def test_who_is_complained_of_does_not_get_the_complaint(
    server: DemoServer, start: Start, database_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sql(*commands: str) -> None:
        with closing(sqlite3.connect(database_path, timeout=10)) as connection, connection:
            for command in commands:
                connection.execute(command)

    read = exports.concerns
    named_later: list[str] = []

    async def meanwhile(*args: Any, **kwargs: Any) -> exports.Concerns:
        found = await read(*args, **kwargs)
        while named_later:
            await asyncio.to_thread(sql, named_later.pop())
        return found

    monkeypatch.setattr(exports, "concerns", meanwhile)
    async with at_desk(server, start, database_path) as scene:
        about_nkt = await scene.resident.file(STORY)
        about_osh = await scene.resident.file("They laughed at me")
        plain = await scene.resident.file("The ditch is dry")
        for number, office in ((about_nkt, "NKT"), (about_osh, "OSH")):
            await asyncio.to_thread(
                sql, f"UPDATE tickets SET about_office = '{office}' WHERE number = '{number}'"
            )
        appoint = (
            "INSERT INTO staff (person_id, role, office, since) "
            "SELECT id, 'secretary', '{}', 0 FROM residents WHERE name = 'Boss'"
        )
        for office, content, gone in (
            ("NKT", "🔒 Everything written", [about_nkt]),
            ("OSH", "📋 Concerns, no words", [about_nkt, about_osh]),
        ):
            # They become its secretary while the file is made.
            named_later.append(appoint.format(office))
            question = await _choose(scene, content)
            _name, made = await _file(scene, question, "Yes, as XLSX")
            cells = _cells(read_workbook(made))
            assert plain in cells
            assert [n for n in (about_nkt, about_osh) if n not in cells] == gone
            assert "Zebra" not in cells
            sent = next(m for m in reversed(scene.boss.chat.bot_messages) if m.document)
            assert "Complaints about a reception you work for are not in it." in sent.text
        question = await _choose(scene, "📊 Numbers")
        await _file(scene, question, "📗 Excel (XLSX)")
        assert "Complaints" not in scene.boss.chat.last.text
