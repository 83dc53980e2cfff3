"""Messages outside any flow: none is swallowed."""

from bot.demo.server import DemoServer
from handlers import labels
from locales.languages import LANGUAGES
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident
from tests.end_to_end.test_exchange import filed


async def test_the_first_words_are_kept_until_there_is_a_language(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    resident = Resident(server.person("Айгүл", language_code="kk"), "en")
    staff = server.group("Штаб", members=[server.person("Нурлан")])
    async with start(staff_chat_id=staff.id):
        await resident.chat.send("My neighbour took the ditch")
        await resident.chat.send("And he laughs")
        asked = await resident.chat.wait_text("Choose your language")
        assert [name for row in asked.buttons for name in row] == list(LANGUAGES.values())
        await resident.chat.press(asked, "English")
        await resident.says(
            "Your message is kept, but not sent to anybody yet. Make it a new concern, or "
            "delete it?"
        )
        await resident.tap(labels.NEW)
        await resident.choose_office()
        await resident.choose_topic()
        number = await resident.send()
        card = await staff.wait_text(number)
        assert "My neighbour took the ditch" in card.text
        assert "And he laughs" in card.text


async def test_the_reported_language_comes_first(server: DemoServer, start: Start) -> None:
    guest = server.person("Guest", language_code="ru-RU")
    async with start():
        await guest.chat.send("/start")
        asked = await guest.chat.wait_new()
        assert asked.buttons[0] == ["Русский"]


async def test_a_word_after_the_offices_question_goes_to_it(
    server: DemoServer, start: Start
) -> None:
    async with filed(server, start) as scene:
        await scene.room.send("Which ditch?", reply_to=scene.card)
        await scene.resident.chat.wait_text("Which ditch?")
        await scene.room.wait(lambda _: "answered" in scene.card.text)
        first = await scene.resident.chat.send("The upper one")
        copy = await scene.room.wait_text("The upper one")
        assert copy.reply_to == scene.card
        second = await scene.resident.chat.send("By the mill")
        await scene.room.wait_text("By the mill")
        await scene.resident.chat.wait(lambda _: second.reactions)
        assert not first.reactions
        await scene.resident.chat.wait_text("Added to your concern")


async def test_without_a_question_it_is_offered_as_an_addition_or_as_new(
    server: DemoServer, start: Start
) -> None:
    async with filed(server, start) as scene:
        await scene.resident.chat.send("One thing more")
        await scene.resident.chat.wait_text("not sent to anybody yet")
        await scene.resident.chat.send("And another")
        assert "One thing more" not in str(scene.room.texts)
        await scene.resident.tap_shown(f"➕ {scene.number}")
        await scene.room.wait_text("One thing more")
        await scene.room.wait_text("And another")
        await scene.resident.tap(labels.MINE)
        await scene.resident.chat.wait_text("Your concerns")


async def test_story_told_before_it_was_asked_for(server: DemoServer, start: Start) -> None:
    resident = Resident(server.person("Айгүл"), "en")
    staff = server.group("Штаб", members=[server.person("Нурлан")])
    async with start(staff_chat_id=staff.id):
        await resident.start()
        await resident.tap(labels.FILE)
        await resident.says(
            "Step 1 of 4. Where did it happen? Write the name of the village or town. If you are "
            "there now, you can share your position. Or choose the region or city below."
        )
        await resident.chat.send("They beat my son")
        await resident.says(
            "This is kept as part of your concern. Now please choose with the buttons below."
        )
        await resident.chat.send_photo(caption="the wound")
        await resident.choose_office()
        await resident.choose_topic("conflict")
        number = await resident.send()
        card = await staff.wait_text(number)
        assert "They beat my son" in card.text
        await staff.wait_text("the wound")


async def test_half_written_concerns_survive_a_restart(server: DemoServer, start: Start) -> None:
    resident = Resident(server.person("Айгүл"), "en")
    staff = server.group("Штаб", members=[server.person("Нурлан")])
    async with start(staff_chat_id=staff.id):
        await resident.start()
        await resident.begin()
        await resident.chat.send("Before the restart")
        await resident.chat.wait_text("Kept.")
    await resident.chat.send("While the bot was away")
    async with start(staff_chat_id=staff.id):
        number = await resident.send()
        card = await staff.wait_text(number)
        assert "Before the restart" in card.text
        assert "While the bot was away" in card.text


async def test_an_unsent_concern_is_recalled_once(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    resident = Resident(server.person("Айгүл"), "en")
    today = 1_800_000_000.0
    async with start(now=lambda: today):
        await resident.start()
        await resident.begin()
        await resident.chat.send("Unsent")
        await resident.chat.wait_text("Kept.")
    for _ in range(2):
        async with start(now=lambda: today + 25 * 3600):
            await resident.chat.wait_text("have not sent it")
            await resident.chat.send("/help")
            await resident.chat.wait_text("How it works")
    recalls = [text for text in resident.chat.texts if "have not sent it" in text]
    assert len(recalls) == 1
    assert rows("SELECT recalled_at FROM tickets")[0][0] is not None


async def test_back_and_cancel_at_every_step(server: DemoServer, start: Start, rows: Rows) -> None:
    resident = Resident(server.person("Айгүл"), "en")
    async with start():
        await resident.start()
        await resident.begin()
        await resident.chat.send("Story")
        await resident.chat.wait_text("Kept.")
        await resident.tap(labels.DONE)
        await resident.chat.wait_text("Step 4")
        for step in ("Step 3", "Step 2", "Step 1"):
            before = resident.chat.last
            await resident.tap(labels.BACK)
            assert step in (await resident.chat.wait_new(before)).text
        await resident.tap(labels.CANCEL)
        await resident.chat.wait(lambda chat: "Delete what you wrote?" in chat.last.text)
        await resident.tap(labels.KEEP)
        await resident.chat.wait(lambda chat: "Step 1" in chat.last.text)
        await resident.chat.send("/cancel")
        await resident.chat.wait(lambda chat: "Delete what you wrote?" in chat.last.text)
        await resident.tap(labels.DISCARD)
        await resident.chat.wait(lambda chat: "Nothing was sent" in chat.last.text)
        assert resident.chat.keyboard and resident.text(labels.FILE) in resident.chat.keyboard[0]
    assert not rows("SELECT 1 FROM tickets")
    assert not rows("SELECT 1 FROM entries")


async def test_switching_the_language_draws_the_screen_again(
    server: DemoServer, start: Start
) -> None:
    resident = Resident(server.person("Айгүл"), "en")
    async with start():
        await resident.start()
        await resident.begin()
        await resident.chat.send("/language")
        await resident.chat.press(await resident.chat.wait_text("Choose your language"), "Русский")
        in_russian = Resident(resident.person, "ru")
        await in_russian.chat.wait(
            lambda chat: chat.keyboard and [in_russian.text(labels.DONE)] in chat.keyboard
        )
        commands = [c["description"] for c in resident.chat.commands]
        assert in_russian.text("My concerns") in commands
