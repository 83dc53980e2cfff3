"""The floor: the least an aiogram bot can do. It answers each message with one message.

Run as a program of its own; BOT_TOKEN and BOT_API_URL come from the environment.
"""

import asyncio
import os

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message

dispatcher = Dispatcher()


@dispatcher.message()
async def answer(message: Message) -> None:
    """One message for each message."""
    await message.answer("Received.")


async def main() -> None:
    """Poll until a signal."""
    api = TelegramAPIServer.from_base(os.environ["BOT_API_URL"])
    async with Bot(os.environ["BOT_TOKEN"], session=AiohttpSession(api=api)) as bot:
        await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main())
