"""Forget me: asks with all that follows from it, then erases."""

from aiogram import F, Router
from aiogram.methods import DeleteMyCommands, EditMessageReplyMarkup
from aiogram.types import (
    BotCommandScopeChat,
    CallbackQuery,
    InlineKeyboardMarkup,
    Message,
    ReplyKeyboardRemove,
)
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from handlers.desk import Desk
from handlers.gate import Actor, person
from handlers.resident.privacy.press import PrivacyPress, button
from handlers.say import in_place, message, paragraphs, say, told
from handlers.staff.forgetting import forget, hand_back
from storage import audit, charge, members, staff
from storage.outbox import Priority, Send, Sends

router = Router(name=__name__)

WAIT = 600
"""Seconds for which a "yes" holds: an old button must not erase what came later."""


@router.callback_query(PrivacyPress.filter(F.do == "forget"), flags={"action": Action.OWN_DATA})
async def warn(query: CallbackQuery, desk: Desk, actor: Actor) -> Sends:
    """What is erased, what stays, and that there is no way back."""
    named = bool(await staff.roles_of(desk.tx, person(actor).id))
    in_settings = person(actor).telegram_id in desk.setting.admin_ids
    rows = [
        # NOTE: a button: erase everything about me
        [button(_("🗑 Yes, forget me"), "forget_sure", int(desk.now))],
        # NOTE: a button: do not do it
        [button(_("⬅️ No, go back"), "page")],
    ]
    known = await members.of_person(desk.tx, person(actor).telegram_id)
    has_left = any(one.left_at is not None for one in known)
    acted = named or in_settings or await charge.has_acted(desk.tx, person(actor).telegram_id)
    text = warning(named=named, acted=acted, in_settings=in_settings, has_left=has_left)
    return in_place(query, text, InlineKeyboardMarkup(inline_keyboard=rows))


@router.callback_query(
    PrivacyPress.filter(F.do == "forget_sure"), flags={"action": Action.OWN_DATA}
)
async def forget_sure(
    query: CallbackQuery, callback_data: PrivacyPress, desk: Desk, actor: Actor
) -> Sends:
    """Erases. From now on the person is a stranger to the bot: nothing of theirs, not even the
    step they were at, may be written after it."""
    if not 0 <= desk.now - callback_data.at <= WAIT:
        text = _("This button is too old. Please open /privacy and press “Forget me” again.")
        return told(query, text, alert=True)
    chat_id = person(actor).telegram_id
    for role, office in await staff.roles_of(desk.tx, person(actor).id):
        # Whose it was is not noted: they are forgotten.
        subject = staff.subject(role, office)
        await audit.add(desk.tx, "forget", subject, by=None, now=desk.now)
    removals = await hand_back(desk, person(actor))
    removals += await forget(desk, person(actor))
    done = message(
        chat_id,
        paragraphs(
            # NOTE: the person asked to be forgotten; this is the last word to them
            _("Done. What the bot held about you is erased."),
            _("You may delete this chat now. To begin anew, press /start."),
        ),
        ReplyKeyboardRemove(),
        # Kept when Telegram refuses it, it would name them.
        optional=True,
    )
    return [*_without_buttons(query), done, *removals, _commands_of_strangers(chat_id)]


def warning(*, named: bool, acted: bool, in_settings: bool, has_left: bool) -> Text:
    """What is asked before; ``named``: they have a role by name; ``acted``: they work or worked as
    staff; ``in_settings``: they are one of ADMIN_IDS; ``has_left``: they were in a staff chat."""
    return paragraphs(
        say(_("<b>Shall the bot forget you?</b>")),
        _(
            "What is erased: your name, the number of your account, what you wrote, the answers, "
            "and the references to your files. The chats of the reception are emptied of it, as "
            "far as Telegram lets the bot."
        ),
        _(
            "What stays: the number, place, topic and dates of each concern, with nothing about "
            "you. The messages in this chat stay until you delete them. What people at the "
            "reception have read or written on paper stays. If you are blocked from writing to "
            "the receptions, the block stays too."
        ),
        _("Open concerns end, and nobody will answer them."),
        _(
            "You are named here as staff. That ends, too. Concerns that you opened here are "
            "removed from this chat. An administrator can invite you again."
        )
        if named
        else None,
        _(
            "You work as staff, or did. No concern stays with you, and your name is removed from "
            "the cards. What you did stays noted with the number of your account, and your "
            "answers with your name, too: the office must account for them. Messages in the staff "
            "chats that name you stay there. If you go on in a staff chat, the bot knows you "
            "again."
        )
        if acted
        else None,
        _(
            "You are an administrator by the settings of the bot (ADMIN_IDS): the number of your "
            "account stands there, and you stay an administrator when you come back. Whoever "
            "runs the bot can take it out."
        )
        if in_settings
        else None,
        _(
            "You have left a staff chat of a reception. That stays noted with the number of your "
            "account, without your name. Otherwise the bot would let you act there again."
        )
        if has_left
        else None,
        say(_("<b>This cannot be undone.</b>")),
    )


def _without_buttons(query: CallbackQuery) -> list[Send]:
    if not isinstance(query.message, Message):
        return []
    edit = EditMessageReplyMarkup(
        chat_id=query.message.chat.id, message_id=query.message.message_id
    )
    return [Send(edit, optional=True)]


def _commands_of_strangers(chat_id: int) -> Send:
    """The list of commands made for this chat tells the language that was chosen."""
    method = DeleteMyCommands(scope=BotCommandScopeChat(chat_id=chat_id))
    return Send(method, priority=Priority.REMINDER, optional=True)
