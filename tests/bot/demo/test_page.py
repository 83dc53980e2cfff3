"""The demo's page over HTTP, without a browser and mostly without the bot; `kabyldama demo`."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.__main__ import main
from bot.demo.errors import Json
from bot.demo.page import ADDRESS, PortTaken, open_page
from bot.demo.page_cast import DemoCast, populate
from bot.demo.people import Person
from bot.demo.server import DemoServer
from bot.demo.show import open_demo, show
from bot.settings import Settings


class Site:
    """The page's JSON API as the page uses it."""

    def __init__(self, session: aiohttp.ClientSession, address: str, cast: DemoCast) -> None:
        self.session = session
        self.address = address
        self.cast = cast

    async def get(self, path: str, **headers: str) -> tuple[int, Any, dict[str, str]]:
        async with self.session.get(self.address + path, headers=headers) as answer:
            is_json = answer.content_type == "application/json"
            body = await answer.json() if is_json else await answer.read()
            return answer.status, body, dict(answer.headers)

    async def act(self, name: str, person: Person, status: int = 200, **body: Any) -> Json:
        body = {"person": person.id, "chat": person.id} | body
        async with self.session.post(f"{self.address}demo/api/{name}", json=body) as answer:
            result: Json = await answer.json()
            assert answer.status == status, result
            return result

    async def attach(
        self, person: Person, kind: str, files: list[bytes], status: int = 200, **fields: str
    ) -> Json:
        form = aiohttp.FormData({"person": str(person.id), "chat": str(person.id), "kind": kind})
        for name, value in fields.items():
            form.add_field(name, value)
        for number, data in enumerate(files):
            form.add_field("file", data, filename=f"{number}.html", content_type="text/html")
        async with self.session.post(f"{self.address}demo/api/attach", data=form) as answer:
            result: Json = await answer.json()
            assert answer.status == status, result
            return result

    async def chat(self, person: Person, chat: int | None = None) -> Json:
        status, body, _ = await self.get(
            f"demo/api/chat?person={person.id}&chat={chat or person.id}"
        )
        assert status == 200
        view: Json = body
        return view


@pytest.fixture
async def site(server: DemoServer) -> AsyncIterator[Site]:
    cast = populate(server)
    async with (
        open_page(server, cast, 0) as address,
        aiohttp.ClientSession() as session,
    ):
        yield Site(session, address, cast)


async def test_the_page_brings_everything_itself(site: Site) -> None:
    status, body, headers = await site.get("")
    assert status == 200
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert b"http" not in body
    for name in ("app.js", "pane.js", "style.css", "icon.svg"):
        assert f"{name}".encode() in body or name == "pane.js"
        status, text, _ = await site.get(name)
        assert status == 200
        assert b"innerHTML =" not in text
    assert (await site.get("screenshot.png"))[0] == 404
    assert (await site.get("nothing.js"))[0] == 404
    assert (await site.get("..%2fpage.py"))[0] == 404


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1.example.org", "10.0.0.1:80"])
async def test_another_host_is_refused(site: Site, host: str) -> None:
    assert (await site.get("", Host=host))[0] == 403
    assert (await site.get("demo/api/cast", Host=host))[0] == 403


async def test_another_site_is_refused(site: Site) -> None:
    url = f"{site.address}demo/api/block"
    resident = site.cast.residents[0]
    body = {"person": resident.id, "blocked": True}
    foreign = {"Origin": "https://example.org"}
    async with site.session.post(url, json=body, headers=foreign) as answer:
        assert answer.status == 403
    # A form of another site could be sent without an Origin by an old browser.
    async with site.session.post(url, data=json.dumps(body)) as answer:
        assert answer.status == 400
    assert not resident.user.blocked
    own = {"Origin": site.address.rstrip("/")}
    async with site.session.post(url, json=body, headers=own) as answer:
        assert answer.status == 200
    assert resident.user.blocked


