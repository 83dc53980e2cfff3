"""Messages of the bot: what they carry and where they may go."""

from typing import Any

import pytest

from bot.demo.files import make_png
from bot.demo.people import Person
from bot.demo.server import DemoServer
from tests.bot.demo.conftest import BotClient

LIMITED = ("sendPhoto", "sendVideo", "sendAnimation", "sendAudio", "sendVoice", "sendDocument")
KINDS = {
    "sendPhoto": "photo",
    "sendVideo": "video",
    "sendAnimation": "animation",
    "sendAudio": "audio",
    "sendVoice": "voice",
    "sendVideoNote": "video_note",
    "sendDocument": "document",
    "sendSticker": "sticker",
}


@pytest.fixture
async def anna(server: DemoServer) -> Person:
    person = server.person("Anna", last_name="T", language_code="ky", username="anna_t")
    await person.start()
    return person


async def test_a_message_is_seen_as_it_was_sent(bot: BotClient, anna: Person) -> None:
    sent = await bot.ok(
        "sendMessage",
        chat_id=anna.id,
        text="<b>Салам</b>",
        parse_mode="html",
        link_preview_options={"is_disabled": True},
        protect_content=True,
        message_effect_id="5",
    )
    message = anna.chat.last
    assert message.raw == sent
    assert (message.text, message.from_bot, message.sender_name) == ("Салам", True, "Kabyldama")
    assert sent["chat"] == {
        "id": anna.id,
        "type": "private",
        "first_name": "Anna",
        "last_name": "T",
        "username": "anna_t",
    }
    assert sent["link_preview_options"] == {"is_disabled": True}
    assert sent["has_protected_content"] is True
    assert sent["effect_id"] == "5"


async def test_chats_that_are_not_there(bot: BotClient, server: DemoServer, anna: Person) -> None:
    for chat_id in (1, -1, "@nobody", "@anna_t"):
        said = await bot.refused("sendMessage", chat_id=chat_id, text="x")
        assert said == "Bad Request: chat not found"
    group = server.group("Staff", [anna], username="staff")
    assert (await bot.ok("sendMessage", chat_id="@Staff", text="x"))["chat"]["id"] == group.id


async def test_people_who_cannot_be_written_to(bot: BotClient, server: DemoServer) -> None:
    bek = server.person("Bek")

    async def said() -> str:
        return await bot.refused("sendMessage", chat_id=bek.id, text="x")

    assert await said() == "Forbidden: bot can't initiate conversation with a user"
    await bek.start()
    await bot.drain()
    bek.block()
    assert await said() == "Forbidden: bot was blocked by the user"
    bek.unblock()
    await bot.ok("sendMessage", chat_id=bek.id, text="x")
    changes = [update["my_chat_member"] for update in await bot.drain()]
    assert [change["new_chat_member"]["status"] for change in changes] == ["kicked", "member"]
    assert [change["old_chat_member"]["status"] for change in changes] == ["member", "kicked"]
    bek.deactivate()
    assert await said() == "Forbidden: user is deactivated"
    said_to_itself = await bot.refused("sendMessage", chat_id=server.bot_id, text="x")
    assert said_to_itself == "Forbidden: bot can't send messages to the bot"


async def test_text_limits(bot: BotClient, anna: Person) -> None:
    chat_id = anna.id
    assert await bot.refused("sendMessage", chat_id=chat_id, text="") == (
        "Bad Request: message text is empty"
    )
    assert await bot.refused("sendMessage", chat_id=chat_id, text=" \n") == (
        "Bad Request: message text is empty"
    )
    assert await bot.refused("sendMessage", chat_id=chat_id, text="x" * 4097) == (
        "Bad Request: message is too long"
    )
    await bot.ok("sendMessage", chat_id=chat_id, text="x" * 4096)
    said = await bot.refused("sendMessage", chat_id=chat_id, text="<b>x", parse_mode="HTML")
    assert said.startswith("Bad Request: can't parse entities: ")


@pytest.mark.parametrize(("method", "kind"), KINDS.items())
async def test_files_are_uploaded_and_sent_again_by_id(
    bot: BotClient, anna: Person, method: str, kind: str
) -> None:
    picture = make_png(1, 2, 3, width=20, height=10)
    answer = await bot.upload(
        method, {"part": picture}, chat_id=anna.id, **{kind: "attach://part"}
    )
    media = answer["result"][kind]
    file = media[-1] if kind == "photo" else media
    assert file["file_size"] == len(picture)
    if kind == "photo":
        assert [(size["width"], size["height"]) for size in media] == [(5, 2), (20, 10)]
    again = await bot.ok(method, chat_id=anna.id, **{kind: file["file_id"]})
    assert again[kind] == media
    assert anna.chat.last.raw[kind] == media
    # The part may also bear the parameter's name.
    assert (await bot.upload(method, {kind: picture}, chat_id=anna.id))["ok"]


