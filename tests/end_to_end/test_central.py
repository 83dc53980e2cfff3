"""A concern that no staff chat may see: an administrator handles it in the private chat."""

import time
from typing import Any

from bot.demo.server import DemoServer
from bot.demo.views import Message
from locales.languages import LANGUAGES
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, arrived, ever_sent, heard, tick
from tests.end_to_end.privacy_steps import forget_me
from tests.end_to_end.test_complaint import STORY, complain


def administrators(server: DemoServer, *names: str) -> list[Resident]:
    """People to be ADMIN_IDS, who have not started the bot yet."""
    return [Resident(server.person(name), "en") for name in names]


def ids(*people: Resident) -> str:
    return ",".join(str(one.person.id) for one in people)


def notice_data(notice: Message) -> str:
    return str(notice.inline_keyboard[0][0]["callback_data"])


async def test_else_an_administrator_answers_it_privately(
    server: DemoServer, start: Start
) -> None:
    shared = server.group("Shared", members=[server.person("Нурлан")])
    boss, deputy = administrators(server, "Boss", "Deputy")
    settings: dict[str, Any] = {"staff_chat_id": shared.id, "admin_ids": ids(boss, deputy)}
    async with arrived(server, start, **settings) as resident:
        await boss.start()
        await deputy.start()
        before = await heard(server, shared)
        number = await complain(resident)
        room, chat = boss.chat, resident.chat
        card = await room.wait_text(number)
        assert STORY in card.text
        notice = await deputy.chat.wait_text(number)
        assert "Nookat" not in notice.text
        await room.press(card, "✋ Take")
        await room.wait(lambda _: "In charge: Boss" in card.text)
        answer = await room.send("Come on Monday.", reply_to=card)
        received = await chat.wait_text("Come on Monday.")
        await room.wait(lambda _: answer.reactions == ["👍"])
        await room.send("// he lies", reply_to=card)
        await room.send_album(2, caption="Two pages", reply_to=card)
        await chat.wait_text("Two pages")
        assert len([m for m in chat.bot_messages if m.photo]) == 2
        await room.edit(answer, "Come on Tuesday.")
        await chat.wait(lambda _: "Come on Tuesday." in received.text)
        await room.edit(answer, "// a mistake")
        await chat.wait(lambda _: received.deleted)
        await room.wait_text("taken back")
        await chat.send("Thank you", reply_to=await chat.wait_text("Two pages"))
        copy = await room.wait_text("Thank you")
        await room.press(card, "💬 Answer")
        await room.wait_text("write your answer")
        await room.send("By the prompt")
        await chat.wait_text("By the prompt")
        await room.send("To the copy", reply_to=copy)
        await chat.wait_text("To the copy")
        assert "he lies" not in ever_sent(server, chat.id)
        assert STORY not in ever_sent(server, deputy.chat.id)
        # What an administrator says without a reply is their own affair.
        await room.send("A word of my own")
        await room.wait_text("Your message is kept, but not sent to anybody yet.")
    assert ever_sent(server, shared.id) == before
    assert "A word of my own" not in ever_sent(server, resident.chat.id)


async def test_another_administrator_takes_it_over(server: DemoServer, start: Start) -> None:
    boss, deputy = administrators(server, "Boss", "Deputy")
    async with arrived(server, start, admin_ids=ids(boss, deputy)) as resident:
        await boss.start()
        await deputy.start()
        number = await complain(resident)
        card = await boss.chat.wait_text(STORY)
        story = next(m for m in resident.chat.messages if m.text == STORY)
        await resident.chat.send("More of it", reply_to=story)
        copy = await boss.chat.wait_text("More of it")
        notice = await deputy.chat.wait_text("You can take it over.")
        for intruder in (resident, boss):
            forged = await intruder.chat.press_raw(intruder.chat.last, notice_data(notice))
            assert (await forged.wait_answer())["text"] in (
                "This is not available to you here.",
                "You have it already.",
            )
        # Whoever replies to the notice is told, and files no concern by it.
        await deputy.chat.send("I see to it", reply_to=notice)
        await deputy.chat.wait_text("This concern is not with this chat, so nothing was sent.")
        press = await deputy.chat.press(notice, "📥 Bring it to me")
        assert (await press.wait_answer())["text"] == "It is yours now."
        theirs = await deputy.chat.wait_text(STORY)
        await deputy.chat.wait_text("More of it")
        await boss.chat.wait(lambda _: "is no longer handled in this chat" in card.text)
        await boss.chat.wait(lambda _: copy.deleted)
        assert not card.buttons
        assert STORY not in str(boss.chat.texts)
        await boss.chat.send("Too late", reply_to=card)
        await boss.chat.wait_text("This concern is not with this chat, so nothing was sent.")
        await deputy.chat.send("In time", reply_to=theirs)
        received = await resident.chat.wait_text("In time")
        assert number in received.text
        assert "Too late" not in ever_sent(server, resident.chat.id)
        await boss.chat.send("/audit")
        noted = await boss.chat.wait_text("Took over a concern that another administrator had")
        assert number not in noted.text


