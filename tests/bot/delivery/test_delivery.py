"""Delivery over HTTP: order, faults, uploads, what is kept and who is told."""

import asyncio

import pytest
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageText,
    SendDocument,
    SendMessage,
    SendVideo,
)
from aiogram.types import BufferedInputFile

from bot.delivery.lanes import Lanes
from bot.delivery.ledger import Done
from bot.demo.faults import Fault, FaultKind
from bot.demo.people import Person
from bot.demo.server import DemoServer
from storage import chats, outbox
from storage.database import Database, Transaction
from storage.outbox import Call, Priority, Send
from tests.bot.delivery.conftest import Deliver, Enqueue
from tests.bot.delivery.until import until
from tests.conftest import Rows


@pytest.fixture
async def anna(server: DemoServer) -> Person:
    person = server.person("Anna")
    await person.start()
    return person


def text(person: Person, words: str, **send: object) -> Send:
    return Send(SendMessage(chat_id=person.id, text=words), **send)  # type: ignore[arg-type]


async def test_a_stream_keeps_its_order_across_priorities(
    server: DemoServer, anna: Person, deliver: Deliver, enqueue: Enqueue
) -> None:
    await enqueue(
        [
            text(anna, "first", stream="s", priority=Priority.CARD),
            text(anna, "second", stream="s", priority=Priority.WAITING),
        ]
    )
    async with deliver():
        await anna.chat.wait(lambda chat: len(chat.texts) == 2)
    assert anna.chat.texts == ["first", "second"]


async def test_files_keep_their_place_among_texts(
    anna: Person, deliver: Deliver, enqueue: Enqueue
) -> None:
    file = BufferedInputFile(b"%PDF", "list.pdf")
    await enqueue(
        [
            text(anna, "before", stream="s"),
            Send(SendDocument(chat_id=anna.id, document=file, caption="file"), stream="s"),
            text(anna, "after", stream="s"),
        ]
    )
    async with deliver():
        await anna.chat.wait(lambda chat: len(chat.texts) == 3)
    assert anna.chat.texts == ["before", "file", "after"]


@pytest.mark.parametrize(("method", "field"), [(SendDocument, "document"), (SendVideo, "video")])
async def test_uploads_reach_telegram_as_files(
    anna: Person,
    server: DemoServer,
    deliver: Deliver,
    enqueue: Enqueue,
    rows: Rows,
    method: type[SendDocument] | type[SendVideo],
    field: str,
) -> None:
    file = BufferedInputFile(b"content", "name.bin")
    await enqueue(
        [Send(method.model_validate({"chat_id": anna.id, "caption": "file", field: file}))]
    )
    async with deliver():
        message = await anna.chat.wait_text("file")
    stored = server.world.files.find(getattr(message, field)["file_id"])
    assert stored is not None
    assert stored.data == b"content"
    assert not rows("SELECT * FROM blobs")


@pytest.mark.parametrize(
    "fault",
    [
        Fault("flood", methods="sendMessage", count=1, retry_after=1),
        Fault("server_error", methods="sendMessage", count=1, status=500),
        Fault("html_error", methods="sendMessage", count=1),
        Fault("drop_before", methods="sendMessage", count=1),
        Fault("slow", methods="sendMessage", count=1),
        Fault("garbage", methods="sendMessage", count=1),
    ],
    ids=lambda fault: fault.kind,
)
async def test_a_bad_day_sends_once(
    server: DemoServer,
    anna: Person,
    deliver: Deliver,
    enqueue: Enqueue,
    rows: Rows,
    fault: Fault,
) -> None:
    fault.hits = 0
    server.faults.add(fault)
    await enqueue([text(anna, "one", stream="s"), text(anna, "two", stream="s")])
    async with deliver():
        await anna.chat.wait_text("two")
    assert anna.chat.texts == ["one", "two"]
    assert fault.hits == 1
    assert not rows("SELECT * FROM outbox")


async def test_dropped_after_acting_is_sent_again_never_lost(
    server: DemoServer, anna: Person, deliver: Deliver, enqueue: Enqueue, rows: Rows
) -> None:
    server.faults.add(Fault("drop_after", methods="sendMessage", count=1))
    await enqueue([text(anna, "one")])
    async with deliver():
        await anna.chat.wait(lambda chat: len(chat.texts) == 2)
    assert anna.chat.texts == ["one", "one"]
    assert not rows("SELECT * FROM outbox")


async def test_a_group_that_is_full_stops_no_announcement_to_people(
    server: DemoServer, anna: Person, deliver: Deliver, enqueue: Enqueue
) -> None:
    group = server.group("Staff", members=[anna])
    flood = server.faults.add(Fault("flood", chat_id=group.id, count=1, retry_after=2))
    removal = SendMessage(chat_id=group.id, text="emptied")
    await enqueue([Send(removal, priority=Priority.ANNOUNCEMENT)])
    async with deliver():
        await until(lambda: flood.hits == 1)
        await enqueue([text(anna, "news", priority=Priority.ANNOUNCEMENT)])
        await anna.chat.wait_text("news")
        assert "emptied" not in group.texts
        await group.wait_text("emptied")


