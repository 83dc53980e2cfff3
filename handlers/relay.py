"""Carries messages between a resident and an office.

What was written is stored and sent anew (text with its formatting, media by file id), never
forwarded: it can carry the ticket's number, be edited later, outlive its original, and shows
nothing of who wrote it.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from aiogram.enums import ContentType
from aiogram.methods import (
    CopyMessage,
    SendAnimation,
    SendAudio,
    SendContact,
    SendDocument,
    SendLocation,
    SendMediaGroup,
    SendPhoto,
    SendSticker,
    SendVenue,
    SendVideo,
    SendVideoNote,
    SendVoice,
    TelegramMethod,
)
from aiogram.types import (
    Contact,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    Message,
    MessageEntity,
)
from aiogram.utils.formatting import Text

from handlers.say import MAX_CAPTION, MAX_TEXT, length, message, parts, shifted
from handlers.spelled import spelled
from storage.entries import Entry
from storage.outbox import Ref, Send

Content = dict[str, Any]
"""A stored message: ``kind``, ``text`` (or caption), ``entities``, and what the kind needs."""

_FORMATTING = {
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "blockquote",
    "expandable_blockquote",
    "code",
    "pre",
    "text_link",
}
"""Entities that are carried over. Mentions are not: they name accounts."""

_CAPTIONED: dict[str, tuple[Callable[..., TelegramMethod[Any]], str]] = {
    "photo": (SendPhoto, "photo"),
    "video": (SendVideo, "video"),
    "animation": (SendAnimation, "animation"),
    "audio": (SendAudio, "audio"),
    "voice": (SendVoice, "voice"),
    "document": (SendDocument, "document"),
}
_BARE: dict[str, tuple[Callable[..., TelegramMethod[Any]], str]] = {
    "sticker": (SendSticker, "sticker"),
    "video_note": (SendVideoNote, "video_note"),
}
_ALBUM = {
    "photo": InputMediaPhoto,
    "video": InputMediaVideo,
    "document": InputMediaDocument,
    "audio": InputMediaAudio,
}
MAX_ALBUM = 10
COPIED = frozenset({"poll", "dice", "story", "checklist", "game"})
"""Kinds that can only be copied from the original. Their ``text`` is what they say in words,
should it be deleted."""


def takes_words(kind: str) -> bool:
    """Whether messages of a kind have a text or a caption."""
    return kind == "text" or kind in _CAPTIONED


def content_of(source: Message) -> Content | None:
    """What a message says, to be stored; None for a service message, which says nothing."""
    content: Content = {"kind": "text", "text": source.text or source.caption or ""}
    entities = source.entities or source.caption_entities or []
    size = length(content["text"])
    kept = [_formatting(entity) for entity in entities if _is_formatting(entity, size)]
    if kept:
        content["entities"] = kept
    if source.text:
        return content
    kind = ContentType(source.content_type).value
    content["kind"] = kind
    if source.photo:
        content["file_id"] = source.photo[-1].file_id
    elif kind in _CAPTIONED or kind in _BARE:
        content["file_id"] = getattr(source, kind).file_id
    elif source.venue:
        content |= _position(source.venue.location.latitude, source.venue.location.longitude)
        names = {"title": source.venue.title.strip(), "address": source.venue.address.strip()}
        # Telegram takes no venue without them from a bot.
        content |= names if all(names.values()) else {"kind": "location"}
    elif source.location:
        content |= _position(source.location.latitude, source.location.longitude)
    elif source.contact:
        return _contact(source.contact)
    elif source.story and source.story.chat.id == source.chat.id:
        # A copy of one's own story shows whose it is.
        return None
    elif kind in COPIED:
        content |= {"chat_id": source.chat.id, "message_id": source.message_id}
        content["text"] = spelled(source)
    else:
        return None
    if source.has_media_spoiler:
        content["has_spoiler"] = True
    return content


def _is_formatting(entity: MessageEntity, size: int) -> bool:
    """Whether it is carried over, and Telegram would take it for a text of ``size`` units."""
    within = entity.offset >= 0 and 0 < entity.length <= size - entity.offset
    return (
        within and entity.type in _FORMATTING and (entity.type != "text_link" or bool(entity.url))
    )


def _formatting(entity: MessageEntity) -> Content:
    fields = {"type", "offset", "length", "url", "language"}
    return entity.model_dump(include=fields, exclude_none=True)


def _contact(contact: Contact) -> Content:
    """A contact; who hides the number is shared without one, which a bot cannot send."""
    first, last, number = contact.first_name.strip(), contact.last_name, contact.phone_number
    if number.strip() and first:
        names = {"first_name": first, "last_name": last}
        return {"kind": "contact", "text": "", "phone_number": number, **names}
    said = " ".join(filter(None, (first, last, number))).strip()
    return {"kind": "text", "text": f"👤 {said}"}


def _position(latitude: float, longitude: float) -> Content:
    return {"latitude": latitude, "longitude": longitude}


def entities_of(content: Content) -> list[MessageEntity]:
    """The stored formatting."""
    return [MessageEntity(**entity) for entity in content.get("entities", [])]


def prefixed(prefix: Text, content: Content) -> tuple[str, list[MessageEntity]]:
    """The prefix, an empty line, and the content's text with its formatting moved along."""
    head, entities = prefix.render()
    if not content["text"]:
        return head, entities
    head += "\n\n"
    return head + content["text"], entities + shifted(entities_of(content), length(head))


