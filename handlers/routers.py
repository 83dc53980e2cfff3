"""The whole tree of routers, in the order in which they are asked."""

from aiogram import Router
from aiogram.enums import ChatType
from aiogram.filters import Filter, StateFilter
from aiogram.types import Chat, TelegramObject

from handlers.admin import failed
from handlers.labels import MenuChoice
from handlers.resident import additions, late, mine, offices, pages, stray, welcome
from handlers.resident.concern import begin, leave, office, review, story, topic
from handlers.resident.concern.steps import Step
from handlers.staff import answers, buttons, chat, edits


class ChatIs(Filter):
    """The update happened in a chat of one of these types.

    A filter of its own: aiogram runs the callables behind ``F`` in a thread, and this one is
    asked for every update.
    """

    def __init__(self, *types: ChatType) -> None:
        self.types = types

    async def __call__(self, event: TelegramObject, event_chat: Chat | None = None) -> bool:
        return event_chat is not None and event_chat.type in self.types


in_private = ChatIs(ChatType.PRIVATE)
in_group = ChatIs(ChatType.GROUP, ChatType.SUPERGROUP)

private = Router(name="private")
group = Router(name="group")
for router, where in ((private, in_private), (group, in_group)):
    router.message.filter(where)
    router.edited_message.filter(where)
    router.callback_query.filter(where)
    router.my_chat_member.filter(where)

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
    stray.unknown,
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

private.include_routers(welcome.first, menu, stray.replies, late.router, flow, stray.router)

# The chat's own commands come first: they are no answers, even as a reply to a card.
group.include_routers(chat.router, answers.router, buttons.router, edits.router, chat.last)

root = Router(name="kabyldama")
root.include_routers(private, group)
