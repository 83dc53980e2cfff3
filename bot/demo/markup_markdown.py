"""MarkdownV2 -> text and entities."""

from dataclasses import dataclass

from bot.demo.entities import order, utf16_length
from bot.demo.errors import ApiError, Json, bad_request
from bot.demo.markup_html import is_link

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
# Delimiters, longer ones first, with the entity and the name Telegram's errors give it.
_DELIMITERS = (
    ("```", "pre", "PreCode"),
    ("__", "underline", "Underline"),
    ("||", "spoiler", "Spoiler"),
    ("*", "bold", "Bold"),
    ("_", "italic", "Italic"),
    ("~", "strikethrough", "Strikethrough"),
    ("`", "code", "Code"),
    ("![", "custom_emoji", "CustomEmoji"),
    ("[", "text_link", "TextUrl"),
)
_CLOSING = {kind: mark for mark, kind, _ in _DELIMITERS} | {"text_link": "]", "custom_emoji": "]"}
_TITLES = {kind: title for _, kind, title in _DELIMITERS}
_VERBATIM = {"code", "pre"}


@dataclass(slots=True)
class _Open:
    kind: str
    place: int
    start: int
    language: str = ""


def _error(what: str) -> ApiError:
    return bad_request(f"can't parse entities: {what}")


def parse_markdown(source: str) -> tuple[str, list[Json]]:
    """Text and entities; ApiError 400 with Telegram's words and byte offsets."""
    return _Parser(source).run()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.pieces: list[str] = []
        self.length = 0
        self.stack: list[_Open] = []
        self.quote_start: int | None = None
        self.quote_expands = False
        self.entities: list[Json] = []

    def run(self) -> tuple[str, list[Json]]:
        """Reads the whole source."""
        source = self.source
        while self.at < len(source):
            if self.at == 0 or source[self.at - 1] == "\n":
                self._line_start()
                if self.at >= len(source):
                    break
            char = source[self.at]
            escaped = source[self.at + 1 : self.at + 2]
            if char == "\\" and escaped and 0 < ord(escaped) < 127:
                self._text(escaped, 2)
            elif self.stack and self._ends(self.stack[-1]):
                self._close()
            elif self.stack and self.stack[-1].kind in _VERBATIM:
                self._text(char, 1)
            elif char == "\n":
                self._line_end()
            elif char in _RESERVED:
                self._begin()
            else:
                self._text(char, 1)
        self._end_quote()
        if self.stack:
            last = self.stack[-1]
            raise _error(
                f"Can't find end of {_TITLES[last.kind]} entity at byte offset {last.place}"
            )
        return "".join(self.pieces), order(self.entities)

    def _text(self, text: str, consumed: int) -> None:
        self.pieces.append(text)
        self.length += utf16_length(text)
        self.at += consumed

    def _place(self) -> int:
        return len(self.source[: self.at].encode())

    def _line_start(self) -> None:
        if self.stack and self.stack[-1].kind in _VERBATIM:
            return
        if self.source.startswith("**>", self.at):
            # An empty bold part before it sets this quote apart from the one above.
            self._end_quote()
            self.quote_start = self.length
            self.at += 3
        elif self.source.startswith(">", self.at):
            if self.quote_start is None:
                self.quote_start = self.length
            self.at += 1

    def _line_end(self) -> None:
        goes_on = self.source.startswith(">", self.at + 1)
        if self.quote_start is not None and not goes_on:
            self._end_quote()
        self._text("\n", 1)

    def _end_quote(self) -> None:
        if self.quote_start is not None and self.length > self.quote_start:
            kind = "expandable_blockquote" if self.quote_expands else "blockquote"
            self._add(kind, self.quote_start)
        self.quote_start = None
        self.quote_expands = False

    def _add(self, kind: str, start: int, **more: str) -> None:
        if self.length > start:
            entity = {"type": kind, "offset": start, "length": self.length - start}
            self.entities.append({**entity, **more})

    def _ends(self, opened: _Open) -> bool:
        mark = _CLOSING[opened.kind]
        if not self.source.startswith(mark, self.at):
            return False
        # "__" inside italic text begins or ends an underline.
        return opened.kind != "italic" or not self.source.startswith("__", self.at)

    def _begin(self) -> None:
        source = self.source
        if self.quote_start is not None and source.startswith("||", self.at):
            rest = source[self.at + 2 : self.at + 3]
            if rest in {"", "\n"}:
                self.quote_expands = True
                self.at += 2
                return
        for mark, kind, _ in _DELIMITERS:
            if source.startswith(mark, self.at):
                opened = _Open(kind, self._place(), self.length)
                self.stack.append(opened)
                self.at += len(mark)
                if kind == "pre":
                    opened.language = self._language()
                return
        raise _error(
            f"Character '{source[self.at]}' is reserved and must be escaped "
            "with the preceding '\\'"
        )

    def _language(self) -> str:
        end = self.at
        while end < len(self.source) and not (
            self.source[end].isspace() or self.source[end] == "`"
        ):
            end += 1
        language = ""
        if end < len(self.source) and self.source[end] != "`":
            language = self.source[self.at : end]
            self.at = end
        if self.source.startswith("\n", self.at):
            self.at += 1
        return language

    def _close(self) -> None:
        opened = self.stack.pop()
        self.at += len(_CLOSING[opened.kind])
        match opened.kind:
            case "text_link":
                start = opened.start
                url = self._url() or "".join(self.pieces).encode("utf-16-le")[start * 2 :].decode(
                    "utf-16-le"
                )
                if is_link(url):
                    self._add("text_link", start, url=url)
            case "custom_emoji":
                emoji = self._url().rpartition("id=")[2]
                self._add("custom_emoji", opened.start, custom_emoji_id=emoji)
            case "pre" if opened.language:
                self._add("pre", opened.start, language=opened.language)
            case kind:
                self._add(kind, opened.start)

    def _url(self) -> str:
        """The `(...)` after a link's text, without it."""
        if not self.source.startswith("(", self.at):
            return ""
        place = self._place()
        self.at += 1
        url: list[str] = []
        while self.at < len(self.source):
            char = self.source[self.at]
            self.at += 1
            if char == ")":
                return "".join(url)
            if char == "\\" and self.at < len(self.source):
                char = self.source[self.at]
                self.at += 1
            url.append(char)
        raise _error(f"Can't find end of a URL at byte offset {place}")
