"""A concern goes to another office or to the Monitoring Centre, with all that was written."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.demo.chats import Group
from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from tests.conftest import Rows, Start
from tests.end_to_end.acting import DIRECTORY, Resident, ever_sent, set_office
from tests.end_to_end.desk_steps import STORY, Office, office, pick
from tests.end_to_end.test_complaint import complain

OSH, KARA_SUU = "Osh Region", DIRECTORY.office("KSU").name.get("en")
TO_KARA_SUU = ("➡️ To another office", OSH, KARA_SUU, f"➡️ Yes: {KARA_SUU}"[:30])
TO_CENTRE = ("⬆️ Monitoring Centre", "➡️ Yes: Monitoring Centre")


@asynccontextmanager
async def two_offices(
    server: DemoServer, start: Start, database_path: Path, **settings: Any
) -> AsyncIterator[tuple[Office, Group]]:
    """The concern is with Nookat in the shared chat; Kara-Suu has a chat of its own."""
    other = server.group("Кара-Суу", members=[server.person("Гүлнара")])
    async with start():
        pass
    set_office(database_path, "KSU", staff_chat_id=other.id)
    async with office(server, start, **settings) as desk:
        yield desk, other


async def test_the_new_office_gets_the_whole_exchange_and_the_old_card_says_where_it_went(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with two_offices(server, start, database_path) as (desk, other):
        first = await desk.answered("Who closed it?")
        await desk.resident.chat.send("The neighbours", reply_to=first)
        await desk.group.wait_text("The neighbours")
        await desk.resident.chat.send_photo(caption="The ditch", reply_to=first)
        old_photo = await desk.group.wait_text("The ditch")
        await desk.answered("We talk to them.")
        await desk.more(*TO_KARA_SUU)
        card = await other.wait_text(STORY)
        assert desk.number in card.text
        assert f"Office: {KARA_SUU}" in card.text
        assert "In charge" not in card.text
        # The words are one message, in order, each with who said it.
        said = await other.wait_text("was written so far")
        order = ["Answer of Nookat", "Who closed it?", "From the resident", "The neighbours"]
        order += ["From the resident", "🖼 photo", "Answer of Nookat", "We talk to them."]
        places = [said.text.index(order[0])]
        for words in order[1:]:
            places.append(said.text.index(words, places[-1] + 1))
        assert said.reply_to == card
        photo = await other.wait_text("The ditch")
        assert photo.photo
        assert photo.id > said.id
        assert len(other.bot_messages) == len([card, said, photo]) + 1
        await desk.shows("no longer handled in this chat")
        assert f"It is now with: {KARA_SUU}" in desk.card.text
        assert not desk.card.buttons
        await desk.group.wait(lambda _: old_photo.deleted)
        told = await desk.resident.chat.wait_text("is now with another reception")
        assert KARA_SUU in told.text
    events = rows("SELECT kind, role, detail FROM events WHERE kind = 'moved'")
    assert [tuple(row) for row in events] == [("moved", "secretary", "KSU")]


async def test_both_sides_go_on_where_it_is_now(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with two_offices(server, start, database_path) as (desk, other):
        received = await desk.answered("Who closed it?")
        said = await desk.resident.chat.send("The neighbors", reply_to=received)
        await desk.group.wait_text("The neighbors")
        await desk.more(*TO_KARA_SUU)
        page = await other.wait_text("The neighbors")
        # What stands in one message with others is shown anew when it is corrected.
        await desk.resident.chat.edit(said, "The brothers")
        corrected = await other.wait_text("The brothers")
        assert "edited" in corrected.text
        await desk.resident.chat.edit(said, "The cousins")
        await other.wait(lambda _: "The cousins" in corrected.text)
        person = server.person("Бакыт")
        server.add_member(other, person)
        await person.in_(other).send("I come on Friday.", reply_to=page)
        answer = await desk.resident.chat.wait_text("I come on Friday.")
        assert KARA_SUU in answer.text
        await desk.room.send("Too late", reply_to=desk.card)
        await desk.group.wait_text("This concern is not with this chat, so nothing was sent.")
    assert "Too late" not in ever_sent(server, desk.resident.chat.id)


async def test_a_long_exchange_is_few_messages(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with two_offices(server, start, database_path) as (desk, other):
        received = await desk.answered("Tell us more.")
        for index in range(30):
            await desk.resident.chat.send(f"{index} " + "word " * 60, reply_to=received)
        await desk.group.wait_text("29 word")
        await desk.more(*TO_KARA_SUU)
        await other.wait_text("29 word")
        pages = [m for m in other.bot_messages if "was written so far" in m.text]
        assert 3 <= len(pages) <= 4
        assert "".join(m.text for m in pages).count("word word") >= 30
        assert not [m for m in other.bot_messages if "from the resident" in m.text]


async def test_one_can_go_back_and_nothing_has_happened(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with two_offices(server, start, database_path) as (desk, other):
        await desk.more("➡️ To another office", OSH, KARA_SUU, "⬅️ No, back")
        await desk.pick("⬅️ Less")
        await desk.group.wait(lambda _: "✋ Take" in desk.card.buttons[0])
        await desk.answered("We come tomorrow.")
    assert desk.number not in str(other.texts)
    assert not rows("SELECT 1 FROM events WHERE kind = 'moved'")


async def test_of_two_who_give_it_away_at_once_one_does(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with two_offices(server, start, database_path) as (desk, _other):
        presses = [
            await room.press_raw(desk.card, "tt:sure:1:KSU:0")
            for room in (desk.room, desk.colleague)
        ]
        first, second = [(await press.wait_answer())["text"] for press in presses]
        assert first == f"The concern is now with: {KARA_SUU}."
        assert second == "This concern is not with this chat."
    assert len(rows("SELECT 1 FROM events WHERE kind = 'moved'")) == 1


async def test_where_both_offices_share_a_chat_the_card_stays(
    server: DemoServer, start: Start
) -> None:
    async with office(server, start) as desk:
        await desk.pick("✋ Take")
        await desk.shows("In charge: Нурлан")
        await desk.more(*TO_KARA_SUU)
        await desk.shows(f"Office: {KARA_SUU}")
        assert "In charge: Нурлан" in desk.card.text
        await desk.resident.chat.wait_text("is now with another reception")
        await desk.answered("We come tomorrow.")
    assert str(desk.group.texts).count(STORY) == 1


async def test_a_complaint_never_goes_to_the_office_complained_of(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    hand = server.person("Асан")
    shared = server.group("Shared", members=[hand])
    accused = server.group("Nookat", members=[server.person("Нурлан")])
    async with start():
        pass
    # Aravan is served in the chat of the office complained of.
    for code in ("NKT", "ARV"):
        set_office(database_path, code, staff_chat_id=accused.id)
    resident = Resident(server.person("Айгүл", language_code="en"), "en")
    async with start(default_language="en", staff_chat_id=shared.id):
        await resident.start()
        number = await complain(resident)
        card = await shared.wait_text(number)
        room = hand.in_(shared)
        await pick(room, card, "⋯ More", "➡️ To another office", OSH)
        await room.wait(lambda _: ["⬅️ Back"] in card.buttons)
        offered = str(card.buttons)
        assert DIRECTORY.office("UZG").name.get("en") in offered
        for code in ("NKT", "ARV"):
            assert DIRECTORY.office(code).name.get("en") not in offered
            forged = await room.press_raw(card, f"tt:sure:1:{code}:0")
            assert "cannot go there" in (await forged.wait_answer())["text"]
        [ticket] = rows("SELECT chat_id FROM tickets")
        assert ticket["chat_id"] == shared.id
    assert number not in ever_sent(server, accused.id)


async def test_escalated_to_the_monitoring_centre(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    watcher = server.person("Watcher")
    watching = server.group("Monitoring", members=[watcher])
    async with office(server, start, monitoring_chat_id=watching.id) as desk:
        await desk.answered("We ask our superiors.")
        await desk.more(*TO_CENTRE)
        card = await watching.wait_text(STORY)
        await watching.wait_text("We ask our superiors.")
        await desk.resident.chat.wait_text("is now with the Monitoring Centre of the agency")
        await desk.shows("It is now with: Central office of the agency")
        # There it is, and it can be given back.
        again = await watcher.in_(watching).press_raw(card, "tt:sure:1:MON:0")
        assert "cannot go there" in (await again.wait_answer())["text"]
        room = watcher.in_(watching)
        nookat = DIRECTORY.office("NKT").name.get("en")
        await pick(room, card, "⋯ More", "➡️ To another office", OSH, nookat)
        await pick(room, card, f"➡️ Yes: {nookat}"[:30])
        back = await desk.group.wait_text(STORY)
        assert "Office: Nookat District" in back.text
    moved = [row["detail"] for row in rows("SELECT detail FROM events WHERE kind = 'moved'")]
    assert moved == ["MON", "NKT"]


async def test_without_anybody_to_take_it_a_concern_is_not_given_away(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with office(server, start) as desk:
        press = await desk.more("⬆️ Monitoring Centre")
        assert "cannot go there" in (await press.wait_answer())["text"]
        [ticket] = rows("SELECT office, chat_id FROM tickets")
        assert tuple(ticket) == ("NKT", desk.group.id)


async def test_while_the_new_chat_takes_nothing_the_old_card_stays_readable(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with two_offices(server, start, database_path) as (desk, other):
        await desk.answered("We talk to them.")
        slow = Fault("server_error", "sendMessage", chat_id=other.id, count=2)
        with server.faults.add(slow):
            await desk.more(*TO_KARA_SUU)
            await desk.resident.chat.wait_text("is now with another reception")
            assert STORY in desk.card.text
        await other.wait_text(STORY)
        await other.wait_text("We talk to them.")
        await desk.shows("It is now with")
    assert str(other.texts).count("We talk to them.") == 1
