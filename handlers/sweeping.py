"""Deletes messages of a private chat, many in one call."""

from collections.abc import Sequence

from aiogram.methods import DeleteMessages

from handlers.desk import Desk
from handlers.staff.continuation import Result
from storage.outbox import Send

AT_ONCE = 100
"""Telegram deletes no more in one call."""


def sweep(chat_id: int, message_ids: Sequence[int]) -> list[Send]:
    """Delete messages, in their order."""
    return [
        _deletion(chat_id, message_ids[start : start + AT_ONCE])
        for start in range(0, len(message_ids), AT_ONCE)
    ]


async def swept(desk: Desk, result: Result) -> list[Send]:
    """One message that cannot be deleted must not keep the others: each half is tried alone."""
    message_ids = result.context["messages"]
    if result.delivered or result.reason == "blocked" or len(message_ids) == 1:
        return []
    half = len(message_ids) // 2
    parts = (message_ids[:half], message_ids[half:])
    return [_deletion(result.chat_id, part) for part in parts]


def _deletion(chat_id: int, message_ids: Sequence[int]) -> Send:
    return Send(
        DeleteMessages(chat_id=chat_id, message_ids=list(message_ids)),
        on_result="swept",
        context={"messages": list(message_ids)},
        optional=True,
    )
