"""Administrators put the directory right: the offices, and which of them serves which district."""

from aiogram import Router

from handlers.admin.directory import districts, editing, offices, regions
from handlers.admin.directory.edit import Editing

router = Router(name=__name__)
"""The command and the buttons: they work at every step."""
router.include_routers(
    editing.cancelling, offices.router, editing.router, districts.router, regions.router
)

answers = editing.answers
"""What is typed when a field is asked for."""
asked = editing.asked
STATES = frozenset(state.state for state in Editing.__all_states__)
linked = offices.linked
