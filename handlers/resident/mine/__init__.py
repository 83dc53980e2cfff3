"""A resident's own concerns: the list, each with its whole exchange, adding, withdrawing."""

from aiogram import Router

from handlers.resident.mine import changing, reading, waiting
from handlers.resident.mine.reading import linked

__all__ = ["linked", "router"]

router = Router(name=__name__)
router.include_routers(reading.router, changing.router, waiting.router)
