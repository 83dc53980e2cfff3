"""The list of districts, an office's card, and the link that opens it."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.demo.server import DemoServer
from handlers import labels
from locales.languages import LANGUAGES
from tests.conftest import Rows, Start
from tests.end_to_end.acting import DIRECTORY, Resident, arrived, set_office
from tests.end_to_end.test_exchange import filed

JALAL_ABAD = [
    d.name
    for d in DIRECTORY.districts
    if DIRECTORY.region(d.region).name.get("en") == "Jalal-Abad Region"
]
"""More than one page of them."""
FIRST, LAST = JALAL_ABAD[0], JALAL_ABAD[-1]


async def shows(resident: Resident, label: str) -> list[str]:
    """Waits for a button of the reply keyboard; returns all buttons."""
    rows = await resident.chat.wait(
        lambda chat: chat.keyboard if any(label in row for row in chat.keyboard or []) else None
    )
    return [button for row in rows for button in row]


async def test_turning_pages_of_the_districts(server: DemoServer, start: Start) -> None:
    async with arrived(server, start) as resident:
        await resident.tap(labels.OFFICE)
        await resident.tap_shown("Jalal-Abad Region")
        shown = await shows(resident, FIRST.get("en"))
        assert labels.PREVIOUS not in shown
        assert LAST.get("en") not in shown
        # A slow phone: the button is still there, and is pressed again and again.
        for _ in range(3):
            await resident.chat.send(labels.NEXT)
        shown = await shows(resident, LAST.get("en"))
        assert labels.NEXT not in shown
        await resident.chat.send(labels.PREVIOUS)
        await shows(resident, FIRST.get("en"))
        for _ in range(3):
            await resident.chat.send(labels.PREVIOUS)
        await resident.chat.send(labels.NEXT)
        await shows(resident, LAST.get("en"))
        # A district of the other page, and of a keyboard that is gone.
        await resident.chat.send(FIRST.get("en"))
        await resident.card_of("ABK")


async def test_back_leads_to_the_regions_and_cancel_to_the_menu(
    server: DemoServer, start: Start
) -> None:
    async with arrived(server, start) as resident:
        await resident.tap(labels.OFFICE)
        await resident.tap_shown("Jalal-Abad Region")
        await resident.tap(labels.NEXT)
        await resident.tap(labels.BACK)
        await resident.tap_shown("Jalal-Abad Region")
        # The list begins at its beginning.
        await shows(resident, FIRST.get("en"))
        await resident.tap(labels.CANCEL)
        await resident.last_says("This is the main menu.")
        # Pressed late, it is no word to anybody.
        before = resident.chat.messages[-1]
        await resident.chat.send(labels.NEXT)
        assert "Welcome!" in (await resident.chat.wait_new(before)).text


async def test_the_list_stays_on_its_page_when_the_language_changes(
    server: DemoServer, start: Start
) -> None:
    async with arrived(server, start) as resident:
        await resident.tap(labels.OFFICE)
        await resident.tap_shown("Jalal-Abad Region")
        await resident.tap(labels.NEXT)
        await shows(resident, LAST.get("en"))
        await resident.chat.send("/language")
        await resident.chat.press(await resident.chat.wait_text("Choose your"), LANGUAGES["ru"])
        russian = Resident(resident.person, "ru")
        await shows(russian, LAST.get("ru"))
        # The old keyboard may still be on the screen.
        await resident.chat.send(labels.PREVIOUS)
        await shows(russian, FIRST.get("ru"))
        await resident.chat.send(FIRST.get("uz"))
        await russian.card_of("ABK")


@pytest.mark.parametrize("pressed", ["Nookat District", "Osh Region"])
async def test_a_place_pressed_after_the_search_is_over(
    server: DemoServer, start: Start, rows: Rows, pressed: str
) -> None:
    async with arrived(server, start) as resident:
        await resident.tap(labels.OFFICE)
        await resident.tap_shown("Osh Region")
        await resident.tap_shown("Nookat District")
        first = await resident.card_of("NKT")
        await resident.chat.send(pressed)
        if pressed == "Osh Region":
            await resident.tap_shown("Nookat District")
        await resident.chat.wait(lambda chat: chat.last.text == first.text and chat.last != first)
    assert not rows("SELECT 1 FROM entries")


async def test_a_place_as_the_answer_to_an_office(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        await scene.room.send("In which district?", reply_to=scene.card)
        await scene.resident.chat.wait_text("In which district?")
        await scene.room.wait(lambda _: "answered" in scene.card.text)
        await scene.resident.chat.send("Nookat District")
        copy = await scene.room.wait_text("from the resident\n\nNookat District")
        assert copy.reply_to == scene.card


async def test_what_is_unknown_reads_as_unknown(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with arrived(server, start) as resident:
        await resident.chat.send("/office Uzgen")
        card = await resident.card_of("UZG")
        assert "Its address, telephone, hours and responsible secretary are not known" in card.text
        assert "Please confirm the place before you travel." in card.text
        assert "It is not confirmed yet" in card.text
        assert card.buttons == [["📝 File a concern here"], ["⚠️ My concern is about it"]]
        await resident.chat.send("/office Nookat")
        assert "It is not confirmed yet" not in (await resident.card_of("NKT")).text
    set_office(database_path, "UZG", phone="+996 3233 20000", confirmed=1)
    async with start(default_language="en"):
        await resident.chat.send("/office Uzgen")
        card = await resident.chat.wait_text("Telephone: +996 3233 20000")
        assert "Address: not known yet" in card.text
        assert "Hours: not known yet" in card.text
        assert "Responsible secretary: not known yet" in card.text
        assert "Please confirm the place before you travel." in card.text
        assert "It is not confirmed yet" not in card.text


@pytest.mark.parametrize(
    ("local", "words"),
    [
        ("2026-11-25 08:59", "Closed now. Opens today at 9:00"),
        ("2026-11-25 09:00", "Open now, until 12:00"),
        ("2026-11-25 12:30", "Closed now. Opens today at 13:00"),
        ("2026-11-25 23:30", "Closed now. Opens tomorrow at 9:00"),
        ("2026-11-28 10:00", "Closed now. Opens on Monday at 9:00"),
    ],
)
async def test_a_card_says_whether_the_office_is_open_in_its_own_time(
    server: DemoServer, start: Start, database_path: Path, local: str, words: str
) -> None:
    async with start():
        pass
    set_office(
        database_path,
        "NKT",
        address="<1 & 2> Lenin Street",
        hours="Mo-Fr 09:00-12:00,13:00-18:00",
        secretary="A. {Asanova}",
    )
    now = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Asia/Bishkek")).timestamp()
    async with arrived(server, start, now=lambda: now) as resident:
        await resident.chat.send("/office Nookat")
        card = await resident.card_of("NKT")
        assert f"\n{words}\n" in card.text
        assert "Hours: Mon–Fri 9:00–12:00, 13:00–18:00" in card.text
        assert "Address: <1 & 2> Lenin Street" in card.text
        assert "Responsible secretary: A. {Asanova}" in card.text
        assert "confirm the place before" not in card.text
        pin = next(m for m in resident.chat.bot_messages if m.venue)
        assert pin.venue["address"] == "<1 & 2> Lenin Street"


async def test_a_link_asks_a_newcomer_for_the_language_first(
    server: DemoServer, start: Start
) -> None:
    resident = Resident(server.person("Айгүл", language_code="ru"), "ru")
    async with start():
        await resident.person.start("office_NKT")
        asked = await resident.chat.wait_text("Choose your language")
        assert not any(m.venue for m in resident.chat.bot_messages)
        # The link is remembered whatever comes between.
        await resident.chat.send("/start")
        await resident.chat.wait_new(asked)
        await resident.chat.press(asked, LANGUAGES["ru"])
        card = await resident.card_of("NKT")
        await resident.chat.press(card, resident.text("📝 File a concern here"))
        await resident.choose_topic()
        await resident.chat.send("Story")
        assert (await resident.send()).startswith("NKT-")


async def test_first_words_beside_a_link_are_asked_about_after_its_card(
    server: DemoServer, start: Start
) -> None:
    resident = Resident(server.person("Айгүл", language_code="en"), "en")
    async with start(default_language="en"):
        await resident.person.start("office_NKT")
        asked = await resident.chat.wait_text("Choose your language")
        await resident.chat.send("My neighbour took my land")
        await resident.chat.wait_new(asked)
        await resident.chat.press(asked, LANGUAGES["en"])
        card = await resident.card_of("NKT")
        question = await resident.last_says("Your message is kept, but not sent to anybody yet.")
        assert question.id > card.id
        await resident.tap(labels.NEW)
        await resident.choose_office()
        await resident.choose_topic()
        assert (await resident.send()).startswith("NKT-")


@pytest.mark.parametrize("payload", ["office_XXX", "office_", "nonsense", "office_NKT_1", "MON"])
async def test_an_unknown_link_leads_to_the_menu(
    server: DemoServer, start: Start, payload: str
) -> None:
    newcomer = Resident(server.person("Бек", language_code="en"), "en")
    async with arrived(server, start) as resident:
        before = resident.chat.messages[-1]
        await resident.person.start(payload)
        assert "Welcome!" in (await resident.chat.wait_new(before)).text
        await newcomer.person.start(payload)
        asked = await newcomer.chat.wait_text("Choose your language")
        await newcomer.chat.press(asked, LANGUAGES["en"])
        await newcomer.chat.wait_text("Welcome!")
        assert not any(m.venue for m in newcomer.chat.bot_messages)


async def test_a_link_in_the_midst_of_a_concern_loses_nothing(
    server: DemoServer, start: Start
) -> None:
    staff = server.group("Staff", members=[server.person("Нурлан")])
    async with arrived(server, start, staff_chat_id=staff.id) as resident:
        await resident.begin()
        await resident.chat.send("Before the link")
        await resident.chat.wait_text("Kept.")
        await resident.person.start("office_uzg")
        await resident.card_of("UZG")
        await resident.last_says("Step 3 of 4")
        await resident.chat.send("After the link")
        number = await resident.send()
        assert number.startswith("NKT-")
        card = await staff.wait_text(number)
        assert "Before the link" in card.text
        assert "After the link" in card.text


async def test_filing_here_takes_the_begun_concern_along(server: DemoServer, start: Start) -> None:
    async with arrived(server, start) as resident:
        await resident.begin()
        await resident.chat.send("Told already")
        await resident.chat.wait_text("Kept.")
        await resident.person.start("office_UZG")
        card = await resident.card_of("UZG")
        await resident.chat.press(card, "📝 File a concern here")
        shown = await resident.last_says("You have begun a concern and not sent it.")
        assert "1 message is kept so far" in shown.text
        assert (await resident.send()).startswith("UZG-")


async def test_an_old_suggestion_does_not_hide_the_question_one_is_at(
    server: DemoServer, start: Start
) -> None:
    async with filed(server, start) as scene:
        chat = scene.resident.chat
        await scene.resident.tap(labels.OFFICE)
        await chat.wait_text("Which reception are you looking for?")
        await chat.send_location(40.7699, 73.3007)
        suggested = await chat.wait_text("The nearest known place")
        await scene.resident.tap(labels.CANCEL)
        await scene.resident.tap(labels.MINE)
        await chat.press(await chat.wait_text("Your concerns"), f"{scene.number} · 🆕 registered")
        await chat.wait(lambda c: any("➕ Add to it" in row for row in c.last.buttons))
        await chat.press(None, "➕ Add to it")
        await chat.wait_text("Write what you want to add")
        await chat.press(suggested, suggested.buttons[0][0])
        await scene.resident.card_of("UZG")
        await scene.resident.last_says("Write what you want to add")
        await scene.resident.tap(labels.DONE)
