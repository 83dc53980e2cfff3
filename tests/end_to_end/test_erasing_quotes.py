"""Updates of the office that were set aside quote the resident: the words go with the person, the
update stays."""

from pathlib import Path

import pytest

from bot import compaction
from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers.staff import answers
from tests.bot.delivery.until import until
from tests.conftest import Rows, Start
from tests.end_to_end.desk_scene import at_desk
from tests.end_to_end.privacy_steps import forget_me, press
from tests.end_to_end.test_erasing import is_compacted

WORDS = "Marigoldqq"


async def crash(*_args: object, **_kwargs: object) -> None:
    """Nothing is answered."""
    raise ValueError


async def test_what_was_set_aside_keeps_no_words_and_can_be_tried_again(
    server: DemoServer,
    start: Start,
    database_path: Path,
    rows: Rows,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The file is compacted without the pauses that spare the people of a busy bot.
    monkeypatch.setattr(compaction, "SOON", 0.01)
    monkeypatch.setattr(compaction, "AT_MOST_EVERY", 0.05)

    def left() -> list[str]:
        files = list(database_path.parent.glob(f"{database_path.name}*"))
        return [file.name for file in files if WORDS.encode() in file.read_bytes()]

    async with at_desk(server, start, database_path) as scene:
        await scene.resident.begin()
        await scene.resident.chat.send(f"{WORDS} no water")
        await scene.resident.chat.send_album(2, WORDS)
        number = await scene.resident.send()
        card = await scene.room.wait_text(number)
        photos = await scene.room.wait(
            lambda c: found if len(found := [m for m in c.bot_messages if m.photo]) == 2 else None
        )
        with monkeypatch.context() as broken:
            broken.setattr(answers, "answer", crash)
            for target in (card, *photos):
                await scene.room.send("We come", reply_to=target)
            await scene.group.wait(lambda c: str(c.texts).count("went wrong") == 3)
        kept = "SELECT payload FROM inbox WHERE state = 'failed'"
        assert WORDS in str([row["payload"] for row in rows(kept)])
        file_ids = [photo.photo[-1]["file_id"] for photo in photos]
        await forget_me(scene.resident)
        payloads = [row["payload"] for row in rows(kept)]
        assert [payload.count("We come") for payload in payloads] == [1, 1, 1]
        assert not [one for one in file_ids if one in str(payloads)]
        await scene.room.wait(lambda _: "erased" in card.text)
        await until(lambda: is_compacted(rows))
        assert not left()
        # Nothing was lost: what is tried again is answered as it is now.
        screen: Message = await scene.ask("/failed", scene.boss.chat)
        await scene.boss.chat.press(screen, screen.buttons[-1][0])
        await press(scene.boss, screen, "🔁 Try again")
        await scene.room.wait_text("The resident's data was erased. Nothing can be sent.")
    assert not left()
