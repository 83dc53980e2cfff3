"""Message entities: offsets in UTF-16 code units, bounds, and those Telegram finds by itself."""

import re

from bot.demo.errors import Json, bad_request

MAX_ENTITIES = 100

ENTITY_TYPES = frozenset(
    {
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
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
        "text_mention",
        "custom_emoji",
        "date_time",
    }
)
# Of entities that cover the same text the outer comes first.
_PRIORITY = {
    "blockquote": 0,
    "expandable_blockquote": 1,
    "pre": 10,
    "code": 20,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}
_OTHER_PRIORITY = 50
# Nothing is looked for inside these.
_OPAQUE = {"code", "pre", "text_link", "text_mention", "custom_emoji"}

_FOUND = re.compile(
    r"""
    (?P<url>(?:https?|tg|ftp)://[^\s<>"]*[^\s<>".,;:!?)\]}»])
  | (?P<email>(?<![\w.])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,})
  | (?P<bot_command>(?<![\w/<>@.])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/]))
  | (?P<mention>(?<![\w@])@[A-Za-z][A-Za-z0-9_]{2,31}(?!\w))
  | (?P<hashtag>(?<!\w)[#](?=\w*[^\W\d])\w{1,256})
  | (?P<phone_number>(?<!\w)\+\d(?:[\s()-]?\d){8,14}(?!\w))
  | (?P<domain>(?<![\w@.])(?:[a-zA-Z0-9-]+\.)+(?:com|org|net|info|io|me|kg|ru|uz|kz|tj)
        (?:/[^\s<>"]*[^\s<>".,;:!?)\]}»])?(?![\w.@-]))
    """,
    re.VERBOSE,
)
_HINTS = re.compile(r"[/@#.+]")


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, which is how the Bot API counts.

    Raises ApiError 400 for half a surrogate pair: such a string has no UTF-8 form.
    """
    if text.isascii():
        return len(text)
    try:
        return len(text.encode("utf-16-le")) // 2
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def slice_utf16(text: str, offset: int, length: int) -> str:
    """The part of `text` that an entity covers."""
    encoded = text.encode("utf-16-le")
    return encoded[offset * 2 : (offset + length) * 2].decode("utf-16-le", "replace")


def order(entities: list[Json]) -> list[Json]:
    """Outer entities before inner ones; those that cover the same text by type."""
    return sorted(
        entities,
        key=lambda entity: (
            entity["offset"],
            -entity["length"],
            _PRIORITY.get(entity["type"], _OTHER_PRIORITY),
        ),
    )


def check_entities(text: str, entities: list[Json]) -> list[Json]:
    """Explicit entities in order, without empty ones.

    Raises ApiError 400 for a type that does not exist, bounds outside the text or inside a pair.
    """
    if not entities:
        return []
    encoded = text.encode("utf-16-le")
    size = len(encoded) // 2

    def splits_pair(offset: int) -> bool:
        # The second half of a surrogate pair is between DC00 and DFFF.
        return offset < size and 0xDC <= encoded[offset * 2 + 1] <= 0xDF

    kept = []
    for entity in entities:
        offset, length = entity["offset"], entity["length"]
        if entity["type"] not in ENTITY_TYPES:
            raise bad_request(f"can't parse MessageEntity: unsupported type {entity['type']}")
        if offset < 0 or length < 0 or offset > size:
            raise bad_request(f"entity has incorrect bounds: offset {offset}, length {length}")
        if offset + length > size:
            raise bad_request(
                f"entity beginning at UTF-16 offset {offset} ends after the end of the text "
                f"at UTF-16 offset {offset + length}"
            )
        if splits_pair(offset):
            raise bad_request(
                f"entity begins in a middle of a UTF-16 symbol at UTF-16 offset {offset}"
            )
        if splits_pair(offset + length):
            raise bad_request(
                f"entity beginning at UTF-16 offset {offset} ends in a middle of a UTF-16 symbol "
                f"at UTF-16 offset {offset + length}"
            )
        if entity["type"] == "text_link" and not entity.get("url"):
            raise bad_request("can't parse MessageEntity: text_link needs a url")
        if length:
            kept.append(entity)
    return order(kept)


def find_entities(text: str, present: list[Json]) -> list[Json]:
    """`present` and the commands, mentions, links and the like that stand in `text`."""
    if _HINTS.search(text) is None:
        return present
    covered = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in present
        if entity["type"] in _OPAQUE
    ]
    found = []
    for match in _FOUND.finditer(text):
        offset = utf16_length(text[: match.start()])
        length = utf16_length(match[0])
        if any(offset < end and start < offset + length for start, end in covered):
            continue
        kind = "url" if match.lastgroup == "domain" else match.lastgroup
        found.append({"type": kind, "offset": offset, "length": length})
    return order([*present, *found]) if found else present


def trim(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Text without blanks around it, entities cut and moved to fit.

    Blanks at the start stay where an entity begins on them, as Telegram does it.
    """
    stripped = text.rstrip()
    limit = entities[0]["offset"] if entities else len(stripped)
    lead = 0
    while lead < min(limit, len(stripped)) and stripped[lead] in " \n\t\r":
        lead += 1
    if len(stripped) == len(text) and not lead:
        return text, entities
    stripped = stripped[lead:]
    size = utf16_length(stripped)
    moved = []
    for entity in entities:
        offset = entity["offset"] - lead
        length = min(entity["length"], size - offset)
        if length > 0:
            moved.append({**entity, "offset": offset, "length": length})
    return stripped, moved
