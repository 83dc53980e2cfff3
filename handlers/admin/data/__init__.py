"""/data: administrators keep the tables of the directory, row by row or with a file."""

from aiogram import Router
from aiogram.fsm.context import FSMContext

from handlers.admin.data import editing, exporting, importing, rows
from handlers.admin.data.edit import Asking
from handlers.admin.data.screens import Screen
from handlers.desk import Desk

router = Router(name=__name__)
"""The command and the presses: they work at every step."""
router.include_routers(
    rows.cancelling, rows.router, editing.router, exporting.router, importing.router
)

answers = Router(name=f"{__name__}.answers")
"""What is sent when something is asked for."""
answers.include_routers(editing.answers, importing.answers)
linked = rows.linked
STATES = frozenset(state.state for state in Asking.__all_states__)
KINDS = {exporting.EXPORT: exporting.KIND, importing.IMPORT: importing.KIND}
"""The slow work of this folder."""


async def asked(desk: Desk, state: FSMContext) -> Screen | None:
    """The question that waits for an administrator's answer; None: there is none."""
    return await editing.asked(desk, state) or await importing.asked(state)
