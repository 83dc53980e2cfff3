"""What secretaries note about a concern: urgent, topic, register number, the same as another."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, ever_sent
from tests.end_to_end.desk_steps import STORY, office, pick
from tests.end_to_end.privacy_steps import forget_me
from tests.end_to_end.test_counter import choose
from tests.end_to_end.test_transfer import TO_KARA_SUU, two_offices

ALARM = "🔴 Urgent concern"


async def name_staff(database_path: Path, telegram_id: int, role: str, code: str = "") -> None:
    """Gives somebody who has started the bot a role, as an invitation does; in a thread, as the
    bot may be writing."""
    await asyncio.to_thread(_name_staff, database_path, telegram_id, role, code)


def _name_staff(database_path: Path, telegram_id: int, role: str, code: str) -> None:
    with closing(sqlite3.connect(database_path)) as connection, connection:
        connection.execute(
            "INSERT INTO staff (person_id, role, office, since) "
            "SELECT id, ?, ?, 0 FROM residents WHERE telegram_id = ?",
            (role, code, telegram_id),
        )


async def test_urgent_is_told_to_those_who_answer_for_it_without_a_word_of_the_concern(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    watching = server.group("Monitoring", members=[server.person("Watcher")])
    names = ("Secretary", "Elsewhere", "Monitor", "Blocked")
    people = {name: Resident(server.person(name, language_code="ru"), "ru") for name in names}
    async with start():
        for person in people.values():
            await person.start()
    for name, role, code in (
        ("Secretary", "secretary", "NKT"),
        ("Elsewhere", "secretary", "KSU"),
        ("Monitor", "monitoring", ""),
        ("Blocked", "secretary", "NKT"),
    ):
        await name_staff(database_path, people[name].person.id, role, code)
    people["Blocked"].person.block()
    async with office(server, start, monitoring_chat_id=watching.id) as desk:
        await desk.more("🔴 Urgent")
        await desk.shows("🔴 URGENT")
        await watching.wait_text(ALARM)
        for name in ("Secretary", "Monitor"):
            await people[name].chat.wait_text(desk.number)
        await desk.more("⚪️ Not urgent")
        await desk.group.wait(lambda _: "URGENT" not in desk.card.text)
        # What was calm in between is news again.
        press = await desk.more("🔴 Urgent")
        await desk.shows("🔴 URGENT")
        assert "Those in charge of urgent concerns are told" in (await press.wait_answer())["text"]
        # Two at once: the second changes nothing.
        late = await desk.colleague.press_raw(desk.card, "t:urgent:1")
        assert (await late.wait_answer())["text"] == "It is so already."
    told = [watching.id, *(people[name].chat.id for name in ("Secretary", "Monitor"))]
    for chat_id in told:
        heard = ever_sent(server, chat_id)
        assert heard.count(desk.number) == 2
        assert STORY not in heard
        assert "Айгүл" not in heard
    assert desk.number not in ever_sent(server, people["Elsewhere"].chat.id)
    assert desk.number not in ever_sent(server, people["Blocked"].chat.id)
    assert not rows("SELECT 1 FROM outbox")


async def test_what_is_filed_as_urgent_is_told_at_once(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    watching = server.group("Monitoring", members=[server.person("Watcher")])
    async with office(server, start, topic="conflict", monitoring_chat_id=watching.id) as desk:
        told = await watching.wait_text(ALARM)
        assert desk.number in told.text
        assert "Conflict or threat" in told.text
        assert STORY not in str(watching.texts)


async def test_where_nobody_answers_for_urgent_concerns_nobody_is_said_to_be_told(
    server: DemoServer, start: Start
) -> None:
    async with office(server, start) as desk:
        press = await desk.more("🔴 Urgent")
        said = (await press.wait_answer())["text"]
        assert said == "Marked as urgent. Nobody outside this chat is told."


async def test_what_is_urgent_at_the_counter_is_told_at_once(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    watching = server.group("Monitoring", members=[server.person("Watcher")])
    secretary = Resident(server.person("Secretary", language_code="ru"), "ru")
    clerk = server.person("Нурлан")
    staff = server.group("Штаб", members=[clerk])
    async with start():
        await secretary.start()
    await name_staff(database_path, secretary.person.id, "secretary", "NKT")
    settings = {"staff_chat_id": staff.id, "monitoring_chat_id": watching.id}
    async with start(default_language="en", **settings):
        room = clerk.in_(staff)
        await room.send(STORY, reply_to=await choose(room, topic="conflict"))
        question = await room.wait_text("Register this concern?")
        await room.press(question, "✅ Register")
        card = await room.wait_text("At the counter")
        told = await watching.wait_text(ALARM)
        assert "🔴 URGENT" in card.text
        assert told.text.split("\n")[0].removeprefix(f"{ALARM} ") in card.text
        await secretary.chat.wait_text("NKT-")
        assert STORY not in str(watching.texts) + str(secretary.chat.texts)


async def test_nobody_is_told_of_their_own_urgent_concern(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    resident = Resident(server.person("Айгүл", language_code="en"), "en")
    staff = server.group("Штаб", members=[server.person("Нурлан")])
    async with start(default_language="en", staff_chat_id=staff.id):
        await resident.start()
    await name_staff(database_path, resident.person.id, "secretary", "NKT")
    async with start(default_language="en", staff_chat_id=staff.id):
        number = await resident.file(STORY, topic="conflict")
        await staff.wait_text(number)
    assert ALARM not in ever_sent(server, resident.chat.id)


async def test_the_topic_is_changed_and_an_urgent_one_makes_the_concern_urgent(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with office(server, start) as desk:
        await desk.more("🏷 Topic", "⬅️ Back")
        await desk.pick("🏷 Topic", "📚 Language, education, cultu…")
        await desk.shows("Language, education, culture")
        assert "URGENT" not in desk.card.text
        await desk.more("🏷 Topic", "🚨 Conflict or threat")
        await desk.shows("🔴 URGENT")
        assert "Conflict or threat" in desk.card.text
        forged = await desk.room.press_raw(desk.card, "tp:1:gossip")
        assert "not with this chat" in (await forged.wait_answer())["text"]
    [ticket] = rows("SELECT topic, urgent FROM tickets")
    assert tuple(ticket) == ("conflict", 1)


async def test_the_number_in_the_register_is_seen_by_both_sides(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with office(server, start) as desk:
        await desk.more("🗂 Register number")
        question = "Write its number in the register"
        await desk.reply(question, "7" * 41)
        await desk.room.wait_text("at most 40 characters")
        await desk.reply(question, "  07-12/345\n ")
        await desk.shows("Register number: 07-12/345")
        chat = desk.resident.chat
        await chat.send("/mine")
        listed = await chat.wait_text("Your concerns")
        await chat.press(listed, listed.buttons[0][0])
        await chat.wait(lambda _: "Register number: 07-12/345" in listed.text)
        # Nothing of it was sent to the resident by itself.
        assert "07-12/345" not in str([m.text for m in chat.bot_messages if m != listed])
        await desk.reply(question, "-")
        await desk.group.wait(lambda _: "Register number" not in desk.card.text)
        await desk.reply(question, "07-12/346")
        await desk.shows("Register number: 07-12/346")
        await forget_me(desk.resident)
    [ticket] = rows("SELECT register_number FROM tickets")
    assert ticket["register_number"] is None


async def test_a_reply_to_a_question_that_was_never_noted_reaches_nobody(
    server: DemoServer, start: Start
) -> None:
    async with office(server, start) as desk:
        await desk.more()
        lost = Fault("drop_after", methods="sendMessage", chat_id=desk.room.id, count=1)
        with server.faults.add(lost):
            await desk.pick("🗂 Register number")
            question = "Write its number in the register"
            # The connection broke after the first copy: nobody noted what it stands for.
            copies = await desk.room.wait(
                lambda c: (
                    [m for m in c.bot_messages if question in m.text][1:]
                    and [m for m in c.bot_messages if question in m.text]
                )
            )
        await desk.room.send("07-12/345", reply_to=copies[0])
        notice = await desk.room.wait_text("Nothing was sent. To answer, reply to the card")
        assert not notice.buttons
        await desk.room.send("07-12/346", reply_to=copies[1])
        await desk.shows("Register number: 07-12/346")
        assert "07-12" not in ever_sent(server, desk.resident.chat.id)


async def test_two_concerns_that_tell_of_the_same_name_each_other(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with office(server, start) as desk:
        other = await desk.resident.file("The water again.")
        second = await desk.group.wait_text("The water again.")
        before = len(desk.resident.chat.messages)
        await pick(desk.room, second, "⋯ More", "🔗 The same as…")
        question = "Which concern tells of the same?"
        for words, told in (
            ("NKT-2026-00077", "No concern of this chat has that number."),
            ("the first one", "No concern of this chat has that number."),
            (other, "That is the number of this very concern."),
        ):
            await desk.reply(question, words)
            await desk.room.wait_text(told)
        await desk.reply(question, f" {desk.number.lower()}")
        await desk.group.wait(lambda _: f"🔗 The same as: {desk.number}" in second.text)
        await desk.shows(f"🔗 Told again in: {other}")
        await desk.more("🔗 The same as…")
        asked = await desk.group.wait(
            lambda g: g.last if question in g.last.text and desk.number in g.last.text else None
        )
        await desk.room.send(other, reply_to=asked)
        await desk.room.wait_text("is noted as the same already.")
        assert len(desk.resident.chat.messages) == before
        await pick(desk.room, second, "⋯ More", "🔗 Not the same")
        await desk.group.wait(lambda _: "🔗" not in second.text + desk.card.text)
    happened = [row["kind"] for row in rows("SELECT kind FROM events WHERE ticket_id = 2")]
    assert happened == ["filed", "duplicate", "distinct"]


async def test_what_another_chat_has_is_not_named(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    async with two_offices(server, start, database_path) as (desk, other):
        await desk.more(*TO_KARA_SUU)
        await other.wait_text(STORY)
        await desk.resident.file("The water again.")
        card = await desk.group.wait_text("The water again.")
        await pick(desk.room, card, "⋯ More", "🔗 The same as…")
        await desk.reply("Which concern tells of the same?", desk.number)
        await desk.room.wait_text("No concern of this chat has that number.")
    assert rows("SELECT duplicate_of FROM tickets WHERE id = 2")[0]["duplicate_of"] is None


async def test_what_was_erased_is_not_named(server: DemoServer, start: Start, rows: Rows) -> None:
    async with office(server, start) as desk:
        neighbour = Resident(server.person("Бакыт", language_code="en"), "en")
        await neighbour.start()
        await neighbour.file("The water again.")
        card = await desk.group.wait_text("The water again.")
        await forget_me(desk.resident)
        await desk.shows("erased")
        await pick(desk.room, card, "⋯ More", "🔗 The same as…")
        await desk.reply("Which concern tells of the same?", desk.number)
        await desk.room.wait_text("No concern of this chat has that number.")
    assert rows("SELECT duplicate_of FROM tickets WHERE id = 2")[0]["duplicate_of"] is None
