"""The privacy page, and what "forget me" does to somebody who presses it."""

import pytest

from bot.demo.server import DemoServer
from handlers import labels
from handlers.resident.privacy.press import PrivacyPress
from handlers.resident.welcome import LanguageChoice
from handlers.say import length
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, arrived
from tests.end_to_end.privacy_steps import forget_me, press, privacy_page
from tests.end_to_end.test_exchange import filed

BUTTONS = [
    ["📄 My data", "🧹 Clear this chat"],
    ["🙈 Hide answers"],
    ["🗑 Forget me"],
]


async def is_stranger(resident: Resident) -> None:
    """The next word of theirs is answered like anybody's first."""
    before = resident.chat.messages[-1]
    await resident.chat.send("/help")
    asked = await resident.chat.wait_new(before)
    assert "Choose your language" in asked.text


async def test_the_page_says_it_all_on_a_phone(server: DemoServer, start: Start) -> None:
    async with arrived(server, start, retention_days=90) as resident:
        page = await privacy_page(resident)
        assert page.buttons == BUTTONS
        assert length(page.text) <= 1800
        for words in (
            "Telegram account (id)",
            "90 days after a concern is closed",
            "Telegram itself always knows who writes",
            "Backups and the agency's paper register",
            "No. 58 of 2008",
            "Your ethnic origin is never asked",
            "the district you last looked for",
            "the day on which you last used this bot",
        ):
            assert words in page.text
        assert "under “Other”" not in page.text
        assert "🔔 Announcements of the agency come to you here. /mute changes" in page.text
        await resident.chat.send("/start privacy")
        again = await resident.chat.wait_new(page)
        assert (again.text, again.buttons) == (page.text, BUTTONS)
        muted = await resident.chat.wait_new(await resident.chat.send("/mute"))
        await press(resident, muted, "🔕 Announcements off")
        await resident.chat.wait(lambda _: "do not come" in muted.text)
        page = await privacy_page(resident)
        assert "🔕 Announcements of the agency do not come to you. /mute changes" in page.text