async def test_what_was_erased_is_taken_over_by_nobody(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    boss, deputy = administrators(server, "Boss", "Deputy")
    async with arrived(server, start, admin_ids=ids(boss, deputy)) as resident:
        await boss.start()
        await deputy.start()
        number = await complain(resident)
        card = await boss.chat.wait_text(STORY)
        notice = await deputy.chat.wait_text(number)
        await forget_me(resident)
        await boss.chat.wait(lambda _: "erased" in card.text)
        press = await deputy.chat.press(notice, "📥 Bring it to me")
        answer = await press.wait_answer()
        assert answer["text"] == "This concern is no longer with an administrator."
    [ticket] = rows("SELECT * FROM tickets")
    assert ticket["chat_id"] == boss.chat.id
    assert rows("SELECT kind FROM events ORDER BY id")[-1]["kind"] == "erased"


async def test_nobody_handles_their_own_concern(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    boss, deputy = administrators(server, "Boss", "Deputy")
    async with start(default_language="en", admin_ids=ids(boss, deputy)) as application:
        await boss.start()
        number = await complain(boss)
        # There is nobody else yet.
        told = await boss.chat.wait_text("came in and is kept")
        assert number in told.text
        assert "MONITORING_CHAT_ID" in told.text
        await deputy.start()
        await tick(application)
        card = await deputy.chat.wait_text(STORY)
        assert "Boss" not in card.text
        assert "You can take it over" not in str(boss.chat.texts)
        ticket = rows("SELECT id FROM tickets")[0]["id"]
        for data in (f"fe:{ticket}", f"t:take:{ticket}", f"t:close:{ticket}"):
            press = await boss.chat.press_raw(told, data)
            assert (await press.wait_answer())["show_alert"]
        await deputy.chat.send("We look into it.", reply_to=card)
        received = await boss.chat.wait_text("We look into it.")
        # To reply to it is to write as a resident.
        await boss.chat.send("Thank you", reply_to=received)
        await deputy.chat.wait_text("from the resident\n\nThank you")
    assert [row["chat_id"] for row in rows("SELECT chat_id FROM tickets")] == [deputy.chat.id]


async def test_without_administrators_it_is_kept_until_there_is_one(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    shared = server.group("Shared", members=[server.person("Нурлан")])
    (boss,) = administrators(server, "Boss")
    async with arrived(server, start, staff_chat_id=shared.id) as resident:
        before = await heard(server, shared)
        number = await complain(resident)
        assert number.startswith("MON-")
        await resident.chat.send("More", reply_to=await resident.chat.wait_text("is registered"))
        await resident.chat.wait_text("The office will see it.")
    settings: dict[str, Any] = {"staff_chat_id": shared.id, "admin_ids": ids(boss)}
    async with start(default_language="en", **settings) as application:
        await boss.start()
        await tick(application)
        card = await boss.chat.wait_text(STORY)
        assert number in card.text
        await boss.chat.wait_text("More")
    assert ever_sent(server, shared.id) == before
    assert len(rows("SELECT 1 FROM events WHERE kind = 'moved'")) == 1


async def test_an_administrator_who_blocked_the_bot_has_it_no_longer(
    server: DemoServer, start: Start
) -> None:
    boss, deputy = administrators(server, "Boss", "Deputy")
    settings: dict[str, Any] = {"default_language": "en", "admin_ids": ids(boss, deputy)}
    async with start(**settings) as application:
        resident = Resident(server.person("Айгүл"), "en")
        for person in (resident, boss, deputy):
            await person.start()
        await complain(resident)
        await boss.chat.wait_text(STORY)
        boss.person.block()
        story = next(m for m in resident.chat.messages if m.text == STORY)
        await resident.chat.send("More", reply_to=story)
        await resident.chat.wait_text("Added to your concern")
        await tick(application)
        card = await deputy.chat.wait_text(STORY)
        await deputy.chat.wait_text("More")
        await deputy.chat.send("I have it now.", reply_to=card)
        await resident.chat.wait_text("I have it now.")
        # The next one goes to whoever can be written to.
        await complain(resident, "Again")
        await deputy.chat.wait_text("Again")
        assert "Again" not in ever_sent(server, boss.chat.id)


async def test_an_administrator_without_a_language_cannot_be_reached_yet(
    server: DemoServer, start: Start
) -> None:
    (boss,) = administrators(server, "Boss")
    async with arrived(server, start, admin_ids=ids(boss)) as resident:
        await boss.chat.send("/start")
        asked = await boss.says("Choose your language")
        number = await complain(resident)
        assert "send /start to the bot" in (await boss.chat.wait_text(number)).text
        assert STORY not in ever_sent(server, boss.chat.id)
        await boss.chat.press(asked, LANGUAGES["en"])
        await boss.chat.wait_text("Welcome!")
    async with start(default_language="en", admin_ids=ids(boss)) as application:
        await tick(application)
        card = await boss.chat.wait_text(STORY)
        await boss.chat.send("Come on Monday.", reply_to=card)
        await resident.chat.wait_text("Come on Monday.")


async def test_concerns_that_wait_are_told_of_once_an_hour_at_most(
    server: DemoServer, start: Start
) -> None:
    now = [time.time()]
    (boss,) = administrators(server, "Boss")
    settings: dict[str, Any] = {"admin_ids": ids(boss), "now": lambda: now[0]}
    async with start(default_language="en", **settings) as application:
        await boss.start()
        resident = Resident(server.person("Айгүл"), "en")
        await resident.start()
        first = await resident.file("First")
        told = await boss.chat.wait_text(first)
        assert "No staff chat yet: Nookat District." in told.text
        assert "in all" not in told.text
        second = await resident.file("Second")
        await complain(boss)
        fourth = await resident.file("Fourth")
        await tick(application)
        now[0] += 3601
        # The rest is told when the hour is over, in one message.
        await tick(application)
        told = await boss.chat.wait_text("4 concerns wait in all.")
        assert fourth in told.text
        assert "MONITORING_CHAT_ID" in told.text
        assert "No staff chat yet: Nookat District." in told.text
        # Nothing new: nothing to tell.
        now[0] += 3601
        await tick(application)
        fifth = await resident.file("Fifth")
        await boss.chat.wait_text("5 concerns wait in all.")
        alerts = ever_sent(server, boss.chat.id)
        assert alerts.count("came in and is kept") == 3
        assert fifth in alerts
        assert second not in alerts


async def test_many_concerns_that_lose_their_chat_are_one_alert(
    server: DemoServer, start: Start
) -> None:
    now = [time.time()]
    shared = server.group("Shared", members=[server.person("Нурлан")])
    (boss,) = administrators(server, "Boss")
    settings: dict[str, Any] = {"admin_ids": ids(boss), "now": lambda: now[0]}
    async with arrived(server, start, staff_chat_id=shared.id, **settings) as resident:
        await boss.start()
        for story in ("One", "Two", "Three"):
            await shared.wait_text(await resident.file(story))
    async with start(default_language="en", **settings) as application:
        await tick(application)
        first = await boss.chat.wait_text("3 concerns wait in all.")
        now[0] += 3601
        await tick(application)
        # The other two were counted, and are named when the hour is over.
        await boss.chat.wait(lambda c: "3 concerns wait" in c.last.text and c.last != first)
        await resident.file("Four")
        now[0] += 3601
        await tick(application)
        await boss.chat.wait_text("4 concerns wait in all.")
        assert ever_sent(server, boss.chat.id).count("came in and is kept") == 3
