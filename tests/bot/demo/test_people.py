"""The people's side: what they see, send and press."""

import asyncio
from typing import Any

import pytest

from bot.demo.errors import Json
from bot.demo.people import Person
from bot.demo.schema import check_value
from bot.demo.server import DemoServer
from tests.bot.demo.conftest import BotClient

BUTTONS = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}


@pytest.fixture
async def anna(server: DemoServer) -> Person:
    person = server.person("Anna", language_code="ky", username="anna_t")
    await person.start()
    return person


async def say(bot: BotClient, chat_id: int, text: str = "x", **params: Any) -> Json:
    sent: Json = await bot.ok("sendMessage", chat_id=chat_id, text=text, **params)
    return sent


async def test_everything_a_person_can_send(
    bot: BotClient, server: DemoServer, anna: Person
) -> None:
    chat = anna.chat
    await bot.drain()
    sent = [
        await chat.send("см. https://a.kg /x @anna_t"),
        await chat.send_photo("caption"),
        await chat.send_video("caption"),
        await chat.send_animation("caption"),
        await chat.send_audio("caption"),
        await chat.send_voice(),
        await chat.send_video_note(),
        await chat.send_document("caption", filename="акт.pdf"),
        await chat.send_sticker(),
        await chat.send_location(40.3, 72.6, live_period=900),
        await chat.send_venue(),
        await chat.send_contact(),
        await chat.send_poll(),
        *await chat.send_album(3, "caption"),
        *await chat.send_album(kinds=["document", "document"]),
    ]
    await chat.move(sent[9], 40.4, 72.7)
    found = await bot.drain()
    check_value("Array of Update", found)
    assert [update["message"] for update in found[:-1]] == [
        message.raw for message in sent[:9]
    ] + [found[9]["message"]] + [message.raw for message in sent[10:]]
    assert found[-1]["edited_message"]["location"]["latitude"] == 40.4
    assert [entity["type"] for entity in sent[0].entities] == ["url", "bot_command", "mention"]
    photos, documents = ([m.media_group_id for m in sent[at:][:3]] for at in (-5, -2))
    assert len(set(photos)) == len(set(documents)) == 1
    assert None not in {*photos, *documents}
    assert photos[0] != documents[0]
    assert sent[7].document["file_name"] == "акт.pdf"
    assert sent[1].photo[0]["width"] == 24
    assert "Anna: photo caption" in chat.as_text()


async def test_what_a_client_would_not_send(server: DemoServer, anna: Person) -> None:
    for text in ("", " ", "x" * 4097):
        with pytest.raises(ValueError, match="1-4096"):
            await anna.chat.send(text)
    with pytest.raises(ValueError, match="1024"):
        await anna.chat.send_photo("x" * 1025)
    bek = server.person("Bek")
    group = server.group("Staff", [anna], supergroup=False)
    with pytest.raises(AssertionError, match="is not in Staff"):
        await bek.in_(group).send("x")
    server.upgrade(group)
    with pytest.raises(AssertionError, match="became a supergroup"):
        await anna.in_(group).send("x")
    anna.block()
    with pytest.raises(AssertionError, match="must unblock"):
        await anna.chat.send("x")
    anna.deactivate()
    with pytest.raises(AssertionError, match="no account"):
        await anna.chat.send("x")


async def test_edits_and_replies_reach_the_bot(bot: BotClient, anna: Person) -> None:
    message = await anna.chat.send("one")
    photo = await anna.chat.send_photo("two", reply_to=message)
    await bot.drain()
    await anna.chat.edit(message, "/three")
    await anna.chat.edit(photo, "four")
    first, second = [update["edited_message"] for update in await bot.drain()]
    assert (first["text"], first["entities"][0]["type"]) == ("/three", "bot_command")
    assert second["caption"] == "four"
    assert second["reply_to_message"]["text"] == "/three"
    assert "edit_date" in first
    await anna.chat.delete(message)
    assert await bot.drain() == []
    assert photo.reply_to is None


