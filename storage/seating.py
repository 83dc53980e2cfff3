"""Where open tickets are: in whose hands, and in which chat."""

from dataclasses import dataclass

from storage.database import Transaction
from storage.tickets import IS_OPEN, Ticket, from_row, load


async def reseat(tx: Transaction, ticket_id: int, office: str, chat_id: int | None) -> Ticket:
    """Who has the ticket from now on. In another chat its card is still to be posted, and nobody
    is in charge yet."""
    await tx.fetch(
        "UPDATE tickets SET card_id = NULL, taken_by = NULL, taken_name = NULL "
        "WHERE id = ? AND chat_id IS NOT ?",
        (ticket_id, chat_id),
    )
    await tx.fetch(
        "UPDATE tickets SET office = ?, chat_id = ? WHERE id = ?", (office, chat_id, ticket_id)
    )
    return await load(tx, ticket_id)


async def open_in_chat(tx: Transaction, chat_id: int) -> list[Ticket]:
    """The open tickets whose cards belong in a chat, oldest first."""
    rows = await tx.fetch(
        f"SELECT * FROM tickets WHERE chat_id = ? AND {IS_OPEN} ORDER BY id",
        (chat_id,),
    )
    return [from_row(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Seated:
    """Who has some of the open tickets."""

    office: str
    about_office: str | None
    chat_id: int | None


async def seated(tx: Transaction) -> list[Seated]:
    """Every combination in which there are open tickets: few, however many the tickets are."""
    rows = await tx.fetch(
        f"SELECT DISTINCT office, about_office, chat_id FROM tickets WHERE {IS_OPEN}"
    )
    return [Seated(row["office"], row["about_office"], row["chat_id"]) for row in rows]


async def open_at(tx: Transaction, where: Seated) -> list[int]:
    """The open tickets of such a combination, oldest first."""
    rows = await tx.fetch(
        "SELECT id FROM tickets WHERE office IS ? AND about_office IS ? AND chat_id IS ? "
        f"AND {IS_OPEN} ORDER BY id",
        (where.office, where.about_office, where.chat_id),
    )
    return [row["id"] for row in rows]


async def complaints_at_rest(tx: Transaction) -> list[Ticket]:
    """Concerns about an office that are no longer open and whose card is in a chat, with something
    on it."""
    rows = await tx.fetch(
        f"SELECT * FROM tickets WHERE status <> 'draft' AND NOT {IS_OPEN} "
        "AND about_office IS NOT NULL AND chat_id IS NOT NULL AND erased_at IS NULL ORDER BY id"
    )
    return [from_row(row) for row in rows]


async def all_in_chat(tx: Transaction, chat_id: int) -> list[Ticket]:
    """Every ticket whose card belongs in a chat, open or not, oldest first."""
    rows = await tx.fetch("SELECT * FROM tickets WHERE chat_id = ? ORDER BY id", (chat_id,))
    return [from_row(row) for row in rows]
