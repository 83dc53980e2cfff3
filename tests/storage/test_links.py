"""What shows a concern in chats, and what is retired when it leaves them."""

from aiogram.methods import SendMessage

from storage import drafts, entries, links, outbox, residents
from storage.database import Database, Transaction
from storage.entries import Link
from storage.outbox import Send

CONTENT = {"kind": "text", "text": "x"}


async def ticket_with_links(tx: Transaction) -> int:
    """A card and a copy of what the resident wrote in two chats, and what is none of that."""
    resident = await residents.add(tx, 5, "A", 0)
    ticket = (await drafts.add(tx, resident.id, "ky", 0)).id
    [story] = await entries.add(tx, ticket, [CONTENT], now=0, source=(5, [1]))
    [answer] = await entries.add(
        tx, ticket, [CONTENT], now=0, source=(-1, [9]), author=(7, "Nurlan")
    )
    for chat_id in (-1, -2):
        await entries.link(tx, Link(chat_id, 10, ticket, None, "card"))
        await entries.link(tx, Link(chat_id, 11, ticket, story, "copy"))
        await entries.link(tx, Link(chat_id, 12, ticket, None, "prompt"))
    await entries.link(tx, Link(5, 2, ticket, answer, "copy"))
    return ticket


async def test_cards_and_copies_are_retired_once(database: Database) -> None:
    async with database.transaction() as tx:
        ticket = await ticket_with_links(tx)
        there = await links.retire(tx, ticket, -2)
        assert [(link.chat_id, link.message_id) for link in there] == [(-2, 10), (-2, 11)]
        assert [link.entry_id is None for link in there] == [True, False]
        rest = await links.retire(tx, ticket)
        assert [(link.chat_id, link.message_id) for link in rest] == [(-1, 10), (-1, 11)]
        assert await links.retire(tx, ticket) == []
        # The answer is with the resident, and a retired message still belongs to the ticket.
        kinds = {}
        for chat_id, message_id in ((5, 2), (-1, 9), (-1, 10), (-2, 11)):
            found = await entries.linked(tx, chat_id, message_id)
            assert found is not None
            assert found.ticket_id == ticket
            kinds[chat_id, message_id] = found.kind
        assert kinds == {
            (5, 2): "copy",
            (-1, 9): "source",
            (-1, 10): "prompt",
            (-2, 11): "prompt",
        }


async def test_what_is_left_behind_is_noted_once_and_not_retired_again(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        ticket = await ticket_with_links(tx)
        await links.retire(tx, ticket)
        assert await links.note_left_behind(tx, ticket, -1, 11)
        assert not await links.note_left_behind(tx, ticket, -2, 11)
        assert await links.retire(tx, ticket) == []


async def test_a_chat_counts_as_told_while_the_message_is_under_way_not_when_it_was_refused(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        ticket = await ticket_with_links(tx)
        context = {"ticket": ticket, "unread": True}
        there_is_more = SendMessage(chat_id=-1, text="More")
        await outbox.enqueue(
            tx, [Send(there_is_more, on_result="page_posted", context=context)], 0
        )
        assert await links.has_unread(tx, ticket, -1)
        [call] = await tx.fetch("SELECT id FROM outbox")
        assert await outbox.set_aside(tx, call["id"], "refused")
        assert not await links.has_unread(tx, ticket, -1)
