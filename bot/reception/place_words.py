"""The words around a place's name: those that say what it is, and the endings of cases.

All patterns are over the keys of bot.reception.folding, so that one stands for every script.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.reception.folding import Folded, fold, folded


class Sort(StrEnum):
    """What a person says the place is."""

    REGION = "region"
    DISTRICT = "district"
    TOWN = "town"
    AIMAK = "aimak"
    VILLAGE = "village"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name, and the sort that was named with it."""

    name: Folded
    sort: Sort | None = None


# Kyrgyz, Russian, Uzbek and English, with their endings and abbreviations.
_SORTS = (
    (Sort.REGION, r"obl|oblast[a-z]{0,2}|oblus[a-z]{0,5}|viloiat[a-z]{0,5}|region"),
    (Sort.DISTRICT, r"rn[aeu]?|ron|rai?[eo]n[a-z]{0,5}|tuman[a-z]{0,5}|district"),
    (Sort.TOWN, r"g|gor|gorod[a-z]{0,2}|war(i[a-z]{0,4}|d[ai]n?|ga)?|wah(ar|ri)[a-z]{0,4}"),
    (Sort.TOWN, r"siti|citi|town"),
    (Sort.AIMAK, r"ao|aimak|aimag[a-z]{1,5}|okmot[a-z]{0,6}|ailn[a-z]{1,4}|uprav[aeiu]"),
    (Sort.VILLAGE, r"s|c|sel[aeou](su|da|dan|ga)?|d|derevn[a-z]{1,3}|vilage"),
    (Sort.VILLAGE, r"ail(i[a-z]{0,4}|d[ai]n?|ga)?|kiwlo[gk][a-z]{0,5}|kiwtag[a-z]{1,5}"),
)
_SORT = [(sort, re.compile(pattern)) for sort, pattern in _SORTS]
_BEFORE_THE_NAME = re.compile(r"g|gor|gorod[a-z]*|s|c|sel.|d|derevn.*")
# A settlement of town type is called a village by some and a town by others.
_FILLER = re.compile(r"v|vo|iz|na|ot|i|im|imeni|in|at|from|near|the|p|pos|pgt|poselo?k[a-z]{0,2}")

_BETWEEN_WORDS = re.compile(r"[\s,;:()«»“”„\"]+")


def read(text: str) -> tuple[list[Word], list[Word]]:
    """The words of a text without those around the name, and all of them as they stand.

    The second differs where a name itself has such a word in it.
    """
    names: list[Word] = []
    raw: list[Word] = []
    waiting: Sort | None = None
    for chunk in _chunks(text):
        word = Word(folded(chunk))
        key = word.name.key
        if not key:
            continue
        raw.append(word)
        if _FILLER.fullmatch(key):
            continue
        sort = next((sort for sort, pattern in _SORT if pattern.fullmatch(key)), None)
        if sort is None:
            names.append(replace(word, sort=waiting))
            waiting = None
        elif names and not _BEFORE_THE_NAME.fullmatch(key):
            names[-1] = replace(names[-1], sort=sort)
        else:
            waiting = sort
    return names, raw


def _chunks(text: str) -> Iterator[str]:
    for chunk in _BETWEEN_WORDS.split(text):
        if "." in chunk and not _is_sort(fold(chunk)):
            yield from chunk.split(".")
        else:
            yield chunk


def _is_sort(key: str) -> bool:
    return any(pattern.fullmatch(key) for _, pattern in _SORT)


def sort_of(words: list[Word]) -> Sort | None:
    """The sort that was named with these words, the last if there are several."""
    return next((word.sort for word in reversed(words) if word.sort), None)


def joined(words: list[Word]) -> Folded:
    """The keys of several words: hyphens and spaces are set as one likes."""
    return Folded(
        fold("".join(word.name.key for word in words)),
        fold("".join(word.name.loose for word in words), loose=True),
    )


def bare(name: str) -> Folded:
    """The keys of an official name without the words that say what it is."""
    return joined(read(name)[0])
