"""What people read of ours, by language: catalogues, pages, and the names that are shipped."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from locales.extract import FOLDER, forms, read
from locales.languages import LANGUAGES

DATA = FOLDER.parent / "storage" / "data"
SHIPPED = {language: re.compile(rf"name_{language}$") for language in LANGUAGES}

NO_WORDS = re.compile(
    r"\{\w+\}"  # placeholders
    r"|</?[bi]>"
    r"|https?://\S+"
    r"|(?<![\w/])/[a-z]+(?: [A-Z]{3}\b(?!-))*"  # commands, with the codes of receptions
    r"|\b[A-Z]{3}-\d{4}-\d{5}\b"  # numbers of concerns
    r"|\b[A-Z]+(?:_[A-Z]+)+\b"  # settings
)
"""What stands in a text and belongs to no language."""

_SENTENCE_END = re.compile(r"(?<=[.!?:;…])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A text, and where it can be found."""

    where: str
    text: str

    def sentences(self) -> list[str]:
        """Its sentences, without what belongs to no language."""
        return [part for part in _SENTENCE_END.split(NO_WORDS.sub(" ", self.text)) if part]


@cache
def prose(language: str) -> tuple[Passage, ...]:
    """The catalogue and the pages."""
    return (*_catalogue(language), *_pages(language))


@cache
def everything(language: str) -> tuple[Passage, ...]:
    """The prose, the glossary and the names of the shipped data."""
    return (*prose(language), *_glossary(language), *_names(language))


def _catalogue(language: str) -> Iterator[Passage]:
    for message in read(language):
        for text in forms(message.string) if message.id else ():
            yield Passage(f"{language} catalogue", text)


def _pages(language: str) -> Iterator[Passage]:
    for path in sorted((FOLDER / language / "pages").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line:
                yield Passage(f"{language}/pages/{path.name}", line)


def _glossary(language: str) -> Iterator[Passage]:
    with (FOLDER / "glossary.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Passage("glossary.csv", row["term_en" if language == "en" else language])


def _names(language: str) -> Iterator[Passage]:
    for path in sorted(DATA.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for column, text in row.items():
                    if text and SHIPPED[language].match(column):
                        yield Passage(f"{path.name} {column}", text)
