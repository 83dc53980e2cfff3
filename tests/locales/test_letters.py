"""Every word is in the letters of its language: no look-alike of another alphabet."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from locales.languages import LANGUAGES
from tests.locales.corpus import DATA, NO_WORDS, Passage, everything

RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
LATIN = "abcdefghijklmnopqrstuvwxyz"
ALPHABETS = {
    "ky": RUSSIAN + "ңөү",
    "ru": RUSSIAN,
    "uz": LATIN + "ʻʼ",
    "uz_Cyrl": RUSSIAN.replace("щ", "").replace("ы", "") + "ўқғҳ",
    "en": LATIN,
}
QUOTES = {"ky": "«»", "ru": "«»", "uz": "“”", "uz_Cyrl": "“”", "en": "“”"}
APOSTROPHES = {"uz": "ʻʼ", "en": "'"}
"""Those that stand inside or behind words."""
FOREIGN_WORDS = Path(__file__).parent / "foreign_words.csv"

_WORD = re.compile(r"[^\W\d_ℹ]+")
"""Letters; the emoji ℹ is one for Unicode."""
_QUOTE = re.compile('[«»“”„‟"]')
_APOSTROPHE = re.compile("['`´‘’ʹʻʼʽ′]")
_TURNED_COMMA = re.compile("(?<![og])ʻ|[og]ʼ", re.IGNORECASE)
"""U+02BB is a part of two Uzbek letters; U+02BC, the sound, does not come after those here."""


def allowed_words(language: str) -> frozenset[str]:
    """Words in other letters that a person looked at and let stand."""
    with FOREIGN_WORDS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return frozenset(row["word"] for row in rows if language in row["languages"].split())


def script(letter: str) -> str:
    """LATIN, CYRILLIC, ..."""
    return unicodedata.name(letter).split()[0]


def scripts(word: str) -> set[str]:
    """The scripts of a word. Uzbek's two commas, "modifier letters", belong to whichever."""
    return {script(letter) for letter in word} - {"MODIFIER"}


def wrong_letters(language: str, text: str, allowed: frozenset[str]) -> Iterator[str]:
    """What in a text is not in the letters of its language."""
    for word in _WORD.findall(NO_WORDS.sub(" ", text)):
        if set(word.lower()) - set(ALPHABETS[language]) and word not in allowed:
            yield word
    yield from (q for q in _QUOTE.findall(text) if q not in QUOTES[language])
    yield from (a for a in _APOSTROPHE.findall(text) if a not in APOSTROPHES.get(language, ""))
    yield from _TURNED_COMMA.findall(text)
    if unicodedata.normalize("NFC", text) != text:
        yield "letters made of two signs"
    # An emoji may have a variation selector or a joiner; nothing else that cannot be seen.
    yield from (repr(sign) for sign in text if not sign.isprintable() and sign not in "\n\u200d")


def complaints(language: str, passages: Iterable[Passage]) -> list[str]:
    """Each wrong word with its place and its letters' names."""
    allowed = allowed_words(language)
    return [
        f"{passage.where}: {word!r} in {passage.text[:60]!r}"
        for passage in passages
        for word in wrong_letters(language, passage.text, allowed)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_in_its_own_letters(language: str) -> None:
    assert complaints(language, everything(language)) == []


@pytest.mark.parametrize("path", sorted(DATA.glob("*.csv")), ids=lambda path: path.stem)
def test_no_word_of_the_data_mixes_alphabets(path: Path) -> None:
    mixed = [w for w in _WORD.findall(path.read_text(encoding="utf-8")) if len(scripts(w)) > 1]
    assert mixed == []


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("ru", "Прoсто", "Прoсто"),  # a Latin o
        ("ru", "A теперь", "A"),  # a Latin A
        ("ru", "өтө", "өтө"),
        ("ky", "ўтө", "ўтө"),
        ("ky", "Ош шaары", "шaары"),
        ("uz", "sоʻz", "sоʻz"),  # a Cyrillic o
        ("uz", "so'z", "'"),
        ("uz", "soʼz", "oʼ"),
        ("uz", "maʻlum", "ʻ"),
        ("uz", "g‘isht", "‘"),
        ("uz_Cyrl", "сўз ўrни", "ўrни"),
        ("uz_Cyrl", "сөз", "сөз"),
        ("uz_Cyrl", "маъ’лум", "’"),
        ("en", "сard", "сard"),  # a Cyrillic s
        ("ru", "“так”", "“"),
        ("ru", "и\u0306од", "letters made of two signs"),
        ("en", "soft\u00adhyphen", "'\\xad'"),
    ],
)
def test_a_wrong_letter_is_found(language: str, text: str, found: str) -> None:
    assert found in list(wrong_letters(language, text, frozenset()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_allowed_word_is_still_there(language: str) -> None:
    words = {w for p in everything(language) for w in _WORD.findall(NO_WORDS.sub(" ", p.text))}
    assert allowed_words(language) <= words
