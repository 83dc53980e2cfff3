"""The HTTP side: a Bot API server on loopback, with the bot's users in the same process."""

import asyncio
import json
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl

from aiohttp import web

from bot.demo.call import Call
from bot.demo.cast import Cast
from bot.demo.errors import ApiError, Json, bad_request
from bot.demo.faults import Fault, Faults
from bot.demo.limits import FloodLimits
from bot.demo.methods import METHODS
from bot.demo.schema import Upload, check_request, method_name
from bot.demo.world import User, World

DEFAULT_TOKEN = "7000000001:AAdemo-token-of-no-account-at-Telegram"
MAX_UPLOAD = 50 * 1024 * 1024
MAX_POLL_SECONDS = 50
KEPT_REQUESTS = 1000

_HTML_ERROR = "<html><head><title>{0}</title></head><body><center>{0}</center></body></html>"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A call the server got: `status` 0 when the connection was dropped; times in seconds."""

    method: str
    params: Json
    status: int
    response: Json
    at: float
    took: float


class DemoServer(Cast):
    """A Bot API server for one bot. `async with` starts it on a free port of 127.0.0.1.

    `clock` returns Unix seconds and may be replaced at any time. `limits` are off until set.
    """

    def __init__(
        self,
        token: str = DEFAULT_TOKEN,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        bot_name: str = "Kabyldama",
        bot_username: str = "kabyldama_demo_bot",
        clock: Callable[[], float] = time.time,
        limits: FloodLimits | None = None,
        seed: int = 0,
    ) -> None:
        bot = User(
            {
                "id": int(token.partition(":")[0]),
                "is_bot": True,
                "first_name": bot_name,
                "username": bot_username,
            },
            started=True,
        )
        super().__init__(World(bot, clock))
        self.token = token
        self.faults = Faults(seed)
        self.limits = limits
        self.requests: deque[Recorded] = deque(maxlen=KEPT_REQUESTS)
        self._counts: Counter[str] = Counter()
        self._host = host
        self._port = port
        self._runner: web.ServerRunner | None = None
        self.url = ""

    async def __aenter__(self) -> Self:
        server = web.Server(self.handle, request_factory=_request, handler_cancellation=True)
        self._runner = web.ServerRunner(server, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._runner is not None:
            self.world.updates.interrupt()
            await self._runner.cleanup()
            self._runner = None

    def count(self, method: str) -> int:
        """How many calls of a method came in since the start."""
        return self._counts[method]

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answers a request of the Bot API; can also be mounted in an application."""
        _, _, path = request.path.partition("/")
        if path.startswith("file/bot"):
            return self._file(path.removeprefix("file/bot"))
        token, _, name = path.removeprefix("bot").partition("/")
        if not path.startswith("bot") or not name:
            return _answer(ApiError(404, "Not Found").body(), 404)
        if token != self.token:
            return _answer(ApiError(401, "Unauthorized").body(), 401)
        method = method_name(name)
        if method is None:
            return _answer(ApiError(404, "Not Found").body(), 404)
        return await self._call(request, method)

    def _file(self, rest: str) -> web.Response:
        token, _, path = rest.partition("/")
        stored = self.world.files.at_path(path)
        if token != self.token or stored is None:
            return _answer(ApiError(404, "Not Found").body(), 404)
        return web.Response(body=stored.data, content_type="application/octet-stream")

    async def _call(self, request: web.BaseRequest, method: str) -> web.StreamResponse:
        started = time.perf_counter()
        self._counts[method] += 1
        self.world.wake()
        params: Json = {}
        fault: Fault | None = None
        status = 200
        try:
            raw = await _read(request)
            uploads = {name: value for name, value in raw.items() if isinstance(value, Upload)}
            params = raw
            fault = self.faults.strike(method, _chat_id(raw))
            if fault is not None and fault.kind in {"flood", "server_error", "html_error"}:
                raise _refusal(fault)
            if fault is None or fault.kind != "drop_before":
                params = check_request(method, raw)
                result = await self._perform(method, params, uploads)
                body: Json = {"ok": True, "result": result}
        except ApiError as error:
            body, status = error.body(), error.code
        if fault is not None:
            if fault.kind in {"drop_before", "drop_after"}:
                body, status = {}, 0
            elif fault.kind == "garbage" and status == 200:
                body = {"ok": True, "result": {"unexpected": "kabyldama"}}
        took = time.perf_counter() - started
        self.requests.append(Recorded(method, params, status, body, self.world.clock(), took))
        self.world.wake()
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        if fault is not None and fault.kind == "html_error":
            title = f"{status} {body['description']}"
            page = _HTML_ERROR.format(title)
            return web.Response(status=status, text=page, content_type="text/html")
        if status == 0:
            # What is written after this goes nowhere.
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        return _answer(body, status)

    async def _perform(self, method: str, params: Json, uploads: dict[str, Upload]) -> Any:
        if method == "getUpdates":
            return await self._get_updates(params)
        perform = METHODS.get(method)
        if perform is None:
            raise bad_request(f"method {method} is not simulated")
        if self.limits is not None and "chat_id" in params:
            chat_id = params["chat_id"]
            if isinstance(chat_id, str):
                chat_id = self.world.chat(chat_id).id
            self.limits.check(method, params, chat_id, self.world.clock)
        return perform(Call(self.world, params, uploads))

    async def _get_updates(self, params: Json) -> list[Json]:
        if "allowed_updates" in params:
            self.world.updates.allow(params["allowed_updates"])
        return await self.world.updates.get(
            params.get("offset", 0),
            params.get("limit", 100),
            max(0, min(params.get("timeout", 0), MAX_POLL_SECONDS)),
        )


