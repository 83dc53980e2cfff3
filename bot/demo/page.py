"""The demo's page: a small site on loopback that shows the small world and acts in it."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from aiohttp import web
from yarl import URL

from bot.demo.errors import ApiError, Json
from bot.demo.page_acts import ACTS, block, chat_of, reply_target
from bot.demo.page_cast import DemoCast
from bot.demo.page_files import attach, download
from bot.demo.page_view import cast_view, chat_view, event_view
from bot.demo.server import MAX_UPLOAD, DemoServer

ADDRESS = "127.0.0.1"
# A page of another site, or a name that was made to lead here, must not speak for the user.
_LOOPBACK = frozenset({"127.0.0.1", "localhost"})
# Seconds between signs of life, by which a page that has gone away is noticed.
_HEARTBEAT = 15.0
_STATIC = Path(__file__).parent / "page"
_TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' blob:; media-src 'self' blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class PortTaken(Exception):
    """Another program listens on the page's port; the message says what to do."""


class Page:
    """The site: static files, the JSON API under /demo/api/, files and the stream of events."""

    def __init__(self, server: DemoServer, cast: DemoCast) -> None:
        self._server = server
        self._cast = cast
        # Tells an open page that the program was started anew and it must load everything again.
        self._session = secrets.token_hex(8)

    def application(self) -> web.Application:
        """The aiohttp application."""
        app = web.Application(middlewares=[guard], client_max_size=MAX_UPLOAD)
        app.on_response_prepare.append(_headers)
        app.router.add_get("/", self._static)
        app.router.add_get("/{name:[a-z_]+[.](?:js|css|svg)}", self._static)
        app.router.add_get("/demo/file/{id}", self._file)
        app.router.add_get("/demo/api/cast", self._get_cast)
        app.router.add_get("/demo/api/chat", self._get_chat)
        app.router.add_get("/demo/api/events", self._events)
        app.router.add_post("/demo/api/block", self._block)
        app.router.add_post("/demo/api/attach", self._attach)
        app.router.add_post("/demo/api/{act}", self._act)
        return app

    async def _static(self, request: web.Request) -> web.StreamResponse:
        path = _STATIC / request.match_info.get("name", "index.html")
        if not path.is_file():
            raise web.HTTPNotFound
        return web.Response(
            body=path.read_bytes(), content_type=_TYPES[path.suffix], charset="utf-8"
        )

    async def _file(self, request: web.Request) -> web.StreamResponse:
        stored = self._server.world.files.find(request.match_info["id"])
        if stored is None:
            raise web.HTTPNotFound
        return download(stored)

    async def _get_cast(self, request: web.Request) -> web.StreamResponse:
        return _json(cast_view(self._cast, self._session))

    async def _get_chat(self, request: web.Request) -> web.StreamResponse:
        person, chat = int(request.query["person"]), int(request.query["chat"])
        return _json(chat_view(chat_of(self._server, person, chat)))

    async def _act(self, request: web.Request) -> web.StreamResponse:
        act = ACTS.get(request.match_info["act"])
        if act is None:
            raise web.HTTPNotFound
        body = await _body(request)
        chat = chat_of(self._server, int(body["person"]), int(body["chat"]))
        return _json(await act(chat, body))

    async def _block(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        block(self._server.people[int(body["person"])], blocked=bool(body["blocked"]))
        return _json({})

    async def _attach(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        fields: Json = {name: value for name, value in form.items() if isinstance(value, str)}
        files = [part for part in form.getall("file", []) if isinstance(part, web.FileField)]
        chat = chat_of(self._server, int(fields["person"]), int(fields["chat"]))
        reply_to = reply_target(chat, fields)
        caption, entities = fields.get("caption", ""), json.loads(fields.get("entities") or "[]")
        return _json(await attach(chat, fields["kind"], caption, entities, reply_to, files))

    async def _events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        with self._server.events() as stream, suppress(ConnectionError):
            await response.prepare(request)
            await response.write(_event({"kind": "hello", "session": self._session}))
            while True:
                try:
                    async with asyncio.timeout(_HEARTBEAT):
                        event = await anext(stream)
                except TimeoutError:
                    await response.write(b":\n\n")
                else:
                    await response.write(_event(event_view(self._server.world, event)))
        return response


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuses requests from elsewhere, and words refusals of the small world as JSON."""
    if not _from_here(request):
        return _json({"error": "this page is for this computer only"}, 403)
    try:
        return await handler(request)
    except ApiError as error:
        return _json({"error": error.description}, 400)
    except LookupError:
        return _json({"error": "there is no such person, chat, message or button"}, 404)
    except (AssertionError, TypeError, ValueError) as error:
        # The people of the small world explain themselves in the first line.
        return _json({"error": str(error).partition("\n")[0]}, 400)


def _from_here(request: web.Request) -> bool:
    try:
        if request.url.host not in _LOOPBACK:
            return False
        origin = request.headers.get("Origin")
        return origin is None or URL(origin).authority == request.host
    except ValueError:
        return False


async def _headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"


async def _body(request: web.Request) -> Json:
    # Another site's form cannot send this type without asking the browser for leave first.
    if request.content_type != "application/json":
        raise ValueError("expected JSON")
    body = await request.json()
    if not isinstance(body, dict):
        raise ValueError("expected a JSON object")
    return body


def _json(body: Json, status: int = 200) -> web.Response:
    return web.json_response(body, status=status)


def _event(body: Json) -> bytes:
    return f"data: {json.dumps(body, ensure_ascii=False)}\n\n".encode()


@asynccontextmanager
async def open_page(server: DemoServer, cast: DemoCast, port: int) -> AsyncIterator[str]:
    """Serves the page (port 0: any free one) and gives its address; PortTaken when it cannot."""
    runner = web.AppRunner(Page(server, cast).application(), access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, ADDRESS, port).start()
        except (OSError, OverflowError) as error:
            raise PortTaken(
                f"Port {port} cannot be used ({type(error).__name__}): another program has it, "
                f"or it is not yours. Choose another, for example: kabyldama demo --port 8099"
            ) from error
        yield f"http://{ADDRESS}:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()
