"""Every sentence is in the language that it is kept under."""

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from locales.languages import LANGUAGES
from tests.locales.corpus import Passage, prose

ENOUGH = 25
"""Letters that a sentence must have to be told apart from its neighbours' languages."""
NEIGHBOURS = ("az", "ba", "kk", "mn", "tg", "tr", "tt", "ug")
"""Languages near to ours, in which a translator or a machine may slip."""
EXCEPTIONS = Path(__file__).parent / "other_language.csv"


@cache
def identifier() -> LanguageIdentifier:
    """Knows our languages and their neighbours; Uzbek in both its alphabets."""
    known = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known.set_languages([*{code.split("_")[0] for code in LANGUAGES}, *NEIGHBOURS])
    return known


@cache
def exceptions() -> frozenset[str]:
    """Sentences that were read by a person and are right."""
    with EXCEPTIONS.open(encoding="utf-8", newline="") as file:
        return frozenset(row["sentence"] for row in csv.DictReader(file))


def _is_long(sentence: str) -> bool:
    return sum(map(str.isalpha, sentence)) >= ENOUGH


def foreign(language: str, passages: Iterable[Passage]) -> list[str]:
    """The sentences that are in another language, and in which."""
    found = []
    for passage in passages:
        for sentence in passage.sentences():
            if not _is_long(sentence) or sentence in exceptions():
                continue
            guess, _sureness = identifier().classify(sentence)
            if guess != language.split("_", maxsplit=1)[0]:
                found.append(f"{passage.where}: {guess}? {sentence}")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_in_another_language(language: str) -> None:
    passages = prose(language)
    assert sum(_is_long(s) for p in passages for s in p.sentences()) > 300
    assert foreign(language, passages) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_passage_of_another_language_is_found(language: str) -> None:
    for other in LANGUAGES:
        if other.split("_")[0] != language.split("_", maxsplit=1)[0]:
            long = [p for p in prose(other) if any(map(_is_long, p.sentences()))]
            found = [p for p in long if foreign(language, [p])]
            assert len(found) >= 0.99 * len(long), other


def test_every_exception_is_still_needed() -> None:
    sentences = {s for code in LANGUAGES for p in prose(code) for s in p.sentences()}
    assert exceptions() <= sentences
