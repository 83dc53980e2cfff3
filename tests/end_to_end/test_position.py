"""A resident's way to an office by a position, which suggests and never decides."""

import pytest

from bot.demo.server import DemoServer
from bot.reception.geography import OUTLINE
from handlers import labels
from tests.conftest import Rows, Start
from tests.end_to_end.acting import DIRECTORY, arrived, ever_sent
from tests.end_to_end.test_finding import STEP_1, STEP_2, STEP_3, name

UZGEN = (40.7699, 73.3007)
NOOKAT = (40.266, 72.6183)
NARYN = (41.43, 75.99)
"""Its region has no office."""


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


async def test_a_position_says_that_the_reception_of_a_district_is_a_suggestion(
    server: DemoServer, start: Start
) -> None:
    async with arrived(server, start) as resident:
        await resident.tap(labels.OFFICE)
        await resident.chat.wait_text("Which reception are you looking for?")
        await resident.chat.send_location(*NARYN)
        suggested = await resident.chat.wait_text("The nearest known place is")
        assert "This is a suggestion that is not confirmed yet." in suggested.text
        # A district with an office of its own has nothing to confirm.
        await resident.chat.send_location(*NOOKAT)
        suggested = await resident.chat.wait_text(f"Its reception is {name('NKT')}")
        assert "not confirmed" not in suggested.text


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


async def test_a_position_confirmed_by_choosing_a_topic_is_said_to_be(
    server: DemoServer, start: Start
) -> None:
    async with arrived(server, start) as resident:
        await resident.tap(labels.FILE)
        await resident.chat.wait_text(STEP_1)
        await resident.chat.send_location(*NOOKAT)
        suggested = await resident.chat.wait_text("If this is right, choose the topic below.")
        assert len(suggested.buttons) == 2
        await resident.choose_topic()
        # The topic stays chosen: there is none to choose below.
        await resident.tap(labels.BACK)
        await resident.tap(labels.OTHER_OFFICE)
        await resident.last_says(STEP_1)
        await resident.chat.send_location(*UZGEN)
        suggested = await resident.chat.wait_text(f"Its reception is {name('UZG')}")
        assert "choose the topic" not in suggested.text
        assert "If another reception suits you better" in suggested.text
        await resident.last_says(STEP_3)


@pytest.mark.parametrize("pressed", [True, False])
async def test_a_position_at_the_topic_is_told_and_does_not_replace_a_chosen_office(
    server: DemoServer, start: Start, *, pressed: bool
) -> None:
    staff = server.group("Staff", members=[server.person("Нурлан")])
    async with arrived(server, start, staff_chat_id=staff.id) as resident:
        await resident.tap(labels.FILE)
        # A position suggested another one before; the list was the last word.
        await resident.chat.wait_text(STEP_1)
        await resident.chat.send_location(*UZGEN)
        await resident.last_says(f"Reception: {name('UZG')}")
        await resident.tap(labels.OTHER_OFFICE)
        await resident.choose_office()
        shown = await resident.last_says(f"Reception: {name('NKT')}")
        await resident.chat.send_location(*UZGEN)
        await resident.chat.wait_text("This is kept as part of your concern.")
        again = await resident.chat.wait_new(shown)
        assert again.text.startswith("📍 The nearest known place is")
        assert [len(row) for row in again.buttons] == [1, 1, 1]
        assert again.buttons[0][0].startswith(f"🏛 {name('UZG')}, ")
        await resident.last_says(f"Reception: {name('NKT')}")
        if pressed:
            await resident.chat.press(again, again.buttons[0][0])
            await resident.last_says(f"Reception: {name('UZG')}")
        await resident.choose_topic()
        number = await resident.send()
        assert number.startswith("UZG" if pressed else "NKT")
        await staff.wait_text(number)
        await staff.wait(lambda _: "sendLocation" in ever_sent(server, staff.id))


async def test_a_position_abroad_at_the_topic_is_told(server: DemoServer, start: Start) -> None:
    async with arrived(server, start) as resident:
        await resident.tap(labels.FILE)
        await resident.choose_office()
        await resident.last_says(STEP_2)
        await resident.chat.send_location(41.31, 69.24)
        await resident.chat.wait_text("This is kept as part of your concern.")
        await resident.last_says(STEP_2)
        assert "nearest known place" not in str(resident.chat.texts)


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
