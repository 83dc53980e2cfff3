"""The process is killed at random moments: nothing is lost, and nothing takes effect twice."""

import asyncio
import json
import random
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Row

from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from bot.reception.tickets import Status
from handlers.words import STATUS
from tests.conftest import TOKEN
from tests.end_to_end.crowd import MARK, Crowd, Keys, Post, Resident, Secretary, Written, keys_of
from tests.end_to_end.processes import BotProcess

KILLS = 50
EARLY_KILLS = 6
"""The first ones hit a database that is not made yet."""
START_SECONDS = 0.15
"""About what the bot needs from its start to its first poll."""
MAX_IN_FLIGHT = 30
"""Calls that delivery has under way at once: so many may be sent a second time after a kill."""

Rows = Callable[..., Sequence[Row]]


@contextmanager
def seeded() -> Iterator[random.Random]:
    """Chance; an error carries the seed."""
    seed = random.SystemRandom().randrange(2**32)
    try:
        yield random.Random(seed)
    except BaseException as error:
        error.add_note(f"seed {seed}")
        raise


async def test_killed_fifty_times(
    server: DemoServer, rows: Rows, tmp_path: Path, database_path: Path
) -> None:
    with seeded() as chance:
        secretaries = [server.person(name) for name in ("Нурлан", "Гүлнара", "Бакыт")]
        staff = server.group("Штаб", members=secretaries)
        crowd = Crowd(server, chance, staff)
        residents = [server.person(f"Resident {n}", language_code="en") for n in range(5)]
        # Telegram is not next door: an answer on its way is what a kill hits.
        sending = ("sendMessage", "sendPhoto", "sendMediaGroup", "editMessageText")
        server.faults.add(Fault("slow", sending, probability=0.6, seconds=0.05))
        async with BotProcess(
            tmp_path,
            bot_token=TOKEN,
            bot_api_url=server.url,
            database_path=database_path,
            staff_chat_id=staff.id,
            default_language="en",
            send_per_second=10000,
            send_burst_private=1000,
            send_per_minute_group=10000,
        ) as bot:
            async with asyncio.TaskGroup() as tasks:
                for person in residents:
                    resident = Resident(crowd, person)
                    tasks.create_task(resident.file_concerns())
                    tasks.create_task(resident.talk_back())
                for person in secretaries:
                    tasks.create_task(Secretary(crowd, person).work())
                for life in range(KILLS):
                    await bot.start()
                    crowd.watch.life = life
                    await asyncio.sleep(moment_of_death(chance, life))
                    await bot.kill()
                await bot.start()
                crowd.watch.life = KILLS
                crowd.over.set()
                server.world.wake()
            await server.wait(lambda: not server.pending_updates, 30)
            await arrived(crowd)
            assert await bot.stop() == 0
        check_log(bot.log)
        check_queues(rows)
        check_tickets(crowd, rows)
        check_entries(crowd, rows)
        check_order(crowd, rows)
        check_secrecy(crowd)
        check_cards(crowd, rows)
        check_events(crowd, rows)
        check_second_copies(crowd)


def moment_of_death(chance: random.Random, life: int) -> float:
    """Seconds after the start: often before the bot is ready, else while it works."""
    if life < EARLY_KILLS or chance.random() < 0.2:
        return chance.uniform(0, START_SECONDS)
    return chance.uniform(START_SECONDS, 1.3)


async def arrived(crowd: Crowd) -> None:
    """Waits until what was written stands on the other side and answers bear their reaction."""

    def missing() -> list[tuple[Written, Keys]]:
        shown = {
            chat_id: [post.keys for post in posts] for chat_id, posts in crowd.watch.posts.items()
        }
        found = []
        for written in crowd.told + crowd.answers:
            to = crowd.staff.id
            if written in crowd.answers:
                assert written.number is not None
                to = crowd.owner(written.number)
            for keys in written.keys:
                if not any(keys <= there for there in shown[to]):
                    found.append((written, keys))
        return found

    def unmarked() -> list[Written]:
        return [w for w in crowd.answers if not w.parts[0].reactions]

    try:
        await crowd.server.wait(lambda: not missing() and not unmarked(), 30)
    except AssertionError:
        lost = [
            (w.number, w.parts[0].text, w.parts[0].raw.get("reply_to_message", {}).get("text"))
            for w, _ in missing()
        ]
        silent = [(w.number, w.parts[0].text) for w in unmarked()]
        raise AssertionError(f"lost {lost}\nnot marked as delivered {silent}") from None


def check_log(log: Path) -> None:
    """The bot never had anything to complain of."""
    lines = log.read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if " ERROR " in line or "Traceback" in line]


def check_queues(rows: Rows) -> None:
    """Everything was handled, and everything was sent."""
    assert not rows("SELECT * FROM inbox WHERE state <> 'done'")
    assert not [dict(r) for r in rows("SELECT * FROM outbox")]


def check_tickets(crowd: Crowd, rows: Rows) -> None:
    """Each concern that was sent is one ticket; numbers leave no gap and none is used twice."""
    found = defaultdict(list)
    for row in rows(
        "SELECT telegram_id, number FROM tickets JOIN residents ON residents.id = resident_id "
        "WHERE number IS NOT NULL ORDER BY tickets.id"
    ):
        found[row["telegram_id"]].append(row["number"])
    assert found == {person: numbers for person, numbers in crowd.filed.items() if numbers}
    serials = defaultdict(list)
    for number in sum(found.values(), []):
        office, _, serial = number.rpartition("-")
        serials[office].append(int(serial))
    for office, given in serials.items():
        assert sorted(given) == list(range(1, len(given) + 1)), office


