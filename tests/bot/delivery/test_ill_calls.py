"""Calls that never come to an end, over HTTP: nobody else waits for them."""

import asyncio

import pytest
from aiogram.methods import SendDocument, SendMessage
from aiogram.types import BufferedInputFile

from bot.delivery.line import UPLOAD_TRIES
from bot.demo.faults import Fault, FaultKind
from bot.demo.people import Person
from bot.demo.server import DemoServer
from storage.announcements import stream_of
from storage.outbox import Priority, Send
from tests.bot.delivery.conftest import Deliver, Enqueue
from tests.bot.delivery.until import until
from tests.conftest import Rows

LONG = 60.0
"""Seconds that no test waits for."""


def _soon_and_then_long(attempts: int) -> float:
    return 0.01 if attempts < 10 else LONG


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.outcome.backoff", _soon_and_then_long)
    monkeypatch.setattr("bot.delivery.outcome.LINE_BACKOFF", LONG)


@pytest.fixture
async def people(server: DemoServer) -> list[Person]:
    """Three who have begun to talk with the bot."""
    made = [server.person(name) for name in ("Anna", "Bolot", "Chinara")]
    for person in made:
        await person.start()
    return made


def text(person: Person, words: str, **send: object) -> Send:
    return Send(SendMessage(chat_id=person.id, text=words), **send)  # type: ignore[arg-type]


def document(person: Person, content: bytes = b"%PDF") -> Send:
    file = BufferedInputFile(content, "list.pdf")
    return Send(SendDocument(chat_id=person.id, document=file, caption="file"))


@pytest.mark.parametrize("kind", ["drop_before", "server_error"])
async def test_a_chat_to_which_every_call_breaks_off_holds_up_nobody(
    server: DemoServer, people: list[Person], deliver: Deliver, enqueue: Enqueue, kind: FaultKind
) -> None:
    ill, reader, _ = people
    fault = server.faults.add(Fault(kind, "sendMessage", chat_id=ill.id))
    await enqueue([text(ill, "one")])
    async with deliver():
        await until(lambda: fault.hits == 11)
        for words in ("first", "second"):
            await enqueue([text(reader, words)])
            await reader.chat.wait_text(words)


async def test_when_nobody_is_reached_everything_waits(
    server: DemoServer, people: list[Person], deliver: Deliver, enqueue: Enqueue
) -> None:
    fault = server.faults.add(Fault("drop_before", "sendMessage"))
    first, second, third = people
    async with deliver() as delivery:
        await enqueue([text(first, "one"), text(second, "two")])

        def held() -> bool:
            now = asyncio.get_running_loop().time()
            return delivery._pacing.ready_at(None, Priority.WAITING, now) > now + LONG / 2

        await until(held)
        tried = fault.hits
        await enqueue([text(third, "three")])
        await until(lambda: len(delivery._lanes) == 3)
    assert fault.hits == tried


async def test_a_file_whose_answers_never_come_is_set_aside_and_its_asker_told(
    server: DemoServer,
    people: list[Person],
    deliver: Deliver,
    enqueue: Enqueue,
    rows: Rows,
    told: list[str],
) -> None:
    anna = people[0]
    server.faults.add(Fault("drop_after", "sendDocument"))
    await enqueue([document(anna), text(anna, "next")])
    async with deliver():
        await anna.chat.wait_text("next")
    assert anna.chat.texts.count("file") == UPLOAD_TRIES
    [kept] = rows("SELECT state, error FROM outbox")
    assert kept["state"] == "failed"
    assert kept["error"] == "tried 5 times: no answer"
    assert told == ["set aside", "file lost"]


async def test_a_file_has_time_by_its_size(
    server: DemoServer,
    people: list[Person],
    deliver: Deliver,
    enqueue: Enqueue,
    rows: Rows,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.delivery.session.REQUEST_SECONDS", 0.2)
    monkeypatch.setattr("bot.delivery.session.UPLOADED_PER_SECOND", 1000)
    server.faults.add(Fault("slow", "sendDocument", seconds=0.5))
    anna = people[0]
    await enqueue([document(anna, b"x" * 20_000)])
    async with deliver():
        await until(lambda: not rows("SELECT 1 FROM outbox"))
    assert anna.chat.texts.count("file") == 1
    assert server.count("sendDocument") == 1


async def test_an_announcement_that_one_chat_never_takes_is_given_up_there_only(
    server: DemoServer,
    people: list[Person],
    deliver: Deliver,
    enqueue: Enqueue,
    rows: Rows,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.delivery.outcome.backoff", lambda _attempts: 0.01)
    monkeypatch.setattr("bot.delivery.line.TRIES", 3)
    monkeypatch.setattr("bot.delivery.line.SECONDS", 0.0)
    ill, reader, _ = people
    fault = server.faults.add(Fault("server_error", "sendMessage"))
    await enqueue(
        [
            text(
                person, "news", stream=stream_of(1), priority=Priority.ANNOUNCEMENT, optional=True
            )
            for person in (ill, reader)
        ]
    )
    async with deliver():
        # Telegram as a whole is ill, and then one chat.
        await until(lambda: fault.hits > 20)
        assert rows("SELECT COUNT(*) FROM outbox")[0][0] == 2
        fault.chat_id = ill.id
        await reader.chat.wait_text("news")
        await until(lambda: not rows("SELECT 1 FROM outbox WHERE chat_id = ?", reader.id))
        for words in ("one", "two", "three"):
            hits = fault.hits
            await until(lambda hits=hits: fault.hits > hits or not rows("SELECT 1 FROM outbox"))  # type: ignore[misc]
            await enqueue([text(reader, words)])
            await reader.chat.wait_text(words)
        await until(lambda: not rows("SELECT 1 FROM outbox"))
    assert "news" not in ill.chat.texts
