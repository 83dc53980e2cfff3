"""Calls to Telegram as JSON values: without aiogram's defaults, their files apart."""

from typing import Any

from aiogram.client.default import Default
from aiogram.methods import TelegramMethod
from aiogram.types import BufferedInputFile, InputFile


def dump(
    method: TelegramMethod[Any],
) -> tuple[dict[str, Any], dict[str, BufferedInputFile]]:
    """The method's parameters as JSON values, and the files it uploads by parameter."""
    files: dict[str, BufferedInputFile] = {}
    params: dict[str, Any] = {}
    for name in type(method).model_fields:
        value = getattr(method, name)
        if value is None or isinstance(value, Default):
            # Delivery's bot has no defaults: an unset parameter stays unset.
            continue
        if isinstance(value, InputFile):
            if not isinstance(value, BufferedInputFile):
                raise TypeError(f"{name}: only a BufferedInputFile can wait in the outbox")
            files[name] = value
            continue
        params[name] = _plain(value)
    return params, files


def _plain(value: Any) -> Any:
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, list):
        return [_plain(item) for item in value]
    # A Telegram object: its Default placeholders are dropped like unset parameters.
    return {
        name: _plain(item)
        for name in type(value).model_fields
        if (item := getattr(value, name)) is not None and not isinstance(item, Default)
    }
