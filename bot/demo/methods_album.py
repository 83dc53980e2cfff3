"""Albums, copies and forwards: content that comes from elsewhere or several at once."""

import random

from bot.demo.access import check_may_send, open_chat, open_topic
from bot.demo.call import Call, Method
from bot.demo.errors import Json, bad_request
from bot.demo.markup import message_caption
from bot.demo.methods_send import MEDIA_KINDS, deliver, find_reply, media_content, origin_of
from bot.demo.posting import post
from bot.demo.world import StoredMessage

# Kinds that stand together in one album.
_FAMILY = {"photo": "visual", "video": "visual", "document": "document", "audio": "audio"}

# The fields of a message that make up its content.
CONTENT_FIELDS = (
    "text", "entities", "link_preview_options", "caption", "caption_entities",
    "show_caption_above_media", "has_media_spoiler", "location", "venue", "contact", "poll",
    "dice",
    *MEDIA_KINDS,
)  # fmt: skip


def check_album(kinds: list[str]) -> None:
    """ApiError 400 for a wrong number of items or kinds that do not go together."""
    if len(kinds) < 2:
        raise bad_request("too few messages to send as an album")
    if len(kinds) > 10:
        raise bad_request("too many messages to send as an album")
    for kind in kinds:
        if kind not in _FAMILY:
            raise bad_request(f"{kind} can't be sent in an album")
        if _FAMILY[kind] != _FAMILY[kinds[0]]:
            odd = next(item for item in kinds if _FAMILY.get(item) != "visual")
            raise bad_request(f"{odd} can't be mixed with other media types")


def send_media_group(call: Call) -> list[Json]:
    """sendMediaGroup."""
    chat = open_chat(call.world, call.params["chat_id"])
    media = call.params["media"]
    check_album([item["type"] for item in media])
    for item in media:
        check_may_send(call.world, chat, item["type"])
    # Nothing is sent unless all can be.
    reply = find_reply(call, chat)
    contents = [media_content(call, item["type"], item["media"], item) for item in media]
    group = {"media_group_id": new_media_group_id()}
    return [deliver(call, chat, {**content, **group}, reply).dump() for content in contents]


def new_media_group_id() -> str:
    """What the messages of an album share."""
    return str(random.randrange(10**16, 10**17))


def _source(call: Call, verb: str) -> StoredMessage:
    """The message to copy or forward."""
    message = call.world.chat(call.params["from_chat_id"]).message(call.params["message_id"])
    if message is None:
        raise bad_request(f"message to {verb} not found")
    if message.service or message.raw.get("has_protected_content"):
        past = "copied" if verb == "copy" else "forwarded"
        raise bad_request(f"message can't be {past}")
    return message


def _content(message: StoredMessage) -> tuple[str, Json]:
    """A message's kind and the fields that make up its content."""
    raw = message.raw
    content = {name: raw[name] for name in CONTENT_FIELDS if name in raw}
    order = ("animation", "venue", *MEDIA_KINDS, "location", "contact", "poll", "text")
    return next(name for name in order if name in content), content


def copy_message(call: Call) -> Json:
    """copyMessage."""
    chat = open_chat(call.world, call.params["chat_id"])
    kind, content = _content(_source(call, "copy"))
    check_may_send(call.world, chat, kind)
    if "caption" in call.params and kind in MEDIA_KINDS:
        content = {
            name: value for name, value in content.items() if not name.startswith("caption")
        } | message_caption(call.params, call.mention)
    return {"message_id": deliver(call, chat, content).id}


def forward_message(call: Call) -> Json:
    """forwardMessage."""
    world = call.world
    chat = open_chat(world, call.params["chat_id"])
    source = _source(call, "forward")
    kind, content = _content(source)
    check_may_send(world, chat, kind)
    thread_id = call.params.get("message_thread_id")
    open_topic(world, chat, thread_id)
    origin = origin_of(call, source)
    sent = post(
        world,
        chat,
        None if chat.kind == "channel" else world.bot.data,
        {"forward_origin": origin, **content},
        thread_id=thread_id,
        author_id=world.bot.id,
    )
    return sent.dump()


METHODS: dict[str, Method] = {
    "sendMediaGroup": send_media_group,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
}
