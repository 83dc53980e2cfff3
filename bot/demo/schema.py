"""Checks requests against the description of the Bot API in bot_api.json.

Each method's parameters are compiled once into plain functions, so a check costs little.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.demo.errors import ApiError, Json, bad_request

_API: Json = json.loads(Path(__file__).with_name("bot_api.json").read_text("utf-8"))

VERSION: str = _API["version"]
REACTIONS: frozenset[str] = frozenset(_API["reactions"])
UPDATE_KINDS: frozenset[str] = frozenset(_API["types"]["Update"]["fields"]) - {"update_id"}
MESSAGE_FIELDS: frozenset[str] = frozenset(_API["types"]["Message"]["fields"])
RESULTS: Mapping[str, list[str]] = {
    name: method["returns"] for name, method in _API["methods"].items()
}

_METHODS_BY_LOWER_NAME = {name.lower(): name for name in _API["methods"]}
_ARRAY = "Array of "

# Takes a JSON value and its place in the request ("InlineKeyboardButton.text"); raises ApiError.
Check = Callable[[Any, str], Any]

# What Telegram says when these are missing; the rest have no fixed wording.
_MISSING = {
    "chat_id": "chat_id is empty",
    "from_chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "user_id": "invalid user_id specified",
    "photo": "there is no photo in the request",
    "video": "there is no video in the request",
    "animation": "there is no animation in the request",
    "audio": "there is no audio in the request",
    "voice": "there is no voice in the request",
    "video_note": "there is no video note in the request",
    "document": "there is no document in the request",
    "sticker": "there is no sticker in the request",
    "media": "there is no media in the request",
    "file_id": "file_id not specified",
}
_TRUE = {"true", "True", "yes", "1"}
_FALSE = {"false", "False", "no", "0"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file sent along in a multipart form."""

    data: bytes
    filename: str
    content_type: str

    def __repr__(self) -> str:
        return f"Upload({self.filename!r}, {len(self.data)} bytes)"


def method_name(name: str) -> str | None:
    """The method in its documented spelling (Telegram ignores case), or None."""
    return name if name in _API["methods"] else _METHODS_BY_LOWER_NAME.get(name.lower())


def check_request(method: str, raw: Mapping[str, Any]) -> Json:
    """The parameters of a request, converted to their types.

    `raw` holds form values (strings, uploads) or JSON values. An empty string counts as absent, as
    it does for Telegram. Raises ApiError 400 for an unknown, missing or mistyped parameter.
    """
    known, required = _parameters(method)
    params: Json = {}
    for name, value in raw.items():
        check = known.get(name)
        if check is None:
            # Parts of a form that hold files are targets of attach:// links, under any name.
            if isinstance(value, Upload):
                continue
            raise bad_request(f"unknown parameter {name}")
        if value == "" or value is None:
            continue
        params[name] = check(value, name)
    for name in required:
        if name not in params:
            raise bad_request(_MISSING.get(name, f'parameter "{name}" is required'))
    return params


def check_value(kind: str, value: Any) -> Any:
    """A JSON value checked against a type of the Bot API: "Message", "Array of Update"."""
    return _json_check((kind,))(value, kind)


@cache
def _parameters(method: str) -> tuple[dict[str, Check], tuple[str, ...]]:
    fields: dict[str, Any] = _API["methods"][method]["fields"]
    return (
        {name: _form_check(tuple(field[0])) for name, field in fields.items()},
        tuple(name for name, field in fields.items() if field[1]),
    )


@cache
def _form_check(types: tuple[str, ...]) -> Check:
    """A check for a whole parameter, which a form writes as a string."""
    simple = {
        ("Integer",): _integer_from_form,
        ("Float",): _float_from_form,
        ("Boolean",): _boolean_from_form,
        ("String",): _string,
        ("Integer", "String"): _id_from_form,
        ("InputFile", "String"): _file_or_string,
        ("InputFile",): _file_or_string,
    }.get(types)
    if simple is not None:
        return simple
    check = _json_check(types)

    def parse(value: Any, place: str) -> Any:
        if isinstance(value, str):
            try:
                decoded = json.loads(value)
                if "\\ud" in value:  # An escaped emoji, or half of one, which cannot be answered.
                    json.dumps(decoded, ensure_ascii=False).encode()
            except UnicodeEncodeError:
                raise bad_request("strings must be encoded in UTF-8") from None
            except ValueError:
                raise bad_request(f"can't parse {place} JSON object") from None
            value = decoded
        return check(value, place)

    return parse


