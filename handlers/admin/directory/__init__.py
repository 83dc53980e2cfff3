"""Administrators put the directory right: the offices, and which of them serves which district."""

from aiogram import Router

from handlers.admin.directory import districts, editing, offices, regions

router = Router(name=__name__)
"""The command and the buttons: they work at every step."""
router.include_routers(
    editing.cancelling, offices.router, editing.router, districts.router, regions.router
)

answers = editing.answers
"""What is typed when a field is asked for."""
asked = editing.asked
linked = offices.linked
