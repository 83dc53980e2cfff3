"""All routers of announcements, in the order in which they are asked."""

from aiogram import Router
from aiogram.fsm.context import FSMContext

from handlers.admin.announcements import (
    approval,
    colleagues,
    compose,
    corrected,
    running,
    versions,
    when,
    whom,
)
from handlers.admin.announcements.asking import Composing
from handlers.admin.announcements.screens import Screen
from handlers.desk import Desk
from handlers.gate import Actor

router = Router(name=__name__)
"""The command and the buttons: they work at every step."""
router.include_routers(
    versions.cancelling,
    compose.router,
    colleagues.router,
    versions.router,
    whom.router,
    when.router,
    approval.router,
    running.router,
)

answers = versions.answers
"""What is sent when something is asked for: included before what takes words for a concern."""
edits = corrected.edits


async def asked(desk: Desk, actor: Actor, state: FSMContext) -> Screen | None:
    """The question that waits for an administrator's answer, while one of them does."""
    if await state.get_state() == Composing.moment.state:
        return await when.question(desk, actor, state)
    return await versions.question(desk, actor, state)
