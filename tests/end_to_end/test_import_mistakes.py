"""What is wrong with a file of tables is said in the language of whoever sent it."""

import re

import pytest

from bot.demo.server import DemoServer
from bot.demo.views import Message
from bot.reception.archives import pack
from bot.reception.directory_files import write_csv
from bot.reception.directory_rows import SHAPES
from bot.reception.workbook import Sheet, Value, write_workbook
from storage.directory import shipped_rows
from tests.conftest import Rows, Start
from tests.end_to_end.test_data_editing import opened
from tests.end_to_end.test_directory_editing import Boss

TERMS = b"since,registration,answer,source\n2007-05-04,1,14,Law\n"
CYRILLIC = "2026-01-09,0,указ\n".encode("cp1251")
BROKEN = {
    "notes.txt": b"x",
    "terms.csv": TERMS + b'2027-01-01,1,10,"',
    "a/terms.csv": TERMS,
    "topics.csv": b"code,code,colour\n",
    "emergency.csv": b"",
    "working_day_overrides.csv": b"day,working,source\n" + CYRILLIC,
    "agency.csv": write_csv("agency", shipped_rows("agency")).replace(b"\nagency,", b"\nagency,,"),
    "regions.csv": write_csv("regions", []),
    "districts.csv": b'"code" x\n',
    "offices.csv": b'"' + b"x" * 131_073,
}
"""Files that cannot even be read, each in a way of its own."""

BAD_CELLS: tuple[dict[str, Value], ...] = (
    {"code": "nkt", "phone": "none", "latitude": "north", "staff_chat_id": "5", "confirmed": "?"},
    {"code": "MON", "name_ky": "x" * 31, "secretary": "A\u202eB", "name_ru": ""},
    {"code": "ADM", "region_code": "a b", "hours": ";"},
    {"code": "AAA", "hours": "9-18"},
    {"code": "BBB", "hours": "Xx 9-18"},
    {"code": "CCC", "hours": "Mo,Mo 9-18"},
    {"code": "DDD", "hours": "Mo 9am"},
    {"code": "EEE", "hours": "Mo 18-9"},
    {"code": "FFF", "hours": "Mo 9-13,12-18"},
)
NAMES = {column: "XXX" for column in SHAPES["agency"].columns if column != "code"}
SHEETS: dict[str, list[dict[str, Value]]] = {
    "topics": [{"code": "new", "position": "first", "urgent": 0, **NAMES}],
    "working_day_overrides": [{"day": "2026-02-30", "working": 0, "source": "x"}],
    "terms": [{"since": "2007-05-04", "registration": 1, "answer": "ten", "source": "x"}],
}
"""Rows of which a cell cannot be used."""


def workbook() -> bytes:
    """A workbook with every kind of a bad cell."""
    shipped = [dict(row) for row in shipped_rows("offices")]
    offices: list[dict[str, Value]] = [
        {**row, **bad} for row, bad in zip(shipped, BAD_CELLS, strict=False)
    ]
    tables = {"offices": offices, **SHEETS}
    return write_workbook(
        [
            Sheet(
                table,
                tuple(SHAPES[table].columns),
                [[row[column] for column in SHAPES[table].columns] for row in rows],
            )
            for table, rows in tables.items()
        ]
    )


def misfits() -> bytes:
    """Tables whose rows can be read, but do not fit together."""
    offices = [dict(row) for row in shipped_rows("offices")]
    districts = [dict(row) for row in shipped_rows("districts")]
    offices[0]["latitude"] = "72.6"
    offices[1] |= {"code": offices[2]["code"], "district_code": "D9"}
    offices[3]["region_code"] = "R9"
    districts[0] |= {"code": "D1", "region_code": "R8", "office_code": "ZZZ"}
    districts[2]["name_ru"] = districts[1]["name_ru"]
    agency = [dict(row) for row in shipped_rows("agency")]
    agency.append({**agency[0], "code": "second"})
    tables = {"offices": offices, "districts": districts, "agency": agency}
    return pack({f"{table}.csv": write_csv(table, rows) for table, rows in tables.items()})


