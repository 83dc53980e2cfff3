"""How requests come in and answers go out."""

import io
import json

import aiohttp

from bot.demo.schema import Upload
from bot.demo.server import DemoServer
from tests.bot.demo.conftest import BotClient


async def status(bot: BotClient, url: str) -> tuple[int, str]:
    async with bot.session.get(url) as response:
        return response.status, (await response.json())["description"]


async def test_get_me_tells_who_the_bot_is(bot: BotClient, server: DemoServer) -> None:
    me = await bot.ok("getMe")
    assert (me["id"], me["username"]) == (server.bot_id, server.bot_username)
    assert me["can_read_all_group_messages"] is False
    server.privacy_mode = False
    assert (await bot.ok("getMe"))["can_read_all_group_messages"] is True


async def test_a_wrong_token_is_unauthorized(bot: BotClient, server: DemoServer) -> None:
    assert await status(bot, f"{server.url}/bot123:wrong/getMe") == (401, "Unauthorized")


async def test_what_is_no_method_is_not_found(bot: BotClient, server: DemoServer) -> None:
    assert await status(bot, bot.method_url("getNothing")) == (404, "Not Found")
    assert await status(bot, f"{server.url}/") == (404, "Not Found")
    assert await status(bot, f"{server.url}/bot{server.token}") == (404, "Not Found")


async def test_method_names_ignore_case(bot: BotClient) -> None:
    async with bot.session.get(bot.method_url("GETME")) as response:
        assert (await response.json())["ok"]


async def test_methods_that_are_not_simulated_say_so(bot: BotClient) -> None:
    said = await bot.refused("getMyStarBalance")
    assert said == "Bad Request: method getMyStarBalance is not simulated"


async def test_parameters_come_in_the_query_as_a_form_or_as_json(
    bot: BotClient, server: DemoServer
) -> None:
    anna = server.person("Anna")
    await anna.start()
    url = bot.method_url("sendMessage")
    params = {"chat_id": str(anna.id), "text": "Салам & <дос>"}
    async with bot.session.get(url, params=params) as response:
        assert (await response.json())["ok"]
    async with bot.session.post(url, data=params) as response:
        assert (await response.json())["ok"]
    async with bot.session.post(url, json={**params, "chat_id": anna.id}) as response:
        assert (await response.json())["ok"]
    assert anna.chat.texts == ["Салам & <дос>"] * 3


async def test_bodies_that_do_not_parse_are_refused(bot: BotClient) -> None:
    url = bot.method_url("sendMessage")
    for content_type, body, wanted in (
        ("application/json", b"{", "Bad Request: can't parse the request"),
        ("application/json", b"[]", "Bad Request: expected a JSON object"),
        (
            "application/x-www-form-urlencoded",
            b"text=%FF",
            "Bad Request: strings must be encoded in UTF-8",
        ),
    ):
        headers = {"Content-Type": content_type}
        async with bot.session.post(url, data=body, headers=headers) as response:
            assert (await response.json())["description"] == wanted


async def test_half_a_surrogate_pair_is_refused(bot: BotClient, server: DemoServer) -> None:
    anna = server.person("Anna")
    await anna.start()
    wanted = "Bad Request: strings must be encoded in UTF-8"
    url = bot.method_url("sendMessage")
    body = json.dumps({"chat_id": anna.id, "text": "\ud83d"})
    headers = {"Content-Type": "application/json"}
    async with bot.session.post(url, data=body, headers=headers) as response:
        assert (await response.json())["description"] == wanted
    markup = '{"inline_keyboard":[[{"text":"\\ud83d","callback_data":"x"}]]}'
    said = await bot.refused("sendMessage", chat_id=anna.id, text="x", reply_markup=markup)
    assert said == wanted


async def test_calls_are_recorded_and_counted(bot: BotClient, server: DemoServer) -> None:
    await bot.ok("getMe")
    await bot.refused("sendMessage", chat_id=1, text="x")
    assert server.count("getMe") == 1
    last = server.requests[-1]
    assert (last.method, last.params, last.status) == (
        "sendMessage",
        {"chat_id": 1, "text": "x"},
        400,
    )
    assert last.response["description"] == "Bad Request: chat not found"


async def test_files_can_be_downloaded(bot: BotClient, server: DemoServer) -> None:
    anna = server.person("Anna")
    message = await anna.chat.send_photo(data=b"picture")
    file = await bot.ok("getFile", file_id=message.photo[-1]["file_id"])
    url = f"{server.url}/file/bot{server.token}/{file['file_path']}"
    async with bot.session.get(url) as response:
        assert await response.read() == b"picture"
    assert await status(bot, url + "x") == (404, "Not Found")
    assert await status(bot, url.replace(server.token, "1:x")) == (404, "Not Found")


async def test_big_files_cannot_be_downloaded(bot: BotClient, server: DemoServer) -> None:
    video = await server.person("Anna").chat.send_video(size=21 * 1024 * 1024)
    said = await bot.refused("getFile", file_id=video.video["file_id"])
    assert said == "Bad Request: file is too big"
    said = await bot.refused("getFile", file_id="unknown")
    assert said == "Bad Request: wrong file_id or the file is temporarily unavailable"


async def test_uploads_beyond_the_limit_are_refused(bot: BotClient, server: DemoServer) -> None:
    form = aiohttp.FormData()
    form.add_field("chat_id", "1")
    form.add_field("document", io.BytesIO(bytes(51 * 1024 * 1024)), filename="big")
    async with bot.session.post(bot.method_url("sendDocument"), data=form) as response:
        assert (response.status, (await response.json())["description"]) == (
            413,
            "Request Entity Too Large",
        )


def test_an_upload_does_not_print_its_bytes() -> None:
    assert repr(Upload(b"12345", "a.bin", "x/y")) == "Upload('a.bin', 5 bytes)"
