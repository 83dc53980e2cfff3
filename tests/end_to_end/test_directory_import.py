"""The directory as a file: got from the bot, looked through as a dry run, and put in place."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from time import time

import pytest

from bot.demo.server import DemoServer
from bot.demo.views import Message
from bot.reception.archives import pack
from bot.reception.directory_files import write_csv
from bot.reception.directory_rows import SHAPES
from bot.reception.directory_uploads import Uploaded, read_tables, write_tables
from storage.directory import shipped_rows
from tests.conftest import Rows, Start
from tests.end_to_end.acting import tick
from tests.end_to_end.test_data_editing import opened, pressed, typed
from tests.end_to_end.test_directory_editing import Boss, running

TERMS = "since,registration,answer,source\n2007-05-04,1,14,Law No. 67 of 4 May 2007\n"
ANOTHER = (TERMS + "2027-01-01,1,10,Law No. 1\n").encode()


async def sends(boss: Boss, content: bytes, name: str = "terms.csv") -> Message:
    """Asks to import and sends a file; the answer, which is the dry run or what is wrong."""
    await opened(boss, "⬆️ Import")
    sent = await boss.chat.send_document(data=content, filename=name)
    return await boss.chat.wait(
        lambda c: next(
            (m for m in c.bot_messages if m.id > sent.id and "looks through" not in m.text), None
        )
    )


async def fetched(server: DemoServer, boss: Boss, button: str) -> bytes:
    """The file of an export."""
    screen = await opened(boss, "⬇️ Export")
    await boss.chat.press(screen, button)
    message = await boss.chat.wait(lambda c: c.last if c.last.document else None)
    stored = server.world.files.find(message.document["file_id"])
    assert stored is not None
    return stored.data


def as_dicts(tables: Uploaded) -> dict[str, list[dict[str, str]]]:
    """The rows without their places in a file."""
    return {table: [dict(row) for row in rows] for table, rows in tables.items()}


async def test_what_is_exported_is_changed_and_imported(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with running(server, start) as boss:
        long = await sends(boss, b"PK", f"{'x' * 100}.xlsx")
        assert f"{'x' * 50}….xlsx: it is damaged" in long.text
        book = await fetched(server, boss, "📗 Excel (XLSX)")
        packed = await fetched(server, boss, "📄 CSV files (ZIP)")
        assert boss.chat.last.document["file_name"].endswith(".zip")
        tables = as_dicts(read_tables("a.xlsx", book))
        assert tables == as_dicts(read_tables("a.zip", packed))
        assert set(tables) == set(SHAPES)
        same = await sends(boss, packed, "a.zip")
        assert "have these rows already" in same.text
        assert same.buttons == [["⬆️ Another file"]]
        for office in tables["offices"]:
            if office["code"] == "NKT":
                office |= {"phone": "+996 3230 1", "hours": "Mo-Fr 09:00-18:00"}
        del tables["emergency"][6]
        tables["terms"].append({"since": "2027-01-01", "registration": "1", "answer": "10"})
        tables["terms"][1]["source"] = "=1+1"
        run = await sends(boss, write_tables(tables), "directory.xlsx")
        for words in (
            "Nothing is changed yet",
            "🏛 Receptions: changed: 2",
            "☎️ Emergency numbers: removed: 1",
            "⚖️ Terms of the law: new: 1",
            "NKT: 📞 Telephone: not known yet → +996 3230 1",
            "Mon–Fri",
            "Terms of the law: 1 January 2027 – new",
        ):
            assert words in run.text
        # The two files.
        exported = rows("SELECT act, subject FROM audit")
        assert [tuple(row) for row in exported] == [("export", "export directory")] * 2
        await boss.go(run, "✅ Apply", "Done: 4 changes.")
        assert rows("SELECT answer, source FROM terms WHERE since = '2027-01-01'")[0][:] == (
            10,
            "=1+1",
        )
        assert rows("SELECT phone FROM offices WHERE code = 'NKT'")[0][0] == "+996 3230 1"
        assert len(rows("SELECT 1 FROM emergency")) == 6
        assert "done, dropped or too old" in await boss.alert(run, "xi:apply:1")
        assert "done, dropped or too old" in await boss.alert(run, "xi:drop:1")
        assert "+996 3230 1" in (await boss.open("NKT")).text
    audited = rows("SELECT act, subject, person_id FROM audit")
    assert len(audited) == 6
    assert {row["person_id"] for row in audited} == {boss.person.id}
    assert rows("SELECT 1 FROM imports") == rows("SELECT 1 FROM jobs") == []


async def test_a_dry_run_of_yesterday_is_not_applied(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    deputy = Boss(server.person("Deputy"), "en")
    boss = Boss(server.person("Boss"), "en")
    ahead = [0.0]
    admins = f"{boss.person.id},{deputy.person.id}"
    settings = {"admin_ids": admins, "default_language": "en", "now": lambda: time() + ahead[0]}
    async with start(**settings) as application:
        for one in (boss, deputy):
            await one.start()
        run = await sends(boss, ANOTHER)
        # Another administrator's press on it is nobody's.
        assert "too old" in await deputy.alert(await sends(deputy, ANOTHER), "xi:apply:1")
        await opened(deputy, "⚖️ Terms of the law", "4 May 2007", "✉️ Days to answer")
        look = await typed(deputy, "12", "Save?")
        await deputy.go(look, "💾 Save", "Days to answer: 12")
        press = await boss.chat.press(run, "✅ Apply")
        assert (await press.wait_answer())["text"] == "Nothing was changed."
        again = await boss.answered("changed the tables meanwhile")
        assert "12 → 14" in again.text
        assert rows("SELECT answer FROM terms")[0][0] == 12
        await boss.go(again, "✅ Apply", "Done: 2 changes.")
        assert [row[0] for row in rows("SELECT answer FROM terms ORDER BY since")] == [14, 10]
        last = await sends(boss, TERMS.encode())
        await boss.go(last, "✖️ Cancel", "Nothing was changed.")
        last = await sends(boss, TERMS.encode())
        assert rows("SELECT 1 FROM imports WHERE person_id = 1")
        ahead[0] = 25 * 3600
        await tick(application)
        assert rows("SELECT 1 FROM imports") == []
        press = await boss.chat.press(last, "✅ Apply")
        assert "too old" in (await press.wait_answer())["text"]
    assert len(rows("SELECT 1 FROM terms")) == 2


async def test_a_row_that_a_concern_began_to_need_after_the_dry_run_stays(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    staff = server.group("Штаб", members=[server.person("Нурлан")])
    async with running(server, start, staff_chat_id=staff.id) as boss:
        topics = [row for row in shipped_rows("topics") if row["code"] != "land"]
        run = await sends(boss, write_tables({"topics": topics}), "t.xlsx")
        assert "removed: 1" in run.text
        await boss.file("Zzwater")
        press = await boss.chat.press(run, "✅ Apply")
        assert (await press.wait_answer())["text"] == "Nothing was changed."
        told = await boss.answered("This file cannot be used.")
        assert "t.xlsx, sheet topics: land is missing, but concerns refer to it" in told.text
        press = await boss.chat.press(run, "✅ Apply")
        assert "too old" in (await press.wait_answer())["text"]
    assert rows("SELECT 1 FROM topics WHERE code = 'land'")
    assert rows("SELECT 1 FROM imports") == rows("SELECT 1 FROM audit") == []


async def test_what_cannot_be_imported_is_told_with_its_place(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    topics = [dict(row) for row in shipped_rows("topics")]
    overlong = write_csv("topics", [{**row, "name_en": "x" * 31} for row in topics] * 2)
    bad = (
        (ANOTHER, "people.csv", "people.csv: not known; name it as one of"),
        (b"\x89PNG", "terms.xlsx", "terms.xlsx: it is not a table"),
        (b"PK", "terms.xlsx", "terms.xlsx: it is damaged"),
        (ANOTHER.replace(b"10,", b"ten,"), "terms.csv", "terms.csv, line 3: answer is 'ten'"),
        (ANOTHER.replace(b",answer", b""), "terms.csv", "line 1: the column answer is missing"),
        (pack({"terms.csv": b" " * 20_000_001}), "a.zip", "too large: more than 20 MB"),
        (
            ANOTHER.replace(b"2027-01-01", b"2007-05-04"),
            "terms.csv",
            "line 3: since '2007-05-04' stands twice",
        ),
    )
    async with running(server, start) as boss:
        for content, name, problem in bad:
            answer = await sends(boss, content, name)
            assert "This file cannot be used." in answer.text
            assert problem in answer.text
            assert answer.text.endswith("Nothing was changed.")
        await pressed(boss.chat, answer, "⬆️ Another file")
        await boss.chat.send_document(data=overlong, filename="topics.csv")
        told = await boss.answered("mistakes")
        assert "topics.csv, line 2: name_en is" in told.text
        assert "the file above has all" in told.text
        listed = boss.chat.bot_messages[-2].document
        stored = server.world.files.find(listed["file_id"])
        assert stored is not None and stored.name == "mistakes.txt"
        assert "topics.csv, line 17: name_en is" in stored.data.decode("utf-8-sig")
    assert rows("SELECT 1 FROM audit") == rows("SELECT 1 FROM imports") == []


async def test_what_is_no_file_of_tables_is_not_even_fetched(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with running(server, start) as boss:
        await opened(boss, "⬆️ Import")
        await boss.chat.send("Here it is")
        await boss.answered("not a file with tables")
        await boss.chat.send_photo()
        await boss.answered("not a file with tables")
        await boss.chat.send_document(filename="letter.pdf")
        await boss.answered("letter.pdf is not a table")
        await boss.chat.send_document(filename="terms.csv", size=3_000_000)
        await boss.answered("terms.csv is too large: at most 2 MB")
        await boss.chat.send_album(kinds=["document", "document"])
        question = await boss.answered("several files")
        assert "Nothing was changed." in question.text
        assert not [call for call in server.requests if call.method == "getFile"]
        await pressed(boss.chat, question, "✖️ Cancel")
        await boss.chat.send_document(filename="terms.csv", data=ANOTHER)
        await boss.answered("not sent to anybody yet")
        await opened(boss, "⬆️ Import")
        await boss.chat.send("/cancel")
        await boss.answered("Nothing was changed.")
    assert rows("SELECT 1 FROM audit") == []


async def test_telegram_may_not_give_the_file_and_nobody_asks_for_another(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with running(server, start) as boss:
        await opened(boss, "⬆️ Import")
        sent = await boss.chat.send_document(filename="terms.csv", size=1_900_000, data=b"")
        assert sent.document
        server.world.files.forget(sent.document["file_id"])
        answer = await boss.answered("did not give the bot the file")
        assert "Nothing was changed." in answer.text
    assert rows("SELECT 1 FROM outbox") == rows("SELECT 1 FROM jobs") == []


@pytest.mark.parametrize("is_boss", [True, False])
async def test_what_was_begun_ends_with_the_right_to_it(
    server: DemoServer, start: Start, rows: Rows, database_path: Path, is_boss: bool
) -> None:
    """The file is still looked through after a restart, but only for an administrator."""
    async with running(server, start) as boss:
        pass
    stored = server.world.files.add("document", ANOTHER, name="terms.csv")
    params = json.dumps({"path": stored.path, "name": "terms.csv"})
    with closing(sqlite3.connect(database_path)) as connection, connection:
        connection.execute(
            "INSERT INTO jobs (kind, chat_id, person_id, params, at) "
            "VALUES ('directory_import', ?1, ?1, ?2, 0)",
            (boss.person.id, params),
        )
    admins = str(boss.person.id) if is_boss else ""
    async with start(admin_ids=admins, default_language="en"):
        await server.wait(lambda: not rows("SELECT 1 FROM jobs"))
        if is_boss:
            await boss.answered("Nothing is changed yet")
    assert len(rows("SELECT 1 FROM imports")) == is_boss
    assert ("Nothing is changed yet" in boss.chat.as_text()) == is_boss


async def test_a_group_that_loses_a_reception_by_an_import_is_told(
    server: DemoServer, start: Start
) -> None:
    groups = [server.group(name, members=[server.person(name)]) for name in ("One", "Two")]
    first, second = (str(group.id) for group in groups)
    async with running(server, start) as boss:
        for moves in (
            {"NKT": first, "OSH": first, "BTK": second},
            {"NKT": second, "OSH": first, "BTK": ""},
        ):
            offices = [
                {**row, "staff_chat_id": moves.get(row["code"], "")}
                for row in shipped_rows("offices")
            ]
            run = await sends(boss, write_csv("offices", offices), "offices.csv")
            await boss.go(run, "✅ Apply", "Done: ")
        # Nobody has those of Batken now: they wait, and did not go to another group.
        told = await groups[0].wait_text("go to another group from now on")
        assert told.text == ("The concerns of Nookat District go to another group from now on.")
    assert "another group" not in groups[1].as_text()
