"""A resident files a concern, a secretary answers, the resident replies: in every language."""

import pytest

from bot.demo.server import DemoServer
from handlers import labels
from locales.languages import LANGUAGES
from tests.conftest import Rows, Start
from tests.end_to_end.acting import DIRECTORY, Resident


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_concern_is_filed_and_answered(
    server: DemoServer, start: Start, rows: Rows, language: str
) -> None:
    resident = Resident(server.person("Айгүл", language_code=language), language)
    secretary = server.person("Нурлан")
    staff = server.group("Штаб", members=[secretary])
    room = secretary.in_(staff)
    async with start(staff_chat_id=staff.id, default_language=language):
        await resident.start()
        number = await resident.file("They closed our water.", topic="conflict")
        card = await room.wait_text("They closed our water.")
        assert number in card.text
        assert "🔴" in card.text
        numbers = [entry.number for entry in DIRECTORY.emergency]
        assert any(all(n in text for n in numbers) for text in resident.chat.texts)
        assert DIRECTORY.topic("conflict").name.get(language) in card.text
        assert LANGUAGES[language] in card.text
        assert "Айгүл" not in card.text
        await room.press(card, resident.text("✋ Take"))
        await room.wait(lambda _: "Нурлан" in card.text)
        answer = await room.send("We come tomorrow.", reply_to=card)
        received = await resident.chat.wait_text("We come tomorrow.")
        assert number in received.text
        await room.wait(lambda _: answer.reactions == ["👍"])
        await room.wait(lambda _: resident.text("💬 answered") in card.text)
        await resident.chat.send("Thank you!", reply_to=received)
        copy = await room.wait_text("Thank you!")
        assert copy.reply_to == answer
        await room.press(card, resident.text("✅ Close"))
        await resident.says(
            "The office has closed your concern <b>{number}</b>. If the matter is not "
            "settled, reply to this message: it will be opened again."
        )
    kinds = [row["kind"] for row in rows("SELECT kind FROM events ORDER BY id")]
    assert kinds == ["filed", "taken", "answered", "written", "closed"]
    assert not rows("SELECT * FROM outbox")
    assert not rows("SELECT * FROM inbox WHERE state <> 'done' OR payload IS NOT NULL")


async def test_seven_taps_without_a_position_and_five_with_one(
    server: DemoServer, start: Start
) -> None:
    resident = Resident(server.person("Айгүл", language_code="ky"), "ky")
    async with start():
        await resident.start()

        def taps() -> int:
            return sum(
                1
                for message in resident.chat.messages
                if not message.from_bot and message.text not in ("/start", "story")
            )

        await resident.file("story")
        assert taps() <= 7
        first = taps()
        await resident.tap(labels.FILE)
        share = resident.text(labels.SHARE_POSITION)
        await resident.chat.wait(lambda chat: [share] in (chat.keyboard or []))
        await resident.chat.tap(share, location=(40.27, 72.62))
        await resident.choose_topic()
        await resident.chat.send("story")
        assert (await resident.send()).startswith("NKT-")
        assert taps() - first <= 5


async def test_the_office_used_before_is_offered(server: DemoServer, start: Start) -> None:
    resident = Resident(server.person("Айгүл", language_code="ru"), "ru")
    async with start():
        await resident.start()
        assert await resident.file("one") == "NKT-2026-00001"
        await resident.tap(labels.FILE)
        await resident.tap_shown("🏛 " + DIRECTORY.office("NKT").name.get("ru"))
        await resident.choose_topic()
        await resident.chat.send("two")
        assert await resident.send() == "NKT-2026-00002"
