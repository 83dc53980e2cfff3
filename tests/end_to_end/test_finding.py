"""A resident's way to an office by the name of a place."""

import asyncio
import threading
from typing import Any

import pytest

from bot import application
from bot.demo.server import DemoServer
from bot.reception.gazetteer import Gazetteer
from handlers import labels
from storage import places
from tests.conftest import Rows, Start
from tests.end_to_end.acting import DIRECTORY, arrived, ever_sent

UZGEN = (40.7699, 73.3007)
STEP_1 = "Step 1 of 4"
STEP_2 = "Step 2 of 4"
STEP_3 = "Step 3 of 4"
AK_SUU = "Ак-Суу"
"""Several villages, and a district."""


def name(code: str, language: str = "en") -> str:
    return DIRECTORY.office(code).name.get(language)


@pytest.mark.parametrize(
    ("language", "typed"),
    [("ky", "Өзгөн"), ("ru", "Узген"), ("uz", "Oʻzgan"), ("uz_Cyrl", "Ўзган"), ("en", "uzgen")],
)
async def test_a_name_leads_to_the_card(
    server: DemoServer, start: Start, rows: Rows, language: str, typed: str
) -> None:
    async with arrived(server, start, language) as resident:
        await resident.chat.send(f"/office {typed}")
        card = await resident.card_of("UZG")
        await resident.tap(labels.OFFICE)
        await resident.tap(labels.CANCEL)
        await resident.tap(labels.OFFICE)
        await resident.chat.send(typed)
        await resident.chat.wait(lambda chat: chat.last.text == card.text and chat.last != card)
        pin = next(m for m in resident.chat.bot_messages if m.venue)
        assert pin.venue["location"] == {"latitude": UZGEN[0], "longitude": UZGEN[1]}
        # The search is over: the main menu is back.
        assert resident.chat.keyboard and [resident.text(labels.FILE)] in resident.chat.keyboard
    assert not rows("SELECT 1 FROM entries")


async def test_places_of_one_name_are_listed_with_their_district(
    server: DemoServer, start: Start
) -> None:
    async with arrived(server, start, "ru") as resident:
        typed = await resident.chat.send(f"/office {AK_SUU}")
        asked = await resident.says("Which of these places do you mean?")
        assert asked.reply_to == typed
        texts = [row[0] for row in asked.buttons]
        villages = [text for text in texts if text.startswith(f"{AK_SUU} · ")]
        assert len(villages) > 1
        assert len(set(villages)) == len(villages)
        assert texts[-1] == resident.text("None of these")
        district = villages[0].partition(" · ")[2]
        await resident.chat.press(asked, villages[0])
        found = next(d for d in DIRECTORY.districts if d.name.get("ru") == district)
        card = await resident.card_of(found.office)
        assert f"📍 {AK_SUU}, {district}" in card.text
        # An old question still leads somewhere, also for whoever is in the midst of a search.
        await resident.tap(labels.OFFICE)
        await resident.chat.press(asked, resident.text("None of these"))
        await resident.last_says(
            resident.text("Try another spelling, or choose with the buttons below.")
        )


@pytest.mark.parametrize("step", [STEP_2, STEP_3])
async def test_a_place_pressed_at_a_later_step_changes_the_office_and_takes_no_words(
    server: DemoServer, start: Start, step: str
) -> None:
    staff = server.group("Staff", members=[server.person("Нурлан")])
    async with arrived(server, start, staff_chat_id=staff.id) as resident:
        await resident.tap(labels.FILE)
        await resident.chat.send(AK_SUU)
        asked = await resident.chat.wait_text("Which of these places")
        await resident.choose_office()
        if step == STEP_3:
            await resident.choose_topic()
        await resident.last_says(step)
        await resident.chat.press(asked, "Ak-Suu District")
        if step == STEP_3:
            await resident.last_says("1 message is kept so far")
        else:
            await resident.last_says(f"Reception: {name('KRK')}")
            await resident.choose_topic()
        number = await resident.send()
        assert number.startswith("KRK")
        assert AK_SUU in (await staff.wait_text(number)).text


