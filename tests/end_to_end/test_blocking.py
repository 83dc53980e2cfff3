"""What administrators write to block somebody, and what they are told."""

import pytest

from bot.demo.server import DemoServer
from handlers import labels
from tests.conftest import Rows, Start
from tests.end_to_end.limiting import blocking


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("", "Write the number of a concern"),
        ("30 rude", "Write the number of a concern"),
        ("NKT-2026-99999 30 rude", "There is no concern with the number NKT-2026-99999."),
        ("{number}", "Please write the reason"),
        ("{number} 30", "Please write the reason"),
        ("{number} 0 rude", "from 1 to 3650"),
        ("{number} -5 rude", "from 1 to 3650"),
        ("{number}\n3651\nrude", "from 1 to 3650"),
        ("{number} 3651 rude", "from 1 to 3650"),
        ("{number} " + "9" * 3000 + " rude", "from 1 to 3650"),
        ("{number} 30 " + "x" * 301, "The reason is too long"),
    ],
)
async def test_what_cannot_be_done_is_said(
    server: DemoServer, start: Start, rows: Rows, words: str, answer: str
) -> None:
    async with blocking(server, start) as scene:
        said = await scene.ask(f"/block {words.format(number=scene.number)}".rstrip())
        assert answer in said.text
        assert not said.buttons
    assert not rows("SELECT 1 FROM blocks")


async def test_no_administrator_and_nobody_who_was_erased(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with blocking(server, start) as scene:
        own = await scene.boss.file("an administrator's own")
        refused = (await scene.ask(f"/block {own} rude")).text
        assert "cannot be blocked" in refused
        # Anybody may write the command; it is nobody's but administrators'.
        before = scene.chat.last
        await scene.chat.send(f"/block {own} rude")
        assert "not available" in (await scene.chat.wait_new(before)).text
        await scene.forget()
        # The same words: they do not tell that an administrator wrote.
        erased = (await scene.ask(f"/block {scene.number} rude")).text
        assert erased == refused.replace(own, scene.number)
    assert not rows("SELECT 1 FROM blocks")


async def test_only_the_question_that_stands_is_answered(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with blocking(server, start) as scene:
        first = await scene.ask(f"/block {scene.number} 5 first reason")
        assert "How long: 5 days" in first.text
        second = await scene.ask(f"/block {scene.number.lower()} second reason")
        assert "How long: until you lift it" in second.text
        query = await scene.boss.chat.press(first, "🚫 Yes, block")
        assert "no longer open" in (await query.wait_answer())["text"]
        assert not rows("SELECT 1 FROM blocks")
        await scene.boss.chat.press(second, "🚫 Yes, block")
        await scene.chat.wait_text("“second reason”")
        third = await scene.ask(f"/block {scene.number} 7 third reason")
        assert "is blocked already, until it is lifted" in third.text
        await scene.boss.chat.press(third, "⬅️ No")
        await scene.boss.chat.wait(lambda _: "Nobody was blocked" in third.text)
        fourth = await scene.ask(f"/block {scene.number} 7 fourth reason")
        await scene.boss.chat.press(fourth, "🚫 Yes, block")
        await scene.chat.wait_text("“fourth reason”")
    assert [row["reason"] for row in rows("SELECT reason FROM blocks")] == ["fourth reason"]


async def test_that_two_concerns_have_the_same_writer_is_not_told(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with blocking(server, start) as scene:
        second = await scene.resident.file("A second one.")
        await scene.block("2 rude")
        asked = await scene.ask(f"/block {second} 9 shouts")
        assert "already" not in asked.text
        await scene.boss.chat.press(asked, "🚫 Yes, block")
        await scene.chat.wait_text("“shouts”")
        listed = await scene.ask("/blocks")
        assert scene.number in listed.text and second in listed.text
        # The longer one holds on.
        await scene.boss.chat.press(listed, f"🔓 Lift {scene.number}")
        await scene.boss.chat.wait(lambda _: scene.number not in listed.text)
        await scene.settle()
        assert "You can write" not in scene.chat.as_text()
        assert "shouts" in await scene.refused(await scene.resident.tap(labels.FILE))
        await scene.boss.chat.press(listed, f"🔓 Lift {second}")
        await scene.chat.wait_text("You can write to the receptions here again.")
    assert not rows("SELECT 1 FROM blocks")
