"""Privacy and help."""

from aiogram import Router
from aiogram.filters import Command, or_f
from aiogram.fsm.context import FSMContext
from aiogram.types import Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from handlers import labels
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import Pressed, menu_keyboard
from handlers.resident.concern.steps import redraw
from handlers.resident.concern.topic import emergency
from handlers.resident.seen import remember
from handlers.say import message, paragraphs, say
from storage.outbox import Send, Sends

router = Router(name=__name__)


@router.message(Command("privacy"), flags={"action": Action.READ})
async def privacy(
    event: Message, desk: Desk, actor: Actor, state: FSMContext, raw_state: str | None
) -> Sends:
    """What is kept, and who sees it."""
    await remember(state, "privacy")
    return await _page(privacy_text(), desk, actor, state, raw_state)


@router.message(or_f(Command("help"), Pressed(labels.HELP)), flags={"action": Action.READ})
async def help_page(
    event: Message, desk: Desk, actor: Actor, state: FSMContext, raw_state: str | None
) -> Sends:
    """How it works, and whom to call in danger."""
    await remember(state, "help")
    return await _page(help_text(desk), desk, actor, state, raw_state)


async def linked_help(desk: Desk, actor: Actor, _rest: str) -> list[Send]:
    """What a link to the help shows."""
    return [message(person(actor).telegram_id, help_text(desk), menu_keyboard())]


async def linked_privacy(_desk: Desk, actor: Actor, _rest: str) -> list[Send]:
    """What a link to the privacy page shows."""
    return [message(person(actor).telegram_id, privacy_text(), menu_keyboard())]


async def _page(
    text: Text, desk: Desk, actor: Actor, state: FSMContext, raw_state: str | None
) -> list[Send]:
    """A page; a flow the person is in goes on below it."""
    chat_id = person(actor).telegram_id
    screen = await redraw(desk, actor, state, raw_state)
    if screen is None:
        return [message(chat_id, text, menu_keyboard())]
    return [message(chat_id, text), screen]


def privacy_text() -> Text:
    """What is kept, and who sees it."""
    return paragraphs(
        say(_("<b>What is kept about you</b>")),
        _(
            "The number Telegram gave your account (id), the name Telegram shows, the language "
            "you chose, your concerns with everything you sent to them, and the answers."
        ),
        _(
            "The reception sees your concern. It sees your name only if you switch it on before "
            "sending. It does not see your telephone number or your Telegram account. People "
            "who maintain the bot's computer could read what is stored on it."
        ),
        _("You can hide your name again later, under “My concerns”."),
        _(
            "Telegram itself always knows who writes, and your messages and files lie on "
            "Telegram's servers. We can promise that the reception does not see who you are, "
            "unless you show it yourself. We cannot promise that nobody ever will."
        ),
        _(
            "Your ethnic origin is never asked. Your data is kept to work on your concern and "
            "is given to no other bot or company."
        ),
        _(
            "By the law on personal data (No. 58 of 2008) you may ask what is held about you. "
            "Write it as a concern under “Other”; the reception passes it on."
        ),
    )


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
