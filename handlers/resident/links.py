"""Links into the bot, t.me/<bot>?start=PAYLOAD: `office_NKT`, `about_monitoring`, `mine`.

The same payloads name what a person looked at last, so that it can be shown in another language.
A payload can be written by anybody: each opener looks up what it names as this person may see it.
"""

from collections.abc import Awaitable, Callable

from handlers.desk import Desk
from handlers.gate import Actor
from handlers.resident import about, mine, offices, pages
from storage.outbox import Send

Opener = Callable[[Desk, Actor, str], Awaitable[list[Send] | None]]

OPENERS: dict[str, Opener] = {
    "office": offices.linked,
    "about": about.linked,
    "mine": mine.linked,
    "help": pages.linked_help,
    "privacy": pages.linked_privacy,
}


async def open_link(desk: Desk, actor: Actor, payload: str) -> list[Send] | None:
    """What a payload leads to; None when it leads nowhere."""
    name, _underscore, rest = payload.partition("_")
    opener = OPENERS.get(name)
    return await opener(desk, actor, rest) if opener else None
