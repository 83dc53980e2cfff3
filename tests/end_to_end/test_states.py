"""The states of a concern: each move has a press, and its resident reads it in plain words."""

import pytest

from bot.demo.server import DemoServer
from tests.conftest import Rows, Start
from tests.end_to_end.desk_steps import office
from tests.end_to_end.privacy_steps import hide_answers

OVER = "This concern is no longer open."


def kinds(rows: Rows) -> list[str]:
    """What happened, in order."""
    return [row["kind"] for row in rows("SELECT kind FROM events ORDER BY id")]


async def test_who_is_in_charge_stands_on_the_card_and_the_resident_learns_of_it_once(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with office(server, start) as desk:
        await desk.pick("✋ Take")
        await desk.shows("In charge: Нурлан")
        told = await desk.resident.chat.wait_text("works on your concern")
        assert desk.number in told.text
        await desk.more("🤲 Release it")
        await desk.shows("registered")
        assert "In charge" not in desk.card.text
        await desk.pick("✋ Take")
        await desk.shows("In charge: Нурлан")
        assert "in work" in desk.card.text
        await desk.answered("We come tomorrow.")
    assert str(desk.resident.chat.texts).count("works on your concern") == 1
    assert kinds(rows) == ["filed", "taken", "released", "taken", "answered"]


async def test_of_two_who_take_it_at_once_one_wins_and_the_other_learns_who(
    server: DemoServer, start: Start
) -> None:
    async with office(server, start) as desk:
        data = desk.card.inline_keyboard[0][0]["callback_data"]
        presses = [await one.press_raw(desk.card, data) for one in (desk.room, desk.colleague)]
        first, second = [(await press.wait_answer())["text"] for press in presses]
        assert first == "You are in charge now."
        assert second == "Нурлан is in charge of this concern already."


async def test_to_release_the_concern_of_a_colleague_takes_a_yes(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with office(server, start) as desk:
        await desk.pick("✋ Take")
        await desk.shows("In charge: Нурлан")
        asked = await desk.more("🤲 Release it", room=desk.colleague)
        assert (await asked.wait_answer())["text"].startswith("Нурлан is in charge.")
        assert rows("SELECT taken_name FROM tickets")[0]["taken_name"] == "Нурлан"
        yes = await desk.pick("🤲 Yes, release it", room=desk.colleague)
        await desk.group.wait(lambda _: "In charge" not in desk.card.text)
        await desk.pick("✋ Take", room=desk.colleague)
        await desk.shows("In charge: Асан")
        # What was asked about the one before is worth nothing now.
        late = await desk.room.press_raw(desk.card, yes.data)
        assert "changed meanwhile" in (await late.wait_answer())["text"]
        assert rows("SELECT taken_name FROM tickets")[0]["taken_name"] == "Асан"


async def test_a_question_waits_for_the_resident_whose_next_word_answers_it(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with office(server, start) as desk:
        await desk.more("❓ Ask the resident")
        await desk.reply("What should the resident tell you?", "Since when is it closed?")
        asked = await desk.resident.chat.wait_text("Since when is it closed?")
        assert "the reception asks you" in asked.text
        await desk.shows("waits for the resident")
        # No reply is needed: it is the one thing that the office waits for.
        await desk.resident.chat.send("Since Monday")
        await desk.group.wait_text("Since Monday")
        await desk.shows("in work")
    assert kinds(rows) == ["filed", "taken", "asked", "written"]
    [ticket] = rows("SELECT answered_at, asked_at FROM tickets")
    assert ticket["answered_at"] is None
    assert ticket["asked_at"] is not None


async def test_an_album_is_no_question(server: DemoServer, start: Start, rows: Rows) -> None:
    async with office(server, start) as desk:
        await desk.more("❓ Ask the resident")
        question = await desk.room.wait_text("What should the resident tell you?")
        await desk.room.send_album(2, "Which of these?", reply_to=question)
        await desk.room.wait_text("Please write the question in one message.")
    assert not rows("SELECT 1 FROM entries WHERE direction = 'out'")


async def test_redirected_in_exactly_the_words_of_the_secretary(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    words = "Please go to the water users' association of <Nookat> & ask: it shares out the water."
    async with office(server, start) as desk:
        await desk.more("↗️ To another body")
        question = "Which body is competent, and why?"
        await desk.reply(question, "x" * 1001)
        await desk.room.wait_text("Nothing was done. Please write words, at most 1000")
        await desk.reply(question, words)
        told = await desk.resident.chat.wait_text("Another body has to deal with")
        assert f"\n{words}\n" in told.text
        assert desk.number in told.text
        await desk.shows("redirected")
        assert words in desk.card.text
        await desk.resident.chat.send("/mine")
        listed = await desk.resident.chat.wait_text("Your concerns")
        await desk.resident.chat.press(listed, listed.buttons[0][0])
        await desk.resident.chat.wait(lambda _: words in listed.text)
        await desk.resident.chat.send("They sent me back.", reply_to=told)
        await desk.shows("in work")
        assert words not in desk.card.text
    assert kinds(rows) == ["filed", "redirected", "reopened"]


@pytest.mark.parametrize(
    ("button", "why", "way_out"),
    [
        ("👤 No name and address", "without name and address", "press “Show my name”"),
        ("🤬 Obscene words", "with obscene words", "write the concern anew"),
        ("🔥 It incites to hatred", "that incites to hatred", "write the concern anew"),
    ],
)
async def test_declined_with_the_legal_reason_and_what_can_be_done(
    server: DemoServer, start: Start, rows: Rows, button: str, why: str, way_out: str
) -> None:
    async with office(server, start) as desk:
        await desk.more("🚫 Decline", button)
        told = await desk.resident.chat.wait_text("has declined your concern")
        assert desk.number in told.text
        assert why in told.text
        assert way_out in told.text
        assert "115 – " in told.text
        await desk.shows("declined")
        assert why in desk.card.text
        assert rows("SELECT closed_at FROM tickets")[0]["closed_at"] is not None


async def test_declined_for_another_reason_in_words(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with office(server, start) as desk:
        await desk.more("🚫 Decline", "✏️ Another reason")
        question = await desk.room.wait_text("Why does the law allow not to answer")
        await desk.room.send_photo(caption="", reply_to=question)
        await desk.room.wait_text("Nothing was done.")
        assert kinds(rows) == ["filed"]
        await desk.room.send("A court has it already.", reply_to=question)
        told = await desk.resident.chat.wait_text("has declined your concern")
        assert "A court has it already." in told.text
        await desk.shows("declined")
        # A second word to the same question comes too late.
        await desk.room.send("And also this", reply_to=question)
        await desk.room.wait_text(f"{OVER} Nothing was sent.")
    assert "And also this" not in str(desk.resident.chat.texts)


async def test_what_was_ended_by_mistake_is_opened_again(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with office(server, start) as desk:
        await desk.pick("✅ Close")
        await desk.resident.chat.wait_text("has closed your concern")
        await desk.more("🔓 Open it again")
        await desk.resident.chat.wait_text("has opened your concern")
        await desk.shows("in work")
        late = await desk.room.press_raw(desk.card, "t:reopen:1")
        assert "cannot be opened again" in (await late.wait_answer())["text"]
    assert kinds(rows) == ["filed", "closed", "reopened"]


async def test_on_a_phone_that_others_see_a_decision_says_nothing_until_it_is_opened(
    server: DemoServer, start: Start
) -> None:
    async with office(server, start) as desk:
        await hide_answers(desk.resident)
        await desk.more("🚫 Decline", "🤬 Obscene words")
        notice = await desk.resident.chat.wait_text("There is news about your concern.")
        assert "declined" not in str(desk.resident.chat.texts)
        await desk.resident.chat.press(notice, "📂 Open")
        await desk.resident.chat.wait_text("with obscene words")


@pytest.mark.parametrize("do", ["release", "ask", "redirect", "decline", "topic", "transfer"])
async def test_a_press_on_a_concern_that_has_ended_changes_nothing(
    server: DemoServer, start: Start, rows: Rows, do: str
) -> None:
    async with office(server, start) as desk:
        await desk.pick("✅ Close")
        await desk.shows("closed")
        press = await desk.room.press_raw(desk.card, f"t:{do}:1")
        answer = await press.wait_answer()
        assert answer["text"] == OVER or "Nobody is in charge" in answer["text"]
        decline = await desk.room.press_raw(desk.card, "td:1:nameless")
        assert (await decline.wait_answer())["text"] == OVER
    assert kinds(rows) == ["filed", "closed"]