async def test_a_place_pressed_while_an_office_is_looked_up_takes_no_words(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with arrived(server, start) as resident:
        await resident.tap(labels.FILE)
        await resident.chat.send(AK_SUU)
        asked = await resident.chat.wait_text("Which of these places")
        await resident.chat.send("/office")
        await resident.chat.wait_text("Which reception are you looking for?")
        await resident.chat.press(asked, "Ak-Suu District")
        await resident.card_of("KRK")
    assert len(rows("SELECT 1 FROM entries")) == 1


async def test_the_places_are_made_ready_after_the_start_and_nobody_waits_for_them(
    server: DemoServer, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[bool] = []
    may_go_on = threading.Event()

    def build(*args: Any) -> Gazetteer:
        aside = threading.current_thread() is not threading.main_thread()
        built.append(aside)
        if aside:
            loop.call_soon_threadsafe(waiting.set)
            may_go_on.wait()
        return Gazetteer(*args)

    loop, waiting = asyncio.get_running_loop(), asyncio.Event()
    monkeypatch.setattr(places, "Gazetteer", build)
    monkeypatch.setattr(application, "WARM_UP_AFTER", 0.0)
    places.gazetteer.cache_clear()
    try:
        async with arrived(server, start) as resident:
            async with asyncio.timeout(5):
                await waiting.wait()
            await resident.chat.send("/office Uzgen")
            await resident.card_of("UZG")
            assert built == [True, False]
    finally:
        may_go_on.set()


async def test_a_forged_place_is_nothing(server: DemoServer, start: Start, rows: Rows) -> None:
    async with arrived(server, start) as resident:
        await resident.chat.send(f"/office {AK_SUU}")
        asked = await resident.chat.wait_text("Which of these places")
        for data in ("pl:99999999999999", "o:XXX", "oa:XXX", "on:XXX:5", "on:UZG:5000"):
            press = await resident.chat.press_raw(asked, data)
            await press.wait_answer()
        assert "went wrong" not in str(resident.chat.texts)
    assert not rows("SELECT 1 FROM inbox WHERE state = 'failed'")


async def test_what_is_no_place_is_said_and_not_kept(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with arrived(server, start) as resident:
        for words in ("x" * 80, "😀" * 40, "<b>&amp;[x](y)</b>", "They beat my son"):
            for command in ("/office ", ""):
                before = resident.chat.messages[-1]
                await resident.chat.send(f"{command}{words}")
                told = await resident.chat.wait_new(before)
                assert told.text.startswith("No place with this name was found")
    assert not rows("SELECT 1 FROM entries")


@pytest.mark.parametrize(
    ("typed", "lists"),
    [
        ("Чуйская область", "Moskva District"),
        ("Бишкек", "Sverdlov District"),
        ("Osh City", None),
    ],
)
async def test_a_region_leads_to_its_districts(
    server: DemoServer, start: Start, typed: str, lists: str | None
) -> None:
    async with arrived(server, start) as resident:
        await resident.chat.send(f"/office {typed}")
        if lists is None:
            await resident.card_of("OSH")
            return
        await resident.tap_shown(lists)
        district = next(d for d in DIRECTORY.districts if d.name.get("en") == lists)
        await resident.card_of(district.office)


@pytest.mark.parametrize("story", ["😀" * 2048, "<b>&{name}</b> [x](y)", "No water!\n\nAgain."])
async def test_a_story_told_at_the_first_step_is_kept(
    server: DemoServer, start: Start, story: str
) -> None:
    staff = server.group("Staff", members=[server.person("Нурлан")])
    async with arrived(server, start, staff_chat_id=staff.id) as resident:
        await resident.tap(labels.FILE)
        await resident.chat.send(story)
        await resident.chat.wait_text("This is kept as part of your concern.")
        await resident.choose_office()
        await resident.choose_topic()
        await resident.send()
        await staff.wait(lambda chat: any(story in text for text in chat.texts))


@pytest.mark.parametrize("ending", ["none", "none twice", "ignored", "chosen"])
async def test_words_near_a_places_name_are_story_unless_the_place_is_chosen(
    server: DemoServer, start: Start, rows: Rows, ending: str
) -> None:
    staff = server.group("Staff", members=[server.person("Нурлан")])
    async with arrived(server, start, staff_chat_id=staff.id) as resident:
        await resident.tap(labels.FILE)
        await resident.chat.send(AK_SUU)
        asked = await resident.chat.wait_text("Which of these places")
        if ending == "chosen":
            await resident.chat.press(asked, "Ak-Suu District")
        else:
            for _ in range(["ignored", "none", "none twice"].index(ending)):
                press = await resident.chat.press(asked, "None of these")
                await press.wait_answer()
                await resident.last_says("This is kept as part of your concern.")
            await resident.choose_office()
        await resident.choose_topic()
        await resident.chat.send("Story")
        number = await resident.send()
        card = await staff.wait_text(number)
        assert card.text.count(AK_SUU) == (0 if ending == "chosen" else 1)
        # Pressed after all is done: what was sent stays as it is.
        late = await resident.chat.press(asked, "Ak-Suu District")
        await late.wait_answer()
        await resident.card_of("KRK")
    assert len(rows("SELECT 1 FROM entries")) == (1 if ending == "chosen" else 2)


async def test_none_of_these_pressed_late_leads_nowhere_else(
    server: DemoServer, start: Start
) -> None:
    async with arrived(server, start) as resident:
        await resident.tap(labels.FILE)
        await resident.chat.send(AK_SUU)
        asked = await resident.chat.wait_text("Which of these places")
        await resident.choose_office()
        await resident.choose_topic()
        await resident.chat.press(asked, "None of these")
        shown = await resident.last_says("This is kept as part of your concern.")
        assert STEP_3 in shown.text


async def test_a_name_while_an_office_awaits_an_answer(server: DemoServer, start: Start) -> None:
    secretary = server.person("Нурлан")
    staff = server.group("Staff", members=[secretary])
    async with arrived(server, start, staff_chat_id=staff.id) as resident:
        number = await resident.file("Story")
        room = secretary.in_(staff)
        card = await room.wait_text(number)
        await room.send("Which ditch?", reply_to=card)
        await resident.chat.wait_text("Which ditch?")
        await room.wait(lambda _: "answered" in card.text)
        await resident.tap(labels.OFFICE)
        await resident.chat.send("Узген")
        await resident.card_of("UZG")
        await resident.tap(labels.OFFICE)
        # Near the name of several places, but an office waits for words.
        await resident.chat.send(AK_SUU)
        await room.wait_text(AK_SUU)
        # The search is over: its keyboard must not stay.
        await resident.chat.wait(lambda c: any(labels.FILE in row for row in c.keyboard or []))
        assert "Узген" not in ever_sent(server, staff.id)


async def test_whoever_tells_a_story_to_the_search_is_asked_what_it_is_for(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with arrived(server, start) as resident:
        await resident.tap(labels.OFFICE)
        await resident.chat.wait_text("Which reception are you looking for?")
        await resident.chat.send("They beat him")
        told = await resident.chat.wait_text("No place with this name was found.")
        assert "/concern" in told.text
        assert not rows("SELECT 1 FROM entries")
        await resident.chat.send("Our neighbours closed the ditch and beat my son. " * 3)
        await resident.last_says("Your message is kept, but not sent to anybody yet.")
        await resident.tap(labels.NEW)
        await resident.last_says(STEP_1)
    [kept] = rows("SELECT content FROM entries")
    assert "beat my son" in kept["content"]
