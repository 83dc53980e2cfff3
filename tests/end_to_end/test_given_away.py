"""Whoever gets a concern from another office is to answer it, whatever was answered before."""

import time
from functools import partial
from pathlib import Path

import pytest

from bot.demo.server import DemoServer
from tests.bot.delivery.until import until
from tests.conftest import Rows, Start
from tests.end_to_end.acting import ever_sent, set_office
from tests.end_to_end.desk_scene import at_desk, named
from tests.end_to_end.desk_steps import STORY, office, pick
from tests.end_to_end.law_time import bureau
from tests.end_to_end.test_outcome import answered
from tests.end_to_end.test_reminders import reminded, reminders
from tests.end_to_end.test_transfer import KARA_SUU, TO_CENTRE, TO_KARA_SUU, two_offices


@pytest.mark.parametrize("has_replied", [False, True])
async def test_what_was_answered_is_to_be_answered_anew_and_not_closed_by_silence(
    server: DemoServer, start: Start, rows: Rows, has_replied: bool
) -> None:
    watching = server.group("Monitoring", members=[server.person("Watcher")])
    async with bureau(server, start, monitoring_chat_id=watching.id) as desk:
        old, received = await answered(desk)
        await desk.at(6, 5)
        chat = desk.resident.chat
        if has_replied:
            await chat.send("This is no answer.", reply_to=received)
            await desk.room.wait(lambda _: "🔧 in work" in old.text)
        await pick(desk.room, old, "⋯ More", *TO_CENTRE)
        card = await watching.wait_text(old.text.split()[0])
        assert "registered" in card.text
        assert "Answer by: 25 June 2026" in card.text
        told = await chat.wait_text("is now with the Monitoring Centre")
        assert "You need do nothing. We aim to answer by 25 June 2026." in told.text
        late = await chat.press(received, "✅ Solved")
        assert "The office is working on it" in (await late.wait_answer())["text"]
        await desk.at(6, 17)
        await desk.at(6, 22, 9)
        assert "to be answered by 25 June 2026" in await reminded(watching, 1)
    assert [row["status"] for row in rows("SELECT status FROM tickets")] == ["registered"]
    assert "We heard nothing from you" not in ever_sent(server, chat.id)


async def test_what_was_not_answered_yet_keeps_its_term(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    watching = server.group("Monitoring", members=[server.person("Watcher")])
    async with bureau(server, start, monitoring_chat_id=watching.id) as desk:
        old = await desk.file()
        await desk.at(6, 2)
        await pick(desk.room, old, "✋ Take", "⋯ More", *TO_CENTRE)
        card = await watching.wait_text(old.text.split()[0])
        assert "Answer by: 19 June 2026" in card.text
        told = await desk.resident.chat.wait_text("is now with the Monitoring Centre")
        assert told.text.endswith("You need do nothing.")
        assert not reminders(watching)
    assert not rows("SELECT 1 FROM events WHERE kind = 'reopened'")


async def test_who_was_asked_is_told_that_the_reply_is_still_needed(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with two_offices(server, start, database_path) as (desk, other):
        await desk.more("❓ Ask the resident")
        await desk.reply("What should the resident tell you", "Which canal is it?")
        question = await desk.resident.chat.wait_text("Which canal is it?")
        await desk.shows("waits for the resident")
        await desk.more(*TO_KARA_SUU)
        card = await other.wait_text(STORY)
        assert "waits for the resident" in card.text
        told = await desk.resident.chat.wait_text("is now with another reception")
        assert KARA_SUU in told.text
        assert "Please still reply to the question" in told.text
        assert "You need do nothing" not in told.text
        await desk.resident.chat.send("The upper one", reply_to=question)
        await other.wait_text("The upper one")


async def test_where_both_share_a_chat_who_has_it_answers_it_anew(
    server: DemoServer, start: Start
) -> None:
    async with office(server, start) as desk:
        await desk.answered("We ask our colleagues.")
        await desk.more(*TO_KARA_SUU)
        await desk.shows(f"Office: {KARA_SUU}")
        assert "in work" in desk.card.text
        assert "In charge: Нурлан" in desk.card.text
        told = await desk.resident.chat.wait_text("is now with another reception")
        assert "We aim to answer by" in told.text


async def test_the_private_card_of_who_is_named_for_both_offices_shows_the_new_one(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    other = server.group("Кара-Суу", members=[server.person("Гүлнара")])
    async with start():
        pass
    set_office(database_path, "KSU", staff_chat_id=other.id)
    async with at_desk(server, start, database_path) as scene:
        both, one = await named(scene), await named(scene, "Бурул")
        invitation = await scene.ask("/invite KSU", scene.boss.chat)
        await both.person.start(invitation.text.split("?start=")[1].split()[0])
        await scene.boss.chat.wait_text("Замира opened the invitation")
        number = await scene.resident.file("The ditch is dry")
        in_group = await scene.room.wait_text(number)
        opened = []
        for secretary in (both, one):
            await secretary.chat.press(await scene.ask("/queue", secretary.chat), number)
            opened.append(await secretary.chat.wait_text("The ditch is dry"))
        await pick(scene.room, in_group, "✋ Take")
        kept, emptied = opened
        await both.chat.wait(lambda _: "In charge: Нурлан" in kept.text)
        await one.chat.wait(lambda _: "In charge: Нурлан" in emptied.text)
        await pick(scene.room, in_group, "⋯ More", *TO_KARA_SUU)
        await other.wait_text("The ditch is dry")
        await both.chat.wait(lambda _: f"Office: {KARA_SUU}" in kept.text)
        assert "In charge" not in kept.text
        assert "in work" not in kept.text
        await one.chat.wait(lambda _: "no longer handled in this chat" in emptied.text)
        assert "Office: " not in emptied.text


async def test_an_answer_of_the_earlier_office_does_not_stand_for_one_of_the_new_office(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with two_offices(server, start, database_path) as (desk, other):
        await desk.answered("We ask our colleagues.")
        await desk.more(*TO_KARA_SUU)
        card = await other.wait_text(STORY)
        person = server.person("Бакыт")
        server.add_member(other, person)
        room = person.in_(other)
        said = await room.send("We come on Friday.", reply_to=card)
        received = await desk.resident.chat.wait_text("We come on Friday.")
        await room.wait(lambda _: "answered" in card.text)
        await room.send("/delete", reply_to=said)
        await desk.resident.chat.wait(lambda _: received.deleted)
        await room.wait(lambda _: "in work" in card.text)
    [ticket] = rows("SELECT due_on, due_met_at FROM tickets")
    assert ticket["due_on"] is not None
    assert ticket["due_met_at"] is None


async def test_an_answer_of_the_office_before_that_arrives_late_leaves_it_to_be_answered(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    ahead = [0.0]
    later = partial(_later, ahead)
    async with two_offices(server, start, database_path, now=later) as (desk, other):
        resident = desk.resident
        resident.person.block()
        await desk.room.send("We ask in Osh.", reply_to=desk.card)
        await desk.group.wait_text("The resident blocked the bot")
        ahead[0] = 60
        await desk.more(*TO_KARA_SUU)
        card = await other.wait_text(STORY)
        resident.person.unblock()
        await resident.chat.send("/mine")
        await resident.chat.wait_text("We ask in Osh.")
        await until(lambda: rows("SELECT 1 FROM entries WHERE delivery = 'delivered'"))
        assert "registered" in card.text
        stored = rows("SELECT status, due_met_at FROM tickets")[0]
        assert tuple(stored) == ("registered", None)


def _later(ahead: list[float]) -> float:
    return time.time() + ahead[0]
