"""getUpdates: order, confirmation, waiting, kinds, competition."""

import asyncio

import pytest

from bot.demo.errors import Json
from bot.demo.server import DemoServer
from tests.bot.demo.conftest import BotClient, Clock


async def test_updates_stay_until_a_later_offset_confirms_them(
    bot: BotClient, server: DemoServer
) -> None:
    chat = server.person("Anna").chat
    for text in ("one", "two", "three"):
        await chat.send(text)
    first = await bot.updates()
    assert [update["message"]["text"] for update in first] == ["one", "two", "three"]
    numbers = [update["update_id"] for update in first]
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    assert await bot.updates() == first
    assert await bot.updates(limit=1) == first[:1]
    assert await bot.updates(numbers[1]) == first[1:]
    # The offset confirmed the first: it is gone also for those who ask without one.
    assert await bot.updates() == first[1:]
    assert len(server.pending_updates) == 2
    assert await bot.updates(numbers[2] + 1) == []
    assert server.pending_updates == []


async def test_a_negative_offset_keeps_the_newest(bot: BotClient, server: DemoServer) -> None:
    chat = server.person("Anna").chat
    for text in ("one", "two", "three"):
        await chat.send(text)
    kept = await bot.updates(-1)
    assert [update["message"]["text"] for update in kept] == ["three"]
    assert await bot.updates() == kept


async def test_a_call_waits_for_the_next_update(bot: BotClient, server: DemoServer) -> None:
    async with asyncio.TaskGroup() as tasks:
        call = tasks.create_task(bot.ok("getUpdates", timeout=30))
        await server.wait(lambda: server.count("getUpdates"))
        await server.person("Anna").chat.send("hello")
    assert [update["message"]["text"] for update in call.result()] == ["hello"]


async def test_the_wait_ends_with_its_timeout(server: DemoServer) -> None:
    assert await server.world.updates.get(0, 100, 0.001) == []


async def test_of_two_pollers_the_first_is_terminated(bot: BotClient, server: DemoServer) -> None:
    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(bot.call("getUpdates", timeout=30))
        await server.wait(lambda: server.count("getUpdates"))
        second = tasks.create_task(bot.ok("getUpdates", timeout=30))
        await first
        await server.person("Anna").chat.send("hello")
    assert first.result() == {
        "ok": False,
        "error_code": 409,
        "description": "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running",
    }
    assert len(second.result()) == 1


async def test_a_poller_that_went_away_does_no_harm(bot: BotClient, server: DemoServer) -> None:
    async with asyncio.TaskGroup() as tasks:
        gone = tasks.create_task(bot.call("getUpdates", timeout=30))
        await server.wait(lambda: server.count("getUpdates"))
        gone.cancel()
    await server.person("Anna").chat.send("hello")
    assert len(await bot.updates()) == 1


async def test_reactions_and_members_come_only_when_asked_for(
    bot: BotClient, server: DemoServer
) -> None:
    anna, bek = server.person("Anna"), server.person("Bek")
    group = server.group("Staff", [anna, bek])
    message = await anna.in_(group).send("hello")
    await bot.drain()
    await bek.in_(group).react(message, "👍")
    server.remove_member(group, bek)
    assert [set(update) - {"update_id"} for update in await bot.drain()] == [{"message"}]

    await bot.ok("getUpdates", allowed_updates=["message", "message_reaction", "chat_member"])
    await anna.in_(group).react(message, "🔥")
    server.add_member(group, bek)
    await anna.in_(group).edit(message, "edited")
    kinds = [set(update) - {"update_id"} for update in await bot.drain()]
    assert kinds == [{"message_reaction"}, {"chat_member"}, {"message"}]

    # Not named: the last setting stays. An empty list: back to the default.
    await bot.ok("getUpdates", allowed_updates=[])
    await anna.in_(group).react(message, None)
    await anna.in_(group).edit(message, "again")
    assert [set(update) - {"update_id"} for update in await bot.drain()] == [{"edited_message"}]


async def test_updates_are_kept_for_a_day(
    bot: BotClient, server: DemoServer, clock: Clock
) -> None:
    chat = server.person("Anna").chat
    await chat.send("old")
    clock.now += 24 * 3600 - 10
    await chat.send("new")
    assert len(await bot.updates()) == 2
    clock.now += 60
    assert [update["message"]["text"] for update in await bot.updates()] == ["new"]


@pytest.mark.parametrize("update", [{"brand_new_kind": {"a": 1}}, {"message": {"no": "chat"}}, {}])
async def test_any_update_can_be_pushed(bot: BotClient, server: DemoServer, update: Json) -> None:
    pushed = server.push_update(update)
    answer = await bot.call("getUpdates")
    assert answer["result"] == [pushed]
    assert set(pushed) == {"update_id", *update}


async def test_there_are_no_webhooks(bot: BotClient, server: DemoServer) -> None:
    said = await bot.refused("setWebhook", url="https://example.org")
    assert "webhooks are not simulated" in said
    await server.person("Anna").chat.send("hello")
    info = await bot.ok("getWebhookInfo")
    assert info == {"url": "", "has_custom_certificate": False, "pending_update_count": 1}
    assert await bot.ok("deleteWebhook")
    assert len(server.pending_updates) == 1
    assert await bot.ok("deleteWebhook", drop_pending_updates=True)
    assert server.pending_updates == []
    assert await bot.ok("logOut")
    assert await bot.ok("close")
