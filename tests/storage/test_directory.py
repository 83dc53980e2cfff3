"""The directory in the database: loaded once, changed by all or nothing, each change noted."""

import shutil
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.reception.directory import Directory
from bot.reception.problems import DirectoryError
from storage import audit, directory, drafts, meta, residents
from storage.database import Database, Transaction, open_database
from storage.directory import Directories
from storage.shipped import DATA

ADMIN = 7
BATKEN = "41705214000000"


@pytest.fixture
async def tx(database: Database) -> AsyncIterator[Transaction]:
    """A transaction with the directory as shipped."""
    async with database.transaction() as opened:
        await directory.load_shipped(opened)
        yield opened


async def test_it_is_loaded_once_and_the_database_s_from_then_on(tx: Transaction) -> None:
    assert await directory.rows(tx) == {
        table: [dict(row) for row in rows] for table, rows in (await shipped()).items()
    }
    await directory.change_office(tx, "NKT", "phone", "102", by=ADMIN, now=1)
    await tx.fetch("DELETE FROM working_day_overrides")
    await directory.load_shipped(tx)
    found = await directory.read(tx)
    assert found.office("NKT").phone == "102"
    assert not found.overrides


async def shipped() -> dict[str, list[dict[str, object]]]:
    """The shipped rows as a database has them."""
    async with directory.at_next_start(Path("no such file")) as tx:
        return await directory.rows(tx)


async def test_shipped_files_that_were_spoilt_load_nothing(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    (tmp_path / "data" / "topics.csv").write_bytes(
        (DATA / "topics.csv").read_bytes().replace(b"land,3,0", b"land,3,no")
    )
    monkeypatch.setattr("storage.directory.DATA", tmp_path / "data")
    with pytest.raises(DirectoryError, match=r"^topics\.csv, line 4: urgent is 'no'"):
        async with database.transaction() as tx:
            await directory.load_shipped(tx)
    assert not await database.read("SELECT 1 FROM regions")


async def test_it_is_read_anew_only_after_a_change(tx: Transaction) -> None:
    directories = Directories()
    before = await directories.current(tx)
    assert await directories.current(tx) is before
    await directory.change_office(tx, "NKT", "phone", "102", by=ADMIN, now=1)
    after = await directories.current(tx)
    assert after.office("NKT").phone == "102"
    assert await directories.current(tx) is after
    await directory.change_office(tx, "NKT", "phone", " 102 ", by=ADMIN, now=2)
    assert await directories.current(tx) is after, "nothing was changed"


async def test_a_change_that_is_rolled_back_is_forgotten(tx: Transaction) -> None:
    directories = Directories()

    async def phone_after(phone: str) -> str | None:
        await directory.change_office(tx, "NKT", "phone", phone, by=ADMIN, now=1)
        return (await directories.current(tx)).office("NKT").phone

    with pytest.raises(RuntimeError):
        async with tx.savepoint():
            assert await phone_after("101") == "101"
            raise RuntimeError
    assert (await directories.current(tx)).office("NKT").phone is None
    with pytest.raises(RuntimeError):
        async with tx.savepoint():
            assert await phone_after("102") == "102"
            raise RuntimeError
    # As many changes as there were in what is forgotten: they must not be taken for it.
    assert await phone_after("103") == "103"


@pytest.mark.parametrize(
    ("column", "typed", "kept"),
    [
        ("address", " Bazar  st. 1 ", "Bazar st. 1"),
        ("phone", "+996 (3230) 5-01-01", "+996 (3230) 5-01-01"),
        ("hours", "mo-fr 9-18", "Mo-Fr 09:00-18:00"),
        ("secretary", "Анна", "Анна"),
        ("staff_chat_id", "-100123", -100123),
    ],
)
async def test_what_was_unknown_is_filled_in_and_emptied_again(
    tx: Transaction, column: str, typed: str, kept: str | int
) -> None:
    await directory.change_office(tx, "NKT", column, typed, by=ADMIN, now=1000.7)
    assert getattr((await directory.read(tx)).office("NKT"), column) == kept
    await directory.change_office(tx, "NKT", column, None, by=ADMIN + 1, now=2000)
    found = await directory.read(tx)
    assert getattr(found.office("NKT"), column) is None
    emptied, filled = await audit.latest(tx, "offices NKT", 5)
    assert (filled.act, filled.field, filled.person_id, filled.at) == (
        "change",
        column,
        ADMIN,
        1000,
    )
    assert (filled.old, filled.new) == (None, str(kept))
    assert (emptied.old, emptied.new, emptied.person_id) == (str(kept), None, ADMIN + 1)


async def test_an_office_is_confirmed(tx: Transaction) -> None:
    await directory.change_office(tx, "BTK", "confirmed", "1", by=ADMIN, now=1)
    found = await directory.read(tx)
    assert {office.code for office in found.offices if office.confirmed} == {
        *("BTK", "KRK", "NKT", "OSH")
    }


async def test_a_name_and_the_place(tx: Transaction) -> None:
    await directory.change_office(tx, "NKT", "name_uz_Cyrl", "Новқат", by=ADMIN, now=1)
    await directory.move_office(tx, "NKT", 40.26712349, 72.6, by=ADMIN, now=2)
    await directory.change_office(tx, "NKT", "district_code", BATKEN, by=ADMIN, now=3)
    found = await directory.read(tx)
    office = found.office("NKT")
    assert office.name.get("uz_Cyrl") == "Новқат"
    assert (office.latitude, office.longitude) == (40.26712, 72.6)
    assert (office.district, office.region) == (BATKEN, found.district(BATKEN).region)
    assert [office.code for office in found.offices] == [
        row["code"] for row in directory.shipped_rows("offices")
    ]
    fields = [entry.field for entry in await audit.latest(tx, "offices NKT", 10)]
    assert set(fields[:2]) == {"region_code", "district_code"}
    assert set(fields[2:4]) == {"latitude", "longitude"}
    assert fields[4:] == ["name_uz_Cyrl"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("phone", "none"),
        ("hours", "always"),
        ("staff_chat_id", "100"),
        ("district_code", "D1"),
        ("name_ky", None),
        ("name_ky", "Ош шаары"),
        ("confirmed", "perhaps"),
    ],
)
async def test_a_value_that_cannot_be_used_changes_nothing(
    tx: Transaction, column: str, value: str | None
) -> None:
    before = await directory.rows(tx), await meta.get(tx, directory.VERSION)
    with pytest.raises(DirectoryError, match="table offices, "):
        await directory.change_office(tx, "NKT", column, value, by=ADMIN, now=1)
    with pytest.raises(DirectoryError, match="outside Kyrgyzstan"):
        await directory.move_office(tx, "NKT", 72.6, 40.2, by=ADMIN, now=1)
    assert (await directory.rows(tx), await meta.get(tx, directory.VERSION)) == before
    assert await audit.latest(tx, "offices NKT", 1) == []


