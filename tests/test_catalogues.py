"""The catalogues are complete, and fit the code and the phone."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from handlers import labels
from locales.languages import LANGUAGES
from tests.test_rules import ROOT

KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
MARKS = re.compile(r"\{\w+\}|</?[bi]>")


def catalogue(language: str) -> Catalog:
    """The translations of a language."""
    path = ROOT / "locales" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def listed(text: object) -> list[str]:
    """One text, or the forms of a plural."""
    return [text] if isinstance(text, str) else list(text or ())  # type: ignore[call-overload]


def entries(language: str) -> Iterator[tuple[Message, list[str], list[str]]]:
    """Each entry with its originals and its translations."""
    for entry in catalogue(language):
        if entry.id:
            yield entry, listed(entry.id), listed(entry.string)


def extracted() -> set[str]:
    """The texts in the code."""
    found = extract_from_dir(
        str(ROOT / "handlers"), method_map=[("**.py", "python")], keywords=KEYWORDS
    )
    return {text if isinstance(text, str) else text[0] for _, _, text, _, _ in found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    translated = {ids[0] for _, ids, _ in entries(language)}
    assert extracted() - translated == set()
    assert translated - extracted() == set()
    for entry, ids, texts in entries(language):
        assert not entry.fuzzy, ids
        assert all(texts), ids


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_and_marks_are_equal(language: str) -> None:
    for _, ids, texts in entries(language):
        for text in texts:
            assert sorted(MARKS.findall(text)) == sorted(MARKS.findall(ids[-1])), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_buttons_fit_a_small_phone(language: str) -> None:
    names = {value for name, value in vars(labels).items() if name.isupper() and value}
    for _, ids, texts in entries(language):
        if ids[0] in names:
            assert len(texts[0]) <= 30, texts[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_buttons_are_told_apart(language: str) -> None:
    buttons = [value for name, value in vars(labels).items() if name.isupper() and value]
    words = {ids[0]: texts[0] for _, ids, texts in entries(language)}
    texts = [words[button] for button in buttons if isinstance(button, str)]
    assert len(set(texts)) == len(texts)
