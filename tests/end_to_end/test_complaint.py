"""A concern about a reception: another one handles it, and the one complained of never sees it."""

from pathlib import Path
from typing import Any

from bot.demo.server import DemoServer
from handlers import labels
from tests.conftest import Rows, Start
from tests.end_to_end.acting import DIRECTORY, Resident, arrived, ever_sent, heard, set_office

STORY = "He took my paper."
CENTRE = "Central office of the agency"


async def complain(resident: Resident, story: str = STORY) -> str:
    """Files a concern about the reception of Nookat; returns its number."""
    await resident.tap(labels.FILE)
    await resident.choose_office()
    await resident.tap(labels.ABOUT_OFFICE)
    shown = await resident.chat.wait_text("Your concern is about the reception Nookat District.")
    assert "It will not be shown there." in shown.text
    await resident.choose_topic()
    await resident.chat.send(story)
    return await resident.send()


async def test_another_office_handles_it_and_the_chat_complained_of_hears_nothing(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    secretary = server.person("Нурлан")
    accused = server.group("Nookat", members=[server.person("Асан")])
    shared = server.group("Shared", members=[secretary])
    room = secretary.in_(shared)
    async with start():
        pass
    set_office(database_path, "NKT", staff_chat_id=accused.id)
    async with arrived(server, start, staff_chat_id=shared.id) as resident:
        before = await heard(server, accused)
        chat = resident.chat
        number = await complain(resident)
        other = DIRECTORY.office(number[:3]).name.get("en")
        assert f"Reception: {other}" in (await chat.wait_text("is registered")).text
        card = await room.wait_text(number)
        assert "It complains of the reception: Nookat District" in card.text
        assert f"Office: {other}" in card.text
        assert STORY in card.text
        story = next(m for m in chat.messages if m.text == STORY)
        await chat.edit(story, "He took both papers.")
        await room.wait(lambda _: "both papers" in card.text)
        await chat.send_photo(caption="The paper", reply_to=story)
        await room.wait_text("The paper")
        await room.send("Which one?", reply_to=card)
        answer = await chat.wait_text("Which one?")
        await room.press(card, "✅ Close")
        await chat.wait_text("The office has closed your concern")
        await chat.send("The blue one", reply_to=answer)
        await room.wait_text("The blue one")
        await room.wait(lambda _: "in work" in card.text)
        await resident.tap(labels.MINE)
        await chat.press(await chat.wait_text("Your concerns"), f"{number} · 🔧 in work")
        shown = await chat.wait(lambda c: c.last if "He took both" in c.last.text else None)
        assert f"Reception: {other}" in shown.text
        await chat.press(shown, "↩️ Withdraw")
        await chat.wait(lambda _: ["↩️ Yes, withdraw it"] in shown.buttons)
        await chat.press(shown, "↩️ Yes, withdraw it")
        await room.wait_text("the resident has withdrawn this concern")
        # The office is not the one to offer next time, either: it was not chosen.
        await resident.tap(labels.FILE)
        await resident.last_says("Step 1 of 4")
        assert f"🏛 {other}" not in str(chat.keyboard)
    assert ever_sent(server, accused.id) == before


async def test_where_all_share_a_chat_the_monitoring_chat_has_it(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    watcher, secretary = server.person("Watcher"), server.person("Нурлан")
    shared = server.group("Shared", members=[secretary])
    watching = server.group("Monitoring", members=[watcher])
    settings: dict[str, Any] = {"staff_chat_id": shared.id, "monitoring_chat_id": watching.id}
    async with arrived(server, start, **settings) as resident:
        before = await heard(server, shared)
        number = await complain(resident)
        assert number.startswith("MON-2026-0000")
        assert CENTRE in (await resident.chat.wait_text("is registered")).text
        room = watcher.in_(watching)
        card = await room.wait_text(number)
        assert f"Office: {CENTRE}" in card.text
        await room.press(card, "✋ Take")
        await room.wait(lambda _: "In charge: Watcher" in card.text)
        answer = await room.send("We look into it.", reply_to=card)
        received = await resident.chat.wait_text("We look into it.")
        assert CENTRE in received.text
        await room.wait(lambda _: answer.reactions == ["👍"])
        assert ever_sent(server, shared.id) == before

        # In either chat people see to what is there, and to nothing else.
        ordinary = await resident.file("An ordinary concern")
        staff_room = secretary.in_(shared)
        staff_card = await staff_room.wait_text(ordinary)
        id_of = {row["number"]: row["id"] for row in rows("SELECT number, id FROM tickets")}
        for where, at, foreign in (
            (room, card, id_of[ordinary]),
            (staff_room, staff_card, id_of[number]),
        ):
            for do in ("take", "answer", "close"):
                press = await where.press_raw(at, f"t:{do}:{foreign}")
                assert "not with this chat" in (await press.wait_answer())["text"]
        assert "An ordinary concern" not in ever_sent(server, watching.id)
        assert STORY not in ever_sent(server, shared.id)


async def test_the_office_complained_of_cannot_be_chosen_again(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    accused = server.group("Nookat", members=[server.person("Асан")])
    shared = server.group("Shared", members=[server.person("Нурлан")])
    async with start():
        pass
    for code in ("NKT", "ARV"):
        set_office(database_path, code, staff_chat_id=accused.id)
    async with arrived(server, start, staff_chat_id=shared.id) as resident:
        before = await heard(server, accused)
        await resident.tap(labels.FILE)
        await resident.choose_office()
        await resident.last_says("Reception: Nookat District")
        await resident.tap(labels.ABOUT_OFFICE)
        await resident.last_says("It will not be shown there.")
        # The very office, and one whose people sit in the same chat.
        for district in ("Nookat District", "Aravan District"):
            await resident.tap(labels.OTHER_OFFICE)
            await resident.choose_office(district=district)
            shown = await resident.last_says(f"The people of the reception {district} cannot")
            assert "Your concern is about the reception Nookat District" in shown.text
            assert "read here instead: Nookat" not in shown.text
            assert "read here instead: Aravan" not in shown.text
        await resident.tap(labels.OTHER_OFFICE)
        await resident.choose_office(district="Uzgen District")
        await resident.last_says("read here instead: Uzgen District")
        # It was a mistake; and then it was none.
        await resident.tap(labels.NOT_ABOUT_OFFICE)
        await resident.last_says("Reception: Nookat District")
        await resident.tap(labels.ABOUT_OFFICE)
        await resident.last_says("It will not be shown there.")
        await resident.chat.send(labels.ABOUT_OFFICE)
        await resident.choose_topic()
        await resident.chat.send(STORY)
        number = await resident.send()
        assert number[:3] not in ("NKT", "ARV", "MON")
        await shared.wait_text(STORY)
    assert ever_sent(server, accused.id) == before


async def test_from_the_card_of_an_office(server: DemoServer, start: Start) -> None:
    shared = server.group("Shared", members=[server.person("Нурлан")])
    watching = server.group("Monitoring", members=[server.person("Watcher")])
    settings: dict[str, Any] = {"staff_chat_id": shared.id, "monitoring_chat_id": watching.id}
    async with arrived(server, start, **settings) as resident:
        before = await heard(server, shared)
        await resident.person.start("office_UZG")
        await resident.chat.press(await resident.card_of("UZG"), "⚠️ My concern is about it")
        await resident.last_says(f"read here instead: {CENTRE}")
        await resident.choose_topic("conflict")
        await resident.chat.send(STORY)
        assert (await resident.send()).startswith("MON-")
        card = await watching.wait_text(STORY)
        assert "It complains of the reception: Uzgen District" in card.text
        assert "URGENT" in card.text
        # The next concern is an ordinary one again.
        assert (await resident.file("Ordinary")).startswith("NKT-")
        await shared.wait_text("Ordinary")
    assert STORY not in ever_sent(server, shared.id).removeprefix(before)
