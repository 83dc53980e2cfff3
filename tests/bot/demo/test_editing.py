"""Edits, deletion, reactions, pins and answers to presses."""

from typing import Any

import pytest

from bot.demo.people import Person
from bot.demo.server import DemoServer
from tests.bot.demo.conftest import BotClient, Clock

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
MARKUP = {"inline_keyboard": [[{"text": "OK", "callback_data": "ok"}]]}


@pytest.fixture
async def anna(server: DemoServer) -> Person:
    person = server.person("Anna")
    await person.start()
    return person


async def sent(bot: BotClient, person: Person, **params: Any) -> dict[str, Any]:
    """A new message of the bot as the parameters that name it."""
    message = await bot.ok("sendMessage", chat_id=person.id, **{"text": "old", **params})
    return {"chat_id": person.id, "message_id": message["message_id"]}


async def test_texts_are_edited(bot: BotClient, anna: Person, clock: Clock) -> None:
    where = await sent(bot, anna, reply_markup=MARKUP)
    before = anna.chat.last.raw
    clock.now += 60
    edited = await bot.ok("editMessageText", **where, text="<i>new</i>", parse_mode="HTML")
    assert (edited["text"], edited["edit_date"]) == ("new", int(clock.now))
    assert edited["entities"][0]["type"] == "italic"
    # An edit that names no keyboard takes it away.
    assert "reply_markup" not in edited
    assert anna.chat.last.edited
    assert before["text"] == "old"


async def test_edits_must_change_something(bot: BotClient, anna: Person) -> None:
    where = await sent(bot, anna, reply_markup=MARKUP)
    same = {**where, "text": "old", "reply_markup": MARKUP}
    assert await bot.refused("editMessageText", **same) == NOT_MODIFIED
    said = await bot.refused("editMessageReplyMarkup", **where, reply_markup=MARKUP)
    assert said == NOT_MODIFIED
    await bot.ok("editMessageReplyMarkup", **where)
    assert anna.chat.last.buttons == []
    assert not anna.chat.last.edited
    assert await bot.refused("editMessageReplyMarkup", **where) == NOT_MODIFIED
    await bot.ok("editMessageText", **where, text="new")
    assert await bot.refused("editMessageText", **where, text="new") == NOT_MODIFIED


async def test_what_cannot_be_edited(bot: BotClient, anna: Person) -> None:
    theirs = await anna.chat.send("mine")
    where = {"chat_id": anna.id, "text": "x"}
    for message_id, wanted in (
        (999, "Bad Request: message to edit not found"),
        (theirs.id, "Bad Request: message can't be edited"),
    ):
        assert await bot.refused("editMessageText", **where, message_id=message_id) == wanted
    said = await bot.refused("editMessageText", **where)
    assert said == "Bad Request: message identifier is not specified"
    assert await bot.refused("editMessageText", text="x") == "Bad Request: chat_id is empty"
    said = await bot.refused("editMessageText", text="x", inline_message_id="1")
    assert said == "Bad Request: MESSAGE_ID_INVALID"
    keyboard = {"keyboard": [[{"text": "a"}]]}
    with_keyboard = await sent(bot, anna, reply_markup=keyboard)
    said = await bot.refused("editMessageText", **with_keyboard, text="x")
    assert said == "Bad Request: message can't be edited"
    where = await sent(bot, anna)
    assert await bot.refused("editMessageText", **where) == "Bad Request: message text is empty"
    said = await bot.refused("editMessageText", **where, text="x" * 4097)
    assert said == "Bad Request: message is too long"
    said = await bot.refused("editMessageCaption", **where, caption="x")
    assert said == "Bad Request: there is no caption in the message to edit"


async def test_captions_and_media_are_edited(bot: BotClient, anna: Person) -> None:
    photo = (await anna.chat.send_photo()).photo[-1]["file_id"]
    video = (await anna.chat.send_video()).video["file_id"]
    message = await bot.ok("sendPhoto", chat_id=anna.id, photo=photo, caption="old")
    where = {"chat_id": anna.id, "message_id": message["message_id"]}
    assert await bot.refused("editMessageCaption", **where, caption="old") == NOT_MODIFIED
    assert (await bot.ok("editMessageCaption", **where, caption="new"))["caption"] == "new"
    assert "caption" not in await bot.ok("editMessageCaption", **where)
    said = await bot.refused("editMessageText", **where, text="x")
    assert said == "Bad Request: there is no text in the message to edit"
    media = {"type": "video", "media": video, "caption": "moving"}
    edited = await bot.ok("editMessageMedia", **where, media=media)
    assert (edited["video"]["file_id"], edited["caption"]) == (video, "moving")
    assert "photo" not in edited
    assert await bot.refused("editMessageMedia", **where, media=media) == NOT_MODIFIED
    text = await sent(bot, anna)
    edited = await bot.ok("editMessageMedia", **text, media=media)
    assert "text" not in edited
    place = await bot.ok("sendLocation", chat_id=anna.id, latitude=1, longitude=1)
    where["message_id"] = place["message_id"]
    said = await bot.refused("editMessageMedia", **where, media=media)
    assert said == "Bad Request: there is no media in the message to edit"


async def test_messages_are_deleted(bot: BotClient, anna: Person, clock: Clock) -> None:
    where = await sent(bot, anna)
    view = anna.chat.last
    await bot.ok("deleteMessage", **where)
    assert view.deleted
    assert view not in anna.chat.messages
    said = await bot.refused("deleteMessage", **where)
    assert said == "Bad Request: message to delete not found"
    # In a private chat also the other's, while they are young.
    theirs = await anna.chat.send("mine")
    await bot.ok("deleteMessage", chat_id=anna.id, message_id=theirs.id)
    where = await sent(bot, anna)
    clock.now += 48 * 3600 + 1
    said = await bot.refused("deleteMessage", **where)
    assert said == "Bad Request: message can't be deleted"


