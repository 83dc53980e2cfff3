"""Calls as they lie in the outbox, sent as JSON bodies."""

import json
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import TelegramNetworkError
from aiohttp import ClientError, ClientTimeout

from bot.delivery.call import StoredCall

DOWNLOAD_SECONDS = 60


class JsonSession(AiohttpSession):
    """aiogram's session, with a short way for calls that are JSON already.

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

    async def post(self, bot: Bot, name: str, params: dict[str, Any], seconds: float) -> Any:
        """Call method ``name`` and return Telegram's raw result.

        The answer is not parsed further: Telegram may answer with an object this aiogram does
        not know, and the message is sent all the same. Raises what aiogram's session raises.
        """
        session = await self.create_session()
        url = self.api.api_url(token=bot.token, method=name)
        try:
            async with session.post(
                url, json=params, timeout=ClientTimeout(total=seconds)
            ) as response:
                content = await response.text()
        except TimeoutError as error:
            call = StoredCall.of(name, params)
            raise TelegramNetworkError(method=call, message="Request timeout error") from error
        except ClientError as error:
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