async def test_what_cannot_be_sent_as_a_file(bot: BotClient, anna: Person) -> None:
    voice = (await anna.chat.send_voice()).voice["file_id"]
    for photo, wanted in (
        ("unknown", "Bad Request: wrong file identifier/HTTP URL specified"),
        ("https://a.kg/x.png", "Bad Request: wrong file identifier/HTTP URL specified"),
        ("attach://part", "Bad Request: can't find file attach://part in the request"),
        (voice, "Bad Request: can't use file of type VoiceNote as Photo"),
    ):
        assert await bot.refused("sendPhoto", chat_id=anna.id, photo=photo) == wanted
    answer = await bot.upload("sendPhoto", {"photo": b""}, chat_id=anna.id)
    assert answer["description"] == "Bad Request: file must be non-empty"


async def test_caption_limits(bot: BotClient, anna: Person) -> None:
    photo = (await anna.chat.send_photo()).photo[-1]["file_id"]
    sent = await bot.ok(
        "sendPhoto", chat_id=anna.id, photo=photo, caption="ө" * 1024, has_spoiler=True
    )
    assert sent["has_media_spoiler"] is True
    said = await bot.refused("sendPhoto", chat_id=anna.id, photo=photo, caption="ө" * 1025)
    assert said == "Bad Request: message caption is too long"
    assert "caption" not in await bot.ok("sendPhoto", chat_id=anna.id, photo=photo, caption="")


async def test_places_and_contacts(bot: BotClient, anna: Person) -> None:
    place = {"chat_id": anna.id, "latitude": 40.3, "longitude": 72.6}
    sent = await bot.ok("sendLocation", **place, live_period=60)
    assert sent["location"] == {"latitude": 40.3, "longitude": 72.6, "live_period": 60}
    sent = await bot.ok("sendVenue", **place, title="Кабылдама", address="Ноокат")
    assert sent["venue"]["title"] == "Кабылдама"
    sent = await bot.ok("sendContact", chat_id=anna.id, phone_number="112", first_name="SOS")
    assert sent["contact"] == {"phone_number": "112", "first_name": "SOS"}
    said = await bot.refused("sendLocation", chat_id=anna.id, latitude=91, longitude=0)
    assert said == "Bad Request: wrong location specified"


async def test_replies(bot: BotClient, server: DemoServer, anna: Person) -> None:
    question = await anna.chat.send("question, a long one")

    async def reply(**reply_parameters: Any) -> Any:
        return await bot.call(
            "sendMessage", chat_id=anna.id, text="x", reply_parameters=reply_parameters
        )

    answer = (await reply(message_id=question.id, quote="a long"))["result"]
    assert answer["reply_to_message"]["text"] == "question, a long one"
    assert answer["quote"] == {"text": "a long", "position": 10, "is_manual": True}
    again = (await reply(message_id=answer["message_id"]))["result"]
    assert "reply_to_message" not in again["reply_to_message"]
    assert anna.chat.last.reply_to == anna.chat.message(answer["message_id"])
    wanted = "Bad Request: message to be replied not found"
    assert (await reply(message_id=999))["description"] == wanted
    await anna.chat.delete(question)
    assert (await reply(message_id=question.id))["description"] == wanted
    answer = (await reply(message_id=999, allow_sending_without_reply=True))["result"]
    assert "reply_to_message" not in answer
    said = (await reply(message_id=again["message_id"], quote="nowhere"))["description"]
    assert said == "Bad Request: QUOTE_TEXT_INVALID"
    group = server.group("Staff", [anna])
    elsewhere = await anna.in_(group).send("there")
    answer = (await reply(message_id=elsewhere.id, chat_id=group.id))["result"]
    assert answer["external_reply"]["message_id"] == elsewhere.id