async def test_rights_to_delete_in_groups(
    bot: BotClient, server: DemoServer, anna: Person, clock: Clock
) -> None:
    group = server.group("Staff", [anna], bot_is_admin=False)
    theirs = await anna.in_(group).send("mine")
    own = await bot.ok("sendMessage", chat_id=group.id, text="x")
    where = {"chat_id": group.id, "message_id": theirs.id}
    said = await bot.refused("deleteMessage", **where)
    assert said == "Bad Request: message can't be deleted"
    await bot.ok("deleteMessage", chat_id=group.id, message_id=own["message_id"])
    clock.now += 72 * 3600
    server.add_bot(group)
    await bot.ok("deleteMessage", **where)


async def test_several_messages_are_deleted(bot: BotClient, anna: Person) -> None:
    numbers = [(await anna.chat.send(str(number))).id for number in range(3)]
    await bot.ok("deleteMessages", chat_id=anna.id, message_ids=[*numbers[:2], 999])
    assert [message.text for message in anna.chat.messages] == ["/start", "2"]
    said = await bot.refused("deleteMessages", chat_id=anna.id, message_ids=[])
    assert "1-100" in said


async def test_reactions(bot: BotClient, server: DemoServer, anna: Person) -> None:
    message = await anna.chat.send("hello")
    where = {"chat_id": anna.id, "message_id": message.id}

    def emoji(*values: str) -> list[dict[str, str]]:
        return [{"type": "emoji", "emoji": value} for value in values]

    await bot.ok("setMessageReaction", **where, reaction=emoji("👍"))
    assert message.reactions == ["👍"]
    await bot.ok("setMessageReaction", **where, reaction=emoji("🔥"))
    await anna.chat.react(message, "🤝")
    assert message.reactions == ["🔥", "🤝"]
    await bot.ok("setMessageReaction", **where, reaction=[])
    assert message.reactions == ["🤝"]
    for wrong in (emoji("✅"), emoji("❤️"), [{"type": "paid"}]):
        said = await bot.refused("setMessageReaction", **where, reaction=wrong)
        assert said == "Bad Request: REACTION_INVALID"
    said = await bot.refused("setMessageReaction", **where, reaction=emoji("👍", "🔥"))
    assert said == "Bad Request: REACTIONS_TOO_MANY"
    where["message_id"] = 999
    said = await bot.refused("setMessageReaction", **where, reaction=emoji("👍"))
    assert said == "Bad Request: message to react not found"


async def test_a_chat_may_offer_few_reactions(
    bot: BotClient, server: DemoServer, anna: Person
) -> None:
    group = server.group("Staff", [anna])
    server.offer_reactions(group, ["👍"])
    where = {"chat_id": group.id, "message_id": 1}
    wrong = [{"type": "emoji", "emoji": "🔥"}]
    said = await bot.refused("setMessageReaction", **where, reaction=wrong)
    assert said == "Bad Request: REACTION_INVALID"
    full = await bot.ok("getChat", chat_id=group.id)
    assert full["available_reactions"] == [{"type": "emoji", "emoji": "👍"}]
    server.offer_reactions(group, None)
    await bot.ok("setMessageReaction", **where, reaction=wrong)
    with pytest.raises(ValueError, match="✅"):
        server.offer_reactions(group, ["✅"])


async def test_pins(bot: BotClient, server: DemoServer, anna: Person) -> None:
    group = server.group("Staff", [anna])
    message = await anna.in_(group).send("important")
    where = {"chat_id": group.id, "message_id": message.id}
    await bot.drain()
    await bot.ok("pinChatMessage", **where)
    (update,) = await bot.drain()
    assert update["message"]["pinned_message"]["text"] == "important"
    assert (await bot.ok("getChat", chat_id=group.id))["pinned_message"]["text"] == "important"
    await bot.ok("unpinChatMessage", **where)
    said = await bot.refused("unpinChatMessage", chat_id=group.id)
    assert said == "Bad Request: message to unpin not found"
    said = await bot.refused("pinChatMessage", chat_id=group.id, message_id=999)
    assert said == "Bad Request: message to pin not found"
    server.set_rights(group, can_pin_messages=False)
    for method in ("pinChatMessage", "unpinChatMessage"):
        said = await bot.refused(method, **where)
        assert said == "Bad Request: not enough rights to manage pinned messages in the chat"
    await anna.in_(group).pin(message)
    assert "pinned_message" in (await bot.drain())[-1]["message"]


async def test_presses_are_answered_once_and_soon(
    bot: BotClient, server: DemoServer, anna: Person, clock: Clock
) -> None:
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    await sent(bot, anna, reply_markup=MARKUP)
    press = await anna.chat.press(None, "OK")
    said = await bot.refused("answerCallbackQuery", callback_query_id=press.id, text="x" * 201)
    assert said == "Bad Request: MESSAGE_TOO_LONG"
    said = await bot.refused("answerCallbackQuery", callback_query_id=press.id, url="https://a.kg")
    assert said == "Bad Request: URL_INVALID"
    assert press.answer is None
    await bot.ok(
        "answerCallbackQuery", callback_query_id=press.id, text="x" * 200, show_alert=True
    )
    assert await press.wait_answer() == {"text": "x" * 200, "show_alert": True}
    assert await bot.refused("answerCallbackQuery", callback_query_id=press.id) == too_old
    assert await bot.refused("answerCallbackQuery", callback_query_id="1") == too_old
    press = await anna.chat.press(None, "OK")
    clock.now += 61
    assert await bot.refused("answerCallbackQuery", callback_query_id=press.id) == too_old
