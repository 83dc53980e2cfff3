"""The whole tree of routers, in the order in which they are asked."""

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import StateFilter

from handlers.admin import failed
from handlers.labels import MenuChoice
from handlers.resident import additions, mine, offices, pages, stray, welcome
from handlers.resident.concern import begin, leave, office, review, story, topic
from handlers.resident.concern.steps import Step
from handlers.staff import answers, buttons, chat, edits

GROUPS = {ChatType.GROUP, ChatType.SUPERGROUP}

private = Router(name="private")
private.message.filter(F.chat.type == ChatType.PRIVATE)
private.edited_message.filter(F.chat.type == ChatType.PRIVATE)
private.callback_query.filter(F.message.chat.type == ChatType.PRIVATE)
private.my_chat_member.filter(F.chat.type == ChatType.PRIVATE)

menu = Router(name="menu")
"""Commands and the menu's buttons: they work at every step."""
menu.message.filter(MenuChoice())
menu.include_routers(
    begin.router,
    offices.router,
    mine.router,
    pages.router,
    welcome.router,
    leave.anywhere,
    failed.router,
)

flow = Router(name="flow")
"""What is asked step by step, and what fits no step."""
flow.message.filter(StateFilter(Step))
flow.include_routers(
    leave.router,
    office.router,
    topic.router,
    story.router,
    review.router,
    additions.router,
    leave.rest,
)

private.include_routers(welcome.first, stray.replies, menu, flow, stray.router)

group = Router(name="group")
group.message.filter(F.chat.type.in_(GROUPS))
group.edited_message.filter(F.chat.type.in_(GROUPS))
group.callback_query.filter(F.message.chat.type.in_(GROUPS))
group.my_chat_member.filter(F.chat.type.in_(GROUPS))
# The chat's own commands come first: they are no answers, even as a reply to a card.
group.include_routers(chat.router, answers.router, buttons.router, edits.router)

root = Router(name="kabyldama")
root.include_routers(private, group)
