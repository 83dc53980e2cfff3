"""What is kept about a resident, and what they can do about it: see it, erase it, and keep it from
those who use the same phone."""

from aiogram import Router

from handlers.resident.privacy import answers, clearing, forgetting, my_data, page
from handlers.resident.privacy.page import linked

__all__ = ["linked", "router"]

router = Router(name=__name__)
router.include_routers(
    page.router, my_data.router, clearing.router, forgetting.router, answers.router
)
