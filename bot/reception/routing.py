"""Which staff chat serves an office."""

from collections.abc import Mapping


def staff_chat(
    own: int | None, shared: int | None, moved: Mapping[int, int] | None = None
) -> int | None:
    """The office's own chat, else the shared one, else None.

    ``moved`` maps groups that became supergroups to their new ids.
    """
    chat = own if own is not None else shared
    moved = moved or {}
    while chat is not None and chat in moved:
        chat = moved[chat]
    return chat
