"""A reply to a card or to a resident's message is an answer; `//` keeps it among colleagues."""

import json

from aiogram import Router
from aiogram.filters import Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.methods import DeleteMessage
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)
from aiogram.utils.i18n import gettext as _
from pydantic import Field

from bot.reception.answers import is_note
from bot.reception.permissions import Action
from bot.reception.tickets import find_number
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.say import message, told
from handlers.staff import purposes
from handlers.staff.answering import answer
from handlers.staff.placing import handled_here
from handlers.staff.prompts import INTERNAL, READING
from handlers.staff.reminding import MARK
from handlers.threads import target_of
from storage import entries, seating, tickets
from storage.entries import READY, Link
from storage.outbox import Send, Sends

router = Router(name=__name__)


class IsReply(Filter):
    """The message replies to another one."""

    async def __call__(self, event: Message) -> bool:
        return target_of(event) is not None


OFFERED_TICKETS = 8
"""Tickets offered when a reply's ticket cannot be told."""


class AnswerFor(CallbackData, prefix="af"):
    """Which ticket a reply was meant for; 0: none."""

    ticket: int = Field(ge=0, lt=2**63)


@router.message(IsReply(), flags={"action": Action.ANSWER})
async def reply(
    event: Message,
    desk: Desk,
    actor: Actor,
    album: list[Message] | None = None,
    album_judged: bool = False,
) -> Sends:
    """A reply in a staff chat: an answer, a note, or colleagues talking."""
    parts = album or [event]
    if any(is_note(part.text or part.caption) for part in parts):
        return None
    target = target_of(event)
    if target is None:
        return None
    link = await entries.linked(desk.tx, event.chat.id, target.message_id)
    if link is not None:
        if await is_colleagues(desk, link):
            return None
        ticket_id = link.ticket_id
    else:
        if target.from_user is None or target.from_user.id != desk.setting.bot_id:
            return None
        if (target.text or "").startswith(INTERNAL) and target.reply_markup is None:
            # A question, and no list with buttons: what it asked for is not for the resident.
            return message(event.chat.id, _unsent(), reply_to=event.message_id)
        # A second copy, sent before a crash and never noted: its own text tells the ticket.
        number = find_number(target.text or target.caption or "")
        named = await tickets.ticket_id_of(desk.tx, number) if number else None
        if named is None or not _is_carried(target):
            if event.media_group_id is not None:
                # A press on an answer would show one of the files only.
                return message(event.chat.id, _album_unsent(), reply_to=event.message_id)
            return await _ask(event, desk)
        ticket_id = named
    ticket = await handled_here(desk, actor, ticket_id)
    if ticket is None:
        return message(
            event.chat.id,
            _("This concern is not with this chat, so nothing was sent."),
            reply_to=event.message_id,
        )
    noted = json.loads(link.purpose) if link is not None and link.purpose is not None else None
    if noted is not None and noted["do"] != READY:
        return await purposes.fulfil(desk, actor, ticket, event, noted)
    if album_judged and not await entries.album_entries(
        desk.tx, ticket.id, event.media_group_id or ""
    ):
        # A late part of an album that was a note.
        return None
    quotes = link.entry_id if link is not None else None
    return await answer(desk, actor, ticket, parts, quotes)


async def is_colleagues(desk: Desk, link: Link) -> bool:
    """Whether a message has a colleague's own words, or what one answered from a private chat: a
    reply to it is talk among colleagues."""
    if link.kind != "copy" or link.entry_id is None:
        return link.kind == "source"
    return any(e.direction == "out" for e in await entries.by_ids(desk.tx, [link.entry_id]))


def _is_carried(target: Message) -> bool:
    """Whether an unlinked message of ours is a card, a resident's words or a prompt for an answer,
    and not a notice: only a card has buttons, only a prompt mentions somebody."""
    text = target.text or target.caption or ""
    if text.startswith((INTERNAL, MARK, READING)):
        return False
    is_prompt = any(entity.type == "text_mention" for entity in target.entities or [])
    return target.reply_markup is not None or is_prompt or "·" in text.split("\n", 1)[0]


async def _ask(event: Message, desk: Desk) -> Send:
    """Which ticket is this reply for? There is no choice where the chat has none."""
    open_tickets = await seating.open_in_chat(desk.tx, event.chat.id)
    if not open_tickets:
        return message(event.chat.id, _unsent(), reply_to=event.message_id)
    rows = [
        [InlineKeyboardButton(text=ticket.number or "", callback_data=_answer_for(ticket.id))]
        for ticket in reversed(open_tickets[-OFFERED_TICKETS:])
    ]
    rows.append([InlineKeyboardButton(text=_("For none of them"), callback_data=_answer_for(0))])
    return message(
        event.chat.id,
        _("Which concern is this reply for? It has not been sent yet."),
        InlineKeyboardMarkup(inline_keyboard=rows),
        reply_to=event.message_id,
    )


def _answer_for(ticket_id: int) -> str:
    return AnswerFor(ticket=ticket_id).pack()


@router.callback_query(AnswerFor.filter(), flags={"action": Action.ANSWER})
async def chosen(
    query: CallbackQuery, callback_data: AnswerFor, desk: Desk, actor: Actor
) -> Sends:
    """The ticket of a reply was chosen; the question goes, the reply is sent."""
    question = query.message
    if not isinstance(question, Message) or actor.chat_id is None:
        return _too_late(query)
    gone = Send(
        DeleteMessage(chat_id=actor.chat_id, message_id=question.message_id), optional=True
    )
    if callback_data.ticket == 0:
        return gone
    original = question.reply_to_message
    ticket = await handled_here(desk, actor, callback_data.ticket)
    if original is None or ticket is None:
        return _too_late(query)
    if await entries.linked(desk.tx, actor.chat_id, original.message_id):
        return gone
    # Telegram shows the message as it is now, and of an album the one file that was replied with.
    if is_note(original.text or original.caption):
        text = _("It begins with // by now, so it stays among colleagues. Nothing was sent.")
        return [gone, told(query, text, alert=True)]
    if original.media_group_id is not None:
        return [gone, told(query, _album_unsent(), alert=True)]
    return [gone, *await answer(desk, actor, ticket, [original])]


def _unsent() -> str:
    return _("Nothing was sent. To answer, reply to the card or to the resident's message.")


def _album_unsent() -> str:
    # NOTE: to a secretary, also in a small window: at most 200 characters
    return _(
        "These files were not sent: nobody can tell which concern they are for. Please send them "
        "again, all together, as a reply to the card of the concern."
    )


def _too_late(query: CallbackQuery) -> Send:
    text = _("This is no longer there. Please reply to the card of the concern.")
    return told(query, text, alert=True)
