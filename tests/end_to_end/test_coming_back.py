"""Somebody who had stopped the bot comes back: what was answered meanwhile reaches them."""

from collections.abc import Callable
from pathlib import Path

from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from tests.bot.delivery.until import until
from tests.conftest import Rows, Start
from tests.end_to_end.acting import ever_sent, tick
from tests.end_to_end.desk_scene import DeskScene, at_desk
from tests.end_to_end.desk_steps import pick
from tests.end_to_end.law_time import bureau
from tests.end_to_end.test_reminders import reminders

KEPT = "It goes by itself if they come back"
BACK = "The answer has reached them"
A_PART_OF_A_DAY = 6 * 3600


def deliveries(rows: Rows) -> list[str]:
    """What became of each answer, in their order."""
    found = rows("SELECT delivery FROM entries WHERE direction = 'out' ORDER BY id")
    return [row["delivery"] for row in found]


async def days_pass(scene: DeskScene, until: Callable[[], bool]) -> None:
    """The clock goes on, at most for 40 days."""
    for _part in range(160):
        if until():
            return
        scene.ahead[0] += A_PART_OF_A_DAY
        await tick(scene.application)
    raise AssertionError("it did not come to that")


async def test_kept_answers_come_in_their_order_and_once(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        room, chat = scene.room, scene.resident.chat
        number = await scene.resident.file("The ditch is dry")
        card = await room.wait_text(number)
        scene.resident.person.block()
        first = await room.send("We come on Monday", reply_to=card)
        assert (await room.wait_text(KEPT)).reply_to == first
        second = await room.send("On Tuesday, sorry", reply_to=card)
        await room.wait(lambda c: "\n".join(c.texts).count(KEPT) == 2)
        taken = await room.send("A mistake", reply_to=card)
        await room.wait(lambda c: "\n".join(c.texts).count(KEPT) == 3)
        await room.send("/delete", reply_to=taken)
        await room.wait_text("taken back before it reached")
        assert deliveries(rows) == ["kept", "kept", "withdrawn"]
        page = await scene.ask(f"/ticket {number}")
        assert "kept until the resident can get it" in page.text
        scene.resident.person.unblock()
        await chat.send("/start")
        got = [await chat.wait_text(words) for words in ("on Monday", "On Tuesday")]
        assert got[0].id < got[1].id
        # Asked once, below the last of them.
        assert not got[0].buttons
        assert got[1].buttons
        await room.wait(lambda _: first.reactions == second.reactions == ["👍"])
        await room.wait(lambda c: "\n".join(c.texts).count(BACK) == 2)
        await room.wait(lambda _: "answered" in card.text)
        # They block again: nothing that came comes again.
        scene.resident.person.block()
        await room.send("Are you there?", reply_to=card)
        await room.wait(lambda c: "\n".join(c.texts).count(KEPT) == 4)
        scene.resident.person.unblock()
        await chat.send("/start")
        await chat.wait_text("Are you there?")
        await room.wait(lambda c: "\n".join(c.texts).count(BACK) == 3)
        assert len([m for m in chat.bot_messages if "on Monday" in m.text]) == 1
        assert "A mistake" not in "\n".join(chat.texts)
    assert deliveries(rows) == ["delivered", "delivered", "withdrawn", "delivered"]


async def test_a_concern_that_was_closed_in_silence_is_asked_about_anew(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        room, chat = scene.room, scene.resident.chat
        number = await scene.resident.file("The ditch is dry")
        card = await room.wait_text(number)
        await room.send("We come on Monday", reply_to=card)
        await chat.wait_text("We come on Monday")
        await room.wait(lambda _: "answered" in card.text)
        scene.resident.person.block()
        await room.send("On Tuesday, sorry", reply_to=card)
        await room.wait_text(KEPT)
        await days_pass(scene, lambda: bool(rows("SELECT 1 FROM tickets WHERE status = 'closed'")))
        await room.wait(lambda _: "closed" in card.text)
        scene.resident.person.unblock()
        await chat.send("/start")
        got = await chat.wait_text("On Tuesday")
        assert got.buttons
        await room.wait(lambda _: "answered" in card.text)
    assert rows("SELECT status FROM tickets WHERE number IS NOT NULL")[0][0] == "answered"


async def test_what_the_office_closed_stays_closed(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    async with at_desk(server, start, database_path) as scene:
        number = await scene.resident.file("The ditch is dry")
        card = await scene.room.wait_text(number)
        scene.resident.person.block()
        await scene.room.send("We come on Monday", reply_to=card)
        await scene.room.wait_text(KEPT)
        await pick(scene.room, card, "✅ Close")
        await scene.room.wait(lambda _: "closed" in card.text)
        scene.resident.person.unblock()
        await scene.resident.chat.send("/start")
        assert not (await scene.resident.chat.wait_text("We come on Monday")).buttons
        await scene.room.wait_text(BACK)
    assert rows("SELECT status FROM tickets WHERE number IS NOT NULL")[0][0] == "closed"


async def test_a_closing_that_nobody_heard_of_is_announced_again(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    announced = "If we hear nothing from you"
    warned = "SELECT 1 FROM tickets WHERE close_warned_at IS NOT NULL"
    async with at_desk(server, start, database_path) as scene:
        room, chat = scene.room, scene.resident.chat
        number = await scene.resident.file("The ditch is dry")
        card = await room.wait_text(number)
        await room.send("We come on Monday", reply_to=card)
        await chat.wait_text("We come on Monday")
        await room.wait(lambda _: "answered" in card.text)
        scene.resident.person.block()
        await until(lambda: rows("SELECT 1 FROM residents WHERE blocked_at IS NOT NULL"))
        await days_pass(scene, lambda: bool(rows(warned)))
        assert announced not in ever_sent(server, chat.id)
        scene.resident.person.unblock()
        await chat.wait_new(await chat.send("/start"))
        assert not rows(warned)
        await tick(scene.application)
        await chat.wait_text(announced)


async def test_a_warning_that_may_not_have_been_heard_is_given_again(
    server: DemoServer, start: Start, database_path: Path, rows: Rows
) -> None:
    warned = "SELECT 1 FROM tickets WHERE close_warned_at IS NOT NULL"
    async with at_desk(server, start, database_path) as scene:
        room, chat = scene.room, scene.resident.chat
        card = await room.wait_text(await scene.resident.file("The ditch is dry"))
        await room.send("We come on Monday", reply_to=card)
        await chat.wait_text("We come on Monday")
        await room.wait(lambda _: "answered" in card.text)
        other = await room.wait_text(await scene.resident.file("The bridge is gone"))
        scene.resident.person.block()
        await until(lambda: rows("SELECT 1 FROM residents WHERE blocked_at IS NOT NULL"))
        await days_pass(scene, lambda: bool(rows(warned)))
        # Telegram says once more, and later, that they have stopped the bot.
        scene.ahead[0] += 3600
        await room.send("About the bridge", reply_to=other)
        await room.wait_text(KEPT)
        scene.resident.person.unblock()
        await chat.send("/start")
        await chat.wait_text("About the bridge")
        assert not rows(warned)


async def test_who_has_answered_is_not_late_though_it_is_kept(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    def met() -> bool:
        return rows("SELECT due_met_at FROM tickets")[0]["due_met_at"] is not None

    watchers = server.group("Monitoring", members=[server.person("Watcher")])
    async with bureau(server, start, monitoring_chat_id=watchers.id) as desk:
        card = await desk.file()
        desk.resident.person.block()
        first = await desk.room.send("We come tomorrow.", reply_to=card)
        await desk.room.wait_text(KEPT)
        second = await desk.room.send("Or on Friday.", reply_to=card)
        await desk.room.wait(lambda c: "\n".join(c.texts).count(KEPT) == 2)
        await desk.at(6, 16, 9, 30)
        await desk.at(6, 22, 9, 30)
        await desk.at(6, 24, 9, 30)
        await desk.room.send("/delete", reply_to=second)
        await desk.room.wait_text("taken back before it reached")
        assert met()
        assert not [*reminders(desk.room), *reminders(watchers)]
        # Without an answer the term runs as if there had been none.
        await desk.room.send("/delete", reply_to=first)
        await desk.room.wait(lambda c: "\n".join(c.texts).count("taken back before it") == 2)
        assert not met()
        await desk.at(6, 25, 9, 30)
        await watchers.wait_text("was to be answered by 19 June 2026")


async def test_a_kept_answer_that_telegram_refuses_in_the_end_is_none(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with bureau(server, start) as desk:
        card = await desk.file()
        desk.resident.person.block()
        await desk.room.send("We come tomorrow.", reply_to=card)
        await desk.room.wait_text(KEPT)
        assert rows("SELECT due_met_at FROM tickets")[0]["due_met_at"]
        chat_id = desk.resident.chat.id
        with server.faults.add(Fault("server_error", "sendMessage", chat_id, status=400)):
            desk.resident.person.unblock()
            await desk.room.wait_text("Telegram refused it")
        assert rows("SELECT due_met_at FROM tickets")[0]["due_met_at"] is None
