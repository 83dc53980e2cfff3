"""Concerns that nobody works on follow their office into another chat, in silence."""

import sqlite3
import time
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from bot import clock
from bot.demo.chats import Group
from bot.demo.people import PersonChat
from bot.demo.server import DemoServer
from bot.demo.views import Message
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, arrived, ever_sent, set_office, tick
from tests.end_to_end.desk_scene import at_desk, offers
from tests.end_to_end.test_complaint import STORY, complain
from tests.end_to_end.test_linking import Scene, in_a_group

WORD = "Marigold"


async def asked(room: PersonChat, command: str) -> Message:
    """What a command is answered with."""
    return await room.wait_new(await room.send(command))


async def named(server: DemoServer, scene: Scene) -> Resident:
    """A named secretary of the office."""
    invitation = await asked(scene.boss.chat, "/invite NKT")
    secretary = Resident(server.person("Named", language_code="en"), "en")
    await secretary.start()
    await secretary.person.start(invitation.text.split("?start=")[1].split()[0])
    await secretary.chat.wait_text("You are a named secretary from now on")
    return secretary


def _offers_like(shown: Message, words: str, _chat: object) -> bool:
    return words in str(shown.buttons)


async def closed(scene: Scene, room: PersonChat, group: Group) -> tuple[str, Message]:
    """The number and the card of a concern that the office has answered and closed."""
    number = await scene.resident.file(f"{WORD}: no water")
    card = await group.wait_text(number)
    await room.send("We come.", reply_to=card)
    await scene.resident.chat.wait_text("We come.")
    await room.press(card, "✅ Close")
    await group.wait(lambda _: "closed" in card.text)
    return number, card


