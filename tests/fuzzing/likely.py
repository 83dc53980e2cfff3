"""Updates that Telegram sends every day, by people who meet the same few concerns."""

from collections.abc import Callable
from functools import cache
from typing import Any

from bot.demo.errors import Json
from bot.dispatch import i18n
from handlers import labels
from handlers.resident.links import OPENERS
from locales.languages import LANGUAGES
from storage.directory import shipped_rows
from tests.fuzzing import presses
from tests.fuzzing.cast import (
    ADMINISTRATORS,
    BOT,
    CHANNEL,
    GROUPS,
    MONITORING,
    NOBODIES,
    OFFICE,
    PEOPLE,
    RESIDENTS,
    SECRETARIES,
    STRANGE,
    private,
)
from tests.fuzzing.choices import Dice
from tests.fuzzing.described import TEXTS, TYPES, field, fields

FIRST_FREE = 5000
"""Ids of messages from here on are not the bot's."""

_COMMANDS = [
    "start", "help", "concern", "office", "offices", "mine", "about", "language", "privacy",
    "cancel", "failed", "blocks", "destroy",
    "queue", "assigned", "ticket", "find", "delete", "register", "templates", "staff", "invite",
    "block", "link", "unlink",
]  # fmt: skip
_ARGUMENTS = [
    "", "NKT", "mine_1", "1", "-1", "\u202e", "999999999999999999999", "NKT-2026-00001",
    "NKT-2026-99999999999999999999", "NKT-2026-00001 99999999999999999999 rude", 'close OR "',
]  # fmt: skip
_PLACES = ["Nookat", "Ноокат", "Osh Region", "12.06.2026", "40.27, 72.62", "+996 555 123456"]


@cache
def _labels() -> list[str]:
    names = [
        getattr(labels, name)
        for name in dir(labels)
        if name.isupper() and isinstance(getattr(labels, name), str)
    ]
    return [i18n().gettext(name, locale=language) for name in names for language in LANGUAGES]


@cache
def _answers() -> list[str]:
    """Names of the directory, which stand on buttons."""
    return [
        row[f"name_{language}"]
        for table, language in (("regions", "en"), ("districts", "en"), ("topics", "en"))
        for row in shipped_rows(table)[:12]
    ]


def words(dice: Dice) -> str:
    """A text that somebody writes, with or without a meaning to the bot."""
    match dice.number(0, 6):
        case 0 | 1:
            # Telegram's own limit may change one day.
            return dice.pick([text for text in TEXTS if text.strip()] * 8 + ["ж" * 10_000])
        case 2:
            return dice.pick(_labels())
        case 3:
            return f"/{dice.pick(_COMMANDS)} {dice.pick(_ARGUMENTS)}".rstrip()
        case 4:
            link = f"{dice.pick(list(OPENERS))}_{dice.pick(['', 'NKT', '1', 'xx'])}"
            return f"/start {link}"
        case 5:
            return dice.pick(_answers())
        case _:
            return dice.pick(_PLACES)


_CONTENT = [
    "photo", "voice", "video", "document", "location", "venue", "contact", "sticker", "audio",
    "animation", "video_note", "poll", "dice", "story", "game", "checklist",
]  # fmt: skip


def content(dice: Dice) -> Json:
    """What a message says: mostly a text."""
    if not dice.once_in(4):
        return _entitled(dice, "text", words(dice))
    kind = dice.pick(_CONTENT)
    said: Json = {kind: field(dice, "Message", kind)}
    if kind == "photo":
        said[kind] = [fields(dice, "PhotoSize")]
    if kind in _CONTENT[:4]:
        caption = dice.pick(["", "caption", "ж" * 1024, "😀" * 2048])
        said |= _entitled(dice, "caption", caption) if caption else {}
        if dice.once_in(4):
            said["media_group_id"] = dice.pick(["a", "b"])
    return said


def _entitled(dice: Dice, name: str, text: str) -> Json:
    said: Json = {name: text}
    entities = "entities" if name == "text" else "caption_entities"
    if text.startswith("/"):
        length = len(text.split(maxsplit=1)[0])
        said[entities] = [{"type": "bot_command", "offset": 0, "length": length}]
    elif len(text) > 10 and text.isascii() and dice.once_in(3):
        said[entities] = [fields(dice, "MessageEntity")]
    return said


def said(dice: Dice, sender: Json | None, chat: Json, /, **more: Any) -> Json:
    """A Message of somebody in a chat."""
    message: Json = {"message_id": FIRST_FREE + dice.number(0, 60), "date": 1_700_000_000}
    message["chat"] = chat
    if sender is not None:
        message["from"] = sender
    return message | more


