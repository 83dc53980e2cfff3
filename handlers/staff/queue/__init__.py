"""What is on a desk, in a staff chat or privately: lists of open concerns, search, one concern
with its whole exchange, a page for the paper register."""

from collections.abc import Awaitable, Callable

from aiogram import Router
from aiogram.filters import Command

from bot.reception.permissions import Action
from handlers.staff.queue import desk_lists, ticket
from storage.outbox import Sends

__all__ = ["commands", "router"]

router = Router(name=__name__)
"""The presses."""
router.include_routers(desk_lists.router, ticket.router)

_COMMANDS: dict[str, Callable[..., Awaitable[Sends]]] = {
    "queue": desk_lists.queue,
    "assigned": desk_lists.assigned,
    "find": desk_lists.find,
    "ticket": ticket.ticket,
}


def commands(where: str) -> Router:
    """A router of the commands: groups and private chats have one each, in different places of
    the tree."""
    made = Router(name=f"{__name__}.{where}")
    for name, handler in _COMMANDS.items():
        made.message.register(handler, Command(name), flags={"action": Action.SEE_DESK})
    return made