async def test_the_button_about_answers_says_what_a_press_does(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with arrived(server, start) as resident:
        page = await privacy_page(resident)
        asked = await press(resident, page, "🙈 Hide answers")
        assert "without its words" in (await asked.wait_answer())["text"]
        await resident.chat.wait(lambda _: ["👁 Show answers"] in page.buttons)
        assert rows("SELECT discreet FROM residents")[0]["discreet"] == 1
        asked = await press(resident, page, "👁 Show answers")
        assert "with their words" in (await asked.wait_answer())["text"]
        await resident.chat.wait(lambda _: page.buttons == BUTTONS)
        assert rows("SELECT discreet FROM residents")[0]["discreet"] == 0


async def test_forget_me_warns_and_leads_back(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with arrived(server, start) as resident:
        page = await privacy_page(resident)
        await press(resident, page, "🗑 Forget me")
        await resident.chat.wait(lambda _: "cannot be undone" in page.text)
        for words in ("What is erased", "What stays", "paper", "nobody will answer them"):
            assert words in page.text
        await press(resident, page, "⬅️ No, go back")
        await resident.chat.wait(lambda _: page.buttons == BUTTONS)
        assert len(rows("SELECT * FROM residents")) == 1


async def test_forget_me_erases_and_makes_a_stranger(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with filed(server, start) as scene:
        answer = await scene.room.send("We come tomorrow", reply_to=scene.card)
        await scene.resident.chat.wait_text("We come tomorrow")
        await scene.room.wait(lambda _: answer.reactions)
        last = await forget_me(scene.resident)
        assert "/start" in last.text
        chat = scene.resident.chat
        await chat.wait(lambda chat: chat.keyboard is None)
        await scene.room.wait(lambda _: "erased" in scene.card.text)
        assert "They closed our water." not in scene.card.text
        await server.wait(lambda: server.count("deleteMyCommands") == 1)
        for table in ("residents", "entries", "fsm", "standing"):
            assert not rows(f"SELECT * FROM {table}"), table
        ticket = rows("SELECT * FROM tickets")[0]
        assert (ticket["resident_id"], ticket["number"]) == (None, scene.number)
        late = await scene.room.send("Are you there?", reply_to=scene.card)
        refusal = await scene.room.wait_text("Nothing can be sent")
        assert refusal.reply_to == late
        await is_stranger(scene.resident)
        await chat.press(None, "English")
        await chat.wait_text("Welcome!")
        await scene.resident.tap(labels.MINE)
        await chat.wait_text("You have not sent any concern yet")
    assert not rows("SELECT * FROM outbox")
    assert not rows("SELECT * FROM inbox WHERE state <> 'done'")


async def test_somebody_without_concerns_is_forgotten_too(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with arrived(server, start) as resident:
        await forget_me(resident)
        assert not rows("SELECT * FROM residents")
        await is_stranger(resident)


async def test_forgotten_while_writing_a_concern(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with arrived(server, start) as resident:
        page = await privacy_page(resident)
        await press(resident, page, "🗑 Forget me")
        await resident.begin()
        await resident.chat.send("They closed our water.")
        await resident.tap(labels.DONE)
        await press(resident, page, "🗑 Yes, forget me")
        await resident.chat.wait_text("Done. What the bot held")
        for table in ("residents", "tickets", "entries", "fsm"):
            assert not rows(f"SELECT * FROM {table}"), table
        await is_stranger(resident)
        await resident.chat.press(None, "English")
        await resident.chat.wait_text("Welcome!")
        assert not rows("SELECT * FROM fsm WHERE state = 'Step:review'")


async def test_an_administrator_is_forgotten_and_comes_back(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    person = server.person("Boss", language_code="en")
    boss = Resident(person, "en")
    async with start(default_language="en", admin_ids=str(person.id)):
        await boss.start()
        await forget_me(boss)
        await is_stranger(boss)
        await boss.chat.press(None, "English")
        await boss.chat.wait_text("Welcome!")
        await boss.chat.send("/failed")
        await boss.chat.wait_text("Nothing is set aside")


@pytest.mark.parametrize("at", [-601, 60, -(10**9)])
async def test_an_old_yes_erases_nothing(
    server: DemoServer, start: Start, rows: Rows, at: int
) -> None:
    async with arrived(server, start) as resident:
        page = await privacy_page(resident)
        data = PrivacyPress(do="forget_sure", at=int(server.world.clock()) + at).pack()
        pressed = await resident.chat.press_raw(page, data)
        assert "too old" in (await pressed.wait_answer())["text"]
        assert rows("SELECT * FROM residents")


async def test_a_forgotten_person_who_presses_on_is_not_known_again(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    """The "yes" pressed twice, and every other old button."""
    async with arrived(server, start) as resident:
        languages = await resident.chat.wait_text("✅ English")
        page = await privacy_page(resident)
        await forget_me(resident)
        for data in (
            PrivacyPress(do="forget_sure", at=int(server.world.clock())).pack(),
            PrivacyPress(do="data").pack(),
            LanguageChoice(code="ru").pack(),
            "of an older version",
        ):
            pressed = await resident.chat.press_raw(page, data)
            assert "write /start" in (await pressed.wait_answer())["text"]
        resident.person.block()
        resident.person.unblock()
        assert languages.text == "✅ English"
        assert server.count("sendDocument") == 0
        await is_stranger(resident)
        assert len(rows("SELECT * FROM residents")) == 1


async def test_a_yes_pressed_twice_at_once(server: DemoServer, start: Start, rows: Rows) -> None:
    async with arrived(server, start) as resident:
        page = await privacy_page(resident)
        await press(resident, page, "🗑 Forget me")
        await resident.chat.wait(lambda _: ["🗑 Yes, forget me"] in page.buttons)
        await resident.chat.press(page, "🗑 Yes, forget me")
        again = await resident.chat.press(page, "🗑 Yes, forget me")
        await again.wait_answer()
        last = await resident.chat.wait_text("Done. What the bot held")
        assert not rows("SELECT * FROM residents")
        assert resident.chat.messages[-1] == last