@pytest.mark.parametrize("column", ["code", "region_code", "latitude", "no_column"])
async def test_columns_that_are_not_changed_by_themselves(tx: Transaction, column: str) -> None:
    with pytest.raises(ValueError, match=f"^{column} is not changed by itself"):
        await directory.change_office(tx, "NKT", column, "1", by=ADMIN, now=1)


async def test_a_district_is_assigned_and_confirmed(tx: Transaction) -> None:
    await directory.confirm_district(tx, BATKEN, by=ADMIN, now=1)
    found = await directory.read(tx)
    assert found.district(BATKEN).confirmed
    assert found.office_for_district(BATKEN).code == "BTK"
    other = found.districts[1].code
    await directory.assign_district(tx, other, "OSH", by=ADMIN, now=2)
    found = await directory.read(tx)
    assert found.office_for_district(other).code == "OSH"
    assert found.district(other).confirmed, "whoever assigns it has decided"
    assert other in [district.code for district in found.districts_served("OSH")]
    entries = await audit.latest(tx, f"districts {other}", 5)
    assert {(entry.field, entry.old, entry.new) for entry in entries} == {
        ("office_code", "KDJ", "OSH"),
        ("confirmed", "0", "1"),
    }
    with pytest.raises(DirectoryError, match="no office 'ZZZ'"):
        await directory.assign_district(tx, other, "ZZZ", by=ADMIN, now=3)


