"""Administrators see and change who has a role by name, and see who is in the staff chats."""

from aiogram import Router

from handlers.admin.staff import inviting, lists, removing, rooms

router = Router(name=__name__)
router.include_routers(inviting.router, lists.router, removing.router, rooms.router)

joined = inviting.joined
