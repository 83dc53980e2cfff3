"""An administrator who is a named secretary, too: no complaint about their office is for them."""

from pathlib import Path
from typing import Any

from bot.demo.server import DemoServer
from handlers import labels
from tests.conftest import NUMBER, Rows, Start
from tests.end_to_end.acting import Resident, ever_sent, set_office, tick
from tests.end_to_end.desk_scene import at_desk, named
from tests.end_to_end.law_time import Time
from tests.end_to_end.test_central import administrators, ids, notice_data
from tests.end_to_end.test_complaint import STORY, complain
from tests.end_to_end.test_describing import name_staff


async def test_no_administrator_has_a_complaint_about_an_office_of_their_own(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    boss, deputy, third = administrators(server, "Boss", "Deputy", "Third")
    clock = Time(6, 1)
    settings: dict[str, Any] = {
        "default_language": "en",
        "admin_ids": ids(boss, deputy, third),
        "now": clock,
    }
    resident = Resident(server.person("Айгүл"), "en")
    async with start(**settings):
        for person in (boss, deputy, third, resident):
            await person.start()
    await name_staff(database_path, boss.person.id, "secretary", "NKT")
    await name_staff(database_path, boss.person.id, "monitoring")
    async with start(**settings) as application:
        bystander = len(boss.chat.messages)
        await resident.tap(labels.FILE)
        await resident.choose_office()
        await resident.tap(labels.ABOUT_OFFICE)
        await resident.choose_topic("conflict")
        await resident.chat.send(STORY)
        number = await resident.send()
        await deputy.chat.wait_text(STORY)
        notice = await third.chat.wait_text("You can take it over.")
        # A forged press, and one under a notice from before.
        forged = await boss.chat.press_raw(boss.chat.last, notice_data(notice))
        answer = await forged.wait_answer()
        assert answer["text"] == "This concern is no longer with an administrator."
        clock.set(6, 4, 9)
        await tick(application)
        for watching in (deputy, third):
            await watching.chat.wait_text("⏰ Deadlines")
        assert number not in ever_sent(server, boss.chat.id)
        assert len(boss.chat.messages) == bystander


async def test_who_becomes_secretary_of_the_office_has_a_complaint_about_it_no_longer(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    boss, deputy = administrators(server, "Boss", "Deputy")
    settings: dict[str, Any] = {"default_language": "en", "admin_ids": ids(boss, deputy)}
    resident = Resident(server.person("Айгүл"), "en")
    async with start(**settings) as application:
        for person in (boss, deputy, resident):
            await person.start()
        number = await complain(resident)
        card = await boss.chat.wait_text(STORY)
        invitation = await boss.chat.wait_new(await boss.chat.send("/invite NKT"))
        await boss.person.start(invitation.text.split("?start=")[1].split()[0])
        await boss.chat.wait_text("You are a named secretary from now on")
        await boss.chat.wait_text("opened the invitation")
        for command, told in (
            ("/queue", "Nothing is open here."),
            (f"/ticket {number}", "There is no concern"),
            ("/find paper", "No concern here"),
        ):
            assert told in (await boss.chat.wait_new(await boss.chat.send(command))).text
        await boss.chat.send("You are lying", reply_to=card)
        await boss.chat.wait_text("This concern is not with this chat, so nothing was sent.")
        await tick(application)
        await deputy.chat.wait_text(STORY)
        await boss.chat.wait(lambda _: "is no longer handled in this chat" in card.text)
    [ticket] = rows("SELECT * FROM tickets")
    assert ticket["chat_id"] == deputy.chat.id


async def test_whoever_is_named_for_the_office_as_well_keeps_no_open_complaint_about_it(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    elsewhere = server.group("Osh", members=[server.person("Асан")])
    async with start():
        pass
    set_office(database_path, "OSH", staff_chat_id=elsewhere.id)
    async with at_desk(server, start, database_path) as scene:
        secretary = await named(scene, office="OSH")
        chat = secretary.chat
        number = await complain(scene.resident)
        await elsewhere.wait_text(STORY)
        await chat.press(await scene.ask("/queue", chat), number)
        card = await chat.wait_text(STORY)
        page = await scene.ask(f"/ticket {number}", chat)
        ordinary = await scene.resident.file("Ordinary")
        invitation = await scene.ask("/invite NKT", scene.boss.chat)
        await secretary.person.start(invitation.text.split("?start=")[1].split()[0])
        await chat.wait(lambda _: STORY not in card.text + page.text)
        assert not card.buttons
        # In the group it stays, and what is not about the office is theirs to see.
        assert STORY in str(elsewhere.texts)
        listed = await scene.ask("/queue", chat)
        assert NUMBER.findall(listed.text) == [ordinary]
