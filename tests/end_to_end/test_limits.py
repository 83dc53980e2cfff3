"""A person may send so many concerns a day. One too many is kept, and goes by itself."""

from bot.demo.server import DemoServer
from handlers import labels
from handlers.resident.mine.screens import MinePress
from tests.conftest import NUMBER, Rows, Start
from tests.end_to_end.acting import DIRECTORY, Resident, ever_sent
from tests.end_to_end.limiting import HOUR, NOON, limited


async def test_a_concern_too_many_is_kept_and_goes_by_itself(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with limited(server, start, concerns_per_day=2) as scene:
        await scene.resident.file("first")
        scene.now[0] += HOUR
        await scene.resident.file("second")
        told = await scene.try_to_send("third")
        assert "is not sent yet. It is kept." in told.text
        assert "One person can send 2 concerns in 24 hours" in told.text
        assert "16 January 2027 at 14:00" in told.text
        assert all(entry.number in told.text for entry in DIRECTORY.emergency)
        assert "third" not in ever_sent(server, scene.room.id)
        told = await scene.try_to_send("fourth")
        assert "16 January 2027 at 15:00" in told.text
        # Just before its time nothing goes.
        await scene.pass_time(23 * HOUR - 60)
        assert "third" not in ever_sent(server, scene.room.id)
        await scene.pass_time(60)
        card = await scene.room.wait_text("third")
        said = await scene.chat.wait(
            lambda c: c.last if "Your concern is registered" in c.last.text else None
        )
        number = NUMBER.search(said.text)
        assert number is not None
        assert number[0] in card.text
        await scene.pass_time(0)
        assert "fourth" not in ever_sent(server, scene.room.id)
        await scene.pass_time(HOUR)
        await scene.room.wait_text("fourth")
        await scene.pass_time(48 * HOUR)
        await scene.settle()
        assert len(scene.copies("third")) == len(scene.copies("fourth")) == 1
    assert not rows("SELECT 1 FROM tickets WHERE status = 'draft' OR send_at IS NOT NULL")
    assert len(rows("SELECT 1 FROM events WHERE kind = 'filed'")) == 4


async def test_urgent_concerns_count_apart(server: DemoServer, start: Start) -> None:
    async with limited(server, start, concerns_per_day=1) as scene:
        await scene.resident.file("about water")
        assert "not sent yet" in (await scene.try_to_send("more water")).text
        await scene.resident.file("they beat my son", topic="conflict")
        await scene.room.wait_text("they beat my son")
        told = await scene.try_to_send("they beat him again", "conflict")
        assert "not sent yet" in told.text
        assert "If somebody is in danger now" in told.text


async def test_what_waits_survives_a_restart_and_a_change_of_chats(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    other = server.group("Другой", members=[server.person("Гүлнара")])
    resident = Resident(server.person("Айгүл", language_code="en"), "en")
    staff = server.group("Штаб", members=[server.person("Нурлан")])
    async with start(now=lambda: NOON, staff_chat_id=staff.id, concerns_per_day=1):
        await resident.start()
        await resident.file("first")
        await resident.begin()
        await resident.chat.send("second")
        await resident.tap(labels.DONE)
        await resident.tap(labels.SEND)
        await resident.chat.wait_text("not sent yet")
    for _ in range(2):
        async with start(now=lambda: NOON + 24 * HOUR, staff_chat_id=other.id, concerns_per_day=1):
            # Where it goes is decided when it goes.
            await other.wait_text("second")
            await resident.chat.wait(lambda c: "Your concern is registered" in c.last.text)
    assert "second" not in ever_sent(server, staff.id)
    assert len(rows("SELECT 1 FROM tickets WHERE number IS NOT NULL")) == 2


async def test_a_waiting_concern_is_read_and_taken_back(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with limited(server, start, concerns_per_day=1) as scene:
        await scene.resident.file("first")
        await scene.try_to_send("my second story")
        # The menu is back, and a new concern can be begun.
        await scene.resident.begin()
        await scene.chat.send("a third, half-written")
        await scene.chat.wait_text("Kept.")
        story = next(m for m in scene.chat.messages if m.text == "my second story")
        await scene.chat.edit(story, "my second story, mended")
        await scene.chat.send("/mine")
        listed = await scene.chat.wait_text("Your concerns")
        assert listed.buttons[0] == ["⏳ waits: 16.01.2027 14:00"]
        await scene.chat.press(listed, listed.buttons[0][0])
        await scene.chat.wait(lambda _: "my second story, mended" in listed.text)
        assert "It goes to the reception by itself on 16 January 2027 at 14:00." in listed.text
        await scene.chat.press(listed, "🗑 Take it back")
        await scene.chat.wait(lambda _: "nothing of it is sent" in listed.text)
        await scene.chat.press(listed, "⬅️ No, keep it")
        await scene.chat.wait(lambda _: "It waits to be sent" in listed.text)
        await scene.chat.press(listed, "🗑 Take it back")
        await scene.chat.wait(lambda _: ["🗑 Yes, delete"] in listed.buttons)
        await scene.chat.press(listed, "🗑 Yes, delete")
        await scene.chat.wait(lambda _: "Deleted. Nothing was sent" in listed.text)
        await scene.pass_time(48 * HOUR)
        assert "second story" not in ever_sent(server, scene.room.id)
    kept = [row[0] for row in rows("SELECT content FROM entries")]
    assert "second" not in str(kept)
    assert "half-written" in str(kept)


async def test_the_name_on_a_waiting_concern_is_hidden_and_shown(
    server: DemoServer, start: Start
) -> None:
    async with limited(server, start, concerns_per_day=1) as scene:
        await scene.resident.file("first")
        await scene.resident.begin()
        await scene.chat.send("second")
        await scene.resident.tap(labels.DONE)
        await scene.resident.tap(labels.SHOW_NAME)
        await scene.chat.wait_text("👤 Your name is shown to the office: Айгүл")
        await scene.resident.tap(labels.SEND)
        await scene.chat.wait_text("It is kept.")
        await scene.chat.send("/mine")
        listed = await scene.chat.wait_text("Your concerns")
        await scene.chat.press(listed, listed.buttons[0][0])
        await scene.chat.wait(lambda _: "Your name is shown to the office: Айгүл" in listed.text)

        async def press(label: str, words: str) -> None:
            await scene.chat.press(listed, label)
            await scene.chat.wait(lambda _: words in listed.text)

        await press(labels.HIDE_NAME, "Your name is not shown to the office")
        await press(labels.SHOW_NAME, "Your name is shown to the office")
        await press(labels.HIDE_NAME, "Your name is not shown to the office")
        await scene.pass_time(25 * HOUR)
        card = await scene.room.wait_text("second")
        assert "Name: not shown" in card.text
        # Who did not know that it was sent meanwhile hides it on the next screen.
        await scene.chat.press_raw(listed, MinePress(do="name_off", ticket=2).pack())
        await scene.chat.wait(lambda _: ["👤 Show my name"] in listed.buttons)
        assert "Айгүл" not in ever_sent(server, scene.room.id)


async def test_a_press_that_comes_after_it_was_sent(server: DemoServer, start: Start) -> None:
    async with limited(server, start, concerns_per_day=1) as scene:
        await scene.resident.file("first")
        await scene.try_to_send("second")
        await scene.chat.send("/mine")
        listed = await scene.chat.wait_text("Your concerns")
        await scene.chat.press(listed, listed.buttons[0][0])
        await scene.chat.wait(lambda _: ["🗑 Take it back"] in listed.buttons)
        await scene.pass_time(24 * HOUR)
        await scene.room.wait_text("second")
        query = await scene.chat.press(listed, "🗑 Take it back")
        assert "has been sent meanwhile" in (await query.wait_answer())["text"]
        await scene.chat.wait(lambda _: NUMBER.search(listed.text))


async def test_on_a_shared_phone_it_goes_without_a_word_of_it(
    server: DemoServer, start: Start
) -> None:
    async with limited(server, start, concerns_per_day=1) as scene:
        await scene.chat.send("/privacy")
        page = await scene.chat.wait_text("What is kept")
        await scene.chat.press(page, "🙈 Hide answers")
        await server.wait(lambda: "👁 Show answers" in str(page.buttons))
        await scene.resident.file("first")
        await scene.try_to_send("second")
        asked = scene.chat.last
        await scene.pass_time(24 * HOUR)
        await scene.room.wait_text("second")
        told = await scene.chat.wait_new(asked)
        assert told.text == "There is news about your concern."
        await scene.chat.press(told, "📂 Open")
        await scene.chat.wait(lambda c: any(NUMBER.search(m.text) for m in c.bot_messages[-2:]))


async def test_nobody_reads_or_deletes_what_waits_of_another(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with limited(server, start, concerns_per_day=1) as scene:
        await scene.resident.file("first")
        await scene.try_to_send("second")
        other = Resident(server.person("Other", language_code="en"), "en")
        await other.start()
        waiting = rows("SELECT id FROM tickets WHERE send_at IS NOT NULL")[0]["id"]
        for do in ("waiting", "name_on", "name_off", "drop", "dropped", "open", "sure"):
            press = MinePress(do=do, ticket=waiting).pack()
            query = await other.chat.press_raw(other.chat.last, press)
            assert "not among yours" in (await query.wait_answer())["text"]
        assert "second" not in str(other.chat.texts)
    assert rows("SELECT 1 FROM tickets WHERE send_at IS NOT NULL")


async def test_ten_may_wait_and_the_eleventh_stays_a_draft(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with limited(server, start, concerns_per_day=1) as scene:
        await scene.resident.file("first")
        for index in range(10):
            assert "not sent yet" in (await scene.try_to_send(f"waits {index}")).text
        told = await scene.try_to_send("eleventh")
        assert "This concern is kept here, but not sent" in told.text
        assert [scene.resident.text(labels.SEND)] in (scene.chat.keyboard or [])
        # One has gone, so this one may wait now.
        await scene.pass_time(24 * HOUR)
        await scene.room.wait_text("waits 0")
        # Meanwhile the draft was recalled, under another keyboard.
        await scene.chat.wait_text("You began a concern and have not sent it")
        before = scene.chat.last
        await scene.chat.send(scene.resident.text(labels.SEND))
        await scene.chat.wait(
            lambda c: any("not sent yet" in m.text for m in c.bot_messages if m.id > before.id)
        )
    assert len(rows("SELECT 1 FROM tickets WHERE send_at IS NOT NULL")) == 10
    moments = [row[0] for row in rows("SELECT send_at FROM tickets WHERE send_at IS NOT NULL")]
    assert len(set(moments)) == 10
