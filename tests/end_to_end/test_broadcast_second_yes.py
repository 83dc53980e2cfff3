"""The second yes when an announcement's time comes: by then it may be needed, and not be there."""

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.demo.server import DemoServer
from bot.demo.views import Message
from bot.reception.announcements import Audience
from handlers.admin.staff.presses import StaffPress
from storage.staff import ADMINISTRATOR
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, tick
from tests.end_to_end.composing import Country, acts, alert, country
from tests.end_to_end.desk_scene import DeskScene, at_desk, turned
from tests.end_to_end.privacy_steps import press, privacy_page
from tests.end_to_end.test_broadcast_colleagues import below, listed
from tests.end_to_end.test_broadcast_few import ELSEWHERE, NOOKAT, is_for, tell
from tests.end_to_end.test_people import appointed

HOUR = 3600


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.announcer.STEP", 0.05)
    monkeypatch.setattr("bot.announcer.IDLE", 0.05)


async def appear(path: Path, numbers: Sequence[int], district: str) -> None:
    """Residents of a district begin to use the bot."""
    sql = (
        "INSERT INTO residents (telegram_id, name, language, created_at, last_district) "
        "VALUES (?, ?, 'en', 0, ?)"
    )
    await tell(path, sql, *[(number, f"R{number}", district) for number in numbers])


async def scheduled(it: Country, path: Path, screen: Message, button: str = "📨 Send now") -> None:
    """Sends it at a time that is an hour ahead, after a last look."""
    at = int(time.time() + it.ahead[0]) + HOUR
    await tell(path, "UPDATE announcements SET at = ?", [at])
    await it.sure(screen, button)


async def asked_at_its_time(it: Country, path: Path) -> Message:
    """The question before somebody who became an administrator after the time was set."""
    await scheduled(it, path, await it.draft())
    await it.chat.wait(lambda chat: "It goes at its time" in chat.last.text)
    await it.deputy.start()
    it.ahead[0] = HOUR + 1
    return await it.asked()


def questions(it: Country) -> list[Message]:
    """What the second administrator is asked and has not answered."""
    return [m for m in it.deputy.chat.bot_messages if "Shall it go?" in m.text]


