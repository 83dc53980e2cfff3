"""Whom an announcement is for: counted, written down and asked one by one, always alike."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from bot.reception.announcements import Audience
from bot.reception.tickets import Status
from storage import announcements, audience, drafts, residents, tickets
from storage.database import Database, Transaction
from tests.end_to_end.acting import DIRECTORY

NOW = 1_000_000.0
NOOKAT = next(d for d in DIRECTORY.districts if d.name.get("en") == "Nookat District")
OFFICE = DIRECTORY.office("NKT")
ELSEWHERE = next(d for d in DIRECTORY.districts if d.region != NOOKAT.region)
NEIGHBOUR = next(
    d for d in DIRECTORY.districts if d.region == NOOKAT.region and d.office != OFFICE.code
)


async def _person(
    tx: Transaction,
    number: int,
    *,
    language: str | None = "ky",
    district: str | None = None,
    office: str | None = None,
    concern_with: str | None = None,
    closed: bool = False,
    muted: bool = False,
    blocked: bool = False,
) -> int:
    resident = await residents.add(tx, number, f"Resident {number}", NOW)
    await tx.fetch(
        "UPDATE residents SET language = ?, last_district = ?, last_office = ?, muted = ?, "
        "blocked_at = ? WHERE id = ?",
        (language, district, office, muted, NOW if blocked else None, resident.id),
    )
    if concern_with is not None:
        draft = await drafts.add(tx, resident.id, "ky", NOW)
        draft = await drafts.change(tx, draft, NOW, office=concern_with, topic="land")
        filed = await tickets.file(
            tx, draft, year=2026, due_on=date(2026, 12, 31), chat_id=-1, now=NOW
        )
        assert filed is not None
        if closed:
            assert await tickets.move(tx, filed, Status.CLOSED, NOW)
    return resident.id


async def _fits(tx: Transaction, wanted: Audience) -> list[int]:
    """The residents it is for, after all three ways of asking have agreed."""
    everybody = [row["id"] for row in await tx.fetch("SELECT id FROM residents ORDER BY id")]
    fitting = [
        id_
        for id_ in everybody
        if await audience.includes(tx, id_, wanted, DIRECTORY, default_language="ky")
    ]
    counts = await audience.count(tx, wanted, DIRECTORY, default_language="ky")
    made = await announcements.create(tx, by=1, now=NOW)
    await announcements.set_audience(tx, made.id, wanted)
    made = await announcements.get(tx, made.id) or made
    assert made.audience == wanted
    for _again in range(2):
        assert len(fitting) == await audience.fill(tx, made, DIRECTORY, default_language="ky")
    filled = await tx.fetch(
        "SELECT resident_id FROM recipients WHERE announcement_id = ? ORDER BY 1", (made.id,)
    )
    assert [row["resident_id"] for row in filled] == fitting
    assert counts.total == sum(counts.by_language.values()) == len(fitting)
    assert (await announcements.get(tx, made.id) or made).total == len(fitting)
    return fitting


async def test_each_restriction_finds_its_people(database: Database) -> None:
    async with database.transaction() as tx:
        in_nookat = await _person(tx, 1, district=NOOKAT.code)
        # Where they looked last counts for more than where they once wrote to.
        moved = await _person(tx, 2, district=ELSEWHERE.code, office="NKT", language="ru")
        by_office = await _person(tx, 3, office="NKT", language="en")
        neighbour = await _person(tx, 4, district=NEIGHBOUR.code, language=None)
        stray = await _person(tx, 5)
        await _person(tx, 6, district=NOOKAT.code, muted=True)
        await _person(tx, 7, district=NOOKAT.code, blocked=True)
        waiting = await _person(tx, 8, district=ELSEWHERE.code, concern_with="NKT")
        done = await _person(tx, 9, concern_with="NKT", closed=True, language="ru")
        renamed = await _person(tx, 10, district="no longer there", office="NKT")
        everybody = [in_nookat, moved, by_office, neighbour, stray, waiting, done, renamed]

        async def check(expected: Sequence[int], wanted: Audience) -> None:
            assert await _fits(tx, wanted) == sorted(expected)

        await check(everybody, Audience())
        await check([moved, done], Audience(languages=("ru",)))
        # Who has not chosen a language is taken for a reader of the default one.
        kyrgyz = [in_nookat, neighbour, stray, waiting, renamed]
        await check(kyrgyz, Audience(languages=("ky",)))
        await check([in_nookat, by_office, renamed], Audience(districts=(NOOKAT.code,)))
        await check([in_nookat, by_office, renamed], Audience(offices=("NKT",)))
        at_home = [in_nookat, by_office, neighbour, renamed]
        await check(at_home, Audience(regions=(NOOKAT.region,)))
        await check([moved, waiting], Audience(districts=(ELSEWHERE.code,)))
        both = Audience(districts=(NOOKAT.code, NEIGHBOUR.code), languages=("en", "ky"))
        await check(at_home, both)
        await check([waiting], Audience(open_concern=True))
        # They wait for the office's answer, wherever they live.
        await check([waiting], Audience(open_concern=True, offices=("NKT",)))
        await check([waiting], Audience(open_concern=True, districts=(NOOKAT.code,)))
        await check([waiting], Audience(open_concern=True, regions=(NOOKAT.region,)))
        await check([], Audience(open_concern=True, districts=(ELSEWHERE.code,)))
        await check([], Audience(open_concern=True, languages=("ru",)))
        await check([], Audience(offices=("???",)))


def test_the_whole_country_is_what_no_place_narrows_or_all_places_cover() -> None:
    for whole in (Audience(), Audience(languages=("ky",)), Audience(open_concern=True)):
        assert audience.covers_country(whole, DIRECTORY)
    for field in ("regions", "districts", "offices"):
        codes = tuple(one.code for one in getattr(DIRECTORY, field))
        for open_concern in (False, True):
            none = Audience(open_concern=open_concern)
            every: dict[str, Any] = {field: codes}
            assert audience.covers_country(replace(none, **every), DIRECTORY)
            few: dict[str, Any] = {field: codes[:2]}
            assert not audience.covers_country(replace(none, **few), DIRECTORY)
    half = len(DIRECTORY.regions) // 2
    regions = [region.code for region in DIRECTORY.regions]
    rest = [d.code for d in DIRECTORY.districts if d.region in regions[half:]]
    mixed = Audience(regions=tuple(regions[:half]), districts=tuple(rest))
    assert audience.covers_country(mixed, DIRECTORY)


@pytest.mark.parametrize("open_concern", [False, True])
async def test_the_three_ways_agree_for_all_kinds_of_people(
    database: Database, *, open_concern: bool
) -> None:
    async with database.transaction() as tx:
        people = product(
            ("ky", "uz", None),
            (None, NOOKAT.code, NEIGHBOUR.code, ELSEWHERE.code),
            (None, "NKT", ELSEWHERE.office),
            (None, "NKT"),
            (False, True),
        )
        for number, (language, district, office, concern, muted) in enumerate(people, 1):
            await _person(
                tx,
                number,
                language=language,
                district=district,
                office=office,
                concern_with=concern,
                muted=muted,
            )
        for languages, regions, districts, offices in product(
            ((), ("ky",), ("uz", "en")),
            ((), (NOOKAT.region,)),
            ((), (NOOKAT.code,), (ELSEWHERE.code, NEIGHBOUR.code)),
            ((), ("NKT",)),
        ):
            await _fits(tx, Audience(languages, regions, districts, offices, open_concern))


async def test_a_large_audience_is_counted_and_written_down_at_once(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute_many(
            "INSERT INTO residents (telegram_id, name, language, created_at) VALUES (?, ?, ?, 0)",
            [(number, "Resident", ("ky", "ru")[number % 2]) for number in range(1, 20_001)],
        )
        counts = await audience.count(tx, Audience(), DIRECTORY, default_language="ky")
        assert counts.by_language == {"ky": 10_000, "ru": 10_000}
        made = await announcements.create(tx, by=1, now=NOW)
        assert await audience.fill(tx, made, DIRECTORY, default_language="ky") == 20_000
