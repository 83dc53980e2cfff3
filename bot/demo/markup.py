"""Text as a request gives it -> text and entities as Telegram keeps them."""

from collections.abc import Callable

from bot.demo.entities import MAX_ENTITIES, check_entities, find_entities, trim, utf16_length
from bot.demo.errors import Json, bad_request
from bot.demo.markup_html import parse_html
from bot.demo.markup_markdown import parse_markdown

MAX_TEXT = 4096
MAX_CAPTION = 1024

# A user's id -> the User object, or None for somebody the bot never met.
Mention = Callable[[int], Json | None]

_USER_LINK = "tg://user?id="


def format_text(
    text: str, parse_mode: str | None, entities: list[Json] | None, mention: Mention
) -> tuple[str, list[Json]]:
    """Text and entities after markup is parsed; a parse mode wins over explicit entities.

    Raises ApiError 400 for markup that does not parse or entities outside the text.
    """
    if not text.isascii():
        utf16_length(text)
    mode = (parse_mode or "").lower()
    if mode == "html":
        text, entities = parse_html(text)
    elif mode == "markdownv2":
        text, entities = parse_markdown(text)
    elif mode:
        raise bad_request("unsupported parse_mode")
    else:
        entities = check_entities(text, entities or [])
    entities = [_resolve(entity, mention) for entity in entities]
    text, entities = trim(text, entities)
    return text, find_entities(text, entities)[:MAX_ENTITIES]


def _resolve(entity: Json, mention: Mention) -> Json:
    """A link to a user becomes a mention of the user, with the User as the server knows it."""
    url = entity.get("url", "")
    if entity["type"] == "text_link" and url.startswith(_USER_LINK):
        number = url.removeprefix(_USER_LINK)
    elif entity["type"] == "text_mention" and "user" in entity:
        number = str(entity["user"]["id"])
    else:
        return entity
    user = mention(int(number)) if number.isdecimal() else None
    if user is None:
        return entity
    place = {"offset": entity["offset"], "length": entity["length"]}
    return {"type": "text_mention", **place, "user": user}


def message_text(
    text: str, parse_mode: str | None, entities: list[Json] | None, mention: Mention
) -> Json:
    """The fields `text` and `entities` of a message; 1-4096 UTF-16 units after parsing."""
    text, found = format_text(text, parse_mode, entities, mention)
    if not text or text.isspace():
        raise bad_request("message text is empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return {"text": text, "entities": found} if found else {"text": text}


def message_caption(source: Json, mention: Mention) -> Json:
    """The fields `caption` and `caption_entities` from a request or InputMedia; 0-1024 units."""
    caption = source.get("caption")
    if not caption:
        return {}
    text, found = format_text(
        caption, source.get("parse_mode"), source.get("caption_entities"), mention
    )
    if utf16_length(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    if not text:
        return {}
    fields: Json = {"caption": text}
    if found:
        fields["caption_entities"] = found
    if source.get("show_caption_above_media"):
        fields["show_caption_above_media"] = True
    return fields
