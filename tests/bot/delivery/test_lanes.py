"""Which call goes next: the lanes against a model of them."""

from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.delivery.lanes import Lanes
from bot.delivery.pacing import Limits, Pacing
from storage.outbox import Call, Ref

CHATS = (1, -1)
STREAMS = ("", "a")
FREE = Limits(per_second=1e9, per_second_private=1e9, burst_private=10**9, per_minute_group=10**9)


def call(number: int, chat_id: int = 1, stream: str = "", priority: int = 0) -> Call:
    return Call(number, "sendMessage", {}, chat_id, stream, priority, (), None, {}, None, False)


def lanes_of(*calls: Call) -> Lanes:
    lanes = Lanes(Pacing(FREE))
    for each in calls:
        lanes.add(each)
    return lanes


def popped(lanes: Lanes, now: float = 0.0) -> int | None:
    found = lanes.pop(now)
    return None if found is None else found.id


def test_one_at_a_time_in_a_stream() -> None:
    first, second = call(1), call(2)
    lanes = lanes_of(first, second)
    assert popped(lanes) == 1
    assert popped(lanes) is None
    lanes.release(first)
    assert popped(lanes) == 2


def test_a_stream_is_in_the_order_of_the_outbox_however_it_was_read() -> None:
    """Priorities are read one after the other, so a later call may come in first."""
    lanes = lanes_of(call(2, priority=0), call(1, priority=1))
    assert popped(lanes) == 1


def test_a_waiting_person_lends_the_stream_their_priority() -> None:
    lanes = lanes_of(call(1, stream="x", priority=1), call(2, priority=1), call(3, priority=1))
    lanes.add(call(4, stream="x", priority=0))
    assert popped(lanes) == 1


def edit(number: int, priority: int = 0, card: int = 7) -> Call:
    refs = (Ref("message_id", "card", card),)
    context = {"ticket": card}
    return Call(
        number, "editMessageText", {}, -1, "x", priority, refs, "card_refreshed", context, None
    )


def test_of_two_waiting_edits_the_newer_is_sent_with_the_haste_of_either() -> None:
    lanes = lanes_of(call(1, chat_id=-1, priority=1))
    assert lanes.add(older := edit(2, priority=0)) is None
    assert lanes.add(edit(3, priority=2)) is older
    assert len(lanes) == 2
    assert popped(lanes) == 3
    assert popped(lanes, 1.0) == 1


def test_the_newer_of_two_edits_may_be_read_first() -> None:
    lanes = lanes_of(edit(5, priority=0))
    older = edit(3, priority=2)
    assert lanes.add(older) is older
    assert len(lanes) == 1


def test_an_edit_on_its_way_and_one_of_another_card_stay() -> None:
    first = edit(1)
    lanes = lanes_of(first)
    assert popped(lanes) == 1
    assert lanes.add(edit(2)) is None
    assert lanes.add(edit(3, card=8)) is None
    lanes.release(first)
    assert popped(lanes, 1.0) == 2


def test_an_edit_in_the_middle_of_a_stream_goes_and_the_order_stays() -> None:
    lanes = lanes_of(card := call(1, chat_id=-1, stream="x"), older := edit(2))
    lanes.add(call(3, chat_id=-1, stream="x"))
    assert lanes.add(edit(4)) is older
    assert popped(lanes) == 1
    lanes.release(card)
    assert popped(lanes, 1.0) == 3


def test_a_retry_is_not_earlier_than_asked() -> None:
    first = call(1, priority=1)
    # The second raises the first's priority: it stands in the queue twice.
    lanes = lanes_of(first, call(2, priority=0))
    assert popped(lanes) == 1
    lanes.retry(first, 10.0)
    assert popped(lanes, 9.0) is None
    assert popped(lanes, 10.0) == 1


def test_what_joins_a_stream_does_not_hurry_a_retry() -> None:
    first = call(1, priority=1)
    lanes = lanes_of(first)
    assert popped(lanes) == 1
    lanes.retry(first, 10.0)
    lanes.add(call(2, priority=0))
    assert popped(lanes, 9.0) is None
    assert popped(lanes, 10.0) == 1


def test_dropped_calls_can_be_added_again() -> None:
    first, second = call(1, -1), call(2, -1)
    lanes = lanes_of(first, second, call(3, 1))
    assert popped(lanes) == 1
    assert popped(lanes) == 3
    lanes.drop(-1)
    assert len(lanes) == 2
    lanes.release(first)
    assert popped(lanes) is None
    lanes.add(second)
    assert popped(lanes, 1.0) == 2


@dataclass
class Waiting:
    """What the model knows of a call."""

    call: Call
    not_before: float = 0.0


class LanesMachine(RuleBasedStateMachine):
    """Random use; calls come in the order of their ids, as within one priority they do."""

    def __init__(self) -> None:
        super().__init__()
        self.lanes = Lanes(Pacing(FREE))
        self.now = 0.0
        self.next_id = 1
        self.waiting: dict[int, Waiting] = {}
        self.flying: dict[int, Call] = {}

    def head(self, key: tuple[int, str]) -> Waiting | None:
        if any((one.chat_id, one.stream) == key for one in self.flying.values()):
            return None
        ids = [n for n, w in self.waiting.items() if (w.call.chat_id, w.call.stream) == key]
        return self.waiting[min(ids)] if ids else None

    def heads(self) -> list[Waiting]:
        found = (self.head((chat, stream)) for chat in CHATS for stream in STREAMS)
        return [one for one in found if one is not None and one.not_before <= self.now]

    def rank(self, one: Waiting) -> int:
        key = (one.call.chat_id, one.call.stream)
        return min(
            w.call.priority
            for w in self.waiting.values()
            if (w.call.chat_id, w.call.stream) == key
        )

    @rule(chat=st.sampled_from(CHATS), stream=st.sampled_from(STREAMS), priority=st.integers(0, 3))
    def add(self, chat: int, stream: str, priority: int) -> None:
        new = call(self.next_id, chat, stream, priority)
        self.next_id += 1
        self.lanes.add(new)
        self.waiting[new.id] = Waiting(new)

    @rule()
    def pop(self) -> None:
        # Telegram's limits leave a moment between two calls.
        self.now += 0.001
        found = self.lanes.pop(self.now)
        heads = self.heads()
        if found is None:
            assert not heads
            return
        ids = [one.call.id for one in heads]
        assert found.id in ids
        mine = self.waiting[found.id]
        assert self.rank(mine) == min(self.rank(one) for one in heads)
        del self.waiting[found.id]
        self.flying[found.id] = found

    @precondition(lambda self: self.flying)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.flying)))
        self.lanes.release(self.flying.pop(number))

    @precondition(lambda self: self.flying)
    @rule(data=st.data(), after=st.floats(0, 5))
    def retry(self, data: st.DataObject, after: float) -> None:
        number = data.draw(st.sampled_from(sorted(self.flying)))
        again = self.flying.pop(number)
        self.lanes.retry(again, self.now + after)
        self.waiting[number] = Waiting(again, self.now + after)

    @rule(chat=st.sampled_from(CHATS))
    def drop(self, chat: int) -> None:
        self.lanes.drop(chat)
        self.waiting = {n: w for n, w in self.waiting.items() if w.call.chat_id != chat}

    @rule(seconds=st.floats(0.001, 5))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @invariant()
    def counts_agree(self) -> None:
        everything = [*(w.call for w in self.waiting.values()), *self.flying.values()]
        assert len(self.lanes) == len(everything)
        for priority in range(4):
            assert self.lanes.count(priority) == sum(c.priority == priority for c in everything)


LanesMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestLanes = LanesMachine.TestCase
