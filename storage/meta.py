"""Single values about the installation itself."""

from storage.database import Database, Transaction

LAST_POLL = "last_poll"
"""When Telegram last answered a poll, in seconds since 1970."""
LAST_ALERT = "last_alert"
"""When administrators were last told that something was set aside."""
LAST_WAITING = "last_waiting"
"""When they were last told that concerns wait for a chat."""
UNTOLD_WAITING = "untold_waiting"
"""Not empty: more concerns came to wait since then."""
ERASED = "erased"
"""There while the file may still hold bytes of what was erased (see storage.erasing)."""
SEARCH = "search"
"""The rules by which the words of the search index were folded (see storage.search)."""

DIGEST = "digest"
"""The Monday, an ISO date, of the last week in which the weekly digest was sent."""


async def get(source: Transaction | Database, key: str) -> str | None:
    """The value of ``key``, or None."""
    fetch = source.fetch if isinstance(source, Transaction) else source.read
    rows = await fetch("SELECT value FROM meta WHERE key = ?", (key,))
    return rows[0]["value"] if rows else None


async def put(tx: Transaction, key: str, value: str) -> None:
    """Set ``key`` to ``value``."""
    await tx.fetch(
        "INSERT INTO meta (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )
