"""What administrators are told unasked."""

from collections.abc import Callable, Collection

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext
from pydantic import Field

from bot.reception.routing import CENTRE
from handlers import words
from handlers.desk import Desk, speaking
from handlers.say import cut, message, say
from storage import meta, residents
from storage.outbox import Priority, Send
from storage.tickets import Ticket

ALERT_EVERY = 3600
"""Seconds between two alerts that something was set aside: /failed has the whole list."""


async def set_aside(desk: Desk) -> list[Send]:
    """Something was set aside; told once an hour at most."""
    last = await meta.get(desk.tx, meta.LAST_ALERT)
    if last is not None and desk.now - float(last) < ALERT_EVERY:
        return []
    await meta.put(desk.tx, meta.LAST_ALERT, str(desk.now))
    return await _to_each(desk, lambda: say(_("⚠️ Something was set aside. /failed shows it.")))


async def chat_parked(desk: Desk, chat_id: int, reason: str) -> list[Send]:
    """A staff chat takes nothing; nothing is lost, but nobody there reads it."""
    return await _to_each(
        desk,
        lambda: say(
            _(
                "⚠️ The chat {id} refuses the bot: {reason}. Its messages are kept and go out as "
                "soon as the bot is in the chat and may write there."
            ),
            id=str(chat_id),
            reason=cut(reason, 200),
        ),
    )


async def chat_works(desk: Desk, chat_id: int) -> list[Send]:
    """The chat takes messages again."""
    return await _to_each(
        desk,
        lambda: say(
            _("✅ The chat {id} works again. What was kept for it is being sent."),
            id=str(chat_id),
        ),
    )


async def no_staff_chat(desk: Desk, ticket: Ticket) -> list[Send]:
    """A concern came in and no chat serves its office: without a word of its content."""

    def text() -> Text:
        if ticket.office == CENTRE:
            return say(
                _(
                    "⚠️ A concern about a reception came in and is kept: <b>{number}</b>. Nobody "
                    "may see it yet. Set MONITORING_CHAT_ID and start the bot again. Or let "
                    "another administrator send /start to the bot."
                ),
                number=ticket.number or "",
            )
        return say(
            _(
                "⚠️ A concern came in and is kept: <b>{number}</b>, {office}. No staff chat "
                "serves this office yet. Give it one with /offices, or set STAFF_CHAT_ID and "
                "start the bot again; the concern is shown there at once."
            ),
            number=ticket.number or "",
            office=words.office(desk.directory, ticket.office or ""),
        )

    return await _to_each(desk, text)


class FetchPress(CallbackData, prefix="fe"):
    """“Bring it to me” under the notice that a colleague has a concern in private."""

    ticket: int = Field(ge=0, lt=2**63)


async def in_private_hands(desk: Desk, ticket: Ticket) -> list[Send]:
    """The other administrators learn that one of them has a concern; not what it says."""
    writer = await residents.by_id(desk.tx, ticket.resident_id) if ticket.resident_id else None
    not_for = {ticket.chat_id, writer.telegram_id if writer else None}

    def text() -> Text:
        return say(
            _(
                "🔒 A concern about a reception came in: <b>{number}</b>. No staff chat may see "
                "it, so it is with one administrator privately. You can take it over."
            ),
            number=ticket.number or "",
        )

    def button() -> InlineKeyboardMarkup:
        press = FetchPress(ticket=ticket.id).pack()
        return InlineKeyboardMarkup(
            inline_keyboard=[
                [InlineKeyboardButton(text=_("📥 Bring it to me"), callback_data=press)]
            ]
        )

    return await _to_each(desk, text, button, not_for)


async def long_offline(desk: Desk, seconds: float) -> list[Send]:
    """Telegram keeps updates for 24 hours only."""
    hours = int(seconds // 3600)

    def text() -> Text:
        return say(
            ngettext(
                "⚠️ The bot was offline for {count} hour. Telegram keeps messages for 24 hours "
                "only: older ones may be lost.",
                "⚠️ The bot was offline for {count} hours. Telegram keeps messages for 24 hours "
                "only: older ones may be lost.",
                hours,
            ),
            count=hours,
        )

    return await _to_each(desk, text)


async def _to_each(
    desk: Desk,
    text: Callable[[], Text],
    keyboard: Callable[[], InlineKeyboardMarkup] | None = None,
    not_for: Collection[int | None] = (),
) -> list[Send]:
    """To every administrator, in their language."""
    sends = []
    for admin_id in desk.setting.admin_ids:
        if admin_id in not_for:
            continue
        resident = await residents.by_telegram_id(desk.tx, admin_id)
        language = (resident.language if resident else None) or desk.setting.default_language
        with speaking(language):
            sends.append(_to(admin_id, text(), keyboard() if keyboard else None))
    return sends


def _to(admin_id: int, text: Text, keyboard: InlineKeyboardMarkup | None) -> Send:
    # Not kept when it fails: an administrator who never started the bot cannot be written to.
    return message(
        admin_id, text, keyboard, priority=Priority.CARD, stream="report", optional=True
    )
