"""A resident's ways to an office: by the name of a place, and by position."""

import pytest

from bot.demo.server import DemoServer
from bot.reception.geography import OUTLINE
from handlers import labels
from tests.conftest import Rows, Start
from tests.end_to_end.acting import DIRECTORY, arrived, ever_sent

UZGEN = (40.7699, 73.3007)
NOOKAT = (40.266, 72.6183)
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
        for words in ("x" * 4000, "😀" * 40, "<b>&amp;[x](y)</b>", "They beat my son"):
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
        assert "Узген" not in ever_sent(server, staff.id)


async def test_a_position_suggests_three_offices_with_their_distance(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with arrived(server, start) as resident:
        chat = resident.chat
        await resident.tap(labels.OFFICE)
        share = resident.text(labels.SHARE_POSITION)
        await chat.wait(lambda c: [share] in (c.keyboard or []))
        await chat.tap(share, location=NOOKAT)
        once = await chat.wait_text("The nearest known place is")
        assert [len(row) for row in once.buttons] == [1, 1, 1]
        assert once.buttons[0][0].startswith(f"🏛 {name('NKT')}, ")
        distances = [int(row[0].rpartition(", ")[2].removesuffix(" km")) for row in once.buttons]
        assert distances == sorted(distances)
        assert distances[0] >= 1
        live = await chat.send_location(*UZGEN, live_period=900)
        second = await chat.wait(lambda c: c.last if name("UZG") in c.last.text else None)
        await chat.move(live, *NOOKAT)
        await chat.send_venue(*NOOKAT)
        third = await chat.wait(lambda c: c.last if c.last.id > second.id else None)
        assert third.text == once.text
        await chat.press(third, third.buttons[1][0])
        other = next(o for o in DIRECTORY.offices if o.name.get("en") in third.buttons[1][0])
        card = await resident.card_of(other.code)
        assert f"about {distances[1]} km in a straight line" in card.text
    assert not rows("SELECT 1 FROM entries")


@pytest.mark.parametrize("abroad", [(41.31, 69.24), (0.0, 0.0), (90.0, 180.0), (-90.0, -180.0)])
async def test_a_position_outside_the_country(
    server: DemoServer, start: Start, abroad: tuple[float, float]
) -> None:
    async with arrived(server, start) as resident:
        await resident.tap(labels.FILE)
        await resident.chat.wait_text(STEP_1)
        await resident.chat.send_location(*abroad)
        shown = await resident.chat.wait_text("outside Kyrgyzstan")
        assert STEP_1 in shown.text
        await resident.choose_office()
        await resident.chat.wait_text(STEP_2)


async def test_on_the_border_is_inside(server: DemoServer, start: Start) -> None:
    async with arrived(server, start) as resident:
        await resident.tap(labels.OFFICE)
        await resident.chat.wait_text("Which reception are you looking for?")
        for place in OUTLINE[::9]:
            before = resident.chat.messages[-1]
            await resident.chat.send_location(*place)
            assert "nearest known place" in (await resident.chat.wait_new(before)).text


async def test_another_of_the_suggested_offices_takes_the_concern(
    server: DemoServer, start: Start
) -> None:
    async with arrived(server, start) as resident:
        await resident.tap(labels.FILE)
        await resident.chat.wait_text(STEP_1)
        await resident.chat.send_location(*NOOKAT)
        suggested = await resident.chat.wait_text("If another reception suits you better")
        assert name("NKT") not in str(suggested.buttons)
        await resident.last_says(f"Reception: {name('NKT')}")
        first, second = (
            next(o for o in DIRECTORY.offices if o.name.get("en") in row[0])
            for row in suggested.buttons
        )
        await resident.chat.press(suggested, suggested.buttons[0][0])
        await resident.last_says(f"Reception: {name(first.code)}")
        await resident.choose_topic()
        await resident.chat.send("Story")
        await resident.tap(labels.DONE)
        await resident.chat.wait_text("Step 4 of 4")
        # Even at the last step; and what was told is still there.
        await resident.chat.press(suggested, suggested.buttons[1][0])
        await resident.last_says("1 message is kept so far")
        assert (await resident.send()).startswith(second.code)


async def test_a_position_pressed_twice_is_no_part_of_the_story(
    server: DemoServer, start: Start
) -> None:
    staff = server.group("Staff", members=[server.person("Нурлан")])
    async with arrived(server, start, staff_chat_id=staff.id) as resident:
        await resident.tap(labels.FILE)
        await resident.chat.wait_text(STEP_1)
        for _ in range(2):
            await resident.chat.send_location(*NOOKAT)
        await resident.chat.wait(
            lambda chat: sum("The nearest known place" in text for text in chat.texts) == 2
        )
        await resident.choose_topic()
        await resident.chat.send("Story")
        await staff.wait_text(await resident.send())
    assert "sendLocation" not in ever_sent(server, staff.id)
