"""Makes bot_api.json from a machine-readable description of the Bot API.

`python -m bot.demo.trim_api SOURCE` rewrites bot_api.json beside this file. The source is
Paul Larsen's api.json (MIT, see bot_api.LICENSE). Kept: the version, names, types, what is
required, what is returned, and the constants that only the prose names: the value that tells the
members of a union apart, and the reactions a bot may set. ADDED is ours.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).with_name("bot_api.json")

# What the description (Bot API 10.1) does not know yet, but clients of 10.3 refuse to do without.
ADDED: dict[str, dict[str, list[Any]]] = {
    "ChatMemberAdministrator": {"can_send_welcome_messages": [["Boolean"], 1]},
}

_CONSTANT = re.compile(r"(?:must be|always) [“\"]?([a-z_0-9]+)[”\"]?\.?$")
_QUOTED = re.compile(r'"([^"]+)"')


def _fields(source: dict[str, Any]) -> dict[str, list[Any]]:
    """Name -> [types, required] or [types, required, constant]."""
    fields: dict[str, list[Any]] = {}
    for field in source.get("fields", []):
        entry: list[Any] = [field["types"], int(field["required"])]
        constant = _CONSTANT.search(field["description"])
        if constant and field["name"] in {"type", "source", "status"}:
            entry.append(constant[1])
        fields[field["name"]] = entry
    return fields


def trim(source: dict[str, Any]) -> dict[str, Any]:
    """The part of the description `source` that a server needs."""
    types: dict[str, Any] = {}
    for name, described in source["types"].items():
        if "subtypes" in described:
            types[name] = {"subtypes": described["subtypes"]}
        else:
            types[name] = {"fields": _fields(described) | ADDED.get(name, {})}
    (emoji,) = (f for f in source["types"]["ReactionTypeEmoji"]["fields"] if f["name"] == "emoji")
    return {
        "version": source["version"],
        "methods": {
            name: {"returns": described["returns"], "fields": _fields(described)}
            for name, described in source["methods"].items()
        },
        "types": types,
        "reactions": _QUOTED.findall(emoji["description"]),
    }


def main(source: Path, target: Path = TARGET) -> None:
    """Reads `source`, writes `target` with a line for each method and type, for readable diffs."""
    trimmed = trim(json.loads(source.read_text("utf-8")))

    def dump(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def table(name: str) -> str:
        rows = ",\n".join(f"{dump(key)}:{dump(row)}" for key, row in trimmed[name].items())
        return f"{dump(name)}:{{\n{rows}\n}}"

    target.write_text(
        f'{{"version":{dump(trimmed["version"])},\n"reactions":{dump(trimmed["reactions"])},\n'
        f"{table('methods')},\n{table('types')}}}\n",
        "utf-8",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
