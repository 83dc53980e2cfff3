"""Administrators put the directory right in the bot, and residents see it at once."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers import labels
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident


@dataclass
class Boss(Resident):
    """An administrator, in English."""

    async def open(self, code: str = "NKT") -> Message:
        """The screen of an office."""
        before = self.chat.messages[-1]
        await self.chat.send(f"/offices {code}")
        return await self.chat.wait(
            lambda chat: next(
                (m for m in chat.bot_messages if m.id > before.id and f"· {code}" in m.text), None
            )
        )

    async def go(self, screen: Message, button: str, words: str) -> None:
        """Press a button and wait until the same message shows something else."""
        await self.chat.press(screen, button)
        await self.chat.wait(lambda _: words in screen.text)

    async def ask(self, label: str, code: str = "NKT") -> Message:
        """The question for the new value of a field."""
        screen = await self.open(code)
        if label.startswith("Name"):
            await self.go(screen, "🔤 Names", "Which name")
        await self.go(screen, label, "Now:")
        return screen

    async def answered(self, words: str) -> Message:
        """The newest message, once it has these words."""
        return await self.chat.wait(lambda c: c.last if words in c.last.text else None)

    async def alert(self, screen: Message, data: str) -> str:
        """What is said to a press with this data."""
        press = await self.chat.press_raw(screen, data)
        return str((await press.wait_answer())["text"])


@asynccontextmanager
async def running(server: DemoServer, start: Start, **settings: object) -> AsyncIterator[Boss]:
    """The bot runs and an administrator has started it."""
    boss = Boss(server.person("Boss"), "en")
    async with start(admin_ids=str(boss.person.id), default_language="en", **settings):
        await boss.start()
        yield boss


def office(rows: Rows, column: str, code: str = "NKT") -> object:
    """What is stored of an office."""
    return rows(f"SELECT {column} FROM offices WHERE code = ?", code)[0][0]


MON_FRI = "Mo-Fr 09:00-18:00"
FIELDS = (
    # button, column, what is refused, why, what is typed, how it is shown, how it is kept
    ("🏠 Address", "address", "a" * 201, "too long", " 1  Manas\nSt ", "1 Manas St", "1 Manas St"),
    ("📞 Telephone", "phone", "12 34 a", "telephone", "+996 312–5", "+996 312-5", "+996 312-5"),
    (
        "🕘 Hours",
        "hours",
        "Mon 18-9",
        "18:00-09",
        "пн-пт 9-18",
        "Mon–Fri 9:00",
        "Mo-Fr 09:00-18:00",
    ),
    ("👤 Secretary", "secretary", "…", "no letters", "Aida O.", "Aida O.", "Aida O."),
    ("👥 Staff chat", "staff_chat_id", "1234", "a minus", "−1001234", "-1001234", -1001234),
    ("Name in Kyrgyz", "name_ky", "Н" * 31, "31 characters", "Ноокат", "Ноокат", "Ноокат"),
    ("Name in English", "name_en", "Osh City", "OSH has this name", "Nookat", "Nookat", "Nookat"),
)


@pytest.mark.parametrize(
    ("label", "column", "bad", "why", "typed", "shown", "kept"), FIELDS, ids=[f[1] for f in FIELDS]
)
async def test_a_field_is_changed_after_a_last_look(
    server: DemoServer,
    start: Start,
    rows: Rows,
    label: str,
    column: str,
    bad: str,
    why: str,
    typed: str,
    shown: str,
    kept: object,
) -> None:
    async with running(server, start) as boss:
        before = office(rows, column)
        await boss.ask(label)
        await boss.chat.send(bad)
        again = await boss.answered(why)
        assert "Now:" in again.text
        await boss.chat.send_photo(caption="A photo")
        await boss.answered("cannot be used")
        await boss.chat.send(typed)
        look = await boss.answered("Save?")
        assert f"New: {shown}" in look.text
        assert office(rows, column) == before
        await boss.go(look, "💾 Save", "Last change:")
        assert shown in look.text
        assert "Boss" in look.text
        assert office(rows, column) == kept
        # Words are words again.
        await boss.chat.send("Hello")
        await boss.answered("not sent to anybody yet")


async def test_what_is_wrong_is_no_longer_known(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with running(server, start) as boss:
        question = await boss.ask("📞 Telephone")
        assert question.buttons == [["✖️ Cancel"]]
        await boss.chat.send("112233")
        await boss.chat.press(await boss.answered("Save?"), "💾 Save")
        await boss.answered("Telephone: 112233")
        question = await boss.ask("📞 Telephone")
        await boss.go(question, "❔ Not known", "New: not known yet")
        await boss.go(question, "💾 Save", "Telephone: not known yet")
        assert office(rows, "phone") is None
        name = await boss.ask("Name in English")
        assert name.buttons == [["✖️ Cancel"]]
        assert "must be a value" in await boss.alert(name, "df:clear:NKT:name_en:0")
        assert office(rows, "name_en") == "Nookat District"


@pytest.mark.parametrize("way", ["typed", "location", "venue"])
async def test_a_position_is_typed_or_sent(
    server: DemoServer, start: Start, rows: Rows, way: str
) -> None:
    async with running(server, start) as boss:
        await boss.ask("📍 Position")
        for bad, why in (
            ("somewhere", "This is not a position."),
            ("72.618, 40.266", "swapped: latitude comes first. If this is the place, send: 40.26"),
            ("55.75, 37.62", "outside Kyrgyzstan"),
        ):
            await boss.chat.send(bad)
            await boss.answered(why)
        if way == "typed":
            await boss.chat.send("40,27° 72,62°")
        elif way == "location":
            await boss.chat.send_location(40.27, 72.62)
        else:
            await boss.chat.send_venue(40.27, 72.62)
        look = await boss.answered("Save?")
        assert "km from the present position" in look.text
        await boss.go(look, "💾 Save", "Position: 40.27, 72.62")
        assert (office(rows, "latitude"), office(rows, "longitude")) == (40.27, 72.62)


async def test_residents_see_a_change_at_once_and_a_restart_keeps_it(
    server: DemoServer, start: Start
) -> None:
    resident = Resident(server.person("Айгүл"), "en")

    async def seen(words: str) -> None:
        await resident.chat.send("/office")
        await resident.choose_office()
        await resident.chat.wait(lambda c: words in c.last.text)

    async with running(server, start) as boss:
        await resident.start()
        await seen("are not known yet")
        await boss.ask("🏠 Address")
        await boss.chat.send("Bazaar 1")
        await boss.chat.press(await boss.answered("Save?"), "💾 Save")
        await boss.answered("Bazaar 1")
        await seen("Address: Bazaar 1")
    async with start(admin_ids=str(boss.person.id), default_language="en"):
        await seen("Address: Bazaar 1")
        assert "Bazaar 1" in (await boss.open()).text


async def test_the_list_is_paged_and_narrowed_down(server: DemoServer, start: Start) -> None:
    async with running(server, start) as boss:
        await boss.chat.send("/offices")
        listed = await boss.answered("Receptions: 20")
        assert listed.buttons[8:] == [["➡️"], ["🗺 All districts"]]
        await boss.chat.press(listed, "➡️")
        await boss.chat.wait(lambda _: ["✅ Nookat District"] in listed.buttons)
        await boss.go(listed, "✅ Nookat District", "· NKT")
        await boss.go(listed, "⬅️ All receptions", "Receptions: 20")
        await boss.chat.send("/offices ноокат")
        await boss.answered("· NKT")
        await boss.chat.send("/offices city")
        assert len((await boss.answered("Which one?")).buttons) > 1
        await boss.chat.send("/offices Атлантида")
        await boss.answered("No reception has “Атлантида”")


async def test_a_place_is_confirmed_and_taken_back(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with running(server, start) as boss:
        screen = await boss.open("BTK")
        assert "if a public source or the agency says" in screen.text
        await boss.go(screen, "✅ Confirm the place", "✅ Confirmed:")
        assert office(rows, "confirmed", "BTK") == 1
        await boss.go(screen, "❔ Take confirmation back", "Press “Confirm the place”")
        assert office(rows, "confirmed", "BTK") == 0


async def test_commands_work_while_a_field_is_asked_for(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with running(server, start) as boss:
        question = await boss.ask("🏠 Address")
        await boss.chat.send("/privacy")
        await boss.answered("What is kept about you")
        # Who looks at something else is asked no longer.
        await boss.go(question, "✖️ Cancel", "Address: not known yet")
        await boss.ask("🏠 Address")
        await boss.chat.send("Bazaar 1")
        look = await boss.answered("Save?")
        await boss.go(look, "✖️ Cancel", "Address: not known yet")
        assert "earlier change" in await boss.alert(look, f"df:save:NKT:address:{look.id - 1}")
        await boss.ask("🏠 Address")
        await boss.chat.send("/cancel")
        await boss.answered("Nothing was changed.")
        await boss.ask("🏠 Address")
        await boss.tap(labels.FILE)
        await boss.choose_office()
        await boss.choose_topic()
    assert office(rows, "address") is None
    assert rows("SELECT 1 FROM audit") == []


async def test_only_the_newest_look_can_be_saved(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with running(server, start) as boss:
        await boss.ask("🏠 Address")
        looks = []
        for words in ("One", "Two"):
            await boss.chat.send(words)
            looks.append(await boss.answered(f"New: {words}"))
        press = await boss.chat.press(looks[0], "💾 Save")
        assert "earlier change" in (await press.wait_answer())["text"]
        assert office(rows, "address") is None
        await boss.go(looks[1], "💾 Save", "Address: Two")
        await boss.ask("🏠 Address")
        await boss.chat.send("Two")
        await boss.answered("what stands there already")


async def test_a_concern_can_be_answered_while_a_field_is_asked_for(
    server: DemoServer, start: Start
) -> None:
    staff = server.group("Штаб", members=[server.person("Нурлан")])
    async with running(server, start, staff_chat_id=staff.id) as boss:
        number = await boss.file("Story")
        filed = await boss.answered(number)
        await boss.ask("🏠 Address")
        await boss.chat.send("One word more", reply_to=filed)
        await staff.wait_text("One word more")
        await boss.chat.send("Bazaar 1")
        await boss.answered("New: Bazaar 1")


async def test_an_office_that_is_gone_is_no_longer_asked_about(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with running(server, start) as boss:
        await boss.ask("🏠 Address")
        await boss.chat.send("Bazaar 1")
        look = await boss.answered("Save?")
    # As an import leaves it that has no such office.
    with closing(sqlite3.connect(database_path)) as connection, connection:
        connection.execute("UPDATE fsm SET data = replace(data, 'NKT', 'XXX')")
    async with start(admin_ids=str(boss.person.id), default_language="en"):
        about = look.inline_keyboard[0][0]["callback_data"].split(":")[-1]
        assert "no such reception" in await boss.alert(look, f"df:save:XXX:address:{about}")
        await boss.chat.send("Bazaar 2")
        await boss.answered("no such reception")
        await boss.chat.send("Hello")
        await boss.answered("not sent to anybody yet")
