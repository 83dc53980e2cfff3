"""Who is blocked is told so at every try, and nothing of it is stored; everything else works."""

import json

from bot.demo.server import DemoServer
from handlers import labels
from handlers.resident.mine.screens import MinePress
from tests.conftest import Rows, Start
from tests.end_to_end.acting import DIRECTORY, ever_sent, tick
from tests.end_to_end.limiting import DAY, blocking


def stored(rows: Rows) -> str:
    """All that people wrote."""
    tables = ("SELECT content FROM entries", "SELECT state, data FROM fsm")
    return json.dumps([[tuple(row) for row in rows(sql)] for sql in tables], ensure_ascii=False)


async def test_a_blocked_person_is_told_everything_at_once_and_at_every_try(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with blocking(server, start) as scene:
        await scene.block()
        begun = await scene.chat.wait_text("You cannot write to the receptions here for now.")
        assert scene.resident.text(labels.FILE) in str(scene.chat.keyboard)
        told = [begun.text]
        written = next(m for m in scene.chat.messages if m.text == "They closed our water.")
        told.append(await scene.refused(await scene.resident.tap(labels.FILE)))
        told.append(await scene.refused(await scene.chat.send("LEAK word")))
        told.append(await scene.refused(await scene.chat.send("LEAK reply", reply_to=written)))
        told.append(await scene.refused(await scene.chat.send_photo(caption="LEAK photo")))
        told.append(await scene.refused(await scene.chat.send("/concern")))
        for text in told:
            assert "Since 15 January 2027, until 14.02.2027 14:00." in text
            assert "The reason: “shouts at people”" in text
            assert "district administration" in text
            assert "/mine" in text
            assert all(entry.number in text for entry in DIRECTORY.emergency)
        before = scene.chat.last
        await scene.chat.edit(written, "LEAK edit")
        assert "🚫" in (await scene.chat.wait_new(before)).text
        await scene.chat.send("/mine")
        listed = await scene.chat.wait_text("Your concerns")
        await scene.chat.press(listed, listed.buttons[0][0])
        await scene.chat.wait(lambda _: ["➕ Add to it"] in listed.buttons)
        query = await scene.chat.press(listed, "➕ Add to it")
        assert "cannot write" in (await query.wait_answer())["text"]
        await scene.settle()
        assert "LEAK" not in stored(rows)
        assert "LEAK" not in ever_sent(server, scene.room.id)
        # Nobody is shown who it is.
        said = ever_sent(server, scene.boss.chat.id)
        assert "Айгүл" not in said
        assert str(scene.resident.person.id) not in said
    acts = rows("SELECT * FROM audit WHERE act = 'block'")
    assert [(row["subject"], row["person_id"]) for row in acts] == [
        (scene.number, scene.boss.person.id)
    ]
    assert str(scene.resident.person.id) not in str([tuple(row) for row in acts])


async def test_answers_pages_and_offices_still_work(server: DemoServer, start: Start) -> None:
    async with blocking(server, start) as scene:
        await scene.block("rude")
        await scene.chat.wait_text("until it is lifted")
        await scene.room.send("We come tomorrow.", reply_to=scene.card)
        await scene.chat.wait_text("We come tomorrow.")
        await scene.resident.tap(labels.OFFICE)
        await scene.resident.choose_office()
        await scene.resident.card_of("NKT")
        await scene.chat.send("/office Nookat")
        await scene.settle()
        await scene.chat.send("/privacy")
        await scene.chat.wait_text("What is kept")
        # They may take the concern back.
        await scene.chat.send("/mine")
        listed = await scene.chat.wait_text("Your concerns")
        await scene.chat.press(listed, listed.buttons[0][0])
        await scene.chat.wait(lambda _: "We come tomorrow." in listed.text)
        await scene.chat.press(listed, "↩️ Withdraw")
        await scene.chat.wait(lambda _: ["↩️ Yes, withdraw it"] in listed.buttons)
        await scene.chat.press(listed, "↩️ Yes, withdraw it")
        await scene.room.wait_text("has withdrawn this concern")


async def test_a_word_in_an_office_search_is_no_answer_of_a_blocked_person(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with blocking(server, start) as scene:
        await scene.room.send("Which ditch?", reply_to=scene.card)
        await scene.chat.wait_text("Which ditch?")
        await scene.block()
        await scene.chat.wait_text("You cannot write")
        await scene.resident.tap(labels.OFFICE)
        await scene.chat.wait_text("Which reception are you looking for?")
        await scene.chat.send("LEAK the upper one of course")
        await scene.chat.wait_text("No place with this name was found")
        await scene.refused(await scene.chat.send_voice(caption="LEAK voice"))
        await scene.settle()
        assert "LEAK" not in stored(rows)
        assert "LEAK" not in ever_sent(server, scene.room.id)


async def test_a_name_is_no_way_to_write_either(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with blocking(server, start) as scene:
        await scene.block()
        scene.resident.person.user.data["first_name"] = "LEAK"
        await scene.chat.send("/mine")
        screen = await scene.chat.wait_text("Your concerns")
        ticket = rows("SELECT id FROM tickets")[0]["id"]
        pressed = await scene.chat.press_raw(
            screen, MinePress(do="show_name", ticket=ticket).pack()
        )
        assert "cannot write" in (await pressed.wait_answer())["text"]
        await scene.settle()
        assert not rows("SELECT 1 FROM tickets WHERE show_name")
        # Hiding it is everybody's right.
        pressed = await scene.chat.press_raw(
            screen, MinePress(do="hide_name", ticket=ticket).pack()
        )
        assert "hidden" in (await pressed.wait_answer())["text"]


async def test_a_live_position_is_refused_once(server: DemoServer, start: Start) -> None:
    async with blocking(server, start) as scene:
        await scene.block()
        live = await scene.chat.send_location(40.5, 72.8, live_period=900)
        await scene.refused(live)
        said = str(scene.chat.texts).count("🚫")
        for step in range(3):
            await scene.chat.move(live, 40.6 + step, 72.8)
        await scene.settle()
        assert str(scene.chat.texts).count("🚫") == said


async def test_lifting_and_what_was_begun(server: DemoServer, start: Start, rows: Rows) -> None:
    async with blocking(server, start, concerns_per_day=1) as scene:
        assert "not sent yet" in (await scene.try_to_send("it waits")).text
        await scene.resident.begin()
        await scene.chat.send("half-written")
        await scene.chat.wait_text("Kept.")
        await scene.block()
        await scene.chat.wait_text("What you have not sent yet stays unsent.")
        begun = scene.chat.last
        for _ in range(2):
            await scene.settle()
        # They are at no step any longer, and are not called back to one.
        assert not [m for m in scene.chat.bot_messages if m.id > begun.id and "Step" in m.text]
        await scene.pass_time(2 * DAY)
        await scene.settle()
        assert "You began a concern" not in str(scene.chat.texts)
        assert "it waits" not in ever_sent(server, scene.room.id)
        await scene.chat.send("/mine")
        listed = await scene.chat.wait_text("Your concerns")
        await scene.chat.press(listed, listed.buttons[0][0])
        await scene.chat.wait(lambda _: "is not sent while you cannot write" in listed.text)
        await scene.lift()
        await scene.chat.wait_text("You can write to the receptions here again.")
        await tick(scene.application)
        await scene.room.wait_text("it waits")
        await scene.chat.wait_text("You began a concern")
        await scene.resident.tap(labels.GO_ON)
        await scene.resident.last_says("Step 3")
        assert "half-written" not in ever_sent(server, scene.room.id)
    assert not rows("SELECT 1 FROM blocks")
    acts = [row["act"] for row in rows("SELECT act FROM audit ORDER BY id")]
    assert [act for act in acts if "block" in act] == ["block", "unblock"]


async def test_it_ends_by_itself(server: DemoServer, start: Start, rows: Rows) -> None:
    async with blocking(server, start) as scene:
        await scene.block("2 rude")
        await scene.chat.wait_text("until 17.01.2027 14:00")
        scene.now[0] += 2 * DAY - 1
        await scene.refused(await scene.resident.tap(labels.FILE))
        listed = await scene.ask("/blocks")
        assert scene.number in listed.text
        assert "until 17.01.2027 14:00" in listed.text
        assert "“rude”" in listed.text
        scene.now[0] += 1
        # No look of the clock is needed.
        assert "Nobody is blocked" in (await scene.ask("/blocks")).text
        late = await scene.boss.chat.press(listed, f"🔓 Lift {scene.number}")
        assert "has ended already" in (await late.wait_answer())["text"]
        await scene.resident.file("I may write again")
        await scene.room.wait_text("I may write again")
        await scene.pass_time(0)
    assert not rows("SELECT 1 FROM blocks")


async def test_a_block_outlives_forgetting(server: DemoServer, start: Start, rows: Rows) -> None:
    async with blocking(server, start) as scene:
        await scene.block()
        await scene.chat.wait_text("You cannot write")
        await scene.forget()
        # A stranger again, who can choose a language and read, and cannot write.
        await scene.refused(await scene.chat.send("LEAK the first word"))
        await scene.chat.send("/start")
        await scene.chat.press(await scene.chat.wait_text("Choose your language"), "English")
        await scene.chat.wait_text("Welcome!")
        await scene.refused(await scene.resident.tap(labels.FILE))
        assert "LEAK" not in stored(rows)
        await scene.lift()
        await scene.resident.file("Now again")
        await scene.room.wait_text("Now again")


async def test_on_a_shared_phone_the_reason_waits_for_a_try(
    server: DemoServer, start: Start
) -> None:
    async with blocking(server, start) as scene:
        await scene.chat.send("/privacy")
        page = await scene.chat.wait_text("What is kept")
        await scene.chat.press(page, "🙈 Hide answers")
        await server.wait(lambda: "👁 Show answers" in str(page.buttons))
        await scene.block()
        begun = await scene.chat.wait_text("You cannot write to the receptions here for now.")
        assert "shouts at people" not in begun.text
        assert "shouts at people" in await scene.refused(await scene.resident.tap(labels.FILE))
