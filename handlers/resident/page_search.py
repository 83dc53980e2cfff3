"""Finding the agency's pages by words, in whatever form the words stand there."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from bot.reception.folding import fold
from locales.pages import Page, pages

SHORTEST_STEM = 4
ENDING = 3
"""Letters that an ending may differ in: Kyrgyz, Uzbek and Russian words change at their end."""
TITLE = 3.0
"""How much more a word of the title counts."""
WHOLE, STEM = 1.0, 0.7
"""What a word counts that stands there as it was typed, or with another ending."""

_WORD = re.compile(r"[^\W_]+(?:[-ʻʼ'’][^\W_]+)*")
_MARK = re.compile(r"</?[bi]>|\{\w+\}")


@dataclass(frozen=True, slots=True)
class Hit:
    """A page, and the paragraph of it that has most of the words."""

    page: Page
    paragraph: str


def search(words: str, language: str, limit: int = 5) -> list[Hit]:
    """The pages that have all the words, best first; if none has, those with most of them."""
    wanted = list(dict.fromkeys(_folded(words)))
    if not wanted:
        return []
    rated = []
    for page in pages(language):
        parts = [_best(wanted, part) for part in _indexed(page)]
        title, texts = parts[0], parts[1:]
        found = [max(TITLE * title[i], *(text[i] for text in texts)) for i in range(len(wanted))]
        paragraph = max(range(len(texts)), key=lambda i: sum(texts[i]))
        rated.append((sum(map(bool, found)), sum(found), page, page.paragraphs[paragraph]))
    most = max(count for count, _score, _page, _text in rated)
    if not most:
        return []
    # Python sorts stably: pages that are equally good stay in the order of the contents.
    best = sorted((r for r in rated if r[0] == most), key=lambda r: -r[1])
    return [Hit(page, _MARK.sub("", text)) for _count, _score, page, text in best[:limit]]


@cache
def _indexed(page: Page) -> tuple[frozenset[str], ...]:
    """The words of the title, and of each paragraph."""
    return tuple(frozenset(_folded(part)) for part in (page.title, *page.paragraphs))


def _folded(text: str) -> Iterable[str]:
    return [key for word in _WORD.findall(_MARK.sub("", text)) if (key := fold(word))]


def _best(wanted: Sequence[str], there: frozenset[str]) -> list[float]:
    """For each wanted word how well it stands among the words there; 0: not at all."""
    return [max((_likeness(word, other) for other in there), default=0.0) for word in wanted]


def _likeness(wanted: str, word: str) -> float:
    if wanted == word:
        return WHOLE
    stem = max(SHORTEST_STEM, len(wanted) - ENDING)
    if wanted.isdigit() or len(wanted) < SHORTEST_STEM or word[:stem] != wanted[:stem]:
        return 0.0
    # What was typed may be longer than what stands there, or shorter.
    return STEM if len(word) >= stem and len(wanted) - len(word) <= ENDING else 0.0