def _in_private(dice: Dice) -> Json:
    person = dice.pick([*RESIDENTS, *ADMINISTRATORS])
    message = said(dice, person, private(person), **content(dice))
    if dice.once_in(4):
        message["reply_to_message"] = _ours(dice, message["chat"])
    return {"message": message}


def _in_group(dice: Dice) -> Json:
    chat = dice.pick(GROUPS)
    message = said(dice, dice.pick([*SECRETARIES, *PEOPLE, *NOBODIES]), chat, **content(dice))
    if not dice.once_in(3):
        message["reply_to_message"] = _ours(dice, chat)
    if dice.once_in(8):
        message["sender_chat"] = dice.pick([chat, CHANNEL])
    return {"message": message}


def _ours(dice: Dice, chat: Json) -> Json:
    """A message of the bot, most of them real ones."""
    text = dice.pick(["Sent.", "🆕 NKT-2026-00001", "NKT-2026-00002: water"])
    return said(dice, BOT, chat, message_id=dice.number(1, 15), text=text)


def _edited(dice: Dice) -> Json:
    ((_kind, message),) = dice.pick([_in_private, _in_group])(dice).items()
    if dice.once_in(2):
        message["message_id"] = dice.number(20_000, 20_030)
    if "text" in message and dice.once_in(3):
        message["text"] = "// " + message["text"][:4000]
    return {"edited_message": message | {"edit_date": 1_700_000_001}}


def _pressed(dice: Dice) -> Json:
    sides = [(RESIDENTS, "resident"), (SECRETARIES, "staff"), (ADMINISTRATORS, "admin")]
    people, wing = dice.pick(sides)
    person = dice.pick(people)
    chat = dice.pick([OFFICE, OFFICE, MONITORING]) if wing == "staff" else private(person)
    if dice.once_in(12):
        chat = dice.pick([STRANGE, CHANNEL, private(RESIDENTS[0])])
    press = {"id": str(dice.number(1, 10**6)), "from": person, "chat_instance": "1"}
    shown = _ours(dice, chat)
    if dice.once_in(10):
        shown = {"chat": chat, "message_id": shown["message_id"], "date": 0}
    return {"callback_query": {**press, "message": shown, "data": presses.data(dice, wing)}}


def filing(dice: Dice) -> list[Json]:
    """A concern from the menu to the number, or as far as somebody comes with it."""
    person = dice.pick(RESIDENTS)
    places = dice.pick([["Osh Region", "Nookat District"], ["Nookat"], [dice.pick(_PLACES)]])
    topic = dice.pick(_answers()[-len(shipped_rows("topics")) :])
    begun = [labels.FILE, *places, topic]
    story = [content(dice) for _ in range(dice.number(1, 2))]
    ended = [labels.DONE, *[labels.SHOW_NAME] * dice.number(0, 1), labels.SEND]
    steps = [*({"text": text} for text in begun), *story, *({"text": text} for text in ended)]
    steps = steps[: len(steps) - dice.pick([0, 0, 0, 1, 2, 4])]
    return [{"message": said(dice, person, private(person), **step)} for step in steps]


def _membership(dice: Dice) -> Json:
    chat = dice.pick([private(RESIDENTS[0]), STRANGE, private(RESIDENTS[2]), CHANNEL])
    statuses = (
        dice.pick(TYPES["ChatMember"]["subtypes"]),
        dice.pick(TYPES["ChatMember"]["subtypes"]),
    )
    kind, user = dice.pick([("my_chat_member", BOT), ("chat_member", dice.pick(PEOPLE))])
    chat = OFFICE if kind == "chat_member" else chat
    old, new = ({**fields(dice, status), "user": user} for status in statuses)
    change = {"chat": chat, "from": dice.pick(PEOPLE), "date": 1_700_000_000}
    return {kind: change | {"old_chat_member": old, "new_chat_member": new}}


_SERVICE = [
    "migrate_to_chat_id", "migrate_from_chat_id", "new_chat_members", "left_chat_member",
    "pinned_message", "forum_topic_created", "forum_topic_closed", "new_chat_title",
    "group_chat_created", "write_access_allowed", "chat_owner_left", "poll_option_added",
]  # fmt: skip


def _service(dice: Dice) -> Json:
    chat = dice.pick([STRANGE, *GROUPS[1:], OFFICE])
    happened = dice.pick(_SERVICE)
    if happened.startswith("migrate") and chat is OFFICE:
        # Everything would go on in a chat that nobody made up anything for.
        chat = STRANGE
    event = {happened: field(dice, "Message", happened)}
    return {"message": said(dice, dice.pick([*PEOPLE, *NOBODIES]), chat, **event)}


LIKELY: list[tuple[int, Callable[[Dice], Json]]] = [
    (34, _in_private),
    (22, _in_group),
    (22, _pressed),
    (6, _edited),
    (3, _membership),
    (3, _service),
]
"""Each with its weight."""
