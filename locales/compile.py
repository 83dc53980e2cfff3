"""Build hook: compiles locales/*/LC_MESSAGES/messages.po to .mo, in editable installs too."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(directory: Path) -> list[Path]:
    """Write a .mo beside every .po below ``directory`` and return what was written."""
    written = []
    for source in sorted(directory.glob("*/LC_MESSAGES/*.po")):
        locale = source.parent.parent.name
        with source.open("rb") as file:
            catalogue = read_po(file, locale=locale, abort_invalid=True)
        target = source.with_suffix(".mo")
        with target.open("wb") as file:
            write_mo(file, catalogue)
        written.append(target)
    return written


class CatalogueHook(BuildHookInterface):  # type: ignore[misc]  # hatchling is not installed here
    """Hatchling calls this before it packs the wheel or links the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_catalogues(Path(self.root) / "locales")
