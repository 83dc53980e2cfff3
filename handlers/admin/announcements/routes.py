"""All routers of announcements, in the order in which they are asked."""

from aiogram import Router

from handlers.admin.announcements import (
    approval,
    colleagues,
    compose,
    running,
    versions,
    when,
    whom,
)

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
