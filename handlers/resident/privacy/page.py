"""The page: what is kept, why, how long, and who sees it."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

from bot.reception.permissions import Action
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import fitting
from handlers.resident.concern.steps import redraw
from handlers.resident.privacy.press import PrivacyPress, button
from handlers.resident.seen import remember
from handlers.say import in_place, message, paragraphs, say, told
from storage import residents
from storage.outbox import Send, Sends

router = Router(name=__name__)


@router.message(Command("privacy"), flags={"action": Action.READ})
async def privacy(
    event: Message, desk: Desk, actor: Actor, state: FSMContext, raw_state: str | None
) -> Sends:
    """What is kept; a flow the person is in goes on below it."""
    await remember(state, "privacy")
    sends = await linked(desk, actor, "")
    screen = await redraw(desk, actor, state, raw_state)
    return [*sends, screen] if screen else sends


async def linked(desk: Desk, actor: Actor, _rest: str) -> list[Send]:
    """What a link to the page shows."""
    resident = person(actor)
    keyboard = page_keyboard(discreet=resident.discreet)
    return [message(resident.telegram_id, await page_text(desk, actor), keyboard)]


@router.callback_query(PrivacyPress.filter(F.do == "page"), flags={"action": Action.READ})
async def back(query: CallbackQuery, desk: Desk, actor: Actor) -> Sends:
    """From a question back to the page, in the same message."""
    keyboard = page_keyboard(discreet=person(actor).discreet)
    return in_place(query, await page_text(desk, actor), keyboard)


@router.callback_query(
    PrivacyPress.filter(F.do.in_({"hide_answers", "show_answers"})),
    flags={"action": Action.OWN_DATA},
)
async def decide_on_answers(
    query: CallbackQuery, callback_data: PrivacyPress, desk: Desk, actor: Actor
) -> Sends:
    """Answers come without their words from now on, or with them."""
    discreet = callback_data.do == "hide_answers"
    await residents.set_discreet(desk.tx, person(actor).id, discreet)
    text = (
        # NOTE: shown by Telegram in a small window: at most 200 characters
        _("From now on an answer comes without its words. You read it when you press “Show”.")
        if discreet
        # NOTE: shown by Telegram in a small window: at most 200 characters
        else _("From now on answers come with their words.")
    )
    keyboard = page_keyboard(discreet=discreet)
    return [told(query, text, alert=True), in_place(query, await page_text(desk, actor), keyboard)]


def page_keyboard(*, discreet: bool) -> InlineKeyboardMarkup:
    """What a person can do about it. The button about answers says what a press does."""
    # NOTE: a button on the privacy page: see everything that is kept about me
    data = button(_("📄 My data"), "data")
    # NOTE: a button on the privacy page: delete the messages of this chat
    clear = button(_("🧹 Clear this chat"), "clear")
    # NOTE: a button on the privacy page: answers come with their words
    with_words = button(_("👁 Show answers"), "show_answers")
    # NOTE: a button on the privacy page: answers come without their words
    without = button(_("🙈 Hide answers"), "hide_answers")
    # NOTE: a button on the privacy page: erase everything about me
    forget = button(_("🗑 Forget me"), "forget")
    rows = fitting([[data, clear], [with_words if discreet else without], [forget]])
    return InlineKeyboardMarkup(inline_keyboard=list(rows))


async def page_text(desk: Desk, actor: Actor) -> Text:
    """What is kept, why, how long, and who sees it."""
    muted = await residents.is_muted(desk.tx, person(actor).id)
    days = desk.setting.retention_days
    erased = ngettext(
        "{days} day after a concern is closed, what is personal in it is erased. Its number, "
        "place, topic and dates stay, for counting. An unsent concern is erased after the same "
        "time, and so is your name when you no longer write.",
        "{days} days after a concern is closed, what is personal in it is erased. Its number, "
        "place, topic and dates stay, for counting. An unsent concern is erased after the same "
        "time, and so is your name when you no longer write.",
        days,
    )
    return paragraphs(
        say(_("<b>What is kept about you</b>")),
        _(
            "The number of your Telegram account (id), the name Telegram shows, your language, "
            "your concerns with everything you sent to them, and the answers. Without that "
            "nobody could answer you. Your ethnic origin is never asked."
        ),
        _(
            "Also the reception you last wrote to, the district you last looked for, because "
            "announcements go by it, and the day on which you last used this bot."
        ),
        say(erased, days=days),
        _(
            "Those who handle your concern see it: the reception, or the agency. They see your "
            "name only if you allow it, and under “My concerns” you can hide it again. They do "
            "not see your telephone number or your Telegram account. People who maintain the "
            "bot's computer could read what is stored on it. No other bot or company gets it."
        ),
        _(
            "Telegram itself always knows who writes, and your messages and files lie on its "
            "servers. We can promise that the reception does not see who you are, unless you "
            "show it yourself. We cannot promise that nobody ever will."
        ),
        _(
            "Backups and the agency's paper register are outside of the bot. The buttons below "
            "do not reach them."
        ),
        _(
            "By the law on personal data (No. 58 of 2008) you may see what is held about you: "
            "press “My data”. Do others use your phone? Hide answers, or clear this chat."
        ),
        _("🔕 Announcements of the agency do not come to you. /mute changes that.")
        if muted
        else _("🔔 Announcements of the agency come to you here. /mute changes that."),
    )