def _request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
    """aiohttp's request, with room for a bot's uploads."""
    loop = asyncio.get_running_loop()
    return web.BaseRequest(
        message, payload, protocol, writer, task, loop, client_max_size=MAX_UPLOAD
    )


def _answer(body: Json, status: int) -> web.Response:
    try:
        data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        # Half an emoji: UTF-8 has no way to write it, an escape does.
        data = json.dumps(body, separators=(",", ":")).encode()
    return web.Response(status=status, body=data, content_type="application/json")


def _refusal(fault: Fault) -> ApiError:
    if fault.kind == "flood":
        return ApiError(
            429,
            f"Too Many Requests: retry after {fault.retry_after}",
            {"retry_after": fault.retry_after},
        )
    reason = {500: "Internal Server Error", 502: "Bad Gateway", 504: "Gateway Timeout"}
    return ApiError(fault.status, reason.get(fault.status, "Service Unavailable"))


def _chat_id(raw: Json) -> int | None:
    try:
        return int(raw["chat_id"])
    except (KeyError, TypeError, ValueError):
        return None


async def _read(request: web.BaseRequest) -> Json:
    """The parameters of a request from the query and from a form or JSON body, not yet checked."""
    raw: Json = {}
    if request.query_string:
        raw.update(parse_qsl(request.query_string, keep_blank_values=True))
    if not request.can_read_body:
        return raw
    kind = request.content_type
    try:
        if kind == "multipart/form-data":
            for name, value in (await request.post()).items():
                if isinstance(value, web.FileField):
                    raw[name] = Upload(value.file.read(), value.filename, value.content_type)
                else:
                    raw[name] = value
            return raw
        body = await request.read()
        if kind == "application/json":
            decoded = json.loads(body)
            if not isinstance(decoded, dict):
                raise bad_request("expected a JSON object")
            raw.update(decoded)
        elif body:
            raw.update(parse_qsl(body.decode(), keep_blank_values=True, errors="strict"))
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request Entity Too Large") from None
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    except ValueError:
        raise bad_request("can't parse the request") from None
    return raw
