"""Whose fault a failure is: the line's, Telegram's as a whole, or the call's own.

One failure does not tell. What becomes of others does: a call that fails while others are done is
to blame itself, and nobody else waits for it; when calls to several chats fail and none is done,
it is everybody's trouble, and no call's fault.
"""

from collections import Counter

from bot.delivery.outcome import Trouble
from storage import announcements
from storage.outbox import Call

UPLOAD_TRIES = 5
"""Of a new message with files, however slow the line is: each try may put the file there again."""
ANNOUNCEMENT_TRIES = 12
"""For one person, and to delete it there again: about a quarter of an hour."""


class Line:
    """What the failures since the last success say. Only failures that may be a call's own fault
    are told of here."""

    def __init__(self) -> None:
        self._suspects: dict[int, int | None] = {}
        """The calls that failed since Telegram last did something, with their chats."""
        self._blamed: Counter[int] = Counter()
        """How often each call failed by its own fault."""

    def works(self) -> None:
        """Telegram did what a call asked for: those that failed before it failed by themselves."""
        self._blamed.update(self._suspects.keys())
        self._suspects.clear()

    def failed(self, call: Call, trouble: Trouble) -> None:
        """A call failed."""
        if trouble is Trouble.SILENCE and _sends_files(call):
            # It is large, so the line is its own trouble; and it may be there already.
            self._blamed[call.id] += 1
        else:
            self._suspects[call.id] = call.chat_id

    def is_down(self) -> bool:
        """Whether it is everybody's trouble."""
        chats = {chat for id_, chat in self._suspects.items() if not self._blamed[id_]}
        return len(chats) > 1

    def is_given_up(self, call: Call) -> bool:
        """Whether a call that failed again is not to be tried any more. Of what people wrote and
        are told, nothing is ever given up."""
        if _sends_files(call):
            return self._blamed[call.id] >= UPLOAD_TRIES
        is_announcement = announcements.is_stream(call.stream)
        return is_announcement and self._blamed[call.id] >= ANNOUNCEMENT_TRIES

    def forget(self, call: Call) -> None:
        """The call came to its end."""
        self._suspects.pop(call.id, None)
        self._blamed.pop(call.id, None)


def _sends_files(call: Call) -> bool:
    """Not an edit: that may be made again and again."""
    return call.uploads and call.method.startswith("send")