def entries_of(rows: Rows) -> list[tuple[Keys, str, str | None]]:
    """What is kept: keys, direction, ticket."""
    found = []
    for row in rows(
        "SELECT content, direction, number FROM entries JOIN tickets ON tickets.id = ticket_id "
        "ORDER BY entries.id"
    ):
        content = json.loads(row["content"])
        keys = set(MARK.findall(content["text"])) | {content.get("file_id")} - {None}
        found.append((frozenset(keys), row["direction"], row["number"]))
    return found


def check_entries(crowd: Crowd, rows: Rows) -> None:
    """What was written is kept once, with the ticket it was meant for, and nothing else is."""
    kept = entries_of(rows)
    expected = Counter[tuple[Keys, str]]()
    numbers = {}
    for direction, all_written in (("in", crowd.told), ("out", crowd.answers)):
        for written in all_written:
            for keys in written.keys:
                expected[keys, direction] += 1
                numbers[keys] = written.number
    assert Counter((keys, direction) for keys, direction, _ in kept) == expected
    astray = [
        (keys, number, numbers[keys])
        for keys, _, number in kept
        if numbers[keys] not in (number, None)
    ]
    assert not astray


def check_order(crowd: Crowd, rows: Rows) -> None:
    """Within a ticket, answers reach the resident in the order in which they were written, and
    the resident's messages the office."""
    for number in sum(crowd.filed.values(), []):
        answers = [w.keys[0] for w in crowd.answers if w.number == number]
        answers.sort(
            key=lambda keys: next(w.parts[0].id for w in crowd.answers if w.keys[0] == keys)
        )
        there = crowd.watch.posts[crowd.owner(number)]
        assert first_seen(there, set(answers)) == answers, number
        told = [w.keys[0] for w in crowd.told if w.number == number]
        in_order = [keys for keys, _, _ in entries_of(rows) if keys in told]
        follow_ups = [post for post in crowd.watch.posts[crowd.staff.id] if not post.is_card]
        seen = first_seen(follow_ups, set(told))
        assert seen == [keys for keys in in_order if keys in seen], number


def first_seen(posts: Sequence[Post], wanted: set[Keys]) -> list[Keys]:
    """The wanted messages in the order in which their first copies came."""
    return list(dict.fromkeys(post.keys for post in posts if post.keys in wanted))


def check_secrecy(crowd: Crowd) -> None:
    """Nobody reads what was meant for somebody else; talk among colleagues stays there."""
    for person, numbers in crowd.filed.items():
        meant = {
            key for w in crowd.answers if w.number in numbers for keys in w.keys for key in keys
        }
        seen = {key for post in crowd.watch.posts[person] for key in post.keys}
        assert seen <= meant
    heard = {key for posts in crowd.watch.posts.values() for post in posts for key in post.keys}
    assert not heard & {key for w in crowd.unheard for keys in w.keys for key in keys}


def check_cards(crowd: Crowd, rows: Rows) -> None:
    """Each ticket has its card, which shows how things stand."""
    for row in rows("SELECT * FROM tickets WHERE number IS NOT NULL"):
        card = crowd.staff.message(row["card_id"])
        assert card.text.splitlines()[0].endswith(
            row["number"] + " · " + STATUS[Status(row["status"])]
        ) or card.text.splitlines()[1].endswith(STATUS[Status(row["status"])]), (
            card.as_text(),
            row["status"],
        )
        if row["taken_name"]:
            assert f"In charge: {row['taken_name']}" in card.text


def check_events(crowd: Crowd, rows: Rows) -> None:
    """Each thing happened once."""
    events = defaultdict(Counter)
    for row in rows("SELECT number, kind FROM events JOIN tickets ON tickets.id = ticket_id"):
        events[row["number"]][row["kind"]] += 1
    assert set(events) == set(sum(crowd.filed.values(), []))
    for number, happened in events.items():
        assert happened["filed"] == 1, (number, happened)
        assert happened["taken"] <= 1, (number, happened)
        answers = sum(w.number == number for w in crowd.answers)
        assert happened["answered"] == answers, (number, happened)


def check_second_copies(crowd: Crowd) -> None:
    """Only what was under way at a kill was sent again, in a later life, without a change."""
    copies = defaultdict(list)
    for chat_id, posts in crowd.watch.posts.items():
        for post in posts:
            if post.keys:
                copies[chat_id, post.keys, post.is_card].append(post)
    again = Counter[int]()
    for same in copies.values():
        lives = [post.life for post in same]
        assert len(set(lives)) == len(lives), [p.message.as_text() for p in same]
        again.update(lives[:-1])
        for post in same[1:]:
            assert content(post) == content(same[0])
    print(
        "copies",
        sum(again.values()),
        again.most_common(5),
        "filed",
        sum(map(len, crowd.filed.values())),
        "told",
        len(crowd.told),
        "answers",
        len(crowd.answers),
        [len(p) for p in crowd.watch.posts.values()],
    )
    assert max(again.values(), default=0) <= MAX_IN_FLIGHT


def content(post: Post) -> dict[str, object]:
    return {
        k: v
        for k, v in post.raw.items()
        if k in ("text", "caption", "entities", "caption_entities", "photo")
    }
