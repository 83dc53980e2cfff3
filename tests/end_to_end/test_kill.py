"""The process is killed at random moments: nothing is lost, and nothing takes effect twice."""

import asyncio
import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path
from sqlite3 import Row, connect

import pytest

from bot.delivery.delivery import MAX_IN_FLIGHT
from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from bot.reception.tickets import Status
from handlers.words import STATUS
from tests.conftest import TOKEN
from tests.end_to_end.crowd import Crowd, Resident, Secretary
from tests.end_to_end.processes import BotProcess, Zygote
from tests.end_to_end.watch import MARK, Keys, Post, Written

KILLS = 50
EARLY_KILLS = 5
"""The first ones meet a bot that is still starting, on a database not yet made."""
START_SECONDS = 0.15
"""About what the bot needs from its start to its first poll."""
DATABASES = 12

Rows = Callable[..., Sequence[Row]]


@contextmanager
def seeded() -> Iterator[random.Random]:
    """Chance; an error carries its seed."""
    seed = random.SystemRandom().randrange(2**32)
    try:
        yield random.Random(seed)
    except BaseException as error:
        error.add_note(f"the seed was {seed}")
        raise


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    """What bots are forked from."""
    with Zygote() as process:
        yield process


async def test_killed_while_making_the_database(
    server: DemoServer, zygote: Zygote, tmp_path: Path
) -> None:
    with seeded() as chance:
        for number in range(DATABASES):
            path = tmp_path / f"{number}.sqlite3"
            bot = BotProcess(
                zygote, tmp_path, bot_token=TOKEN, bot_api_url=server.url, database_path=path
            )
            await bot.start()
            await asyncio.sleep(chance.uniform(0, START_SECONDS))
            await bot.kill()
            await start_to_work(bot, server)
            await bot.kill()
            with closing(connect(path)) as database:
                assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
                assert database.execute("SELECT COUNT(*) FROM offices").fetchall() == [(20,)]
        assert_no_complaints(bot.log)


async def start_to_work(bot: BotProcess, server: DemoServer) -> None:
    """Start the bot and wait until it takes updates."""
    before = server.count("getUpdates")
    await bot.start()
    await server.wait(lambda: server.count("getUpdates") > before, 30)


async def test_killed_fifty_times(
    server: DemoServer, zygote: Zygote, rows: Rows, tmp_path: Path, database_path: Path
) -> None:
    with seeded() as chance:
        secretaries = [server.person(name) for name in ("Нурлан", "Гүлнара", "Бакыт")]
        residents = [server.person(name) for name in ("Anna", "Bolot", "Chinara", "Daria", "Emil")]
        staff = server.group("Штаб", members=secretaries)
        crowd = Crowd(server, chance, staff)
        # Telegram is not next door: what is on its way is what a kill hits.
        sending = ("sendMessage", "sendPhoto", "sendMediaGroup", "editMessageText")
        server.faults.add(Fault("slow", sending, probability=0.6, seconds=0.05))
        bot = BotProcess(
            zygote,
            tmp_path,
            bot_token=TOKEN,
            bot_api_url=server.url,
            database_path=database_path,
            staff_chat_id=staff.id,
            default_language="en",
            send_per_second=10000,
            send_burst_private=1000,
            send_per_minute_group=10000,
            **dict.fromkeys(("concerns_per_day", "messages_per_10_minutes"), 10000),
        )
        async with asyncio.TaskGroup() as tasks:
            for person in residents:
                resident = Resident(crowd, person)
                tasks.create_task(resident.file_concerns())
                tasks.create_task(resident.talk_back())
            for person in secretaries:
                tasks.create_task(Secretary(crowd, person).work())
            for life in range(KILLS):
                crowd.watch.life = life
                await bot.start()
                await asyncio.sleep(seconds_to_live(chance, life))
                await bot.kill()
            crowd.watch.life = KILLS
            await bot.start()
            crowd.go_home()
        await everything_arrives(crowd, rows)
        assert await bot.stop() == 0
        assert_no_complaints(bot.log)
        assert_nothing_waits(rows)
        assert_each_concern_is_one_ticket(crowd, rows)
        assert_each_message_is_kept_once(crowd, rows)
        assert_order(crowd)
        assert_secrecy(crowd)
        assert_each_event_happened_once(crowd, rows)
        assert_second_copies_are_few_and_exact(crowd)