FILES = (
    # name, content, how many mistakes there are at least
    ("broken.zip", pack(BROKEN), 10),
    ("cells.xlsx", workbook(), 20),
    ("misfits.zip", misfits(), 8),
    ("picture.xlsx", b"\x89PNG", 1),
    ("half.xlsx", b"PK", 1),
    ("empty.zip", pack({".x": b""}), 1),
    ("large.zip", pack({"terms.csv": b" " * 20_000_001}), 1),
    ("far.xlsx", write_workbook([Sheet("terms", ("since",), [["x"]] * 2001)]), 1),
    ("many.csv.zip", pack({"terms.csv": TERMS + b"2027-01-01,1,1,x\n" * 1000}), 1),
)

AS_THEY_STAND = re.compile(
    r"'[^']*'"  # cells
    r"|(?<=: )\S+(?=;)"  # parts of cells
    rf"|\b(?:{'|'.join({*SHAPES, *(c for s in SHAPES.values() for c in s.columns)})})\b"
    r"|\w*\.(?:csv|xlsx|zip|txt)\b"
    r"|(?<=topics, )\w+"
    r"|Mo-Fr 09:00-12:00,13:00-18:00|UTF-8|\(id\)|/start|\b[A-Z]{3}\b|\b[A-Z]\d+\b"
)
"""What stands in the files or is typed like this, in every language."""


def english(text: str) -> list[str]:
    """The words in Latin letters that are not those of the files."""
    return re.findall(r"[A-Za-z]{2,}", AS_THEY_STAND.sub(" ", text))


async def refused(boss: Boss, content: bytes, name: str) -> Message:
    """Sends a file; the answer, which says what is wrong."""
    await opened(boss, boss.text("⬆️ Import"))
    sent = await boss.chat.send_document(data=content, filename=name)
    heading = boss.text("<b>This file cannot be used.</b>")
    return await boss.chat.wait(
        lambda c: next((m for m in c.bot_messages if m.id > sent.id and heading in m.text), None)
    )


@pytest.mark.parametrize("language", ["ru", "ky"])
async def test_no_mistake_is_told_in_english(
    server: DemoServer, start: Start, rows: Rows, language: str
) -> None:
    boss = Boss(server.person("Boss"), language)
    async with start(admin_ids=str(boss.person.id)):
        await boss.start()
        told = set()
        for name, content, least in FILES:
            answer = await refused(boss, content, name)
            mistakes = [line[2:] for line in answer.text.splitlines() if line.startswith("• ")]
            listed = boss.chat.bot_messages[-2].document
            if listed is not None:
                stored = server.world.files.find(listed["file_id"])
                assert stored is not None and stored.name == "mistakes.txt"
                every = stored.data.decode("utf-8-sig").splitlines()
                shown = [line.removesuffix("…") for line in mistakes]
                assert all(map(str.startswith, every, shown))
                mistakes = every
            assert len(mistakes) >= least, answer.text
            for text in (*answer.text.splitlines(), *mistakes):
                assert english(text) == [], text
            # The same mistake elsewhere has other numbers and other cells.
            told |= {re.sub(r"'[^']*'|\d+", "", line.partition(": ")[2]) for line in mistakes}
        assert len(told) > 35
    assert rows("SELECT 1 FROM audit") == rows("SELECT 1 FROM imports") == []


async def test_why_a_row_cannot_be_saved_is_told_in_the_language_of_the_screen(
    server: DemoServer, start: Start
) -> None:
    """Two administrators give a topic the same name at the same time."""
    bosses = [Boss(server.person(name), "ru") for name in ("Boss", "Deputy")]
    admins = ",".join(str(boss.person.id) for boss in bosses)
    looks = []
    async with start(admin_ids=admins):
        for boss, topic in zip(bosses, ("land", "other"), strict=True):
            name = next(row["name_ru"] for row in shipped_rows("topics") if row["code"] == topic)
            await boss.start()
            await opened(boss, boss.text("🏷 Topics"), name, boss.text("In Russian"))
            await boss.chat.send("🐟 Рыба")
            looks.append(await boss.says("Save?"))
        for boss, look in zip(bosses, looks, strict=True):
            await boss.chat.press(look, boss.text("💾 Save"))
        told = await bosses[1].chat.wait(
            lambda _: looks[1].text if "name_ru" in looks[1].text else None
        )
    assert bosses[1].text("This cannot be saved: {reason}") in told
    assert english(told) == []