async def test_the_cast_is_marked_as_made_up(site: Site) -> None:
    _, body, _ = await site.get("demo/api/cast")
    assert [pane["name"] for pane in body["panes"]] == ["resident", "staff", "admin"]
    names = [person["name"] for pane in body["panes"] for person in pane["people"]]
    assert len(names) == 8
    assert all(name.startswith("Demo: ") for name in names)
    codes = [person.language_code for person in site.cast.residents]
    assert codes == ["ky", "ru", "uz", "uz-Cyrl", "en"]


async def test_writing_editing_reacting_deleting(site: Site) -> None:
    anna = site.cast.residents[0]
    bold = [{"type": "bold", "offset": 0, "length": 2}]
    sent = await site.act("send", anna, text="One", entities=bold)
    reply = await site.act("send", anna, text="Two", reply_to=sent["message"])
    await site.act("edit", anna, message=sent["message"], text="<b>x</b>")
    await site.act("react", anna, message=sent["message"], emoji="👍")
    first, second = (await site.chat(anna))["messages"]
    assert (first["raw"]["text"], first["edited"], first["mine"]) == ("<b>x</b>", True, True)
    assert first["reactions"] == [{"emoji": "👍", "count": 1, "mine": True}]
    assert second["raw"]["reply_to_message"]["message_id"] == sent["message"]
    await site.act("delete", anna, message=reply["message"])
    assert len((await site.chat(anna))["messages"]) == 1


async def test_what_cannot_be_done_is_explained(site: Site) -> None:
    anna, nurlan = site.cast.residents[0], site.cast.secretaries[0]
    assert "1-4096" in (await site.act("send", anna, 400, text=" "))["error"]
    await site.act("send", anna, 404, text="x", chat=site.cast.staff.id)
    assert (await site.get(f"demo/api/chat?person=1&chat={anna.id}"))[0] == 404
    await site.act("press", anna, 404, message=99, row=0, column=0)
    welcome = site.cast.staff.messages[0]
    error = await site.act("delete", nurlan, 400, chat=site.cast.staff.id, message=welcome.id)
    assert "own" in error["error"]
    place = await site.act("location", anna, latitude=40.5, longitude=72.8)
    await site.act("edit", anna, 400, message=place["message"], text="x")
    await site.act("location", anna, 400, latitude=140.5, longitude=72.8)
    await site.act("poll", anna, 400, question="?", options=["one"])
    assert "no button" in (await site.act("tap", anna, 400, label="nothing"))["error"]
    async with site.session.post(f"{site.address}demo/api/nothing", json={}) as answer:
        assert answer.status == 404
    await site.act("block", anna, blocked=True)
    assert "unblock" in (await site.act("send", anna, 400, text="x"))["error"]


async def test_attaching(site: Site) -> None:
    anna = site.cast.residents[0]
    bold = json.dumps([{"type": "bold", "offset": 0, "length": 3}])
    await site.attach(anna, "photo", [b"\x89PNG1"], caption="the ditch", entities=bold)
    await site.attach(anna, "photo", [b"\x89PNG2", b"\x89PNG3"], caption="two")
    await site.attach(anna, "document", [b"<script>"])
    for kind in ("voice", "video", "video_note", "sticker", "document"):
        await site.attach(anna, kind, [])
    await site.attach(anna, "rocket", [], 400)
    await site.attach(anna, "photo", [b""], 400)
    await site.act("contact", anna)
    await site.act("poll", anna, question="When?", options=["today", "tomorrow"])
    messages = [item["raw"] for item in (await site.chat(anna))["messages"]]
    assert messages[0]["caption_entities"][0]["type"] == "bold"
    assert messages[1]["media_group_id"] == messages[2]["media_group_id"]
    assert [message["caption"] for message in messages[1:2]] == ["two"]
    picture = await site.get(f"demo/file/{messages[2]['photo'][-1]['file_id']}")
    assert picture[:2] == (200, b"\x89PNG3")
    # What people send is never a page of this site.
    status, body, headers = await site.get(f"demo/file/{messages[3]['document']['file_id']}")
    assert (status, body, headers["Content-Disposition"]) == (200, b"<script>", "attachment")
    assert headers["Content-Type"] == "application/octet-stream"
    assert "sandbox" in headers["Content-Security-Policy"]
    voice = await site.get(f"demo/file/{messages[4]['voice']['file_id']}")
    assert voice[2]["Content-Type"] == "audio/wav"
    assert (await site.get("demo/file/unknown"))[0] == 404


