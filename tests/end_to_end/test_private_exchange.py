"""What a named secretary does in private and what the group does: each sees the other's part."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from bot.demo.views import Message
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, ever_sent, set_office, tick
from tests.end_to_end.desk_scene import DeskScene, at_desk, named
from tests.end_to_end.privacy_steps import forget_me
from tests.end_to_end.test_coming_back import BACK, KEPT

WRITTEN = "the resident has written"


@dataclass
class Opened:
    """A concern, its card in the group, and the same one in a named secretary's private chat."""

    scene: DeskScene
    secretary: Resident
    number: str
    in_group: Message
    in_private: Message

    async def answered(self, text: str = "We come on Monday") -> Message:
        """The secretary answers in private; returns what they wrote."""
        answer = await self.secretary.chat.send(text, reply_to=self.in_private)
        await self.scene.resident.chat.wait_text(text)
        await self.secretary.chat.wait(lambda _: answer.reactions == ["👍"])
        return answer

    def notices(self) -> list[Message]:
        """What the secretary was told of new words, and still stands."""
        return [m for m in self.secretary.chat.bot_messages if WRITTEN in m.text and m.buttons]


@asynccontextmanager
async def opened(server: DemoServer, start: Start, database_path: Path) -> AsyncIterator[Opened]:
    """A named secretary has opened a concern in private."""
    async with at_desk(server, start, database_path) as scene:
        secretary = await named(scene)
        number = await scene.resident.file("The ditch is dry")
        in_group = await scene.room.wait_text(number)
        listed = await scene.ask("/queue", secretary.chat)
        await secretary.chat.press(listed, number)
        card = await secretary.chat.wait_text("The ditch is dry")
        yield Opened(scene, secretary, number, in_group, card)