async def test_what_became_nearly_the_whole_country_waits_for_a_second_yes(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    async with country(server, start) as it:
        # All of them are at home in one district, and are few among those of another.
        await appear(database_path, [1], NOOKAT.code)
        await tell(database_path, "UPDATE residents SET last_district = ?", [NOOKAT.code])
        await appear(database_path, range(11, 20), ELSEWHERE.code)
        screen = await it.draft()
        await is_for(database_path, Audience(districts=(NOOKAT.code,)))
        await scheduled(it, database_path, screen)
        await it.chat.wait(lambda _: "It goes at its time" in screen.text)
        assert not questions(it)
        await tell(
            database_path, "DELETE FROM residents WHERE telegram_id BETWEEN ? AND ?", [11, 19]
        )
        it.ahead[0] = HOUR + 1
        asked = await it.asked()
        assert asked.text.startswith("Boss wants to send this announcement")
        assert "It was to go at " in asked.text and "It waits for your answer" in asked.text
        assert "Water is off" in asked.text and "Nookat District" in asked.text
        told = await it.chat.wait_text("Announcement 1 has not been sent")
        assert "needs the yes of a second administrator" in told.text
        assert "Other administrators were asked" in told.text
        stored = rows("SELECT status, started_at, approved_by FROM announcements")[0]
        assert tuple(stored) == ("waiting", None, None)
        await it.shown(told, "👁 Open it", "waits for a second administrator")
        assert "command line" not in (await it.ask("/audit")).text
        # For a day.
        it.ahead[0] += 23 * HOUR
        await turned(it.deputy.chat, asked, "📨 Yes, send it", "You said yes")
        await it.chat.wait_text("Deputy said yes to announcement 1")
        await it.people["en"].chat.wait_text("Water is off")
        sent = await it.chat.wait_text("Announcement 1: ✅ sent")
        assert "Agreed by: Deputy" in sent.text
        assert not questions(it)
    assert acts(rows) == ["draft", "schedule", "change", "ask_about", "approve", "announce"]
    # Nobody asked for it but the clock.
    held = rows("SELECT act, person_id, field FROM audit WHERE act IN (?, ?)", *HELD)
    assert [tuple(row) for row in held] == [
        ("change_announcement", None, "at"),
        ("ask_about_announcement", None, None),
    ]


HELD = ("change_announcement", "ask_about_announcement")


async def test_a_yes_a_day_after_the_time_sends_nothing_that_is_over(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    async with country(server, start, alone=True) as it:
        asked = await asked_at_its_time(it, database_path)
        it.ahead[0] += 24 * HOUR
        late = await it.deputy.chat.press(asked, "📨 Yes, send it")
        assert "The time that was set for it is over" in await alert(late)
        told = await it.chat.wait_text("passed before the second yes came")
        await it.shown(told, "👁 Open it", "being written")
        # Sent once more without a time, it waits for a day, too.
        await it.sure(told)
        again = await it.asked()
        it.ahead[0] += 23 * HOUR
        assert not rows("SELECT 1 FROM recipients")
        await turned(it.deputy.chat, again, "📨 Yes, send it", "You said yes")
        await it.people["en"].chat.wait_text("Water is off")
    expected = ["draft", "schedule", "change", "ask_about", "reopen", "ask_about", "approve"]
    assert acts(rows) == [*expected, "announce"]


@pytest.mark.parametrize("at_a_time", [True, False])
async def test_a_question_that_nobody_answers_does_not_stand_for_ever(
    server: DemoServer, start: Start, rows: Rows, database_path: Path, at_a_time: bool
) -> None:
    async with country(server, start) as it:
        screen = await it.draft()
        if at_a_time:
            await scheduled(it, database_path, screen)
        else:
            await it.sure(screen)
        asked = await it.asked()
        it.ahead[0] += 24 * HOUR + 1
        await tick(it.application)
        told = await it.chat.wait_text("No second administrator has answered")
        await it.shown(told, "👁 Open it", "being written")
        late = await it.deputy.chat.press(asked, "📨 Yes, send it")
        assert "decided already, or it was changed" in await alert(late)
    assert not rows("SELECT 1 FROM recipients")
    assert acts(rows)[-1] == "reopen"


async def test_a_question_that_nobody_is_left_to_answer_is_the_author_s_again(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        boss = scene.boss.chat
        deputy = await appointed(scene, "Deputy")
        await _written(scene)
        await deputy.chat.wait_text("Shall it go?")
        await dismissed(scene, rows, deputy)
        await tick(scene.application)
        await boss.wait_text("Nobody is left who could say the second yes to announcement 1.")
    assert rows("SELECT status FROM announcements")[0][0] == "draft"


async def test_the_yes_of_somebody_who_is_no_longer_an_administrator_does_not_count(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        deputy, third = await appointed(scene, "Deputy"), await appointed(scene, "Third")
        at = int(time.time() + scene.ahead[0]) + HOUR
        await _written(scene, at, database_path)
        asked = await deputy.chat.wait_text("Shall it go?")
        await third.chat.wait_text("Shall it go?")
        await turned(deputy.chat, asked, "📨 Yes, send it", "You said yes")
        await scene.boss.chat.wait_text("Deputy said yes")
        await dismissed(scene, rows, deputy)
        scene.ahead[0] += HOUR + 1
        await scene.boss.chat.wait_text("by now it needs the yes of a second administrator")
        await third.chat.wait_text("It waits for your answer")
    assert not rows("SELECT 1 FROM recipients")


async def _written(scene: DeskScene, at: int | None = None, path: Path | None = None) -> None:
    """An announcement to the whole country, sent now or at a time."""
    boss = scene.boss.chat
    await scene.ask("/broadcast", boss)
    screen = await scene.ask("Water is off", boss)
    await turned(boss, screen, "English", "being written")
    if path is not None:
        await tell(path, "UPDATE announcements SET at = ?", [at])
    await turned(boss, screen, "📨 Send now", "Send this announcement?")
    await boss.press(screen, "📨 Yes, send it")


async def dismissed(scene: DeskScene, rows: Rows, who: Resident) -> None:
    """The administrator ends the role of another one."""
    [row] = rows("SELECT id FROM residents WHERE telegram_id = ?", who.person.id)
    listed = await scene.ask("/staff", scene.boss.chat)
    forged = StaffPress(do="remove", role=ADMINISTRATOR, person=row["id"])
    press = await scene.boss.chat.press_raw(listed, forged.pack())
    assert (await press.wait_answer())["text"] == "Ended."


async def test_who_became_an_administrator_meanwhile_is_asked_and_may_say_no(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    async with country(server, start, alone=True) as it:
        asked = await asked_at_its_time(it, database_path)
        await turned(it.deputy.chat, asked, "✖️ No", "You said no")
        told = await it.chat.wait_text("Deputy said no")
        await it.shown(told, "👁 Open it", "being written")
        assert "As soon as possible" in told.text
    assert not rows("SELECT 1 FROM recipients")


async def test_whose_question_is_gone_says_yes_or_no_from_the_list(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    async with country(server, start) as it:
        chat = it.deputy.chat
        draft = await it.draft()
        await it.sure(draft)
        await it.asked()
        page = await privacy_page(it.deputy)
        await press(it.deputy, page, "🧹 Clear this chat")
        await press(it.deputy, page, "🧹 Yes, clear it")
        await chat.wait_text("This chat was cleared")

        async def opened() -> Message:
            shown = await listed(chat)
            await chat.press(shown, "⏳ 1 · Water is off")
            found = await below(chat, shown, "waits for a second administrator")
            assert any(m.id > shown.id and "Water is off" in m.text for m in chat.bot_messages)
            return found

        await turned(chat, await opened(), "✖️ No", "You said no")
        told = await it.chat.wait_text("Deputy said no")
        await it.shown(told, "👁 Open it", "being written")
        await it.sure(told)
        await it.chat.wait(lambda _: "waits for a second administrator" in told.text)
        # Its author sees it in the list, too, but not these.
        own = await listed(it.chat)
        await it.shown(own, "⏳ 1 · Water is off", "waits for a second administrator")
        assert "Yes" not in str(own.buttons)
        await turned(chat, await opened(), "📨 Yes, send it", "You said yes")
        await it.people["en"].chat.wait_text("Water is off")


async def test_a_yes_that_was_given_is_enough_until_it_is_changed(
    server: DemoServer, start: Start, rows: Rows, database_path: Path
) -> None:
    async with country(server, start) as it:
        screen = await it.draft()
        await scheduled(it, database_path, screen)
        old = await it.asked()
        await turned(it.deputy.chat, old, "📨 Yes, send it", "You said yes")
        told = await it.chat.wait_text("It goes at its time")
        assert rows("SELECT approved_by FROM announcements")[0][0] == it.deputy.person.id
        # Other words are agreed to by nobody.
        await it.shown(told, "👁 Open it", "Agreed by: Deputy")
        await it.shown(told, "✏️ Change", "being written")
        assert "Agreed by" not in told.text
        assert rows("SELECT approved_by FROM announcements")[0][0] is None
        await it.shown(told, "✏️ English", "It replaces this one")
        screen = await it.ask("Water is back")
        await scheduled(it, database_path, screen, "📨 Send at that time")
        new = await it.asked()
        late = await it.deputy.chat.press_raw(old, "ay:1:1:00000000")
        assert "changed after this question" in await alert(late)
        await turned(it.deputy.chat, new, "📨 Yes, send it", "You said yes")
        it.ahead[0] = HOUR + 1
        await it.people["en"].chat.wait_text("Water is back")
        assert not questions(it)
    assert acts(rows).count("ask_about") == 2