@cache
def _json_check(types: tuple[str, ...]) -> Check:
    """A check for a value inside JSON that may be of any of `types`."""
    if all(kind.startswith(_ARRAY) for kind in types):
        item_types = tuple(kind.removeprefix(_ARRAY) for kind in types)

        def check_array(value: Any, place: str) -> Any:
            if not isinstance(value, list):
                raise bad_request(f"can't parse {place}: expected an Array")
            check = _json_check(item_types)
            return [check(item, place) for item in value]

        return check_array
    if len(types) > 1:
        return _union(types)
    (kind,) = types
    simple: dict[str, Check] = {
        "Integer": _integer,
        "Float": _float,
        "Boolean": _boolean,
        "String": _string,
        "InputFile": _file_or_string,
    }
    if kind in simple:
        return simple[kind]
    described = _API["types"][kind]
    if "subtypes" in described:
        return _union(tuple(described["subtypes"]))
    return _object(kind, described["fields"])


def _union(types: tuple[str, ...]) -> Check:
    """Objects are told apart by a constant field, else by the first type they fit."""
    by_constant: dict[tuple[str, str], str] = {}
    for kind in types:
        for name, field in _API["types"].get(kind, {}).get("fields", {}).items():
            if len(field) > 2:
                by_constant[name, field[2]] = kind
    markers = {name for name, _ in by_constant}

    def check_union(value: Any, place: str) -> Any:
        if isinstance(value, dict):
            for marker in markers & value.keys():
                kind = by_constant.get((marker, str(value[marker])))
                if kind is None:
                    raise bad_request(f"can't parse {place}: unsupported {marker} specified")
                return _json_check((kind,))(value, kind)
        refusal: ApiError | None = None
        for kind in types:
            try:
                return _json_check((kind,))(value, kind)
            except ApiError as error:
                # Of several refusals the most telling is the one by the type that was meant.
                if refusal is None or "can't find field" in refusal.description:
                    refusal = error
        raise refusal or bad_request(f"can't parse {place}")

    return check_union


def _object(kind: str, described: dict[str, Any]) -> Check:
    compiled: dict[str, Check] = {}
    required = tuple(name for name, field in described.items() if field[1])

    def check_object(value: Any, place: str) -> Any:
        if not isinstance(value, dict):
            raise bad_request(f"can't parse {place}: expected an Object")
        result: Json = {}
        for name, item in value.items():
            check = compiled.get(name)
            if check is None:
                if name not in described:
                    raise bad_request(f'can\'t parse {kind}: unknown field "{name}"')
                # Compiled on first use: the types refer to each other in circles.
                check = compiled[name] = _json_check(tuple(described[name][0]))
            if item is not None:
                result[name] = check(item, f"{kind}.{name}")
        for name in required:
            if name not in result:
                raise bad_request(f"can't parse {kind}: can't find field \"{name}\"")
        return result

    return check_object


def _mistyped(place: str, kind: str) -> ApiError:
    return bad_request(f'field "{place}" must be of type {kind}')


def _integer(value: Any, place: str) -> int:
    if type(value) is not int:
        raise _mistyped(place, "Integer")
    return value


def _float(value: Any, place: str) -> float:
    if type(value) not in (int, float):
        raise _mistyped(place, "Float")
    return float(value)


def _boolean(value: Any, place: str) -> bool:
    if type(value) is not bool:
        raise _mistyped(place, "Boolean")
    return value


def _string(value: Any, place: str) -> str:
    if not isinstance(value, str):
        raise _mistyped(place, "String")
    return value


def _file_or_string(value: Any, place: str) -> Upload | str:
    if isinstance(value, Upload | str):
        return value
    raise _mistyped(place, "InputFile")


def _integer_from_form(value: Any, place: str) -> int:
    try:
        return int(value) if isinstance(value, str) else _integer(value, place)
    except ValueError:
        raise _mistyped(place, "Integer") from None


def _float_from_form(value: Any, place: str) -> float:
    try:
        return float(value) if isinstance(value, str) else _float(value, place)
    except ValueError:
        raise _mistyped(place, "Float") from None


def _boolean_from_form(value: Any, place: str) -> bool:
    if isinstance(value, str):
        if value in _TRUE:
            return True
        if value in _FALSE:
            return False
    return _boolean(value, place)


def _id_from_form(value: Any, place: str) -> int | str:
    if isinstance(value, str):
        try:
            return int(value)
        except ValueError:
            return value
    return _integer(value, place)
