"""/link ties a group to offices; what the bot may do in a group is said there and to those who can
mend it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from bot.application import Application
from bot.demo.chats import Group
from bot.demo.people import PersonChat
from bot.demo.server import DemoServer
from tests.bot.delivery.until import until
from tests.conftest import Rows, Start
from tests.end_to_end.acting import DIRECTORY, Resident, ever_sent, tick

NOOKAT = DIRECTORY.office("NKT").name.get("en")
OSH = DIRECTORY.office("OSH").name.get("en")


@dataclass
class Scene:
    """An administrator in a group, and a resident who has the menu."""

    application: Application
    resident: Resident
    boss: Resident
    group: Group
    room: PersonChat
    """The group as the administrator sees it."""

    async def link(self, words: str, answer: str) -> str:
        """Sends a command and waits for words of its answer; returns all of it."""
        await self.room.send(words)
        said = await self.room.wait_text(answer)
        return said.text


@asynccontextmanager
async def in_a_group(server: DemoServer, start: Start, **settings: Any) -> AsyncIterator[Scene]:
    """The bot runs and is in a group that serves no office yet."""
    boss = Resident(server.person("Boss", language_code="en"), "en")
    resident = Resident(server.person("Aigul", language_code="en"), "en")
    supergroup = settings.pop("supergroup", True)
    group = server.group("Desk", [boss.person], supergroup=supergroup)
    settings = {"admin_ids": str(boss.person.id)} | settings
    async with start(default_language="en", **settings) as application:
        await boss.start()
        await resident.start()
        await group.wait_text("The id of this chat")
        yield Scene(application, resident, boss, group, boss.person.in_(group))


async def test_a_group_is_tied_to_several_offices(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with in_a_group(server, start) as scene:
        number = await scene.resident.file("No water")
        told = await scene.link("/link nkt, OSH", "From now on the concerns of")
        assert f"{NOOKAT} and {OSH}" in told
        how = await scene.group.wait_text("To answer, reply to the card")
        assert f"This group serves: {NOOKAT} and {OSH}." in how.text
        assert "\n👍 on your answer: it has reached the resident.\n" in how.text
        assert "\n👀 on your answer: it is kept" in how.text
        assert "\n/delete in reply to your answer" in how.text
        await tick(scene.application)
        card = await scene.group.wait_text("No water")
        assert number in card.text
        await scene.room.send("We come.", reply_to=card)
        await scene.resident.chat.wait_text("We come.")
        await scene.link("/link OSH", "So it is already")
        karakol = DIRECTORY.office("KRK").name.get("en")
        await scene.link("/link KRK", f"From now on the concerns of {karakol}")
        assert str(scene.group.texts).count("To answer, reply to the card") == 1
    changes = rows("SELECT subject, field, old, new, person_id FROM audit ORDER BY id")
    assert [row["subject"] for row in changes] == ["offices NKT", "offices OSH", "offices KRK"]
    assert {row["field"] for row in changes} == {"staff_chat_id"}
    assert {row["new"] for row in changes} == {str(scene.group.id)}
    assert {row["person_id"] for row in changes} == {scene.boss.person.id}


async def test_without_a_code_it_says_what_the_group_serves(
    server: DemoServer, start: Start
) -> None:
    async with in_a_group(server, start) as scene:
        before = await scene.link("/link", "To tie this group to receptions")
        assert "does not serve a reception yet" in before
        assert f"KRK – {DIRECTORY.office('KRK').name.get('en')}" in before
        await scene.link("/link NKT", "From now on the concerns of")
        await scene.room.send("/link")
        after = await scene.room.wait_text("This group serves:\n")
        assert f"This group serves:\nNKT – {NOOKAT}\n\nWithout a group" in after.text


@pytest.mark.parametrize(
    ("written", "meant"),
    [("NTK", f"NKT – {NOOKAT}"), ("Ноокат", f"NKT – {NOOKAT}"), ("Osh", f"OSH – {OSH}")],
)
async def test_a_wrong_code_is_answered_with_the_nearest(
    server: DemoServer, start: Start, rows: Rows, written: str, meant: str
) -> None:
    async with in_a_group(server, start) as scene:
        if written == "Osh":
            told = await scene.link("/link KRK Osh", "From now on the concerns of")
            assert OSH in told
            return
        told = await scene.link(f"/link OSH {written}", "There is no reception with the code")
        assert f"“{written}”" in told
        assert meant in told
        assert "Nothing was changed." in told
    assert not rows("SELECT 1 FROM offices WHERE staff_chat_id IS NOT NULL")
    assert not rows("SELECT 1 FROM audit")


async def test_nothing_is_near_enough(server: DemoServer, start: Start) -> None:
    async with in_a_group(server, start) as scene:
        told = await scene.link("/link 12345", "There is no reception with the code")
        assert "Perhaps:" not in told


async def test_an_office_is_untied(server: DemoServer, start: Start, rows: Rows) -> None:
    async with in_a_group(server, start) as scene:
        await scene.link("/link NKT", "From now on the concerns of")
        await scene.resident.file("No water")
        await scene.group.wait_text("No water")
        told = await scene.link("/unlink NKT OSH", "Not tied to this group any longer")
        assert f"Not tied to this group: {OSH}." in told
        assert "kept until another group is tied" in told
        await tick(scene.application)
        await scene.boss.chat.wait_text("No staff chat yet")
        help_ = await scene.link("/unlink", "To untie one: /unlink NKT")
        assert "does not serve a reception yet" in help_
    assert not rows("SELECT 1 FROM offices WHERE staff_chat_id IS NOT NULL")


async def test_the_common_group_cannot_be_untied(server: DemoServer, start: Start) -> None:
    boss = Resident(server.person("Boss", language_code="en"), "en")
    group = server.group("Common", [boss.person])
    async with start(default_language="en", staff_chat_id=group.id, admin_ids=str(boss.person.id)):
        await boss.start()
        room = boss.person.in_(group)
        await room.send("/unlink NKT")
        await group.wait_text(f"{NOOKAT}: served by this group as the common one")


async def test_the_group_that_had_the_office_is_told(server: DemoServer, start: Start) -> None:
    async with in_a_group(server, start) as scene:
        other = server.group("Other", [scene.boss.person])
        await other.wait_text("The id of this chat")
        await scene.link("/link NKT", "From now on the concerns of")
        await scene.resident.file("No water")
        card = await scene.group.wait_text("No water")
        await scene.boss.person.in_(other).send("/link NKT")
        await scene.group.wait_text(f"The concerns of {NOOKAT} go to another group")
        await tick(scene.application)
        await other.wait_text("No water")
        await scene.group.wait(lambda _: "no longer handled" in card.text)


async def test_only_an_administrator_of_the_bot_who_shows_their_name(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with in_a_group(server, start) as scene:
        member = server.person("Asan")
        server.add_member(scene.group, member, is_admin=True)
        await member.in_(scene.group).send("/link NKT")
        server.anonymous_admin_post(scene.group, "/link NKT")
        await scene.group.wait_text("switch off “Remain anonymous”")
        assert not rows("SELECT 1 FROM offices WHERE staff_chat_id IS NOT NULL")
        assert "From now on" not in ever_sent(server, scene.group.id)
        await scene.link("/link NKT", "From now on the concerns of")


async def test_a_tied_group_becomes_a_supergroup(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with in_a_group(server, start, supergroup=False) as scene:
        await scene.link("/link NKT", "From now on the concerns of")
        await scene.resident.file("No water")
        await scene.group.wait_text("No water")
        new = server.upgrade(scene.group)
        card = await new.wait_text("No water")
        await scene.resident.file("No road")
        await new.wait_text("No road")
        await scene.boss.person.in_(new).send("/link")
        after = await new.wait_text("To tie this group to receptions")
        assert f"This group serves:\nNKT – {NOOKAT}" in after.text
        await scene.boss.person.in_(new).send("We come.", reply_to=card)
        await scene.resident.chat.wait_text("We come.")
    [office] = rows("SELECT staff_chat_id FROM offices WHERE code = 'NKT'")
    assert office["staff_chat_id"] == new.id


async def test_the_bot_is_removed_and_comes_back(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with in_a_group(server, start) as scene:
        await scene.link("/link NKT", "From now on the concerns of")
        server.kick_bot(scene.group)
        await scene.boss.chat.wait_text("refuses the bot: it was removed")
        await scene.resident.file("No water")
        server.add_bot(scene.group)
        await scene.group.wait_text("No water")
        await scene.boss.chat.wait_text("works again")
        assert str(scene.boss.chat.texts).count("refuses the bot") == 1
    assert not rows("SELECT 1 FROM chats WHERE parked_at IS NOT NULL")


async def test_the_bot_may_not_write_any_longer(server: DemoServer, start: Start) -> None:
    async with in_a_group(server, start) as scene:
        await scene.link("/link NKT", "From now on the concerns of")
        server.set_rights(scene.group, can_send_messages=False)
        await scene.boss.chat.wait_text("it was removed, or may not write")
        await scene.resident.file("No water")
        server.add_bot(scene.group)
        await scene.group.wait_text("No water")


async def test_an_administrator_no_longer_is_said_in_the_group_and_to_administrators(
    server: DemoServer, start: Start
) -> None:
    async with in_a_group(server, start) as scene:
        await scene.link("/link NKT", "From now on the concerns of")
        server.add_bot(scene.group, bot_is_admin=False)
        await scene.group.wait_text("its privacy mode is on")
        told = await scene.boss.chat.wait_text("its privacy mode is on")
        assert str(scene.group.id) in told.text


async def test_losing_the_right_to_delete_is_said_in_the_group_and_to_administrators(
    server: DemoServer, start: Start
) -> None:
    async with in_a_group(server, start) as scene:
        await scene.link("/link NKT", "From now on the concerns of")
        server.set_rights(scene.group, can_delete_messages=False)
        told = await scene.group.wait_text("may not delete messages")
        assert "“Delete messages”" in told.text
        await scene.boss.chat.wait_text("may not delete messages")
        # What is known is not said again.
        server.set_rights(scene.group, can_pin_messages=False)
        server.add_bot(scene.group, bot_is_admin=False)
        await scene.group.wait_text("its privacy mode is on")
        assert str(scene.group.texts).count("may not delete messages") == 1


async def test_a_group_that_serves_nothing_is_no_news(server: DemoServer, start: Start) -> None:
    async with in_a_group(server, start) as scene:
        server.add_bot(scene.group, bot_is_admin=False)
        server.kick_bot(scene.group)
        await until(lambda: scene.group.bot_status == "kicked")
        await scene.resident.file("No water")
        await scene.boss.chat.wait_text("No staff chat yet")
        assert "refuses the bot" not in str(scene.boss.chat.texts)
        assert "privacy mode" not in str(scene.boss.chat.texts)


async def test_a_newcomer_without_rights_says_what_it_lacks(
    server: DemoServer, start: Start
) -> None:
    server.world.privacy_mode = False
    async with start(default_language="en"):
        group = server.group("Desk", [server.person("Asan")], bot_is_admin=False)
        told = await group.wait_text("is no administrator of this group")
    assert "The id of this chat" in told.text
    assert "privacy mode" not in told.text
