"""What a staff chat sees of the way of an answer: it waits, it has arrived.

Marks are reactions on the secretary's message. Telegram lets bots choose from a fixed list, with
neither a tick nor an hourglass on it.
"""

from aiogram.methods import SetMessageReaction
from aiogram.types import ReactionTypeEmoji
from aiogram.utils.i18n import gettext as _

from handlers.desk import Desk, speaking
from handlers.say import message
from handlers.staff.continuation import Result
from storage import entries, tickets
from storage.entries import Link
from storage.outbox import Priority, Send
from storage.tickets import Ticket

DELIVERED_MARK = "👍"
"""It has reached the resident."""
WAITING_MARK = "👀"
"""It is kept, and goes as soon as Telegram takes it."""
UNSAID_SECONDS = 10
"""How long an answer may be on its way before that is worth a mark."""


def react(ticket: Ticket, chat_id: int, message_id: int, mark: str | None) -> Send:
    """Set (or with None remove) our reaction on a secretary's message."""
    return Send(
        SetMessageReaction(
            chat_id=chat_id,
            message_id=message_id,
            reaction=[ReactionTypeEmoji(emoji=mark)] if mark else [],
        ),
        priority=Priority.CARD,
        stream=ticket.stream,
        on_result="reacted",
        context={"ticket": ticket.id, "message": message_id, "mark": mark},
        optional=True,
    )


async def say_waiting(desk: Desk, entry_id: int) -> list[Send]:
    """An answer has been on its way for a while: an errand of the clock."""
    answer = await entries.note_waiting(desk.tx, entry_id, desk.now)
    if answer is None:
        return []
    ticket = await tickets.load(desk.tx, answer.ticket_id)
    return [
        react(ticket, link.chat_id, link.message_id, WAITING_MARK)
        for link in (await entries.sources_of(desk.tx, [entry_id]))[:1]
    ]


async def reacted(desk: Desk, result: Result) -> list[Send]:
    """Where a chat allows no such reaction, a short reply says the same."""
    mark, message_id = result.context["mark"], result.context["message"]
    if result.reason != "refused" or not mark:
        return []
    with speaking(await desk.language_of_chat(result.chat_id)):
        text = (
            _("✅ Delivered to the resident.")
            if mark == DELIVERED_MARK
            else _("⏳ On its way: Telegram makes it wait.")
        )
    return [
        message(
            result.chat_id,
            text,
            reply_to=message_id,
            on_result="mark_posted",
            context={"ticket": result.context["ticket"], "marked": message_id},
        )
    ]


async def mark_posted(desk: Desk, result: Result) -> list[Send]:
    """The words stand for the answer they mark: `/delete` in reply to them takes it back, and
    every other reply is colleagues' talk."""
    marked = await entries.linked(desk.tx, result.chat_id, result.context["marked"])
    if marked is None or marked.entry_id is None:
        return []
    for message_id in result.message_ids:
        link = Link(result.chat_id, message_id, marked.ticket_id, marked.entry_id, "source")
        await entries.link(desk.tx, link)
    return []
