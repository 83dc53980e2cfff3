"""What administrators are told unasked."""

from collections.abc import Callable

from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _
from aiogram.utils.i18n import ngettext

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
    office = desk.directory.office(ticket.office or "")

    def text() -> Text:
        return say(
            _(
                "⚠️ A concern came in and is kept: <b>{number}</b>, {office}. No staff chat "
                "serves this office yet. Set STAFF_CHAT_ID and start the bot again; the concern "
                "is shown there at once."
            ),
            number=ticket.number or "",
            office=office.name.get(words.language()),
        )

    return await _to_each(desk, text)


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


async def _to_each(desk: Desk, text: Callable[[], Text]) -> list[Send]:
    """To every administrator, in their language."""
    sends = []
    for admin_id in desk.setting.admin_ids:
        resident = await residents.by_telegram_id(desk.tx, admin_id)
        language = (resident.language if resident else None) or desk.setting.default_language
        with speaking(language):
            sends.append(_to(admin_id, text()))
    return sends


def _to(admin_id: int, text: Text) -> Send:
    # Not kept when it fails: an administrator who never started the bot cannot be written to.
    return message(admin_id, text, priority=Priority.CARD, stream="report", optional=True)
