"""A reception that is removed takes the roles of its named secretaries along."""

import pytest

from bot.demo.server import DemoServer
from bot.demo.views import Message
from bot.reception.directory_uploads import write_tables
from storage.shipped import rows_of
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident
from tests.end_to_end.test_directory_editing import Boss, running
from tests.end_to_end.test_directory_import import sends


async def _links(boss: Boss, count: int) -> list[str]:
    """The payloads of so many invitations of secretaries for Osh City."""
    found = []
    for _ in range(count):
        sent = await boss.chat.send("/invite OSH")
        found.append((await boss.chat.wait_new(sent)).text.split("?start=")[1].split()[0])
    return found


async def _newcomer(server: DemoServer, name: str) -> Resident:
    new = Resident(server.person(name, language_code="en"), "en")
    await new.start()
    return new


async def _import(boss: Boss, *, osh: bool) -> Message:
    """The dry run of a directory with the reception of Osh City, or without it."""
    offices = [dict(row) for row in rows_of("offices") if osh or row["code"] != "OSH"]
    districts = [dict(row) for row in rows_of("districts")]
    for row in districts:
        if row["office_code"] == "OSH" and not osh:
            row["office_code"] = "NKT"
    book = write_tables({"offices": offices, "districts": districts})
    return await sends(boss, book, "directory.xlsx")


async def test_a_role_and_a_link_end_with_the_reception(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with running(server, start) as boss:
        used, unused = await _links(boss, 2)
        secretary = await _newcomer(server, "Асан")
        await secretary.person.start(used)
        await secretary.chat.wait_text("You are a named secretary from now on: Osh City.")
        run = await _import(boss, osh=False)
        assert "1 person is a named secretary of a reception that goes" in run.text
        await boss.go(run, "✅ Apply", "Done:")
        await secretary.chat.wait_text("You are no longer a named secretary of this reception")
        assert rows("SELECT subject, person_id FROM audit WHERE act = 'dismiss'")[0][:] == (
            "staff OSH",
            boss.person.id,
        )
        run = await _import(boss, osh=True)
        assert "named secretary" not in run.text
        await boss.go(run, "✅ Apply", "Done:")
        late = await _newcomer(server, "Үсөн")
        await late.person.start(unused)
        await late.chat.wait_text("This invitation was used already, or it is too old.")
        for person in (secretary, late):
            sent = await person.chat.send("/queue")
            assert "not available" in (await person.chat.wait_new(sent)).text
    assert not rows("SELECT 1 FROM staff")


@pytest.mark.parametrize("known", [True, False])
async def test_the_dry_run_names_chats_that_the_bot_has_not_seen(
    server: DemoServer, start: Start, known: bool
) -> None:
    group = server.group("Штаб", members=[server.person("Нурлан")])
    async with running(server, start, staff_chat_id=group.id) as boss:
        chat_id = group.id if known else -100999
        offices = [dict(row) for row in rows_of("offices")]
        for row in offices:
            if row["code"] == "NKT":
                row["staff_chat_id"] = str(chat_id)
        run = await sends(boss, write_tables({"offices": offices}), "directory.xlsx")
        assert "Staff chat" in run.text
        warned = "has not seen the chats of these receptions: Nookat District." in run.text
        assert warned is not known
