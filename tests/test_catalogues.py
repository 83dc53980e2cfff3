"""The catalogues are complete, and fit the code and each other."""

import gettext
import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import pairwise

import pytest
from babel import Locale
from babel.messages.catalog import Message

from locales.extract import forms, path_of, read, texts_of_the_code, untranslated, updated, written
from locales.languages import LANGUAGES

MARK = re.compile(r"\{\w+\}|</?[bi]>|https?://[\w./]+|(?<![\w/])/[a-z]+|\b[A-Z]+(?:_[A-Z]+)+\b")
"""Placeholders, markup, and what is typed as it stands: commands and settings."""
PICTURE = re.compile("[\u2190-\u2bff\U0001f000-\U0001faff]|//")
"""Emoji, arrows, and the sign of a colleagues' note."""
TAG = re.compile(r"<(/?)(\w+)>")

CATEGORIES = {
    "ky": {0: "other", 1: "one", 2: "other", 5: "other", 11: "other", 21: "other"},
    "ru": {0: "many", 1: "one", 2: "few", 5: "many", 11: "many", 21: "one"},
    "uz": {0: "other", 1: "one", 2: "other", 5: "other", 11: "other", 21: "other"},
    "uz_Cyrl": {0: "other", 1: "one", 2: "other", 5: "other", 11: "other", 21: "other"},
    "en": {0: "other", 1: "one", 2: "other", 5: "other", 11: "other", 21: "other"},
}
"""By CLDR. Russian's fourth, "other", is for fractions, which gettext does not count."""


def entries(language: str) -> Iterator[tuple[Message, list[str], list[str]]]:
    """Each entry with its originals and its translations."""
    for entry in read(language):
        if entry.id:
            yield entry, list(forms(entry.id)), list(forms(entry.string))


def is_nested_well(text: str) -> bool:
    """Whether each mark that is opened is closed, the last one first, and no brace is left."""
    opened: list[str] = []
    for closing, tag in TAG.findall(text):
        if not closing:
            opened.append(tag)
        elif not opened or opened.pop() != tag:
            return False
    return not opened and not re.search("[{}<>]", MARK.sub("", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_is_what_the_code_says(language: str) -> None:
    """`uv run python -m locales.extract` would change nothing and have nothing to report."""
    catalogue = updated(language, texts_of_the_code())
    assert untranslated(catalogue) == []
    assert written(catalogue).decode() == path_of(language).read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_is_finished(language: str) -> None:
    assert not read(language).obsolete
    for entry, originals, texts in entries(language):
        assert not entry.fuzzy, originals
        assert texts and all(text.strip() for text in texts), originals


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_markup_and_pictures_are_equal(language: str) -> None:
    for _entry, originals, texts in entries(language):
        for text in texts:
            assert is_nested_well(text), text
            for what in (MARK, PICTURE):
                assert sorted(what.findall(text)) == sorted(what.findall(originals[-1])), text


def test_broken_markup_is_found() -> None:
    assert is_nested_well("<b>{name}</b> <i>x <b>y</b></i>")
    for text in ("<b>x", "x</b>", "<b><i>x</b></i>", "{na me}", "{name", "<u>x</u>", "a < b"):
        assert not is_nested_well(text), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_begins_and_ends_like_its_original(language: str) -> None:
    for _entry, originals, texts in entries(language):
        for text in texts:
            assert text == text.strip() and "  " not in text, text
            assert text.count("\n") == originals[-1].count("\n"), text
            for end in ".:?!…":
                assert text.endswith(end) == originals[-1].endswith(end), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_are_those_of_cldr(language: str) -> None:
    catalogue, rule = read(language), Locale.parse(language).plural_form
    form_of = gettext.c2py(catalogue.plural_expr)
    forms_used = {rule(n): form_of(n) for n in range(1001)}
    assert all(form_of(n) == forms_used[rule(n)] for n in range(1001))
    assert sorted(forms_used.values()) == list(range(catalogue.num_plurals))
    assert {n: rule(n) for n in CATEGORIES[language]} == CATEGORIES[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_are_all_there_and_differ_where_words_do(language: str) -> None:
    plurals = [(o, t) for _entry, o, t in entries(language) if len(o) > 1]
    assert plurals
    for originals, texts in plurals:
        assert len(texts) == read(language).num_plurals, originals
        # Russian and English inflect the counted word; Kyrgyz and Uzbek leave it as it is.
        if language in ("ru", "en"):
            # "1 человек, 2 человека, 5 человек": the first and the last may be alike.
            assert all(one != next_ for one, next_ in pairwise(texts)), texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_gettext_itself_has_no_complaint(language: str) -> None:
    msgfmt = shutil.which("msgfmt")
    assert msgfmt, "gettext is not installed: apt-get install gettext"
    command = [msgfmt, "--check", "--output-file=/dev/null", str(path_of(language))]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
