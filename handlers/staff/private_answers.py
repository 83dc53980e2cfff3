"""Answers that a named secretary gives in private: the chat that has the concern sees them, too.

Only their words stand there. A reply to them is colleagues' talk, as it is to any other answer.
"""

from collections.abc import Callable, Sequence
from typing import Any

from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.plain import plain
from handlers.desk import Desk, speaking
from handlers.relay import carry, quoting
from handlers.say import message, say
from handlers.staff import private_cards
from handlers.staff.removal import Way, removal
from handlers.staff.wrong_chat import is_misplaced
from storage import residents
from storage.entries import Entry, Link
from storage.outbox import Priority, Ref, Send
from storage.tickets import Ticket


async def show(desk: Desk, ticket: Ticket, written: Sequence[Entry], chat_id: int) -> list[Send]:
    """Show an answer, or an album, that was written in the chat ``chat_id`` to the chat that has
    the concern; nothing when that is the same."""
    if ticket.chat_id is None or ticket.chat_id == chat_id:
        return []
    with speaking(await desk.language_of_chat(ticket.chat_id)):
        return carry(
            [entry.content for entry in written],
            ticket.chat_id,
            heading(ticket, written[0]),
            on_last="copied",
            on_others="copied",
            priority=Priority.CARD,
            stream=ticket.stream,
            # The later one counts, where it stands in the chat.
            refs=(Ref("reply_parameters.message_id", "card", ticket.id), *quoting(written)),
            context={"ticket": ticket.id, "entries": [entry.id for entry in written]},
        )


def heading(ticket: Ticket, entry: Entry, *, edited: bool = False) -> Text:
    """Stands above it. Without the “·” of what a reply answers."""
    if entry.asks and edited:
        # NOTE: above a question to the resident, for staff; {name} is that of a secretary
        text = _("💬 <b>{number}</b>: {name} asked this from a private chat, edited")
    elif entry.asks:
        # NOTE: above a question to the resident, for staff; {name} is that of a secretary
        text = _("💬 <b>{number}</b>: {name} asked this from a private chat")
    elif edited:
        # NOTE: above an answer to the resident, for staff; {name} is that of a secretary
        text = _("💬 <b>{number}</b>: {name} answered this from a private chat, edited")
    else:
        # NOTE: above an answer to the resident, for staff; {name} is that of a secretary
        text = _("💬 <b>{number}</b>: {name} answered this from a private chat")
    return say(text, number=ticket.number or "", name=_author(entry))


def _author(entry: Entry) -> str:
    return plain(entry.author_name or "").strip() or "—"


async def parted(
    desk: Desk, ticket: Ticket, copies: Sequence[Link]
) -> tuple[list[Link], list[Link]]:
    """The copies of an answer: those in its resident's chat, and those for colleagues."""
    resident = await residents.by_id(desk.tx, ticket.resident_id)
    own = [copy for copy in copies if resident and copy.chat_id == resident.telegram_id]
    return own, [copy for copy in copies if copy not in own]


async def take_out(
    desk: Desk, ticket: Ticket, answer: Entry, copies: Sequence[Link]
) -> list[Send]:
    """It was taken back: what stands of it for colleagues says so, without its words."""
    sends = []
    for copy in copies:
        with speaking(await desk.language_of_chat(copy.chat_id)):
            # NOTE: in place of an answer, for staff; {name} is that of a secretary
            text = _("💬 {number}: {name} has taken this answer back.")
            instead = text.format(number=ticket.number or "", name=_author(answer))
        sends.append(
            removal(
                ticket,
                copy.chat_id,
                copy.message_id,
                instead,
                "answer_removed",
                way=Way.TEXT if answer.content["kind"] == "text" else Way.DELETE,
                file=answer.content["kind"],
                priority=Priority.CARD,
                notice=None,
            )
        )
    return sends


async def tell(
    desk: Desk,
    ticket: Ticket,
    place: tuple[int | None, int | None],
    entry_id: int,
    text: Callable[[], Text],
) -> list[Send]:
    """Tell those who see an answer what became of it: in reply to it where it was written
    (``place``: chat and message), and in the chat that has the concern. ``text`` is called with
    the language of each."""
    sends = []
    # Further answers are replies to this very notice, too.
    then: dict[str, Any] = {"on_result": "prompt_posted", "context": {"ticket": ticket.id}}
    written_in, message_id = place
    if written_in is not None and not await _has_it(desk, ticket, written_in):
        # Others have the concern by now.
        written_in = None
    if written_in is not None:
        with speaking(await desk.language_of_chat(written_in)):
            notice = message(written_in, text(), reply_to=message_id, stream=ticket.stream, **then)
        sends.append(notice)
    if ticket.chat_id not in (None, written_in) and not await is_misplaced(desk, ticket):
        stands = Ref("reply_parameters.message_id", "copy", entry_id)
        with speaking(await desk.language_of_chat(ticket.chat_id)):
            sends.append(
                message(ticket.chat_id, text(), stream=ticket.stream, refs=(stands,), **then)
            )
    return sends


async def _has_it(desk: Desk, ticket: Ticket, chat_id: int) -> bool:
    if chat_id == ticket.chat_id:
        return not await is_misplaced(desk, ticket)
    return await private_cards.may_see(desk, ticket, chat_id)
