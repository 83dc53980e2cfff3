"""The methods that send one message."""

from bot.demo.access import check_may_send, open_chat, open_topic
from bot.demo.call import Call, Method
from bot.demo.entities import utf16_length
from bot.demo.errors import Json, bad_request
from bot.demo.keyboards import check_markup
from bot.demo.markup import message_caption, message_text
from bot.demo.posting import post
from bot.demo.schema import Upload
from bot.demo.world import Chat, Event, StoredMessage

MEDIA_KINDS = (
    "photo", "video", "animation", "audio", "voice", "video_note", "document", "sticker",
)  # fmt: skip
ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def find_reply(call: Call, chat: Chat) -> tuple[StoredMessage | None, Json]:
    """The message replied to in the chat itself, and the fields a reply adds otherwise."""
    asked = call.params.get("reply_parameters")
    if asked is None:
        return None, {}
    elsewhere = asked.get("chat_id", chat.id)
    source = chat if elsewhere == chat.id else call.world.chat(elsewhere)
    target = source.message(asked["message_id"])
    if target is None:
        if asked.get("allow_sending_without_reply"):
            return None, {}
        raise bad_request("message to be replied not found")
    more: Json = {}
    if "quote" in asked:
        text = target.raw.get("text") or target.raw.get("caption") or ""
        at = text.find(asked["quote"])
        if at < 0:
            raise bad_request("QUOTE_TEXT_INVALID")
        position = utf16_length(text[:at])
        more["quote"] = {"text": asked["quote"], "position": position, "is_manual": True}
    if source is chat:
        return target, more
    origin = origin_of(call, target)
    external = {"origin": origin, "chat": source.data, "message_id": target.id}
    return None, {**more, "external_reply": external}


def origin_of(call: Call, message: StoredMessage) -> Json:
    """The MessageOrigin of a message: the first author's, however often it was forwarded."""
    raw = message.raw
    if "forward_origin" in raw:
        origin: Json = raw["forward_origin"]
        return origin
    date = raw["date"]
    if message.chat.kind == "channel":
        channel = {"chat": message.chat.data, "message_id": message.id}
        return {"type": "channel", "date": date, **channel}
    if "sender_chat" in raw:
        return {"type": "chat", "date": date, "sender_chat": raw["sender_chat"]}
    sender = raw["from"]
    user = call.world.users.get(sender["id"])
    if user is not None and user.hides_account:
        name = " ".join(filter(None, (sender["first_name"], sender.get("last_name"))))
        return {"type": "hidden_user", "date": date, "sender_user_name": name}
    return {"type": "user", "date": date, "sender_user": sender}


def deliver(
    call: Call, chat: Chat, content: Json, reply: tuple[StoredMessage | None, Json] | None = None
) -> StoredMessage:
    """Posts a message of the bot with everything the sending methods have in common."""
    params = call.params
    reply_to, more = reply or find_reply(call, chat)
    thread_id = params.get("message_thread_id")
    if thread_id is None and reply_to is not None and chat.is_forum:
        thread_id = reply_to.raw.get("message_thread_id")
    open_topic(call.world, chat, thread_id)
    inline, screen = check_markup(params.get("reply_markup"), private=chat.kind == "private")
    if inline is not None:
        more = {**more, "reply_markup": inline}
    if params.get("protect_content"):
        more = {**more, "has_protected_content": True}
    if chat.kind == "private" and "message_effect_id" in params:
        more = {**more, "effect_id": params["message_effect_id"]}
    return post(
        call.world,
        chat,
        None if chat.kind == "channel" else call.world.bot.data,
        {**content, **more},
        reply_to=reply_to,
        thread_id=thread_id,
        screen_markup=screen,
        author_id=call.world.bot.id,
    )


def target(call: Call, kind: str) -> Chat:
    """The chat a message of this kind is sent to."""
    chat = open_chat(call.world, call.params["chat_id"])
    check_may_send(call.world, chat, kind)
    return chat


def send_message(call: Call) -> Json:
    """sendMessage."""
    params = call.params
    chat = target(call, "text")
    content = message_text(
        params["text"], params.get("parse_mode"), params.get("entities"), call.mention
    )
    if "link_preview_options" in params:
        content["link_preview_options"] = params["link_preview_options"]
    return deliver(call, chat, content).dump()


def media_content(call: Call, kind: str, value: Upload | str, source: Json) -> Json:
    """The fields of a message that carry a file with its caption, from a request or InputMedia."""
    stored = call.world.files.take(kind, value, call.uploads)
    content: Json = {kind: stored.media()}
    if kind == "animation":
        # For clients that know no animations.
        content["document"] = {
            key: content[kind][key]
            for key in ("file_id", "file_unique_id", "file_size", "file_name", "mime_type")
        }
    if source.get("has_spoiler"):
        content["has_media_spoiler"] = True
    return {**content, **message_caption(source, call.mention)}


def _media_sender(kind: str) -> Method:
    def send(call: Call) -> Json:
        chat = target(call, kind)
        content = media_content(call, kind, call.params[kind], call.params)
        return deliver(call, chat, content).dump()

    return send


def location_content(params: Json) -> Json:
    """A Location from a request; ApiError 400 outside the globe."""
    latitude, longitude = params["latitude"], params["longitude"]
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("wrong location specified")
    optional = ("horizontal_accuracy", "live_period", "heading", "proximity_alert_radius")
    more = {name: params[name] for name in optional if name in params}
    return {"latitude": latitude, "longitude": longitude, **more}


def send_location(call: Call) -> Json:
    """sendLocation."""
    chat = target(call, "location")
    return deliver(call, chat, {"location": location_content(call.params)}).dump()


def send_venue(call: Call) -> Json:
    """sendVenue."""
    chat = target(call, "venue")
    params = call.params
    venue = {
        "location": location_content(params),
        "title": params["title"],
        "address": params["address"],
    }
    return deliver(call, chat, {"venue": venue, "location": venue["location"]}).dump()


def send_contact(call: Call) -> Json:
    """sendContact."""
    chat = target(call, "contact")
    fields = ("phone_number", "first_name", "last_name", "vcard")
    contact = {name: call.params[name] for name in fields if name in call.params}
    return deliver(call, chat, {"contact": contact}).dump()


def send_chat_action(call: Call) -> bool:
    """sendChatAction."""
    chat = open_chat(call.world, call.params["chat_id"])
    if call.params["action"] not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    open_topic(call.world, chat, call.params.get("message_thread_id"))
    call.world.announce(Event("action", chat.id, {"action": call.params["action"]}))
    return True


METHODS: dict[str, Method] = {
    "sendMessage": send_message,
    **{
        "send" + "".join(part.capitalize() for part in kind.split("_")): _media_sender(kind)
        for kind in MEDIA_KINDS
    },
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "sendContact": send_contact,
    "sendChatAction": send_chat_action,
}