def quoting(group: Sequence[Entry]) -> tuple[Ref, ...]:
    """What makes the messages that carry stored ones quote what those reply to."""
    quoted = group[0].quotes
    return () if quoted is None else (Ref("reply_parameters.message_id", "entry", quoted),)


def carry(
    contents: Sequence[Content],
    chat_id: int,
    prefix: Text,
    *,
    on_last: str | None = None,
    on_others: str | None = None,
    **send: Any,
) -> list[Send]:
    """The messages that carry ``contents`` (one, or an album) to a chat.

    Usually one message. Where the prefix does not fit with the text, or the kind takes no
    caption, the prefix goes first in a message of its own. The last one has the continuation
    ``on_last``, those before it ``on_others``. ``send`` goes to each `Send`.
    """
    methods = list(_methods(contents, chat_id, prefix))
    return [
        Send(method, on_result=on_last if method is methods[-1] else on_others, **send)
        for method in methods
    ]


def _methods(
    contents: Sequence[Content], chat_id: int, prefix: Text
) -> Iterator[TelegramMethod[Any]]:
    first = contents[0]
    limit = MAX_TEXT if first["kind"] == "text" else MAX_CAPTION
    text, entities = prefixed(prefix, first)
    worded = [content for content in contents if takes_words(content["kind"])]
    long = [content for content in worded if length(content["text"]) > limit]
    whole = len(contents) == 1 or _is_album(contents)
    if whole and takes_words(first["kind"]) and length(text) <= limit and not long:
        yield _method(contents, chat_id, text, entities)
        return
    yield message(chat_id, prefix).method
    for content in long:
        # Premium accounts write longer captions than a bot may.
        for part in parts(content["text"], MAX_TEXT):
            yield message(chat_id, part).method
    if long and first["kind"] == "text":
        return
    rest = [
        {**content, "text": "", "entities": []} if content in long else content
        for content in contents
    ]
    for group in [rest] if whole else [[content] for content in rest]:
        yield _method(group, chat_id, group[0]["text"], entities_of(group[0]))


def _is_album(contents: Sequence[Content]) -> bool:
    """Whether Telegram takes these together."""
    kinds = {content["kind"] for content in contents}
    alike = kinds <= {"photo", "video"} or (len(kinds) == 1 and kinds <= _ALBUM.keys())
    return alike and len(contents) <= MAX_ALBUM


def _method(
    contents: Sequence[Content], chat_id: int, text: str, entities: list[MessageEntity]
) -> TelegramMethod[Any]:
    content = contents[0]
    kind = content["kind"]
    if len(contents) > 1:
        return _album(contents, chat_id, text, entities)
    if kind == "text":
        return message(chat_id, text).method.model_copy(update={"entities": entities or None})
    spoiler = {"has_spoiler": True} if content.get("has_spoiler") else {}
    if kind in _CAPTIONED:
        method, field = _CAPTIONED[kind]
        return method(
            chat_id=chat_id,
            caption=text or None,
            caption_entities=entities or None,
            parse_mode=None,
            **{field: content["file_id"]},
            **spoiler,
        )
    if kind in _BARE:
        method, field = _BARE[kind]
        return method(chat_id=chat_id, **{field: content["file_id"]})
    if kind == "venue":
        return SendVenue(chat_id=chat_id, **_only(content, "latitude longitude title address"))
    if kind == "location":
        return SendLocation(chat_id=chat_id, **_only(content, "latitude longitude"))
    if kind == "contact":
        return SendContact(chat_id=chat_id, **_only(content, "phone_number first_name last_name"))
    return CopyMessage(
        chat_id=chat_id, from_chat_id=content["chat_id"], message_id=content["message_id"]
    )


def _album(
    contents: Sequence[Content], chat_id: int, text: str, entities: list[MessageEntity]
) -> SendMediaGroup:
    media = []
    for index, content in enumerate(contents):
        caption = text if index == 0 else content["text"]
        marks = entities if index == 0 else entities_of(content)
        media.append(
            _ALBUM[content["kind"]](
                media=content["file_id"],
                caption=caption or None,
                caption_entities=marks or None,
                parse_mode=None,
                **({"has_spoiler": True} if content.get("has_spoiler") else {}),
            )
        )
    return SendMediaGroup(chat_id=chat_id, media=media)


def _only(content: Content, names: str) -> Content:
    return {name: content[name] for name in names.split()}