async def test_presses_carry_the_message(bot: BotClient, server: DemoServer, anna: Person) -> None:
    question = await anna.chat.send("question")
    await say(bot, anna.id, reply_markup=BUTTONS, reply_parameters={"message_id": question.id})
    await bot.drain()
    press = await anna.chat.press(None, "Yes")
    (update,) = await bot.drain()
    query = update["callback_query"]
    check_value("CallbackQuery", query)
    assert (query["id"], query["data"], query["from"]["id"]) == (press.id, "yes", anna.id)
    assert query["message"]["reply_markup"] == BUTTONS
    assert query["message"]["reply_to_message"]["text"] == "question"
    assert press.answer is None
    with pytest.raises(AssertionError, match="was not answered"):
        await press.wait_answer(timeout=0.001)
    with pytest.raises(AssertionError, match=r"(?s)no inline button 'No'.*\[Yes\]"):
        await anna.chat.press(None, "No")


async def test_presses_can_be_forged(bot: BotClient, server: DemoServer, anna: Person) -> None:
    bek = server.person("Bek")
    await say(bot, anna.id, reply_markup=BUTTONS)
    message = anna.chat.last
    await bot.drain()
    await anna.chat.press_raw(message, "other data")
    await bek.forge_press(message, "yes")
    await anna.chat.delete(message)
    await anna.chat.press_raw(message, "yes")
    first, second, third = [update["callback_query"] for update in await bot.drain()]
    assert (first["from"]["id"], first["data"]) == (anna.id, "other data")
    assert (second["from"]["id"], second["message"]["chat"]["id"]) == (bek.id, anna.id)
    # Of a deleted message only the place is known.
    assert third["message"] == {
        "chat": first["message"]["chat"],
        "message_id": message.id,
        "date": 0,
    }
    await say(bot, anna.id, reply_markup={"inline_keyboard": [[{"text": "Go", "url": "a.kg"}]]})
    with pytest.raises(AssertionError, match="does not call the bot back"):
        await anna.chat.press(anna.chat.last, "Go")


async def test_old_presses_are_forgotten(server: DemoServer, anna: Person) -> None:
    message = await anna.chat.send("x")
    for _ in range(2001):
        await anna.chat.press_raw(message, "x")
    assert len(server.world.presses) == 2000


async def test_the_reply_keyboard(bot: BotClient, server: DemoServer, anna: Person) -> None:
    chat = anna.chat
    assert chat.keyboard is None
    rows = [[{"text": "File"}, {"text": "Mine"}], [{"text": "Here", "request_location": True}]]
    await say(bot, anna.id, reply_markup={"keyboard": rows})
    assert chat.keyboard == [["File", "Mine"], ["Here"]]
    assert (await chat.tap("File")).text == "File"
    await say(bot, anna.id)
    assert chat.keyboard == [["File", "Mine"], ["Here"]]
    place = await chat.tap("Here", location=(40.3, 72.6))
    assert place.location == {"latitude": 40.3, "longitude": 72.6}
    with pytest.raises(AssertionError, match="asks for a location"):
        await chat.tap("Here")
    with pytest.raises(AssertionError, match=r"no button 'Gone' among \[\['File', 'Mine'\]"):
        await chat.tap("Gone")
    await say(bot, anna.id, reply_markup={"remove_keyboard": True})
    assert chat.keyboard is None
    once = {
        "keyboard": [[{"text": "Phone", "request_contact": True}]],
        "one_time_keyboard": True,
    }
    await say(bot, anna.id, reply_markup=once)
    with pytest.raises(AssertionError, match="asks for a phone"):
        await chat.tap("Phone")
    await say(bot, anna.id, reply_markup=once)
    assert (await chat.tap("Phone", phone_number="+996555")).contact["user_id"] == anna.id
    assert chat.keyboard is None
    await say(bot, anna.id, reply_markup=once)
    await chat.delete(chat.last)
    assert chat.keyboard is None


async def test_a_forced_reply_is_answered_once(bot: BotClient, anna: Person) -> None:
    keyboard = {"keyboard": [[{"text": "File"}]]}
    await say(bot, anna.id, reply_markup=keyboard)
    await say(bot, anna.id, "what?", reply_markup={"force_reply": True})
    assert anna.chat.keyboard is None
    aside = await anna.chat.send("not this", reply_to=False)
    assert aside.reply_to is None
    answer = await anna.chat.send("this")
    assert answer.reply_to is not None
    assert answer.reply_to.text == "what?"
    assert (await anna.chat.send("more")).reply_to is None


