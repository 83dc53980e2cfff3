"""An answer, or a question, in its resident's chat: which reception it is from stands above it."""

from collections.abc import Sequence

from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from handlers import blocked, verdict, words
from handlers.desk import Desk
from handlers.relay import carry
from handlers.say import lines, say
from storage import events
from storage.blocks import Block
from storage.entries import Entry
from storage.outbox import Send
from storage.tickets import Ticket


async def office_then(desk: Desk, ticket: Ticket, entry: Entry) -> str:
    """The code of who had the concern when a message was written: the office of its number, until
    it moved."""
    code = (ticket.number or "").split("-")[0]
    for at, office in await events.moves(desk.tx, ticket.id):
        if at < entry.sent_at:
            code = office
    return code


def office_name(desk: Desk, code: str) -> str:
    """In the language of the text; one that was taken out of the directory has only its code."""
    return words.office(desk.directory, code) if desk.office_exists(code) else code


def office_heading(
    desk: Desk,
    ticket: Ticket,
    entry: Entry,
    office: str,
    block: Block | None,
    *,
    edited: bool = False,
) -> Text:
    """``office``: the code of who says it. The number is there so that a reply finds the ticket.
    ``block``: what keeps its resident from replying now."""
    if entry.asks and edited:
        # NOTE: above a question to the resident; keep the “·”
        text = _(
            "❓ <b>{number}</b> · the reception asks you, edited\n{office}\nPlease reply to this "
            "message."
        )
    elif entry.asks:
        # NOTE: above a question to the resident; keep the “·”
        text = _(
            "❓ <b>{number}</b> · the reception asks you\n{office}\nPlease reply to this message."
        )
    elif edited:
        text = _("📨 <b>{number}</b> · answer of the reception, edited\n{office}")
    else:
        text = _("📨 <b>{number}</b> · answer of the reception\n{office}")
    head = say(text, number=ticket.number or "", office=office_name(desk, office))
    return lines(head, blocked.not_yet(desk, block)) if entry.asks else head


async def shown_anew(
    desk: Desk, ticket: Ticket, answer: Sequence[Entry], chat_id: int, *, edited: bool = False
) -> list[Send]:
    """A stored answer, or album, that does not stand in its resident's chat any longer, or not
    yet: as everybody else has it, so that corrections reach it."""
    office = await office_then(desk, ticket, answer[0])
    block = await blocked.of_writer(desk, ticket)
    shown = carry(
        [entry.content for entry in answer],
        chat_id,
        office_heading(desk, ticket, answer[0], office, block, edited=edited),
        on_last="copied",
        on_others="copied",
        stream=ticket.stream,
        context={"ticket": ticket.id, "entries": [entry.id for entry in answer]},
    )
    is_judged = verdict.is_asked(ticket) and not answer[0].asks
    return verdict.with_question(shown, ticket) if is_judged else shown
