"""Calls to Telegram as JSON values: without aiogram's defaults, their files apart.

A file is named by its path in the parameters: "document", "media.media", "media.0.media".
"""

from copy import deepcopy
from typing import Any

from aiogram.client.default import Default
from aiogram.methods import TelegramMethod
from aiogram.types import BufferedInputFile, InputFile


def dump(
    method: TelegramMethod[Any],
) -> tuple[dict[str, Any], dict[str, BufferedInputFile]]:
    """The method's parameters as JSON values, and the files it uploads by path."""
    files: dict[str, BufferedInputFile] = {}
    params = _fields(method, "", files)
    # A file of its own is put in when the call is made; others are replaced where they stand.
    return {name: value for name, value in params.items() if name not in files}, files


def with_files(params: dict[str, Any], files: dict[str, BufferedInputFile]) -> dict[str, Any]:
    """The parameters of a call with its files where `dump` took them out."""
    whole: dict[str, Any] = deepcopy(params)
    for path, file in files.items():
        *above, last = path.split(".")
        place: Any = whole
        for key in above:
            place = place[int(key) if isinstance(place, list) else key]
        place[last] = file
    return whole


def _fields(thing: Any, path: str, files: dict[str, BufferedInputFile]) -> dict[str, Any]:
    """What is set in a method or a Telegram object.

    Delivery's bot has no defaults: an unset parameter, and a Default placeholder, stay unset.
    """
    return {
        name: _plain(value, f"{path}{name}", files)
        for name in type(thing).model_fields
        if (value := getattr(thing, name)) is not None and not isinstance(value, Default)
    }


def _plain(value: Any, path: str, files: dict[str, BufferedInputFile]) -> Any:
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, list):
        return [_plain(item, f"{path}.{index}", files) for index, item in enumerate(value)]
    if isinstance(value, InputFile):
        if not isinstance(value, BufferedInputFile):
            raise TypeError(f"{path}: only a BufferedInputFile can wait in the outbox")
        files[path] = value
        return None
    return _fields(value, f"{path}.", files)
