"""Links into the bot, t.me/<bot>?start=PAYLOAD: `office_NKT`, `about_monitoring`, `mine`.

The same payloads name what a person looked at last, so that it can be shown in another language.
A payload can be written by anybody: each opener looks up what it names as this person may see it.
"""

from collections.abc import Awaitable, Callable

from bot.reception.permissions import Action, allowed
from handlers.admin import audit, blocks, data, directory, failed, staff, templates
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.resident import about, announcements, claim, mine, offices, pages, privacy
from storage.outbox import Send

Opener = Callable[[Desk, Actor, str], Awaitable[list[Send] | None]]

OPENERS: dict[str, tuple[Action, Opener]] = {
    "office": (Action.READ, offices.linked),
    "about": (Action.READ, about.linked),
    "help": (Action.READ, pages.linked_help),
    "privacy": (Action.READ, privacy.linked),
    "news": (Action.READ, announcements.linked),
    "mine": (Action.FOLLOW, mine.linked),
    "offices": (Action.EDIT_DIRECTORY, directory.linked),
    "data": (Action.EDIT_DIRECTORY, data.linked),
    "failed": (Action.SEE_FAILED, failed.linked),
    "blocks": (Action.BLOCK, blocks.linked),
    "templates": (Action.EDIT_TEMPLATES, templates.linked),
    "claim": (Action.CLAIM, claim.linked),
    "audit": (Action.SEE_AUDIT, audit.linked),
    "join": (Action.READ, staff.joined),
}
"""Name -> the action that it is, for the table of permissions, and what shows it."""


async def open_link(desk: Desk, actor: Actor, payload: str) -> list[Send] | None:
    """What a payload leads to; None when it leads nowhere, or not this person."""
    name, _underscore, rest = payload.partition("_")
    if name not in OPENERS:
        return None
    action, opener = OPENERS[name]
    return await opener(desk, actor, rest) if allowed(actor.roles, action) else None
