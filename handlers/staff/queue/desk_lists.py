"""/queue, /assigned and /find: what lies on the desk. One message each, turned in place: a group
takes 20 messages a minute."""

from aiogram import F, Router
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.say import cut, in_place, message, told
from handlers.staff.queue.lists import choice_screen, found_screen, queue_screen
from handlers.staff.queue.presses import SIGN, FindPress, QueuePress
from storage import links
from storage.outbox import Send, Sends

router = Router(name=__name__)

MAX_QUESTION = 100
"""UTF-16 units of what is looked for."""


async def queue(event: Message, desk: Desk, actor: Actor) -> Sends:
    """All open concerns."""
    return await _listed(event, desk, actor, QueuePress(do="show"))


async def assigned(event: Message, desk: Desk, actor: Actor) -> Sends:
    """Those that whoever asks is in charge of."""
    mine = QueuePress(do="show", who=actor.person_id or 0)
    return await _listed(event, desk, actor, mine)


async def _listed(event: Message, desk: Desk, actor: Actor, press: QueuePress) -> Send:
    screen = await queue_screen(desk, actor, press)
    return message(event.chat.id, *screen, reply_to=event.message_id)


@router.callback_query(QueuePress.filter(F.do == "show"), flags={"action": Action.SEE_DESK})
async def show(query: CallbackQuery, callback_data: QueuePress, desk: Desk, actor: Actor) -> Sends:
    """Another page, or other concerns, in the same message."""
    await _shows_no_concern(query, desk)
    return in_place(query, *await queue_screen(desk, actor, callback_data))


@router.callback_query(
    QueuePress.filter(F.do.in_({"topics", "states", "people"})),
    flags={"action": Action.SEE_DESK},
)
async def choose(
    query: CallbackQuery, callback_data: QueuePress, desk: Desk, actor: Actor
) -> Sends:
    """What the list can be narrowed down to."""
    return in_place(query, *await choice_screen(desk, actor, callback_data))


async def _shows_no_concern(query: CallbackQuery, desk: Desk) -> None:
    """A message that showed a concern shows a list from now on."""
    if isinstance(query.message, Message):
        await links.unlink_page(desk.tx, query.message.chat.id, query.message.message_id)


async def find(event: Message, command: CommandObject, desk: Desk, actor: Actor) -> Sends:
    """The concerns in which these words were written, by whomever."""
    question = cut(" ".join((command.args or "").split()), MAX_QUESTION)
    if not question:
        text = _("Write the words behind the command, for example /find water canal.")
        return message(event.chat.id, text, reply_to=event.message_id)
    screen = await found_screen(desk, actor, question, 0)
    return message(event.chat.id, *screen, reply_to=event.message_id)


@router.callback_query(FindPress.filter(), flags={"action": Action.SEE_DESK})
async def turn_found(
    query: CallbackQuery, callback_data: FindPress, desk: Desk, actor: Actor
) -> Sends:
    """Another page of what was found, in the same message."""
    question = _question(query)
    if question is None:
        return told(query, _("This list is too old. Please search again."), alert=True)
    return in_place(query, *await found_screen(desk, actor, question, callback_data.page))


def _question(query: CallbackQuery) -> str | None:
    """What was looked for: it stands in the message, as code."""
    if not isinstance(query.message, Message) or not (query.message.text or "").startswith(SIGN):
        return None
    for entity in query.message.entities or []:
        if entity.type == "code":
            return entity.extract_from(query.message.text or "")
    return None
