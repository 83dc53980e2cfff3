"""The index behind /find: the words of filed concerns, folded to one spelling.

The code keeps it: `trusted_schema` is off, which refuses triggers. A draft is not in it.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from bot.reception.folding import fold
from storage import meta
from storage.database import Transaction

_RULES = "1"
"""Changes when words are folded differently: the index is then made anew at the next start."""

_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f'’‘ʻʼ`´])*")
"""A word with the marks and apostrophes in it."""
_FIELDS = ("text", "title", "address", "first_name", "last_name", "phone_number")
"""What of a message's content can be read."""


def words(text: str) -> list[str]:
    """The keys of a text's words, each once, in their order; what has no key in Latin letters
    (Arabic script) stands as it is."""
    found = dict.fromkeys(_WORD.findall(unicodedata.normalize("NFC", text)))
    keys = (fold(word) or word.casefold() for word in found)
    return list(dict.fromkeys(keys))


async def add(tx: Transaction, entry_id: int, content: Mapping[str, Any]) -> None:
    """Put an entry into the index, or what it says now."""
    await tx.fetch("DELETE FROM search WHERE rowid = ?", (entry_id,))
    keys = words(" ".join(str(content[name]) for name in _FIELDS if content.get(name)))
    if keys:
        await tx.insert(
            "INSERT INTO search (rowid, words) VALUES (?, ?)", (entry_id, " ".join(keys))
        )


async def follow(tx: Transaction, entry_id: int, content: Mapping[str, Any]) -> None:
    """Keep up with an entry that was added or changed; one of a draft is left out."""
    filed = await tx.fetch(
        "SELECT 1 FROM entries JOIN tickets ON tickets.id = ticket_id "
        "WHERE entries.id = ? AND status <> 'draft'",
        (entry_id,),
    )
    if filed:
        await add(tx, entry_id, content)


async def add_ticket(tx: Transaction, ticket_id: int) -> None:
    """Put the whole exchange of a ticket into the index: it was filed."""
    for row in await tx.fetch("SELECT id, content FROM entries WHERE ticket_id = ?", (ticket_id,)):
        await add(tx, row["id"], json.loads(row["content"]))


async def forget_ticket(tx: Transaction, ticket_id: int) -> None:
    """Take a ticket out of the index, before its entries are deleted."""
    await tx.fetch(
        "DELETE FROM search WHERE rowid IN (SELECT id FROM entries WHERE ticket_id = ?)",
        (ticket_id,),
    )


async def optimize(tx: Transaction) -> None:
    """Make the index anew without what was taken out: until then its bytes are still there."""
    await tx.fetch("INSERT INTO search (search) VALUES ('optimize')")


async def prepare(tx: Transaction) -> None:
    """Index what was stored by a program that had no index, or folded words differently."""
    if await meta.get(tx, meta.SEARCH) == _RULES:
        return
    await tx.fetch("DELETE FROM search")
    filed = await tx.fetch("SELECT id FROM tickets WHERE status <> 'draft'")
    for row in filed:
        await add_ticket(tx, row["id"])
    await meta.put(tx, meta.SEARCH, _RULES)
