"""Every administrative act is in /audit, in plain words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from bot.demo.server import DemoServer
from handlers.admin.audit_texts import OF_ROLES, OF_ROWS, SIMPLE
from tests.conftest import Rows, Start
from tests.end_to_end.composing import country
from tests.end_to_end.desk_scene import at_desk, named, turned
from tests.test_rules import modules


def noted() -> Iterator[tuple[str, str]]:
    """The acts that the program notes by name, with the files."""
    for path in modules("handlers", "storage"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func) == "audit.add"
                and isinstance(node.args[1], ast.Constant)
            ):
                yield str(path), str(node.args[1].value)


def test_every_act_has_words() -> None:
    known = {*SIMPLE, *OF_ROWS, *(act for act, _role in OF_ROLES)}
    found = list(noted())
    assert len(found) > 8
    assert not [where for where in found if where[1] not in known]


async def test_administrators_see_who_did_what(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        boss = scene.boss.chat
        empty = await scene.ask("/audit", boss)
        assert "There is nothing here yet" in empty.text
        await named(scene)
        number = await scene.resident.file("The ditch is dry")
        await scene.ask(f"/block {number} 5 insults people", boss)
        await boss.press(None, boss.last.buttons[0][0])
        await boss.wait_text("is blocked")
        question = await scene.ask("/language")
        await scene.room.press(question, "Русский")
        server.push_update({"message": {"message_id": 1, "chat": {"id": 5}, "from": {"id": 5}}})
        await boss.wait_text("Something was set aside")
        failed = await scene.ask("/failed", boss)
        await turned(boss, failed, failed.buttons[0][0], "could not be handled")
        await turned(boss, failed, "🗑 Dismiss", "All is well")
        office = await scene.ask("/offices NKT", boss)
        await turned(boss, office, "❔ Take confirmation back", "Not confirmed")
        listed = await scene.ask("/audit", boss)
        in_order = (
            "✏️ Changed. 🏛 Receptions: Nookat District\nConfirmed: Yes → No",
            "🗑 Dismissed what was set aside: message",
            "Language: not chosen → Русский",
            f"🚫 Kept the writer of {number} from writing",
            "🗂 Became a named secretary: Nookat District",
            "✉️ Made a link for a named secretary: Nookat District",
        )
        places = [listed.text.find(words) for words in in_order]
        assert -1 not in places, listed.text
        assert places == sorted(places)
        assert "· Boss" in listed.text
        assert "· Замира\n🗂" in listed.text
        assert "· Нурлан\n✏️ Changed. Staff chats" in listed.text
        # What an administrator wrote stands there, and how long it holds.
        assert re.search(
            r"writing\nBlocked until [\d.]{10} [\d:]{5}: “insults people”", listed.text
        )
        # Of one kind only.
        await turned(boss, listed, "People", "Shown: People")
        assert "Became a named secretary" in listed.text
        assert number not in listed.text
        await turned(boss, listed, "Blocks", "Shown: Blocks")
        assert number in listed.text
        assert "Became" not in listed.text
        for kind in ("Announcements", "Files"):
            await turned(boss, listed, kind, f"Shown: {kind}")
            assert "There is nothing here yet" in listed.text
        await turned(boss, listed, "Others", "Shown: Others")
        assert "Dismissed" in listed.text
        # More than a page.
        for _ in range(6):
            await scene.ask("/invite MON", boss)
        listed = await scene.ask("/audit", boss)
        assert "named secretary" not in listed.text
        await turned(boss, listed, "➡️", "Became a named secretary")
        await turned(boss, listed, "⬅️", "somebody of the Monitoring Centre")
        # Nobody else sees it.
        assert "not available" in (await scene.ask("/audit", scene.resident.chat)).text


async def test_what_became_of_an_announcement_is_there_without_its_words(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with country(server, start, alone=True) as it:
        screen = await it.draft()
        await it.shown(screen, "➕ Русский", "for those who read Русский")
        screen = await it.ask("Воды нет")
        await it.shown(screen, "✏️ Русский", "It replaces this one")
        await it.shown(screen, "🗑 Remove this version", "➡️ Русский")
        # What is not there cannot be removed.
        await it.chat.press_raw(screen, "an:remove:1:ru:")
        await it.opened(screen, "👥 For whom", "🌐 Languages")
        await it.opened(screen, "🌐 Languages", "▫️ English")
        await it.shown(screen, "▫️ English", "Who reads: English")
        await it.opened(screen, "an:show:1::", "👁 Preview")
        await it.shown(screen, "🕒 Time", "Write the day and time")
        # By the clock of the receptions it is later than that on any day.
        screen = await it.ask("0:00")
        await it.shown(screen, "📨 Send at that time", "Send this announcement?")
        await it.shown(screen, "📨 Yes, send it", "waits for its time")
        listed = await it.ask("/audit")
        at = r"[\d.]{10} 00:00, by the clock of the receptions \(Asia/Bishkek\)"
        in_order = (
            rf"📢 Set a time for announcement 1\nWho reads: English\n{at}",
            rf"📢 Changed announcement 1\n{at}",
            r"📢 Changed announcement 1\nWho reads: English\n",
            r"📢 Changed announcement 1\nWords in Русский removed",
            r"📢 Changed announcement 1\nNew words in Русский",
            r"📢 Wrote announcement 1",
        )
        assert re.search("(?s)" + ".*".join(in_order), listed.text), listed.text
        assert listed.text.count("removed") == 1
        assert "Воды нет" not in listed.text
        await it.shown(screen, "✏️ Change", "being written")
        await it.shown(screen, "🕒 Time", "Write the day and time")
        await it.shown(screen, "📨 Without a time: at once", "As soon as possible")
        await it.sure(screen)
        await it.people["en"].chat.wait_text("Water is off")
        await it.chat.send("/audit")
        await it.chat.wait_text("Sent announcement 1\nWho reads: English\nAs soon as possible")
    assert rows("SELECT old, new FROM audit WHERE field = 'version'")[0]["new"] == "ru"
