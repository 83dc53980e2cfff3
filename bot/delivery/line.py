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
"""Of a new message with files that had no answer: each try may have put the file there again."""
TRIES = 12
SECONDS = 3 * 3600.0
"""So many failures while others were done, over so long a time, of what need not come: an
announcement for one person, its deletion there, a file that Telegram has an error for. Telegram
may be ill in part for a while."""


class Line:
    """What the failures since the last success say. Only failures that may be a call's own fault
    are told of here. Moments are those of the event loop."""

    def __init__(self) -> None:
        self._suspects: dict[int, int | None] = {}
        """The calls that failed since Telegram last did something, with their chats."""
        self._blamed: Counter[int] = Counter()
        """How often each call failed while others were done."""
        self._unanswered: Counter[int] = Counter()
        """How often each file had no answer, though the line was not down."""
        self._since: dict[int, float] = {}
        """When each call failed first."""

    def works(self) -> None:
        """Telegram did what a call asked for: those that failed before it failed by themselves."""
        self._blamed.update(self._suspects.keys())
        self._suspects.clear()

    def failed(self, call: Call, trouble: Trouble, now: float) -> None:
        """A call failed."""
        self._since.setdefault(call.id, now)
        if trouble is not Trouble.SILENCE or not _sends_files(call):
            self._suspects[call.id] = call.chat_id
        elif not self.is_down():
            # It is large, so the line is its own trouble; and it may be there already.
            self._unanswered[call.id] += 1

    def is_down(self) -> bool:
        """Whether it is everybody's trouble."""
        chats = {chat for id_, chat in self._suspects.items() if not self._blamed[id_]}
        return len(chats - {None}) > 1

    def is_given_up(self, call: Call, now: float) -> bool:
        """Whether a call that failed again is not to be tried any more. Of what people wrote and
        are told, nothing is ever given up."""
        if self._unanswered[call.id] >= UPLOAD_TRIES:
            return True
        may_be = _sends_files(call) or announcements.is_stream(call.stream)
        return (
            may_be
            and self._blamed[call.id] >= TRIES
            and now - self._since.get(call.id, now) >= SECONDS
        )

    def forget(self, call: Call) -> None:
        """The call came to its end."""
        self._suspects.pop(call.id, None)
        self._blamed.pop(call.id, None)
        self._unanswered.pop(call.id, None)
        self._since.pop(call.id, None)


def _sends_files(call: Call) -> bool:
    """Not an edit: that may be made again and again."""
    return call.uploads and call.method.startswith("send")
