"""The catalogues use the words that the glossary fixes."""

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from locales.extract import FOLDER, forms, read
from locales.languages import LANGUAGES
from tests.locales.corpus import NO_WORDS

Row = dict[str, str]
Entry = tuple[str, str]
"""An original and its translation, all plural forms in one."""

TRANSLATED = [language for language in LANGUAGES if language != "en"]
ENDING = 0.36
"""The share of a word that its endings may change."""

_ASIDE = re.compile(r"\s*\([^)]*\)|^to ")
_WORD = re.compile(r"[\wʻʼ'-]+")


def table(path: Path) -> list[Row]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


GLOSSARY = table(FOLDER / "glossary.csv")
EXCEPTIONS = table(Path(__file__).parent / "glossary_exceptions.csv")
"""``accepted`` may stand for a term; only where the original begins with ``msgid``, if that is
given. Nothing accepted: the term need not be there. ``languages``: empty for all."""


def entries(language: str) -> list[Entry]:
    """The catalogue without what belongs to no language."""
    return [
        (" ".join(forms(message.id)), NO_WORDS.sub(" ", " ".join(forms(message.string))))
        for message in read(language)
        if message.id
    ]


def means(term: str, original: str) -> bool:
    """Whether an English text has a term, in whatever form."""
    words = [f"{re.escape(w)}(?:s|es|d|ed|n|ing)?" for w in _ASIDE.sub("", term).split()]
    text = NO_WORDS.sub(" ", original)
    return re.search(rf"\b{' '.join(words)}\b", text, re.IGNORECASE) is not None


def says(translation: str, text: str) -> bool:
    """Whether a text has every word of a translation, with whatever endings."""
    return all(
        re.search(rf"(?<!\w){_stem(word)}" if len(_stem(word)) < 4 else _stem(word), text.lower())
        for word in _WORD.findall(translation.lower())
    )


def _stem(word: str) -> str:
    return re.escape(word[: len(word) - round(len(word) * ENDING)])


def excuses(term: str, language: str, original: str) -> Iterator[Row]:
    """The exceptions that hold for a term in an entry."""
    for row in EXCEPTIONS:
        spoken = row["languages"].split() or TRANSLATED
        if row["term_en"] == term and language in spoken and original.startswith(row["msgid"]):
            yield row


def strayed(language: str, catalogue: Iterable[Entry]) -> Iterator[tuple[Row, Entry]]:
    """The terms that are translated in another way, and where."""
    for original, text in catalogue:
        for term in GLOSSARY:
            if means(term["term_en"], original):
                fixed = term[language].split("; ")
                if not any(says(translation, text) for translation in fixed):
                    yield term, (original, text)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_term_is_translated_as_the_glossary_says(language: str) -> None:
    found = [
        f"{term['term_en']} = {term[language]}: {original!r} = {text!r}"
        for term, (original, text) in strayed(language, entries(language))
        if not any(
            not row["accepted"] or row["accepted"] in text.lower()
            for row in excuses(term["term_en"], language, original)
        )
    ]
    assert found == []


def test_every_exception_is_still_needed() -> None:
    used = [
        row
        for language in TRANSLATED
        for term, (original, text) in strayed(language, entries(language))
        for row in excuses(term["term_en"], language, original)
        if not row["accepted"] or row["accepted"] in text.lower()
    ]
    assert [row for row in EXCEPTIONS if row not in used] == []


def test_another_word_than_the_glossary_has_is_found() -> None:
    assert list(strayed("ru", [("Your concern is closed.", "Ваша жалоба закрыта.")]))
    assert list(strayed("ky", [("The reception is closed.", "Кеңсе жабык.")]))
    assert not list(strayed("ru", [("Concerns about it", "Обращения об этом")]))


def test_the_glossary_is_complete() -> None:
    for row in GLOSSARY:
        assert all(row[language].strip() for language in TRANSLATED), row
    terms = [row["term_en"] for row in GLOSSARY]
    assert len(set(terms)) == len(terms)
