"""What lies in the outbox: complete calls without defaults, in their order."""

import json
from typing import Any

import pytest
from aiogram.methods import (
    GetChatMember,
    SendDocument,
    SendMessage,
    SendPhoto,
    SetMyCommands,
    TelegramMethod,
)
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BufferedInputFile,
    FSInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MessageEntity,
    ReplyParameters,
)

from storage import outbox, withdrawals
from storage.database import Database
from storage.outbox import Call, Priority, Ref, Send

NOW = 1000.0


async def enqueue(database: Database, *sends: Send) -> None:
    async with database.transaction() as tx:
        await outbox.enqueue(tx, sends, NOW)


async def queued(database: Database, priority: Priority = Priority.WAITING) -> list[Call]:
    return await outbox.queued(database, priority, 0, 100)


def text(words: str = "x", **send: Any) -> Send:
    return Send(SendMessage(chat_id=5, text=words), **send)


@pytest.mark.parametrize(
    ("method", "params"),
    [
        (SendMessage(chat_id=5, text="<b>"), {"text": "<b>"}),
        (
            SendMessage(
                chat_id=5,
                text="x",
                entities=[MessageEntity(type="bold", offset=0, length=1)],
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_parameters=ReplyParameters(message_id=3),
                reply_markup=InlineKeyboardMarkup(
                    inline_keyboard=[[InlineKeyboardButton(text="a", callback_data="b")]]
                ),
            ),
            {
                "text": "x",
                "entities": [{"type": "bold", "offset": 0, "length": 1}],
                "link_preview_options": {"is_disabled": True},
                "reply_parameters": {"message_id": 3},
                "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]},
            },
        ),
        (
            SetMyCommands(
                commands=[BotCommand(command="a", description="b")],
                scope=BotCommandScopeChat(chat_id=5),
            ),
            {
                "commands": [{"command": "a", "description": "b"}],
                "scope": {"type": "chat", "chat_id": 5},
            },
        ),
    ],
    ids=["plain", "everything", "no chat"],
)
async def test_parameters_without_defaults(
    database: Database, method: TelegramMethod[Any], params: dict[str, Any]
) -> None:
    await enqueue(database, Send(method))
    [call] = await queued(database)
    assert call.params == params
    assert call.method == method.__api_method__
    assert call.chat_id == getattr(method, "chat_id", None)
    assert "Default" not in json.dumps(call.params)


async def test_what_a_send_says_comes_back(database: Database) -> None:
    ref = Ref("message_id", "card", 7)
    send = text(
        stream="s",
        refs=(ref,),
        on_result="x",
        context={"a": [1, "b"]},
        expires_in=5,
        optional=True,
    )
    await enqueue(database, send)
    [call] = await queued(database)
    assert (call.stream, call.refs, call.on_result, call.context) == (
        "s",
        (ref,),
        "x",
        {"a": [1, "b"]},
    )
    assert (call.expires_at, call.optional) == (1005, True)


async def test_order_and_reading_on(database: Database) -> None:
    await enqueue(database, *[text(str(number)) for number in range(5)])
    first = await outbox.queued(database, 0, 0, 3)
    rest = await outbox.queued(database, 0, first[-1].id, 3)
    assert [call.params["text"] for call in [*first, *rest]] == list("01234")


async def test_uploads_do_not_change_the_order(database: Database) -> None:
    file = BufferedInputFile(b"x", "x.pdf")
    await enqueue(database, text("1"), Send(SendDocument(chat_id=5, document=file)), text("3"))
    methods = [call.method for call in await queued(database)]
    assert methods == ["sendMessage", "sendDocument", "sendMessage"]


async def test_uploads_are_kept_beside_the_call_and_go_with_it(database: Database) -> None:
    file = BufferedInputFile(b"\x00picture", "p.png")
    await enqueue(database, Send(SendPhoto(chat_id=5, photo=file, caption="c")))
    [call] = await queued(database)
    assert call.params == {"caption": "c"}
    files = await outbox.files_of(database, call.id)
    assert (files["photo"].data, files["photo"].filename) == (b"\x00picture", "p.png")
    async with database.transaction() as tx:
        await outbox.remove(tx, [call.id])
    assert not await database.read("SELECT * FROM blobs")


