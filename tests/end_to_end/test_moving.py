"""Concerns that leave a chat: what stays there, who may still act, and what is never lost."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers import labels
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, arrived, ever_sent, set_office, tick
from tests.end_to_end.test_complaint import STORY, complain
from tests.end_to_end.test_directory_editing import Boss

NOT_HERE = "This concern is not with this chat"
BOGUS = -1009999999999
"""The id of a chat that does not exist."""


def own(resident: Resident, text: str) -> Message:
    """A message that the resident wrote."""
    return next(m for m in resident.chat.messages if m.text == text)


async def save_staff_chat(boss: Boss, chat_id: int) -> str:
    """The administrator gives Nookat another staff chat; returns the last look before that."""
    await boss.ask("👥 Staff chat")
    await boss.chat.send(str(chat_id))
    look = await boss.answered("Save?")
    shown = look.text
    await boss.go(look, "💾 Save", "Region:")
    return shown


@pytest.mark.parametrize("withdrawn", [False, True])
async def test_a_concern_at_rest_leaves_the_chat_of_the_office_complained_of(
    server: DemoServer, start: Start, database_path: Path, rows: Rows, withdrawn: bool
) -> None:
    hand, boss = server.person("Асан"), Resident(server.person("Boss"), "en")
    shared = server.group("Shared", members=[hand])
    watching = server.group("Monitoring", members=[server.person("Watcher")])
    accused = server.group("Nookat", members=[server.person("Нурлан")])
    settings: dict[str, Any] = {
        "staff_chat_id": shared.id,
        "monitoring_chat_id": watching.id,
        "admin_ids": str(boss.person.id),
    }
    async with start():
        pass
    set_office(database_path, "NKT", staff_chat_id=accused.id)
    async with arrived(server, start, **settings) as resident:
        await boss.start()
        number = await complain(resident)
        card = await shared.wait_text(number)
        await resident.chat.send_photo(caption="The paper", reply_to=own(resident, STORY))
        photo = await shared.wait_text("The paper")
        if withdrawn:
            await resident.tap(labels.MINE)
            await resident.chat.press(
                await resident.chat.wait_text("Your concerns"), f"{number} · 🆕 registered"
            )
            shown = await resident.chat.wait(
                lambda chat: next((m for m in chat.messages if ["↩️ Withdraw"] in m.buttons), None)
            )
            await resident.chat.press(shown, "↩️ Withdraw")
            await resident.chat.wait(lambda _: ["↩️ Yes, withdraw it"] in shown.buttons)
            await resident.chat.press(shown, "↩️ Yes, withdraw it")
        else:
            await hand.in_(shared).press(card, "✅ Close")
        word = "withdrawn" if withdrawn else "closed"
        await shared.wait(lambda _: word in card.text)
    set_office(database_path, "NKT", staff_chat_id=None)
    async with start(default_language="en", **settings) as application:
        await tick(application)
        await shared.wait(lambda _: photo.deleted and "no longer handled" in card.text)
        assert not card.buttons
        assert STORY not in str(shared.texts)
        await hand.in_(shared).send("We know who you are", reply_to=card)
        await shared.wait_text(NOT_HERE)
        assert [row["chat_id"] for row in rows("SELECT chat_id FROM tickets")] == [None]
        # It is not open: nobody has to look at it.
        assert number not in str(watching.texts) + str(boss.chat.texts)
        await resident.chat.send("A word more", reply_to=own(resident, STORY))
        await resident.chat.wait_text("is open again")
        assert STORY in (await watching.wait_text(number)).text
        await watching.wait_text("The paper")
        await watching.wait_text("A word more")
    assert "We know who you are" not in ever_sent(server, resident.chat.id)
    assert "A word more" not in ever_sent(server, shared.id)


async def test_nothing_can_be_done_in_the_moment_before_it_leaves(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    hand, boss = server.person("Асан"), Boss(server.person("Boss"), "en")
    shared = server.group("Shared", members=[hand])
    watching = server.group("Monitoring", members=[server.person("Watcher")])
    accused = server.group("Nookat", members=[server.person("Нурлан")])
    async with start():
        pass
    set_office(database_path, "NKT", staff_chat_id=accused.id)
    settings: dict[str, Any] = {
        "staff_chat_id": shared.id,
        "monitoring_chat_id": watching.id,
        "admin_ids": str(boss.person.id),
    }
    async with arrived(server, start, **settings) as resident:
        await boss.start()
        await complain(resident)
        card = await shared.wait_text(STORY)
        await save_staff_chat(boss, shared.id)
        # The clock has not looked yet: the card is still there.
        assert STORY in card.text
        room = hand.in_(shared)
        for button in ("✋ Take", "💬 Answer", "✅ Close"):
            press = await room.press(card, button)
            assert NOT_HERE in (await press.wait_answer())["text"]
        await room.send("We know who you are", reply_to=card)
        await room.wait_text(NOT_HERE)
        assert "write your answer" not in str(shared.texts)
    assert "We know who you are" not in ever_sent(server, resident.chat.id)
    assert "closed your concern" not in ever_sent(server, resident.chat.id)


async def test_a_mistyped_chat_takes_no_card_away(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    hand = server.person("Нурлан")
    shared = server.group("Shared", members=[hand])
    async with arrived(server, start, staff_chat_id=shared.id) as resident:
        number = await resident.file("Plain")
        card = await shared.wait_text("Plain")
    set_office(database_path, "NKT", staff_chat_id=BOGUS)
    async with start(default_language="en", staff_chat_id=shared.id) as application:
        await server.wait(lambda: "Plain" in ever_sent(server, BOGUS))
        await resident.chat.send("More", reply_to=own(resident, "Plain"))
        await resident.chat.wait_text("Added to your concern")
        await tick(application)
        assert "Plain" in card.text
        assert number in card.text
    set_office(database_path, "NKT", staff_chat_id=None)
    async with start(default_language="en", staff_chat_id=shared.id):
        # Put right: all of it is there, once.
        await shared.wait_text("More")
        await shared.wait(lambda _: "no longer handled" in card.text)
        new = await shared.wait_text("Plain")
        assert new != card
        await hand.in_(shared).send("We come.", reply_to=new)
        await resident.chat.wait_text("We come.")
    assert str(shared.texts).count("Plain") == 1


async def test_a_chat_that_the_bot_has_not_seen_is_pointed_out_before_it_is_saved(
    server: DemoServer, start: Start
) -> None:
    boss = Boss(server.person("Boss"), "en")
    seen = server.group("Nookat", members=[server.person("Асан")])
    shared = server.group("Shared", members=[server.person("Нурлан")])
    settings: dict[str, Any] = {"staff_chat_id": shared.id, "admin_ids": str(boss.person.id)}
    async with arrived(server, start, **settings) as resident:
        await boss.start()
        await seen.wait_text("The id of this chat")
        assert "has not seen this chat" not in await save_staff_chat(boss, seen.id)
        assert "has not seen this chat" in await save_staff_chat(boss, BOGUS)
        # A call in vain makes it no better known.
        await resident.file("Plain")
        await boss.chat.wait_text("refuses the bot")
        await save_staff_chat(boss, seen.id)
        assert "has not seen this chat" in await save_staff_chat(boss, BOGUS)


async def test_what_waits_to_be_taken_out_of_a_chat_is_taken_out_when_it_works_again(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    old = server.group("Old", members=[server.person("Нурлан")])
    new = server.group("New", members=[server.person("Гүлнара")])
    async with arrived(server, start, staff_chat_id=old.id) as resident:
        await resident.file("Plain")
        card = await old.wait_text("Plain")
        await resident.chat.send("More", reply_to=own(resident, "Plain"))
        copy = await old.wait_text("More")
    server.kick_bot(old)
    # There, back, and there again, while the old chat takes nothing.
    async with start(default_language="en", staff_chat_id=new.id):
        first = await new.wait_text("Plain")
    async with start(default_language="en", staff_chat_id=old.id) as application:
        await tick(application)
        assert [row["chat_id"] for row in rows("SELECT chat_id FROM tickets")] == [old.id]
    async with start(default_language="en", staff_chat_id=new.id):
        await new.wait(lambda _: "no longer handled" in first.text)
    async with start(default_language="en", staff_chat_id=new.id):
        server.add_bot(old)
        await old.wait(lambda _: copy.deleted and "no longer handled" in card.text)
        await new.wait_text("Plain")
    assert "Plain" not in str(old.texts)
    assert str(new.texts).count("Plain") == 1


async def test_what_cannot_be_deleted_is_overwritten_or_reported_once(
    server: DemoServer, start: Start
) -> None:
    boss = Resident(server.person("Boss"), "en")
    old = server.group("Old", members=[server.person("Нурлан")], bot_is_admin=False)
    new = server.group("New", members=[server.person("Гүлнара")])
    settings: dict[str, Any] = {"admin_ids": str(boss.person.id)}
    async with arrived(server, start, staff_chat_id=old.id, **settings) as resident:
        await boss.start()
        number = await resident.file("Plain")
        story = own(resident, "Plain")
        await resident.chat.send("In words", reply_to=story)
        await resident.chat.send_photo(caption="In a picture", reply_to=story)
        await resident.chat.send_voice(reply_to=story)
        photo = await old.wait(lambda c: next((m for m in c.bot_messages if m.photo), None))
        shown = photo.photo
        for _ in range(2):
            await resident.chat.send_sticker(reply_to=story)
        await old.wait(lambda c: len([m for m in c.bot_messages if m.sticker]) == 2)
        before = [m for m in old.bot_messages if number in m.text or m.sticker]
    for message in before:
        message.stored.raw["date"] -= int(timedelta(hours=49).total_seconds())
    async with start(staff_chat_id=new.id, default_language="en", **settings):
        await new.wait(lambda c: len([m for m in c.bot_messages if m.sticker]) == 2)
        await old.wait(lambda _: all("no longer" in m.text for m in before if not m.sticker))
        notice = await boss.chat.wait_text("Please delete the rest by hand.")
        assert number in notice.text
        assert str(old.id) in notice.text
        # The second sticker was tried, too.
        last = before[-1].id
        await server.wait(
            lambda: any(
                call.method == "editMessageCaption" and call.params["message_id"] == last
                for call in server.requests
            )
        )
    assert "In words" not in str(old.texts)
    assert "In a picture" not in str(old.texts)
    assert str(boss.chat.texts).count("by hand") == 1
    assert any(m.voice and "no longer" in m.text for m in before)
    # An empty picture stands in its place.
    assert photo.photo != shown


async def test_who_brings_a_concern_to_themselves_is_in_charge(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    boss, deputy = (Resident(server.person(name), "en") for name in ("Boss", "Deputy"))
    admins = f"{boss.person.id},{deputy.person.id}"
    async with arrived(server, start, admin_ids=admins) as resident:
        await boss.start()
        await deputy.start()
        await complain(resident)
        card = await boss.chat.wait_text(STORY)
        await boss.chat.press(card, "✋ Take")
        await boss.chat.wait(lambda _: "In charge: Boss" in card.text)
        notice = await deputy.chat.wait_text("You can take it over.")
        await deputy.chat.press(notice, "📥 Bring it to me")
        theirs = await deputy.chat.wait_text(STORY)
        assert "In charge: Deputy" in theirs.text
        assert "✋ Take" not in str(theirs.buttons)
    taken = rows("SELECT actor_id FROM events WHERE kind = 'taken' ORDER BY id")
    assert [row["actor_id"] for row in taken] == [boss.person.id, deputy.person.id]
