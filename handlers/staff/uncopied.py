"""In place of what could only be copied, and whose original is not there any longer."""

from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from handlers.desk import Desk, speaking
from handlers.relay import COPIED, carry
from handlers.say import lines, message, say
from handlers.staff.card_text import heading, legible
from handlers.staff.continuation import Result
from storage import entries
from storage.entries import Entry
from storage.outbox import Priority, Ref, Send
from storage.tickets import Ticket


async def instead(desk: Desk, ticket: Ticket, result: Result, then: str) -> list[Send]:
    """What it said, as far as it is known, for the chat that was to have it; nothing for a call
    that was done, or failed otherwise. ``then`` is the continuation of what is sent."""
    if result.delivered or result.reason != "gone":
        return []
    written = await entries.by_ids(desk.tx, result.context["entries"])
    if written and all(entry.delivery == "withdrawn" for entry in written):
        return []
    lost = next((entry for entry in written if entry.content["kind"] in COPIED), None)
    is_here = result.chat_id == ticket.chat_id
    refs = (Ref("reply_parameters.message_id", "card", ticket.id),) if is_here else ()
    with speaking(await desk.language_of_chat(result.chat_id)):
        head = _heading(ticket, lost)
        if lost is None or not lost.content["text"]:
            text = _("It cannot be shown here: the original was deleted in Telegram.")
            note = message(
                result.chat_id,
                lines(head, text),
                priority=Priority.CARD,
                stream=ticket.stream,
                refs=refs,
                on_result=then,
                context=dict(result.context),
            )
            return [note]
        text = _("The original was deleted in Telegram. This is what it said:")
        shown = legible({**lost.content, "kind": "text"})
        return carry(
            [{"kind": "text", "text": shown["text"]}],
            result.chat_id,
            lines(head, text),
            on_last=then,
            on_others=then,
            priority=Priority.CARD,
            stream=ticket.stream,
            refs=refs,
            context={"ticket": ticket.id, "entries": [lost.id]},
        )


def _heading(ticket: Ticket, lost: Entry | None) -> Text:
    if lost is not None and lost.direction == "in":
        return heading(ticket)
    return say("<b>{number}</b>", number=ticket.number or "")
