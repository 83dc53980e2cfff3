"""Keys that are like another key, and how far from it, counted in typing errors.

The distance is the mean of two: letter by letter, and with the letters that are mixed up by ear
or by keyboard taken for the same, so that mixing them up counts half an error.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from math import inf
from typing import Generic, TypeVar

from bot.reception.folding import Folded

ENDING = 0.25
"""The cost of taking off what may be a case ending, in typing errors."""
RESPELLED = 0.2
"""The cost of taking an Uzbek word for its Kyrgyz relative."""
OTHER_BEGINNING = 0.1
"""The first letter is seldom the wrong one."""

_T = TypeVar("_T")

# Letters that are mixed up, and what they are taken for: vowels first.
_CLASSES = str.maketrans("eioughbvfdzjc", "aaaakkppptsww")
_MOST = (0.0, 0.0, 0.0, 0.5, 1.0, 2.0, 2.0, 2.0, 2.5)
"""The most that a key of this many letters may cost, at last of all longer ones."""

# Kyrgyz, Russian and Uzbek case endings, as keys show them.
_ENDING = re.compile(
    r"[aeiu]|(?<=[kntw])o|[aeo]n|[ndt]?[iu]n?|[dt][aeo]n?|[gk][aeo]|[ao]m|[eo]i"
    r"|l[iu]k|sk[a-z]{0,3}|[dt][aeo]gi"
)
_LONGEST_ENDING = 4
_SHORTEST_STEM = 2
_SHORTEST_WRONG_STEM = 5
"""Both an ending and an error leave too little of a shorter one."""
_MOST_MIXED_UP = 0.5
"""The most that another key may cost where there is one as it stands."""

# Words of Uzbek names and what Kyrgyz has for them, as keys.
_RELATIVES = {
    "ok": "ak",
    "kora": "kara",
    "tow": "taw",
    "bow": "baw",
    "ola": "ala",
    "olma": "alma",
    "oltin": "altin",
    "iani": "jani",
    "sarik": "sari",
    "eti": "jeti",
    "kicik": "kici",
    "suv": "su",
    "bulok": "bulak",
    "terak": "terek",
    "tepa": "dobo",
    "soi": "sai",
    "tog": "to",
    "iol": "jol",
    "er": "jer",
    "ota": "ata",
    "bozor": "bazar",
    "kiwlok": "kiwtak",
    "mahala": "mala",
    "hoja": "kojo",
    "mirzo": "mirza",
    "obod": "abad",
    "dare": "daria",
    "dario": "daria",
}
_FIRST = re.compile(rf"^(?:{'|'.join(_RELATIVES)})")
_LAST = re.compile(rf"(?:{'|'.join(_RELATIVES)})$")


class _Spellings:
    """Spellings of keys, found by how like they are."""

    def __init__(self) -> None:
        self._by_class: dict[str, list[tuple[str, str]]] = {}
        self._classes: list[str] = []

    def add(self, spelling: str, key: str) -> None:
        """Add a spelling of this key."""
        same = spelling.translate(_CLASSES)
        if same not in self._by_class:
            self._by_class[same] = []
            self._classes.append(same)
        self._by_class[same].append((spelling, key))

    def like(self, typed: str, most: float) -> Iterator[tuple[str, float]]:
        """The keys with a spelling like this one: what each costs, within `most`."""
        from rapidfuzz.distance import OSA  # noqa: PLC0415
        from rapidfuzz.process import extract  # noqa: PLC0415

        same = typed.translate(_CLASSES)
        near = (
            [(same, 0, 0)]
            if most < 1
            else extract(
                same, self._classes, scorer=OSA.distance, score_cutoff=int(most), limit=None
            )
        )
        for name, mixed, _ in near:
            beginning = OTHER_BEGINNING * (name[0] != same[0])
            for spelling, key in self._by_class.get(name, ()):
                errors = (mixed + OSA.distance(typed, spelling)) / 2
                if errors <= min(most, _most(len(key))):
                    yield key, errors + beginning


class Index(Generic[_T]):
    """Things under their names."""

    def __init__(self) -> None:
        self._things: dict[str, list[tuple[_T, float]]] = {}
        self._keys = _Spellings()
        self._loose = _Spellings()
        # The parts of an address are looked up again and again while it is taken apart.
        self._costs = lru_cache(maxsize=128)(self._find_costs)

    def add(self, thing: _T, names: Mapping[Folded, float]) -> None:
        """Put it under each of these names, with what it costs to be found there.

        Only before the first search: the answers to some are kept.
        """
        for (key, loose), cost in names.items():
            if not key:
                continue
            if key not in self._things:
                self._things[key] = []
                self._keys.add(key, key)
            self._loose.add(loose, key)
            self._things[key].append((thing, cost))

    def near(self, name: Folded) -> Iterator[tuple[_T, float]]:
        """The things under this name and others like it, with what the difference costs."""
        for key, cost in self._costs(name).items():
            for thing, own_cost in self._things[key]:
                yield thing, cost + own_cost

    def _find_costs(self, name: Folded) -> dict[str, float]:
        """The known keys like those of this name, and the cost of each."""
        spellings = {name.key: 0.0} | dict.fromkeys(_respelled(name.key), RESPELLED)
        whole = dict(spellings)
        for spelling, cost in whole.items():
            for stem in _stems(spelling):
                spellings.setdefault(stem, cost + ENDING)
        found = {key: cost for key, cost in spellings.items() if key in self._things}

        def add_like(known: _Spellings, typed: str, cost: float) -> None:
            # Beside the name as it stands only what is mixed up most easily is of interest.
            # What was typed may be short of a letter.
            most = _MOST_MIXED_UP if typed in self._things else _most(len(typed) + 1)
            for key, errors in known.like(typed, most):
                found[key] = min(cost + errors, found.get(key, inf))

        for spelling, cost in whole.items():
            add_like(self._keys, spelling, cost)
        if min(found.values(), default=inf) >= 1:
            # Letters fall together without the one between them: that is one error, not two.
            add_like(self._loose, name.loose, 0)
        if min(found.values(), default=inf) > 1:
            for stem in spellings.keys() - whole.keys():
                if len(stem) >= _SHORTEST_WRONG_STEM:
                    add_like(self._keys, stem, spellings[stem])
        return found


def _most(length: int) -> float:
    return _MOST[min(length, len(_MOST) - 1)]


def _stems(key: str) -> Iterator[str]:
    """The key without what may be the ending of a case."""
    for length in range(1, min(_LONGEST_ENDING, len(key) - _SHORTEST_STEM) + 1):
        if _ENDING.fullmatch(key, len(key) - length):
            yield key[:-length]


def _respelled(key: str) -> Iterator[str]:
    """The key with the Kyrgyz relatives of its first and of its last word."""
    first = _FIRST.sub(_relative, key)
    for spelling in {first, _LAST.sub(_relative, key), _LAST.sub(_relative, first)}:
        if spelling != key:
            yield spelling


def _relative(found: re.Match[str]) -> str:
    return _RELATIVES[found[0]]
