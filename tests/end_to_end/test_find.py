"""/find: concerns by words in them, however they are spelled; and /ticket by a number."""

from pathlib import Path

import pytest

from bot.demo.server import DemoServer
from tests.conftest import NUMBER, Start
from tests.end_to_end.desk_scene import at_desk, turned


async def test_words_of_both_sides_are_found_in_any_script(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        first = await scene.resident.file("Көчмөнбаевдин суусу", "Арык жабык")
        await scene.resident.file("Жол")
        card = await scene.room.wait_text(first)
        await scene.room.send("Жакында чечилет", reply_to=card)
        await scene.room.wait(lambda _: "answered" in card.text)
        for question in ("kochmonbaev", "АРЫК суу", "чечилет", "жакын арык"):
            found = await scene.ask(f"/find {question}")
            assert NUMBER.findall(found.text) == [first], question
            assert "Көчмөнбаев" not in found.text
        nothing = await scene.ask("/find <b>жайыт</b>")
        assert "No concern here has these words: <b>жайыт</b>" in nothing.text
        assert "/find water canal" in (await scene.ask("/find")).text


async def test_many_results_are_turned_in_place(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        filed = [await scene.resident.file(f"Water {n}") for n in range(10)]
        found = await scene.ask("/find WATE")
        assert NUMBER.findall(found.text) == filed[:1:-1]
        await turned(scene.room, found, "➡️", filed[0])
        assert NUMBER.findall(found.text) == [filed[1], filed[0]]
        await turned(scene.room, found, "⬅️", filed[9])
        await turned(scene.room, found, filed[9], "Water 9")


@pytest.mark.parametrize("written", ["{number}", "nkt 1", "НКТ-1", "1", "nkt{year}-00001"])
async def test_a_number_is_understood_however_it_is_written(
    server: DemoServer, start: Start, database_path: Path, written: str
) -> None:
    async with at_desk(server, start, database_path) as scene:
        number = await scene.resident.file("The ditch")
        text = written.format(number=number, year=f" {number[4:8]}")
        shown = await scene.ask(f"/ticket {text}")
        assert "The ditch" in shown.text
        assert number in shown.text


async def test_what_is_no_number_is_said_so(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        await scene.resident.file("The ditch")
        card = await scene.room.wait_text("The ditch")
        for text in ("nkt 2", "xyz 1", "water"):
            assert f"There is no concern {text} here." in (await scene.ask(f"/ticket {text}")).text
        assert "/ticket NKT 17" in (await scene.ask("/ticket")).text
        # As a reply to the card no number is needed, and it is no answer.
        sent = await scene.room.send("/ticket", reply_to=card)
        assert "From the resident" in (await scene.room.wait_new(sent)).text


async def test_what_was_erased_is_not_found(
    server: DemoServer, start: Start, database_path: Path
) -> None:
    async with at_desk(server, start, database_path) as scene:
        number = await scene.resident.file("Marigold")
        shown = await scene.ask("/find marigold")
        page = await scene.ask(f"/ticket {number}")
        await scene.room.press(page, "🖨 To print")
        printed = await scene.room.wait(lambda c: c.last if c.last.document else None)
        await scene.resident.chat.send("/privacy")
        await scene.resident.chat.wait_text("What is kept")
        await scene.resident.chat.press(None, "🗑 Forget me")
        await scene.resident.chat.wait(
            lambda c: any("🗑 Yes, forget me" in row for row in c.last.buttons)
        )
        await scene.resident.chat.press(None, "🗑 Yes, forget me")
        # The pages and the file that showed it go with it.
        await scene.room.wait(lambda _: page.deleted or "Marigold" not in page.text)
        await scene.room.wait(lambda _: printed.deleted or not printed.document)
        assert "No concern here" in (await scene.ask("/find marigold")).text
        assert number in shown.text
