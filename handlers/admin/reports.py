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
from handlers.say import cut, message, paragraphs, say
from storage import meta, residents, seating, tickets
from storage.outbox import Priority, Send
from storage.tickets import Ticket

ALERT_EVERY = 3600
"""Seconds between two alerts of the same thing: the next one tells of all that came between."""


async def set_aside(desk: Desk) -> list[Send]:
    """Something was set aside; told once an hour at most."""
    if await _told_lately(desk, meta.LAST_ALERT):
        return []
    await meta.put(desk.tx, meta.LAST_ALERT, str(desk.now))
    return await to_each(desk, lambda: say(_("⚠️ Something was set aside. /failed shows it.")))


async def chat_parked(desk: Desk, chat_id: int, reason: str) -> list[Send]:
    """A staff chat takes nothing; nothing is lost, but nobody there reads it."""
    return await to_each(
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
    return await to_each(
        desk,
        lambda: say(
            _("✅ The chat {id} works again. What was kept for it is being sent."),
            id=str(chat_id),
        ),
    )


async def shut_out(desk: Desk, chat_id: int) -> list[Send]:
    """The bot was removed from a staff chat, or may not write there any longer."""
    return await to_each(
        desk,
        lambda: say(
            _(
                "⚠️ The chat {id} refuses the bot: it was removed, or may not write. Its messages "
                "are kept and go out as soon as the bot is in the chat and may write there."
            ),
            id=str(chat_id),
        ),
    )


async def chat_lacks(desk: Desk, chat_id: int, flaws: Callable[[], list[str]]) -> list[Send]:
    """The bot is not, or no longer, what it should be in a staff chat."""
    return await to_each(
        desk,
        lambda: paragraphs(
            # NOTE: followed by what the bot lacks there
            say(_("About the chat {id}:"), id=str(chat_id)),
            *flaws(),
        ),
    )


async def no_staff_chat(desk: Desk, ticket: Ticket) -> list[Send]:
    """A concern has come to wait for a chat: without a word of its content.

    Told at once; of those that follow within the hour, `still_waiting` tells.
    """
    if await _told_lately(desk, meta.LAST_WAITING):
        await meta.put(desk.tx, meta.UNTOLD_WAITING, "1")
        return []
    return await _tell_of(desk, ticket, await _waiting(desk))


async def still_waiting(desk: Desk) -> list[Send]:
    """More concerns have come to wait since the last alert, and the hour is over."""
    if not await meta.get(desk.tx, meta.UNTOLD_WAITING) or await _told_lately(
        desk, meta.LAST_WAITING
    ):
        return []
    waiting = await _waiting(desk)
    if not waiting:
        await meta.put(desk.tx, meta.UNTOLD_WAITING, "")
        return []
    newest = await tickets.load(desk.tx, max(max(ids) for ids in waiting.values()))
    return await _tell_of(desk, newest, waiting)


async def _waiting(desk: Desk) -> dict[str, list[int]]:
    """The open concerns, by office, that have no chat, or will have none after a move that is
    under way."""
    found: dict[str, list[int]] = {}
    for where in await seating.seated(desk.tx):
        seat = await desk.seat(where.office, where.about_office, None)
        if where.chat_id is None or seat.chat_id is None:
            found.setdefault(seat.office, []).extend(await seating.open_at(desk.tx, where))
    return found


async def _tell_of(desk: Desk, ticket: Ticket, waiting: dict[str, list[int]]) -> list[Send]:
    """All that wait, by the example of one of them, and what to do about it."""
    await meta.put(desk.tx, meta.LAST_WAITING, str(desk.now))
    await meta.put(desk.tx, meta.UNTOLD_WAITING, "")
    count = sum(len(ids) for ids in waiting.values())
    offices = sorted(waiting.keys() - {CENTRE})

    def text() -> Text:
        return paragraphs(
            say(
                _("⚠️ A concern came in and is kept: <b>{number}</b>, {office}."),
                number=ticket.number or "",
                office=words.office(desk.directory, ticket.office or ""),
            ),
            say(
                # NOTE: {count} is open concerns
                ngettext("{count} concern waits in all.", "{count} concerns wait in all.", count),
                count=count,
            )
            if count > 1
            else None,
            say(
                _(
                    "No staff chat yet: {offices}. Add the bot to the group of the secretaries "
                    "and write /link there, or set STAFF_CHAT_ID and start the bot again. The "
                    "concerns are shown there at once."
                ),
                offices=words.listing([words.office(desk.directory, code) for code in offices]),
            )
            if offices
            else None,
            _(
                "Nobody may see a concern about a reception yet. Set MONITORING_CHAT_ID and "
                "start the bot again. Or let another administrator send /start to the bot and "
                "choose a language."
            )
            if CENTRE in waiting
            else None,
        )

    return await to_each(desk, text)


async def _told_lately(desk: Desk, alert: str) -> bool:
    last = await meta.get(desk.tx, alert)
    return last is not None and desk.now - float(last) < ALERT_EVERY


class FetchPress(CallbackData, prefix="fe"):
    """“Bring it to me” under the notice that a colleague has a concern in private."""

    ticket: int = Field(ge=0, lt=2**63)


async def in_private_hands(desk: Desk, ticket: Ticket) -> list[Send]:
    """The other administrators learn that one of them has a concern; not what it says. Nobody
    does who wrote it or is of the office complained of."""
    writer = await residents.by_id(desk.tx, ticket.resident_id)
    named = (await desk.desks()).named
    accused = [chat for chat, offices in named.items() if ticket.about_office in offices]
    not_for = {ticket.chat_id, writer.telegram_id if writer else None, *accused}

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
                # NOTE: a button: take the concern over from another administrator
                [InlineKeyboardButton(text=_("📥 Bring it to me"), callback_data=press)]
            ]
        )

    return await to_each(desk, text, button, not_for)


async def long_offline(desk: Desk, seconds: float) -> list[Send]:
    """Telegram keeps updates for 24 hours only."""
    hours = int(seconds // 3600)

    def text() -> Text:
        return say(
            # NOTE: for administrators, when the bot starts again
            ngettext(
                "⚠️ The bot was offline for {count} hour. Telegram keeps messages for 24 hours "
                "only: older ones may be lost.",
                "⚠️ The bot was offline for {count} hours. Telegram keeps messages for 24 hours "
                "only: older ones may be lost.",
                hours,
            ),
            count=hours,
        )

    return await to_each(desk, text)


async def left_behind(desk: Desk, ticket: Ticket, chat_id: int) -> list[Send]:
    """Telegram lets nobody but people take the rest of a concern out of a chat it left."""

    def text() -> Text:
        return say(
            _(
                "⚠️ <b>{number}</b> is no longer handled in the chat {id}, but Telegram did "
                "not let the bot delete everything there. Please delete the rest by hand."
            ),
            number=ticket.number or "",
            id=str(chat_id),
        )

    return await to_each(desk, text)


async def to_each(
    desk: Desk,
    text: Callable[[], Text],
    keyboard: Callable[[], InlineKeyboardMarkup] | None = None,
    not_for: Collection[int | None] = (),
) -> list[Send]:
    """To every administrator, in their language."""
    sends = []
    for admin_id in await desk.administrators():
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