@pytest.mark.parametrize("kind", ["flood", "server_error"])
async def test_a_callback_answer_is_given_up_after_its_expiry(
    server: DemoServer, deliver: Deliver, enqueue: Enqueue, rows: Rows, kind: FaultKind
) -> None:
    server.faults.add(Fault(kind, methods="answerCallbackQuery", retry_after=1, status=500))
    await enqueue([Send(AnswerCallbackQuery(callback_query_id="1"), expires_in=2)])
    async with deliver():
        await until(lambda: not rows("SELECT * FROM outbox"))
    assert 1 <= server.count("answerCallbackQuery") <= 3


async def test_an_expired_answer_is_not_even_tried(
    server: DemoServer, anna: Person, deliver: Deliver, enqueue: Enqueue, rows: Rows
) -> None:
    answer = Send(AnswerCallbackQuery(callback_query_id="1"), expires_in=-60)
    await enqueue([answer, text(anna, "later")])
    async with deliver():
        await anna.chat.wait_text("later")
    assert server.count("answerCallbackQuery") == 0
    assert not rows("SELECT * FROM outbox")


async def test_an_edit_that_changes_nothing_is_done(
    anna: Person, deliver: Deliver, enqueue: Enqueue, rows: Rows, told: list[str]
) -> None:
    outcomes: list[bool] = []

    async def note(_tx: Transaction, done: Done) -> None:
        outcomes.append(done.delivered)

    await enqueue([text(anna, "same")])
    async with deliver({"note": note}):
        message = await anna.chat.wait_text("same")
        edit = EditMessageText(chat_id=anna.id, message_id=message.id, text="same")
        await enqueue([Send(edit, on_result="note"), text(anna, "end")])
        await anna.chat.wait_text("end")
    assert outcomes == [True]
    assert not rows("SELECT * FROM outbox")
    assert told == []


async def test_what_telegram_refuses_for_good_is_kept_and_told(
    anna: Person, deliver: Deliver, enqueue: Enqueue, rows: Rows, told: list[str]
) -> None:
    await enqueue([text(anna, "x" * 5000, stream="s"), text(anna, "next", stream="s")])
    async with deliver():
        await anna.chat.wait_text("next")
    [kept] = rows("SELECT state, error FROM outbox")
    assert kept["state"] == "failed"
    assert "too long" in kept["error"]
    assert told == ["set aside"]


async def test_a_continuation_that_raises_harms_nothing_else(
    anna: Person, deliver: Deliver, enqueue: Enqueue, rows: Rows, told: list[str]
) -> None:
    async def fail(tx: Transaction, _done: Done) -> None:
        await tx.fetch("INSERT INTO meta VALUES ('half', 'done')")
        raise KeyError("a word of a resident")

    await enqueue([text(anna, "one", on_result="fail"), text(anna, "two")])
    async with deliver({"fail": fail}):
        await anna.chat.wait_text("two")
    assert anna.chat.texts.count("one") == 1
    [kept] = rows("SELECT state, error FROM outbox")
    assert (kept["state"], kept["error"]) == ("failed", "fail: KeyError")
    assert not rows("SELECT * FROM meta")
    assert told == ["set aside"]


async def test_a_slow_look_at_the_queue_sends_nothing_twice(
    database: Database,
    server: DemoServer,
    anna: Person,
    deliver: Deliver,
    enqueue: Enqueue,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A chat returns while a call is on its way: the queue is read anew from its start."""
    read = outbox.queued
    stale, settled = asyncio.Event(), asyncio.Event()
    release = Lanes.release

    def released(lanes: Lanes, call: Call) -> None:
        release(lanes, call)
        settled.set()

    async def slow(source: Database, priority: int, after: int, limit: int) -> list[Call]:
        calls = await read(source, priority, after, limit)
        if stale.is_set() and priority == Priority.WAITING and calls:
            stale.clear()
            await settled.wait()
        return calls

    monkeypatch.setattr(outbox, "queued", slow)
    monkeypatch.setattr(Lanes, "release", released)
    server.faults.add(Fault("slow", methods="sendMessage", count=1, seconds=0.3))
    await enqueue([text(anna, "one")])
    async with deliver():
        # It is there, but delivery has no answer yet.
        await anna.chat.wait_text("one")
        stale.set()
        database.signal(chats.RETURNED).set()
        await enqueue([text(anna, "two")])
        await anna.chat.wait_text("two")
    assert anna.chat.texts.count("one") == 1