def seconds_to_live(chance: random.Random, life: int) -> float:
    """From start to kill: often too few to get ready, else some for work."""
    if life < EARLY_KILLS or chance.random() < 0.2:
        return chance.uniform(0, START_SECONDS)
    return chance.uniform(START_SECONDS, 1.3)


async def everything_arrives(crowd: Crowd, rows: Rows) -> None:
    """Waits until Telegram holds no update, what was written stands on the other side, the
    secretaries' messages bear the sign of delivery, and each card shows how things stand."""

    def lost() -> list[Written]:
        answers = [w for w in crowd.answers if not reached(crowd, w, crowd.owner(w.number))]
        return answers + [w for w in crowd.told if not reached(crowd, w, crowd.staff.id)]

    def unsigned() -> list[Written]:
        return [w for w in crowd.answers if w.parts[0].reactions != ["👍"]]

    def settled() -> bool:
        waits = crowd.server.pending_updates or lost() or unsigned()
        return not (waits or cards_behind(crowd, rows))

    try:
        await crowd.server.wait(settled, 20)
    except AssertionError:
        raise AssertionError(
            f"{len(crowd.server.pending_updates)} updates were not taken\n"
            f"lost: {described(lost())}\nnot marked as delivered: {described(unsigned())}\n"
            f"cards that are missing or behind: {cards_behind(crowd, rows)}"
        ) from None


def reached(crowd: Crowd, written: Written, chat_id: int) -> bool:
    """Whether the bot sent every part of it to a chat."""
    return crowd.watch.keys[chat_id].issuperset(chain.from_iterable(written.keys))


def cards_behind(crowd: Crowd, rows: Rows) -> list[tuple[str, str]]:
    """Tickets whose card does not show how things stand, and what it shows."""
    found = []
    for ticket in rows("SELECT * FROM tickets WHERE number IS NOT NULL"):
        card = crowd.staff.message(ticket["card_id"]).text if ticket["card_id"] else "no card"
        head = f"{ticket['number']} · {STATUS[Status(ticket['status'])]}"
        in_charge = f"In charge: {ticket['taken_name']}" if ticket["taken_name"] else ""
        if head not in card or in_charge not in card:
            found.append((f"{head}, {in_charge}", card))
    return found


def described(all_written: Sequence[Written]) -> str:
    """For whoever reads a failed test: what it was, and what it replied to."""
    found = []
    for written in all_written:
        first = written.parts[0]
        target = first.reply_to.as_text() if first.reply_to else "nothing"
        found.append(f"\n  for {written.number}: {first.as_text()}\n    in reply to {target}")
    return "".join(found) or "none"


def assert_no_complaints(log: Path) -> None:
    """The bot logged no error."""
    lines = log.read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if " ERROR " in line or "Traceback" in line]


def assert_nothing_waits(rows: Rows) -> None:
    """Every update was stored, in one row, and handled; every call was made."""
    assert rows("SELECT COUNT(*) = MAX(update_id) - MIN(update_id) + 1 FROM inbox")[0][0]
    assert not rows("SELECT id FROM inbox WHERE state <> 'done'")
    assert not [dict(row) for row in rows("SELECT method, state, error FROM outbox")]


def assert_each_concern_is_one_ticket(crowd: Crowd, rows: Rows) -> None:
    """Who pressed "send" so many times has so many tickets, with the numbers they were told; an
    office's serials leave no gap, and none is given twice."""
    found = defaultdict(list)
    serials = defaultdict(list)
    for person, number in rows(
        "SELECT telegram_id, number FROM tickets JOIN residents ON residents.id = resident_id "
        "WHERE status <> 'draft' ORDER BY tickets.id"
    ):
        found[person].append(number)
        office, _, serial = number.rpartition("-")
        serials[office].append(int(serial))
    assert found == crowd.filed
    for office, given in serials.items():
        assert sorted(given) == list(range(1, len(given) + 1)), office


