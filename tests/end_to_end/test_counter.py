"""At the counter: a secretary writes a concern down, and its person claims it with the code."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.demo.people import PersonChat
from bot.demo.server import DemoServer
from bot.demo.views import Message
from bot.reception.claim_codes import ALPHABET
from tests.conftest import NUMBER, Rows, Start
from tests.end_to_end.acting import DIRECTORY, Resident, ever_sent

CODE = re.compile(rf"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}")


@dataclass
class Registered:
    """A concern that was written down."""

    room: PersonChat
    card: Message
    number: str
    code: str
    handout: Message


async def choose(room: PersonChat, language: str = "English", topic: str = "land") -> Message:
    """From the command to the question for the words, which is returned."""
    begun = await room.send("/register", reply_to=False)
    await room.wait_text("for which reception")
    await room.press(None, "➡️")
    await room.wait(lambda c: ["Nookat District"] in c.last.buttons)
    await room.press(None, "Nookat District")
    name = DIRECTORY.topic(topic).name.get("en")[:20]
    await room.wait(lambda c: any(name in row[0] for row in c.last.buttons))
    await room.press(None, next(row[0] for row in room.last.buttons if name in row[0]))
    await room.wait(lambda c: [language] in c.last.buttons)
    await room.press(None, language)
    # There may be others, which were begun before.
    return await room.wait(
        lambda c: next(
            (m for m in c.messages if m.id > begun.id and "write the concern down" in m.text), None
        )
    )


async def write_down(room: PersonChat, words: str, language: str = "English") -> Registered:
    """All steps."""
    prompt = await choose(room, language)
    assert room.forced_reply() is prompt.stored
    await room.send(words, reply_to=prompt)
    question = await room.wait_text("Register this concern?")
    await room.press(question, "✅ Register")
    handout = await room.wait_text("It is not shown again")
    code, number = CODE.search(handout.text), NUMBER.search(handout.text)
    assert code is not None
    assert number is not None
    card = await room.wait_text("At the counter")
    return Registered(room, card, number[0], code[0], handout)


@asynccontextmanager
async def registered(
    server: DemoServer, start: Start, language: str = "English", **settings: object
) -> AsyncIterator[Registered]:
    """The bot runs, and somebody has been at the counter."""
    secretary = server.person("Нурлан")
    staff = server.group("Штаб", members=[secretary])
    async with start(staff_chat_id=staff.id, default_language="en", **settings):
        yield await write_down(secretary.in_(staff), "The mill stands still", language)


def visitor(server: DemoServer, name: str = "Бактыгүл") -> Resident:
    return Resident(server.person(name, language_code="en"), "en")


async def test_a_visitor_s_concern_is_registered(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with registered(server, start) as scene:
        assert scene.number in scene.card.text
        assert "The mill stands still" in scene.card.text
        assert "nobody has used its code yet" in scene.card.text
        assert f"start=claim_{scene.code.replace('-', '')}" in scene.handout.text
    ticket = rows("SELECT * FROM tickets")[0]
    assert (ticket["at_counter"], ticket["resident_id"], ticket["status"]) == (
        1,
        None,
        "registered",
    )
    assert ticket["due_on"] is not None
    assert rows("SELECT role FROM events WHERE kind = 'filed'")[0][0] == "secretary"
    assert scene.code.replace("-", "").encode() not in rows("SELECT code FROM claims")[0][0]


async def test_the_sentence_is_in_the_visitor_s_language(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with registered(server, start, "Русский") as scene:
        assert "https://t.me/" in scene.handout.text
    assert rows("SELECT language FROM tickets")[0][0] == "ru"


async def test_the_link_makes_it_the_person_s_own(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    person = visitor(server)
    async with registered(server, start) as scene:
        await person.start()
        await person.person.start(f"claim_{scene.code.replace('-', '')}")
        await person.chat.wait_text("is yours from now on")
        shown = await person.chat.wait_text("The mill stands still")
        assert scene.number in shown.text
        await scene.room.wait(lambda _: "its code was used" in scene.card.text)
        await scene.room.send("The miller comes", reply_to=scene.card)
        received = await person.chat.wait_text("The miller comes")
        await person.chat.send("Thank you kindly", reply_to=received)
        await scene.room.wait_text("Thank you kindly")
        # Its own person opens the link again: the concern, and no reproach.
        before = person.chat.messages[-1]
        await person.person.start(f"claim_{scene.code.replace('-', '')}")
        again = await person.chat.wait_new(before)
        assert scene.number in again.text
        assert not rows("SELECT 1 FROM claim_tries")
    assert rows("SELECT 1 FROM events WHERE kind = 'claimed' AND role = 'resident'")


async def test_the_code_works_once(server: DemoServer, start: Start, rows: Rows) -> None:
    first, second = visitor(server), visitor(server, "Санжар")
    async with registered(server, start) as scene:
        for person in (first, second):
            await person.start()
            await person.chat.send(scene.code)
        await first.chat.wait_text("is yours from now on")
        await second.chat.wait_text("No concern waits for this code")
        assert "mill" not in ever_sent(server, second.chat.id)
    assert len(rows("SELECT 1 FROM tickets WHERE at_counter AND resident_id IS NOT NULL")) == 1


async def test_a_code_is_read_as_people_type_it(server: DemoServer, start: Start) -> None:
    person = visitor(server)
    async with registered(server, start) as scene:
        await person.start()
        await person.chat.send(f" {scene.code.lower().replace('-', ' ')}")
        await person.chat.wait_text("is yours from now on")


async def test_a_newcomer_sends_the_code_first(server: DemoServer, start: Start) -> None:
    person = visitor(server)
    async with registered(server, start) as scene:
        await person.chat.send(scene.code)
        await person.chat.wait_text("Choose your language")
        await person.chat.press(None, "English")
        await person.chat.wait_text("is yours from now on")
        await person.chat.wait_text("The mill stands still")


async def test_an_answer_waits_for_the_person(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    person = visitor(server)
    async with registered(server, start) as scene:
        answer = await scene.room.send("The miller comes on Monday", reply_to=scene.card)
        told = await scene.room.wait_text("Nobody has claimed this concern")
        assert told.reply_to == answer
        pages = await scene.room.send_album(2, caption="Two papers", reply_to=scene.card)
        await server.wait(lambda: len(rows("SELECT 1 FROM entries WHERE delivery = 'kept'")) == 4)
        assert not answer.reactions
        await person.start()
        await person.chat.send(scene.code)
        await person.chat.wait(
            lambda c: [m for m in c.bot_messages if "answer of the reception" in m.text]
        )
        await person.chat.wait(lambda c: len([m for m in c.bot_messages if m.media_group_id]) == 2)
        await scene.room.wait(lambda _: answer.reactions == ["👍"])
        await scene.room.wait(lambda _: pages[0].reactions == ["👍"])
        await scene.room.wait(lambda _: "answered" in scene.card.text)
    assert {row[0] for row in rows("SELECT delivery FROM entries WHERE direction = 'out'")} == {
        "delivered"
    }


async def test_a_kept_answer_can_be_taken_back(server: DemoServer, start: Start) -> None:
    person = visitor(server)
    async with registered(server, start) as scene:
        answer = await scene.room.send("A mistake", reply_to=scene.card)
        await scene.room.wait_text("Nobody has claimed this concern")
        await scene.room.send("/delete", reply_to=answer)
        await scene.room.wait_text("taken back before it reached the resident")
        await person.start()
        await person.chat.send(scene.code)
        await person.chat.wait_text("The mill stands still")
    assert "A mistake" not in ever_sent(server, person.chat.id)


async def test_ten_wrong_codes_end_in_a_pause(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    person = visitor(server)
    async with registered(server, start) as scene:
        await person.start()
        for index in range(10):
            sent = await person.chat.send(f"AB2C-9DE{ALPHABET[index]}")
            told = await person.chat.wait_new(sent)
            assert "No concern waits for this code" in told.text
            # Perhaps it was no code: it is kept as well.
            await person.last_says("Your message is kept")
        await person.chat.send(scene.code)
        await person.chat.wait_text("Too many wrong codes")
    assert rows("SELECT resident_id FROM tickets WHERE at_counter")[0][0] is None
    assert len(rows("SELECT 1 FROM claim_tries")) == 10


async def test_words_that_are_no_code_are_words(server: DemoServer, start: Start) -> None:
    person = visitor(server)
    async with registered(server, start):
        await person.start()
        await person.chat.send("TRANSFER")
        await person.chat.wait_text("Your message is kept")
        assert "No concern waits" not in str(person.chat.texts)


async def test_corrections_of_the_record_reach_the_card(server: DemoServer, start: Start) -> None:
    async with registered(server, start) as scene:
        record = next(m for m in scene.room.messages if m.text == "The mill stands still")
        await scene.room.edit(record, "// The mill burns")
        await scene.room.wait(lambda _: "The mill burns" in scene.card.text)


async def test_a_voice_message_is_written_down_too(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    secretary = server.person("Нурлан")
    staff = server.group("Штаб", members=[secretary])
    room = secretary.in_(staff)
    async with start(staff_chat_id=staff.id, default_language="en"):
        prompt = await choose(room)
        await room.send_voice(reply_to=prompt)
        await room.wait_text("Register this concern?")
        await room.press(None, "✅ Register")
        card = await room.wait_text("At the counter")
        await room.wait(lambda c: any(m.voice and m.reply_to == card for m in c.bot_messages))


async def test_nothing_is_kept_before_the_last_press(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    secretary = server.person("Нурлан")
    staff = server.group("Штаб", members=[secretary])
    room = secretary.in_(staff)
    async with start(staff_chat_id=staff.id, default_language="en"):
        prompt = await choose(room)
        await room.send_album(2, caption="Two", reply_to=prompt)
        await room.wait_text("as one message")
        await room.send("Zxsecret", reply_to=prompt)
        question = await room.wait_text("Register this concern?")
        assert not rows("SELECT 1 FROM tickets")
        assert not rows("SELECT 1 FROM fsm WHERE data LIKE '%Zxsecret%'")
        await room.press(question, "✖️ Cancel")
        await room.wait(lambda _: question.deleted)
    assert not rows("SELECT 1 FROM tickets")


async def test_two_presses_register_once(server: DemoServer, start: Start, rows: Rows) -> None:
    secretary = server.person("Нурлан")
    staff = server.group("Штаб", members=[secretary])
    room = secretary.in_(staff)
    async with start(staff_chat_id=staff.id, default_language="en"):
        prompt = await choose(room)
        await room.send("Once", reply_to=prompt)
        question = await room.wait_text("Register this concern?")
        data = question.inline_keyboard[0][0]["callback_data"]
        await room.press_raw(question, data)
        late = await room.press_raw(question, data)
        assert "registered already" in (await late.wait_answer())["text"]
    assert len(rows("SELECT 1 FROM tickets")) == 1
