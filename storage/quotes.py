"""What stored updates quote of our messages: whoever replies to a card or presses its button hands
the words on it over once more."""

import json
from collections.abc import Callable, Collection
from typing import Any

from bot.reception.tickets import find_number
from storage import entries
from storage.database import Transaction
from storage.tickets import Ticket

_KEPT = (
    *("message_id", "message_thread_id", "is_topic_message", "media_group_id"),
    *("chat", "from", "sender_chat", "date", "edit_date", "origin", "reply_to_message"),
)
"""What stays of a message that is emptied: whose it is, and where it stands."""

_DEPTH = 16
"""Levels of an update that are looked at; Telegram's have fewer."""

_Number = Callable[[dict[str, Any]], str | None]
"""The number of the concern whose words an object of an update holds; None: it holds none."""


async def forget(tx: Transaction, ticket: Ticket) -> None:
    """Empty what updates that are still to be handled, or were set aside, quote of a concern.

    They themselves stay: a reply still tells which concern is meant. To be called while the links
    of the concern are there.
    """
    if ticket.number is None:
        return
    rows = await tx.fetch(
        "SELECT chat_id, message_id FROM links LEFT JOIN entries ON entries.id = entry_id "
        "WHERE links.ticket_id = ? "
        # What secretaries wrote is theirs.
        f"AND (kind <> 'source' OR direction = 'in' OR {entries.IS_SHOWN})",
        (ticket.id,),
    )
    places = {(row["chat_id"], row["message_id"]) for row in rows}
    marks = [ticket.number, *{f":{chat_id}" for chat_id, _ in places}]
    found = await tx.fetch(
        "SELECT id, bot_id, payload FROM inbox WHERE state <> 'done' "
        "AND EXISTS (SELECT 1 FROM json_each(?) WHERE instr(payload, value))",
        (json.dumps(marks),),
    )
    for row in found:
        bot_id = row["bot_id"]

        def number_of(node: dict[str, Any], bot_id: int = bot_id) -> str | None:
            said = _place(node) in places or _said_by(bot_id, node) == ticket.number
            return ticket.number if said else None

        await _put(tx, row["id"], json.loads(row["payload"]), number_of)


async def forget_erased(tx: Transaction, item_ids: Collection[int]) -> None:
    """Empty what these updates quote of concerns that are erased by now: nothing but the number in
    our own text tells of them any longer."""
    marks = ", ".join("?" * len(item_ids))
    rows = await tx.fetch(
        f"SELECT id, bot_id, payload FROM inbox WHERE id IN ({marks}) AND payload IS NOT NULL",
        tuple(item_ids),
    )
    for row in rows:
        update, bot_id = json.loads(row["payload"]), row["bot_id"]
        erased = await _erased_among(tx, _numbers(update, bot_id))

        def number_of(
            node: dict[str, Any], bot_id: int = bot_id, erased: set[str] = erased
        ) -> str | None:
            number = _said_by(bot_id, node)
            return number if number in erased else None

        await _put(tx, row["id"], update, number_of)


def _numbers(update: Any, bot_id: int) -> set[str]:
    """The concerns that messages of ours in an update tell of."""
    found: set[str] = set()

    def note(node: dict[str, Any]) -> None:
        number = _said_by(bot_id, node)
        if number is not None:
            found.add(number)

    _emptied(update, note)
    return found


async def _erased_among(tx: Transaction, numbers: Collection[str]) -> set[str]:
    rows = await tx.fetch(
        "SELECT number FROM tickets WHERE erased_at IS NOT NULL "
        "AND number IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(numbers)),),
    )
    return {row["number"] for row in rows}


def _place(node: dict[str, Any]) -> tuple[int, int] | None:
    """The chat and the id of a message."""
    chat, message_id = node.get("chat"), node.get("message_id")
    chat_id = chat.get("id") if isinstance(chat, dict) else None
    if not isinstance(chat_id, int) or not isinstance(message_id, int):
        return None
    return chat_id, message_id


def _said_by(bot_id: int, node: dict[str, Any]) -> str | None:
    """The first number in a text that is ours, or was when it was forwarded."""
    origin = node.get("forward_origin")
    senders = [node.get("from"), origin.get("sender_user") if isinstance(origin, dict) else None]
    if not any(isinstance(one, dict) and one.get("id") == bot_id for one in senders):
        return None
    text = node.get("text") or node.get("caption")
    return find_number(text) if isinstance(text, str) else None


async def _put(tx: Transaction, item_id: int, update: Any, number_of: _Number) -> None:
    emptied = _emptied(update, number_of)
    if emptied != update:
        text = json.dumps(emptied, separators=(",", ":"))
        await tx.fetch("UPDATE inbox SET payload = ? WHERE id = ?", (text, item_id))


def _emptied(node: Any, number_of: _Number, depth: int = _DEPTH) -> Any:
    """An update without the words that messages in it hold of a concern."""
    if depth == 0:
        return node
    if isinstance(node, list):
        return [_emptied(one, number_of, depth - 1) for one in node]
    if not isinstance(node, dict):
        return node
    number = number_of(node)
    left = {
        key: _emptied(value, number_of, depth - 1)
        for key, value in node.items()
        if number is None or key in _KEPT
    }
    if number is not None:
        # As on an emptied card: should nothing else tell, a reply finds the concern by it.
        return {**left, "text": f"{number} ·"}
    quoted = (node.get("reply_to_message"), node.get("external_reply"))
    if any(isinstance(one, dict) and number_of(one) is not None for one in quoted):
        # The part of it that whoever replied had picked out.
        left.pop("quote", None)
    return left
