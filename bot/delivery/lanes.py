"""Which queued call goes next: order within a stream, priority between streams."""

import heapq
import json
from collections import Counter, deque
from collections.abc import Iterator

from bot.delivery.pacing import Pacing
from storage.outbox import Call

UNPACED = frozenset({"answerCallbackQuery", "answerInlineQuery"})
"""Methods with a lane of their own: no limit holds them, and somebody watches a spinner."""

NO_MESSAGES = frozenset({"setMessageReaction", "deleteMessage", "deleteMessages"})
"""Methods that the limit of messages a minute does not count: marks and removals. Telegram says
nothing of a limit for them; whoever is told to wait, waits."""

EDITS = frozenset({"editMessageText", "editMessageCaption"})

_Key = tuple[int | None, str]
_Entry = tuple[int, int, _Key]


class Lanes:
    """The calls in memory. A stream is busy from `pop` until `release` or `retry`."""

    def __init__(self, pacing: Pacing) -> None:
        self._pacing = pacing
        self._streams: dict[_Key, deque[Call]] = {}
        self._busy: set[_Key] = set()
        self._ready: list[_Entry] = []
        self._later: list[tuple[float, _Entry]] = []
        self._not_before: dict[int, float] = {}
        self._known: set[int] = set()
        self._edits: dict[str, Call] = {}
        """The newest edit in memory of each message."""
        self._counts: Counter[int] = Counter()

    def __len__(self) -> int:
        return len(self._known)

    def count(self, priority: int) -> int:
        """How many calls of a priority are in memory."""
        return self._counts[priority]

    def add(self, call: Call) -> Call | None:
        """Queue a call behind the others of its stream; one that is here already is ignored.

        Returns what need not be sent any longer: the older of two waiting edits of a message. The
        newer one gets the priority of whoever waits for either.
        """
        if call.id in self._known:
            return None
        key = _key(call)
        stream = self._streams.setdefault(key, deque())
        older = None
        renewed = _renewed(call)
        if renewed is not None:
            other = self._edits.get(renewed)
            if other is not None and not (key in self._busy and stream[0] is other):
                if other.id > call.id:
                    return call
                older = other
                call.priority = min(call.priority, older.priority)
                stream.remove(older)
                self._forget(older)
            self._edits[renewed] = call
        self._known.add(call.id)
        self._counts[call.priority] += 1
        place = len(stream)
        # Priorities are read one after the other; the stream keeps the outbox's order.
        while place > (key in self._busy) and stream[place - 1].id > call.id:
            place -= 1
        stream.insert(place, call)
        if key not in self._busy:
            # A person who waits behind a card of the same ticket lends it their priority.
            heapq.heappush(self._ready, self._entry(key))
        return older

    def pop(self, now: float) -> Call | None:
        """The next call that may go at this moment."""
        while self._later and self._later[0][0] <= now:
            heapq.heappush(self._ready, heapq.heappop(self._later)[1])
        while self._ready:
            priority, call_id, key = self._ready[0]
            stream = self._streams.get(key)
            if key in self._busy or not stream or stream[0].id != call_id:
                heapq.heappop(self._ready)
                continue
            call = stream[0]
            not_before = self._not_before.get(call_id, now)
            if not_before > now:
                heapq.heappush(self._later, (not_before, heapq.heappop(self._ready)))
                continue
            if call.method not in UNPACED:
                # Nothing of less weight may pass: an album would wait for room for ever.
                if self._pacing.ready_at(None, priority, now, _weight(call)) > now:
                    return None
                at = self._pacing.ready_at(call.chat_id, priority, now, _weight(call))
                if at > now:
                    heapq.heappush(self._later, (at, heapq.heappop(self._ready)))
                    continue
                self._pacing.take(call.chat_id, priority, now, _weight(call))
            heapq.heappop(self._ready)
            self._busy.add(key)
            return call
        return None

    def next_at(self, now: float) -> float | None:
        """When `pop` may have something; None: not before something is added or released."""
        times = []
        if self._ready:
            priority, _id, key = self._ready[0]
            stream = self._streams.get(key)
            weight = _weight(stream[0]) if stream else 1
            times.append(max(now, self._pacing.ready_at(None, priority, now, weight)))
        if self._later:
            times.append(self._later[0][0])
        return min(times, default=None)

    def release(self, call: Call) -> None:
        """The call is done: the next of its stream may go."""
        key = _key(call)
        self._busy.discard(key)
        stream = self._streams.get(key)
        if stream and stream[0].id == call.id:
            stream.popleft()
            self._forget(call)
        if stream:
            heapq.heappush(self._ready, self._entry(key))
        else:
            self._streams.pop(key, None)

    def retry(self, call: Call, at: float) -> None:
        """The call stays at the head of its stream and may go again at ``at``."""
        key = _key(call)
        self._busy.discard(key)
        if key in self._streams:
            self._not_before[call.id] = at
            heapq.heappush(self._later, (at, self._entry(key)))

    def drop(self, chat_id: int) -> None:
        """Forget a chat's calls but those on their way; they can be read and added again."""
        self._drop([key for key in self._streams if key[0] == chat_id])

    def clear(self) -> None:
        """Forget all calls but those on their way; they can be read and added again."""
        self._drop(list(self._streams))

    def _drop(self, keys: list[_Key]) -> None:
        for key in keys:
            stream = self._streams[key]
            while len(stream) > (key in self._busy):
                self._forget(stream.pop())
            if not stream:
                del self._streams[key]

    def _forget(self, call: Call) -> None:
        self._known.discard(call.id)
        self._not_before.pop(call.id, None)
        self._counts[call.priority] -= 1
        renewed = _renewed(call)
        if renewed is not None and self._edits.get(renewed) is call:
            del self._edits[renewed]

    def _entry(self, key: _Key) -> _Entry:
        stream = self._streams[key]
        return min(_priorities(stream)), stream[0].id, key


def _key(call: Call) -> _Key:
    if call.method in UNPACED:
        return None, f"answer:{call.id}"
    return call.chat_id, call.stream


def _weight(call: Call) -> int:
    return 0 if call.method in NO_MESSAGES else call.weight


def _renewed(call: Call) -> str | None:
    """What an edit shows anew: of two that wait and renew the same, the newer is enough. None for
    other calls."""
    if call.method not in EDITS:
        return None
    place = [*_key(call), call.method, call.params.get("message_id"), call.on_result]
    refs = [[ref.path, ref.kind, ref.id] for ref in call.refs if ref.path == "message_id"]
    return json.dumps([place, refs, call.context], sort_keys=True)


def _priorities(stream: deque[Call]) -> Iterator[int]:
    for call in stream:
        yield -1 if call.method in UNPACED else call.priority
