"""The resident's name beside the card: in pages and files that show the concern, and in ready
answers that nobody has sent. It goes from them when the resident hides it.

What an answer said that was sent stays: the resident has it.
"""

import json

from aiogram.utils.i18n import gettext as _

from handlers.desk import Desk, speaking
from handlers.staff.prompts import READING
from handlers.staff.removal import Way, removal
from storage import links
from storage.entries import SHOWN
from storage.erasing import REMOVALS
from storage.outbox import Priority, Send
from storage.tickets import Ticket


async def take_out(desk: Desk, ticket: Ticket) -> list[Send]:
    """Empty all that may have the name in it. A page can be opened again, without the name."""
    sends = []
    for link in await links.unlink_named(desk.tx, ticket.id):
        with speaking(await desk.language_of_chat(link.chat_id)):
            # NOTE: in place of what showed the concern {number} with the resident's name
            text = _("{number}: the resident has hidden the name. To read on: /ticket {number}")
        is_page = json.loads(link.purpose or "{}").get("do") == SHOWN
        sends.append(
            removal(
                ticket,
                link.chat_id,
                link.message_id,
                f"{READING} {text.format(number=ticket.number or '')}",
                REMOVALS,
                way=Way.TEXT if is_page else Way.DELETE,
                priority=Priority.CARD,
            )
        )
    return sends
