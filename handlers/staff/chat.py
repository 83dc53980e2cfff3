"""The staff chat itself: help, language, another id, a topic that is gone."""

from aiogram import Router
from aiogram.filters import Command, Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.methods import DeleteMessage
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)
from aiogram.utils.i18n import gettext as _

from bot.reception.permissions import Action
from handlers.desk import Desk, speaking
from handlers.gate import Actor
from handlers.say import message, told
from handlers.staff import card
from handlers.staff.introduction import introduction
from handlers.staff.leaving import SHOWING
from locales.languages import LANGUAGES
from storage import audit, chats, forum_topics, outbox, tickets, withdrawals
from storage.directory import subject
from storage.outbox import Send, Sends

router = Router(name=__name__)
last = Router(name=f"{__name__}.last")
"""Included behind everything: takes the presses nobody knew."""


class ChatLanguage(CallbackData, prefix="cl"):
    """The language chosen for a staff chat."""

    code: str


@router.message(Command("start", "help"), flags={"action": Action.IDENTIFY_CHAT})
async def introduce(event: Message, desk: Desk, actor: Actor) -> Send:
    """What this chat is to the bot, and what can be done here."""
    await chats.note(desk.tx, event.chat.id)
    return message(event.chat.id, await introduction(desk, event.chat.id, actor.roles))


@router.message(Command("language"), flags={"action": Action.SET_CHAT})
async def offer_languages(event: Message) -> Send:
    """In which language should cards be?"""
    rows = [
        [InlineKeyboardButton(text=name, callback_data=ChatLanguage(code=code).pack())]
        for code, name in LANGUAGES.items()
    ]
    return message(
        event.chat.id,
        _("Which language should cards and notices in this chat have?"),
        InlineKeyboardMarkup(inline_keyboard=rows),
    )


@router.callback_query(ChatLanguage.filter(), flags={"action": Action.SET_CHAT})
async def choose_language(
    query: CallbackQuery, callback_data: ChatLanguage, desk: Desk, actor: Actor
) -> Sends:
    """From now on cards are in this language."""
    if callback_data.code not in LANGUAGES or actor.chat_id is None:
        return None
    before = (await chats.get(desk.tx, actor.chat_id)).language
    await chats.set_language(desk.tx, actor.chat_id, callback_data.code)
    await audit.add(
        desk.tx,
        "change",
        subject("chats", str(actor.chat_id)),
        by=actor.person_id,
        now=desk.now,
        field="language",
        old=before,
        new=callback_data.code,
    )
    sends = []
    if query.message is not None:
        question = DeleteMessage(chat_id=actor.chat_id, message_id=query.message.message_id)
        sends.append(Send(question, optional=True))
    with speaking(callback_data.code):
        text = _("Cards and notices in this chat are in English from now on.")
    return [*sends, message(actor.chat_id, text)]


@last.callback_query(flags={"action": Action.SET_CHAT})
async def old_button(query: CallbackQuery) -> Sends:
    """A button of an older version of this program."""
    return told(query, _("This button is too old. Please use the newest card."), alert=True)


class BecameSupergroup(Filter):
    """Telegram says that the group has a new id from now on."""

    async def __call__(self, event: Message) -> bool:
        return event.migrate_to_chat_id is not None


@router.message(BecameSupergroup(), flags={"action": Action.IGNORE})
async def became_supergroup(event: Message, desk: Desk) -> Sends:
    """The group has a new id: settings and waiting messages follow, cards are posted again."""
    if event.migrate_to_chat_id is None:
        return None
    lost = await chats.move(desk.tx, event.chat.id, event.migrate_to_chat_id)
    return await cards_again(desk, lost)


async def cards_again(desk: Desk, ticket_ids: list[int]) -> list[Send]:
    """The cards of tickets whose chat got a new id."""
    sends = []
    for ticket_id in ticket_ids:
        sends += await card.post(desk, await tickets.load(desk.tx, ticket_id))
    return sends


async def topic_lost(desk: Desk, ticket_id: int, chat_id: int) -> list[Send]:
    """Somebody deleted the topic of a ticket: an open one, or one whose card was asked for, gets
    another, with the card and what the resident wrote. What else waits for the topic follows."""
    await forum_topics.lose(desk.tx, ticket_id, chat_id)
    ticket = await tickets.load(desk.tx, ticket_id)
    is_wanted = ticket.is_open or await outbox.is_under_way(
        desk.tx, chat_id, ticket.stream, "card_posted"
    )
    if ticket.chat_id != chat_id or not is_wanted:
        return []
    await withdrawals.withdraw(desk.tx, chat_id, ticket.stream, SHOWING)
    await tickets.set_card(desk.tx, ticket.id, chat_id, None)
    return await card.post(desk, await tickets.load(desk.tx, ticket_id))
