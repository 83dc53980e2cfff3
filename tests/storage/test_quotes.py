"""What stored updates quote of concerns is emptied; the updates themselves stay."""

import json
from typing import Any

import pytest

from storage import entries, erasing, inbox, residents
from storage.database import Database, Transaction
from storage.entries import READY, Link
from storage.tickets import Ticket
from tests.storage.test_erasing import PERSON, STAFF, concern

BOT = 1
NUMBER = "NKT-2026-00001"
OTHER = "NKT-2026-00002"


def message(message_id: int, text: str, sender: int = BOT, **more: Any) -> dict[str, Any]:
    chat = {"id": STAFF, "type": "supergroup"}
    return {
        "message_id": message_id,
        "chat": chat,
        "from": {"id": sender, "is_bot": sender == BOT, "first_name": "x"},
        "date": 5,
        "text": text,
        **more,
    }


async def scene(tx: Transaction) -> Ticket:
    """A concern with a card (10) and a copy (11), and another one with a card (20)."""
    person = await residents.add(tx, PERSON, "Айгүл", 1)
    ticket = await concern(tx, person, NUMBER)
    other = await residents.add(tx, PERSON + 1, "Бек", 1)
    await concern(tx, other, OTHER)
    return ticket


async def stored(tx: Transaction, *updates: dict[str, Any]) -> None:
    numbered = [{"update_id": at + 1, **update} for at, update in enumerate(updates)]
    await inbox.store(tx, BOT, numbered, 0)


async def payloads(tx: Transaction) -> list[dict[str, Any]]:
    return [json.loads(row["payload"]) for row in await tx.fetch("SELECT payload FROM inbox")]


@pytest.mark.parametrize("state", ["new", "waiting", "failed"])
async def test_replies_and_presses_keep_all_but_the_words(database: Database, state: str) -> None:
    async with database.transaction() as tx:
        ticket = await scene(tx)
        [answer] = await entries.add(
            tx,
            ticket.id,
            [{"kind": "text", "text": "ours"}],
            now=20,
            source=(STAFF, [70]),
            author=(9, "Нурлан"),
        )
        ready = json.dumps({"do": READY})
        await entries.link(tx, Link(STAFF, 71, ticket.id, answer, "source", ready))
        copy = {**message(11, ""), "photo": [{"file_id": "secret"}], "caption": "secret"}
        card = message(10, f"🔴\n{NUMBER} · secret", reply_markup={"inline_keyboard": []})
        colleague = message(70, "We come", 9)
        await stored(
            tx,
            {"message": message(50, "yes", 9, reply_to_message=card, quote={"text": "secret"})},
            {"message": message(51, "no", 9, reply_to_message=copy)},
            {"callback_query": {"id": "1", "data": "t:take:1", "message": card}},
            # A copy that nobody noted, and one that was forwarded.
            {"message": message(52, "so", 9, reply_to_message=message(99, f"{NUMBER} secret"))},
            {
                "message": message(
                    53, f"{NUMBER} secret", 9, forward_origin={"sender_user": {"id": BOT}}
                )
            },
            {"message": message(54, "ha", 9, external_reply=copy, quote={"text": "secret"})},
            {"message": message(55, "oh", 9, reply_to_message=message(71, "secret"))},
            {"message": message(56, "ah", 9, reply_to_message=colleague)},
            {"edited_message": message(70, "We come later", 9)},
        )
        await tx.fetch("UPDATE inbox SET state = ?", (state,))
        await erasing.strip_ticket(tx, ticket, 100, system=True)
        left = await payloads(tx)
        assert "secret" not in str(left)
        reply = left[0]["message"]
        assert (reply["text"], reply["from"]["id"]) == ("yes", 9)
        assert reply["reply_to_message"] == {
            **{key: card[key] for key in ("message_id", "chat", "from", "date")},
            "text": f"{NUMBER} ·",
        }
        assert left[2]["callback_query"]["data"] == "t:take:1"
        # What colleagues wrote is theirs.
        assert left[7]["message"]["reply_to_message"] == colleague
        assert left[8]["edited_message"]["text"] == "We come later"


async def test_other_concerns_and_broken_updates_stay_as_they_are(database: Database) -> None:
    deep: Any = f"{NUMBER} secret"
    for _ in range(300):
        deep = {"chat": deep}
    async with database.transaction() as tx:
        ticket = await scene(tx)
        other = message(20, f"{OTHER} · theirs, like {NUMBER}")
        updates = [
            {"message": message(50, f"as in {NUMBER}", 9, reply_to_message=other)},
            {"message": {"message_id": [], "chat": {"id": {}}, "text": 5, "about": NUMBER}},
            {"message": {"from": 5, "forward_origin": [], "reply_to_message": NUMBER}},
            {"message": deep},
        ]
        await stored(tx, *updates)
        before = await payloads(tx)
        await erasing.strip_ticket(tx, ticket, 100, system=True)
        assert await payloads(tx) == before


async def test_what_is_set_aside_after_the_erasure_keeps_no_words(database: Database) -> None:
    async with database.transaction() as tx:
        ticket = await scene(tx)
        await erasing.strip_ticket(tx, ticket, 100, system=True)
        await stored(
            tx,
            {"message": message(50, "yes", 9, reply_to_message=message(10, f"\n{NUMBER} secret"))},
            {"message": message(51, "no", 9, reply_to_message=message(20, f"{OTHER} theirs"))},
        )
        await inbox.set_aside(tx, [1, 2], "ValueError", 3)
        mine, theirs = await payloads(tx)
    assert "secret" not in str(mine)
    assert mine["message"]["text"] == "yes"
    assert "theirs" in theirs["message"]["reply_to_message"]["text"]