async def test_albums(bot: BotClient, anna: Person) -> None:
    photo = (await anna.chat.send_photo()).photo[-1]["file_id"]
    video = (await anna.chat.send_video()).video["file_id"]
    media = [
        {"type": "photo", "media": photo, "caption": "<b>all</b>", "parse_mode": "HTML"},
        {"type": "video", "media": video},
    ]
    sent = await bot.ok("sendMediaGroup", chat_id=anna.id, media=media)
    assert [set(message) & {"photo", "video"} for message in sent] == [{"photo"}, {"video"}]
    assert sent[0]["media_group_id"] == sent[1]["media_group_id"]
    assert sent[0]["caption_entities"][0]["type"] == "bold"
    uploaded = [
        {"type": "photo", "media": "attach://one"},
        {"type": "photo", "media": "attach://two"},
    ]
    answer = await bot.upload(
        "sendMediaGroup", {"one": b"1", "two": b"22"}, chat_id=anna.id, media=uploaded
    )
    assert [message["photo"][0]["file_size"] for message in answer["result"]] == [1, 2]


async def test_wrong_albums_leave_nothing(bot: BotClient, anna: Person) -> None:
    photo = {"type": "photo", "media": (await anna.chat.send_photo()).photo[-1]["file_id"]}
    document = (await anna.chat.send_document()).document["file_id"]
    audio = (await anna.chat.send_audio()).audio["file_id"]
    animation = (await anna.chat.send_animation()).animation["file_id"]
    for media, wanted in (
        ([photo], "too few messages to send as an album"),
        ([photo] * 11, "too many messages to send as an album"),
        ([photo, {"type": "document", "media": document}], "document can't be mixed"),
        ([{"type": "audio", "media": audio}, photo], "audio can't be mixed"),
        ([photo, {"type": "animation", "media": animation}], "can't parse"),
        ([photo, {"type": "photo", "media": "unknown"}], "wrong file identifier"),
        ([photo, {**photo, "caption": "x" * 1025}], "caption is too long"),
    ):
        assert wanted in await bot.refused("sendMediaGroup", chat_id=anna.id, media=media)
    assert anna.chat.texts == []


async def test_copies_and_forwards(bot: BotClient, server: DemoServer, anna: Person) -> None:
    group = server.group("Staff", [anna])
    source = await anna.chat.send_photo("see https://a.kg")
    where = {"chat_id": group.id, "from_chat_id": anna.id, "message_id": source.id}
    assert await bot.ok("copyMessage", **where) == {"message_id": group.last.id}
    assert group.last.text == "see https://a.kg"
    assert group.last.entities == source.entities
    assert "forward_origin" not in group.last.raw
    await bot.ok("copyMessage", **where, caption="new")
    assert (group.last.text, group.last.entities) == ("new", [])
    forwarded = await bot.ok("forwardMessage", **where)
    assert forwarded["forward_origin"]["sender_user"]["id"] == anna.id
    # The first author stays the origin.
    where = {**where, "from_chat_id": group.id, "message_id": forwarded["message_id"]}
    assert (await bot.ok("forwardMessage", **where))["forward_origin"]["type"] == "user"
    where["message_id"] = 999
    assert await bot.refused("copyMessage", **where) == "Bad Request: message to copy not found"
    said = await bot.refused("forwardMessage", **where)
    assert said == "Bad Request: message to forward not found"
    where["message_id"] = 1
    assert await bot.refused("copyMessage", **where) == "Bad Request: message can't be copied"


async def test_origins_of_forwards(bot: BotClient, server: DemoServer, anna: Person) -> None:
    hidden = server.person("Bek", last_name="A", hides_account=True)
    group = server.group("Staff", [hidden])
    channel = server.channel("News")
    posts = [
        await hidden.in_(group).send("x"),
        server.anonymous_admin_post(group, "x"),
        server.channel_post(channel, "x"),
    ]
    kinds = []
    for message in posts:
        sent = await bot.ok(
            "forwardMessage",
            chat_id=anna.id,
            from_chat_id=message.chat_id,
            message_id=message.id,
        )
        kinds.append(sent["forward_origin"]["type"])
    assert kinds == ["hidden_user", "chat", "channel"]


async def test_chat_actions(bot: BotClient, server: DemoServer, anna: Person) -> None:
    with server.events() as events:
        await bot.ok("sendChatAction", chat_id=anna.id, action="typing")
        event = await anext(events)
    assert (event.kind, event.chat_id, event.body) == ("action", anna.id, {"action": "typing"})
    said = await bot.refused("sendChatAction", chat_id=anna.id, action="dancing")
    assert said == "Bad Request: wrong parameter action in request"
