"""What an administrator sent, as what is announced; and why something can be no announcement."""

from collections.abc import Sequence

from aiogram.types import Message
from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from handlers.announced import prefix
from handlers.desk import speaking
from handlers.relay import COPIED, content_of, takes_words
from handlers.say import MAX_CAPTION, MAX_TEXT, length
from locales.languages import LANGUAGES
from storage.announcement_versions import SOURCE, Content


def contents_of(parts: Sequence[Message]) -> list[Content]:
    """What is kept of them, with the message that each came in: it may be edited later."""
    return [
        {**content, SOURCE: part.message_id}
        for part in parts
        if (content := content_of(part)) is not None
    ]


def wrong(parts: Sequence[Message]) -> str | None:
    """Why this can be no announcement."""
    flaws = (wrong_kind(part) for part in parts)
    return next((flaw for flaw in flaws if flaw is not None), None) or too_long(contents_of(parts))


def wrong_kind(part: Message) -> str | None:
    """Why a message of this kind cannot be announced."""
    content = content_of(part)
    if part.contact:
        return _("⚠️ A contact cannot be announced: write the number as text.") + _unchanged()
    if part.location and part.location.live_period:
        return _("⚠️ A live position cannot be announced: send a fixed one.") + _unchanged()
    if content is None:
        return (
            _("⚠️ Telegram lets no bot pass on this kind of message. Send it otherwise.")
            + _unchanged()
        )
    if content["kind"] in COPIED:
        # Each would get a copy of their own, whose votes nobody sees; and by then the original
        # may be gone from the chat.
        text = _(
            "⚠️ Polls, dice and games cannot be announced: the answers would reach nobody. "
            "Send a text, a photo, a video or a file instead."
        )
        return text + _unchanged()
    return None


def too_long(contents: Sequence[Content]) -> str | None:
    """By how much the words are longer than Telegram takes them."""
    over = max(_excess(content, first=not at) for at, content in enumerate(contents))
    if over <= 0:
        return None
    # NOTE: {count} is a number
    text = ngettext(
        "⚠️ This is {count} character too long for Telegram, with the heading of announcements.",
        "⚠️ This is {count} characters too long for Telegram, with the heading of announcements.",
        over,
    )
    return text.format(count=over) + _unchanged()


def _unchanged() -> str:
    return " " + _("Nothing was changed.")


def _excess(content: Content, *, first: bool) -> int:
    """By how many UTF-16 units; the heading is in each reader's language."""
    if not takes_words(content["kind"]):
        return 0
    head = 0
    if first and content["text"]:
        head = max(_heading_length(code) for code in LANGUAGES) + length("\n\n")
    limit = MAX_TEXT if content["kind"] == "text" else MAX_CAPTION
    return head + length(content["text"]) - limit


def _heading_length(language: str) -> int:
    with speaking(language):
        return length(prefix().render()[0])
