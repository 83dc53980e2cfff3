"""Flood limits in simulated time."""

import math

import pytest

from bot.demo.limits import FloodLimits
from bot.demo.people import Person
from bot.demo.server import DemoServer
from tests.bot.demo.conftest import BotClient, Clock


@pytest.fixture
async def anna(server: DemoServer) -> Person:
    person = server.person("Anna")
    await person.start()
    return person


async def retry_after(bot: BotClient, chat_id: int, method: str = "sendMessage") -> int:
    """0 when the call went through."""
    answer = await bot.call(method, chat_id=chat_id, text="x")
    if answer["ok"]:
        return 0
    seconds = int(answer["parameters"]["retry_after"])
    assert answer["error_code"] == 429
    assert answer["description"] == f"Too Many Requests: retry after {seconds}"
    return seconds


async def test_there_are_no_limits_until_they_are_set(bot: BotClient, anna: Person) -> None:
    assert [await retry_after(bot, anna.id) for _ in range(40)] == [0] * 40


async def test_private_chats_burst_and_then_go_once_a_second(
    bot: BotClient, server: DemoServer, anna: Person, clock: Clock
) -> None:
    server.limits = FloodLimits(private_burst=3)
    assert [await retry_after(bot, anna.id) for _ in range(4)] == [0, 0, 0, 1]
    clock.now += 1
    assert [await retry_after(bot, anna.id) for _ in range(2)] == [0, 1]
    clock.now += 60
    assert [await retry_after(bot, anna.id) for _ in range(4)] == [0, 0, 0, 1]


async def test_groups_take_20_a_minute_edits_and_topics_included(
    bot: BotClient, server: DemoServer, clock: Clock
) -> None:
    server.limits = FloodLimits()
    group = server.group("Staff", forum=True)
    for number in range(9):
        await bot.ok("sendMessage", chat_id=group.id, text="x")
        await bot.ok(
            "editMessageText", chat_id=group.id, message_id=group.last.id, text=str(number)
        )
        clock.now += 1
    await bot.ok("createForumTopic", chat_id=group.id, name="x")
    assert await retry_after(bot, group.id) == 0
    assert await retry_after(bot, group.id) == math.ceil(60 - 9)
    # Reactions and what only looks do not count; other chats go on.
    where = {"chat_id": group.id, "message_id": group.last.id}
    reaction = [{"type": "emoji", "emoji": "👍"}]
    await bot.ok("setMessageReaction", **where, reaction=reaction)
    await bot.ok("getChat", chat_id=group.id)
    assert await retry_after(bot, server.group("Other", username="other").id) == 0
    said = await bot.refused("sendMessage", chat_id="@nobody", text="x")
    assert said == "Bad Request: chat not found"
    await bot.ok("sendMessage", chat_id="@other", text="x")
    clock.now += 51
    assert await retry_after(bot, group.id) == 0


async def test_albums_count_by_their_items(
    bot: BotClient, server: DemoServer, anna: Person
) -> None:
    server.limits = FloodLimits(group=5)
    group = server.group("Staff")
    photo = (await anna.chat.send_photo()).photo[-1]["file_id"]
    album = [{"type": "photo", "media": photo}] * 3
    await bot.ok("sendMediaGroup", chat_id=group.id, media=album)
    answer = await bot.call("sendMediaGroup", chat_id=group.id, media=album)
    assert answer["parameters"]["retry_after"] == 60


async def test_all_chats_together_take_30_a_second(
    bot: BotClient, server: DemoServer, clock: Clock
) -> None:
    server.limits = FloodLimits(clock=clock)
    people = [server.person(str(number)) for number in range(31)]
    for person in people:
        await person.start()
    delays = [await retry_after(bot, person.id) for person in people]
    assert delays == [0] * 30 + [1]
    clock.now += 1
    assert await retry_after(bot, people[30].id) == 0
