"""What in an answer ready to send is filled in for each concern."""

import re
from collections.abc import Mapping
from enum import StrEnum


class Placeholder(StrEnum):
    """What can stand in braces."""

    NUMBER = "number"
    """The number of the concern."""
    NAME = "name"
    """The resident's name where they allowed it, else a polite form of address without it."""
    OFFICE = "office"
    """The reception that handles the concern."""
    DATE = "date"
    """The day by which the concern is to be answered."""


_BRACES = re.compile(r"\{([^{}]*)\}?|\}")


def unknown(text: str) -> list[str]:
    """What stands in braces and means nothing, as it is written; a brace alone, too."""
    known = {f"{{{name}}}" for name in Placeholder}
    return [found[0] for found in _BRACES.finditer(text) if found[0] not in known]


def fill(text: str, values: Mapping[Placeholder, str]) -> str:
    """The text with everything filled in. What is put in is not looked at again.

    Raises KeyError or ValueError for what is not a placeholder or has no value.
    """
    return _BRACES.sub(lambda found: values[Placeholder(found[1] or "")], text)


FALLBACKS: Mapping[str, tuple[str, ...]] = {
    "uz": ("uz_Cyrl", "ky", "ru"),
    "uz_Cyrl": ("uz", "ky", "ru"),
    "ky": ("ru",),
    "ru": ("ky",),
}
"""In which languages somebody is answered who cannot be answered in their own. The law: in the
language of the appeal, else in Kyrgyz or Russian."""
_OF_OTHERS = ("ky", "ru")


def languages_for(language: str) -> tuple[str, ...]:
    """The languages of an answer, the best first."""
    return (language, *FALLBACKS.get(language, _OF_OTHERS))
