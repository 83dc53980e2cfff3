"""Staff see what becomes of an answer: it waits, it has arrived, it never will."""

from itertools import count

from bot.demo.chats import Group
from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from bot.demo.views import Message
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, tick


class Hours:
    """A clock that is put forward by hand, in seconds."""

    def __init__(self, server: DemoServer) -> None:
        self._base = server.world.clock
        self.ahead = 0.0

    def __call__(self) -> float:
        return self._base() + self.ahead


async def test_an_answer_that_waits_is_marked_after_a_while(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    resident = Resident(server.person("Айгүл", language_code="en"), "en")
    secretary = server.person("Нурлан")
    staff = server.group("Штаб", members=[secretary])
    room, now = secretary.in_(staff), Hours(server)
    async with start(staff_chat_id=staff.id, default_language="en", now=now) as application:
        await resident.start()
        await resident.file("They closed our water.")
        card = await room.wait_text("They closed our water.")
        with server.faults.add(Fault("server_error", "sendMessage", resident.chat.id)) as fault:
            answer = await room.send("We are coming", reply_to=card)
            await server.wait(lambda: fault.hits > 0)
            now.ahead = 9
            await tick(application)
            assert not rows("SELECT 1 FROM entries WHERE waiting_at IS NOT NULL")
            assert not answer.reactions
            now.ahead = 12
            await tick(application)
            await room.wait(lambda _: answer.reactions == ["👀"])
            marks = _reactions(server, answer)
            await tick(application)
            assert _reactions(server, answer) == marks
        await resident.chat.wait_text("We are coming")
        await room.wait(lambda _: answer.reactions == ["👍"])
    assert rows("SELECT delivery FROM entries WHERE direction = 'out'")[0][0] == "delivered"


async def test_where_no_reaction_is_allowed_words_say_it(server: DemoServer, start: Start) -> None:
    resident = Resident(server.person("Айгүл", language_code="en"), "en")
    secretary = server.person("Нурлан")
    staff = server.group("Штаб", members=[secretary])
    room, now = secretary.in_(staff), Hours(server)
    async with start(staff_chat_id=staff.id, default_language="en", now=now) as application:
        await resident.start()
        await resident.file("They closed our water.")
        card = await room.wait_text("They closed our water.")
        server.offer_reactions(Group(server.world, staff.stored), ["🔥"])
        with server.faults.add(Fault("server_error", "sendMessage", resident.chat.id)) as fault:
            answer = await room.send("We are coming", reply_to=card)
            await server.wait(lambda: fault.hits > 0)
            now.ahead = 12
            await tick(application)
            told = await room.wait_text("On its way")
            assert told.reply_to == answer
        await room.wait_text("Delivered to the resident")


async def test_an_answer_that_never_arrives_waits_no_longer(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    resident = Resident(server.person("Айгүл", language_code="en"), "en")
    secretary = server.person("Нурлан")
    staff = server.group("Штаб", members=[secretary])
    room, now = secretary.in_(staff), Hours(server)
    async with start(staff_chat_id=staff.id, default_language="en", now=now) as application:
        await resident.start()
        await resident.file("They closed our water.")
        card = await room.wait_text("They closed our water.")
        with server.faults.add(Fault("server_error", "sendMessage", resident.chat.id)) as fault:
            answer = await room.send("We are coming", reply_to=card)
            await server.wait(lambda: fault.hits > 0)
            now.ahead = 12
            await tick(application)
            await room.wait(lambda _: answer.reactions == ["👀"])
            resident.person.block()
        notice = await room.wait_text("was not delivered")
        assert notice.reply_to == answer
        await room.wait(lambda _: not answer.reactions)
    assert rows("SELECT delivery FROM entries WHERE direction = 'out'")[0][0] == "kept"


def _reactions(server: DemoServer, message: Message) -> int:
    """How often the bot has set a mark on a message."""
    calls = count()
    for call in server.requests:
        if call.method == "setMessageReaction" and call.params["message_id"] == message.id:
            next(calls)
    return next(calls)
