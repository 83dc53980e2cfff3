"""Whether a concern may be spoken of where it is, now that chats may have changed."""

from bot.reception.routing import Desks, may_stay
from handlers.desk import Desk
from storage.seating import Seated
from storage.tickets import Ticket


async def is_misplaced(desk: Desk, ticket: Ticket) -> bool:
    """Whether nothing more of a concern may be said in its chat: that serves its office no
    longer, or people of the office complained of read it by now."""
    return is_in_wrong_chat(ticket, await desk.desks())


def is_in_wrong_chat(ticket: Ticket | Seated, desks: Desks) -> bool:
    """The same, as the chats are known."""
    return ticket.chat_id is not None and not may_stay(
        ticket.office or "", ticket.about_office, ticket.chat_id, desks
    )
