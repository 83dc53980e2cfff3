"""Never faster than Telegram allows, and people first."""

from bisect import bisect_right
from collections import deque
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.lanes import Lanes
from bot.delivery.pacing import Limits, Pacing, Window
from storage.outbox import Call, Priority

LIMITS = Limits()


def call(number: int, chat_id: int, priority: int, method: str = "sendMessage") -> Call:
    return Call(number, method, {}, chat_id, f"{number}", priority, (), None, {}, None, False)


def drain(calls: Sequence[Call], start: float = 1000.0) -> list[tuple[float, Call]]:
    """When each call goes if Telegram answers at once."""
    lanes = Lanes(Pacing(LIMITS))
    for each in calls:
        lanes.add(each)
    now, gone = start, []
    while len(lanes):
        popped = lanes.pop(now)
        if popped is None:
            at = lanes.next_at(now)
            assert at is not None, "calls are left and nothing will ever send them"
            assert at > now, "asked to come back at once for nothing"
            now = at
            continue
        gone.append((now, popped))
        lanes.release(popped)
    return gone


def most_within(times: Sequence[float], seconds: float) -> int:
    return max(
        (sum(1 for other in times if at <= other < at + seconds) for at in times), default=0
    )


@given(
    st.lists(
        st.tuples(st.sampled_from([1, 2, 3, -1, -2]), st.sampled_from(list(Priority))),
        max_size=80,
    )
)
def test_no_window_holds_more_than_the_limits(wanted: list[tuple[int, Priority]]) -> None:
    gone = drain([call(i, chat, priority) for i, (chat, priority) in enumerate(wanted, 1)])
    assert len(gone) == len(wanted)
    assert most_within([at for at, _ in gone], 1.0) <= 30
    for chat in (-1, -2):
        times = [at for at, sent in gone if sent.chat_id == chat]
        assert most_within(times, 60.0) <= LIMITS.per_minute_group
    for chat in (1, 2, 3):
        times = [at for at, sent in gone if sent.chat_id == chat]
        for seconds in (1.0, 10.0, 60.0):
            most = LIMITS.burst_private + LIMITS.per_second_private * seconds
            assert most_within(times, seconds) <= most


@given(st.lists(st.sampled_from(list(Priority)), min_size=1, max_size=60))
def test_in_one_chat_priorities_come_in_their_order(priorities: list[Priority]) -> None:
    gone = drain([call(i, 1, priority) for i, priority in enumerate(priorities, 1)])
    order = [(sent.priority, sent.id) for _, sent in gone]
    assert order == sorted(order)


def test_a_person_waiting_passes_a_queue_of_cards() -> None:
    cards = [call(i, -1, Priority.CARD) for i in range(1, 41)]
    gone = drain([*cards, call(41, -1, Priority.WAITING)])
    assert gone[0][1].id == 41


def test_room_is_kept_for_people_in_a_group_full_of_cards() -> None:
    lanes = Lanes(Pacing(LIMITS))
    for number in range(1, 31):
        lanes.add(call(number, -1, Priority.CARD))
    now = 1000.0
    sent = 0
    while (at := lanes.next_at(now)) is not None and at < 1030.0:
        now = at
        popped = lanes.pop(now)
        if popped is not None:
            sent += 1
            lanes.release(popped)
    # A quarter of the limit at once, then twelve a minute.
    assert sent == 5 + 5
    lanes.add(call(99, -1, Priority.WAITING))
    waiting = lanes.pop(1030.0)
    assert waiting is not None
    assert waiting.id == 99


def test_in_a_group_full_of_cards_a_minute_of_presses_waits_for_none_of_them() -> None:
    lanes = Lanes(Pacing(LIMITS))
    for number in range(1, 101):
        lanes.add(call(number, -1, Priority.CARD))
    gone: list[tuple[float, Call]] = []
    now = 1000.0
    for press in range(101, 109):
        # Each comes seven seconds after the one before.
        until = now + 7.0
        while (at := lanes.next_at(now)) is not None and at <= until:
            now = at
            while (popped := lanes.pop(now)) is not None:
                gone.append((now, popped))
                lanes.release(popped)
        now = until
        lanes.add(waiting := call(press, -1, Priority.WAITING))
        assert lanes.pop(now) is waiting
        gone.append((now, waiting))
        lanes.release(waiting)
    assert most_within([at for at, _ in gone], 60.0) <= LIMITS.per_minute_group


def test_marks_and_removals_do_not_count_in_a_group() -> None:
    pacing = Pacing(LIMITS)
    lanes = Lanes(pacing)
    pacing.take(-1, Priority.WAITING, 1000.0, LIMITS.per_minute_group)
    lanes.add(call(1, -1, Priority.WAITING))
    lanes.add(mark := call(2, -1, Priority.CARD, "setMessageReaction"))
    # The second limit, of messages to all chats together.
    assert lanes.pop(1001.0) is mark
    assert lanes.pop(1002.0) is None


def test_an_album_goes_when_there_is_room_for_all_of_it() -> None:
    pacing = Pacing(LIMITS)
    pacing.take(-1, Priority.WAITING, 1000.0, 8)
    pacing.take(-1, Priority.WAITING, 1010.0, 4)
    assert pacing.ready_at(-1, Priority.WAITING, 1020.0, 8) == 1020.0
    assert pacing.ready_at(-1, Priority.WAITING, 1020.0, 10) == 1000.0 + Window.SECONDS


def test_callback_answers_are_not_paced() -> None:
    pacing = Pacing(LIMITS)
    pacing.hold(None, 2000.0)
    lanes = Lanes(pacing)
    lanes.add(call(1, -1, Priority.WAITING))
    answer = call(2, 0, Priority.WAITING, "answerCallbackQuery")
    lanes.add(answer)
    assert lanes.pop(1000.0) is answer
    assert lanes.pop(1000.0) is None
    assert lanes.next_at(1000.0) == 2000.0


