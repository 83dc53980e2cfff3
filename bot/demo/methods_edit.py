"""The methods that change or delete messages, react to them, pin them, and answer presses."""

from bot.demo.access import bot_is_admin, bot_may, open_chat, own_message
from bot.demo.call import Call, Method
from bot.demo.entities import utf16_length
from bot.demo.errors import Json, bad_request
from bot.demo.keyboards import check_inline
from bot.demo.markup import message_caption, message_text
from bot.demo.methods_album import CONTENT_FIELDS
from bot.demo.methods_send import MEDIA_KINDS, media_content
from bot.demo.posting import change, post, remove, set_reactions
from bot.demo.schema import REACTIONS
from bot.demo.world import Chat, Event, StoredMessage, World

# Messages older than this (seconds) are deleted only with an administrator's rights.
DELETABLE_SECONDS = 48 * 3600
# How long a press waits for its answer, in seconds.
PRESS_SECONDS = 60.0
MAX_CALLBACK_TEXT = 200

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_WITH_CAPTION = frozenset(MEDIA_KINDS) - {"video_note", "sticker"}
# A voice message stays what it is.
_REPLACEABLE = _WITH_CAPTION - {"voice"}


def _to_edit(call: Call) -> StoredMessage:
    if "chat_id" not in call.params:
        # Messages sent inline belong to no chat the server knows.
        inline = "inline_message_id" in call.params
        raise bad_request("MESSAGE_ID_INVALID" if inline else "chat_id is empty")
    chat = open_chat(call.world, call.params["chat_id"])
    return own_message(call.world, chat, call.params.get("message_id"))


def _replace(call: Call, message: StoredMessage, dropped: set[str], content: Json) -> Json:
    """Puts new content in place of the fields in `dropped`; the keyboard is always replaced."""
    kept = {
        name: value
        for name, value in message.raw.items()
        if name not in dropped and name != "reply_markup"
    }
    inline = check_inline(call.params.get("reply_markup"))
    new = {**kept, **content}
    if inline is not None:
        new["reply_markup"] = inline
    if new == message.raw:
        raise bad_request(_NOT_MODIFIED)
    change(call.world, message, new, dated=bool(dropped))
    return message.dump()


def edit_message_text(call: Call) -> Json:
    """editMessageText."""
    message = _to_edit(call)
    params = call.params
    if "text" not in params:
        raise bad_request("message text is empty")
    content = message_text(
        params["text"], params.get("parse_mode"), params.get("entities"), call.mention
    )
    if "text" not in message.raw:
        raise bad_request("there is no text in the message to edit")
    if "link_preview_options" in params:
        content["link_preview_options"] = params["link_preview_options"]
    return _replace(call, message, {"text", "entities", "link_preview_options"}, content)


def edit_message_caption(call: Call) -> Json:
    """editMessageCaption."""
    message = _to_edit(call)
    content = message_caption(call.params, call.mention)
    if _WITH_CAPTION.isdisjoint(message.raw):
        raise bad_request("there is no caption in the message to edit")
    dropped = {"caption", "caption_entities", "show_caption_above_media"}
    return _replace(call, message, dropped, content)


def edit_message_media(call: Call) -> Json:
    """editMessageMedia: another file, or a file in place of a text."""
    message = _to_edit(call)
    media = call.params["media"]
    if media["type"] not in _REPLACEABLE:
        raise bad_request(f"{media['type']} is not simulated")
    if "text" not in message.raw and _REPLACEABLE.isdisjoint(message.raw):
        raise bad_request("there is no media in the message to edit")
    content = media_content(call, media["type"], media["media"], media)
    return _replace(call, message, set(CONTENT_FIELDS), content)


def edit_message_reply_markup(call: Call) -> Json:
    """editMessageReplyMarkup."""
    return _replace(call, _to_edit(call), set(), {})


def _deletable(world: World, chat: Chat, message: StoredMessage) -> bool:
    is_admin = chat.kind != "private" and bot_is_admin(world, chat)
    if is_admin and bot_may(world, chat, "can_delete_messages"):
        return True
    recent = world.now() - message.raw["date"] <= DELETABLE_SECONDS
    return recent and (chat.kind == "private" or message.sender_id == world.bot.id)


def delete_message(call: Call) -> bool:
    """deleteMessage."""
    chat = open_chat(call.world, call.params["chat_id"])
    message = chat.message(call.params["message_id"])
    if message is None:
        raise bad_request("message to delete not found")
    if not _deletable(call.world, chat, message):
        raise bad_request("message can't be deleted")
    remove(call.world, message)
    return True


def delete_messages(call: Call) -> bool:
    """deleteMessages: those that can be; the rest is skipped."""
    chat = open_chat(call.world, call.params["chat_id"])
    numbers = call.params["message_ids"]
    if not 1 <= len(numbers) <= 100:
        raise bad_request("there must be 1-100 identifiers of messages to delete")
    for number in numbers:
        message = chat.message(number)
        if message is not None and _deletable(call.world, chat, message):
            remove(call.world, message)
    return True


def set_message_reaction(call: Call) -> bool:
    """setMessageReaction."""
    chat = open_chat(call.world, call.params["chat_id"])
    message = chat.message(call.params["message_id"])
    if message is None:
        raise bad_request("message to react not found")
    new = call.params.get("reaction", [])
    if len(new) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    for reaction in new:
        emoji = reaction.get("emoji")
        offered = chat.available_reactions
        if emoji not in REACTIONS or (offered is not None and emoji not in offered):
            raise bad_request("REACTION_INVALID")
    set_reactions(call.world, message, call.world.bot.id, new)
    return True


def pin_chat_message(call: Call) -> bool:
    """pinChatMessage."""
    chat = open_chat(call.world, call.params["chat_id"])
    message = chat.message(call.params["message_id"])
    if message is None:
        raise bad_request("message to pin not found")
    if not bot_may(call.world, chat, "can_pin_messages"):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        sender = None if chat.kind == "channel" else call.world.bot.data
        thread_id = message.raw.get("message_thread_id") if chat.is_forum else None
        content = {"pinned_message": message.raw}
        post(call.world, chat, sender, content, thread_id=thread_id, service=True)
    return True


def unpin_chat_message(call: Call) -> bool:
    """unpinChatMessage: the named message, else the one pinned last."""
    chat = open_chat(call.world, call.params["chat_id"])
    if not bot_may(call.world, chat, "can_pin_messages"):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    number = call.params.get("message_id", chat.pinned[-1] if chat.pinned else None)
    if number is None or number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    return True


def answer_callback_query(call: Call) -> bool:
    """answerCallbackQuery: each press can be answered once, within PRESS_SECONDS."""
    world = call.world
    params = call.params
    text = params.get("text", "")
    if utf16_length(text) > MAX_CALLBACK_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    if "url" in params:
        raise bad_request("URL_INVALID")
    press = world.presses.get(params["callback_query_id"])
    expired = press is None or world.clock() - press.at > PRESS_SECONDS
    if press is None or expired or press.answer is not None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    press.answer = {"text": text, "show_alert": params.get("show_alert", False)}
    body = {"callback_query_id": press.id, "user_id": press.user_id, **press.answer}
    world.announce(Event("answer", press.chat_id, body))
    return True


METHODS: dict[str, Method] = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "setMessageReaction": set_message_reaction,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "answerCallbackQuery": answer_callback_query,
}
