"""/broadcast: an announcement is written, looked at, approved and sent."""

from bot.demo.server import DemoServer
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, ever_sent
from tests.end_to_end.composing import HEADING, acts, alert, country
from tests.end_to_end.desk_scene import turned


async def test_it_is_written_looked_at_and_sent_with_a_second_yes(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with country(server, start) as it:
        question = await it.ask("/broadcast")
        assert "any message or an album" in question.text
        bold = [{"type": "bold", "offset": 0, "length": 5}]
        sent = await it.chat.send("Water is off", entities=bold)
        asked = await it.chat.wait_new(sent)
        # The administrator's own language comes first.
        assert asked.buttons[0] == ["English"]
        screen = await it.shown(asked, "English", "being written")
        assert "Water is off" in screen.text
        assert "Everybody who uses the bot" in screen.text
        # Both administrators and two residents; nobody reads Kyrgyz. So few are not counted.
        assert "In all: <5 people" in screen.text
        assert "✅ English · <5 people" in screen.text
        assert "➡️ Русский · <5 people: they get the version in English" in screen.text
        assert "➡️ Ўзбекча · <5 people: they get the version in English" in screen.text
        await it.shown(screen, "➕ Русский", "for those who read Русский")
        screen = await it.ask("Воды нет")
        assert "✅ Русский · <5 people" in screen.text
        assert "➡️ Кыргызча · <5 people: they get the version in Русский" in screen.text
        # Exactly as residents get it: the heading in their language, and the button.
        await it.chat.press(screen, "👁 Preview")
        preview = await it.chat.wait_text("Воды нет")
        screen = await it.chat.wait(
            lambda c: c.last if c.last.id > preview.id and "In all" in c.last.text else None
        )
        shown = [m for m in it.chat.bot_messages if m.text == f"{HEADING}\n\nWater is off"]
        assert [e["type"] for e in shown[-1].entities] == ["bold", "bold"]
        assert shown[-1].buttons == [["🔕 No more announcements"]]
        await it.shown(screen, "📨 Send now", "Send this announcement?")
        assert "Another administrator has to say yes first" in screen.text
        assert "In all: <5 people" in screen.text
        await it.shown(screen, "📨 Yes, send it", "waits for a second administrator")
        yes = await it.asked()
        assert "Boss wants to send" in yes.text
        assert "Воды нет" in str(it.deputy.chat.texts)
        assert "Воды нет" not in ever_sent(server, it.people["ru"].chat.id)
        await turned(it.deputy.chat, yes, "📨 Yes, send it", "You said yes")
        got = await it.people["ru"].chat.wait_text("Воды нет")
        assert got.buttons
        got = await it.people["en"].chat.wait_text("Water is off")
        assert got.text == shown[-1].text and got.entities == shown[-1].entities
        await it.chat.wait_text("Deputy said yes")
        sent = await it.chat.wait_text("Delivered: 4")
        assert "Agreed by: Deputy" in sent.text
        listed = await it.ask("/broadcast")
        assert "any message or an album" in listed.text
        await it.shown(listed, "🗂 All announcements", "the last ones of all")
        line = next(row[0] for row in listed.buttons if "Water is off" in row[0])
        await it.shown(listed, line, "Delivered: 4")
    assert acts(rows) == ["draft", "change", "ask_about", "approve", "announce"]
    stored = rows("SELECT approved_by, status FROM announcements")[0]
    assert stored["approved_by"] == it.deputy.person.id and stored["status"] == "done"


async def test_a_yes_is_bound_to_what_was_shown(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with country(server, start) as it:
        screen = await it.draft()
        await it.sure(screen)
        old = await it.asked()
        # Nobody says yes to an announcement of their own, not even with a forged press.
        forged = await it.boss.person.forge_press(
            screen, old.inline_keyboard[0][0]["callback_data"]
        )
        assert "another administrator has to say yes" in await alert(forged)
        assert rows("SELECT status FROM announcements")[0][0] == "waiting"
        # A resident has no say at all.
        forged = await it.people["en"].person.forge_press(
            old, old.inline_keyboard[0][0]["callback_data"]
        )
        assert "not available" in await alert(forged)
        await it.shown(screen, "✏️ Change", "being written")
        press = await it.deputy.chat.press(old, "📨 Yes, send it")
        assert "it was changed" in await alert(press)
        await it.shown(screen, "✏️ English", "It replaces this one")
        screen = await it.ask("Water is back")
        # The question before the change is no question about what stands there now.
        await it.sure(screen)
        new = await it.deputy.chat.wait(
            lambda c: c.last if c.last.id > old.id and "Shall it go?" in c.last.text else None
        )
        stale = await it.deputy.chat.press_raw(old, "ay:1:1:00000000")
        assert "changed after this question" in await alert(stale)
        assert rows("SELECT status FROM announcements")[0][0] == "waiting"
        # No: it is a draft again, and the author is told who said so.
        await turned(it.deputy.chat, new, "✖️ No", "You said no")
        refused = await it.chat.wait_text("Deputy said no")
        await it.shown(refused, "👁 Open it", "being written")
        assert "Water is back" not in ever_sent(server, it.people["en"].chat.id)
    assert acts(rows) == ["draft", "ask_about", "reopen", "change", "ask_about", "refuse"]


async def test_the_first_of_two_decides(server: DemoServer, start: Start, rows: Rows) -> None:
    third = Resident(server.person("Third", language_code="en"), "en")
    boss_ids: list[int] = []
    async with country(server, start) as it:
        boss_ids += [it.boss.person.id, it.deputy.person.id, third.person.id]
    async with start(default_language="en", admin_ids=",".join(map(str, boss_ids))):
        await third.start()
        screen = await it.draft()
        await it.sure(screen)
        asked = [await it.asked()]
        asked.append(
            await third.chat.wait(lambda c: c.last if "Shall it go?" in c.last.text else None)
        )
        no = await it.deputy.chat.press(asked[0], "✖️ No")
        yes = await third.chat.press(asked[1], "📨 Yes, send it")
        await no.wait_answer()
        assert "decided already" in await alert(yes)
        await third.chat.wait(lambda _: not asked[1].buttons)
        assert rows("SELECT status FROM announcements")[0][0] == "draft"
    assert "Water is off" not in ever_sent(server, it.people["en"].chat.id)


async def test_where_nobody_else_can_be_written_to_one_yes_is_enough(
    server: DemoServer, start: Start
) -> None:
    async with country(server, start, alone=True) as it:
        screen = await it.draft()
        await it.shown(screen, "📨 Send now", "Send this announcement?")
        assert "No other administrator can be written to" in screen.text
        await it.shown(screen, "📨 Yes, send it", "It goes now")
        await it.people["en"].chat.wait_text("Water is off")
        late = await it.chat.press_raw(screen, "an:discarded:1::")
        assert "Too late" in await alert(late)


async def test_who_is_no_longer_an_administrator_sends_nothing(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with country(server, start) as it:
        await it.sure(await it.draft())
        asked = await it.asked()
    async with start(default_language="en", admin_ids=str(it.deputy.person.id)):
        press = await it.deputy.chat.press(asked, "📨 Yes, send it")
        assert "no longer an administrator" in await alert(press)
        assert rows("SELECT status FROM announcements")[0][0] == "cancelled"
    assert "Water is off" not in ever_sent(server, it.people["en"].chat.id)


async def test_words_that_come_while_others_decide_take_the_question_back(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with country(server, start) as it:
        screen = await it.draft()
        # A second screen of the same announcement, on which new words are asked for.
        other = await it.ask("/broadcast")
        await it.shown(screen, "📨 Send now", "Send this announcement?")
        await it.shown(other, "➕ Русский", "for those who read Русский")
        await it.chat.press(screen, "📨 Yes, send it")
        asked = await it.asked()
        changed = await it.ask("Воды нет")
        assert "it is a draft again" in changed.text
        press = await it.deputy.chat.press(asked, "📨 Yes, send it")
        assert "it was changed" in await alert(press)
        # The last look, too, is bound to what it showed.
        await it.shown(changed, "📨 Send now", "Send this announcement?")
        await it.chat.press_raw(other, "an:version:1:ky:")
        await it.chat.wait(lambda _: "for those who read Кыргызча" in other.text)
        await it.ask("Суу жок")
        press = await it.chat.press(changed, "📨 Yes, send it")
        assert "changed after this question" in await alert(press)
        assert rows("SELECT status FROM announcements")[0][0] == "draft"
        # Leaving a question changes nothing either.
        await it.chat.press_raw(other, "an:version:1:uz:")
        await it.chat.wait(lambda _: "for those who read Oʻzbekcha" in other.text)
        left = await it.ask("/cancel")
        assert "Nothing was changed." in left.text