async def test_unknown_codes_are_key_errors(tx: Transaction) -> None:
    for change in (
        directory.change_office(tx, "ZZZ", "phone", "102", by=ADMIN, now=1),
        directory.move_office(tx, "ZZZ", 41.0, 74.0, by=ADMIN, now=1),
        directory.assign_district(tx, "D1", "OSH", by=ADMIN, now=1),
        directory.confirm_district(tx, "D1", by=ADMIN, now=1),
    ):
        with pytest.raises(KeyError):
            await change


def without(table: str, code: str) -> list[dict[str, str]]:
    """Shipped rows but one."""
    return [row for row in directory.shipped_rows(table) if row["code"] != code]


async def test_rows_that_go_and_come_keep_the_order_of_the_file(tx: Transaction) -> None:
    shipped_offices = directory.shipped_rows("offices")
    fewer = without("offices", "KDJ")
    districts = [
        {**row, "office_code": row["office_code"].replace("KDJ", "OSH")}
        for row in directory.shipped_rows("districts")
    ]
    for id_, last in enumerate(("KDJ", "OSH"), 1):
        resident = await residents.add(tx, id_, "Айгүл", 1)
        await residents.set_last_office(tx, resident.id, last)
    planned = await directory.plan_import(tx, {"offices": fewer[::-1], "districts": districts})
    await directory.apply(tx, planned, by=None, now=1)
    offered = [await residents.by_telegram_id(tx, id_) for id_ in (1, 2)]
    assert [person and person.last_office for person in offered] == [None, "OSH"]
    found = await directory.read(tx)
    assert [office.code for office in found.offices] == [row["code"] for row in fewer[::-1]]
    back = {"offices": shipped_offices, "districts": directory.shipped_rows("districts")}
    await directory.apply(tx, await directory.plan_import(tx, back), by=None, now=2)
    assert await directory.rows(tx) == await shipped()
    removed, added = reversed(await audit.latest(tx, "offices KDJ", 2))
    assert (removed.act, removed.person_id, added.act) == ("remove", None, "add")
    assert [entry.act for entry in await audit.latest(tx, "offices", 5)] == ["reorder"] * 2


async def test_an_office_or_a_topic_that_a_concern_refers_to_stays(tx: Transaction) -> None:
    resident = await residents.add(tx, 1, "Айгүл", 1)
    draft = await drafts.add(tx, resident.id, "ky", 1)
    await drafts.change(tx, draft, 1, office="OSH", about_office="NKT", topic="land")
    for table, code in (("offices", "OSH"), ("offices", "NKT"), ("topics", "land")):
        planned = await directory.plan_import(tx, {table: without(table, code)})
        missing = f"{table}.csv: {code} is missing, but concerns refer to it; put its row back"
        assert missing in map(str, planned.problems)
        with pytest.raises(DirectoryError, match="put its row back"):
            await directory.apply(tx, planned, by=None, now=1)
    assert await directory.rows(tx) == await shipped()


def is_there(path: Path) -> bool:
    """Whether a file was made."""
    return path.exists()


async def test_a_look_touches_nothing(database_path: Path) -> None:
    async with directory.at_next_start(database_path) as tx:
        assert len((await directory.read(tx)).offices) == 20
    assert not is_there(database_path)
    async with open_database(database_path) as database:
        async with directory.at_next_start(database_path) as tx:
            assert len((await directory.read(tx)).offices) == 20
        assert not await database.read("SELECT 1 FROM offices")
        async with database.transaction() as writing:
            await directory.load_shipped(writing)
            await directory.change_office(writing, "NKT", "phone", "102", by=ADMIN, now=1)
        async with directory.at_next_start(database_path) as tx:
            assert (await directory.read(tx)).office("NKT").phone == "102"
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                await tx.fetch("DELETE FROM agency")


async def test_a_database_of_before_the_audit_is_understood(
    database: Database, tx: Transaction
) -> None:
    """It has no version of the directory; the first change gives it one."""
    await tx.fetch("DELETE FROM meta WHERE key = ?", (directory.VERSION,))
    directories = Directories()
    before: Directory = await directories.current(tx)
    assert await directories.current(tx) is before
    await directory.confirm_district(tx, BATKEN, by=ADMIN, now=1)
    assert (await directories.current(tx)).district(BATKEN).confirmed
