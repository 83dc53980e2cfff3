"""The term of an answer is extended once, with a reason that the resident reads."""

from bot.demo.people import PersonChat
from bot.demo.server import DemoServer
from bot.demo.views import Message
from handlers import labels
from handlers.staff.extending import ExtendPress
from tests.conftest import Rows, Start
from tests.end_to_end.law_time import Bureau, bureau
from tests.end_to_end.privacy_steps import press, privacy_page

REASON = "We wait for the land register."
MORE_TIME = "⏳ More time"


async def offered(room: PersonChat, card: Message, label: str) -> None:
    """Waits until a button stands on the card."""
    await room.wait(lambda _: label in str(card.buttons))


async def choose(room: PersonChat, card: Message, days: str = "⏳ 5 working days") -> Message:
    """Presses up to the question for the reason; returns it."""
    before = room.messages[-1]
    for label in ("⋯ More", MORE_TIME, days):
        await offered(room, card, label)
        await room.press(card, label)

    def asked(chat: PersonChat) -> Message | None:
        new = [m for m in chat.bot_messages if m.id > before.id]
        return next((m for m in new if "Why does it take longer?" in m.text), None)

    return await room.wait(asked)


async def extended(desk: Bureau) -> Message:
    """A concern whose term was extended; its card."""
    card = await desk.file()
    prompt = await choose(desk.room, card)
    await desk.room.send(REASON, reply_to=prompt)
    await desk.room.wait_text("The answer is due by 26 June 2026 now. The resident is told.")
    await desk.room.wait(lambda _: "Answer by: 26 June 2026 (extended)" in card.text)
    return card