async def test_what_is_closed_is_found_in_the_group_that_has_the_office_now(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    clerk = server.person("Clerk")
    common = server.group("Common", members=[clerk])
    former = clerk.in_(common)
    async with in_a_group(server, start, staff_chat_id=common.id) as scene:
        number, card = await closed(scene, former, common)
        secretary = await named(server, scene)
        await scene.link("/link NKT", "From now on the concerns of")
        await tick(scene.application)
        assert number not in ever_sent(server, scene.group.id)
        assert (
            f"There is no concern {number} here."
            in (await asked(former, f"/ticket {number}")).text
        )
        assert "No concern here has these words" in (await asked(former, f"/find {WORD}")).text
        for room in (secretary.chat, scene.room):
            assert number in (await asked(room, f"/find {WORD}")).text
            page = await asked(room, f"/ticket {number}")
            assert f"{WORD}: no water" in page.text
        press = await former.press(card, "⋯ More")
        told = await press.wait_answer()
        assert told["text"] == "This concern is not with this chat."
        # Its card comes when it is asked for; then it is where any other is.
        await scene.room.press(page, "🗂 Card")
        brought = await scene.room.wait(
            lambda c: next((m for m in c.bot_messages if offers(m, "⋯ More")), None)
        )
        assert WORD in brought.text
        await common.wait(lambda _: "no longer handled in this chat" in card.text)
        await scene.room.press(page, "🗂 Card")
        again = await scene.room.wait_text("Here is the card")
        assert again.reply_to == brought
        await scene.room.send("We come again.", reply_to=brought)
        await scene.resident.chat.wait_text("We come again.")
    assert not rows("SELECT 1 FROM events WHERE kind = 'moved'")


async def test_what_a_named_secretary_opens_again_has_its_card_in_the_group(
    server: DemoServer, start: Start
) -> None:
    clerk = server.person("Clerk")
    common = server.group("Common", members=[clerk])
    async with in_a_group(server, start, staff_chat_id=common.id) as scene:
        number, card = await closed(scene, clerk.in_(common), common)
        secretary = await named(server, scene)
        await scene.link("/link NKT", "From now on the concerns of")
        await tick(scene.application)
        found = await asked(secretary.chat, f"/find {WORD}")
        await secretary.chat.press(found, number)
        opened = await secretary.chat.wait(
            lambda c: next((m for m in c.bot_messages if offers(m, "⋯ More")), None)
        )
        assert number not in ever_sent(server, scene.group.id)
        await secretary.chat.send("We come again.", reply_to=opened)
        await scene.resident.chat.wait_text("We come again.")
        brought = await scene.group.wait_text(number)
        assert "answered" in brought.text
        await common.wait(lambda _: "no longer handled in this chat" in card.text)


async def test_what_is_opened_again_has_its_card_in_the_group_of_its_office(
    server: DemoServer, start: Start
) -> None:
    clerk = server.person("Clerk")
    common = server.group("Common", members=[clerk])
    async with in_a_group(server, start, staff_chat_id=common.id) as scene:
        number, card = await closed(scene, clerk.in_(common), common)
        await scene.link("/link NKT", "From now on the concerns of")
        await tick(scene.application)
        answer = await scene.resident.chat.wait_text("We come.")
        await scene.resident.chat.send("Nobody came.", reply_to=answer)
        brought = await scene.group.wait_text(number)
        assert "in work" in brought.text
        await scene.group.wait_text("Nobody came.")
        await common.wait(lambda _: "no longer handled in this chat" in card.text)
    assert "Nobody came." not in ever_sent(server, common.id)


@pytest.mark.parametrize("settled", [True, False])
async def test_thanks_for_what_stays_closed_reach_the_group_of_its_office(
    server: DemoServer, start: Start, rows: Rows, settled: bool
) -> None:
    clerk = server.person("Clerk")
    common = server.group("Common", members=[clerk])
    async with in_a_group(server, start, staff_chat_id=common.id) as scene:
        number = await scene.resident.file(WORD)
        card = await common.wait_text(number)
        await clerk.in_(common).send("We come.", reply_to=card)
        received = await scene.resident.chat.wait_text("We come.")
        await scene.resident.chat.wait(lambda _: offers(received, "✅ Solved"))
        await scene.resident.chat.press(received, "✅ Solved")
        thanks = await scene.resident.chat.wait_text("Thank you for telling us")
        await scene.link("/link NKT", "From now on the concerns of")
        if settled:
            await tick(scene.application)
        await scene.resident.chat.send("They were kind.", reply_to=thanks)
        await scene.resident.chat.wait_text("stays closed")
        brought = await scene.group.wait_text(number)
        assert "closed" in brought.text
        await scene.group.wait_text("They were kind.")
    assert rows("SELECT status FROM tickets")[0][0] == "closed"
    assert "They were kind." not in ever_sent(server, common.id)


async def test_a_group_that_gets_the_office_back_has_its_cards(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    clerk = server.person("Clerk")
    common = server.group("Common", members=[clerk])
    room = clerk.in_(common)
    async with in_a_group(server, start, staff_chat_id=common.id) as scene:
        _number, card = await closed(scene, room, common)
        for command, answer in (("/link NKT", "From now on"), ("/unlink NKT", "Not tied to")):
            await scene.link(command, answer)
            await tick(scene.application)
        await room.press(card, "⋯ More")
        await common.wait(lambda _: not offers(card, "⋯ More"))
        await room.send("We come again.", reply_to=card)
        await scene.resident.chat.wait_text("We come again.")
        await common.wait(lambda _: "answered" in card.text)
    assert rows("SELECT chat_id, card_id FROM tickets")[0]["card_id"] == card.message_id


async def test_very_many_follow_a_few_in_each_commit(
    server: DemoServer,
    start: Start,
    database_path: Path,
    rows: Rows,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "CARRIED_PER_COMMIT", 10)
    former, latter = server.group("Former"), server.group("Latter")
    async with start():
        pass
    now = int(time.time())
    with closing(sqlite3.connect(database_path)) as connection, connection:
        connection.executemany(
            "INSERT INTO tickets (status, number, office, about_office, language, created_at, "
            "updated_at, chat_id, card_id, taken_by) "
            "VALUES (?, ?, ?, ?, 'ky', ?, ?, ?, 5, 7)",
            [
                (status, f"{office}-2026-{at:05}", office, about, now, now, former.id)
                for at, (status, office, about) in enumerate(
                    [("closed", "NKT", None)] * 23
                    + [("declined", "NKT", None), ("withdrawn", "NKT", None)]
                    + [("closed", "OSH", None), ("draft", "NKT", None)]
                )
            ],
        )
    set_office(database_path, "NKT", staff_chat_id=latter.id)
    async with start(staff_chat_id=former.id) as application:
        await tick(application)
        found = rows("SELECT office, status, chat_id, card_id, taken_by FROM tickets")
        assert {tuple(row) for row in found if row["chat_id"] == former.id} == {
            ("OSH", "closed", former.id, 5, 7),
            ("NKT", "draft", former.id, 5, 7),
        }
        assert {tuple(row)[2:] for row in found if row["chat_id"] != former.id} == {
            (latter.id, None, None)
        }
    # Nobody has the office: then they are nobody's, and return with it.
    set_office(database_path, "NKT", staff_chat_id=None)
    async with start() as application:
        await tick(application)
        assert {
            row["chat_id"] for row in rows("SELECT * FROM tickets WHERE status <> 'draft'")
        } == {None}
    async with start(staff_chat_id=latter.id) as application:
        await tick(application)
        assert {
            row["chat_id"] for row in rows("SELECT * FROM tickets WHERE status <> 'draft'")
        } == {latter.id}


@pytest.mark.parametrize("read_by_the_accused", [True, False])
async def test_a_closed_complaint_follows_only_where_it_may_be(
    server: DemoServer, start: Start, database_path: Path, rows: Rows, read_by_the_accused: bool
) -> None:
    clerk, other = server.person("Clerk"), server.person("Other")
    former = server.group("Former", members=[clerk])
    latter = server.group("Latter", members=[other])
    accused = server.group("Accused")
    async with start():
        pass
    set_office(database_path, "NKT", staff_chat_id=accused.id)
    async with arrived(server, start, staff_chat_id=former.id) as resident:
        number = await complain(resident)
        card = await former.wait_text(STORY)
        await clerk.in_(former).press(card, "✅ Close")
        await former.wait(lambda _: "closed" in card.text)
    if read_by_the_accused:
        set_office(database_path, "NKT", staff_chat_id=None)
    async with start(staff_chat_id=latter.id, default_language="en") as application:
        await tick(application)
        # It leaves at once, with all that showed it.
        await former.wait(lambda _: "no longer handled in this chat" in card.text)
        shown = await asked(other.in_(latter), f"/ticket {number}")
        found = await asked(other.in_(latter), f"/find {STORY}")
    assert (STORY in shown.text) is not read_by_the_accused
    assert (number in found.text) is not read_by_the_accused
    assert STORY not in card.text
    assert STORY not in ever_sent(server, accused.id)
    assert rows("SELECT chat_id FROM tickets")[0][0] == (
        None if read_by_the_accused else latter.id
    )


async def test_whoever_is_no_administrator_any_longer_finds_no_complaint_by_its_words(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        clerk = Resident(server.person("Clerk", language_code="en"), "en")
        await clerk.start()
        for office, words in (("ADM", "You are an administrator"), ("OSH", "a named secretary")):
            invitation = await scene.ask(f"/invite {office}", scene.boss.chat)
            await clerk.person.start(invitation.text.split("?start=")[1].split()[0])
            await clerk.chat.wait_text(words)
        number = await complain(scene.resident)
        await scene.boss.chat.wait_text(STORY)
        notice = await clerk.chat.wait_text("You can take it over")
        await clerk.chat.press(notice, "📥 Bring it to me")
        card = await clerk.chat.wait(
            lambda c: next((m for m in c.bot_messages if STORY in m.text and m.buttons), None)
        )
        await clerk.chat.press(card, "✅ Close")
        await clerk.chat.wait(lambda _: "closed" in card.text)
        assert number in (await asked(clerk.chat, f"/find {STORY}")).text
        listed = await scene.ask("/staff", scene.boss.chat)
        for button in ("👑", "Clerk", "Yes, end it"):
            await scene.boss.chat.wait(partial(_offers_like, listed, button))
            label = next(one for row in listed.buttons for one in row if button in one)
            await scene.boss.chat.press(listed, label)
        await clerk.chat.wait_text("You are no longer an administrator")
        for _ in range(2):
            for command in (f"/find {STORY}", f"/ticket {number}"):
                answer = (await asked(clerk.chat, command)).text
                assert "No concern here" in answer or "There is no concern" in answer
            # Another administrator has it by then.
            await tick(scene.application)
        assert number in (await asked(scene.boss.chat, f"/find {STORY}")).text
        assert STORY in (await asked(scene.boss.chat, f"/ticket {number}")).text
