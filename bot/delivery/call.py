"""A stored call as aiogram sends it."""

from typing import Any

from aiogram.methods import TelegramMethod
from pydantic import PrivateAttr


class StoredCall(TelegramMethod[Any]):
    """Any method of the Bot API with its parameters: what aiogram's session wants to be given
    for an upload, and its exceptions for an error. The answer is not parsed.
    """

    __returning__ = Any

    _name: str = PrivateAttr()

    @property
    def __api_method__(self) -> str:  # type: ignore[override]  # one class for all methods
        return self._name

    @classmethod
    def of(cls, name: str, params: dict[str, Any]) -> "StoredCall":
        """The call of method ``name``."""
        call = cls(**params)
        call._name = name
        return call
