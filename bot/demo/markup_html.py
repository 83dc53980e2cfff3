"""The HTML that Telegram understands -> text and entities."""

import re
from dataclasses import dataclass

from bot.demo.entities import order, utf16_length
from bot.demo.errors import ApiError, Json, bad_request

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot));?")
_ATTRIBUTE = re.compile(r"""\s*([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?""")
# Inside code nothing else is formatted.
_VERBATIM = {"code", "pre"}
_LINK = re.compile(r"(?i)^(?:[a-z][a-z0-9+.-]*:(?://)?\S+|[\w-]+(?:\.[\w-]+)+\S*)$")


@dataclass(slots=True)
class _Open:
    """A start tag whose end has not come: where it stood and where its text begins (UTF-16)."""

    tag: str
    offset: int
    start: int
    attributes: dict[str, str]


def _error(what: str) -> ApiError:
    return bad_request(f"can't parse entities: {what}")


def _unescape(text: str) -> str:
    def replace(match: re.Match[str]) -> str:
        hexadecimal, decimal, name = match.groups()
        if name:
            return _NAMED[name]
        code = int(hexadecimal, 16) if hexadecimal else int(decimal)
        # What is no character stays as it was written.
        if 0 < code < 0x110000 and not 0xD800 <= code <= 0xDFFF:
            return chr(code)
        return match[0]

    return _REFERENCE.sub(replace, text) if "&" in text else text


def is_link(url: str) -> bool:
    """Whether Telegram would make a link of it."""
    return bool(_LINK.match(url))


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Text and entities; ApiError 400 with Telegram's words and byte offsets."""
    pieces: list[str] = []
    stack: list[_Open] = []
    entities: list[Json] = []
    length = 0
    at = 0
    while at < len(source):
        tag_at = source.find("<", at)
        plain = _unescape(source[at:] if tag_at < 0 else source[at:tag_at])
        pieces.append(plain)
        length += utf16_length(plain)
        if tag_at < 0:
            break
        closing = source.startswith("</", tag_at)
        end = _tag_end(source, tag_at, closing)
        inside = source[tag_at + 2 if closing else tag_at + 1 : end]
        place = len(source[:tag_at].encode())
        if closing:
            opened = _close(stack, inside.strip().lower(), place)
            entity = _entity(opened, "".join(pieces), length)
            if entity is not None:
                entities.append(entity)
        else:
            stack.append(_open(inside, place, length))
        at = end + 1
    if stack:
        raise _error(f'Can\'t find end tag corresponding to start tag "{stack[-1].tag}"')
    return "".join(pieces), _nest(entities)


def _tag_end(source: str, start: int, closing: bool) -> int:
    """Where the `>` of a tag is; quoted attributes may hold one."""
    quote = ""
    for at in range(start + 1, len(source)):
        char = source[at]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'" and not closing:
            quote = char
        elif char == ">":
            return at
    kind = "end" if closing else "start"
    raise _error(f"Unclosed {kind} tag at byte offset {len(source[:start].encode())}")


def _open(inside: str, place: int, length: int) -> _Open:
    name, _, rest = inside.partition(" ")
    tag = name.strip().lower()
    if tag not in _TAGS:
        raise _error(f'Unsupported start tag "{tag}" at byte offset {place}')
    attributes = {
        match[1].lower(): _unescape(match[2] or match[3] or match[4] or "")
        for match in _ATTRIBUTE.finditer(rest)
    }
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise _error(f'Tag "span" must have class "tg-spoiler" at byte offset {place}')
    return _Open(tag, place, length, attributes)


def _close(stack: list[_Open], tag: str, place: int) -> _Open:
    if not stack:
        raise _error(f"Unexpected end tag at byte offset {place}")
    opened = stack.pop()
    if tag and tag != opened.tag:
        raise _error(
            f'Unmatched end tag at byte offset {place}, expected "</{opened.tag}>", '
            f'found "</{tag}>"'
        )
    return opened


def _entity(opened: _Open, text: str, end: int) -> Json | None:
    kind = _TAGS[opened.tag]
    if end == opened.start:
        return None
    entity: Json = {"type": kind, "offset": opened.start, "length": end - opened.start}
    match kind:
        case "text_link":
            covered = text.encode("utf-16-le")[opened.start * 2 :].decode("utf-16-le")
            url = opened.attributes.get("href") or covered
            if not is_link(url):
                return None
            entity["url"] = url
        case "custom_emoji":
            entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
        case "date_time":
            entity["unix_time"] = int(opened.attributes.get("unix", "0"))
            if "format" in opened.attributes:
                entity["date_time_format"] = opened.attributes["format"]
        case "blockquote" if "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        case "code" if opened.attributes.get("class", "").startswith("language-"):
            entity["language"] = opened.attributes["class"].removeprefix("language-")
    return entity


def _nest(entities: list[Json]) -> list[Json]:
    """In order; <pre><code class="language-x"> becomes one entity, code holds no others."""
    kept: list[Json] = []
    for entity in order(entities):
        covering = [
            outer
            for outer in kept
            if outer["type"] in _VERBATIM and entity["offset"] < outer["offset"] + outer["length"]
        ]
        if not covering:
            kept.append(entity)
        elif "language" in entity and covering[0]["length"] == entity["length"]:
            covering[0]["language"] = entity["language"]
    for entity in kept:
        if entity["type"] == "code":
            entity.pop("language", None)
    return kept