async def test_a_file_of_this_disk_cannot_wait(database: Database) -> None:
    with pytest.raises(TypeError, match="document"):
        await enqueue(database, Send(SendDocument(chat_id=5, document=FSInputFile("x"))))
    assert not await queued(database)


async def test_set_aside_and_queued_again_at_the_end(database: Database) -> None:
    await enqueue(database, text("1"), text("2"))
    first, second = await queued(database)
    async with database.transaction() as tx:
        await outbox.set_aside(tx, first.id, "refused")
    assert [call.id for call in await queued(database)] == [second.id]
    async with database.transaction() as tx:
        assert await outbox.requeue(tx, first.id)
        assert not await outbox.requeue(tx, first.id)
    again = (await queued(database))[-1]
    assert (again.params["text"], again.id > second.id) == ("1", True)
    await enqueue(database, text("3"))
    assert [call.params["text"] for call in await queued(database)] == ["2", "1", "3"]


async def test_a_call_with_a_file_can_be_queued_again(database: Database) -> None:
    file = BufferedInputFile(b"x", "x.pdf")
    await enqueue(database, Send(SendDocument(chat_id=5, document=file)))
    [call] = await queued(database)
    async with database.transaction() as tx:
        await outbox.set_aside(tx, call.id, "refused")
        assert await outbox.requeue(tx, call.id)
    [again] = await queued(database)
    assert (await outbox.files_of(database, again.id))["document"].data == b"x"


async def test_a_parked_chat_is_left_out(database: Database) -> None:
    asked = Send(GetChatMember(chat_id=5, user_id=7))
    await enqueue(database, asked, text(), Send(SetMyCommands(commands=[])))
    async with database.transaction() as tx:
        await tx.fetch("INSERT INTO chats (id, parked_at) VALUES (5, 1)")
    assert [call.method for call in await queued(database)] == ["setMyCommands"]
    first = await outbox.first_queued(database, 5, 1000)
    assert first is not None
    assert first.method == "sendMessage"


async def test_what_shows_a_concern_is_withdrawn_and_nothing_else(database: Database) -> None:
    await enqueue(
        database,
        text("card", stream="s", on_result="card_posted"),
        text("edited copy", stream="s", refs=(Ref("message_id", "copy", 1),)),
        text("notice", stream="s", on_result="prompt_posted"),
        text("plain", stream="s"),
        text("another ticket", stream="t", on_result="card_posted"),
        Send(SendMessage(chat_id=6, text="another chat"), stream="s", on_result="card_posted"),
    )
    async with database.transaction() as tx:
        await withdrawals.withdraw(tx, 5, "s", ("card_posted", "copied"))
    left = [call.params["text"] for call in await queued(database)]
    assert left == ["notice", "plain", "another ticket", "another chat"]
    assert database.signal(withdrawals.WITHDRAWN).is_set()


async def test_what_is_said_of_a_ticket_to_a_group_asks_for_the_tickets_topic(
    database: Database,
) -> None:
    group = SendMessage(chat_id=-5, text="x")
    await enqueue(
        database,
        Send(group, stream="ticket:7"),
        Send(group, stream="report"),
        Send(SendMessage(chat_id=5, text="x"), stream="ticket:7"),
    )
    assert [call.topic_of for call in await queued(database)] == [7, None, None]


async def test_postponed_calls_keep_their_order_and_their_files(database: Database) -> None:
    file = Send(SendDocument(chat_id=5, document=BufferedInputFile(b"x", "x.txt")), stream="s")
    await enqueue(database, text("one", stream="s"), file, text("other"))
    async with database.transaction() as tx:
        waiting = await withdrawals.waiting(tx, 5, "s")
        await outbox.enqueue(tx, [text("new", stream="s")], NOW)
        await withdrawals.postpone(tx, waiting)
    await enqueue(database, text("later", stream="s"))
    calls = await queued(database)
    said = [call.params.get("text", call.method) for call in calls]
    assert said == ["other", "new", "one", "sendDocument", "later"]
    assert (await outbox.files_of(database, calls[3].id))["document"].data == b"x"