async def test_a_private_card_leads_to_what_the_resident_writes_later(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with opened(server, start, database_path) as desk:
        room, resident, chat = desk.scene.room, desk.scene.resident.chat, desk.secretary.chat
        await desk.answered()
        await resident.send("Nobody came", reply_to=await resident.wait_text("We come on Monday"))
        notice = await chat.wait_text(WRITTEN)
        assert desk.number in notice.text
        assert notice.reply_to == desk.in_private
        # The words themselves come on request only: then it is known who may read them.
        assert "Nobody came" not in ever_sent(server, chat.id)
        # Once until it is read.
        await resident.send("And nobody called", reply_to=resident.last)
        await room.wait_text("And nobody called")
        assert len(desk.notices()) == 1
        await chat.press(notice, "📖 Read it all")
        read = await chat.wait_text("And nobody called")
        assert "Nobody came" in read.text
        await resident.send("A third time", reply_to=resident.last)
        await chat.wait(lambda _: len(desk.notices()) == 2)
        # A reply to it answers nothing: it shows no words.
        await chat.send("Is it so?", reply_to=desk.notices()[-1])
        await chat.wait_text("Nothing was sent")
        # Who answers knows of it.
        await desk.answered("We are on our way")
        await resident.send("Thank you", reply_to=resident.last)
        await chat.wait(lambda _: len(desk.notices()) == 3)


async def test_nobody_is_told_who_may_not_see_it_any_longer(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with opened(server, start, database_path) as desk:
        await desk.answered()
        await forget_me(desk.secretary)
        since = len(server.requests)
        resident = desk.scene.resident.chat
        await resident.send("Nobody came", reply_to=await resident.wait_text("We come on Monday"))
        await desk.scene.room.wait_text("Nobody came")
        told = [
            call
            for call in list(server.requests)[since:]
            if call.params.get("chat_id") == desk.secretary.chat.id
            and WRITTEN in str(call.params.get("text"))
        ]
        assert not told


async def test_without_a_group_the_private_card_is_told_all_the_same(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        secretary = await named(scene)
    set_office(database_path, "NKT", staff_chat_id=None)
    async with start(default_language="en"):
        number = await scene.resident.file("Marigold")
        await secretary.chat.wait_text("a new concern")
        listed = await secretary.chat.wait_new(await secretary.chat.send("/queue"))
        await secretary.chat.press(listed, number)
        card = await secretary.chat.wait_text("Marigold")
        await secretary.chat.send("On Monday.", reply_to=card)
        got = await scene.resident.chat.wait_text("On Monday.")
        await scene.resident.chat.send("Tulip", reply_to=got)
        notice = await secretary.chat.wait_text(WRITTEN)
        await secretary.chat.press(notice, "📖 Read it all")
        await secretary.chat.wait_text("Tulip")


async def test_the_group_sees_what_was_answered_in_private(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with opened(server, start, database_path) as desk:
        room, resident = desk.scene.room, desk.scene.resident.chat
        answer = await desk.answered()
        seen = await room.wait_text("We come on Monday")
        assert "Замира answered this from a private chat" in seen.text
        assert seen.reply_to == desk.in_group
        # Colleagues' talk: it is no resident's word.
        await room.send("Well said", reply_to=seen)
        # What the resident replies to stands there.
        got = await resident.wait_text("We come on Monday")
        await resident.send("Which Monday?", reply_to=got)
        assert (await room.wait_text("Which Monday?")).reply_to == seen
        assert "Well said" not in ever_sent(server, resident.id)
        await desk.secretary.chat.edit(answer, "We come on Tuesday")
        await room.wait(lambda _: "We come on Tuesday" in seen.text)
        assert "edited" in seen.text
        await resident.wait(lambda _: "Tuesday" in got.text)
        # Only its author takes it back, wherever it stands.
        await room.send("/delete", reply_to=seen)
        await room.wait_text("Only whoever wrote an answer")
        await desk.secretary.chat.send("/delete", reply_to=answer)
        await resident.wait(lambda _: got.deleted)
        await room.wait(lambda _: "has taken this answer back" in seen.text)
        assert "Tuesday" not in seen.text
        # An answer of the group is not said there twice.
        await room.send("Tulip", reply_to=desk.in_group)
        await resident.wait_text("Tulip")
        await room.wait(lambda _: "answered" in desk.in_group.text)
        assert "Tulip" not in ever_sent(server, desk.scene.group.id)
    assert rows("SELECT COUNT(*) FROM entries WHERE direction = 'out'")[0][0] == 2


async def test_files_of_private_answers_go_from_the_group_again(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with opened(server, start, database_path) as desk:
        room = desk.scene.room
        answer = await desk.secretary.chat.send_photo("The plan", reply_to=desk.in_private)
        seen = await room.wait_text("The plan")
        assert "Замира answered this" in seen.text
        await desk.scene.resident.chat.wait_text("The plan")
        await desk.secretary.chat.send("/delete", reply_to=answer)
        await room.wait(lambda _: seen.deleted)


async def test_the_group_learns_when_a_private_answer_did_not_arrive(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with opened(server, start, database_path) as desk:
        desk.scene.resident.person.block()
        await desk.secretary.chat.send("We come on Monday", reply_to=desk.in_private)
        assert (await desk.secretary.chat.wait_text("was not delivered")).reply_to
        seen = await desk.scene.room.wait_text("We come on Monday")
        told = await desk.scene.room.wait_text("was not delivered")
        assert told.reply_to == seen


async def test_what_was_answered_in_private_is_erased_with_the_concern(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with opened(server, start, database_path) as desk:
        await desk.answered()
        seen = await desk.scene.room.wait_text("We come on Monday")
        await desk.scene.resident.chat.send(
            "When?", reply_to=await desk.scene.resident.chat.wait_text("We come on Monday")
        )
        notice = await desk.secretary.chat.wait_text(WRITTEN)
        await forget_me(desk.scene.resident)
        await desk.scene.room.wait(lambda _: seen.deleted)
        await desk.secretary.chat.wait(lambda _: notice.deleted)


async def test_private_answers_follow_the_concern_into_another_chat(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with opened(server, start, database_path) as desk:
        await desk.answered()
        seen = await desk.scene.room.wait_text("We come on Monday")
    elsewhere = server.group("New", members=[desk.scene.clerk])
    set_office(database_path, "NKT", staff_chat_id=elsewhere.id)
    async with start(default_language="en") as application:
        await tick(application)
        written = await desk.scene.clerk.in_(elsewhere).wait_text("We come on Monday")
        assert "what was written so far" in written.text
        await desk.scene.room.wait(lambda _: seen.deleted)


async def test_an_answer_taken_back_on_its_way_stands_nowhere(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with opened(server, start, database_path) as desk:
        room, secretary = desk.scene.room, desk.secretary.chat
        with server.faults.add(Fault("server_error", "sendMessage", desk.scene.group.id)) as fault:
            answer = await desk.answered()
            await server.wait(lambda: fault.hits > 0)
            await secretary.send("/delete", reply_to=answer)
            await secretary.wait_text("taken back from the resident's chat")
        seen = await room.wait_text("has taken this answer back")
        assert "Monday" not in seen.text


async def test_who_is_no_longer_a_secretary_is_not_told_what_became_of_an_answer(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with opened(server, start, database_path) as it:
        resident, room, chat = it.scene.resident.person, it.scene.room, it.secretary.chat
        resident.block()
        await chat.send("We come", reply_to=it.in_private)
        await chat.wait_text(KEPT)
        await asyncio.to_thread(_removed_from_office, database_path)
        told = len(chat.bot_messages)
        # Back for a moment, and gone again before the answer comes.
        resident.unblock()
        await it.scene.resident.chat.send("/start")
        await room.wait(lambda c: "\n".join(c.texts).count(BACK) == 1)
        assert BACK not in "\n".join(m.text for m in chat.bot_messages[told:])
        resident.block()
        await room.send("And on Monday", reply_to=it.in_group)
        await room.wait(lambda c: "\n".join(c.texts).count(KEPT) == 2)
        assert KEPT not in "\n".join(m.text for m in chat.bot_messages[told:])


def _removed_from_office(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM staff")