def assert_each_message_is_kept_once(crowd: Crowd, rows: Rows) -> None:
    """What was written is kept once, with the ticket it was meant for, and nothing else is."""
    kept = []
    for content, direction, number in rows(
        "SELECT content, direction, number FROM entries JOIN tickets ON tickets.id = ticket_id"
    ):
        source = json.loads(content)
        keys = frozenset(MARK.findall(source["text"])) | {source.get("file_id")} - {None}
        kept.append((keys, direction, number))
    numbers: dict[Keys, str | None] = {}
    meant = Counter[tuple[Keys, str]]()
    for direction, all_written in (("in", crowd.told), ("out", crowd.answers)):
        for written in all_written:
            meant.update((keys, direction) for keys in written.keys)
            numbers.update(dict.fromkeys(written.keys, written.number))
    assert Counter((keys, direction) for keys, direction, _ in kept) == meant
    assert not [one for one in kept if numbers[one[0]] not in (one[2], None)]


def assert_order(crowd: Crowd) -> None:
    """Within a ticket, answers reach the resident in the order in which they were written, and
    the resident's additions the office."""
    for person, numbers in crowd.filed.items():
        for number in numbers:
            answers = [w.keys[0] for w in crowd.answers if w.number == number]
            assert first_seen(crowd.watch.posts[person], answers) == answers, number
            told = [keys for w in crowd.told if w.number == number for keys in w.keys]
            copies = [post for post in crowd.watch.posts[crowd.staff.id] if not post.is_card]
            seen = first_seen(copies, told)
            assert seen == [keys for keys in told if keys in seen], number


def first_seen(posts: Sequence[Post], wanted: Sequence[Keys]) -> list[Keys]:
    """The wanted messages in the order in which their first copies came."""
    return list(dict.fromkeys(post.keys for post in posts if post.keys in wanted))


def assert_secrecy(crowd: Crowd) -> None:
    """A resident is sent the answers to their tickets, their own words to check, and no other."""
    for person, numbers in crowd.filed.items():
        meant = {key for w in crowd.answers if w.number in numbers for key in chain(*w.keys)}
        own = {key for w in crowd.told if w.parts[0].chat_id == person for key in chain(*w.keys)}
        assert meant <= crowd.watch.keys[person] <= meant | own
    told = [keys for w in crowd.told for keys in w.keys]
    assert crowd.watch.keys[crowd.staff.id] == set(chain.from_iterable(told))


def assert_each_event_happened_once(crowd: Crowd, rows: Rows) -> None:
    """A ticket is filed once and taken once at most; each answer counts once, each addition
    once or, where a kill tore an album apart, once for each of its parts."""
    events = defaultdict[str, Counter[str]](Counter)
    for number, kind in rows(
        "SELECT number, kind FROM events JOIN tickets ON tickets.id = ticket_id"
    ):
        events[number][kind] += 1
    assert set(events) == set(chain.from_iterable(crowd.filed.values()))
    for number, happened in events.items():
        assert happened["filed"] == 1, number
        assert happened["taken"] <= 1, number
        assert happened["answered"] == sum(w.number == number for w in crowd.answers), number
    additions = [w for w in crowd.told if not w.in_story]
    counted = sum(happened["written"] + happened["reopened"] for happened in events.values())
    assert len(additions) <= counted <= sum(len(w.parts) for w in additions)


def assert_second_copies_are_few_and_exact(crowd: Crowd) -> None:
    """What was sent twice was under way when a kill came, and was sent again in a later life."""
    copies = defaultdict[tuple[object, ...], list[Post]](list)
    for chat_id, posts in crowd.watch.posts.items():
        for post in posts:
            if post.is_card or post.is_confirmation:
                copies[chat_id, post.number, post.is_card].append(post)
            elif post.keys:
                copies[chat_id, post.keys, post.count].append(post)
    sent_again = Counter[int]()
    for same in copies.values():
        lives = [post.life for post in same]
        assert len(set(lives)) == len(lives), same[0].message.as_text()
        assert all(post.content == same[0].content for post in same), same[0].message.as_text()
        sent_again.update(lives[:-1])
    assert max(sent_again.values(), default=0) <= MAX_IN_FLIGHT
