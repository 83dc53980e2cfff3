"""A concern is new: whoever wrote it down, it comes to the office in one way."""

from handlers.desk import Desk
from handlers.staff import alarm, placing, private_cards
from storage.outbox import Send
from storage.tickets import Ticket


async def arrive(desk: Desk, ticket: Ticket) -> list[Send]:
    """Show a concern that was just filed to those who have it; of an urgent one, those who answer
    for such are told as well, and else the named secretaries, if no chat has it."""
    sends = await placing.place(desk, ticket)
    if ticket.urgent:
        return [*sends, *await alarm.sound(desk, ticket)]
    return [*sends, *await private_cards.announce_new(desk, ticket)]
