"""Help."""

from aiogram import Router
from aiogram.filters import Command, or_f
from aiogram.fsm.context import FSMContext
from aiogram.types import Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from handlers import labels
from handlers.danger import emergency
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import Pressed, menu_keyboard
from handlers.resident.concern.steps import redraw
from handlers.resident.seen import remember
from handlers.say import message, paragraphs, say
from storage.outbox import Send, Sends

router = Router(name=__name__)


@router.message(or_f(Command("help"), Pressed(labels.HELP)), flags={"action": Action.READ})
async def help_page(
    event: Message, desk: Desk, actor: Actor, state: FSMContext, raw_state: str | None
) -> Sends:
    """How it works, and whom to call in danger."""
    await remember(state, "help")
    chat_id = person(actor).telegram_id
    screen = await redraw(desk, actor, state, raw_state)
    if screen is None:
        return message(chat_id, help_text(desk), menu_keyboard())
    # A flow the person is in goes on below the page.
    return [message(chat_id, help_text(desk)), screen]


async def linked_help(desk: Desk, actor: Actor, _rest: str) -> list[Send]:
    """What a link to the help shows."""
    return [message(person(actor).telegram_id, help_text(desk), menu_keyboard())]


def help_text(desk: Desk) -> Text:
    """How it works, and whom to call in danger."""
    return paragraphs(
        # NOTE: the heading of the page of /help
        say(_("<b>How it works</b>")),
        _(
            "1. Press “File a concern” and choose the reception and the topic.\n"
            "2. Tell what happened, by text, photo or voice, and press “Done”.\n"
            "3. Check and press “Send”. You get a number.\n"
            "4. The answer comes here. To write back, reply to it."
        ),
        _("Under “My concerns” you see how far each concern is, add to it, or withdraw it."),
        emergency(desk),
    )