async def test_changes_are_streamed(site: Site) -> None:
    anna = site.cast.residents[0]
    async with site.session.get(f"{site.address}demo/api/events") as stream:
        assert stream.content_type == "text/event-stream"

        async def event() -> Json:
            line = await stream.content.readline()
            assert await stream.content.readline() == b"\n"
            body: Json = json.loads(line.removeprefix(b"data: "))
            return body

        assert (await event())["kind"] == "hello"
        await site.act("send", anna, text="x")
        assert await event() == {"kind": "message", "chat": anna.id, "from_bot": False}


async def test_the_bot_behind_the_page() -> None:
    async with open_demo(0) as demo, aiohttp.ClientSession() as session:
        site = Site(session, demo.address, demo.cast)
        guest = demo.cast.residents[4]
        assert not (await site.chat(guest))["started"]
        await site.act("send", guest, text="/start")
        question = await guest.chat.wait_text("Choose your language")
        pressed = await site.act("press", guest, message=question.id, row=0, column=0)
        await demo.server.wait(lambda: demo.server.world.presses[pressed["callback"]].answer)
        await guest.chat.wait_text("Welcome")
        view = await site.chat(guest)
        labels = [button["text"] for row in view["keyboard"]["rows"] for button in row]
        assert "📝 File a concern" in labels
        assert view["keyboard"]["resize"]
        assert "concern" in [command["command"] for command in view["commands"]]
        await site.act("tap", guest, label="🏛 Find my office")
        await guest.chat.wait_text("Which")
        label = next(row[0]["text"] for row in guest.chat.keyboard_buttons or [])
        nookat = {"latitude": 40.2667, "longitude": 72.6167}
        await site.act("tap", guest, label=label, location=nookat)
        await guest.chat.wait_text("Nookat")


async def test_the_demo_takes_nothing_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    env = tmp_path / ".env"
    env.write_text("TIMEZONE=Asia/Nowhere\n", encoding="utf-8")
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), "5")
    async with open_demo(0) as demo:
        guest = demo.cast.residents[4]
        await guest.chat.send("/start")
        await guest.chat.wait_text("Choose your language")


@pytest.mark.parametrize("port", ["-1", "70000", "web"])
def test_a_port_that_cannot_be(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["demo", "--port", port])
    assert left.value.code == 2
    assert "give a whole number from 0 to 65535" in capsys.readouterr().err


async def test_a_port_that_is_taken(server: DemoServer) -> None:
    with socket.socket() as other:
        other.bind((ADDRESS, 0))
        other.listen()
        with pytest.raises(PortTaken, match="--port"):
            async with open_page(server, populate(server), other.getsockname()[1]):
                pass


def test_the_command_refuses_a_taken_port(capfd: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind((ADDRESS, 0))
        other.listen()
        assert show(other.getsockname()[1], open_browser=False) == 2
    out, err = capfd.readouterr()
    assert not out
    assert err.count("\n") == 1


def left_in(folder: Path) -> list[str]:
    """The names of everything below a folder."""
    return [path.name for path in folder.rglob("*")]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_stops_the_command(tmp_path: Path, number: signal.Signals) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--no-browser", "--port", "0"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert process.stdout is not None
    async with asyncio.timeout(60):
        address = (await process.stdout.readline()).decode().split()[-1]
        # An open page does not keep the program from stopping.
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{address}demo/api/events") as stream,
        ):
            await stream.content.readline()
            assert "demo.sqlite3" in left_in(tmp_path)
            process.send_signal(number)
            _, err = await process.communicate()
    assert process.returncode == 0
    assert not err
    assert not left_in(tmp_path)