async def test_the_resident_is_told_the_reason_and_the_day(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with bureau(server, start) as desk:
        card = await desk.file()
        assert "Answer by: 19 June 2026" in card.text
        await desk.room.press(card, "⋯ More")
        await desk.room.wait(lambda _: MORE_TIME in str(card.buttons))
        await desk.room.press(card, MORE_TIME)
        choices = [[f"⏳ {days} working days"] for days in (3, 5, 10, 14)]
        await desk.room.wait(lambda _: card.buttons[:4] == choices)
        await desk.room.press(card, "⬅️ Back")
        await desk.room.wait(lambda _: MORE_TIME in str(card.buttons))
        await desk.room.press(card, "⬅️ Less")
        prompt = await choose(desk.room, card)
        assert "The answer is due by 26 June 2026 then." in prompt.text
        await desk.room.send(REASON, reply_to=prompt)
        told = await desk.resident.chat.wait_text("needs more time")
        assert "by 26 June 2026" in told.text
        assert REASON in told.text
        await desk.room.wait(lambda _: "26 June 2026 (extended)" in card.text)
        # A reply to the notice belongs to the concern.
        await desk.resident.chat.send("All right.", reply_to=told)
        assert (await desk.room.wait_text("All right.")).reply_to == card
        await desk.resident.tap(labels.MINE)
        screen = await desk.resident.chat.wait_text("Your concerns. Press one")
        await desk.resident.chat.press(screen, screen.buttons[0][0])
        await desk.resident.chat.wait(lambda _: REASON in screen.text)
    [event] = rows("SELECT role, detail FROM events WHERE kind = 'extended'")
    assert tuple(event) == ("secretary", f"2026-06-19 → 2026-06-26: {REASON}")


async def test_reminding_follows_the_new_day(server: DemoServer, start: Start, rows: Rows) -> None:
    async with bureau(server, start) as desk:
        card = await extended(desk)
        await desk.room.press(card, "✋ Take")
        await desk.room.wait(lambda _: "In charge" in card.text)
        await desk.at(6, 22, 17)
        assert not rows("SELECT * FROM reminders WHERE deadline = 'answer'")
        await desk.at(6, 23)
        assert "to be answered by 26 June 2026" in (await desk.room.wait_text("⏰")).text


async def test_a_term_is_extended_once(server: DemoServer, start: Start, rows: Rows) -> None:
    async with bureau(server, start) as desk:
        card = await desk.file()
        first = await choose(desk.room, card)
        # Nobody stops two secretaries from asking at once; one of them gets it.
        await desk.room.press(card, "⏳ 10 working days")
        second = await desk.room.wait(
            lambda chat: chat.last if "3 July 2026" in chat.last.text else None
        )
        await desk.room.send(REASON, reply_to=first)
        await desk.room.wait_text("The answer is due by 26 June 2026 now.")
        await desk.room.send("Another reason", reply_to=second)
        await desk.room.wait_text("The term was extended already. The answer is due by 26 June")
        await desk.room.wait(lambda _: "(extended)" in card.text)
        await desk.room.press(card, "⋯ More")
        await desk.room.wait(lambda _: "⬅️ Less" in str(card.buttons))
        assert MORE_TIME not in str(card.buttons)
        [ticket] = rows("SELECT id FROM tickets")
        data = ExtendPress(ticket=ticket["id"], days=3).pack()
        pressed = await desk.room.press_raw(card, data)
        assert "extended already" in (await pressed.wait_answer())["text"]
    assert [row["due_on"] for row in rows("SELECT due_on FROM tickets")] == ["2026-06-26"]
    assert not [m for m in desk.resident.chat.messages if "Another reason" in m.text]


async def test_no_more_than_the_settings_allow(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with bureau(server, start, extension_working_days=4) as desk:
        card = await desk.file()
        await desk.room.press(card, "⋯ More")
        await desk.room.wait(lambda _: MORE_TIME in str(card.buttons))
        await desk.room.press(card, MORE_TIME)
        choices = [["⏳ 3 working days"], ["⏳ 4 working days"]]
        await desk.room.wait(lambda _: card.buttons[:2] == choices)
        [ticket] = rows("SELECT id FROM tickets")
        data = ExtendPress(ticket=ticket["id"], days=5).pack()
        pressed = await desk.room.press_raw(card, data)
        assert (await pressed.wait_answer())["text"] == "This concern is not with this chat."


async def test_without_a_reason_nothing_changes(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with bureau(server, start) as desk:
        card = await desk.file()
        prompt = await choose(desk.room, card)
        await desk.room.send_sticker(reply_to=prompt)
        again = await desk.room.wait_text("Nothing was changed.")
        await desk.room.send("x" * 501, reply_to=again)
        await desk.room.wait(
            lambda chat: len([m for m in chat.messages if "Nothing was changed." in m.text]) == 2
        )
        assert [row["extension"] for row in rows("SELECT extension FROM tickets")] == [None]
        await desk.room.send(REASON, reply_to=again)
        await desk.resident.chat.wait_text(REASON)


async def test_an_overdue_term_is_extended_from_today(server: DemoServer, start: Start) -> None:
    async with bureau(server, start) as desk:
        card = await desk.file()
        desk.time.set(6, 29)
        prompt = await choose(desk.room, card, "⏳ 3 working days")
        assert "The answer is due by 2 July 2026 then." in prompt.text


async def test_after_an_answer_no_term_runs(server: DemoServer, start: Start, rows: Rows) -> None:
    async with bureau(server, start) as desk:
        card = await desk.file()
        await desk.answer(card)
        [ticket] = rows("SELECT id FROM tickets")
        data = ExtendPress(ticket=ticket["id"], days=3).pack()
        pressed = await desk.room.press_raw(card, data)
        assert "No term runs" in (await pressed.wait_answer())["text"]


async def test_an_answer_taken_back_leaves_the_term_running(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with bureau(server, start) as desk:
        card = await desk.file()
        said = await desk.room.send("We come tomorrow.", reply_to=card)
        await desk.room.wait(lambda _: "💬 answered" in card.text)
        await desk.room.edit(said, "// not yet")
        await desk.room.wait(lambda _: "🔧 in work" in card.text)
        await desk.at(6, 22, 9)
        assert "was to be answered by 19 June" in (await desk.room.wait_text("⏰")).text


async def test_who_hides_answers_finds_the_reason_behind_a_tap(
    server: DemoServer, start: Start
) -> None:
    async with bureau(server, start) as desk:
        await press(desk.resident, await privacy_page(desk.resident), "🙈 Hide answers")
        await extended(desk)
        chat = desk.resident.chat
        news = await chat.wait_text("There is news about your concern.")
        assert not [m for m in chat.messages if REASON in m.text]
        await chat.press(news, "📂 Open")
        await chat.wait(lambda _: REASON in news.text)
        assert "26 June 2026" in news.text
