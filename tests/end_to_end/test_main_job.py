"""A resident files a concern, a secretary answers, the resident replies."""

from collections.abc import Callable, Sequence
from sqlite3 import Row

from bot.demo.server import DemoServer
from tests.conftest import Start


async def test_english(
    server: DemoServer, start: Start, rows: Callable[..., Sequence[Row]]
) -> None:
    anna = server.person("Айгүл", language_code="en")
    nurlan = server.person("Нурлан", language_code="ru")
    staff = server.group("Штаб", members=[nurlan])
    room = nurlan.in_(staff)
    async with start(staff_chat_id=staff.id):
        await anna.chat.send("/start")
        await anna.chat.wait_text("Choose your language")
        await anna.chat.press(None, "English")
        await anna.chat.wait_text("Welcome")
        await anna.chat.tap("📝 File a concern")
        await anna.chat.wait_text("Step 1")
        await anna.chat.tap("Osh Region")
        await anna.chat.wait_text("Which district")
        await anna.chat.tap("Nookat District")
        await anna.chat.wait_text("Step 2")
        await anna.chat.tap("🚨 Conflict or threat")
        await anna.chat.wait_text("Step 3")
        await anna.chat.send("They closed our water.")
        await anna.chat.wait_text("Kept.")
        await anna.chat.send_photo(caption="the ditch")
        await anna.chat.tap("✅ Done")
        await anna.chat.wait_text("Step 4")
        await anna.chat.tap("📨 Send")
        await anna.chat.wait_text("NKT-2026-00001")
        card = await room.wait_text("They closed our water.")
        await room.press(card, "✋ Take")
        await room.wait(lambda _chat: "Take" not in str(card.buttons))
        answer = await room.send("We are coming tomorrow.", reply_to=card)
        received = await anna.chat.wait_text("We are coming tomorrow.")
        await room.wait(lambda _chat: answer.reactions == ["👍"])
        await anna.chat.send("Thank you!", reply_to=received)
        await room.wait_text("Thank you!")
    assert not rows("SELECT * FROM outbox")
