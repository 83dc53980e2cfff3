"""The term of an answer is extended, once, with a reason that the resident is told."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext
from pydantic import Field

from bot.reception.permissions import Action
from bot.reception.working_days import add_working_days
from handlers import labels, words
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.say import length, message, say, told
from handlers.staff import notices, prompts
from handlers.staff.buttons import not_here, turned
from handlers.staff.menu import TicketPress, button, is_unclaimed
from handlers.staff.placing import unerased_here
from storage import events, terms, tickets
from storage.events import Event
from storage.outbox import Send, Sends
from storage.tickets import Ticket

router = Router(name=__name__)

CHOICES = (3, 5, 10)
"""Working days that are offered besides the most that the settings allow."""
MAX_REASON = 500
"""UTF-16 units of the reason."""


class ExtendPress(CallbackData, prefix="te"):
    """By how many working days the term is extended."""

    ticket: int = Field(ge=0, lt=2**63)
    days: int = Field(ge=1, le=250)


@router.callback_query(TicketPress.filter(F.do == "extend"), flags={"action": Action.DECIDE})
async def begin(
    query: CallbackQuery, callback_data: TicketPress, desk: Desk, actor: Actor
) -> Sends:
    """Offers how long."""
    ticket = await unerased_here(desk, actor, callback_data.ticket)
    if ticket is None:
        return not_here(query)
    if not terms.can_be_extended(ticket):
        return told(query, _why_not(ticket), alert=True)
    most = desk.setting.extension_working_days
    offered = [*(days for days in CHOICES if days < most), most]
    rows = [[_choice(ticket, days)] for days in offered]
    rows.append([button(_(labels.BACK), "more", ticket)])
    return [
        told(query, _("Choose by how many working days the answer comes later.")),
        *turned(query, ticket, rows),
    ]


def _choice(ticket: Ticket, days: int) -> InlineKeyboardButton:
    # NOTE: a button: the answer comes so many working days later
    text = ngettext("⏳ {count} working day", "⏳ {count} working days", days).format(count=days)
    press = ExtendPress(ticket=ticket.id, days=days)
    return InlineKeyboardButton(text=text, callback_data=press.pack())


@router.callback_query(ExtendPress.filter(), flags={"action": Action.DECIDE})
async def chosen(
    query: CallbackQuery, callback_data: ExtendPress, desk: Desk, actor: Actor
) -> Sends:
    """Asks for the reason."""
    ticket = await unerased_here(desk, actor, callback_data.ticket)
    days = callback_data.days
    if ticket is None or days > desk.setting.extension_working_days:
        return not_here(query)
    if not terms.can_be_extended(ticket):
        return told(query, _why_not(ticket), alert=True)
    question = say(
        # NOTE: {date} is the day by which the answer should come
        _(
            "The answer is due by {date} then. Why does it take longer? Write the reason as a "
            "reply to this message, at most {count} characters. The resident reads exactly these "
            "words."
        ),
        date=words.day(_later(desk, ticket, days)),
        count=MAX_REASON,
    )
    return prompts.ask(
        ticket, query.from_user, question, "extend", chat_id=actor.chat_id, days=days
    )


async def extended(
    desk: Desk, actor: Actor, ticket: Ticket, reply: Message, noted: Mapping[str, Any]
) -> Sends:
    """The reason was written: the term is extended, and the resident is told."""
    reason = (reply.text or "").strip()
    if not reason or length(reason) > MAX_REASON or reply.from_user is None:
        text = say(
            # NOTE: {count} is characters
            _(
                "Nothing was changed. Please reply with the reason in words, at most {count} "
                "characters."
            ),
            count=MAX_REASON,
        )
        return message(
            reply.chat.id,
            text,
            reply_to=reply.message_id,
            stream=ticket.stream,
            on_result="prompt_posted",
            context={"ticket": ticket.id, "purpose": dict(noted)},
        )
    before = ticket.due_on
    later = _later(desk, ticket, noted["days"])
    changed = await terms.extend(desk.tx, ticket, later, reason, desk.now)
    if changed is None:
        return _told_here(reply, ticket, _why_not(ticket))
    await events.add(
        desk.tx,
        ticket.id,
        Event.EXTENDED,
        desk.now,
        secretary=actor.person_id,
        detail=f"{before} → {later}: {reason}",
    )
    await tickets.mark_stale(desk.tx, changed, desk.now)
    done = _("The answer is due by {date} now. The resident is told.")
    if is_unclaimed(changed):
        done = _(
            "The answer is due by {date} now. Nobody has claimed this concern in the bot yet. The "
            "person who uses the code reads the reason."
        )
    return [
        _told_here(reply, ticket, done.format(date=words.day(later))),
        *await notices.tell(desk, changed, partial(_notice, changed)),
    ]


def _notice(ticket: Ticket) -> Text:
    return say(
        _(
            "The reception needs more time for your concern <b>{number}</b>. We aim to answer by "
            "{date}. The reason: {reason}"
        ),
        number=ticket.number or "",
        date=words.day(_due(ticket)),
        reason=ticket.extension or "",
    )


def _told_here(reply: Message, ticket: Ticket, text: str) -> Send:
    return message(
        reply.chat.id,
        text,
        reply_to=reply.message_id,
        stream=ticket.stream,
    )


def _later(desk: Desk, ticket: Ticket, days: int) -> date:
    """The new last day: counted from the present one, or from today when that is over."""
    start = max(_due(ticket), desk.today)
    return add_working_days(start, days, desk.directory.overrides)


def _due(ticket: Ticket) -> date:
    if ticket.due_on is None:
        raise LookupError(f"ticket {ticket.id} has no term")
    return ticket.due_on


def _why_not(ticket: Ticket) -> str:
    """Why the term cannot be extended."""
    if ticket.extension is not None and ticket.is_open and ticket.due_met_at is None:
        # NOTE: {date} is the day by which the answer should come
        text = _("The term was extended already. The answer is due by {date}.")
        return text.format(date=words.day(_due(ticket)))
    if ticket.is_open:
        return _("The office has answered. No term runs.")
    return _("This concern is no longer open.")
