"""The whole tree of routers, in the order in which they are asked."""

from aiogram import F, Router
from aiogram.enums import ChatType

from handlers.admin import failed
from handlers.resident import mine, offices, pages, stray, welcome
from handlers.resident.concern import begin, leave, office, review, story, topic
from handlers.staff import answers, buttons, chat, edits

GROUPS = {ChatType.GROUP, ChatType.SUPERGROUP}

private = Router(name="private")
private.message.filter(F.chat.type == ChatType.PRIVATE)
private.edited_message.filter(F.chat.type == ChatType.PRIVATE)
private.callback_query.filter(F.message.chat.type == ChatType.PRIVATE)
private.my_chat_member.filter(F.chat.type == ChatType.PRIVATE)
private.include_routers(
    welcome.first,
    stray.replies,
    # The menu and the commands work at every step.
    begin.router,
    offices.router,
    mine.router,
    pages.router,
    welcome.router,
    failed.router,
    # The steps of filing, and what fits none of them.
    leave.router,
    office.router,
    topic.router,
    story.router,
    review.router,
    leave.rest,
    stray.router,
)

group = Router(name="group")
group.message.filter(F.chat.type.in_(GROUPS))
group.edited_message.filter(F.chat.type.in_(GROUPS))
group.callback_query.filter(F.message.chat.type.in_(GROUPS))
group.my_chat_member.filter(F.chat.type.in_(GROUPS))
# The chat's own commands come first: they are no answers, even as a reply to a card.
group.include_routers(chat.router, answers.router, buttons.router, edits.router)

root = Router(name="kabyldama")
root.include_routers(private, group)
