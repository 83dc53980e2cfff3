"""Failures on command."""

import json
import time

import aiohttp
import pytest

from bot.demo.faults import Fault, FaultKind, Faults
from bot.demo.people import Person
from bot.demo.server import DemoServer
from tests.bot.demo.conftest import BotClient


@pytest.fixture
async def anna(server: DemoServer) -> Person:
    person = server.person("Anna")
    await person.start()
    return person


async def send(bot: BotClient, person: Person) -> tuple[int, str]:
    """Status and body of a sendMessage."""
    form = {"chat_id": str(person.id), "text": "x"}
    async with bot.session.post(bot.method_url("sendMessage"), data=form) as response:
        return response.status, await response.text()


async def test_flood(bot: BotClient, server: DemoServer, anna: Person) -> None:
    with server.faults.add(Fault("flood", retry_after=7)) as fault:
        status, body = await send(bot, anna)
    assert status == 429
    assert json.loads(body) == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    }
    assert (anna.chat.texts, fault.hits) == ([], 1)
    assert (await send(bot, anna))[0] == 200


async def test_server_errors(bot: BotClient, server: DemoServer, anna: Person) -> None:
    with server.faults.add(Fault("server_error", status=500)):
        status, body = await send(bot, anna)
        assert (status, json.loads(body)["description"]) == (500, "Internal Server Error")
    with server.faults.add(Fault("html_error")):
        status, body = await send(bot, anna)
        assert status == 502
        assert body.startswith("<html>")
    assert anna.chat.texts == []


@pytest.mark.parametrize(("kind", "texts"), [("drop_before", []), ("drop_after", ["x"])])
async def test_dropped_connections(
    bot: BotClient, server: DemoServer, anna: Person, kind: FaultKind, texts: list[str]
) -> None:
    with server.faults.add(Fault(kind)), pytest.raises(aiohttp.ClientError):
        await send(bot, anna)
    assert anna.chat.texts == texts
    assert server.requests[-1].status == 0
    assert (await send(bot, anna))[0] == 200


async def test_slow_answers(bot: BotClient, server: DemoServer, anna: Person) -> None:
    started = time.monotonic()
    with server.faults.add(Fault("slow", seconds=0.02)):
        assert (await send(bot, anna))[0] == 200
    assert time.monotonic() - started >= 0.02
    assert anna.chat.texts == ["x"]


async def test_answers_that_do_not_parse(bot: BotClient, server: DemoServer, anna: Person) -> None:
    with server.faults.add(Fault("garbage")):
        status, body = await send(bot, anna)
    assert (status, json.loads(body)["ok"]) == (200, True)
    assert "message_id" not in body
    assert anna.chat.texts == ["x"]


async def test_a_refusal_stays_a_refusal(bot: BotClient, server: DemoServer, anna: Person) -> None:
    anna.block()
    for kind in ("garbage", "slow"):
        with server.faults.add(Fault("garbage" if kind == "garbage" else "slow", seconds=0)):
            assert (await send(bot, anna))[0] == 403


async def test_faults_meet_the_named_methods_and_chats(
    bot: BotClient, server: DemoServer, anna: Person
) -> None:
    bek = server.person("Bek")
    await bek.start()
    server.faults.add(Fault("flood", "sendMessage", chat_id=anna.id, count=2))
    assert (await send(bot, bek))[0] == 200
    await bot.ok("getMe")
    assert [(await send(bot, anna))[0] for _ in range(3)] == [429, 429, 200]
    server.faults.clear()
    fault = server.faults.add(Fault("server_error", {"getMe", "getChat"}))
    assert (await send(bot, anna))[0] == 200
    assert (await bot.call("getMe"))["error_code"] == 502
    server.faults.remove(fault)
    server.faults.remove(fault)
    await bot.ok("getMe")


async def test_a_dropped_getupdates_loses_nothing(
    bot: BotClient, server: DemoServer, anna: Person
) -> None:
    with server.faults.add(Fault("drop_after", "getUpdates")), pytest.raises(aiohttp.ClientError):
        await bot.updates()
    assert len(await bot.updates()) == 1


def test_chance_can_be_repeated() -> None:
    def strikes(seed: int) -> list[bool]:
        faults = Faults(seed)
        faults.add(Fault("flood", probability=0.3))
        return [faults.strike("sendMessage", None) is not None for _ in range(100)]

    assert strikes(1) == strikes(1) != strikes(2)
    assert 15 < sum(strikes(1)) < 45
