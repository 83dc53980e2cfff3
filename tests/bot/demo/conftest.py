"""A server and a bot that speaks to it over HTTP, as any bot would."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.demo.errors import Json
from bot.demo.schema import RESULTS, check_value
from bot.demo.server import DemoServer


class Clock:
    """A time that passes when told to."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class BotClient:
    """Calls the server's methods with urlencoded forms; results are checked against the schema."""

    def __init__(self, session: aiohttp.ClientSession, server: DemoServer) -> None:
        self.session = session
        self.server = server

    def method_url(self, method: str) -> str:
        return f"{self.server.url}/bot{self.server.token}/{method}"

    async def call(self, method: str, **params: Any) -> Json:
        form = {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in params.items()
        }
        async with self.session.post(self.method_url(method), data=form) as response:
            answer: Json = await response.json()
            assert response.status == (200 if answer["ok"] else answer["error_code"])
        return answer

    async def upload(self, method: str, files: dict[str, bytes], **params: Any) -> Json:
        form = aiohttp.FormData()
        for name, value in params.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        for name, data in files.items():
            form.add_field(name, data, filename=f"{name}.png", content_type="image/png")
        async with self.session.post(self.method_url(method), data=form) as response:
            answer: Json = await response.json()
        return answer

    async def ok(self, method: str, **params: Any) -> Any:
        """The result of a call that must succeed."""
        answer = await self.call(method, **params)
        assert answer["ok"], answer
        kinds = [kind for kind in RESULTS[method] if kind != "Boolean" or answer["result"] is True]
        check_value(kinds[0], answer["result"])
        return answer["result"]

    async def refused(self, method: str, **params: Any) -> str:
        """The description of a refusal."""
        answer = await self.call(method, **params)
        assert not answer["ok"], answer
        return str(answer["description"])

    async def updates(self, offset: int = 0, **params: Any) -> list[Json]:
        """Everything pending, without waiting."""
        result: list[Json] = await self.ok("getUpdates", offset=offset, **params)
        return result

    async def drain(self) -> list[Json]:
        """Everything pending, confirmed at once."""
        found = await self.updates()
        if found:
            await self.updates(found[-1]["update_id"] + 1)
        return found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def server(clock: Clock) -> AsyncIterator[DemoServer]:
    async with DemoServer(clock=clock) as running:
        yield running


@pytest.fixture
async def bot(server: DemoServer) -> AsyncIterator[BotClient]:
    async with aiohttp.ClientSession() as session:
        yield BotClient(session, server)
