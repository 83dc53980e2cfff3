"""Clear this chat: for those whose phone others use."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.labels import menu_keyboard
from handlers.resident.privacy.press import PrivacyPress, button
from handlers.say import in_place, message, paragraphs, say
from handlers.sweeping import sweep
from storage import links, standing
from storage.outbox import Sends

router = Router(name=__name__)


@router.callback_query(PrivacyPress.filter(F.do == "clear"), flags={"action": Action.OWN_DATA})
async def clear(query: CallbackQuery, actor: Actor) -> Sends:
    """Asks before it deletes, and says what stays."""
    text = paragraphs(
        say(_("<b>Clear this chat?</b>")),
        _("What is deleted: the messages of the last 48 hours, yours and the bot's."),
        _(
            "What stays: older messages. Telegram lets no bot delete them. You can clear the "
            "whole history of this chat yourself, in Telegram's own menu."
        ),
        _("Your concerns stay with the reception. You find them under “My concerns”."),
    )
    rows = [
        # NOTE: a button: delete the messages of this chat
        [button(_("🧹 Yes, clear it"), "clear_sure")],
        # NOTE: a button: do not do it
        [button(_("⬅️ No, go back"), "page")],
    ]
    return in_place(query, text, InlineKeyboardMarkup(inline_keyboard=rows))


@router.callback_query(
    PrivacyPress.filter(F.do == "clear_sure"), flags={"action": Action.OWN_DATA}
)
async def clear_sure(query: CallbackQuery, desk: Desk, actor: Actor, state: FSMContext) -> Sends:
    """Deletes what can be deleted. A concern that is being written is kept, but its screen,
    which shows what it is about, goes as well."""
    chat_id = person(actor).telegram_id
    found = set(await standing.take(desk.tx, chat_id, desk.now))
    if isinstance(query.message, Message):
        # The press may be faster than the note that the question was delivered.
        found.add(query.message.message_id)
    await links.note_cleared(desk.tx, chat_id)
    await state.clear()
    # NOTE: all that is left in the chat: it must not tell what the chat was about
    done = message(chat_id, _("This chat was cleared."), menu_keyboard())
    return [*sweep(chat_id, sorted(found)), done]
