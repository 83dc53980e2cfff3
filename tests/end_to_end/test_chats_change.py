"""Chats that change while a concern about a reception is open: it leaves where it must not be."""

import sqlite3
from contextlib import closing
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from bot.demo.server import DemoServer
from tests.conftest import Rows, Start
from tests.end_to_end.acting import arrived, ever_sent, heard, set_office, tick
from tests.end_to_end.test_complaint import STORY, complain


async def test_another_shared_chat_takes_all_over(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    old_hand, new_hand = server.person("Нурлан"), server.person("Гүлнара")
    accused = server.group("Nookat", members=[server.person("Асан")])
    old = server.group("Old", members=[old_hand])
    new = server.group("New", members=[new_hand])
    async with start():
        pass
    set_office(database_path, "NKT", staff_chat_id=accused.id)
    async with arrived(server, start, staff_chat_id=old.id) as resident:
        before = await heard(server, accused)
        number = await complain(resident)
        card = await old.wait_text(number)
        story = next(m for m in resident.chat.messages if m.text == STORY)
        await resident.chat.send_photo(caption="The paper", reply_to=story)
        photo = await old.wait_text("The paper")
    async with start(staff_chat_id=new.id, default_language="en"):
        moved = await new.wait_text(number)
        assert STORY in moved.text
        await new.wait_text("The paper")
        await old.wait(lambda _: photo.deleted and "no longer handled" in card.text)
        assert STORY not in card.text
        assert not card.buttons
        await old_hand.in_(old).send("Too late", reply_to=card)
        await new_hand.in_(new).send("In time", reply_to=moved)
        await resident.chat.wait_text("In time")
        await resident.chat.send("More", reply_to=story)
        await new.wait_text("More")
    assert ever_sent(server, accused.id) == before
    assert "Too late" not in ever_sent(server, resident.chat.id)


@pytest.mark.parametrize("closed", [False, True])
async def test_the_chat_comes_to_serve_the_office_complained_of(
    server: DemoServer, start: Start, database_path: Path, closed: bool
) -> None:
    secretary = server.person("Нурлан")
    shared = server.group("Shared", members=[secretary])
    watching = server.group("Monitoring", members=[server.person("Watcher")])
    own = server.group("Nookat", members=[server.person("Асан")])
    settings: dict[str, Any] = {"staff_chat_id": shared.id, "monitoring_chat_id": watching.id}
    async with start():
        pass
    set_office(database_path, "NKT", staff_chat_id=own.id)
    async with arrived(server, start, **settings) as resident:
        number = await complain(resident)
        card = await shared.wait_text(number)
        if closed:
            await secretary.in_(shared).press(card, "✅ Close")
            await resident.chat.wait_text("The office has closed your concern")
            await shared.wait(lambda _: "closed" in card.text)
    set_office(database_path, "NKT", staff_chat_id=None)
    before = ever_sent(server, shared.id)
    story = next(m for m in resident.chat.messages if m.text == STORY)
    async with start(default_language="en", **settings) as application:
        await tick(application)
        await resident.chat.edit(story, "He took both papers.")
        await resident.chat.send("A word more", reply_to=story)
        await resident.chat.wait_text("is open again" if closed else "Added to your concern")
        await tick(application)
        moved = await watching.wait_text("He took both papers.")
        assert "It complains of the reception: Nookat District" in moved.text
        await watching.wait_text("A word more")
        await shared.wait(lambda _: "no longer handled" in card.text)
    since = ever_sent(server, shared.id).removeprefix(before)
    assert "A word more" not in since
    assert "papers" not in since


async def test_the_office_complained_of_gets_a_chat_of_its_own(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    shared = server.group("Shared", members=[server.person("Нурлан")])
    watching = server.group("Monitoring", members=[server.person("Watcher")])
    own = server.group("Nookat", members=[server.person("Асан")])
    settings: dict[str, Any] = {"staff_chat_id": shared.id, "monitoring_chat_id": watching.id}
    async with arrived(server, start, **settings) as resident:
        await complain(resident)
        card = await watching.wait_text(STORY)
        ordinary = await resident.file("Ordinary")
        left = await shared.wait_text(ordinary)
    set_office(database_path, "NKT", staff_chat_id=own.id)
    async with start(default_language="en", **settings):
        # What is not about it comes to its new chat.
        await own.wait_text("Ordinary")
        await shared.wait(lambda _: "no longer handled" in left.text)
        story = next(m for m in resident.chat.messages if m.text == STORY)
        await resident.chat.send("A word more", reply_to=story)
        copy = await watching.wait_text("A word more")
        assert copy.reply_to == card
    for word in (STORY, "A word more"):
        assert word not in ever_sent(server, own.id)
        assert word not in ever_sent(server, shared.id)
    assert len(rows("SELECT 1 FROM events WHERE kind = 'moved'")) == 1


async def test_another_office_of_the_same_chat_has_it_where_it_is(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    shared = server.group("Shared", members=[server.person("Нурлан")])
    accused = server.group("Nookat", members=[server.person("Асан")])
    async with start():
        pass
    set_office(database_path, "NKT", staff_chat_id=accused.id)
    async with arrived(server, start, staff_chat_id=shared.id) as resident:
        number = await complain(resident)
        card = await shared.wait_text(number)
    # From now on only one office, another one, is served by the chat.
    other = "OSH" if number[:3] != "OSH" else "UZG"
    set_office(database_path, other, staff_chat_id=shared.id)
    async with start(default_language="en") as application:
        await tick(application)
        await shared.wait(lambda _: "Office: Osh City" in card.text)
        assert STORY in card.text
        assert len([m for m in shared.bot_messages if number in m.text]) == 1
        await tick(application)
    assert [row["office"] for row in rows("SELECT office FROM tickets")] == [other]
    assert len(rows("SELECT 1 FROM events WHERE kind = 'moved'")) == 1


async def test_what_waits_for_a_chat_does_not_follow_after_the_concern_left_it(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    shared = server.group("Shared", members=[server.person("Нурлан")])
    watching = server.group("Monitoring", members=[server.person("Watcher")])
    own = server.group("Nookat", members=[server.person("Асан")])
    settings: dict[str, Any] = {"staff_chat_id": shared.id, "monitoring_chat_id": watching.id}
    async with start(default_language="en"):
        await heard(server, shared)
    set_office(database_path, "NKT", staff_chat_id=own.id)
    async with arrived(server, start, **settings) as resident:
        server.kick_bot(shared)
        await complain(resident)
    set_office(database_path, "NKT", staff_chat_id=None)
    async with start(default_language="en", **settings) as application:
        await tick(application)
        await watching.wait_text(STORY)
        server.add_bot(shared)
        ordinary = await resident.file("Ordinary")
        await shared.wait_text(ordinary)
    taken = [call.params for call in server.requests if call.status == HTTPStatus.OK]
    told = [params for params in taken if params.get("chat_id") == shared.id]
    assert STORY not in str(told)


async def test_whoever_was_in_charge_stays_with_the_chat(server: DemoServer, start: Start) -> None:
    old_hand, new_hand = server.person("Oldhand"), server.person("Newhand")
    old = server.group("Old", members=[old_hand])
    new = server.group("New", members=[new_hand])
    async with arrived(server, start, staff_chat_id=old.id) as resident:
        await resident.file("Plain")
        card = await old.wait_text("Plain")
        await old_hand.in_(old).press(card, "✋ Take")
        await old.wait(lambda _: "In charge: Oldhand" in card.text)
    async with start(staff_chat_id=new.id, default_language="en"):
        moved = await new.wait_text("Plain")
        assert "In charge" not in moved.text
        await new_hand.in_(new).press(moved, "✋ Take")
        await new.wait(lambda _: "In charge: Newhand" in moved.text)


async def test_a_story_that_grows_beyond_the_card_follows_it_in_the_new_chat(
    server: DemoServer, start: Start
) -> None:
    old = server.group("Old", members=[server.person("Нурлан")])
    new = server.group("New", members=[server.person("Гүлнара")])
    async with arrived(server, start, staff_chat_id=old.id) as resident:
        await resident.file("Short")
        card = await old.wait_text("Short")
        story = next(m for m in resident.chat.messages if m.text == "Short")
        await resident.chat.edit(story, "long " * 800)
        copy = await old.wait(lambda c: c.last if "long long" in c.last.text else None)
        assert copy != card
        await resident.chat.edit(story, "Short again")
        await old.wait(lambda _: "Short again" in copy.text)
        assert "Short" not in card.text
    async with start(staff_chat_id=new.id, default_language="en"):
        copy = await new.wait_text("Short again")
        assert copy.reply_to is not None and "Answer by" in copy.reply_to.text
        await resident.chat.edit(story, "longer " * 580)
        await new.wait(lambda _: "longer longer" in copy.text)


async def test_a_card_needs_no_topic(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    old = server.group("Old", members=[server.person("Нурлан")])
    new = server.group("New", members=[server.person("Гүлнара")])
    async with arrived(server, start, staff_chat_id=old.id) as resident:
        await resident.file("Plain")
        assert "Topic: " in (await old.wait_text("Plain")).text
    with closing(sqlite3.connect(database_path)) as connection, connection:
        connection.execute("UPDATE tickets SET topic = NULL")
        connection.execute("DELETE FROM topics WHERE code = 'other'")
    async with start(staff_chat_id=new.id, default_language="en"):
        assert "Topic" not in (await new.wait_text("Plain")).text
