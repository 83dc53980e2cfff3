"""The words of announcements: for each language that has its own, what its readers are sent."""

import json
from collections.abc import Sequence
from typing import Any

from storage.database import Transaction

Content = dict[str, Any]
"""A stored message, as in handlers.relay."""
SOURCE = "source"
"""The key in it of the message in its author's chat that it came in."""


async def put(
    tx: Transaction, announcement_id: int, language: str, contents: Sequence[Content]
) -> None:
    """What those who read ``language`` get: one message, or those of one album."""
    await tx.fetch(
        "INSERT INTO announcement_versions VALUES (?, ?, ?) "
        "ON CONFLICT DO UPDATE SET contents = excluded.contents",
        (announcement_id, language, json.dumps(list(contents), ensure_ascii=False)),
    )


async def remove(tx: Transaction, announcement_id: int, language: str) -> None:
    """Those who read ``language`` get another version."""
    await tx.fetch(
        "DELETE FROM announcement_versions WHERE announcement_id = ? AND language = ?",
        (announcement_id, language),
    )


async def made_of(tx: Transaction, by: int, message_id: int) -> tuple[int, str] | None:
    """The announcement and the language of the version that came in a message of its author, who
    is known by the Telegram id; None: there is none, or no longer."""
    row = await tx.fetch_one(
        "SELECT announcement_id, language FROM announcement_versions, json_each(contents) part "
        "WHERE json_extract(part.value, ?) = ? "
        "AND announcement_id IN (SELECT id FROM announcements WHERE by_id = ?)",
        (f"$.{SOURCE}", message_id, by),
    )
    return None if row is None else (row["announcement_id"], row["language"])


async def by_language(tx: Transaction, announcement_id: int) -> dict[str, list[Content]]:
    """Language -> what is sent to those who read it."""
    rows = await tx.fetch(
        "SELECT language, contents FROM announcement_versions WHERE announcement_id = ?",
        (announcement_id,),
    )
    return {row["language"]: json.loads(row["contents"]) for row in rows}
