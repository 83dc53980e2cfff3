"""What replies to questions are for that do not go to the resident as they are."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiogram.types import Message

from bot.reception.permissions import Action, allowed
from handlers.desk import Desk
from handlers.gate import Actor, refusal
from handlers.staff import deciding, describing, extending
from handlers.staff.queue.ticket import replied_to_page
from storage.entries import SHOWN
from storage.outbox import Sends
from storage.tickets import Ticket

Details = Mapping[str, Any]
Purpose = Callable[[Desk, Actor, Ticket, Message, Details], Awaitable[Sends]]

PURPOSES: Mapping[str, tuple[Action, Purpose]] = {
    "ask": (Action.DECIDE, deciding.ask_resident),
    "redirect": (Action.DECIDE, deciding.redirect),
    "decline": (Action.DECIDE, deciding.decline_in_words),
    "extend": (Action.DECIDE, extending.extended),
    "register": (Action.DESCRIBE, describing.note_register_number),
    "duplicate": (Action.DESCRIBE, describing.note_duplicate),
    SHOWN: (Action.ANSWER, replied_to_page),
}
"""What `prompts.ask` was told -> the action that it is, for the table of permissions, and what
takes the reply."""


async def fulfil(
    desk: Desk, actor: Actor, ticket: Ticket, reply: Message, noted: Details
) -> Sends:
    """Hand a reply to what its question was asked for."""
    action, purpose = PURPOSES[noted["do"]]
    if not allowed(actor.roles, action):
        return refusal(reply, actor)
    return await purpose(desk, actor, ticket, reply, noted)
