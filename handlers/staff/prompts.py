"""Asks a secretary for words by opening their reply field. What the reply is for is noted with the
question: see `handlers.staff.purposes`."""

from collections.abc import Mapping
from typing import Any

from aiogram.types import ForceReply, User
from aiogram.utils.formatting import Text, TextMention
from aiogram.utils.i18n import gettext as _

from bot.reception.plain import plain
from handlers.say import message, say
from storage.outbox import Send
from storage.tickets import Ticket

Details = Mapping[str, Any]
"""What was noted with a question."""

INTERNAL = "✍️"
"""Begins every question whose answer does not go to the resident as it is: should the question be
sent twice and one of the two not be noted, a reply to that one is not taken for an answer."""
READING = "📋"
"""Begins, for the same reason, what lists concerns or shows one to staff."""


def ask(
    ticket: Ticket,
    who: User,
    question: Text | str,
    do: str,
    *,
    chat_id: int | None = None,
    **details: Any,
) -> Send:
    """Ask whoever pressed. The reply is handed to the purpose ``do`` with ``details`` (JSON).

    ``chat_id`` is where they pressed; None: in the chat that has the ticket.
    """
    chat_id = ticket.chat_id if chat_id is None else chat_id
    if chat_id is None:
        raise LookupError(f"ticket {ticket.id} has no staff chat")
    text = say(
        # NOTE: {name} is that of the secretary who pressed, {question} says what to write
        _("✍️ {name}, <b>{number}</b>. {question}"),
        # A mention: Telegram opens the reply field only for people who are mentioned.
        name=TextMention(plain(who.full_name), user=who),
        number=ticket.number or "",
        question=question,
    )
    return message(
        chat_id,
        text,
        ForceReply(selective=True),
        stream=ticket.stream,
        on_result="prompt_posted",
        context={"ticket": ticket.id, "purpose": {"do": do, **details}},
    )
