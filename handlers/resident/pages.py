"""The pages: about the agency, privacy, help."""

from aiogram import Router
from aiogram.filters import Command, or_f
from aiogram.fsm.context import FSMContext
from aiogram.types import Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from bot.reception.working_days import ANSWER_WORKING_DAYS, REGISTER_WORKING_DAYS
from handlers import labels
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import Pressed, menu_keyboard
from handlers.resident.concern.steps import redraw
from handlers.resident.concern.topic import emergency
from handlers.say import message, paragraphs, say
from storage.outbox import Send, Sends

router = Router(name=__name__)


async def _page(
    text: Text, desk: Desk, actor: Actor, state: FSMContext, raw_state: str | None
) -> list[Send]:
    """A page; a flow the person is in goes on below it."""
    chat_id = person(actor).telegram_id
    screen = await redraw(desk, actor, state, raw_state)
    if screen is None:
        return [message(chat_id, text, menu_keyboard())]
    return [message(chat_id, text), screen]


@router.message(or_f(Command("about"), Pressed(labels.ABOUT)), flags={"action": Action.READ})
async def about(
    event: Message, desk: Desk, actor: Actor, state: FSMContext, raw_state: str | None
) -> Sends:
    """What the receptions are, by the agency's own page."""
    text = paragraphs(
        say("<b>{name}</b>", name=desk.directory.agency.get(actor.locale)),
        _(
            "The receptions were created to prevent conflicts between people of different "
            "ethnic origin. In 2014 there were 20 of them: 4 in Batken region, 4 in Osh region, "
            "5 in Jalal-Abad region, 5 in Chuy region, one in Osh city and one in Karakol."
        ),
        _(
            "Each reception sits at a district administration or a mayor's office and has a "
            "responsible secretary. Beside it works a public advisory council. What the "
            "receptions hear goes to the agency's Monitoring Centre, whose task is to notice "
            "conflicts early."
        ),
        say(
            _(
                "The law on appeals of citizens (No. 67 of 4 May 2007) counts in working days: "
                "to register an appeal – {register}, to answer it – {answer}. You may write in "
                "any language of the country's peoples."
            ),
            register=REGISTER_WORKING_DAYS,
            answer=ANSWER_WORKING_DAYS,
        ),
        _(
            "The agency was founded by the Government's resolution No. 109 of 5 March 2013. "
            "Since then its name and its place in the state have changed; above is the present "
            "name."
        ),
    )
    return await _page(text, desk, actor, state, raw_state)


@router.message(Command("privacy"), flags={"action": Action.READ})
async def privacy(
    event: Message, desk: Desk, actor: Actor, state: FSMContext, raw_state: str | None
) -> Sends:
    """What is kept, and who sees it."""
    text = paragraphs(
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
    return await _page(text, desk, actor, state, raw_state)


@router.message(or_f(Command("help"), Pressed(labels.HELP)), flags={"action": Action.READ})
async def help_page(
    event: Message, desk: Desk, actor: Actor, state: FSMContext, raw_state: str | None
) -> Sends:
    """How it works, and whom to call in danger."""
    text = paragraphs(
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
    return await _page(text, desk, actor, state, raw_state)