def test_a_held_chat_waits_and_others_do_not() -> None:
    pacing = Pacing(LIMITS)
    pacing.hold(1, 1010.0)
    assert pacing.ready_at(1, 0, 1000.0) == 1010.0
    assert pacing.ready_at(2, 0, 1000.0) <= 1000.0
    pacing.hold(1, 1005.0)
    assert pacing.ready_at(1, 0, 1000.0) == 1010.0, "a shorter hold does not shorten the longer"


@given(st.lists(st.tuples(st.integers(1, 10), st.floats(0, 0.2)), min_size=1, max_size=60))
def test_no_second_holds_more_than_thirty_messages_albums_and_late_timers_included(
    wanted: list[tuple[int, float]],
) -> None:
    lanes = Lanes(Pacing(LIMITS))
    for number, (count, _late) in enumerate(wanted, 1):
        album = call(number, number, Priority.ANNOUNCEMENT, "sendMediaGroup")
        album.params = {"media": [{}] * count}
        lanes.add(album)
    now, times = 1000.0, list[float]()
    while len(lanes):
        popped = lanes.pop(now)
        if popped is not None:
            times += [now] * popped.weight
            lanes.release(popped)
            continue
        at = lanes.next_at(now)
        assert at is not None
        assert at > now
        now = at + wanted[len(times) % len(wanted)][1]
    assert max(sum(1 for other in times if at <= other <= at + 1.0) for at in times) <= 30


def test_announcements_go_at_nearly_thirty_a_second_though_timers_ring_late() -> None:
    lanes = Lanes(Pacing(LIMITS))
    for number in range(1, 1001):
        lanes.add(call(number, number, Priority.ANNOUNCEMENT))
    now, waits = 1000.0, list[float]()
    pressed = 0
    while len(lanes):
        if now >= 1000.5 + pressed:
            pressed += 1
            lanes.add(call(2000 + pressed, 5000, Priority.WAITING))
            asked = now
        popped = lanes.pop(now)
        if popped is None:
            at = lanes.next_at(now)
            assert at is not None
            now = at + 0.02
            continue
        if popped.priority == Priority.WAITING:
            waits.append(now - asked)
        lanes.release(popped)
    assert 1000 / (now - 1000.0) > 27.5
    assert len(waits) == pressed >= 30
    assert max(waits) < 0.1


def broadcast(size: int, late: float, taps: Sequence[float] = ()) -> tuple[float, list[float]]:
    """Albums of ``size`` messages to everybody for two minutes, with timers that ring ``late``:
    how many messages of them go a second, and how long each tap waits."""
    lanes = Lanes(Pacing(LIMITS))
    for number in range(1, 4001):
        album = call(number, number, Priority.ANNOUNCEMENT, "sendMediaGroup")
        album.params = {"media": [{}] * size}
        lanes.add(album)
    now, times, asked, coming = 0.0, list[float](), dict[int, float](), deque(taps)
    waits, sent = list[float](), 0
    while now < 120.0:
        while coming and coming[0] <= now:
            person = 5000 + len(asked)
            asked[person] = coming.popleft()
            lanes.add(call(person, person, Priority.WAITING))
        popped = lanes.pop(now)
        if popped is None:
            at = lanes.next_at(now)
            assert at is not None
            now = min([at + late, *list(coming)[:1]])
            continue
        if popped.id in asked:
            waits.append(now - asked[popped.id])
        else:
            sent += popped.weight
        times += [now] * popped.weight
        lanes.release(popped)
    most = max(bisect_right(times, at + 1.0) - first for first, at in enumerate(times))
    assert most <= 30
    return sent / now, sorted(waits)


@pytest.mark.parametrize("size", [1, 5, 10])
@pytest.mark.parametrize("late", [0.0, 0.005, 0.02])
def test_a_tap_does_not_wait_for_the_albums_of_an_announcement(size: int, late: float) -> None:
    moments = Random(7)
    rate, waits = broadcast(size, late, sorted(moments.uniform(0, 119) for _ in range(120)))
    assert len(waits) == 120
    # Half of them go at once, and none waits for longer than until a full second has passed on.
    assert waits[60] < 0.03
    assert waits[114] < 0.3
    assert waits[-1] < 0.32
    # In a second with a tap, two albums of ten have room.
    assert rate > {1: 27.5, 5: 24.5, 10: 21.0}[size]
    rate, _ = broadcast(size, late)
    assert rate > 27


def test_an_album_that_somebody_waits_for_is_not_passed_for_ever() -> None:
    lanes = Lanes(Pacing(LIMITS))
    for number in range(1, 301):
        lanes.add(call(number, number, Priority.ANNOUNCEMENT))
    now = 1000.0
    while now < 1002.0:
        while (popped := lanes.pop(now)) is not None:
            lanes.release(popped)
        now = lanes.next_at(now) or now
    album = call(999, 5000, Priority.WAITING, "sendMediaGroup")
    album.params = {"media": [{}] * 10}
    lanes.add(album)
    began = now
    while (popped := lanes.pop(now)) is not album:
        assert popped is None
        now = lanes.next_at(now) or now
    assert now - began < 0.5


def test_when_announcements_are_told_to_wait_people_are_not() -> None:
    pacing = Pacing(LIMITS)
    pacing.hold_announcements(1010.0)
    lanes = Lanes(pacing)
    lanes.add(call(1, 1, Priority.ANNOUNCEMENT))
    assert lanes.pop(1000.0) is None
    assert lanes.next_at(1000.0) == 1010.0
    lanes.add(waiting := call(2, 2, Priority.WAITING))
    assert lanes.pop(1000.0) is waiting
