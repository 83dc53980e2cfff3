"""What a review found: messages that went astray, each through the front door."""

from pathlib import Path

import pytest

from bot.check import check
from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from handlers import labels
from tests.bot.delivery.until import until
from tests.conftest import TOKEN, Rows, Start
from tests.end_to_end.test_exchange import filed


async def test_a_half_written_concern_does_not_go_along_with_an_addition(
    server: DemoServer, start: Start
) -> None:
    async with filed(server, start) as scene:
        chat = scene.resident.chat
        await scene.resident.begin("conflict")
        await chat.send("The secretary of Nookat took money")
        await chat.wait_text("Kept.")
        # Looking up an office leaves the flow; the half-written concern stays a draft.
        await scene.resident.tap_shown("✅ Done")
        await chat.wait_text("Step 4")
        await chat.send("/office")
        await chat.wait_text("Which reception are you looking for?")
        await scene.resident.choose_office()
        await chat.wait_text("Its address, telephone")
        await chat.send("The ditch is dry again")
        await scene.resident.tap_shown(f"➕ {scene.number}")
        await scene.room.wait_text("The ditch is dry again")
        await chat.wait_text("Added to your concern")
        assert "took money" not in str(scene.room.texts)


async def test_a_word_after_a_question_arrives_while_an_office_is_looked_up(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with filed(server, start) as scene:
        await scene.resident.tap(labels.OFFICE)
        await scene.resident.chat.wait_text("Which reception are you looking for?")
        await scene.room.send("Which ditch?", reply_to=scene.card)
        await scene.resident.chat.wait_text("Which ditch?")
        await scene.room.wait(lambda _: "answered" in scene.card.text)
        before = scene.resident.chat.last
        await scene.resident.chat.send("The upper one")
        await scene.resident.chat.wait_new(before)
        assert "The upper one" in str([r[0] for r in rows("SELECT content FROM entries")])


async def test_a_word_after_a_question_arrives_while_an_older_word_waits(
    server: DemoServer, start: Start
) -> None:
    async with filed(server, start) as scene:
        chat = scene.resident.chat
        await chat.send("One thing more")
        await chat.wait_text("not sent to anybody yet")
        # The question about it is left alone, as people do; then the office asks.
        await scene.room.send("Which ditch?", reply_to=scene.card)
        await chat.wait_text("Which ditch?")
        await scene.room.wait(lambda _: "answered" in scene.card.text)
        told = chat.last
        await chat.send("The upper one")
        # It reaches the office, or the person is told in words that it has not.
        await server.wait(
            lambda: (
                "The upper one" in str(scene.room.texts)
                or (chat.last != told and "not sent" in chat.last.text)
            )
        )


async def test_a_button_pressed_twice_is_not_a_message(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with filed(server, start) as scene:
        chat = scene.resident.chat
        await scene.resident.begin()
        await chat.send("Story")
        await chat.wait_text("Kept.")
        for label in (labels.DONE, labels.SEND):
            # On a slow phone the next screen is not there yet: both presses are this button's.
            await scene.resident.tap(label)
            await chat.send(scene.resident.text(label))
        # Updates are taken in order: once this is answered, the presses have been, too.
        await chat.send("/help")
        await chat.wait_text("How it works")
    contents = str([row[0] for row in rows("SELECT content FROM entries")])
    assert not [label for label in ("Done", "Send") if label in contents]


async def test_the_story_stays_on_the_card_when_somebody_takes_it(
    server: DemoServer, start: Start
) -> None:
    async with filed(server, start) as scene:
        head = len(scene.card.text) - len("They closed our water.") - 2
        story = "w" * (4096 - 400 - head - 10)
        number = await scene.resident.file(story)
        card = await scene.room.wait_text(number)
        assert story in card.text
        await scene.room.press(card, "✋ Take")
        await scene.room.wait(lambda _: "Нурлан" in card.text)
        assert story in card.text


async def test_an_answer_edited_before_it_was_sent_arrives_as_edited(
    server: DemoServer, start: Start
) -> None:
    async with filed(server, start) as scene:
        chat = scene.resident.chat
        fault = Fault("flood", methods="sendMessage", chat_id=chat.id, count=1, retry_after=2)
        with server.faults.add(fault):
            answer = await scene.room.send("Come at eight", reply_to=scene.card)
            await scene.room.edit(answer, "Come at nine")
            received = await chat.wait_text("Come at")
            await scene.room.wait(lambda _: answer.reactions == ["👍"])
            await scene.room.wait(lambda _: "answered" in scene.card.text)
            await chat.wait(lambda _: "Come at nine" in received.text)


async def test_what_is_closed_while_the_answer_waits_stays_closed(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with filed(server, start) as scene:
        chat = scene.resident.chat
        fault = Fault("flood", methods="sendMessage", chat_id=chat.id, count=1, retry_after=2)
        with server.faults.add(fault):
            answer = await scene.room.send("Come at eight", reply_to=scene.card)
            await until(lambda: fault.hits == 1)
            await scene.room.press(scene.card, "✅ Close")
            await scene.room.wait(lambda _: answer.reactions == ["👍"])
            await chat.wait_text("has closed your concern")
        # Who answers what has ended opens it again, as ever.
        await scene.room.wait(lambda _: "closed" in scene.card.text)
        [ticket] = rows("SELECT status, answered_at FROM tickets")
        assert ticket["status"] == "closed"
        assert ticket["answered_at"] is not None
        await scene.room.send("Come at nine", reply_to=scene.card)
        await scene.room.wait(lambda _: "answered" in scene.card.text)
    kinds = [row["kind"] for row in rows("SELECT kind FROM events ORDER BY id")]
    assert kinds == ["filed", "taken", "closed", "answered", "reopened", "answered"]


async def test_a_reply_to_an_unnoted_prompt_is_an_answer(server: DemoServer, start: Start) -> None:
    async with filed(server, start) as scene:
        lost = Fault("drop_after", methods="sendMessage", chat_id=scene.room.id, count=1)
        with server.faults.add(lost):
            await scene.room.press(scene.card, "💬 Answer")
            await scene.room.wait(
                lambda c: len([m for m in c.bot_messages if "write your answer" in m.text]) == 2
            )
            first = next(m for m in scene.room.bot_messages if "write your answer" in m.text)
            await scene.room.send("By the first prompt", reply_to=first)
            await scene.resident.chat.wait_text("By the first prompt")


def test_check_reports_a_damaged_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "damaged.sqlite3").write_bytes(b"this is no database" * 100)
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("BOT_API_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("DATABASE_PATH", str(tmp_path / "damaged.sqlite3"))
    assert check() == 1
    assert "error: DATABASE_PATH" in capsys.readouterr().out
