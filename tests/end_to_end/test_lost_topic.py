"""A topic goes, and the answers that were written for it stay: told before, seen afterwards."""

from bot.demo.server import DemoServer
from bot.reception.directory_files import write_csv
from storage.directory import shipped_rows
from tests.conftest import Rows, Start
from tests.end_to_end.test_data_editing import pressed
from tests.end_to_end.test_directory_editing import running
from tests.end_to_end.test_directory_import import sends
from tests.end_to_end.test_templates import desk, offered, write

PAPERS = "📄 Documents"
LEGEND = "⚠️ marks an answer whose topic no longer exists."


async def test_answers_for_a_removed_topic_are_told_of_marked_and_offered_to_nobody(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with desk(server, start) as scene:
        chat = scene.boss.chat
        for title, topic in (("Of all", "Every topic"), ("Of papers", PAPERS)):
            await write(scene.boss, f"{title}\nText", topic=topic)
            await chat.wait_text(title)
        screen = await chat.wait_new(await chat.send("/data"))
        await pressed(chat, screen, "🏷 Topics")
        shown = next(row[0] for row in screen.buttons if row[0].startswith(PAPERS))
        await pressed(chat, screen, shown)
        await pressed(chat, screen, "🗑 Remove")
        assert "1 ready answer is for a topic that goes. It stays" in screen.text
        await pressed(chat, screen, "🗑 Yes, remove")
        # One that nothing was written for.
        shown = next(row[0] for row in screen.buttons if row[0].startswith("✋"))
        await pressed(chat, screen, shown)
        await pressed(chat, screen, "🗑 Remove")
        assert "Remove it?" in screen.text and "ready answer" not in screen.text
        listed = await chat.wait_new(await chat.send("/templates"))
        assert listed.buttons[:2] == [["⚠️ en · Of papers"], ["en · Of all"]]
        assert LEGEND in listed.text
        await pressed(chat, listed, "⚠️ en · Of papers")
        assert "English · ⚠️ documents" in listed.text and LEGEND in listed.text
        assert (await offered(scene)).buttons[:-1] == [["Of all"]]
        # It can be removed like any other.
        await pressed(chat, listed, "🗑 Remove")
        await pressed(chat, listed, "🗑 Yes, remove")
        assert listed.buttons[0] == ["en · Of all"] and LEGEND not in listed.text
    assert rows("SELECT title FROM templates")[0][0] == "Of all"


async def test_the_dry_run_of_an_import_says_what_becomes_of_them(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with running(server, start) as boss:
        for title, topic in (("Of all", "Every topic"), ("One", PAPERS), ("Two", PAPERS)):
            await write(boss, f"{title}\nText", topic=topic)
            await boss.chat.wait_text(title)
        kept = [row for row in shipped_rows("topics") if row["code"] != "documents"]
        run = await sends(boss, write_csv("topics", kept), "topics.csv")
        assert "2 ready answers are for a topic that goes. They stay" in run.text
        await boss.go(run, "✅ Apply", "Done: ")
        listed = await boss.chat.wait_new(await boss.chat.send("/templates"))
        assert [row[0] for row in listed.buttons[:3]] == [
            "⚠️ en · One",
            "⚠️ en · Two",
            "en · Of all",
        ]
        # Whoever has the topic again has its answers again.
        run = await sends(boss, write_csv("topics", shipped_rows("topics")), "topics.csv")
        assert "ready answer" not in run.text
        await boss.go(run, "✅ Apply", "Done: ")
        listed = await boss.chat.wait_new(await boss.chat.send("/templates"))
        assert "⚠️" not in listed.text + str(listed.buttons)
    assert len(rows("SELECT 1 FROM templates")) == 3
