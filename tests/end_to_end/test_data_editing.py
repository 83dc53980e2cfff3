"""Administrators keep topics, numbers, the agency's name, working days and terms in the bot."""

from datetime import date

import pytest

from bot.demo.people import PersonChat
from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers import labels
from handlers.admin.data.presses import digest
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident
from tests.end_to_end.test_directory_editing import Boss, running


async def opened(boss: Boss, *buttons: str) -> Message:
    """The message of `/data` after these buttons."""
    sent = await boss.chat.send("/data")
    screen = await boss.chat.wait(
        lambda c: next((m for m in c.bot_messages if m.id > sent.id and m.buttons), None)
    )
    for button in buttons:
        await pressed(boss.chat, screen, button)
    return screen


async def pressed(chat: PersonChat, screen: Message, button: str) -> None:
    """Presses a button and waits until the same message is another one."""
    before = (screen.text, screen.buttons)
    await chat.press(screen, button)
    await chat.wait(lambda _: (screen.text, screen.buttons) != before)


async def typed(boss: Boss, words: str, answer: str) -> Message:
    """Sends words and waits for a message with others."""
    await boss.chat.send(words)
    return await boss.answered(answer)


async def test_a_topic_is_added_changed_moved_and_removed_and_residents_see_it(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    resident = Resident(server.person("Айгүл"), "en")
    async with running(server, start) as boss:
        await opened(boss, "🏷 Topics", "➕ New")
        await typed(boss, "…", "no letters")
        await typed(boss, "Н" * 31, "31 characters. At most 30 fit.")
        for language in ("Kyrgyz", "Russian", "Latin", "Cyrillic", "English"):
            await boss.answered(language)
            await boss.chat.send(f"🐟 Fish & Co {language}")
        await typed(boss, "yes", "press one of the buttons")
        look = boss.chat.last
        await pressed(boss.chat, look, "Yes")
        assert "Save?" in look.text
        assert "In Russian: 🐟 Fish & Co Russian" in look.text
        assert len(rows("SELECT 1 FROM topics")) == 8
        await boss.go(look, "💾 Save", "Boss")
        new = rows("SELECT * FROM topics ORDER BY position DESC")[0]
        assert (new["code"], new["position"], new["urgent"]) == ("fish_co_english", 9, 1)
        await pressed(boss.chat, look, "In English")
        await typed(boss, "🐟 fish & co ENGLISH", "New: 🐟 fish & co ENGLISH")
        await typed(boss, "✋ discrimination or INSULT", "Another topic has this name already.")
        await typed(boss, "🐟 Fish & Co English", "what stands there already")
        last = await typed(boss, "🐟 Fish", "New: 🐟 Fish")
        await boss.go(last, "💾 Save", "In English: 🐟 Fish")
        press = await boss.chat.press(last, "⬆️ Up")
        assert "number 8 now" in (await press.wait_answer())["text"]
        order = rows("SELECT code, position FROM topics ORDER BY position")
        assert [row["position"] for row in order] == list(range(1, 10))
        assert order[7]["code"] == "fish_co_english"
        await resident.start()
        await resident.tap(labels.FILE)
        await resident.choose_office()
        await resident.chat.wait(lambda c: any("🐟 Fish" in row for row in c.keyboard or []))
        await pressed(boss.chat, last, "🗑 Remove")
        await pressed(boss.chat, last, "⬅️ No, keep it")
        await pressed(boss.chat, last, "🗑 Remove")
        await boss.go(last, "🗑 Yes, remove", "Residents choose one of these topics")
        assert ["🐟 Fish"] not in last.buttons
        # Words are words again.
        await typed(boss, "Hello", "not sent to anybody yet")
    acts = rows("SELECT act, subject, field, new, person_id FROM audit ORDER BY id")
    assert {row["person_id"] for row in acts} == {boss.person.id}
    told = [(row["act"], row["subject"], row["field"]) for row in acts]
    assert told[:2] == [
        ("add", "topics fish_co_english", None),
        ("change", "topics fish_co_english", "name_en"),
    ]
    assert ("change", "topics fish_co_english", "position") in told
    assert told[-1] == ("remove", "topics fish_co_english", None)


async def test_what_is_needed_is_not_removed(server: DemoServer, start: Start, rows: Rows) -> None:
    staff = server.group("Штаб", members=[server.person("Нурлан")])
    async with running(server, start, staff_chat_id=staff.id) as boss:
        await boss.file("Zzwater")
        screen = await opened(boss, "🏷 Topics")
        shown = next(row[0] for row in screen.buttons if row[0].startswith("🌾"))
        await pressed(boss.chat, screen, shown)
        press = await boss.chat.press(screen, "🗑 Remove")
        assert "removed: concerns refer to it" in (await press.wait_answer())["text"]
        [land] = rows("SELECT * FROM topics WHERE code = 'land'")
        sure = f"xr:sure:topics:land:{digest(dict(land))}"
        assert "removed: concerns refer to it" in await boss.alert(screen, sure)
        term = await opened(boss, "⚖️ Terms of the law", "4 May 2007")
        press = await boss.chat.press(term, "🗑 Remove")
        assert "only row" in (await press.wait_answer())["text"]
        agency = await opened(boss, "🏢 Name of the agency")
        [name] = rows("SELECT * FROM agency")
        assert "In English: National Agency" in agency.text
        assert not any("Remove" in text for row in agency.buttons for text in row)
        assert "only row" in await boss.alert(
            agency, f"xr:sure:agency:agency:{digest(dict(name))}"
        )
        assert "exactly one row" in await boss.alert(agency, "xt:add:agency:0")
        assert "not there any longer" in await boss.alert(agency, "xr:show:topics:nothing:")
        assert "not there any longer" in await boss.alert(agency, "xr:up:terms:2007-05-04:")
        assert "not there any longer" in await boss.alert(agency, "xc:topics:land:code")


WRONG = (
    # table, the answers before, what is typed, why it is refused
    ("☎️ Emergency numbers", (), "12 34 a", "not one telephone number"),
    ("☎️ Emergency numbers", (), "112", "row for this already"),
    ("📅 Working days", (), "tomorrow", "not a day"),
    ("📅 Working days", (), "31.02.2027", "no such day"),
    ("📅 Working days", (), "1.1.1990", "between 2000 and 2100"),
    ("📅 Working days", (), "2026-01-08", "row for this already"),
    ("⚖️ Terms of the law", ("1.1.2027",), "0", "not a whole number from 1 to 999"),
    ("⚖️ Terms of the law", ("1.1.2027", "1"), "1000", "not a whole number from 1 to 999"),
    ("⚖️ Terms of the law", ("1.1.2027", "1", "10"), "a" * 201, "201 characters"),
)


async def test_wrong_words_are_explained_and_change_nothing(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with running(server, start) as boss:
        for table, before, words, why in WRONG:
            await opened(boss, table, "➕ New")
            for answer in before:
                await typed(boss, answer, answer if answer.isdigit() else "January")
            question = await typed(boss, words, why)
            assert question.buttons == [["✖️ Cancel"]]
        await boss.chat.send_photo(caption="A photo")
        await boss.answered("cannot be used")
        await boss.go(boss.chat.last, "✖️ Cancel", "How many working days")
        await opened(boss, "📅 Working days", "➕ New")
        await boss.chat.send("/cancel")
        await boss.answered("Nothing was changed.")
        await typed(boss, "Hello", "not sent to anybody yet")
    assert rows("SELECT 1 FROM audit") == []


async def test_terms_and_days_hold_for_what_is_open_and_what_is_filed_from_then_on(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    staff = server.group("Штаб", members=[server.person("Нурлан")])
    async with running(server, start, staff_chat_id=staff.id) as boss:
        resident = Resident(server.person("Айгүл", language_code="en"), "en")
        await resident.start()
        await resident.file("One")
        before = rows("SELECT due_on FROM tickets WHERE number IS NOT NULL")[0]["due_on"]
        await opened(boss, "⚖️ Terms of the law", "➕ New")
        for words, answer in (("1.3.2026", "register"), ("2", "answered?"), ("3", "decree")):
            await typed(boss, words, answer)
        look = await typed(boss, "Law No. 1", "Save?")
        assert "get another day by which they are to be answered" in look.text
        await boss.chat.press(look, "💾 Save")
        await boss.chat.wait(lambda _: "🗑 Remove" in str(look.buttons))
        await resident.file("Two")
        due = [row["due_on"] for row in rows("SELECT due_on FROM tickets ORDER BY id")]
        assert due[0] == due[1]
        assert date.fromisoformat(due[1]) < date.fromisoformat(before)
        await opened(boss, "📅 Working days", "➕ New")
        await typed(boss, due[1], "Do the receptions work")
        await pressed(boss.chat, boss.chat.last, "No")
        look = await typed(boss, "Decree 7", "Save?")
        await boss.chat.press(look, "💾 Save")
        await boss.chat.wait(lambda _: "🗑 Remove" in str(look.buttons))
        await resident.file("Three")
        due_now = [row["due_on"] for row in rows("SELECT due_on FROM tickets ORDER BY id")]
        assert len(set(due_now)) == 1
        assert due_now[0] > due[0]


@pytest.mark.parametrize("way", ["change", "remove"])
async def test_nothing_is_written_over_what_another_changed(
    server: DemoServer, start: Start, rows: Rows, way: str
) -> None:
    deputy = Boss(server.person("Deputy"), "en")
    boss = Boss(server.person("Boss"), "en")
    admins = f"{boss.person.id},{deputy.person.id}"
    async with start(admin_ids=admins, default_language="en"):
        for one in (boss, deputy):
            await one.start()
        screen = await opened(boss, "☎️ Emergency numbers", "102 · Police")
        if way == "change":
            await pressed(boss.chat, screen, "In English")
            screen = await typed(boss, "Militia", "Save?")
        else:
            await pressed(boss.chat, screen, "🗑 Remove")
        theirs = await opened(deputy, "☎️ Emergency numbers", "102 · Police", "In English")
        theirs = await typed(deputy, "The police", "Save?")
        await deputy.go(theirs, "💾 Save", "In English: The police")
        mine = "💾 Save" if way == "change" else "🗑 Yes, remove"
        await boss.go(screen, mine, "changed this meanwhile")
        assert rows("SELECT name_en FROM emergency WHERE number = '102'")[0][0] == "The police"
        assert "earlier change" in await boss.alert(screen, "xs:save:::7")
        assert "earlier change" in await boss.alert(screen, "xs:choose:urgent:1:0")


async def test_the_menu_leads_everywhere_and_the_question_follows_the_language(
    server: DemoServer, start: Start
) -> None:
    async with running(server, start) as boss:
        screen = await opened(boss)
        await boss.go(screen, "🏛 Receptions, districts", "Receptions: 20")
        screen = await opened(boss, "📄 Ready answers")
        assert "ready answers" in screen.text
        await opened(boss, "🏷 Topics", "➕ New")
        await boss.chat.send("/language")
        await boss.chat.wait(lambda c: ["English"] in c.last.buttons)
        await boss.chat.press(None, "English")
        await boss.answered("Send the name in Kyrgyz")
        await boss.chat.press(None, "✖️ Cancel")
        await boss.answered("Residents choose one of these topics")
        await boss.person.start("data")
        await boss.answered("The data of the bot")


async def test_a_group_that_loses_a_reception_in_the_bot_is_told(
    server: DemoServer, start: Start
) -> None:
    shared = server.group("Shared", members=[server.person("Асан")])
    own = server.group("Nookat", members=[server.person("Нурлан")])
    async with running(server, start, staff_chat_id=shared.id) as boss:
        await boss.ask("👥 Staff chat")
        await boss.chat.send(str(own.id))
        await boss.go(await boss.answered("Save?"), "💾 Save", f"Staff chat: {own.id}")
        number = await boss.file("Zzwater")
        await own.wait_text(number)
        question = await boss.ask("👥 Staff chat")
        await boss.go(question, "👥 The common staff chat", "Save?")
        await boss.go(question, "💾 Save", "Staff chat: the common staff chat")
        await own.wait_text("Nookat District go to another group from now on")
