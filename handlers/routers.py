"""The whole tree of routers, in the order in which they are asked."""

from aiogram import Router
from aiogram.enums import ChatType
from aiogram.filters import Filter, StateFilter
from aiogram.types import Chat, TelegramObject

from handlers import questions, statistics
from handlers.admin import (
    audit,
    blocking,
    blocks,
    central,
    data,
    directory,
    failed,
    linking,
)
from handlers.admin import staff as people
from handlers.admin import templates as writing
from handlers.admin.announcements import routes as announcing
from handlers.labels import MenuChoice
from handlers.resident import (
    about,
    additions,
    announcements,
    claim,
    claim_first,
    late,
    mine,
    offices,
    outcome,
    pages,
    places,
    position,
    privacy,
    stray,
    welcome,
)
from handlers.resident.concern import begin, complaint, leave, office, review, story, topic
from handlers.resident.concern.progress import Step
from handlers.staff import (
    answers,
    buttons,
    chat,
    counter,
    deciding,
    deleting,
    describing,
    edits,
    extending,
    members,
    presence,
    queue,
    templates,
    transfer,
)
from handlers.staff.at_desk import AtDesk


class ChatIs(Filter):
    """The update happened in a chat of one of these types.

    A filter of its own: aiogram runs the callables behind ``F`` in a thread, and this one is
    asked for every update.
    """

    def __init__(self, *types: ChatType) -> None:
        self.types = types

    async def __call__(self, event: TelegramObject, event_chat: Chat | None = None) -> bool:
        return event_chat is not None and event_chat.type in self.types


def _only(where: ChatIs, router: Router) -> Router:
    """Restrict a router to chats of a type."""
    for observer in (
        router.message,
        router.edited_message,
        router.callback_query,
        router.my_chat_member,
        router.chat_member,
    ):
        observer.filter(where)
    return router


menu = Router(name="menu")
"""Commands and the menu's buttons: they work at every step."""
menu.message.filter(MenuChoice())
menu.message.middleware(questions.EndQuestion())
menu.include_routers(
    begin.router,
    offices.router,
    mine.router,
    about.router,
    pages.router,
    privacy.router,
    welcome.router,
    announcements.router,
    directory.router,
    data.router,
    announcing.router,
    writing.cancelling,
    statistics.cancelling,
    leave.anywhere,
    writing.router,
    failed.router,
    blocking.router,
    blocks.router,
    people.router,
    audit.router,
    queue.commands("private"),
    statistics.commands("private"),
    statistics.export_command,
    stray.unknown,
)

flow = Router(name="flow")
"""What is asked step by step, and what fits no step."""
flow.message.filter(StateFilter(Step))
flow.include_routers(
    leave.router,
    office.router,
    complaint.router,
    topic.router,
    story.router,
    review.router,
    additions.router,
    leave.rest,
)

desk = Router(name="desk")
"""Where concerns are handled: in groups, and in private with an administrator."""
desk.message.filter(AtDesk())
desk.edited_message.filter(AtDesk())
desk.include_routers(
    answers.router,
    buttons.router,
    deciding.router,
    describing.router,
    transfer.router,
    extending.router,
    queue.router,
    templates.router,
    statistics.router,
    edits.router,
)

first = _only(ChatIs(ChatType.PRIVATE), Router(name="private.first"))
first.include_routers(claim_first.router, welcome.first, menu, announcing.edits)
private = _only(ChatIs(ChatType.PRIVATE), Router(name="private"))
private.include_routers(
    central.router,
    announcing.answers,
    directory.answers,
    data.answers,
    writing.answers,
    statistics.answers,
    claim.router,
    places.router,
    position.router,
    outcome.replies,
    announcements.replies,
    stray.replies,
    late.router,
    office.again,
    flow,
    outcome.router,
    stray.router,
)

in_groups = ChatIs(ChatType.GROUP, ChatType.SUPERGROUP)
group = _only(in_groups, Router(name="group"))
group.include_routers(
    members.router,
    linking.router,
    presence.router,
    chat.router,
    counter.router,
    queue.commands("group"),
    statistics.commands("group"),
)
last = _only(in_groups, Router(name="group.last"))
last.include_router(chat.last)

root = Router(name="kabyldama")
# The chat's own commands come first: they are no answers, even as a reply to a card.
root.include_routers(deleting.router, first, group, desk, private, last)
