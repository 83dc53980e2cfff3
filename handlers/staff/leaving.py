"""Takes a concern out of the chats that have it no longer: cards are emptied, what the resident
wrote is deleted.

An ordinary concern stays readable where it was until its card is in the new chat: nobody would
have it if that chat turned out to be a wrong one. A concern about an office leaves at once.
"""

from aiogram.utils.i18n import gettext as _

from handlers.admin.reports import left_behind
from handlers.desk import Desk, speaking
from handlers.staff.continuation import Result
from handlers.staff.removal import Way, is_out, next_way, removal
from storage import links, outbox, tickets
from storage.erasing import REMOVALS
from storage.outbox import Priority, Send
from storage.tickets import Ticket

_SHOWING = ("card_posted", "copied")
"""The continuations of calls that show a concern in a chat."""


async def leave(desk: Desk, ticket: Ticket) -> list[Send]:
    """The concern leaves the chat it is in; what waits to be shown there is not shown.

    What is on its way there just now is taken out when it has arrived: see `arrived_late`.
    """
    if ticket.chat_id is not None:
        await outbox.withdraw(desk.tx, ticket.chat_id, ticket.stream, _SHOWING)
    return [] if ticket.about_office is None else await clear(desk, ticket)


async def arrived_late(desk: Desk, ticket: Ticket, chat_id: int) -> list[Send]:
    """Something of the concern arrived in a chat after the concern had left it."""
    if ticket.about_office is None and ticket.card_id is None:
        # It goes with the rest, when the new card is there.
        return []
    return await clear(desk, ticket, chat_id)


async def clear(desk: Desk, ticket: Ticket, chat_id: int | None = None) -> list[Send]:
    """Take all that shows the concern out of a chat, or out of every chat."""
    sends = []
    for link in await links.retire(desk.tx, ticket.id, chat_id):
        with speaking(await desk.language_of_chat(link.chat_id)):
            instead = _("{number} is no longer handled in this chat.")
        sends.append(
            removal(
                ticket,
                link.chat_id,
                link.message_id,
                instead.format(number=ticket.number),
                REMOVALS,
                # The card stays, emptied: those who worked on it see what became of it.
                way=Way.TEXT if link.entry_id is None else Way.DELETE,
                priority=Priority.CARD,
            )
        )
    return sends


async def cleared(desk: Desk, result: Result) -> list[Send]:
    """Administrators are told once of a concern that Telegram does not take out of a chat."""
    ticket = await tickets.load(desk.tx, result.context["ticket"])
    if is_out(result):
        return []
    again = next_way(ticket, result)
    if again is not None:
        return [again]
    if not await links.note_left_behind(
        desk.tx, ticket.id, result.chat_id, result.context["message"]
    ):
        return []
    return await left_behind(desk, ticket, result.chat_id)
