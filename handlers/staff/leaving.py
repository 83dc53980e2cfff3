"""Takes a concern out of the chats that have it no longer: cards are emptied, what the resident
wrote is deleted.

An ordinary concern stays readable where it was until its card is in the new chat: nobody would
have it if that chat turned out to be a wrong one. A concern about an office leaves at once.
"""

from collections.abc import Sequence

from aiogram.utils.i18n import gettext as _

from handlers import words
from handlers.admin.reports import left_behind
from handlers.desk import Desk, speaking
from handlers.staff import forum
from handlers.staff.continuation import Result
from handlers.staff.removal import Way, is_out, next_way, removal
from storage import links, residents, staff, tickets, withdrawals
from storage.entries import Link
from storage.erasing import REMOVALS
from storage.outbox import Priority, Send
from storage.tickets import Ticket

SHOWING = ("card_posted", "copied")
"""The continuations of calls that show a concern in a chat."""


async def leave(desk: Desk, ticket: Ticket) -> list[Send]:
    """The concern leaves the chat it is in; what waits to be shown there is not shown.

    What is on its way there just now is taken out when it has arrived: see `arrived_late`.
    """
    if ticket.chat_id is not None:
        await withdrawals.withdraw(desk.tx, ticket.chat_id, ticket.stream, SHOWING)
    if ticket.about_office is None:
        return []
    return [*await clear(desk, ticket), *await forum.close_elsewhere(desk, ticket, None)]


async def arrived_late(desk: Desk, ticket: Ticket, chat_id: int) -> list[Send]:
    """Something of the concern arrived in a chat after the concern had left it."""
    if ticket.about_office is None and ticket.card_id is None:
        # It goes with the rest, when the new card is there.
        return []
    return await clear(desk, ticket, chat_id)


async def clear(desk: Desk, ticket: Ticket, chat_id: int | None = None) -> list[Send]:
    """Take all that shows the concern out of a chat, or out of every chat."""
    return await _removals(desk, ticket, await links.retire(desk.tx, ticket.id, chat_id))


async def clear_earlier(desk: Desk, ticket: Ticket) -> list[Send]:
    """Its new card is there: earlier cards are of no use anywhere, but for those that named
    secretaries of its office opened in private."""
    secretaries = await staff.secretaries_of(desk.tx, ticket.office or "")
    retired = await links.retire(
        desk.tx,
        ticket.id,
        but=[person.telegram_id for person in secretaries],
        pages_stay_in=ticket.chat_id,
    )
    return await _removals(desk, ticket, retired)


async def _removals(desk: Desk, ticket: Ticket, retired: Sequence[Link]) -> list[Send]:
    sends = []
    for link in retired:
        with speaking(await desk.language_of_chat(link.chat_id)):
            instead = _("{number} is no longer handled in this chat.")
            if ticket.about_office is None and ticket.chat_id not in (None, link.chat_id):
                # Who is complained of needs not know who has it now.
                # NOTE: {name} is that of a reception
                instead += "\n" + _("It is now with: {name}").format(
                    name=words.office(desk.directory, ticket.office or "")
                )
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
    if result.chat_id > 0 and await residents.by_telegram_id(desk.tx, result.chat_id) is None:
        # The private chat of a secretary who was forgotten: nothing names it any longer.
        return []
    if not await links.note_left_behind(
        desk.tx, ticket.id, result.chat_id, result.context["message"]
    ):
        return []
    return await left_behind(desk, ticket, result.chat_id)
