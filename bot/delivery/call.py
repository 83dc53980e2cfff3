"""A stored call as aiogram sends it."""

from typing import Any

from aiogram.methods import TelegramMethod
from pydantic import PrivateAttr


class StoredCall(TelegramMethod[Any]):
    """Any method of the Bot API, with the parameters as they lie in the outbox.

    The answer is not parsed: Telegram may answer with an object this aiogram does not know,
    and the message is sent all the same.
    """

    __returning__ = Any

    _name: str = PrivateAttr()

    @property
    def __api_method__(self) -> str:
        return self._name

    @classmethod
    def of(cls, name: str, params: dict[str, Any]) -> "StoredCall":
        """The call of method ``name``."""
        call = cls(**params)
        call._name = name
        return call
