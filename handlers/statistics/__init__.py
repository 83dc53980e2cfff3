"""Numbers of the receptions: /stats, the weekly digest, /export."""

from aiogram import Router
from aiogram.filters import Command, or_f
from aiogram.fsm.context import FSMContext
from aiogram.types import Message
from aiogram.utils.i18n import gettext as _

from handlers import labels
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.labels import Pressed, menu_keyboard
from handlers.resident.replied import RepliedTicket
from handlers.say import message
from handlers.statistics import asking, export, own_days, screens
from handlers.statistics.asking import commands
from handlers.statistics.own_days import ACTIONS, EXPORT, STATISTICS, Asking, IsAsked
from storage.outbox import Sends

__all__ = ["answers", "asked", "cancelling", "commands", "export_command", "router"]

router = Router(name=__name__)
"""The presses."""
router.include_routers(asking.router, export.router)

export_command = export.command

cancelling = Router(name=f"{__name__}.cancelling")
"""Included before the residents' way to cancel, which speaks of a concern."""
answers = Router(name=f"{__name__}.answers")
"""Included before everything that takes words for a concern."""


async def asked(state: FSMContext) -> screens.Screen:
    """The question that waits for days, while one of them does."""
    value = await own_days.value(state)
    if await state.get_state() == Asking.export.state:
        return export.question(value)
    return asking.question(value)


async def _cancel(event: Message, state: FSMContext) -> Sends:
    """Leave the question, to the main menu."""
    await state.clear()
    return message(event.chat.id, _("Nothing was changed."), menu_keyboard())


async def _days_for_statistics(
    event: Message, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    return await asking.written(event, desk, actor, state, await own_days.value(state))


async def _days_for_file(event: Message, desk: Desk, state: FSMContext) -> Sends:
    return await export.written(event, desk, state, await own_days.value(state))


for _purpose, _take in ((STATISTICS, _days_for_statistics), (EXPORT, _days_for_file)):
    _flags = {"action": ACTIONS[_purpose]}
    cancelling.message.register(
        _cancel,
        IsAsked(_purpose),
        or_f(Command("cancel"), Pressed(labels.CANCEL)),
        flags=_flags,
    )
    # A reply names its concern by itself.
    answers.message.register(_take, IsAsked(_purpose), ~RepliedTicket(), flags=_flags)
