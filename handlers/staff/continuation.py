"""What a continuation is told of the call it belongs to."""

from collections.abc import Mapping
from typing import Any, Protocol


class Result(Protocol):
    """What Telegram answered to a call."""

    @property
    def delivered(self) -> bool: ...

    @property
    def message_ids(self) -> list[int]: ...

    @property
    def reason(self) -> str | None:
        """Why it will never be delivered: blocked, gone, fixed, no_forum, expired,
        refused."""

    @property
    def answer(self) -> Any:
        """Telegram's raw answer; None when it did not do it, {} when it could not be read."""

    @property
    def chat_id(self) -> int: ...

    @property
    def context(self) -> Mapping[str, Any]: ...
