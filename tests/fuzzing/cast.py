"""Who writes in the made-up updates, and where: a few, so that they meet the same concerns."""

from typing import Any

from bot.demo.cast import ANONYMOUS_ADMIN, SERVICE_ACCOUNT
from bot.demo.errors import Json
from bot.demo.files import KIND_NAMES
from tests.conftest import TOKEN

BOT: Json = {"id": int(TOKEN.partition(":")[0]), "is_bot": True, "first_name": "Kabyldama"}


def _person(number: int, name: str, **more: Any) -> Json:
    return {"id": number, "is_bot": False, "first_name": name, **more}


WITNESS = _person(1301, "Witness", language_code="en")
"""Somebody in whose name nothing is made up: whatever others do, they are answered."""
RESIDENTS = [
    _person(1001, "Anna", language_code="en"),
    _person(1002, "Боотур", language_code="ky", username="bootur"),
    _person(2**40, "<b>\u202e{number}", last_name="\u200b", language_code="xx-yy-zz"),
]
ADMINISTRATORS = [_person(1101, "Boss", language_code="ru")]
SECRETARIES = [_person(1201, "Clerk"), _person(1202, "Deputy", last_name="\U0001f600" * 64)]
OTHER_BOT: Json = {"id": 99, "is_bot": True, "first_name": "Other", "username": "other_bot"}
PEOPLE = [*RESIDENTS, *ADMINISTRATORS, *SECRETARIES]
NOBODIES = [OTHER_BOT, ANONYMOUS_ADMIN, SERVICE_ACCOUNT, BOT]


def private(person: Json) -> Json:
    """A person's chat with the bot."""
    return {"type": "private", **{k: v for k, v in person.items() if k not in _NOT_OF_CHATS}}


_NOT_OF_CHATS = {"is_bot", "language_code"}

OFFICE: Json = {"id": -1001000000001, "type": "supergroup", "title": "Office"}
MONITORING: Json = {"id": -1001000000002, "type": "supergroup", "title": "Watch", "is_forum": True}
STRANGE: Json = {"id": -1001000000003, "type": "supergroup", "title": "Strangers"}
SMALL: Json = {"id": -4001, "type": "group", "title": "Small"}
CHANNEL: Json = {"id": -1001000000004, "type": "channel", "title": "News"}
GROUPS = [OFFICE, MONITORING, STRANGE, SMALL]
CHATS = [*map(private, PEOPLE), *GROUPS, CHANNEL]

FILES = {kind: f"file-of-kind-{kind}" for kind in KIND_NAMES}
"""A file of each kind that the server knows, by its id."""
