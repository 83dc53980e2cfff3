"""What named secretaries are told in private: what the group is told, or all of it where no group
is."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.demo.chats import ChatView
from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers import labels
from tests.bot.delivery.until import until
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, ever_sent, set_office, tick
from tests.end_to_end.desk_scene import DeskScene, at_desk, named
from tests.end_to_end.desk_steps import pick
from tests.end_to_end.law_time import Time
from tests.end_to_end.test_complaint import complain
from tests.end_to_end.test_private_exchange import Opened, opened
from tests.end_to_end.test_reminders import reminded, reminders

UNSOLVED = "the resident says that it is not solved"
WITHDRAWN = "the resident has withdrawn this concern"
NEW = "a new concern"
READ = "📖 Read it all"
UNSENT = "Nothing was sent. To answer, reply to the card"


async def not_solved(resident: Resident, answer: str) -> None:
    """The resident says so of an answer."""
    await resident.chat.press(await resident.chat.wait_text(answer), "❌ Not solved")
    await resident.chat.wait_text("is open again")


async def withdraw(resident: Resident, number: str) -> None:
    """The resident takes a concern back."""
    await resident.tap(labels.MINE)
    listed = await resident.chat.wait(lambda c: c.last if number in str(c.last.buttons) else None)
    await resident.chat.press(listed, listed.buttons[0][0])
    await pick(resident.chat, listed, "↩️ Withdraw", "↩️ Yes, withdraw it")


async def joins(desk: Opened) -> None:
    """The secretary comes to the group, too."""
    desk.scene.server.add_member(desk.scene.group, desk.secretary.person)
    await desk.secretary.person.in_(desk.scene.group).send("Here I am")
    await desk.scene.ask("/queue")


async def test_who_opened_the_card_is_told_that_it_is_not_solved_and_that_it_is_withdrawn(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with opened(server, start, database_path) as desk:
        chat, resident = desk.secretary.chat, desk.scene.resident
        await desk.answered("We come tomorrow.")
        await not_solved(resident, "We come tomorrow.")
        await desk.scene.room.wait_text(UNSOLVED)
        notice = await chat.wait_text(UNSOLVED)
        assert desk.number in notice.text
        assert notice.reply_to == desk.in_private
        await chat.send("On Monday, then.", reply_to=notice)
        await chat.wait_text(UNSENT)
        # What is still missing is news of its own.
        await resident.chat.send("The ditch is dry still")
        await chat.wait_text("the resident has written")
        await chat.press(notice, READ)
        await chat.wait_text("The ditch is dry still")
        await withdraw(resident, desk.number)
        await desk.scene.room.wait_text(WITHDRAWN)
        assert (await chat.wait_text(WITHDRAWN)).reply_to == desk.in_private
        await chat.wait(lambda _: "withdrawn" in desk.in_private.text)
    assert "On Monday" not in ever_sent(server, resident.chat.id)


async def test_who_is_in_the_group_reads_it_there(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with opened(server, start, database_path) as desk:
        await joins(desk)
        await desk.answered("We come tomorrow.")
        await not_solved(desk.scene.resident, "We come tomorrow.")
        await desk.scene.room.wait_text(UNSOLVED)
        await withdraw(desk.scene.resident, desk.number)
        await desk.scene.room.wait_text(WITHDRAWN)
        await desk.secretary.chat.wait(lambda _: "withdrawn" in desk.in_private.text)
    said = ever_sent(server, desk.secretary.chat.id)
    assert UNSOLVED not in said
    assert WITHDRAWN not in said


@dataclass
class Chatless:
    """An office of two named secretaries that has no chat."""

    scene: DeskScene
    secretary: Resident
    colleague: Resident

    async def open(self, notice: Message) -> Message:
        """The secretary opens the card by a notice."""
        await self.secretary.chat.press(notice, READ)
        page = await self.secretary.chat.wait_text("From the resident")
        await self.secretary.chat.press(page, "🗂 Card")
        return await self.secretary.chat.wait(_card)


def _card(chat: ChatView) -> Message | None:
    return next((m for m in chat.bot_messages if "💬 Answer" in str(m.buttons)), None)


@asynccontextmanager
async def chatless(
    server: DemoServer, start: Start, database_path: Path, **settings: Any
) -> AsyncIterator[Chatless]:
    """The office of Nookat lost its group."""
    async with at_desk(server, start, database_path) as scene:
        secretary, colleague = await named(scene), await named(scene, "Гүлнара")
    set_office(database_path, "NKT", staff_chat_id=None)
    settings = {"admin_ids": str(scene.boss.person.id), **settings}
    async with start(default_language="en", **settings) as application:
        scene.application = application
        yield Chatless(scene, secretary, colleague)


async def test_without_a_chat_named_secretaries_are_told_what_a_chat_would_be(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with chatless(server, start, database_path) as desk:
        resident, chat = desk.scene.resident, desk.secretary.chat
        number = await resident.file("Marigold")
        await desk.scene.boss.chat.wait_text("A concern came in and is kept")
        for person in (desk.secretary, desk.colleague):
            assert number in (await person.chat.wait_text(NEW)).text
        assert "Marigold" not in ever_sent(server, chat.id)
        await chat.send("Tulip", reply_to=chat.last)
        await chat.wait_text(UNSENT)
        card = await desk.open(await chat.wait_text(NEW))
        await chat.send("We come tomorrow.", reply_to=card)
        await resident.chat.wait_text("We come tomorrow.")
        await chat.wait(lambda _: "answered" in card.text)
        await not_solved(resident, "We come tomorrow.")
        assert (await chat.wait_text(UNSOLVED)).reply_to == card
        await desk.colleague.chat.wait_text(UNSOLVED)
        await chat.wait(lambda _: "in work" in card.text)
        await withdraw(resident, number)
        await chat.wait_text(WITHDRAWN)
        await desk.colleague.chat.wait_text(WITHDRAWN)
        await chat.wait(lambda _: "withdrawn" in card.text)
    assert "Tulip" not in ever_sent(server, resident.chat.id)


async def test_nobody_is_told_of_their_own_concern_or_of_a_complaint_about_them(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with chatless(server, start, database_path) as desk:
        own = await desk.secretary.file("Marigold")
        await desk.colleague.chat.wait_text(own)
        complaint = await complain(desk.scene.resident)
        await desk.scene.boss.chat.wait_text(complaint)
    assert NEW not in ever_sent(server, desk.secretary.chat.id)
    for person in (desk.secretary, desk.colleague):
        assert complaint not in ever_sent(server, person.chat.id)


async def test_administrators_learn_too_that_a_concern_without_a_chat_is_open_again(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    time = Time(6, 1)
    async with chatless(server, start, database_path, now=time) as desk:
        chat, boss = desk.secretary.chat, desk.scene.boss.chat
        number = await desk.scene.resident.file("Marigold")
        card = await desk.open(await chat.wait_text(NEW))
        await chat.send("We come tomorrow.", reply_to=card)
        await desk.scene.resident.chat.wait_text("We come tomorrow.")
        time.set(6, 2)
        await not_solved(desk.scene.resident, "We come tomorrow.")
        await boss.wait(_times(2, f"A concern came in and is kept: {number}"))


def _times(count: int, words: str) -> Callable[[ChatView], bool]:
    return lambda chat: sum(words in text for text in chat.texts) == count


async def test_without_a_chat_named_secretaries_are_reminded(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    time = Time(6, 1)
    async with chatless(server, start, database_path, now=time) as desk:
        boss, application = desk.scene.boss, desk.scene.application
        invitation = await desk.scene.ask("/invite NKT", boss.chat)
        await boss.person.start(invitation.text.split("?start=")[1].split()[0])
        await boss.chat.wait_text("You are a named secretary")
        number = await desk.scene.resident.file("Marigold")
        people = (desk.secretary, desk.colleague, boss)
        time.set(6, 2, 15)
        await tick(application)
        for person in people:
            text = await reminded(person.chat, 1)
            assert f"{number}: to be registered by 2 June 2026." in text
            # Who is an administrator as well is told of it as a secretary, and once.
            assert "At other offices" not in text
        notice = reminders(desk.secretary.chat)[0]
        await desk.secretary.chat.send("Tulip", reply_to=notice)
        await desk.secretary.chat.wait_text(UNSENT)
        time.set(6, 3, 8, 59)
        await tick(application)
    async with start(default_language="en", admin_ids=str(boss.person.id), now=time) as again:
        await tick(again)
        assert not rows("SELECT 1 FROM outbox WHERE stream = 'deadlines'")
        for person in people:
            assert len(reminders(person.chat)) == 1
        time.set(6, 3, 9)
        await tick(again)
        for person in people:
            await reminded(person.chat, 2)


async def test_who_took_it_in_private_is_reminded_there(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    time = Time(6, 1)
    async with at_desk(server, start, database_path, now=time) as scene:
        secretary, idle = await named(scene), await named(scene, "Гүлнара")
        number = await scene.resident.file("The ditch is dry")
        in_group = await scene.room.wait_text(number)
        await secretary.chat.press(await scene.ask("/queue", secretary.chat), number)
        card = await secretary.chat.wait_text("The ditch is dry")
        await pick(secretary.chat, card, "✋ Take")
        await secretary.chat.wait(lambda _: "In charge" in card.text)
        time.set(6, 16, 9)
        await tick(scene.application)
        assert "In charge: Замира" in await reminded(scene.room, 1)
        text = await reminded(secretary.chat, 1)
        assert f"{number}: to be answered by 19 June 2026." in text
        await tick(scene.application)
        # From now on the mention in the group reaches them.
        await joins(Opened(scene, secretary, number, in_group, card))
        time.set(6, 18, 9)
        await tick(scene.application)
        await reminded(scene.room, 2)
    assert len(reminders(secretary.chat)) == 1
    assert not reminders(idle.chat)


async def test_a_reminder_that_came_too_late_in_private_is_said_the_next_morning(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    time = Time(6, 1)
    async with chatless(server, start, database_path, now=time) as desk:
        chat, application = desk.secretary.chat, desk.scene.application
        number = await desk.scene.resident.file("Marigold")
        await chat.wait_text(NEW)
        with server.faults.add(Fault("server_error", "sendMessage", chat.id)):
            time.set(6, 4, 17)
            await tick(application)
            await reminded(desk.colleague.chat, 1)
            time.set(6, 4, 18)
            await tick(application)
            await until(lambda: len(rows("SELECT * FROM owed_reminders")) == 1)
        time.set(6, 5, 8, 59)
        await tick(application)
        assert not reminders(chat)
        time.set(6, 5, 9)
        await tick(application)
        text = await reminded(chat, 1)
        assert f"{number}: was to be registered by 2 June 2026." in text
        assert "At other offices" not in text
        assert len(reminders(desk.colleague.chat)) == 1


async def test_the_alarm_leads_who_may_read_it_to_the_concern(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        secretary = await named(scene)
        await scene.resident.file("They threaten us", topic="conflict")
        alarm = await secretary.chat.wait_text("🔴 Urgent concern")
        assert "staff chat" not in alarm.text
        await secretary.chat.send("I come at once.", reply_to=alarm)
        assert (await secretary.chat.wait_text(UNSENT)).buttons == []
        await secretary.chat.press(alarm, READ)
        await secretary.chat.wait_text("They threaten us")
    assert "I come at once" not in ever_sent(server, scene.resident.chat.id)
