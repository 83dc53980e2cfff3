"""The index behind /find: what gets into it, what is found, and that nothing of the gone stays."""

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from bot.reception.routing import Desks
from bot.reception.tickets import read_number
from storage import drafts, entries, erasing, meta, queue, residents, search, tickets
from storage.database import Database, Transaction, open_database
from storage.queue import View
from storage.tickets import Sight, Ticket
from tests.end_to_end.acting import DIRECTORY

CHAT = -100
NOW = 1_790_000_000.0
DESKS = Desks({"NKT": CHAT}, None, ())
VIEW = View(Sight(chat_id=CHAT), DESKS)


async def filed(tx: Transaction, *texts: str, person: int = 1, about: str | None = None) -> Ticket:
    """A concern in the chat."""
    resident = await residents.by_telegram_id(tx, person) or await residents.add(
        tx, person, "Айгүл", NOW
    )
    draft = await drafts.add(tx, resident.id, "ky", NOW)
    draft = await drafts.change(tx, draft, NOW, office="NKT", topic="land", about_office=about)
    for at, text in enumerate(texts):
        await entries.add(
            tx,
            draft.id,
            [{"kind": "text", "text": text}],
            now=NOW,
            source=(person, [draft.id * 100 + at]),
        )
    ticket = await tickets.file(
        tx, draft, year=2026, due_on=date(2026, 12, 1), chat_id=CHAT, now=NOW
    )
    assert ticket is not None
    return ticket


async def found(tx: Transaction, question: str, view: View = VIEW) -> list[int]:
    """The ids of the tickets with these words."""
    keys = search.words(question)
    return [ticket.id for ticket in await queue.find(tx, view, keys, limit=20)]


@pytest.mark.parametrize(
    "question",
    [
        "Көчмөнбаев",
        "кочмонбаев",
        "kochmonbaev",
        "КӨЧМӨНБ",
        "суу талаш",
        "арык көчмөн",
        "OʻZBEK",
        "o'zbek",
        "ўзбек",
        "мира 14",
        "базар",
        "مياه",
    ],
)
async def test_words_are_found_as_place_names_are(database: Database, question: str) -> None:
    async with database.transaction() as tx:
        wanted = await filed(
            tx,
            "Көчмөнбаев суу талашат, ул. Мира, 14",
            "Арыктан. O‘zbek tilida. Ош-Базар! مياهغريبة",
        )
        await filed(tx, "Жол жабык", person=2)
        assert await found(tx, question) == [wanted.id]


@pytest.mark.parametrize(
    "question", ["жайыт", "суу жол", '" OR x', "талаш NOT суу NEAR(", "*", "column:суу", "🦤"]
)
async def test_other_words_are_not_found(database: Database, question: str) -> None:
    async with database.transaction() as tx:
        await filed(tx, "Суу талаш")
        await filed(tx, "Жол жабык", person=2)
        keys = search.words(question)
        assert not keys or await found(tx, question) == []


async def test_the_newest_comes_first_and_pages_are_turned(database: Database) -> None:
    async with database.transaction() as tx:
        ids = [(await filed(tx, f"Суу {n}")).id for n in range(5)]
        first = await queue.find(tx, VIEW, ["su"], limit=3)
        rest = await queue.find(tx, VIEW, ["su"], limit=3, offset=3)
        assert [ticket.id for ticket in (*first, *rest)] == ids[::-1]


async def test_an_edit_and_a_later_word_are_followed(database: Database) -> None:
    async with database.transaction() as tx:
        ticket = await filed(tx, "жайыт")
        [entry] = await entries.of_ticket(tx, ticket.id)
        await entries.replace_content(tx, entry.id, {"kind": "text", "text": "чек ара"})
        assert await found(tx, "жайыт") == []
        assert await found(tx, "чек") == [ticket.id]
        answer = {"kind": "photo", "text": "сүрөт", "file_id": "x"}
        by = (7, "Нурлан")
        [answered] = await entries.add(
            tx, ticket.id, [answer], now=NOW, source=(CHAT, [9]), author=by
        )
        assert await found(tx, "сурот чек") == [ticket.id]
        await entries.set_delivery(tx, [answered], "withdrawn")
        assert await found(tx, "сурот") == []


