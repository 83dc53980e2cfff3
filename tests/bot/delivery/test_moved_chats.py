"""Groups that become supergroups, and groups that refuse the bot: no card is lost."""

import asyncio
from typing import Any

import pytest

from bot.demo.faults import Fault
from bot.demo.server import DemoServer
from bot.reception.statistics import Fact
from storage import statistics
from tests.bot.delivery.until import until
from tests.conftest import Rows, Start
from tests.end_to_end.acting import Resident, tick


def cards_in(chat: object, numbers: list[str]) -> list[int]:
    """How many cards each number has in a chat."""
    texts = [text for text in chat.texts if "Office:" in text]  # type: ignore[attr-defined]
    return [sum(number in text for text in texts) for number in numbers]


async def committed(rows: Rows, sql: str) -> None:
    """Waits for a row that another task commits."""
    await until(lambda: rows(sql))


async def test_upgrade_told_by_a_service_message_while_cards_wait(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    group = server.group("Штаб", supergroup=False)
    anna = Resident(server.person("Anna", language_code="en"), "en")
    async with start(staff_chat_id=group.id, default_language="en"):
        await anna.start()
        numbers = [await anna.file("posted before")]
        await group.wait_text("posted before")
        with server.faults.add(Fault("flood", chat_id=group.id, retry_after=1)) as flood:
            numbers += [await anna.file(f"queued {number}") for number in range(2)]
            await server.wait(lambda: flood.hits)
            new = server.upgrade(group)
            await committed(rows, "SELECT 1 FROM chats WHERE moved_to IS NOT NULL")
        await new.wait(lambda chat: cards_in(chat, numbers) == [1, 1, 1])
    assert cards_in(new, numbers) == [1, 1, 1]
    assert not rows("SELECT * FROM outbox")


async def test_upgrade_told_by_errors_that_come_one_after_the_other(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    group = server.group("Штаб", supergroup=False)
    anna = Resident(server.person("Anna", language_code="en"), "en")
    async with start(default_language="en"):
        await anna.start()
        numbers = [await anna.file(f"waits {number}") for number in range(2)]
    new = server.upgrade(group)
    server.world.updates.drop_all()
    # One answer is late: the move is known before it comes.
    server.faults.add(Fault("slow", methods="sendMessage", chat_id=group.id, count=1, seconds=0.5))
    async with start(staff_chat_id=group.id, default_language="en"):
        await new.wait(lambda chat: cards_in(chat, numbers) == [1, 1])
    assert not rows("SELECT * FROM outbox")


async def test_upgrade_while_a_card_is_on_its_way(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    group = server.group("Штаб", supergroup=False)
    anna = Resident(server.person("Anna", language_code="en"), "en")
    async with start(staff_chat_id=group.id, default_language="en"):
        await anna.start()
        server.faults.add(
            Fault("slow", methods="sendMessage", chat_id=group.id, count=1, seconds=0.5)
        )
        number = await anna.file("on its way")
        await group.wait_text("on its way")
        new = server.upgrade(group)
        await new.wait(lambda chat: cards_in(chat, [number]) == [1])
    [ticket] = rows("SELECT chat_id, card_id FROM tickets")
    assert ticket["chat_id"] == new.id
    assert ticket["card_id"] is not None


async def test_a_ticket_reopened_after_the_upgrade_has_a_card(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    nurlan = server.person("Nurlan", language_code="en")
    group = server.group("Штаб", [nurlan], supergroup=False)
    anna = Resident(server.person("Anna", language_code="en"), "en")
    async with start(staff_chat_id=group.id, default_language="en"):
        await anna.start()
        number = await anna.file("a long story")
        card = await group.wait_text("a long story")
        await nurlan.in_(group).press(card, "💬 Answer")
        await nurlan.in_(group).send("An answer.", reply_to=card)
        answer = await anna.chat.wait_text("An answer.")
        await nurlan.in_(group).press(card, "✅ Close")
        await committed(rows, "SELECT 1 FROM tickets WHERE status = 'closed'")
        new = server.upgrade(group)
        await committed(rows, "SELECT 1 FROM chats WHERE moved_to IS NOT NULL")
        await anna.chat.send("It is not solved.", reply_to=answer)
        await new.wait_text("It is not solved.")
        await new.wait(lambda chat: cards_in(chat, [number]) == [1])


async def test_kicked_from_the_staff_chat_and_back(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    boss = server.person("Boss", language_code="en")
    await boss.start()
    group = server.group("Штаб")
    anna = Resident(server.person("Anna", language_code="en"), "en")
    async with start(staff_chat_id=group.id, admin_ids=(boss.id,), default_language="en"):
        await anna.start()
        server.kick_bot(group)
        numbers = [await anna.file(f"concern {number}") for number in range(3)]
        await boss.chat.wait_text("refuses the bot")
        await committed(rows, "SELECT 1 FROM chats WHERE parked_at IS NOT NULL")
        server.add_bot(group)
        await group.wait(lambda chat: cards_in(chat, numbers) == [1, 1, 1])
    assert sum("refuses the bot" in text for text in boss.chat.texts) == 1
    assert not rows("SELECT * FROM outbox")
    assert not rows("SELECT * FROM chats WHERE parked_at IS NOT NULL")


async def test_a_chat_that_nothing_waits_for_is_not_said_to_work_again(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    boss = server.person("Boss", language_code="en")
    await boss.start()
    group = server.group("Штаб")
    async with start(
        staff_chat_id=group.id, admin_ids=(boss.id,), default_language="en"
    ) as application:
        await committed(rows, "SELECT 1 FROM chats")
        await until(lambda: not rows("SELECT 1 FROM outbox"))
        server.kick_bot(group)
        await boss.chat.wait_text("refuses the bot")
        await tick(application)
        assert rows("SELECT 1 FROM chats WHERE parked_at IS NOT NULL")
        server.add_bot(group)
        await boss.chat.wait_text("works again")


async def test_a_resident_who_blocked_the_bot(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    nurlan = server.person("Nurlan", language_code="en")
    group = server.group("Штаб", [nurlan])
    anna = Resident(server.person("Anna", language_code="en"), "en")
    async with start(staff_chat_id=group.id, default_language="en"):
        await anna.start()
        number = await anna.file("a story")
        card = await group.wait_text("a story")
        anna.person.block()
        answer = await nurlan.in_(group).send("We come.", reply_to=card)
        notice = await group.wait_text("blocked the bot")
    assert number in notice.text
    assert notice.reply_to == answer
    [event] = rows("SELECT detail FROM events WHERE kind = 'undelivered'")
    assert event["detail"] == "blocked"
    assert rows("SELECT 1 FROM residents WHERE blocked_at IS NOT NULL")
    assert not rows("SELECT * FROM outbox")


async def test_what_waited_during_the_upgrade_quotes_no_message_of_the_new_group(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    nurlan = server.person("Nurlan", language_code="en")
    group = server.group("Desk", [nurlan], supergroup=False)
    async with start(staff_chat_id=group.id, default_language="en"):
        await group.wait_text("The id of this chat")
        with server.faults.add(Fault("flood", chat_id=group.id, retry_after=1)) as flood:
            asked = await nurlan.in_(group).send("/find water")
            await server.wait(lambda: flood.hits)
            new = server.upgrade(group)
            # Ids start anew: by and by another message has that one.
            other = await nurlan.in_(new).send("Good morning")
            while other.message_id < asked.message_id:
                other = await nurlan.in_(new).send("Good morning")
            await committed(rows, "SELECT 1 FROM chats WHERE moved_to IS NOT NULL")
        answer = await new.wait_text("No concern here has these words")
    assert other.message_id == asked.message_id
    assert answer.reply_to is None


@pytest.mark.parametrize("known", [True, False])
async def test_numbers_that_are_worked_out_during_the_upgrade_come_to_the_new_group(
    server: DemoServer, start: Start, rows: Rows, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    """Whether the bot hears of it in time, or only when they are to be sent."""
    begun, upgraded = asyncio.Event(), asyncio.Event()
    read = statistics.facts

    async def meanwhile(*args: Any) -> list[Fact]:
        begun.set()
        await upgraded.wait()
        return await read(*args)

    monkeypatch.setattr(statistics, "facts", meanwhile)
    nurlan = server.person("Nurlan", language_code="en")
    group = server.group("Desk", [nurlan], supergroup=False)
    async with start(staff_chat_id=group.id, default_language="en"):
        await group.wait_text("The id of this chat")
        sent = await nurlan.in_(group).send("/stats")
        question = await nurlan.in_(group).wait_new(sent)
        await nurlan.in_(group).press(
            question, next(one for row in question.buttons for one in row if "30 days" in one)
        )
        await begun.wait()
        new = server.upgrade(group)
        if known:
            await committed(rows, "SELECT 1 FROM chats WHERE moved_to IS NOT NULL")
        else:
            server.world.updates.drop_all()
        upgraded.set()
        await new.wait_text("There were no concerns")
    assert not rows("SELECT * FROM jobs")
