"""Where tickets are: in whose hands, and in which chat."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.reception.tickets import ENDED
from storage.database import Row, Transaction
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
    """Who has some of the tickets."""

    office: str
    about_office: str | None
    chat_id: int | None


async def seated(tx: Transaction) -> list[Seated]:
    """Every combination in which there are open tickets: few, however many the tickets are."""
    rows = await tx.fetch(
        f"SELECT DISTINCT office, about_office, chat_id FROM tickets WHERE {IS_OPEN}"
    )
    return [_seated(row) for row in rows]


def _seated(row: Row) -> Seated:
    return Seated(row["office"], row["about_office"], row["chat_id"])


async def open_at(tx: Transaction, where: Seated) -> list[int]:
    """The open tickets of such a combination, oldest first."""
    rows = await tx.fetch(
        "SELECT id FROM tickets WHERE office IS ? AND about_office IS ? AND chat_id IS ? "
        f"AND {IS_OPEN} ORDER BY id",
        (where.office, where.about_office, where.chat_id),
    )
    return [row["id"] for row in rows]


_ENDED = ", ".join(f"'{status}'" for status in ENDED)


async def complaints_at_rest(tx: Transaction) -> list[tuple[int, Seated]]:
    """Concerns about an office, by their ids, that are no longer open and whose card is in a chat,
    with something on it."""
    rows = await tx.fetch(
        # Without the index every concern that is no longer open would be read.
        "SELECT id, office, about_office, chat_id FROM tickets "
        "INDEXED BY tickets_complaints_at_rest WHERE about_office IS NOT NULL "
        f"AND chat_id IS NOT NULL AND erased_at IS NULL AND status IN ({_ENDED}) ORDER BY id"
    )
    return [(row["id"], _seated(row)) for row in rows]


_ORDINARY_AT_REST = f"about_office IS NULL AND status IN ({_ENDED})"
"""The condition of SQL that nobody works on a ticket and it is about no office: that of the index
tickets_at_rest."""
_LEAST = -(2**63)
"""Before every chat and, in comparisons, in place of none, which comes before them all."""


async def seated_at_rest(tx: Transaction) -> list[Seated]:
    """Every combination in which there are tickets that are no longer open, without those about an
    office: few, however many the tickets are."""
    found: list[Seated] = []
    office, chat_id = "", _LEAST
    some = (
        "SELECT office, chat_id FROM tickets INDEXED BY tickets_at_rest "
        f"WHERE {_ORDINARY_AT_REST} AND"
    )
    # From one to the next in the index; DISTINCT would go through all tickets that are in it, and
    # so would a comparison of both at once.
    while row := await tx.fetch_one(
        f"SELECT * FROM ({some} office = ?1 AND chat_id > ?2 ORDER BY chat_id LIMIT 1) "
        f"UNION ALL SELECT * FROM ({some} office > ?1 ORDER BY office, chat_id LIMIT 1) LIMIT 1",
        (office, chat_id),
    ):
        office, chat_id = row["office"], _LEAST if row["chat_id"] is None else row["chat_id"]
        found.append(Seated(office, None, row["chat_id"]))
    return found


async def resting_at(tx: Transaction, where: Seated) -> list[int]:
    """The tickets of such a combination."""
    rows = await tx.fetch(
        f"SELECT id FROM tickets WHERE office IS ? AND chat_id IS ? AND {_ORDINARY_AT_REST}",
        (where.office, where.chat_id),
    )
    return [row["id"] for row in rows]


@dataclass(frozen=True, slots=True)
class Resting:
    """A ticket that is no longer open, and not about an office."""

    id: int
    office: str
    chat_id: int | None
    writer: int | None
    """The resident's Telegram id."""


async def resting(tx: Transaction, ticket_ids: Collection[int]) -> list[Resting]:
    """Those of these tickets that are so."""
    rows = await tx.fetch(
        "SELECT tickets.id, office, chat_id, telegram_id FROM tickets "
        "LEFT JOIN residents ON residents.id = resident_id "
        f"WHERE tickets.id IN (SELECT value FROM json_each(?)) AND {_ORDINARY_AT_REST}",
        (json.dumps(list(ticket_ids)),),
    )
    return [Resting(*row) for row in rows]


async def carry_along(tx: Transaction, places: Iterable[tuple[int, int | None]]) -> None:
    """Tickets, by their ids, that are no longer open belong to other chats from now on. No card is
    there, but for one that stayed when the chat had them before; nobody is in charge."""
    await tx.execute_many(
        "UPDATE tickets SET chat_id = ?2, taken_by = NULL, taken_name = NULL, "
        "card_id = (SELECT MAX(message_id) FROM links "
        "WHERE ticket_id = ?1 AND chat_id = ?2 AND kind = 'card') WHERE id = ?1",
        list(places),
    )


async def all_in_chat(tx: Transaction, chat_id: int) -> list[Ticket]:
    """Every ticket whose card belongs in a chat, open or not, oldest first."""
    rows = await tx.fetch("SELECT * FROM tickets WHERE chat_id = ? ORDER BY id", (chat_id,))
    return [from_row(row) for row in rows]