async def test_selective_keyboards_are_for_some(
    bot: BotClient, server: DemoServer, anna: Person
) -> None:
    bek, chyngyz = server.person("Bek"), server.person("Chyngyz")
    group = server.group("Staff", [anna, bek, chyngyz])
    asked = await bek.in_(group).send("x")
    mention = {"type": "text_mention", "offset": 0, "length": 1, "user": chyngyz.user.data}
    forced = {"force_reply": True, "selective": True}
    await say(bot, group.id, reply_markup=forced, reply_parameters={"message_id": asked.id})
    assert (await anna.in_(group).send("talk")).reply_to is None
    assert (await bek.in_(group).send("answer")).reply_to == group.last
    keyboard = {"keyboard": [[{"text": "Take"}]], "selective": True}
    await say(bot, group.id, "@anna_t", reply_markup=keyboard)
    assert (anna.in_(group).keyboard, bek.in_(group).keyboard) == ([["Take"]], None)
    tapped = await anna.in_(group).tap("Take")
    assert tapped.reply_to == group.last
    await say(bot, group.id, "x", entities=[mention], reply_markup=keyboard)
    assert chyngyz.in_(group).keyboard == [["Take"]]


async def test_waiting_for_the_bot(bot: BotClient, server: DemoServer, anna: Person) -> None:
    chat = anna.chat
    with pytest.raises(AssertionError, match="the bot wrote nothing"):
        _ = chat.last
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(chat.wait_text("number"))
        new = tasks.create_task(chat.wait_new())
        both = tasks.create_task(chat.wait(lambda seen: len(seen.texts) == 2 and seen.texts))
        await say(bot, anna.id, "hello")
        await say(bot, anna.id, "your number")
    assert waiting.result().text == "your number"
    assert new.result().text == "hello"
    assert both.result() == ["hello", "your number"]
    assert (await chat.wait_new(new.result())).text == "your number"
    assert (await chat.wait_text("number")) == waiting.result()
    with pytest.raises(AssertionError, match=r"(?s)waited 0.001 s: no 'more'.*your number"):
        await chat.wait_text("more", timeout=0.001)
    with pytest.raises(AssertionError, match="nothing after"):
        await chat.wait_new(waiting.result().id, timeout=0.001)
    with pytest.raises(AssertionError, match="in vain"):
        await chat.wait(lambda _: None, timeout=0.001)
    with pytest.raises(AssertionError, match="in vain"):
        await server.wait(lambda: None, timeout=0.001)


async def test_views_follow_the_message(bot: BotClient, server: DemoServer, anna: Person) -> None:
    await say(bot, anna.id, "old", reply_markup=BUTTONS)
    view = anna.chat.last
    where = {"chat_id": anna.id, "message_id": view.id}
    await anna.chat.react(view, "👍")
    assert view.buttons == [["Yes"]]
    assert "[Yes]" in view.as_text()
    assert "👍" in view.as_text()
    await bot.ok("editMessageText", **where, text="new")
    assert (view.text, view.edited, view.buttons) == ("new", True, [])
    shown = view.as_json()
    assert (shown["raw"]["text"], shown["reactions"], shown["from_bot"]) == ("new", ["👍"], True)
    await bot.ok("deleteMessage", **where)
    assert view.deleted
    assert len({view, anna.chat.message(view.id)}) == 1
    assert view.voice is None
    with pytest.raises(AttributeError):
        _ = view.colour
    for shown_as, named in ((view, "new"), (anna, "Anna"), (anna.chat, "Anna")):
        assert named in repr(shown_as)
    assert (anna.name, anna.language_code, anna.chat.title) == ("Anna", "ky", "Anna")


async def test_people_are_known_to_the_server(server: DemoServer, anna: Person) -> None:
    assert server.people[anna.id] is anna
    assert anna.chat is anna.chat
    message = await anna.start("ticket_17")
    assert message.text == "/start ticket_17"
