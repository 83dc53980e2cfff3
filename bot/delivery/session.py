"""Calls as they lie in the outbox, sent as JSON bodies."""

import json
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import TelegramNetworkError
from aiogram.types import BufferedInputFile
from aiohttp import ClientError, ClientTimeout

from bot.delivery.call import StoredCall
from storage.methods import with_files

REQUEST_SECONDS = 60.0
UPLOADED_PER_SECOND = 50_000
"""Bytes that a slow line carries: a file is given so much longer than other calls."""
DOWNLOAD_SECONDS = 60
CONNECT_SECONDS = 15
"""Until Telegram counts as out of reach. Longer than that, something was already sent to it."""


class JsonSession(AiohttpSession):
    """aiogram's session, with a short way for calls that are JSON already, but for their files.

    aiogram turns each call into a form and each answer into objects; delivery needs neither,
    and most of the time of a message used to go there. Errors are told apart by aiogram.
    """

    async def download(self, token: str, path: str) -> bytes:
        """The bytes of a file behind the path that getFile named. Raises OSError.

        The token is in the address: neither goes into an error.
        """
        session = await self.create_session()
        url = self.api.file_url(token, path)
        try:
            async with session.get(url, timeout=ClientTimeout(total=DOWNLOAD_SECONDS)) as response:
                if response.status != 200:
                    raise OSError(f"a file was not given: HTTP {response.status}")
                return await response.read()
        except (TimeoutError, ClientError) as error:
            raise OSError(f"a file was not given: {type(error).__name__}") from None

    async def post(
        self,
        bot: Bot,
        name: str,
        params: dict[str, Any],
        files: dict[str, BufferedInputFile] | None = None,
    ) -> Any:
        """Call method ``name``, with files by their path in the parameters (see storage.methods),
        and return Telegram's raw result.

        The answer is not parsed further: Telegram may answer with an object this aiogram does
        not know, and the message is sent all the same. Raises what aiogram's session raises.
        """
        session = await self.create_session()
        url = self.api.api_url(token=bot.token, method=name)
        seconds = REQUEST_SECONDS
        body: dict[str, Any] = {"json": params}
        if files:
            seconds += sum(len(file.data) for file in files.values()) / UPLOADED_PER_SECOND
            whole = StoredCall.of(name, with_files(params, files))
            body = {"data": self.build_form_data(bot, whole)}
        timeout = ClientTimeout(total=seconds, sock_connect=CONNECT_SECONDS)
        try:
            async with session.post(url, timeout=timeout, **body) as response:
                content = await response.text()
        except (TimeoutError, ClientError) as error:
            call = StoredCall.of(name, params)
            raise TelegramNetworkError(method=call, message=type(error).__name__) from error
        if response.status == 200:
            try:
                answer = json.loads(content)
            except ValueError:
                answer = None
            if isinstance(answer, dict) and answer.get("ok") is True:
                return answer.get("result")
        call = StoredCall.of(name, params)
        return self.check_response(bot, call, response.status, content).result
