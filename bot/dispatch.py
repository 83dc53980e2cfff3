"""The dispatcher: routers and middlewares, assembled once a process.

Nothing in it belongs to one database or one bot: those come with each update.
"""

from collections.abc import AsyncGenerator
from functools import cache
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.base import BaseSession
from aiogram.methods import GetMe
from aiogram.types import User
from aiogram.utils.i18n import I18n

from bot.i18n import ActorLocale, load_i18n
from handlers.gate import ActorMiddleware, PermissionMiddleware, require_actions
from handlers.resident.returning import BringKept
from handlers.routers import root
from handlers.threads import AnswerInTopic
from storage.fsm import TransactionStorage


class CallsRefused(RuntimeError):
    """A handler tried to call Telegram by itself."""


class RefusingSession(BaseSession):
    """The session of the bot that handlers see: it makes no call.

    It knows who the bot is, as the Command filter asks for that ("/help@name" in groups).
    """

    def __init__(self, me: User) -> None:
        super().__init__()
        self._me = me

    async def close(self) -> None:
        """Nothing is open."""

    async def make_request(self, bot: Bot, method: object, *args: object, **kwargs: object) -> Any:
        if isinstance(method, GetMe):
            return self._me
        raise CallsRefused(f"return {type(method).__name__} from the handler, do not await it")

    async def stream_content(self, *args: object, **kwargs: object) -> AsyncGenerator[bytes, None]:
        raise CallsRefused("a handler cannot download")
        yield b""


@cache
def i18n() -> I18n:
    """The catalogues."""
    return load_i18n("ky")


@cache
def dispatcher() -> Dispatcher:
    """The dispatcher. Raises LookupError when a handler names no action."""
    made = Dispatcher(storage=TransactionStorage(), name="kabyldama")
    made.update.outer_middleware(ActorMiddleware())
    ActorLocale(i18n()).setup(made)
    for name in ("message", "edited_message", "callback_query", "my_chat_member"):
        made.observers[name].outer_middleware(BringKept())
    for name in ("message", "edited_message", "callback_query", "my_chat_member", "chat_member"):
        made.observers[name].middleware(PermissionMiddleware())
    for name in ("message", "callback_query"):
        made.observers[name].middleware(AnswerInTopic())
    made.include_router(root)
    require_actions(root)
    return made