async def test_a_draft_is_not_found_and_leaves_nothing(database: Database) -> None:
    async with database.transaction() as tx:
        resident = await residents.add(tx, 1, "Айгүл", NOW)
        draft = await drafts.add(tx, resident.id, "ky", NOW)
        said = [{"kind": "text", "text": "сыр"}]
        ids = await entries.add(tx, draft.id, said, now=NOW, source=(1, [1]))
        everything = View(Sight(resident_id=resident.id, chat_id=CHAT, offices=("NKT",)), DESKS)
        assert await found(tx, "сыр", everything) == []
        assert not await tx.fetch("SELECT 1 FROM search")
        ticket = await filed(tx, "башка")
        # A stray word that its writer adds to a concern that was sent.
        await entries.move_to(tx, draft.id, ticket.id, ids)
        assert await found(tx, "сыр башка") == [ticket.id]


async def test_complaints_about_an_office_are_out_of_sight_there(database: Database) -> None:
    async with database.transaction() as tx:
        ticket = await filed(tx, "катчы", about="KSU")
        mine = await residents.by_telegram_id(tx, 1)
        assert mine is not None
        assert await found(tx, "катчы") == [ticket.id]
        shared = Desks({"NKT": CHAT, "KSU": CHAT}, None, ())
        assert await found(tx, "катчы", View(Sight(chat_id=CHAT), shared)) == []
        out_of_sight = [
            Sight(chat_id=-5),
            Sight(offices=("NKT", "KSU")),
            Sight(offices=("OSH",)),
            # Nobody handles their own concern.
            Sight(offices=("NKT",), not_of=mine.id),
        ]
        for sight in out_of_sight:
            assert await found(tx, "катчы", View(sight, DESKS)) == []
        assert await found(tx, "катчы", View(Sight(offices=("NKT",)), DESKS)) == [ticket.id]
        assert await tickets.ticket_for(tx, Sight(offices=("NKT",), not_of=mine.id), 1) is None
        assert await tickets.ticket_for(tx, Sight(offices=("NKT",)), ticket.id) == ticket


async def test_nothing_of_the_erased_stays_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "database.sqlite3"
    async with open_database(path) as database:
        async with database.transaction() as tx:
            await filed(tx, "Zyxwvutqa жашыруун")
            for person in range(2, 40):
                await filed(tx, f"башка сөз {person}", person=person)
        async with database.transaction() as tx:
            writer = await residents.by_telegram_id(tx, 1)
            assert writer is not None
            await erasing.erase_resident(tx, writer, NOW)
            assert await found(tx, "Zyxwvutqa") == []
            await search.optimize(tx)
        assert await database.compact()
    with closing(path.open("rb")) as file:
        content = file.read()
    assert b"zihwvutka" not in content
    assert search.words("Zyxwvutqa") == ["zihwvutka"]


async def test_an_older_database_is_indexed_once(database: Database) -> None:
    async with database.transaction() as tx:
        ticket = await filed(tx, "суу")
        await tx.fetch("DELETE FROM search")
        assert await found(tx, "суу") == []
        await search.prepare(tx)
        assert await found(tx, "суу") == [ticket.id]
        await tx.fetch("DELETE FROM search")
        await search.prepare(tx)
        assert await found(tx, "суу") == []
        await meta.put(tx, meta.SEARCH, "of earlier rules")
        await search.prepare(tx)
        assert await found(tx, "суу") == [ticket.id]


CODES = [office.code for office in DIRECTORY.offices]


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("NKT-2026-00017", "NKT-2026-00017"),
        ("nkt 17", "NKT-____-00017"),
        ("nkt17", "NKT-____-00017"),
        ("НКТ-2026-17", "NKT-2026-00017"),
        ("№ nkt – 2026 – 17.", "NKT-2026-00017"),
        ("17", "___-____-00017"),
        ("00017", "___-____-00017"),
        ("2026-17", "___-2026-00017"),
        ("ош 3", "OSH-____-00003"),
        ("nkt 123456", "NKT-____-123456"),
    ],
)
def test_numbers_are_understood_however_they_are_written(text: str, pattern: str) -> None:
    number = read_number(text, CODES)
    assert number is not None
    assert number.pattern == pattern


@pytest.mark.parametrize("text", ["", "nkt", "xyz 17", "nkt 17 water", "nkt%17_", "1" * 30])
def test_other_texts_are_no_numbers(text: str) -> None:
    assert read_number(text, CODES) is None
